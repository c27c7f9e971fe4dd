"""The reader: every fault an author can make is found at its line, with nothing said beside it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from careguide.core.questionnaire.faults import Fault, Problem, QuestionnaireError
from careguide.core.questionnaire.nodes import MAX_BYTES
from careguide.core.questionnaire.reader import read
from tests.core.tiny import QUESTIONNAIRES, TEXT, edit, edited

FIXTURES = sorted((QUESTIONNAIRES / "faults").glob("*.yaml"))
MARK = re.compile(r"# <- (\w+)")
GENERATED = {"too_large": TEXT + "#" * MAX_BYTES}
"""Faults whose file is too big to keep, each with the text that has it."""

TEN = (
    ("title: A tiny guide", "title: A tiny guide\ncolour: red"),
    ("published: 2026-01-31", "published: yesterday"),
    ("daily: {name: Day, steps: [Home, Day, Live in]}", "daily: {name: Day, steps: [Home]}"),
    ("flags: [alarm]", "flags: [alram]"),
    ("factor: severity", "factor: severe"),
    ("because: It is small., sources: [book]}", "because: It is small.}"),
    ("ask_if: {pain: [some, much]}", "ask_if: {wish: [stay]}"),
    ("    tick: true", "    tick: yes"),
    ("medical: round_the_clock\n", "medical: hospital\n"),
    ("web: https://crisis.example", "web: ftp://crisis.example"),
)
TEN_CODES = {
    "unknown_key", "bad_date", "wrong_count", "dangling_reference", "unknown_word",
    "no_source", "ask_if_forward", "wrong_type", "unknown_step", "bad_address",
}  # fmt: skip


@cache
def problems(text: str) -> tuple[Problem, ...]:
    """Return what is wrong with a text."""
    with pytest.raises(QuestionnaireError) as caught:
        read(text, "a.yaml")
    return caught.value.problems


def marked(text: str) -> list[tuple[int, str]]:
    """Return the lines of a fixture that hold a fault, each with its code, as the comments beside them say."""
    return [(number, hit[1]) for number, line in enumerate(text.splitlines(), 1) for hit in MARK.finditer(line)]


def test_every_fault_has_a_fixture() -> None:
    """Every fault of the catalogue is shown by at least one file, and no file shows another."""
    shown = {code for path in FIXTURES for _, code in marked(path.read_text(encoding="utf-8"))}
    assert shown | GENERATED.keys() == {fault.code for fault in Fault}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fault_is_found_at_its_line_and_alone(path: Path) -> None:
    """A file with one fault gives just that fault, at the line where it stands."""
    text = path.read_text(encoding="utf-8")
    expected = marked(text)
    assert len(expected) == 1
    assert path.stem.startswith(expected[0][1])
    assert [(problem.line, problem.code) for problem in problems(text)] == expected


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fault_is_told_in_whole_sentences(path: Path) -> None:
    """Every problem has a sentence and a mend, filled in, and names its file and line."""
    for problem in problems(path.read_text(encoding="utf-8")):
        for words in (problem.sentence, problem.mend):
            assert re.fullmatch(r"[A-Z'].*[.?]", words)
            assert not re.search(r"\{\w*\}|None|ScalarNode", words)
        assert str(problem).startswith(f"a.yaml:{problem.line}: {problem.code}: {problem.sentence} {problem.mend}")


@pytest.mark.parametrize("code", sorted(GENERATED))
def test_a_fault_of_a_great_file_is_found_alone(code: str) -> None:
    """A fault that needs a great file is found alone too, at the first line."""
    assert [(problem.line, problem.code) for problem in problems(GENERATED[code])] == [(1, code)]


def test_the_greatest_file_is_read() -> None:
    """A file of just the size that is allowed is read."""
    room = MAX_BYTES - len(TEXT.encode())
    assert read(TEXT + "#" * room).title.to_self == "A tiny guide"


def test_all_faults_are_told_at_once() -> None:
    """A file with ten different faults gives all ten, sorted by line."""
    found = problems(edit(*TEN))
    assert sorted(problem.code for problem in found) == sorted(TEN_CODES)
    assert list(found) == sorted(found, key=lambda problem: problem.line)


@pytest.mark.parametrize("left_out", range(len(TEN)))
def test_mending_one_fault_of_ten_leaves_nine(left_out: int) -> None:
    """Mending any one of ten faults takes away its problem and no other."""
    kept = [pair for number, pair in enumerate(TEN) if number != left_out]
    assert len(problems(edit(*kept))) == len(TEN) - 1


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("    critical: true", "    critcal: true", "critical"),
        ("countries:\n", "countrys:\n", "countries"),
        ("someone: Are they in pain?", "some_one: Are they in pain?", "someone"),
        ("factor: severity", "factor: severty", "severity"),
        ("medical: round_the_clock\n", "medical: round_clock\n", "round_the_clock"),
        ("level: same_day", "level: same-day", "same_day"),
        ("flags: [alarm]", "flags: [alarms]", "alarm"),
        ("- pain: [much]", "- pains: [much]", "pain"),
        ("- pain: [much]", "- pain: [mutch]", "much"),
        ("always_shown: own", "always_shown: won", "own"),
    ],
)
def test_a_near_miss_is_recognised(old: str, new: str, meant: str) -> None:
    """A misspelt key, word, step or id is told once, with the word that was meant."""
    found = problems(edit((old, new)))
    assert len(found) == 1
    assert found[0].mend.endswith(f"Did you mean '{meant}'?")


def test_a_far_miss_gets_no_guess() -> None:
    """A word that is like no known word gets no guess."""
    (found,) = problems(edit(("flags: [alarm]", "flags: [zebra]")))
    assert "Did you mean" not in found.mend


@pytest.mark.parametrize(
    "words",
    [
        "no",
        "yes",
        "NO",
        "on",
        "off",
        "y",
        "true",
        "1:30",
        "0o7",
        "0x1F",
        "1_000",
        "1.10",
        "1e3",
        ".inf",
        "2026-01-31",
        "=",
    ],
)
def test_words_that_look_like_something_else_stay_text(words: str) -> None:
    """What YAML may take for a truth value, a number or a date stays the text that was written."""
    assert edited(("title: A tiny guide", f"title: {words}")).title.to_self == words
    lines = edited(("label: A little,", f"label: {words},")).question["pain"].options
    assert lines[0].label.to_someone == words


@pytest.mark.parametrize("word", ["no", "yes", "on", "y", "null_", "off"])
def test_ids_that_look_like_truth_values_stay_ids(word: str) -> None:
    """An option may be called 'no' or 'yes', and a condition finds it by that name."""
    guide = edited(("{id: near,", f"{{id: {word},"), ("- sleep: alone", f"- sleep: {word}"))
    assert word in guide.question["sleep"].option
    assert guide.rules[0].when[1][0].options == (word,)


@pytest.mark.parametrize("word", ["yes", "no", "True", "on", "1", '"', "'yes'", "~"])
def test_only_true_and_false_are_truth_values(word: str) -> None:
    """A key that wants true or false takes no other word for it."""
    codes = {problem.code for problem in problems(edit(("tick: true", f"tick: {word}")))}
    assert codes & {"wrong_type", "unclosed_quote"}


@pytest.mark.parametrize("null", ["null", "~", ""])
def test_nothing_is_written_in_three_ways(null: str) -> None:
    """A key that may be empty takes null, ~ and nothing for it."""
    assert edited(("review: {by: null, on: null}", f"review:\n  by: {null}\n  on:")).review.by is None


def test_long_texts_may_be_folded() -> None:
    """A text over several lines is one line of words."""
    guide = edited(("title: A tiny guide", "title: >\n  A tiny\n  guide\n\n  indeed"))
    assert guide.title.to_self == "A tiny guide indeed"


def test_one_text_speaks_for_both_voices() -> None:
    """A text without voices is said in both, and a text with voices in each its own."""
    guide = edited()
    assert guide.question["pain"].topic.to_self == guide.question["pain"].topic.to_someone == "Pain"
    assert guide.question["pain"].ask.to_self != guide.question["pain"].ask.to_someone


def test_the_digest_is_stable() -> None:
    """The same text always has the same digest."""
    assert read(TEXT).digest == read(TEXT, "other.yaml").digest != ""


@pytest.mark.parametrize(
    ("old", "new"), [("A tiny guide", "A small guide"), ("medical: closer, n", "medical: usual, n"), ('"1"', '"2"')]
)
def test_the_digest_changes_with_the_content(old: str, new: str) -> None:
    """Another word, effect or version has another digest."""
    assert edited((old, new)).digest != read(TEXT).digest


def test_what_was_found_instead_is_told_apart() -> None:
    """A list, a block of keys and nothing are each told apart where a text should stand."""
    found = [problems(edit(('version: "1"', f"version: {instead}"))) for instead in ("[a]", "{a: b}", "null")]
    assert [len(some) for some in found] == [1, 1, 1]
    assert len({some[0].sentence for some in found}) == len(found)


def test_the_block_that_lacks_a_key_is_told() -> None:
    """The same key missing from the file, a message or a section is told apart."""
    lines = ("title: A tiny guide\n", "\n"), ("title: Rest, ", ""), (", title: Later", "")
    found = [problems(edit(pair)) for pair in lines]
    assert [[problem.code for problem in some] for some in found] == [["missing_key"]] * len(lines)
    assert len({some[0].sentence for some in found}) == len(lines)
