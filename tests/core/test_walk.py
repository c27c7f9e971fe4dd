"""Two respondents: their sheets joined so that the more cautious reading stands, and what is taken away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careguide.core.assessment.answers import Sheet, merge_sheets
from careguide.core.assessment.assess import assess
from careguide.core.assessment.interview import (
    Interview,
    Mark,
    NextStep,
    ProfessionalView,
    Takeaway,
    joined_sheet,
    take_away,
)
from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import NOT_SURE, UNKNOWN_ANSWERS, Factor, Level, Question, Questionnaire
from tests.conftest import examples
from tests.core import brute
from tests.core.tiny import sheet
from tests.plans import plan_of
from tests.sheets import sheets
from tests.shipped import shipped

GUIDE = shipped()
SHEETS = sheets(GUIDE)


def away(person: str = "", family: str = "", **typed: object) -> Takeaway:
    """Take away a walk on the shipped questionnaire, from answers in one line each."""
    return take_away(plan_of(GUIDE), Interview(person=sheet(person), family=sheet(family), **typed), "US")  # type: ignore[arg-type]


@given(SHEETS, SHEETS)
def test_what_both_said_counts_in_full(one: Sheet, other: Sheet) -> None:
    """Where both answered, the joined answer adds what each adds, and nothing of either is lost."""
    both = merge_sheets(GUIDE, one, other)
    for question in GUIDE.questions:
        if question.factor is Factor.PREFERENCE or not (question.id in one and question.id in other):
            continue
        plan = plan_of(GUIDE)
        state, *parts = (plan.read(plan.given(question, answers[question.id])) for answers in (both, one, other))
        assert state._replace(unknown=frozenset()) == brute.join(*parts)._replace(unknown=frozenset())
        assert state.unknown == parts[0].unknown & parts[1].unknown


@given(SHEETS, SHEETS)
def test_a_second_respondent_never_means_less_care(one: Sheet, other: Sheet) -> None:
    """To a whole sheet, whatever someone else says can only add: no need falls, and no flag goes."""
    whole = {question.id: frozenset({NOT_SURE}) for question in GUIDE.questions} | dict(one)
    alone = assess(plan_of(GUIDE), whole).state
    assert brute.no_less(alone, assess(plan_of(GUIDE), merge_sheets(GUIDE, whole, other)).state)


@given(SHEETS, SHEETS)
def test_it_does_not_matter_who_said_it(one: Sheet, other: Sheet) -> None:
    """The two sheets exchanged lead to the same state; only a wish is the person's own."""
    states = [assess(plan_of(GUIDE), merge_sheets(GUIDE, *pair)).state for pair in ((one, other), (other, one))]
    assert states[0] == states[1]


@given(SHEETS)
def test_saying_the_same_changes_nothing(one: Sheet) -> None:
    """A sheet joined with itself, or with an empty one, is that sheet."""
    assert merge_sheets(GUIDE, one, one) == merge_sheets(GUIDE, one, {}) == merge_sheets(GUIDE, {}, one) == dict(one)


@given(SHEETS, st.sampled_from(GUIDE.questions), st.sampled_from(sorted(UNKNOWN_ANSWERS)))
def test_not_knowing_never_reassures_beside_an_answer(one: Sheet, question: Question, word: str) -> None:
    """Where one answers and the other does not know, no mark and no flag is less than either alone would bring."""
    doubt = {question.id: frozenset({word})}
    if question.id not in one or question.factor is Factor.PREFERENCE:
        return
    both = assess(plan_of(GUIDE), merge_sheets(GUIDE, one, doubt)).state
    assert brute.no_less(assess(plan_of(GUIDE), one).state, both)
    assert brute.no_less(assess(plan_of(GUIDE), {**one, **doubt}).state, both)


@examples(30)
@given(SHEETS, SHEETS)
def test_every_loud_flag_of_a_joined_sheet_is_explained(one: Sheet, other: Sheet) -> None:
    """A panel of a joined sheet has a reason for each flag it shows, as that of one sheet has."""
    both = merge_sheets(GUIDE, one, other)
    summary = compose(plan_of(GUIDE), both, Voice.SOMEONE, "US")
    raised = assess(plan_of(GUIDE), both).state.flags
    for level, panel in ((Level.EMERGENCY, summary.emergency), (Level.SAME_DAY, summary.same_day)):
        flags = {flag.id for flag in GUIDE.flags if flag.level is level} & raised
        assert bool(panel) == bool(flags)
        if panel:
            assert flags <= {flag for reason in panel.reasons for flag in reason.flags}


def test_a_guess_counts_and_counts_as_not_known() -> None:
    """What the family only guesses stands as an answer, with the doubt beside it."""
    interview = Interview(
        family=sheet("lately=stopped before=got_through"), marks={"lately": Mark.GUESS, "before": Mark.SAW}
    )
    assert joined_sheet(GUIDE, interview) == sheet("lately=stopped+not_sure before=got_through")


def test_a_mark_without_an_answer_says_nothing() -> None:
    """How someone knows is no answer by itself."""
    assert joined_sheet(GUIDE, Interview(person=sheet("home=alone"), marks={"home": Mark.GUESS})) == sheet("home=alone")


