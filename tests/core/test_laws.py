"""The laws of the fold, on any sheet: order cannot matter, risk only adds, and not knowing never reassures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given as draws
from hypothesis import strategies as st

from careguide.core.assessment.answers import ALONE, Sheet
from careguide.core.assessment.assess import assess
from careguide.core.assessment.bits import Bits, Marks, State
from careguide.core.questionnaire.model import NOT_SURE, PREFER_NOT, Questionnaire
from tests.conftest import examples
from tests.core import brute
from tests.plans import plan_of
from tests.sheets import answers, sheets, states

EXAMPLES = examples(50)


def holds(one: Bits, other: Bits) -> bool:
    """Whether a state holds another: every mark, flag, unknown and truth of it."""
    return one | other == one


def need_holds(one: State, other: State) -> bool:
    """Whether a state holds the need and the flags of another."""
    return brute.no_less(other, one)


def could(state: State) -> tuple[int, int]:
    """Return how far a state could reach on each axis."""
    return state.medical.could, state.daily.could


# The join


@EXAMPLES
@draws(data=st.data())
def test_to_join_is_to_take_the_larger_of_each(guide: Questionnaire, data: st.DataObject) -> None:
    """What two states are joined to has the larger of each mark and truth, and every flag of either, and no more."""
    one, other = data.draw(states(guide)), data.draw(states(guide))
    read = plan_of(guide).read
    assert read(one | other) == brute.join(read(one), read(other))
    assert holds(one | other, one)
    assert holds(one | other, other)


@EXAMPLES
@draws(data=st.data())
def test_to_read_a_state_loses_nothing(guide: Questionnaire, data: st.DataObject) -> None:
    """Two states that read alike are alike, and one that holds another reads as no less."""
    one, other = data.draw(states(guide)), data.draw(states(guide))
    read = plan_of(guide).read
    assert (one == other) == (read(one) == read(other))
    assert plan_of(guide).no_less(one, other) == brute.no_less(read(one), read(other))


# The step


@EXAMPLES
@draws(data=st.data())
def test_a_step_only_adds(guide: Questionnaire, data: st.DataObject) -> None:
    """One more answer never takes anything away."""
    state = data.draw(states(guide))
    question = data.draw(st.sampled_from(guide.questions))
    answer = data.draw(st.none() | answers(question))
    assert holds(plan_of(guide).step(state, question, answer), state)


@EXAMPLES
@draws(data=st.data())
def test_a_step_is_monotone(guide: Questionnaire, data: st.DataObject) -> None:
    """From a state that holds another, the same answer leads to a state that holds the other's."""
    lesser = data.draw(states(guide))
    greater = lesser | data.draw(states(guide))
    question = data.draw(st.sampled_from(guide.questions))
    answer = data.draw(st.none() | answers(question))
    assert holds(plan_of(guide).step(greater, question, answer), plan_of(guide).step(lesser, question, answer))


@EXAMPLES
@draws(data=st.data())
def test_assess_is_the_fold_of_the_steps(guide: Questionnaire, data: st.DataObject) -> None:
    """Assessing a sheet is taking one step after another, over the questions that are asked."""
    sheet = data.draw(sheets(guide))
    state, asked = 0, []
    for question in guide.questions:
        asked += [question] if plan_of(guide).is_asked(state, question) else []
        state = plan_of(guide).step(state, question, sheet.get(question.id))
    found = assess(plan_of(guide), sheet)
    assert (found.bits, found.asked) == (state, tuple(asked))


# The order of answers


@EXAMPLES
@draws(data=st.data())
def test_the_order_of_the_sheet_does_not_matter(guide: Questionnaire, data: st.DataObject) -> None:
    """The same answers in another order lead to the same state, rules and outcome."""
    sheet = data.draw(sheets(guide))
    shuffled = dict(data.draw(st.permutations(list(sheet.items()))))
    one, other = assess(plan_of(guide), sheet), assess(plan_of(guide), shuffled)
    assert (one.state, one.asked, one.fired, one.possible) == (other.state, other.asked, other.fired, other.possible)
    assert one.outcome == other.outcome


@EXAMPLES
@draws(data=st.data())
def test_answers_join_in_any_order(guide: Questionnaire, data: st.DataObject) -> None:
    """What the answers bring, joined in any order, is the state of the sheet before any rule."""
    sheet = data.draw(sheets(guide))
    found = assess(plan_of(replace(guide, rules=())), sheet)
    state = 0
    for question in data.draw(st.permutations(found.asked)):
        state |= plan_of(guide).given(question, sheet.get(question.id))
    read = plan_of(guide).read(state)
    assert read[:4] == found.state[:4]
    assert need_holds(assess(plan_of(guide), sheet).state, read)


