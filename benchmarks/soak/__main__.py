"""`python -m benchmarks.soak`: the guide under load and under failure, in minutes, on this machine alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

import click

from benchmarks.soak.attack import crowded, open_ended
from benchmarks.soak.clock import jumped
from benchmarks.soak.disks import full, read_only
from benchmarks.soak.found import Found, NotRunError, Scale, Verdict, table
from benchmarks.soak.load import crowd, killed, reloaded
from benchmarks.soak.memory import flat
from benchmarks.soak.server import ServerError
from benchmarks.soak.slow import slow

Scenario = Callable[[Scale], Found]

SCENARIOS: dict[str, Scenario] = {
    "crowd": crowd,
    "kill": killed,
    "reload": reloaded,
    "slow": slow,
    "open-ended": open_ended,
    "pdfs": crowded,
    "full-disk": full,
    "read-only-disk": read_only,
    "clock": jumped,
    "memory": flat,
}


def verdict(name: str, scenario: Scenario, scale: Scale) -> Verdict:
    """Try a scenario; one that this machine cannot try has not held."""
    try:
        return Verdict(name, scenario(scale))
    except NotRunError as missing:
        return Verdict(name, None, str(missing))
    except ServerError as error:
        return Verdict(name, Found("", faults=[str(error)]))


def status(verdicts: list[Verdict], *, strict: bool) -> int:
    """Return 0 where all that was tried has held, and something was; where it is strict, all must have been tried."""
    words = [verdict.word for verdict in verdicts]
    return int("failed" in words or "held" not in words or (strict and "not run" in words))


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(SCENARIOS)))
@click.option("--short", is_flag=True, help="A minute in all, for every change.")
@click.option("--strict", is_flag=True, help="Fail as well where a scenario cannot be tried on this machine.")
def main(names: tuple[str, ...], *, short: bool, strict: bool) -> None:
    """Try the named scenarios, or all, and tell of them in a table; exit 1 where one failed."""
    verdicts = []
    began = monotonic()
    for name in names or SCENARIOS:
        verdicts.append(verdict(name, SCENARIOS[name], Scale(short)))
        click.echo(f"{name}: {verdicts[-1].word}, {monotonic() - began:.0f} s so far", err=True)
    words = [verdict.word for verdict in verdicts]
    click.echo(table(verdicts))
    told = ", ".join(f"{words.count(word)} {word}" for word in ("held", "failed", "not run"))
    click.echo(f"\n{told}; {datetime.now(UTC):%Y-%m-%d}, {monotonic() - began:.0f} s.")
    sys.exit(status(verdicts, strict=strict))


if __name__ == "__main__":
    main()
