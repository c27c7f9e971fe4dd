"""Lighthouse's mobile preset on our pages: `python -m benchmarks.lighthouse` fails below 100 in any category."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import click

from benchmarks import packages
from benchmarks.shelf import Item, shelved
from tests.browser.server import serving
from tests.journey import journeys

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FULL = 100
SCRIPT = Path(__file__).with_suffix(".mjs")
ONE_LINE = (
    '<!doctype html><html lang="en"><title>One line</title><meta name="viewport" content="width=device-width"><p>Hello.'
)
"""The least page there is: what it is short of 100 in performance, the machine was short of."""
CONTROL = "one line of text"


class ScoreError(Exception):
    """Lighthouse did not score what it was given."""


@dataclass(frozen=True)
class Target:
    """A page to score; with answers, the page that follows when they are given on the form there and sent."""

    name: str
    url: str
    answers: tuple[tuple[str, str], ...] = ()

    @property
    def job(self) -> dict[str, Any]:
        """Return it as the script takes it."""
        return {"name": self.name, "url": self.url} | ({"answers": self.answers} if self.answers else {})


@dataclass
class Scores:
    """What the runs of one page scored, category by category."""

    runs: list[dict[str, Any]] = field(default_factory=list)

    def of(self, category: str) -> float:
        """Return the median score, 0 to 100."""
        return float(median(run["scores"][category] for run in self.runs))

    def values(self, name: str) -> str:
        """Return every run's figure of this name."""
        return ", ".join(f"{run[name]:.1f}".removesuffix(".0") for run in self.runs)

    @property
    def short(self) -> list[str]:
        """Return the audits that kept a run from 100."""
        return sorted({name for run in self.runs for name in run["short"]})


def score(
    targets: Iterable[Target],
    place: Path,
    *,
    runs: int,
    slowdown: float | None = None,
    categories: tuple[str, ...] = CATEGORIES,
) -> dict[str, Scores]:
    """Score each page in turn, as many rounds as there are runs; `place` holds the installed Lighthouse."""
    wanted, chromium = list(targets), shutil.which("chromium")
    if not chromium:
        raise ScoreError("chromium is not here, so no page can be scored. Install Chromium.")
    job = {
        "packages": str(place),
        "chromium": chromium,
        "runs": runs,
        "categories": categories,
        "pages": [target.job for target in wanted],
    } | ({"slowdown": slowdown} if slowdown else {})
    command = ["node", str(SCRIPT)]
    done = subprocess.run(command, input=json.dumps(job), capture_output=True, text=True, check=False)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    broken = [run["error"] for run in found if run.get("error")]
    if done.returncode or broken or len(found) != runs * len(wanted):
        raise ScoreError(f"Lighthouse did not score every page: {(broken or [done.stderr[-500:]])[0]}")
    scores = {target.name: Scores() for target in wanted}
    for run in found:
        scores[run["name"]].runs.append(run)
    return scores


def _sheet(name: str) -> tuple[tuple[str, str], ...]:
    (journey,) = (journey for journey in journeys() if journey.name == name)
    return tuple((question, word) for question, words in journey.sheet.items() for word in sorted(words))


@contextmanager
def _ours(folder: Path) -> Iterator[list[Target]]:
    home = folder / "home"
    home.mkdir(exist_ok=True)
    with serving(home, folder) as server, shelved({"/": Item("text/html", ONE_LINE.encode())}) as control:
        yield [
            Target("/", f"{server.url}/"),
            Target("/options", f"{server.url}/options"),
            Target("/about", f"{server.url}/about"),
            Target("a summary", f"{server.url}/", _sheet("prescribed")),
            Target(CONTROL, f"{control}/"),
        ]


def table(scores: dict[str, Scores]) -> str:
    """Return the medians as a Markdown table."""
    head = f"| page | {' | '.join(CATEGORIES)} | blocking, ms | CPU slowdown |\n| --- |{' ---: |' * 4} --- | --- |\n"
    rows = (
        f"| {name} | {' | '.join(f'{found.of(category):g}' for category in CATEGORIES)} "
        f"| {found.values('blocking')} | {found.values('slowdown')} |\n"
        for name, found in scores.items()
    )
    return head + "".join(rows)


@click.command()
@click.option("--packages", "kept", type=click.Path(path_type=Path), help="Folder that keeps what npm fetches.")
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="Runs of each page; medians count.")
@click.option("--slowdown", type=float, help="CPU multiplier for every run, in place of a calibrated one.")
@click.option("--steady", is_flag=True, help="Judge only what is the same on a busy machine: all but performance.")
def main(kept: Path | None, runs: int, slowdown: float | None, *, steady: bool) -> None:
    """Score our pages with Lighthouse's mobile preset, beside one line of text, and fail below 100."""
    with tempfile.TemporaryDirectory() as made:
        try:
            place = packages.lighthouse((kept or Path(made)).resolve())
            with _ours(Path(made)) as targets:
                scores = score(targets, place, runs=runs, slowdown=slowdown)
        except (packages.FetchError, ScoreError) as failed:
            raise click.ClickException(str(failed)) from failed
    click.echo(table(scores))
    judged = CATEGORIES[1:] if steady else CATEGORIES
    below = {name: found for name, found in scores.items() if name != CONTROL and _is_short(found, judged)}
    for name, found in below.items():
        click.echo(f"{name} is below {FULL}: {', '.join(found.short)}", err=True)
    sys.exit(1 if below else 0)


def _is_short(scores: Scores, judged: tuple[str, ...]) -> bool:
    return any(scores.of(category) < FULL for category in judged)


if __name__ == "__main__":
    main()
