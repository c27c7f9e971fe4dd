"""The worked cases of tests/journeys/, read as a clinician writes them: every word stays text."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import Assessment
from careguide.core.assessment.summary import Summary
from careguide.core.assessment.vocabulary import Choice
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Medical, Questionnaire
from tests.sheets import as_sheet
from tests.shipped import shipped

FOLDER = Path(__file__).resolve().parent / "journeys"
NOTHING = "null"
BOTTOM = "round_the_clock"

PLACES = {
    BOTTOM if cell.medical is Medical.round_the_clock else f"{cell.medical.name} + {cell.daily.name}": cell.setting
    for cell in shipped().cells
}
"""The grid of the two axes, each place with its setting; 24-hour medical care is one place, whatever the days need."""

EMERGENCY_KEYS = {"kind", "flags", "rules", "notes"}
KEYS = EMERGENCY_KEYS | {
    "start",
    "cell",
    "also",
    "depends",
    "same_day",
    "this_week",
    "for_home",
    "for_more_care",
    "fit",
    "acts",
}


@dataclass(frozen=True)
class Journey:
    """One worked case: what a person answers, and what the summary has to say."""

    name: str
    title: str
    story: str
    voice: Voice
    country: str
    answers: dict[str, str | list[str]]
    expect: dict[str, Any]
    left_open: list[str] = field(default_factory=list)

    @property
    def sheet(self) -> Sheet:
        """The answers as the fold takes them."""
        return as_sheet(self.answers)

    @property
    def is_emergency(self) -> bool:
        """Whether the emergency screen is expected, alone."""
        return str(self.expect["kind"]) == "emergency"

    @property
    def is_calm(self) -> bool:
        """Whether nothing is expected that speaks against going on as now."""
        urgent = {str(self.expect[key]) for key in ("same_day", "this_week")}
        return self.shown == ["usual + home"] and urgent == {"false"}

    @property
    def shown(self) -> list[str]:
        """The places of the grid that are expected anywhere in the summary, the start first."""
        cells = [self.expect.get("cell", NOTHING), *self.expect.get("also", []), *self.expect.get("depends", [])]
        return [cell for cell in cells if cell != NOTHING]


@cache
def journeys() -> tuple[Journey, ...]:
    """Read every worked case, in the order of the file names."""
    return tuple(map(read, sorted(FOLDER.glob("*.yaml"))))


def read(path: Path) -> Journey:
    """Read one worked case."""
    given = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return Journey(name=path.stem, **{**given, "voice": Voice(given["voice"])})


def place(choice: Choice | None) -> str:
    """Name a choice by its place in the grid, as the files do."""
    if choice is None:
        return NOTHING
    return BOTTOM if choice.medical == BOTTOM else f"{choice.medical} + {choice.daily}"


def place_name(questionnaire: Questionnaire, cell: str, journey: Journey) -> str:
    """Return what the person of a case reads for a place of the grid."""
    medical, _, daily = cell.partition(" + ")
    steps = {(key[0].name, key[1].name): found for key, found in questionnaire.cell.items()}
    found = steps[medical, daily or "home"]
    given = {(name, word) for name, words in journey.sheet.items() for word in words}
    denied = {(one.question, word) for one in (found.instead.when if found.instead else ()) for word in one.options}
    return (found.instead if found.instead and given & denied else found).name.in_voice(journey.voice)


def told(assessment: Assessment, summary: Summary) -> dict[str, Any]:
    """Return what a summary says, in the words that `expect` uses; lists in the order of the alphabet."""
    answers = {
        side: {reason.questions[0] for reason in found if reason.rule is None}
        for side, found in (("for_home", summary.for_home), ("for_more_care", summary.for_more_care))
    }
    return {
        "kind": summary.kind.value,
        "start": summary.start.setting if summary.start else NOTHING,
        "cell": place(summary.start),
        "also": sorted(map(place, summary.also)),
        "depends": sorted(map(place, summary.depends)),
        "same_day": str(summary.same_day is not None).lower(),
        "this_week": str(summary.this_week is not None).lower(),
        "flags": sorted(assessment.state.flags),
        "rules": sorted(rule.id for rule in assessment.fired),
        "acts": [act.id for act in summary.acts],
        "fit": summary.preference.standing if summary.preference else NOTHING,
        **{side: sorted(found) for side, found in answers.items()},
    }


def messages(summary: Summary) -> set[str]:
    """Return the ids of every message that a summary shows; the emergency screen stands alone."""
    panels = [summary.emergency] if summary.emergency else [summary.same_day, summary.this_week]
    loud = [note for panel in panels if panel for note in panel.notes]
    return {note.id for note in (*loud, *summary.cautions, *summary.next_steps, *summary.notes)}
