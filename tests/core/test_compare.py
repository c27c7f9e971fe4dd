"""Two versions, every sheet: what moved, and by which change; against each sheet folded by itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product

import pytest

from careguide.core.assessment.answers import Answer, Sheet, check_answer
from careguide.core.assessment.assess import ResultKind, assess
from careguide.core.diff.align import CrossedError
from careguide.core.diff.compare import TOGETHER, Comparison, Group, Result, compare, ways
from careguide.core.diff.side_by_side import fold_beside
from careguide.core.proof.all_sheets import AllSheets, TooLargeError, iter_answers
from careguide.core.questionnaire.content import Condition
from careguide.core.questionnaire.model import Medical, Questionnaire, Span
from careguide.core.questionnaire.reader import read
from tests.core.tiny import ALL_CRITICAL, TEXT, edited
from tests.plans import plan_of
from tests.shipped import PATH, shipped

Edits = tuple[tuple[str, str], ...]

MUCH = "label: Much, medical: closer,"
RULES = TEXT[TEXT.index("rules:") : TEXT.index("flags:\n")]
WISH = TEXT[TEXT.index("  - id: wish") : TEXT.index("rules:")]
SLEEP = TEXT[TEXT.index("  - id: sleep") : TEXT.index("  - id: wish")]
DANGER = TEXT[TEXT.index("  - id: danger") : TEXT.index("  - id: pain")]
STAY = "label: Stay home,"
STAYS = f"{STAY} daily: day, because: So., sources: [book],"
SMOKE = "label: Smoke, flags: [today]"
AWFUL = "      - {id: awful, label: Awful, medical: round_the_clock, because: It is awful., sources: [book]}\n"

GAS = "      - {id: gas, label: Gas, flags: [alarm], because: Gas., sources: [book]}\n"
NONE = "      - {id: none, label: None of these}\n"
LITTLE = "      - {id: little, label: A little, home: true, because: It is small., sources: [book]}\n"
OR_SMOKE = "      - sleep: alone\n        danger: [smoke]\n"
FLAGS = "flags:\n"
OTHER_ALARM = f"{FLAGS}  - {{id: fumes, level: emergency, message: run}}\n"

CASES: dict[str, Edits] = {
    "nothing": (),
    "words alone": (("because: It is small.", "because: It is little."),),
    "an effect of an answer": ((MUCH, "label: Much, medical: round_the_clock,"),),
    "an effect of 'not sure'": (("not_sure: {flags: [today]", "not_sure: {flags: [alarm]"),),
    "a flag added": ((MUCH, f"{MUCH} flags: [alarm],"),),
    "a flag taken away": ((SMOKE, "label: Smoke"),),
    "a level": (("alarm, level: emergency", "alarm, level: note"), (FLAGS, OTHER_ALARM)),
    "a rule removed": ((RULES, "rules: []\n"),),
    "a rule that asks for less": (("- pain: [much]", "- pain: [some, much]"),),
    "a rule that does more": (("flags: [today]\n    because: Pain", "flags: [alarm]\n    because: Pain"),),
    "an option added": (("  - id: sleep", f"{AWFUL}  - id: sleep"),),
    "a tick added": ((NONE, GAS + NONE),),
    "an option removed": ((LITTLE, ""),),
    "a question removed": ((SLEEP, ""), (OR_SMOKE, "      - danger: [smoke]\n")),
    "a question that weighs nothing removed": ((WISH, ""),),
    "the first question removed": ((DANGER, ""), (OR_SMOKE, "      - sleep: alone\n")),
    "a branch for fewer": (("ask_if: {pain: [some, much]}", "ask_if: {pain: [much]}"),),
    "a branch taken away": (("    ask_if: {pain: [some, much]}\n", ""),),
    "one more that must be answered": (("    optional: true\n", ""), (STAY, STAYS)),
    "one answer in place of ticks": (("    tick: true\n", ""),),
    "another order": ((SLEEP, ""), (WISH, WISH + SLEEP)),
    "three changes": ((MUCH, "label: Much,"), (SMOKE, "label: Smoke"), ("daily: home to live_in", "daily: live_in")),
}  # fmt: skip

UNMOVED = {"nothing", "words alone", "another order", "a question that weighs nothing removed"}


def seen(version: Questionnaire, sheet: Sheet) -> Sheet:
    """Return what a version's own form would take of a sheet."""
    known = [name for name in sheet if name in version.question]
    kept = {name: check_answer(version.question[name], sorted(sheet[name]))[0] for name in known}
    return {name: answer for name, answer in kept.items() if answer}


def told(version: Questionnaire, sheet: Sheet) -> Result:
    """Return what one sheet leads to, folded by itself."""
    assessment = assess(plan_of(version), seen(version, sheet))
    result, flags = assessment.outcome, tuple(sorted(assessment.state.flags))
    if result.kind is ResultKind.EMERGENCY:
        return Result(result.kind.value, result.same_day, result.this_week, flags)
    corners = ((medical.name, daily.name) for medical, daily in (result.start, result.also, result.could))
    return Result(result.kind.value, result.same_day, result.this_week, flags, *corners)


