"""The fold: what each answer moves, what is not known, and what comes first."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from careguide.core.assessment.assess import Outcome, ResultKind, assess, cells_between, outcome
from careguide.core.assessment.bits import Marks, Truth, join_states
from careguide.core.questionnaire.model import Daily, Medical, Questionnaire, Span
from tests.core.tiny import ALL_CRITICAL, edited, sheet
from tests.plans import plan_of

Spans = tuple[Span[Medical], Span[Daily]]
SPANS = [(least, most) for least in range(3) for most in range(least, 3)]

# answers, then the marks at least / up to / could on each axis, and the flags
FOLDS = [
    ("danger=none pain=little", "000", "000", ""),
    ("danger=none pain=little wish=stay", "000", "000", ""),
    ("danger=none pain=little wish=go", "000", "000", ""),
    ("danger=none pain=little wish=not_sure", "000", "000", ""),
    ("danger=none pain=some sleep=near", "011", "000", ""),
    ("danger=none pain=some sleep=alone", "011", "022", ""),
    ("danger=none pain=much sleep=near", "111", "000", ""),
    ("danger=none pain=much sleep=alone", "222", "022", "today"),
    ("danger=smoke pain=little", "000", "000", "today"),
    ("danger=smoke pain=some sleep=near", "011", "000", "today"),
    ("danger=smoke pain=some sleep=alone", "011", "022", "today"),
    ("danger=smoke pain=much sleep=near", "222", "000", "today"),
    ("danger=smoke pain=much sleep=alone", "222", "022", "today"),
    ("danger=fire pain=little", "000", "000", "alarm"),
    ("danger=fire pain=much sleep=near", "111", "000", "alarm"),
    ("danger=fire pain=much sleep=alone", "222", "022", "alarm today"),
    ("danger=fire+smoke pain=little", "000", "000", "alarm today"),
    ("danger=fire+smoke pain=much sleep=near", "222", "000", "alarm today"),
    # not known: only `could` moves, and the flags that not knowing itself brings
    ("danger=not_sure pain=little", "000", "000", "today"),
    ("danger=prefer_not pain=little", "000", "000", ""),
    ("pain=little", "000", "000", "today"),
    ("danger=none pain=not_sure sleep=near", "001", "000", ""),
    ("danger=none pain=prefer_not sleep=near", "001", "000", ""),
    ("danger=none sleep=near", "001", "000", ""),
    ("danger=none pain=some sleep=not_sure", "011", "002", ""),
    ("danger=none pain=some sleep=prefer_not", "011", "002", ""),
    ("danger=none pain=some", "011", "002", ""),
    # a rule that may hold moves only `could`
    ("danger=not_sure pain=much sleep=near", "112", "000", "today"),
    ("danger=prefer_not pain=much sleep=near", "112", "000", ""),
    ("danger=prefer_not pain=some sleep=near", "011", "000", ""),
    ("pain=much sleep=near", "112", "000", "today"),
    ("danger=none pain=not_sure sleep=alone", "002", "022", ""),
    ("danger=none sleep=alone", "002", "022", ""),
    ("danger=none pain=not_sure", "002", "002", ""),
    ("danger=none pain=much sleep=not_sure", "112", "002", ""),
    ("danger=none pain=much", "112", "002", ""),
    ("danger=smoke pain=prefer_not sleep=near", "002", "000", "today"),
    ("danger=smoke", "002", "002", "today"),
    ("danger=fire pain=not_sure sleep=near", "001", "000", "alarm"),
    ("", "002", "002", "today"),
    ("wish=go", "002", "002", "today"),
    # an answer to a question that is not asked is passed over
    ("danger=none pain=little sleep=alone", "000", "000", ""),
    ("danger=none pain=little sleep=not_sure", "000", "000", ""),
    ("danger=smoke pain=little sleep=alone", "000", "000", "today"),
]


def marks(digits: str) -> Marks:
    """Return the three marks that three digits stand for."""
    return Marks(*map(int, digits))


def spans(medical: tuple[int, int], daily: tuple[int, int]) -> Spans:
    """Return an effect's two spans from their steps."""
    return Span(Medical(medical[0]), Medical(medical[1])), Span(Daily(daily[0]), Daily(daily[1]))


def with_effects(tiny: Questionnaire, question: str, **effects: Spans) -> Questionnaire:
    """Return the questionnaire with other effects on some options of one question, and without rules."""
    old = tiny.question[question]
    options = tuple(
        replace(option, medical=effects[option.id][0], daily=effects[option.id][1]) if option.id in effects else option
        for option in old.options
    )
    questions = tuple(replace(item, options=options) if item is old else item for item in tiny.questions)
    return replace(tiny, questions=questions, rules=())


