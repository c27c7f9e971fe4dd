"""The proof: against brute force, and against questionnaires that each break one promise."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careguide.core.assessment import fitting, reasons, summary
from careguide.core.assessment.assess import assess
from careguide.core.assessment.bits import Bits, Plan
from careguide.core.proof import all_sheets
from careguide.core.proof.all_sheets import AllSheets, TooLargeError, View, count_sheets, fold, iter_answers
from careguide.core.proof.verify import BUILT_IN, Verdict, ends, prove, verdicts
from careguide.core.questionnaire.content import Condition, Text
from careguide.core.questionnaire.model import Daily, Guarantee, Medical, Question, Questionnaire, Rule, Span
from tests.conftest import examples
from tests.core import brute
from tests.core.tiny import ALL_CRITICAL, edited
from tests.plans import plan_of
from tests.shipped import shipped

CRITICAL = (
    *ALL_CRITICAL[:2],
    ("label: Smoke, flags: [today]", "label: Smoke, medical: usual to closer, flags: [today]"),
)
"""Edits that make the tiny questionnaire keep every promise: three critical questions, each of which can matter."""

BROKEN: dict[str, Questionnaire] = {
    "one_summary": edited(*CRITICAL, ("sections:\n", "at_most: 3\nsections:\n")),
    "reachable": edited(
        *CRITICAL, ("      - pain: [much]\n", "      - pain: [little]\n"), ("        danger: [smoke]\n", "")
    ),
    "more_risk": edited(
        *CRITICAL,
        ("ask_if: {pain: [some, much]}", "ask_if: {pain: [some]}"),
    ),
    "not_knowing": edited(),
    "least_care": edited(*CRITICAL, ALL_CRITICAL[2]),
    "own_advice": edited(*CRITICAL, ("level: same_day, message: see}", "level: same_day, message: run}")),
    "crisis_first": edited(
        *CRITICAL,
        (
            "sections:\n",
            "guarantees: [{id: crisis_first, says: So., warnings: [alarm], first_line: crisis}]\nsections:\n",
        ),
    ),
    "stays_put": edited(
        *CRITICAL, ("sections:\n", "guarantees: [{id: stays_put, says: It stays., never_moves: [sleep]}]\nsections:\n")
    ),
    "critical_ones": edited(
        *CRITICAL, ("sections:\n", "guarantees: [{id: critical_ones, says: These., critical: [pain]}]\nsections:\n")
    ),
    "much_is_alarming": edited(
        *CRITICAL,
        (
            "sections:\n",
            "guarantees: [{id: much_is_alarming, says: So., when: [{pain: [much]}], raises: [alarm]}]\nsections:\n",
        ),
    ),
}


def broken(questionnaire: Questionnaire) -> dict[str, Verdict]:
    """Return the verdicts that are broken, by the id of the guarantee."""
    return {verdict.id: verdict for verdict in verdicts(prove(questionnaire)) if not verdict.held}


def test_the_tiny_questionnaire_keeps_every_promise() -> None:
    """With three critical questions nothing is broken, so that each test below breaks just one thing."""
    assert broken(edited(*CRITICAL)) == {}


@pytest.mark.parametrize("name", BROKEN)
def test_each_promise_is_broken_by_its_own_questionnaire(name: str) -> None:
    """It breaks exactly this guarantee; its witness, if a sheet can show it, can be folded again."""
    found = broken(BROKEN[name])
    assert set(found) == {name}
    for sheet in found[name].witness:
        assess(plan_of(BROKEN[name]), sheet)


def test_a_need_without_a_reason_is_found() -> None:
    """An effect without a source explains nothing; the reader refuses one, and so does the proof."""
    base = edited(*CRITICAL)
    pain = base.question["pain"]
    bare = replace(pain, options=(*pain.options[:2], replace(pain.options[2], sources=())))
    questions = tuple(bare if question is pain else question for question in base.questions)
    assert set(broken(replace(base, questions=questions))) == {"explained"}


def test_a_text_with_one_voice_is_found() -> None:
    """Both voices must say something everywhere."""
    base = edited(*CRITICAL)
    assert set(broken(replace(base, title=Text("Hello", "")))) == {"same_for_all"}


def test_a_step_that_drops_a_flag_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the fold itself to forget an alarm, the proof would say so, with a sheet that shows it."""
    right = Plan.add

    def forgetful(plan: Plan, state: Bits, question: Question, given: Bits) -> Bits:
        after = right(plan, state, question, given)
        is_much = question.id == "pain" and given == plan.given(question, frozenset({"much"}))
        return after & ~plan.flag["alarm"] if is_much else after

    monkeypatch.setattr(Plan, "add", forgetful)
    found = broken(edited(*CRITICAL))["alarms"]
    assert found.witness == ({"danger": frozenset({"fire"}), "pain": frozenset({"much"})},)


