"""Signs that a word processor leaves in a file, and what a slip of the hand is told with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from careguide.core.questionnaire.faults import Fault, Slip

SPACES = {"\xa0": "no-break space", "\u202f": "narrow no-break space", "\u2007": "figure space", "\u3000": "wide space"}
INVISIBLE = {
    "\xad": "soft hyphen",
    "\u200b": "zero-width space",
    "\u2060": "word joiner",
    "\ufeff": "byte-order mark",
    "\u2028": "line separator",
    "\u2029": "paragraph separator",
}
ODD: tuple[tuple[dict[str, str], Fault | Slip], ...] = (
    (INVISIBLE, Fault.INVISIBLE_SIGN),
    (SPACES, Slip.NO_BREAK_SPACE),
)
STRAIGHT = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"}  # noqa: RUF001 - on purpose
"""Curly quotes, each with the straight one that the file needs."""
SHOWN = 30
"""How much of a line is quoted, so that it can be found."""


@dataclass(frozen=True)
class Typo:
    """One slip of the hand: what it is, its 1-based line, and the facts that its sentence needs."""

    entry: Fault | Slip
    line: int
    facts: dict[str, object] = field(default_factory=dict)


def shown(words: str) -> str:
    """Return the beginning of some words, short enough to be quoted in a sentence."""
    words = " ".join(words.split())
    return words if len(words) <= SHOWN else f"{words[:SHOWN].rstrip()} …"


def find_odd_signs(lines: list[str]) -> Iterator[Typo]:
    """Yield signs that cannot be seen, and spaces that break no line, once for each line that is no remark."""
    for number, line in enumerate(lines, 1):
        if line.isascii() or line.lstrip().startswith("#"):
            continue
        for signs, entry in ODD:
            for sign, name in signs.items():
                if sign in line:
                    before = " ".join(line.partition(sign)[0].split())[-SHOWN:]
                    yield Typo(entry, number, {"name": name, "before": before})