# More risk, and less known


@EXAMPLES
@draws(data=st.data())
def test_one_more_tick_never_lowers_anything(guide: Questionnaire, data: st.DataObject) -> None:
    """Ticking one more thing never lowers a need and never drops a flag."""
    sheet = data.draw(sheets(guide))
    question = data.draw(st.sampled_from([question for question in guide.questions if question.tick]))
    ticks = st.sampled_from([word for word in question.option if word not in ALONE])
    some = data.draw(st.frozensets(ticks, min_size=1))
    less = assess(plan_of(guide), {**sheet, question.id: some}).state
    more = assess(plan_of(guide), {**sheet, question.id: some | {data.draw(ticks)}}).state
    assert need_holds(more, less)


@EXAMPLES
@draws(data=st.data())
def test_not_knowing_never_lowers_what_could_be(guide: Questionnaire, data: st.DataObject) -> None:
    """Changing any answer to 'not sure', 'prefer not to say' or nothing never lowers how far a need could reach."""
    sheet = data.draw(sheets(guide))
    question = data.draw(st.sampled_from(guide.questions))
    known: Sheet = {**sheet, question.id: frozenset({data.draw(st.sampled_from(list(question.option)))})}
    before = could(assess(plan_of(guide), known).state)
    for word in (NOT_SURE, PREFER_NOT):
        after = could(assess(plan_of(guide), {**sheet, question.id: frozenset({word})}).state)
        assert all(mine >= theirs for mine, theirs in zip(after, before, strict=True))
    if not question.optional:
        left_open = {name: answer for name, answer in sheet.items() if name != question.id}
        after = could(assess(plan_of(guide), left_open).state)
        assert all(mine >= theirs for mine, theirs in zip(after, before, strict=True))


@EXAMPLES
@draws(data=st.data())
def test_not_knowing_at_all_could_be_anything(guide: Questionnaire, data: st.DataObject) -> None:
    """What a sheet without a known answer could lead to is at least what any sheet of known answers leads to."""
    each = {item.id: st.sampled_from(list(item.option)).map(lambda word: frozenset({word})) for item in guide.questions}
    known = assess(plan_of(guide), data.draw(st.fixed_dictionaries(each))).state
    unsure = assess(plan_of(guide), {item.id: frozenset({NOT_SURE}) for item in guide.questions}).state
    assert all(mine >= theirs for mine, theirs in zip(could(unsure), could(known), strict=True))


@EXAMPLES
@draws(data=st.data())
def test_the_marks_are_in_order(guide: Questionnaire, data: st.DataObject) -> None:
    """A need is at least this, up to that, and could be as far as this: never the other way round."""
    state = plan_of(guide).read(data.draw(states(guide)))
    for marks in (state.medical, state.daily):
        assert Marks(0, 0, 0) <= marks
        assert marks.at_least <= marks.up_to <= marks.could <= 2


@EXAMPLES
@draws(data=st.data())
def test_answers_to_questions_that_are_not_asked_change_nothing(guide: Questionnaire, data: st.DataObject) -> None:
    """Leaving out or exchanging the answer to a question that is not asked changes nothing."""
    sheet = data.draw(sheets(guide))
    found = assess(plan_of(guide), sheet)
    asked = {question.id for question in found.asked}
    clean = {name: answer for name, answer in sheet.items() if name in asked}
    stale = {question.id: data.draw(answers(question)) for question in guide.questions if question.id not in asked}
    for other in (assess(plan_of(guide), clean), assess(plan_of(guide), {**sheet, **stale})):
        assert (other.state, other.asked, other.outcome) == (found.state, found.asked, found.outcome)


@EXAMPLES
@draws(data=st.data())
def test_assess_is_pure(guide: Questionnaire, data: st.DataObject) -> None:
    """Assessing the same sheet again gives the same, and leaves the sheet as it was."""
    sheet = data.draw(sheets(guide))
    copy = dict(sheet)
    one, other = assess(plan_of(guide), sheet), assess(plan_of(guide), sheet)
    assert one == other
    assert sheet == copy


@pytest.mark.parametrize("unknown", [None, NOT_SURE, PREFER_NOT])
def test_knowing_nothing_is_not_enough(guide: Questionnaire, unknown: str | None) -> None:
    """A sheet without a known answer raises no need for certain, and is not enough to say where three are critical."""
    sheet = {question.id: frozenset({unknown}) for question in guide.questions} if unknown else {}
    found = assess(plan_of(guide), sheet)
    critical = sum(question.critical for question in guide.questions)
    assert not any(found.outcome.start + found.outcome.also)
    assert any(found.outcome.could)
    assert (found.outcome.kind == "not_enough") is (critical >= 3)
