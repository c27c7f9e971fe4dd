"""What a family reads: the result whole, and nothing that tells of an answer that is left off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import assess
from careguide.core.assessment.family import for_family, left_off, private
from careguide.core.assessment.interview import Interview, Mark, Takeaway, joined_sheet, take_away
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from tests.core.tiny import sheet
from tests.journey import journeys
from tests.plans import plan_of
from tests.sheets import possible, sheets
from tests.shipped import shipped

GUIDE = shipped()
PRIVATE = private(GUIDE)
OFF = left_off(GUIDE, Interview())
HIDDEN = [question for question in GUIDE.questions if question.id in OFF]
CHANCE = Random(11)


def read(interview: Interview, guide: Questionnaire = GUIDE) -> Takeaway:
    """Return what a family reads of a walk."""
    return for_family(plan_of(guide), take_away(plan_of(guide), interview, "US"))


def result(interview: Interview) -> tuple[object, ...]:
    """Return kind, urgency, needs and voice of a walk: all that a family sheet may know of what is left off."""
    return assess(plan_of(GUIDE), joined_sheet(GUIDE, interview)).outcome, interview.voice


def drawn() -> Sheet:
    """Return answers by chance to the questions that are left off; some are left open."""
    return {
        question.id: CHANCE.choice([answer for some in possible(question) for answer in some])
        for question in HIDDEN
        if CHANCE.random() < 0.9
    }


def alike(shown: Sheet, hidden: Sequence[Sheet]) -> dict[tuple[object, ...], list[Interview]]:
    """Return walks with the same shown answers, by their result."""
    found = defaultdict(list)
    for answers in hidden:
        interview = Interview(person=dict(shown) | dict(answers), family={"prescriber": frozenset({"yes"})})
        found[result(interview)].append(interview)
    return found


@given(sheets(GUIDE))
@settings(max_examples=25, deadline=None)
def test_what_is_left_off_cannot_be_worked_out(sheet: Sheet) -> None:
    """With the same shown answers, needs and urgency the family sheet is the same, whatever is left off."""
    shown = {name: answer for name, answer in sheet.items() if name not in OFF}
    for walks in alike(shown, [drawn() for _ in range(60)]).values():
        assert len({str(read(interview)) for interview in walks}) == 1


def test_each_pair_of_private_answers_reads_the_same() -> None:
    """Any two private answers with one result give one sheet, in every journey; and there are many such pairs."""
    pairs = 0
    for journey in journeys():
        shown = {name: answer for name, answer in journey.sheet.items() if name not in OFF}
        rest = {name: answer for name, answer in journey.sheet.items() if name in OFF}
        each = [rest | {question.id: frozenset({word})} for question in HIDDEN for word in question.option]
        for walks in alike(shown, each).values():
            texts = {str(read(interview)) for interview in walks}
            assert len(texts) == 1, journey.name
            pairs += len(list(combinations(walks, 2)))
    assert pairs > 500


@given(sheets(GUIDE), sheets(GUIDE), st.sets(st.sampled_from(PRIVATE)))
@settings(max_examples=60, deadline=None)
def test_no_need_and_no_warning_is_ever_less(person: Sheet, family: Sheet, agreed: set[str]) -> None:
    """Headline, range, emergency and help today are those of all answers, whatever is left off."""
    interview = Interview(person=person, family=family, agreed=frozenset(agreed))
    full, told = take_away(plan_of(GUIDE), interview, "US").summary, read(interview).summary
    for name in ("kind", "voice", "headline", "who_decides", "start", "also", "depends", "help_lines", "ending"):
        assert getattr(told, name) == getattr(full, name), name
    assert bool(told.emergency) == bool(full.emergency)
    assert bool(told.same_day) == bool(full.same_day)
    if not full.emergency:
        assert {note.id for note in full.cautions} <= {note.id for note in told.cautions}


@given(sheets(GUIDE), sheets(GUIDE))
@settings(max_examples=60, deadline=None)
def test_nothing_of_a_left_off_question_is_there(person: Sheet, family: Sheet) -> None:
    """No reason, no open question, no difference and no mark names a question that is left off."""
    interview = Interview(person=person, family=family, marks=dict.fromkeys(family, Mark.GUESS))
    found = read(interview)
    told = found.summary
    panels = [panel.reasons for panel in (told.emergency, told.same_day) if panel]
    for reason in (*told.for_home, *told.for_more_care, *told.warnings, *(one for some in panels for one in some)):
        assert OFF.isdisjoint(reason.questions)
    assert OFF.isdisjoint({item.question for item in told.unknown} | {item.question for item in found.said})
    assert OFF.isdisjoint({*found.interview.person, *found.interview.family, *found.interview.marks})
    topics = {question.topic.in_voice(told.voice) for question in HIDDEN}
    assert topics.isdisjoint(told.depends_on)
    assert (told.changes, found.contributions, found.interview.notes) == ((), (), {})


@pytest.mark.parametrize(
    ("answers", "brought"),
    [
        ("self_harm=yes_safe", {"thoughts_of_death", "safe_keeping"}),
        ("self_harm=yes_plan", {"may_act"}),
        ("right_now=suicide_now", {"may_act"}),
        ("right_now=took_too_much", {"took_too_much"}),
        ("also_taken=opioid_street", {"naloxone", "pills_not_what_they_seem"}),
        ("how_taken=other_source reason=not_prescribed", {"naloxone", "pills_not_what_they_seem", "family_pills"}),
        ("home=unsafe", {"is_it_medical", "safe_at_home"}),
    ],
)
def test_messages_come_with_agreement_only(answers: str, brought: set[str]) -> None:
    """What only such an answer brings is on the sheet where the person agrees, and nowhere on it otherwise."""
    interview = Interview(person=sheet(answers))
    for agreed, expected in ((frozenset(PRIVATE), brought), (frozenset[str](), set[str]())):
        told = read(replace(interview, agreed=agreed)).summary
        notes = [*told.notes, *told.cautions, *told.next_steps]
        notes += [note for panel in (told.emergency, told.same_day) if panel for note in panel.notes]
        assert brought & {note.id for note in notes} == expected


def test_agreement_shows_all_and_staff_may_still_leave_off() -> None:
    """Where the person agrees to all the sheet is whole; what staff leave off stays off all the same."""
    interview = Interview(person=sheet("home=alone lately=stopped"), agreed=frozenset(PRIVATE))
    whole = take_away(plan_of(GUIDE), interview, "US")
    assert for_family(plan_of(GUIDE), whole) is whole
    assert left_off(GUIDE, replace(interview, left_off=frozenset({"home"}))) == {"home"}


def test_a_question_that_would_tell_of_another_goes_with_it() -> None:
    """How long is asked only of who takes it now: while how it is taken is left off, so is how long."""
    assert "how_long" in OFF
    assert "how_long" not in left_off(GUIDE, Interview(agreed=frozenset({"how_taken"})))


def test_what_is_loud_without_a_word_of_why_is_plain() -> None:
    """An emergency or help today behind a left-off answer says what to do at that level, and no more."""
    assert GUIDE.together
    for answers, level in (("self_harm=yes_plan", "emergency"), ("self_harm=yes_safe", "same_day")):
        told = read(Interview(person=sheet(f"{answers} lately=nothing"))).summary
        panel = getattr(told, level)
        assert [note.id for note in panel.notes] == [getattr(GUIDE.together, level).untold]
        assert panel.reasons == ()


def test_every_private_answer_could_be_another() -> None:
    """Each answer that must not be known leads, with some others, to a result that others lead to without it.

    So not even who knows the guide by heart can be sure of it from the sheet.
    """
    secret = {
        "right_now": {"suicide_now", "took_too_much"},
        "how_taken": {"other_source"},
        "reason": {"not_prescribed"},
        "also_taken": {"opioid_street"},
        "self_harm": {"yes_safe", "yes_plan", "past_attempt"},
        "home": {"unsafe"},  # it could be `use_around`, and that could be this
    }
    plain = [
        dict(zip(OFF, map(frozenset, zip(words)), strict=True))
        for words in product(*(sorted(GUIDE.question[name].option.keys() - secret.get(name, set())) for name in OFF))
    ]
    innocent = {result(Interview(person=answers)) for answers in plain}
    for name, words in secret.items():
        for word in words:
            told = [{**answers, name: frozenset({word})} for answers in CHANCE.sample(plain, 200)]
            assert any(result(Interview(person=answers)) in innocent for answers in told), (name, word)


def test_the_sheet_is_made_of_nothing_else() -> None:
    """Every part of a takeaway is looked at here: a new one must say what it tells of left-off answers."""
    assert {part.name for part in fields(Takeaway)} == {"interview", "summary", "said", "contributions", "view"}
    assert read(Interview(person=sheet("home=alone"))).summary.voice is Voice.SELF


def test_what_holds_until_then_is_denied_by_nothing_left_off() -> None:
    """To keep taking it gives way to not stopping where an answer that is left off could deny it."""
    well = next(journey.sheet for journey in journeys() if journey.name == "prescribed")
    asked = Interview(person=well, agreed=frozenset(PRIVATE))
    for interview, until in (
        (asked, "keep_as_now"),
        (replace(asked, left_off=frozenset({"self_harm"})), "do_not_stop"),
    ):
        told = read(interview).summary.until
        assert told
        assert told.id == until