@pytest.mark.parametrize(
    ("person", "family", "differ"),
    [
        ("home=alone", "home=some_support", True),
        ("home=alone", "home=alone", False),
        ("home=alone", "", False),
        ("home=alone", "home=not_sure", False),
        ("home=prefer_not", "home=alone", False),
        ("also_taken=alcohol_some", "also_taken=alcohol_some+other_sedatives", True),
        ("would_choose=live_in", "would_choose=not_ready", True),
    ],
)
def test_a_difference_is_two_known_answers(person: str, family: str, differ: bool) -> None:
    """The two differ where both know and say different things; not knowing contradicts no one."""
    assert bool(away(person, family).differences) is differ


def test_a_difference_says_both_and_judges_neither() -> None:
    """A difference holds the words of each in their own voice, and how the family knows."""
    (found,) = away("lately=nothing", "lately=cut_fast", marks={"lately": Mark.TOLD}).differences
    lately = GUIDE.question["lately"].option
    assert found.person == lately["nothing"].label.to_self
    assert found.family == lately["cut_fast"].label.to_someone
    assert GUIDE.together
    assert found.mark == GUIDE.together.told.to_someone


def test_the_wish_is_the_persons_own() -> None:
    """What the family would rather have does not take the place of what the person would choose."""
    found = away("would_choose=home_with_prescriber", "would_choose=live_in").summary.preference
    assert found
    assert found.choice == GUIDE.question["would_choose"].option["home_with_prescriber"].label.to_someone


def test_the_paper_never_puts_the_familys_words_into_the_persons_mouth() -> None:
    """As soon as the family spoke, the summary says 'they' and not 'I'."""
    assert away("lately=nothing").summary.voice is Voice.SELF
    assert away("lately=nothing", "lately=cut_fast").summary.voice is Voice.SOMEONE
    assert away("", "lately=cut_fast").summary.voice is Voice.SOMEONE


def test_every_contribution_says_who_gave_it() -> None:
    """A contribution names the person, the family or both; a rule has its id; each has its sources."""
    found = away("lately=stopped reason=epilepsy home=alone", "lately=stopped before=seizure home=some_support")
    who = {(part.topic, part.answer): part.who for part in found.contributions if not part.rule}
    lately, before = GUIDE.question["lately"], GUIDE.question["before"]
    assert who[lately.topic.to_someone, lately.option["stopped"].label.to_someone] == "both"
    assert who[before.topic.to_someone, before.option["seizure"].label.to_someone] == "family"
    assert {part.rule for part in found.contributions} >= {"stopped_with_seizure_risk", "alone_after_stopping"}
    assert all(part.sources for part in found.contributions)


def test_what_was_left_open_has_no_speaker() -> None:
    """A question that no one answered contributes as not answered, said by no one."""
    found = away("home=alone").contributions
    assert {part.who for part in found if part.answer == GUIDE.labels.unanswered.to_self} == {""}


def test_the_professional_view_is_named_and_takes_nothing_away() -> None:
    """The view stands beside the result, in words; the summary is the same with it and without it."""
    view = ProfessionalView("day_program", "cost", "There is one nearby.")
    plain, viewed = away("lately=stopped"), away("lately=stopped", view=view)
    assert plain.summary == viewed.summary
    assert plain.view is None
    assert viewed.view
    assert viewed.view.setting == GUIDE.setting["day_program"].name.to_self
    assert viewed.view.reason == "The cost"
    assert viewed.summary.same_day


def test_notes_and_steps_never_move_the_result() -> None:
    """What staff type is carried, never weighed."""
    typed = away("home=alone", notes={"home": "x"}, closing="y", steps=(NextStep("a", "b", "c"),), staff_name="n")
    assert typed.summary == away("home=alone").summary
    assert [said.note for said in typed.said if said.question == "home"] == ["x"]


def test_a_questionnaire_without_staff_words_still_joins(tiny: Questionnaire) -> None:
    """The core needs no staff page: marks are then not named."""
    interview = Interview(
        family=sheet("pain=much"), marks={"pain": Mark.SAW}, view=ProfessionalView(tiny.settings[0].id, "", "")
    )
    found = take_away(plan_of(tiny), interview, tiny.countries[0].code)
    assert [said.mark for said in found.said] == [""] * len(found.said)
    assert found.view
    assert found.view.reason == ""


def test_a_doubt_beside_an_answer_is_among_what_is_not_known() -> None:
    """What one respondent is not sure of is listed as not known, so that whatever depends on it can be named."""
    found = away("home=alone", "home=alone", marks={"home": Mark.GUESS}).summary
    assert "home" in {item.question for item in found.unknown}
    whole = {question.id: question.options[-1].id for question in GUIDE.questions} | {"self_harm": "no"}
    calm = {**whole, "feels_like": "directed_and_helps", "how_taken": "as_directed", "before": "got_through"}
    calm |= {"right_now": "none", "lately": "nothing", "home": "steady_someone_checks", "reason": "sleep"}
    family = {"home": "steady_someone_checks"}
    interview = Interview(
        person={name: frozenset({word}) for name, word in calm.items()},
        family={name: frozenset({word}) for name, word in family.items()},
        marks={"home": Mark.GUESS},
    )
    summary = take_away(plan_of(GUIDE), interview, "US").summary
    assert bool(summary.depends) == bool(summary.depends_on)
    assert summary.depends_on == (GUIDE.question["home"].topic.to_someone,)
