"""Measure them all and print the table: `python -m benchmarks.rivals`."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import click
from playwright.sync_api import Browser, sync_playwright

from benchmarks import packages
from benchmarks.lighthouse import ScoreError, Target, score
from benchmarks.rivals.contenders import FLOOR, OURS, Contender, contenders, first_question, inline_script
from benchmarks.rivals.visit import BrokenPageError, Visit, answer, visit
from benchmarks.shelf import shelved

COMMAND = "python -m benchmarks.rivals"
GOAL = 1.2
"""Our time to the first question is to be within this of the hand-made page's."""
CHROMIUM = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")


@dataclass(frozen=True)
class Row:
    """The medians of one page."""

    name: str
    bytes: int
    requests: int
    script: int
    milliseconds: int
    fastest: int
    words: int
    ratio: float
    lighthouse: int


def measured(found: tuple[Contender, ...], place: Path, rounds: int, runs: int, slowdown: float) -> list[Row]:
    """Visit and score every page in turn, as many rounds as asked for."""
    with ExitStack() as stack:
        addresses = {each.name: stack.enter_context(shelved(each.items)) for each in found}
        browsers = stack.enter_context(sync_playwright()).chromium
        browser = browsers.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        visits = _visits(browser, found, addresses, rounds, slowdown)
        browser.close()
        targets = [Target(name, f"{address}/") for name, address in addresses.items()]
        scores = score(targets, place, runs=runs, categories=("performance",))
    floor = median(each.milliseconds for each in visits[FLOOR])
    return [_row(each, visits[each.name], floor, round(scores[each.name].of("performance"))) for each in found]


def _visits(
    browser: Browser, found: tuple[Contender, ...], addresses: dict[str, str], rounds: int, slowdown: float
) -> dict[str, list[Visit]]:
    ask, label = first_question()
    for each in found:
        answer(browser, addresses[each.name], each, ask, label)
    visits: dict[str, list[Visit]] = {each.name: [] for each in found}
    for _ in range(rounds):
        for each in found:
            visits[each.name].append(visit(browser, addresses[each.name], each, slowdown))
    return visits


def _row(contender: Contender, visits: list[Visit], floor: float, performance: int) -> Row:
    time = median(each.milliseconds for each in visits)
    inline = inline_script(contender.items["/"].plain.decode())
    return Row(
        name=contender.name,
        bytes=round(median(each.bytes for each in visits)),
        requests=round(median(each.requests for each in visits)),
        script=round(median(each.script for each in visits)) + inline,
        milliseconds=round(time),
        fastest=round(min(each.milliseconds for each in visits)),
        words=round(median(each.words for each in visits)),
        ratio=round(time / floor, 2),
        lighthouse=performance,
    )


def table(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table."""
    head = (
        "| the same 16 questions | bytes | requests | bytes of script | first words | first question | to hand-made "
        "| Lighthouse |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    )
    return head + "".join(
        f"| {row.name} | {row.bytes:,} | {row.requests} | {row.script:,} | {row.words / 1000:.2f} s "
        f"| {row.milliseconds / 1000:.2f} s "
        f"| {row.ratio:.2f} | {row.lighthouse} |\n"
        for row in rows
    )


@click.command()
@click.option("--packages", "kept", type=click.Path(path_type=Path), help="Folder that keeps what npm fetches.")
@click.option("--rounds", default=7, show_default=True, type=click.IntRange(5), help="Visits of each page.")
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="Lighthouse runs of each page.")
@click.option("--slowdown", default=4.0, show_default=True, help="How many times slower the visits' processor is.")
@click.option("--json", "record", type=click.Path(path_type=Path), help="File to write the figures to.")
def main(kept: Path | None, rounds: int, runs: int, slowdown: float, record: Path | None) -> None:
    """Measure careguide beside what people would pick instead, and fail where it is not near a hand-made page."""
    with tempfile.TemporaryDirectory() as made:
        folder = (kept or Path(made)).resolve()
        try:
            rows = measured(contenders(folder), packages.lighthouse(folder), rounds, runs, slowdown)
        except (packages.FetchError, ScoreError, BrokenPageError) as failed:
            raise click.ClickException(str(failed)) from failed
    day = datetime.now(UTC).date().isoformat()
    click.echo(table(rows))
    click.echo(f"Measured on {day} with `{COMMAND}`: medians of {rounds} visits and {runs} Lighthouse runs.")
    click.echo(f"The load of the machine was {os.getloadavg()[1]:.1f} on {os.cpu_count()} processors.")
    if record:
        told = {
            "date": day,
            "command": COMMAND,
            "rounds": rounds,
            "runs": runs,
            "slowdown": slowdown,
            "load": os.getloadavg(),
        }
        record.write_text(json.dumps(told | {"rows": [asdict(row) for row in rows]}, indent=2) + "\n", encoding="utf-8")
    (ours,) = (row for row in rows if row.name == OURS)
    if ours.ratio > GOAL:
        click.echo(
            f"careguide takes {ours.ratio:.2f} times as long as the hand-made page; the goal is {GOAL}.", err=True
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
