"""Rules and branches: true, false or not known, and what each of these may move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations, product

import pytest

from careguide.core.assessment.answers import Answer, Sheet
from careguide.core.assessment.assess import assess
from careguide.core.assessment.bits import Marks
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Question, Questionnaire, Rule
from tests.core.tiny import edited, sheet
from tests.plans import plan_of

WHEN = "      - pain: [much]\n      - sleep: alone\n        danger: [smoke]\n"

RULES = {
    "two lines, one with either of two": WHEN,
    "one line, any of its options": "      - sleep: [alone, near]\n",
    "ticks": "      - pain: [some]\n      - danger: [fire, smoke]\n",
    "an optional question": "      - wish: go\n      - pain: [some, much]\n",
    "two ticks of one question": "      - danger: [fire]\n      - danger: smoke\n",
    "either of two, one not always asked": "      - sleep: near\n        pain: little\n",
    "three lines": "      - danger: [none, smoke]\n      - pain: much\n      - wish: [stay, go]\n",
}

DANGERS = (None, "none", "fire", "smoke", "fire+smoke", "not_sure", "prefer_not")
WISHES = (None, "stay", "go", "not_sure")


@cache
def guide(name: str) -> Questionnaire:
    """Read the tiny questionnaire with another rule."""
    return edited((WHEN, RULES[name]))


def could_be(question: Question, answer: Answer | None) -> list[Answer]:
    """Return every known answer that may stand behind an answer; behind an unknown one may be no option at all."""
    if answer is None and question.optional:
        return [frozenset()]
    if answer is not None and not answer <= UNKNOWN_ANSWERS:
        return [answer]
    most = len(question.options) if question.tick else 1
    return [frozenset(some) for size in range(most + 1) for some in combinations(question.option, size)]


def truths(questionnaire: Questionnaire, rule: Rule, answers: Sheet) -> Iterator[bool]:
    """Yield whether the rule holds, for every way in which what is not known may turn out."""
    asked = [
        item for item in questionnaire.questions if item.id != "sleep" or answers.get("pain") != frozenset({"little"})
    ]
    for known in product(*(could_be(question, answers.get(question.id)) for question in asked)):
        whole = dict(zip([question.id for question in asked], known, strict=True))
        yield all(
            any(whole.get(condition.question, frozenset()) & set(condition.options) for condition in clause)
            for clause in rule.when
        )


@pytest.mark.parametrize("sleep", [None, "alone", "near", "prefer_not"])
@pytest.mark.parametrize("pain", [None, "little", "some", "much", "not_sure"])
@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_true_false_or_not_known(name: str, pain: str | None, sleep: str | None) -> None:
    """A rule fires if it holds however the unknown turns out, and may hold if it holds for some of that."""
    questionnaire = guide(name)
    (rule,) = questionnaire.rules
    for danger, wish in product(DANGERS, WISHES):
        drawn = {"danger": danger, "pain": pain, "sleep": sleep, "wish": wish}
        answers = sheet(" ".join(f"{question}={words}" for question, words in drawn.items() if words))
        expected = set(truths(questionnaire, rule, answers))
        found = assess(plan_of(questionnaire), answers)
        assert (rule in found.fired, rule in found.possible) == (expected == {True}, len(expected) == 2), answers


@pytest.mark.parametrize("sleep", [None, "alone", "near", "prefer_not"])
@pytest.mark.parametrize("pain", [None, "little", "some", "much", "not_sure"])
@pytest.mark.parametrize("name", RULES)
def test_a_rule_moves_what_its_truth_allows(name: str, pain: str | None, sleep: str | None) -> None:
    """A rule that fires joins its whole effect; one that may hold moves only `could`; a false one nothing."""
    questionnaire = guide(name)
    plain = replace(questionnaire, rules=())
    for danger, wish in product(DANGERS, WISHES):
        drawn = {"danger": danger, "pain": pain, "sleep": sleep, "wish": wish}
        answers = sheet(" ".join(f"{question}={words}" for question, words in drawn.items() if words))
        found, before = assess(plan_of(questionnaire), answers), assess(plan_of(plain), answers).state
        effect = Marks(2, 2, 2) if found.fired else Marks(0, 0, 2 if found.possible else 0)
        assert found.state.medical == tuple(map(max, before.medical, effect))
        assert found.state.daily == before.daily
        assert found.state.flags == before.flags | ({"today"} if found.fired else set())


SECOND = "  - {id: second, when: [{pain: much}], daily: day, flags: [alarm], because: So., sources: [book]}\nflags:\n"


@pytest.mark.parametrize(
    ("words", "fired", "possible"),
    [
        ("danger=none pain=much sleep=near", "second", ""),
        ("danger=none pain=much sleep=alone", "pain_alone second", ""),
        ("danger=none pain=not_sure sleep=alone", "", "pain_alone second"),
        ("danger=none pain=not_sure sleep=near", "", "second"),
        ("danger=none pain=much sleep=not_sure", "second", "pain_alone"),
        ("danger=none pain=some sleep=alone", "", ""),
    ],
)
def test_each_rule_speaks_for_itself(words: str, fired: str, possible: str) -> None:
    """Of several rules each fires, or may hold, by its own conditions, in the order of the file."""
    found = assess(plan_of(edited(("flags:\n  -", f"{SECOND}  -"))), sheet(words))
    assert " ".join(rule.id for rule in found.fired) == fired
    assert " ".join(rule.id for rule in found.possible) == possible


BRANCH = "ask_if: {pain: [some, much]}"


@pytest.mark.parametrize(
    ("branch", "words", "asked"),
    [
        (BRANCH, "danger=none pain=little", False),
        (BRANCH, "danger=none pain=some", True),
        (BRANCH, "danger=none pain=much", True),
        (BRANCH, "danger=none pain=not_sure", True),
        (BRANCH, "danger=none pain=prefer_not", True),
        (BRANCH, "danger=none", True),
        (BRANCH, "", True),
        ("ask_if: {danger: smoke}", "danger=none", False),
        ("ask_if: {danger: smoke}", "danger=fire", False),
        ("ask_if: {danger: smoke}", "danger=fire+smoke", True),
        ("ask_if: {danger: smoke}", "danger=not_sure", True),
        ("ask_if: {danger: smoke, pain: much}", "danger=none pain=little", False),
        ("ask_if: {danger: smoke, pain: much}", "danger=none pain=much", True),
        ("ask_if: {danger: smoke, pain: much}", "danger=smoke pain=little", True),
        ("ask_if: {danger: smoke, pain: much}", "danger=none pain=not_sure", True),
        ("ask_if: {danger: smoke, pain: much}", "danger=none", True),
    ],
)
def test_only_a_known_answer_rules_a_question_out(branch: str, words: str, asked: bool) -> None:
    """A question is asked unless the answers before it are known to rule it out."""
    found = assess(plan_of(edited((BRANCH, branch))), sheet(words))
    assert ("sleep" in [question.id for question in found.asked]) is asked


@pytest.mark.parametrize("wish", ["", "wish=stay", "wish=not_sure"])
@pytest.mark.parametrize("stale", ["sleep=alone", "sleep=near", "sleep=not_sure", "sleep=prefer_not"])
@pytest.mark.parametrize("danger", ["none", "smoke", "fire", "not_sure"])
def test_a_stale_answer_changes_nothing(tiny: Questionnaire, danger: str, stale: str, wish: str) -> None:
    """An answer that is left over from a branch that is no longer taken changes nothing."""
    clean, left_over = f"danger={danger} pain=little {wish}", f"danger={danger} pain=little {stale} {wish}"
    one, other = assess(plan_of(tiny), sheet(clean)), assess(plan_of(tiny), sheet(left_over))
    assert (one.asked, one.state, one.fired, one.possible) == (other.asked, other.state, other.fired, other.possible)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("danger=none pain=little sleep=alone wish=go", "danger pain"),
        ("danger=none pain=some sleep=near", "danger pain sleep"),
        ("danger=none pain=some sleep=alone", "danger pain sleep wish"),
        ("danger=none pain=some", "danger pain sleep wish"),
        ("danger=none", "danger pain sleep wish"),
    ],
)
def test_a_branch_behind_a_closed_branch_stays_closed(words: str, asked: str) -> None:
    """A question that hangs on an unasked question is not asked either, even with a stale answer there."""
    guide = edited(("    optional: true", "    ask_if: {sleep: alone}"))
    assert " ".join(question.id for question in assess(plan_of(guide), sheet(words)).asked) == asked


@pytest.mark.parametrize(
    ("words", "asked"), [("", False), ("danger=not_sure", True), ("danger=smoke", True), ("danger=none", False)]
)
def test_an_optional_question_left_out_opens_no_branch(words: str, asked: bool) -> None:
    """Leaving out an optional question means nothing: what hangs on it is not asked."""
    guide = edited(("    tick: true\n", "    tick: true\n    optional: true\n"), (BRANCH, "ask_if: {danger: smoke}"))
    found = assess(plan_of(guide), sheet(f"{words} pain=little"))
    assert ("sleep" in [question.id for question in found.asked]) is asked