@pytest.mark.parametrize(("words", "medical", "daily", "flags"), FOLDS)
def test_a_sheet_folds(tiny: Questionnaire, words: str, medical: str, daily: str, flags: str) -> None:
    """A sheet of answers leads to just these marks and flags."""
    state = assess(plan_of(tiny), sheet(words)).state
    assert (state.medical, state.daily) == (marks(medical), marks(daily))
    assert state.flags == frozenset(flags.split())


@pytest.mark.parametrize(("words", "medical", "daily", "flags"), FOLDS)
def test_a_state_is_seen_as_an_outcome(tiny: Questionnaire, words: str, medical: str, daily: str, flags: str) -> None:
    """What a person sees of a sheet: its kind, help today, and the three corners of its marks."""
    corners = [(Medical(one), Daily(other)) for one, other in zip(marks(medical), marks(daily), strict=True)]
    kind = ResultKind.EMERGENCY if "alarm" in flags else ResultKind.START
    assert assess(plan_of(tiny), sheet(words)).outcome == Outcome(kind, "today" in flags, False, *corners)


@pytest.mark.parametrize(("medical", "daily"), list(product(SPANS, SPANS)))
def test_an_effect_moves_at_least_and_up_to(
    tiny: Questionnaire, medical: tuple[int, int], daily: tuple[int, int]
) -> None:
    """A given answer moves `at_least` to the least of its span, and the other two marks to the most."""
    guide = with_effects(tiny, "pain", little=spans(medical, daily))
    state = assess(plan_of(guide), sheet("danger=none pain=little")).state
    assert state.medical == (medical[0], medical[1], medical[1])
    assert state.daily == (daily[0], daily[1], daily[1])


@pytest.mark.parametrize(("fire", "smoke"), list(product(SPANS, SPANS)))
def test_two_ticks_join(tiny: Questionnaire, fire: tuple[int, int], smoke: tuple[int, int]) -> None:
    """Two ticks give the larger of each mark: the strongest reason decides and nothing is added up."""
    guide = with_effects(tiny, "danger", fire=spans(fire, smoke), smoke=spans(smoke, fire))
    state = assess(plan_of(guide), sheet("danger=fire+smoke pain=little")).state
    least, most = max(fire[0], smoke[0]), max(fire[1], smoke[1])
    assert state.medical == state.daily == (least, most, most)


@pytest.mark.parametrize("unknown", ["not_sure", "prefer_not", None])
@pytest.mark.parametrize(("little", "much"), list(product(SPANS, SPANS)))
def test_not_knowing_reaches_as_far_as_any_option(
    tiny: Questionnaire, little: tuple[int, int], much: tuple[int, int], unknown: str | None
) -> None:
    """An answer that is not known moves only `could`, as far as the strongest option would."""
    effects = {"little": spans(little, much), "some": spans((0, 0), (0, 0)), "much": spans(much, little)}
    guide = with_effects(tiny, "pain", **effects)
    answer = frozenset({unknown}) if unknown else None
    state = plan_of(guide).read(plan_of(guide).given(guide.question["pain"], answer))
    assert state.medical == state.daily == (0, 0, max(little[1], much[1]))


LEFT_OPEN = "    prefer_not: {flags: [alarm], because: It is hidden., sources: [book]}\n  - id: pain\n"


@pytest.mark.parametrize(
    ("words", "flags"),
    [("", "alarm today"), ("danger=not_sure", "today"), ("danger=prefer_not", "alarm"), ("danger=none", "")],
)
def test_left_open_counts_as_both_unknown_answers(words: str, flags: str) -> None:
    """A question that was left open brings what 'not sure' and 'prefer not to say' bring together."""
    guide = edited(("  - id: pain\n", LEFT_OPEN))
    assert assess(plan_of(guide), sheet(words)).state.flags == frozenset(flags.split())


@pytest.mark.parametrize(
    ("words", "moved"), [("", False), ("wish=not_sure", True), ("wish=stay", False), ("wish=go", True)]
)
def test_an_optional_question_left_out_moves_nothing(words: str, moved: bool) -> None:
    """An optional question that was left out moves nothing, but 'not sure' there widens as everywhere."""
    guide = edited(("wants: [house]}", "wants: [house], daily: live_in, because: It is far., sources: [book]}"))
    state = assess(plan_of(guide), sheet(f"danger=none pain=little {words}")).state
    assert state.daily.could == (2 if moved else 0)