def every_sheet(old: Questionnaire, new: Questionnaire) -> list[dict[str, Answer]]:
    """Return each sheet of answers to what either version asks on it, once."""
    offered: list[list[tuple[str, Answer | None]]] = []
    for name in old.question | new.question:
        both = [version.question[name] for version in (old, new) if name in version.question]
        options = {option.id: option for question in both for option in question.options}
        union = replace(both[0], tick=any(one.tick for one in both), options=tuple(options.values()))
        offered.append([(name, answer) for answer in iter_answers(union)])
    found = set()
    for drawn in product(*offered):
        sheet = {name: answer for name, answer in drawn if answer is not None}
        folded = (assess(plan_of(version), seen(version, sheet)) for version in (old, new))
        asked = {question.id for assessment in folded for question in assessment.asked}
        found.add(frozenset((name, answer) for name, answer in sheet.items() if name in asked))
    return [dict(sheet) for sheet in found]


def sheet_of(group: Group) -> dict[str, Answer]:
    """Return the sheet of a group's example."""
    return {name: frozenset(words) for name, words in group.example.items()}


def size(sheet: Sheet) -> int:
    """Return how many ids a sheet holds."""
    return sum(map(len, sheet.values()))


def only(found: Comparison) -> Group:
    """Return the one group of a comparison."""
    assert len(found.groups) == 1
    return found.groups[0]


# Counts


@pytest.mark.parametrize("back", [False, True], ids=["forth", "back"])
@pytest.mark.parametrize("name", CASES)
def test_what_moved_is_what_moves_when_each_sheet_is_folded_by_itself(name: str, back: bool) -> None:
    """Sheets, moved results and every way they moved are counted as one by one, and the examples are shortest."""
    old, new = edited(), edited(*CASES[name])
    if back:
        old, new = new, old
    found = compare(old, new)
    sheets = every_sheet(old, new)
    results = [(sheet, told(old, sheet), told(new, sheet)) for sheet in sheets]
    moved = [(sheet, before, after) for sheet, before, after in results if before != after]
    counted = Counter(way for _, before, after in moved for way in ways(before, after))
    assert (found.sheets, found.moved, found.ways) == (len(sheets), len(moved), dict(counted))
    assert bool(moved) == (name not in UNMOVED)
    shortest = min((size(sheet) for sheet, _, _ in moved), default=None)
    assert shortest == min((size(sheet_of(group)) for group in found.groups), default=None)
    for group in found.groups:
        assert (group.before, group.after) == (told(old, sheet_of(group)), told(new, sheet_of(group)))
        assert group.before != group.after


def test_too_much_not_known_is_counted_too() -> None:
    """A question that is no longer critical moves results out of 'not enough to say', counted as one by one."""
    old = edited(*ALL_CRITICAL)
    new = edited(*ALL_CRITICAL, ("    critical: true\n    options", "    options"))
    found, sheets = compare(old, new), every_sheet(old, new)
    assert found.moved == sum(told(old, sheet) != told(new, sheet) for sheet in sheets) > 0
    assert found.ways == {"not_enough lost": found.moved}
    assert only(found).change == "'pain': critical true -> false"


# Causes


def test_each_change_is_counted_by_itself() -> None:
    """A group holds the moved sheets that its change alone moves as well; what no change moves alone is together."""
    first = (SMOKE, "label: Smoke")
    second = ("    flags: [today]\n    because: Pain", "    because: Pain")
    third = (MUCH, "label: Much,")
    old, new = edited(), edited(first, second, third)
    moved = [sheet for sheet in every_sheet(old, new) if told(old, sheet) != told(new, sheet)]
    alone = {
        "'danger', answer 'smoke': flags [today] -> []": edited(first),
        "rule 'pain_alone': flags [today] -> []": edited(second),
        "'pain', answer 'much': medical closer -> usual": edited(third),
    }
    expected = {name: {*map(str, moved)} for name in alone}
    for name, version in alone.items():
        expected[name] = {str(sheet) for sheet in moved if told(version, sheet) != told(old, sheet)}
    expected[TOGETHER] = {str(sheet) for sheet in moved} - set().union(*expected.values())
    found = compare(old, new)
    assert {group.change: group.sheets for group in found.groups} == {
        name: len(some) for name, some in expected.items()
    }
    assert set(found.changes) == set(alone)
    assert expected[TOGETHER]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("an effect of 'not sure'", "'danger', answer 'not_sure': flags [today] -> [alarm]"),
        ("a level", "flag 'alarm': level emergency -> note"),
        ("a rule removed", "rule 'pain_alone' removed"),
        ("an option added", "'pain': option 'awful' added"),
        ("an option removed", "'pain': option 'little' removed"),
        ("a branch for fewer", "'sleep': ask_if pain [some, much] -> pain [much]"),
        ("one answer in place of ticks", "'danger': tick true -> false"),
    ],
)
def test_a_change_is_named_as_it_stands_in_the_file(name: str, change: str) -> None:
    """One change is one group, and moves all that moved."""
    found = compare(edited(), edited(*CASES[name]))
    assert found.changes == (change,)
    assert (only(found).change, only(found).sheets) == (change, found.moved)


