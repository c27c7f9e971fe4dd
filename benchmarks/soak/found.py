"""What a scenario found, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass, field


class NotRunError(Exception):
    """A scenario cannot be tried on this machine; the message says what is missing."""


@dataclass(frozen=True)
class Scale:
    """How large a scenario is: full, or short for every change."""

    short: bool = False

    def of(self, full: int, short: int) -> int:
        """Return the number that fits."""
        return short if self.short else full


@dataclass
class Found:
    """What was done, what was measured, and what must not be."""

    did: str
    figures: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def expect(self, holds: bool, otherwise: str) -> None:
        """Note a fault where something does not hold."""
        self.faults += [otherwise] * (not holds)


@dataclass(frozen=True)
class Verdict:
    """A scenario's name, what it found, or why it could not be tried."""

    name: str
    found: Found | None
    reason: str = ""

    @property
    def word(self) -> str:
        """Return how it ended, in a word or two."""
        if self.found is None:
            return "not run"
        return "failed" if self.found.faults else "held"

    @property
    def row(self) -> str:
        """Return a row of the table."""
        if self.found is None:
            return f"| {self.name} | | {self.reason} | not run |"
        return f"| {self.name} | {self.found.did} | {'; '.join(self.found.figures + self.found.faults)} | {self.word} |"


HEAD = "| scenario | what was done | figures | verdict |\n| --- | --- | --- | --- |"


def table(verdicts: list[Verdict]) -> str:
    """Return all of it as a Markdown table."""
    return "\n".join([HEAD, *(verdict.row for verdict in verdicts)])
