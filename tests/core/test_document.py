"""The parts of a summary: one list, which every format draws."""

from __future__ import annotations

import pytest

from careguide.cli.printing import as_text
from careguide.core.assessment.document import Entries, Notice, Paragraph, Part, Weight, parts_of
from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.content import Voice
from careguide.fhir.sections import TITLES, sections
from careguide.files import catalogue
from tests.journey import Journey, journeys
from tests.plans import plan_of
from tests.shipped import shipped

EVERY = pytest.mark.parametrize("journey", journeys(), ids=lambda journey: journey.name)
IN_ORDER = (
    ("emergency", "why", "help_lines", "ending", "sources"),
    (
        *("acts", "not_enough", "start", "cautions", "also", "depends", "always_shown", "for_more_care", "for_home"),
        *(
            "ask",
            "what_matters",
            "unknown",
            "could_change",
            "preference",
            "same_day",
            "this_week",
            "changes",
            "notes",
            "next_steps",
        ),
        *("help_lines", "ending", "sources"),
    ),
)

ON_THE_PAGE = {"because", "more", "reasons"}
"""Headings of a page around parts, or within one."""
WHEN_ASKED = {"what_matters"}
"""Headings of parts that come only when someone says more than answers; they have tests of their own."""


def parts(journey: Journey, voice: Voice | None = None) -> tuple[Part, ...]:
    """Return the parts of a worked case."""
    told = compose(plan_of(shipped()), journey.sheet, voice or journey.voice, journey.country)
    return parts_of(shipped(), told, catalogue())


def words(part: Part) -> list[str]:
    """Return every sentence of a part."""
    found = []
    for block in part.blocks:
        match block:
            case Paragraph(text):
                found.append(text)
            case Entries(items, _):
                found += [words for item in items for words in (item.name, item.text)]
            case Notice(note, _):
                found += [note.title, *note.body]
    return found


@EVERY
def test_parts_stand_in_one_order(journey: Journey) -> None:
    """What to do comes first, an emergency alone, and no part is empty or comes twice."""
    found = parts(journey)
    names = [part.id for part in found]
    order = next(order for order in IN_ORDER if names[0] == order[0])
    assert names == [name for name in order if name in names]
    weights = [list(Weight).index(part.weight) for part in found]
    assert weights == sorted(weights)
    assert all(part.heading and any(words(part)) for part in found)


@EVERY
def test_every_format_draws_that_list(journey: Journey) -> None:
    """The text and the FHIR document have the same headings in the same order, and every sentence."""
    told = compose(plan_of(shipped()), journey.sheet, journey.voice, journey.country)
    found = parts_of(shipped(), told, catalogue())
    text = as_text(shipped(), told)
    ends = [text.index(f"{part.heading}\n") for part in found]
    assert ends == sorted(ends)
    assert [lacking for part in found for lacking in words(part) if lacking not in text] == []
    made = sections(shipped(), told)
    assert [(section.code, section.title) for section in made] == [(part.id, part.heading) for part in found]


def test_every_heading_is_used_and_every_code_is_known() -> None:
    """No heading waits for a part that never comes; FHIR names the code of each part."""
    seen = {part.id for journey in journeys() for part in parts(journey)}
    assert {name for name in catalogue().area("heading") if name not in seen} == ON_THE_PAGE | WHEN_ASKED
    assert seen <= TITLES.keys()


@EVERY
def test_both_voices_have_the_same_parts(journey: Journey) -> None:
    """Only the words differ."""
    one, other = (parts(journey, voice) for voice in Voice)
    assert [part.id for part in one] == [part.id for part in other]