def test_one_word_in_the_shipped_file_is_named_with_an_example() -> None:
    """An effect of one answer of the shipped file is found, and its example differs when each version folds it."""
    old, text = shipped(), PATH.read_text(encoding="utf-8")
    new = read(text.replace("        medical: usual to closer\n", "        medical: closer\n", 1))
    group = only(compare(old, new))
    assert group.change.endswith("medical usual to closer -> closer")
    assert assess(plan_of(old), sheet_of(group)).outcome.start < assess(plan_of(new), sheet_of(group)).outcome.start
    assert set(group.ways) == {"medical start usual -> closer"}


def test_many_changes_are_counted_without_causes() -> None:
    """Beyond twelve changes the causes are left out, and it is said why; the count stays exact."""
    old = edited()
    far = Span(Medical.closer, Medical.round_the_clock)
    questions = (
        replace(one, options=tuple(replace(word, medical=far, flags=("today",)) for word in one.options))
        for one in old.questions
    )
    new = replace(old, questions=tuple(questions))
    found = compare(old, new)
    assert found.groups == ()
    assert found.ungrouped == f"There are {len(found.changes)} changes; the causes are named for at most 12 at a time."
    assert found.moved == sum(told(old, sheet) != told(new, sheet) for sheet in every_sheet(old, new))


def test_changes_too_far_apart_are_counted_without_causes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two versions can be held side by side, but not one for each change too, only the causes are left out."""

    def narrow(versions: tuple[AllSheets, ...]) -> object:
        if len(versions) > 2:
            raise TooLargeError("Too many.")
        return fold_beside(versions)

    monkeypatch.setattr("careguide.core.diff.compare.fold_beside", narrow)
    found = compare(edited(), edited(*CASES["three changes"]))
    assert (found.groups, found.ungrouped) == ((), "Too many.")
    assert found.moved


# What is said first


def test_what_was_added_or_removed_is_named() -> None:
    """Questions and options that only one version has are named, and the answers to them are weighed."""
    old, new = edited(*CASES["a question removed"]), edited((LITTLE, ""))
    found = compare(old, new)
    assert (found.added, found.removed) == (("sleep",), ("pain.little",))
    assert "question 'sleep' added" in found.changes


def test_a_new_name_moves_nothing() -> None:
    """A question or an option with the same words and another id is renamed, and its rules and branches with it."""
    new = read(TEXT.replace("much", "lots").replace("id: pain\n", "id: ache\n").replace("pain: [", "ache: ["))
    found = compare(edited(), new)
    assert found.renamed == (("pain", "ache"), ("pain.much", "ache.lots"))
    assert (found.moved, found.changes, found.added, found.removed) == (0, (), (), ())


def test_words_are_told_apart_from_what_weighs() -> None:
    """A text, a source or a help line that changed is named by its place and moves nothing; so is a cell."""
    found = compare(
        edited(), edited(*CASES["words alone"], ("Own doctor often, short: Often", "Own doctor, short: Often"))
    )
    assert [other.place for other in found.others] == ["questions.pain.options.little.because", "cells.4.name"]
    assert (found.others[1].before, found.others[1].after) == ("Own doctor often", "Own doctor")
    assert (found.moved, found.changes) == (0, ())


def test_another_order_is_said() -> None:
    """Questions that changed places are said, and move nothing by that alone."""
    found = compare(edited(), edited(*CASES["another order"]))
    assert (found.order_changed, found.moved, found.changes) == (True, 0, ())


# Limits


def test_branches_that_cross_are_refused() -> None:
    """Where each of two questions decides on the other, one way in each version, no order suits both."""
    old = edited()
    asked = {**old.question}
    asked["sleep"] = replace(asked["sleep"], ask_if=())
    asked["pain"] = replace(asked["pain"], ask_if=(Condition("sleep", ("alone",)),))
    new = replace(old, questions=tuple(asked[name] for name in ("danger", "sleep", "pain", "wish")))
    with pytest.raises(CrossedError, match="'sleep', 'pain'"):
        compare(old, new)


def test_too_many_states_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit of live states a comparison is refused with the reason."""
    monkeypatch.setattr("careguide.core.diff.side_by_side.MAX_STATES", 2)
    with pytest.raises(TooLargeError, match="live states of 2 versions"):
        compare(edited(), edited())


def test_too_many_ticks_are_refused() -> None:
    """A question whose ticks in both versions together are too many is refused."""
    many = "".join(f"      - {{id: gas_{number}, label: Gas {number}}}\n" for number in range(10))
    with pytest.raises(TooLargeError, match="'danger' has 13 ticks"):
        compare(edited(), edited((NONE, many + NONE)))