WORDS = (
    *CRITICAL,
    (
        "  - {id: rest, title: Rest, body: [Lie down.], place: next_step}",
        "  - {id: rest, title: Rest, body: [Lie down.], calm_only: true}",
    ),
    ("{id: little, label: A little, home", "{id: little, label: A little, notes: [rest], home"),
    ("  - {id: own, name: Own doctor, lives", "  - {id: own, calm_only: true, name: Own doctor, lives"),
)
"""Edits that bring a message for the calm only, and make no change for the calm only."""

DENIED = {
    "a message, unless": ("Lie down.], place: next_step}", "Lie down.], unless: {danger: [smoke]}}"),
    "a message, if": ("Lie down.], place: next_step}", "Lie down.], tell_if: [{danger: [none], sleep: [near]}]}"),
    "a question": ("{id: who, text: Who helps at night?}", "{id: who, text: Who helps?, tell_if: [{danger: [none]}]}"),
    "a kind of care": (
        "{id: one, text: What is one?, always: true}",
        "{id: one, text: One?, always: true, settings: [house]}",
    ),
    "a reason": (
        "label: A little, home: true,",
        "label: A little, home: true, unless: {sleep: [alone], danger: [smoke]},",
    ),
    "a name": (
        "setting: own, name: Own doctor, short: Doctor}",
        "setting: own, name: Own doctor, short: Doctor, instead: {when: {wish: [go]}, name: A doctor, short: One}}",
    ),
}
"""Edits that let an answer deny one thing that is told."""


@pytest.mark.parametrize("calm", [True, False], ids=["calm everywhere", "calm nowhere"])
def test_calm_words_beside_danger_are_found(monkeypatch: pytest.MonkeyPatch, calm: bool) -> None:
    """Were a summary to take every result for a calm one, the proof would say so; where none is, nothing is told."""
    monkeypatch.setattr(fitting, "is_calm", lambda _: calm)
    monkeypatch.setattr(summary, "is_calm", lambda _: calm)
    assert set(broken(edited(*WORDS))) == ({"nothing_calms"} if calm else set())