@pytest.mark.parametrize(
    ("words", "unknown", "kind"),
    [
        ("danger=none pain=little wish=stay", "", ResultKind.START),
        ("danger=none pain=little", "", ResultKind.START),
        ("danger=none pain=not_sure sleep=near", "pain", ResultKind.START),
        ("danger=not_sure pain=not_sure sleep=near", "danger pain", ResultKind.START),
        ("danger=not_sure pain=little sleep=not_sure wish=not_sure", "danger wish", ResultKind.START),
        ("danger=not_sure pain=not_sure sleep=not_sure", "danger pain sleep", ResultKind.NOT_ENOUGH),
        ("danger=prefer_not pain=not_sure sleep=prefer_not wish=go", "danger pain sleep", ResultKind.NOT_ENOUGH),
        ("danger=none pain=not_sure wish=not_sure", "pain sleep wish", ResultKind.NOT_ENOUGH),
        ("danger=smoke pain=not_sure wish=not_sure", "pain sleep wish", ResultKind.NOT_ENOUGH),
        ("wish=not_sure", "danger pain sleep wish", ResultKind.NOT_ENOUGH),
        ("", "danger pain sleep", ResultKind.NOT_ENOUGH),
        ("danger=fire", "pain sleep", ResultKind.EMERGENCY),
        ("danger=fire wish=not_sure", "pain sleep wish", ResultKind.EMERGENCY),
    ],
)
def test_three_critical_unknowns_are_not_enough(words: str, unknown: str, kind: ResultKind) -> None:
    """Three critical questions not known make the result 'not enough to say', unless there is an emergency."""
    found = assess(plan_of(edited(*ALL_CRITICAL)), sheet(words))
    assert found.state.unknown == frozenset(unknown.split())
    assert found.outcome.kind is kind


def test_only_critical_questions_count_as_not_enough(tiny: Questionnaire) -> None:
    """Any number of other questions that are not known leaves a place to start."""
    found = assess(plan_of(tiny), {})
    assert found.state.unknown == {"pain"}
    assert found.outcome.kind is ResultKind.START


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("", "danger pain sleep"),
        ("danger=none pain=little", ""),
        ("danger=not_sure pain=some", "danger sleep"),
        ("danger=none pain=some sleep=near wish=prefer_not", "wish"),
        ("danger=fire+smoke pain=little sleep=not_sure", ""),
    ],
)
def test_what_is_unknown_is_told_apart(tiny: Questionnaire, words: str, unknown: str) -> None:
    """Of the questions asked, those that are not known are known to be so; an optional one left out is not missed."""
    found = assess(plan_of(tiny), sheet(words))
    assert " ".join(question.id for question in found.asked if found.is_unknown(question)) == unknown


@pytest.mark.parametrize(
    ("flags", "kind", "same_day"),
    [
        ("", ResultKind.START, False),
        ("today", ResultKind.START, True),
        ("alarm", ResultKind.EMERGENCY, False),
        ("alarm today", ResultKind.EMERGENCY, True),
    ],
)
def test_an_emergency_comes_first(tiny: Questionnaire, flags: str, kind: ResultKind, same_day: bool) -> None:
    """An emergency decides the kind of the outcome, and help today is told beside any kind."""
    state = join_states(plan_of(tiny).flag[name] for name in flags.split())
    assert outcome(plan_of(tiny), state)[:3] == (kind, same_day, False)


def test_the_start_is_the_least(tiny: Questionnaire) -> None:
    """Before any question there is no need, no flag and nothing unknown."""
    start = plan_of(tiny).read(0)
    assert start[:4] == (Marks(), Marks(), frozenset(), frozenset())
    assert set(start.clauses) == {Truth.FALSE}


def test_a_step_over_an_unasked_question_changes_nothing(tiny: Questionnaire) -> None:
    """A question that is not asked leaves the state as it is, whatever its answer."""
    calm = assess(plan_of(tiny), sheet("danger=none pain=little")).bits
    for answer in (None, frozenset({"alone"}), frozenset({"not_sure"})):
        assert plan_of(tiny).step(calm, tiny.question["sleep"], answer) == calm


@pytest.mark.parametrize(
    ("low", "top", "names"),
    [
        ((0, 0), (0, 0), ["Own doctor"]),
        ((0, 0), (0, 2), ["Own doctor", "Own doctor and day program", "House"]),
        ((0, 0), (1, 1), ["Own doctor", "Own doctor and day program", "Own doctor often", "House by day"]),
        ((1, 1), (1, 2), ["House by day", "House with nurse"]),
        ((2, 0), (2, 2), ["Hospital"] * 3),
        ((2, 2), (2, 2), ["Hospital"]),
        ((1, 0), (0, 0), []),
    ],
)
def test_cells_between_two_corners(
    tiny: Questionnaire, low: tuple[int, int], top: tuple[int, int], names: list[str]
) -> None:
    """The cells of a range are those between its corners, least first."""
    cells = cells_between(tiny, (Medical(low[0]), Daily(low[1])), (Medical(top[0]), Daily(top[1])))
    assert [cell.name.to_self for cell in cells] == names
