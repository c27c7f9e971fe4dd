"""The questions on paper: whoever follows them is asked what the page would ask, and no danger is left out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import assess
from careguide.core.assessment.paper import KEYS, Alarm, Paper, Ticks, keys_of, on_paper
from careguide.core.proof.all_sheets import iter_answers
from careguide.core.questionnaire.model import Level, Questionnaire
from tests.core.brute import every_sheet
from tests.core.tiny import edited
from tests.plans import plan_of
from tests.shipped import shipped

LATER = "    ask_if: {pain: [some, much]}\n"
WISH = "    why: Your wish counts.\n"
BRANCHES = {
    "one question": (),
    "two questions, either is enough": ((LATER, "    ask_if: {pain: [some, much], danger: [smoke]}\n"),),
    "two that follow": ((WISH, f"{WISH}    ask_if: {{pain: [much]}}\n"),),
    "one that comes later": ((LATER, ""), (WISH, f"{WISH}    ask_if: {{pain: [some, much]}}\n")),
    "ticks": ((LATER, "    ask_if: {danger: [smoke]}\n"),),
    "the next of a question of ticks": (
        ("    critical: true\n", "    critical: true\n    ask_if: {danger: [fire]}\n"),
    ),
    "never ruled out": ((LATER, "    ask_if: {pain: [little, some, much]}\n"),),
}
"""Edits of the tiny questionnaire, each with other branches."""


def drawn(questionnaire: Questionnaire) -> Paper:
    """Return the questions on paper for the first country."""
    return on_paper(questionnaire, questionnaire.countries[0])


def pressed(questionnaire: Questionnaire, sheet: Sheet) -> dict[int, set[str]]:
    """Return the keys of what is ticked, by the number of the question."""
    country = questionnaire.countries[0]
    return {
        number: {keys_of(question, country)[word] for word in sheet[question.id]}
        for number, question in enumerate(questionnaire.questions, 1)
        if question.id in sheet
    }


def followed(paper: Paper, ticked: dict[int, set[str]]) -> Iterator[int]:
    """Yield the numbers of the questions that someone reads who does what the paper says."""
    number, read = 1, set[int]()

    def holds(ticks: Ticks) -> bool:
        if ticks.number not in read:
            return ticks.left
        return bool(ticked.get(ticks.number)) and ticked[ticks.number] <= {*ticks.keys}

    while number <= len(paper.questions):
        asked = paper.questions[number - 1]
        if asked.left_out and all(map(holds, asked.left_out)):
            number += 1
            continue
        yield number
        read.add(number)
        ways = {choice.go_to for choice in asked.choices if choice.key in ticked.get(number, ())}
        assert len(ways) <= 1 or asked.tick, "one answer leads one way"
        number = ways.pop() or number + 1 if len(ways) == 1 else number + 1


def same_way(questionnaire: Questionnaire, sheets: Iterator[Sheet]) -> int:
    """Check each sheet, and return how many there were."""
    paper, plan, tried = drawn(questionnaire), plan_of(questionnaire), 0
    for sheet in sheets:
        asked = assess(plan, sheet).asked_ids
        page = [number for number, question in enumerate(questionnaire.questions, 1) if question.id in asked]
        assert [*followed(paper, pressed(questionnaire, sheet))] == page, sheet
        tried += 1
    return tried


@pytest.mark.parametrize("name", BRANCHES)
def test_paper_asks_what_the_page_asks(name: str) -> None:
    """For every sheet of small questionnaires with all kinds of branches."""
    questionnaire = edited(*BRANCHES[name])
    assert same_way(questionnaire, every_sheet(questionnaire)) > 500


def test_paper_asks_what_the_page_asks_of_the_shipped_questions() -> None:
    """For each answer of the questions that ship, and each pair with an answer of a question that others depend on."""
    questionnaire = shipped()
    gates = {one.question for question in questionnaire.questions for one in question.ask_if}
    sheets = (
        {gate: first, question.id: second}
        for gate, question in product(sorted(gates), questionnaire.questions)
        for first in iter_answers(questionnaire.question[gate])
        for second in iter_answers(question)
        if first and second and question.id != gate
    )
    assert same_way(questionnaire, sheets) > 1000


def test_the_arrows_stand_where_they_lead_further() -> None:
    """An arrow names the question after those that are passed over, or the end; it stands beside no other answer."""
    sleep, wish = ("    ask_if: {pain: [some, much]}\n", "    why: Your wish counts.\n")
    questionnaire = edited((wish, wish + sleep))
    ways = {
        (asked.number, choice.key): choice.go_to for asked in drawn(questionnaire).questions for choice in asked.choices
    }
    assert {place: way for place, way in ways.items() if way} == {(2, "1"): 5}, "5 is the end, behind question 4"
    one = drawn(edited()).questions[1]
    assert [choice.go_to for choice in one.choices] == [4, 0, 0, 0, 0]


def test_a_question_says_when_to_leave_it_out() -> None:
    """It names each question that it looks at, with the answers by their keys."""
    assert drawn(edited()).questions[2].left_out == (Ticks(2, ("1",)),)
    both = drawn(edited(*BRANCHES["two questions, either is enough"])).questions[2]
    assert both.left_out == (Ticks(1, ("1", "3")), Ticks(2, ("1",)))
    assert drawn(edited(*BRANCHES["never ruled out"])).questions[2].left_out == ()


def raised(alarms: tuple[Alarm, ...], ticked: dict[int, set[str]]) -> bool:
    """Whether any of the alarms holds for what is ticked."""
    return any(
        all(any(ticked.get(one.number, set()) & {*one.keys} for one in line) for line in alarm.when) for alarm in alarms
    )


@pytest.mark.parametrize("country", shipped().country)
def test_paper_warns_of_every_danger(country: str) -> None:
    """Each answer, and each rule of an emergency, that raises help now or today is in what paper says must not wait."""
    questionnaire = shipped()
    place = questionnaire.country[country]
    paper = on_paper(questionnaire, place)
    level = {flag.id: flag.level for flag in questionnaire.flags}
    tried = 0
    for number, question in enumerate(questionnaire.questions, 1):
        for word, key in keys_of(question, place).items():
            levels = {level[flag] for flag in question.effect(word).flags}
            ticked = {number: {key}}
            assert raised(paper.dangers, ticked) is (Level.EMERGENCY in levels)
            assert raised(paper.alarms, ticked) is (Level.SAME_DAY in levels)
            choice = next(one for one in paper.questions[number - 1].choices if one.key == key)
            assert bool(choice.call) is (Level.EMERGENCY in levels)
            tried += len(levels & {Level.EMERGENCY, Level.SAME_DAY})
    assert tried > 15
    assert all(alarm.call for alarm in paper.dangers)
    stopped = {4: {"7"}, 6: {"1"}}
    assert raised(paper.alarms[:1], stopped), "stopped, with epilepsy: a rule makes that an emergency"
    assert not raised(paper.alarms[:1], {4: {"7"}})


def test_keys_are_single_and_free() -> None:
    """No two answers of a question have the same key, and none has one that does something else on the staff page."""
    assert len(set(KEYS)) == len(KEYS)
    assert not set(KEYS) & set("nstu")
    for country, question in product(shipped().countries, shipped().questions):
        keys = [*keys_of(question, country).values()]
        assert keys == [*KEYS[: len(keys)]]
    paying = shipped().question["paying"]
    assert keys_of(paying, shipped().country["GB"])["not_sure"] < keys_of(paying, shipped().country["US"])["not_sure"]