@pytest.mark.parametrize("what", DENIED)
def test_what_an_answer_denies_is_found(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """What another answer denies is not told; were it told all the same, the proof would say so with a sheet."""
    guide = edited(*CRITICAL, DENIED[what])
    assert broken(guide) == {}
    for module in (fitting, reasons):
        monkeypatch.setattr(module, "is_said", lambda *_: False)
    for module in (fitting, summary):
        monkeypatch.setattr(module, "may_all_be", lambda *_: True)
    monkeypatch.setattr(summary._Composer, "_may_ask", lambda *_: True)
    found = broken(guide)
    assert set(found) == {"no_contradiction"}
    assert found["no_contradiction"].witness


def test_the_pair_that_breaks_monotony_differs_in_one_answer() -> None:
    """The witness of a broken 'more risk' is two sheets, and the riskier one gets less."""
    less, more = broken(BROKEN["more_risk"])["more_risk"].witness
    assert len({*less.items()} ^ {*more.items()}) == 2
    states = [assess(plan_of(BROKEN["more_risk"]), sheet).state for sheet in (less, more)]
    assert not brute.no_less(*states)


@pytest.mark.smoke
def test_the_shipped_file_keeps_every_promise() -> None:
    """Every guarantee holds over more than 10^12 sheets."""
    found = list(verdicts(prove(shipped())))
    assert [verdict.id for verdict in found if not verdict.held] == []
    assert found[0].sheets > 10**12
    assert len(found) == len(BUILT_IN) + len(shipped().guarantees)


def test_a_questionnaire_beyond_proof_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many ticks or live states get a sentence in place of hours."""
    base = edited(*CRITICAL)
    danger = base.question["danger"]
    ticks = tuple(replace(danger.options[0], id=f"tick{number}") for number in range(20))
    many = replace(base, questions=(replace(danger, options=ticks), *base.questions[1:]))
    with pytest.raises(TooLargeError, match="ticks"):
        prove(many)
    monkeypatch.setattr(all_sheets, "MAX_STATES", 1)
    with pytest.raises(TooLargeError, match="live states"):
        prove(base)
    assert count_sheets(base) == 7 * 6 * 5 * 5


def test_ticks_are_classed_as_if_every_set_of_them_were_looked_at() -> None:
    """What the answers of a question add, how many add it, and how long the shortest of them is."""
    sheets = AllSheets(plan_of(shipped()))
    for question in sheets.plan.questions:
        wanted: dict[Bits, list[int]] = {}
        for answer in iter_answers(question):
            wanted.setdefault(sheets.plan.given(question, answer), []).append(len(answer or ()))
        kinds = {sheets.plan.given(question, kind.answer): (kind.count, kind.cost) for kind in sheets.answers(question)}
        assert kinds == {adds: (len(costs), min(costs)) for adds, costs in wanted.items()}


def test_a_view_looks_at_some_questions_only() -> None:
    """Questions outside the view are left open, and each one that is done is told."""
    done: list[int] = []
    layers = fold(AllSheets(plan_of(edited(*CRITICAL))), View(only=frozenset({"pain"}), told=done.append))
    assert {name for trail in layers[-1].values() for name in trail.sheet()} == {"pain"}
    assert done == [1, 2, 3, 4]


SPANS = st.sampled_from([(0, 0), (0, 1), (1, 1), (1, 2), (2, 2)])
FLAGS = st.sampled_from([(), (), ("today",), ("alarm",)])


@st.composite
def small(draw: st.DrawFn) -> Questionnaire:
    """Draw a variant of the tiny questionnaire: other effects, rules and branches."""
    base = edited(*CRITICAL)
    questions = []
    for question in base.questions[:3]:
        options = tuple(
            replace(
                option,
                medical=Span(*map(Medical, draw(SPANS))),
                daily=Span(*map(Daily, draw(SPANS))),
                flags=draw(FLAGS),
            )
            for option in question.options
        )
        critical = draw(st.booleans())
        questions.append(replace(question, options=options, critical=critical, ask_if=()))
    if draw(st.booleans()):
        questions[2] = replace(questions[2], ask_if=(draw(conditions(questions[:2])),))
    rules = tuple(
        replace(
            base.rules[0],
            id=f"rule{number}",
            when=tuple((draw(conditions(questions)),) for _ in range(draw(st.integers(1, 2)))),
            medical=Span(*map(Medical, draw(SPANS))),
            flags=draw(FLAGS),
        )
        for number in range(draw(st.integers(0, 2)))
    )
    return replace(base, questions=tuple(questions), rules=rules)


def conditions(questions: list[Question]) -> st.SearchStrategy[Condition]:
    """Draw a condition on some options of one of these questions."""
    return st.sampled_from(questions).flatmap(
        lambda question: st.sets(st.sampled_from(sorted(question.option)), min_size=1, max_size=2).map(
            lambda words: Condition(question.id, tuple(sorted(words)))
        )
    )


@settings(examples(25), suppress_health_check=list(HealthCheck))
@given(questionnaire=small())
def test_the_proof_agrees_with_brute_force(questionnaire: Questionnaire) -> None:
    """Counts, verdicts and the length of the shortest witness are those of trying every sheet."""
    proof = prove(questionnaire)
    assert Counter({(end.what, end.name): end.sheets for end in ends(proof)}) == brute.counts(questionnaire)
    told = list(verdicts(proof))
    found = {verdict.id: sum(map(brute.cost, verdict.witness)) for verdict in told if not verdict.held}
    assert found.get("more_risk") == brute.shortest_pair(questionnaire, brute.stronger(questionnaire), brute.no_less)
    assert found.get("least_care") == brute.shortest_least(questionnaire)
    assert ("reachable" in found) == brute.something_is_lost(questionnaire)
    if all(len(verdict.witness) != 1 for verdict in told if verdict.id == "not_knowing"):
        assert found.get("not_knowing") == brute.shortest_pair(questionnaire, brute.to_unknown, brute.no_nearer)
    for end in ends(proof):
        result = assess(plan_of(questionnaire), end.witness)
        names = {result.outcome.kind.value, *result.state.flags, questionnaire.cell[result.outcome.start].setting}
        assert end.name in names


def test_a_rule_that_nothing_can_meet_is_found_beside_one_that_can() -> None:
    """Reaching looks at each rule alone, even where its effect is there already."""
    base = edited(*CRITICAL)
    twin = replace(base.rules[0], id="twin")
    never = Rule(id="never", when=((Condition("pain", ("little",)),), (Condition("sleep", ("alone",)),)))
    found = broken(replace(base, rules=(*base.rules, twin, never)))
    assert found["reachable"].broken == "No sheet ever leads to: rule 'never'."


def test_a_promise_over_needs_is_proved_too() -> None:
    """A promised span is held where the option keeps it, and broken where another answer slips through."""
    base = edited(*CRITICAL)
    when = ((Condition("pain", ("much",)),),)
    held = Guarantee(id="held", says="So.", when=when, medical=Span(Medical.closer, Medical.closer))
    slips = replace(held, id="slips", medical=Span(Medical.round_the_clock, Medical.round_the_clock))
    found = broken(replace(base, guarantees=(held, slips)))
    assert found["slips"].witness == ({"pain": frozenset({"much"})},)
    assert set(found) == {"slips"}
