"""Slips of the hand: each is told where it is and in words, alone; what does no harm stays harmless."""

# ruff: noqa: RUF001 - one slip in a line; signs that look like others are what is tried here

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careguide.core.questionnaire.faults import Problem, QuestionnaireError
from careguide.core.questionnaire.reader import read, read_with_places
from careguide.core.questionnaire.typos import find_typos
from tests.conftest import examples
from tests.core.tiny import QUESTIONNAIRES
from tests.shipped import PATH

TEXT = PATH.read_text(encoding="utf-8")

TITLE = "title: Care guide for clonazepam and similar medicines"
NOT_SURE = "  not_sure: I am not sure"
PREFER_NOT = "  prefer_not: I would rather not say"
UNANSWERED = "  unanswered: Not answered"
STEP = "      - Closer checks\n"
NAME = "    name: What holds the day together"
FIRST = "sections:\n  - id: right_now\n    title: Right now\n"
SECOND = "  - id: medicine\n    title: The medicine\n"
TOPIC = "    topic: Danger right now"
HINT = "    hint: Tick all that fit. If one fits, get help first."
FLAGS = "        flags: [seizure]\n        because: A seizure can put life in danger. It needs emergency care now.\n"
SOURCES = "        sources: [fda-2020, label]\n        may_come: true\n      - id: hard_to_wake"
NONE = "      - id: none\n        label: None of these\n    not_sure:\n      flags: [may_be_danger]"


class Case(NamedTuple):
    """One slip: what stands in the file, what a hand makes of it, how many lines on it is told, how, in which words."""

    old: str
    new: str
    below: int
    code: str
    words: str


CASES = {
    # Quotes
    "a quote never closes": Case(TITLE, TITLE.replace("Care", '"Care'), 0, "unclosed_quote", 'Put " at the end'),
    "a single quote never closes": Case(NOT_SURE, "  not_sure: 'I am not sure", 0, "unclosed_quote", "Put ' at"),
    "a quote never closes in a list": Case(STEP, '      - "Closer checks\n', 0, "unclosed_quote", '"Closer checks'),
    "a quote never closes in brackets": Case(
        FLAGS, FLAGS.replace("[seizure]", '["seizure]'), 0, "unclosed_quote", 'flags: ["seizure]'
    ),
    "a quote closes too soon": Case(NAME, '    name: "What holds" the day', 0, "text_after_quote", "'the day'"),
    "quotes within quotes": Case(HINT, '    hint: "Tick "all" that fit."', 0, "text_after_quote", "put ' around"),
    "an apostrophe within single quotes": Case(
        NOT_SURE, "  not_sure: 'I don't know'", 0, "text_after_quote", "'t know'"
    ),
    "a backslash within double quotes": Case(HINT, '    hint: "Tick all\\fits \\or none."', 0, "bad_escape", "'\\o'"),
    "curly quotes around a version": Case('version: "', "version: “", 0, "curly_quote", "“"),
    "curly quotes around a text": Case(TITLE, "title: “Care guide”", 0, "curly_quote", 'Type " instead'),
    "curly single quotes": Case(NOT_SURE, "  not_sure: ‘I am not sure’", 0, "curly_quote", "Type ' instead"),
    "low quotes": Case(NOT_SURE, "  not_sure: „I am not sure“", 0, "curly_quote", "'„'"),
    "a curly quote in a list": Case(STEP, "      - “Closer checks”\n", 0, "curly_quote", "“"),
    "a curly quote in brackets": Case(FLAGS, FLAGS.replace("[seizure]", "[“seizure”]"), 0, "curly_quote", "“"),
    "a curly quote around a name": Case(NOT_SURE, "  “not_sure”: I am not sure", 0, "curly_quote", "“"),
    # Colons
    "a colon in a text": Case(TITLE, "title: Care guide: for you", 0, "colon_in_text", "Put quotes around it"),
    "a colon at the end of a text": Case(NAME, "    name: What holds the day:", 0, "colon_in_text", "quotes around it"),
    "a colon in a text of a list": Case(STEP, "      - Checks: closer\n", 0, "colon_in_text", "'Checks: closer'"),
    "a colon in the second line of a text": Case(
        HINT, "    hint: Tick all that fit.\n      If one fits: get help first.", 1, "colon_in_text", "If one fits"
    ),
    "no space behind a colon": Case(TITLE, "title:Care guide", 0, "colon_without_space", "Write 'title: Care guide'"),
    "no space behind the colon of an item": Case(
        SECOND, SECOND.replace("id: ", "id:"), 0, "colon_without_space", "Write 'id: medicine'"
    ),
    "no colon": Case(TITLE, "title Care guide", 0, "missing_colon", "'title Care guide'"),
    "an equals sign for a colon": Case(TITLE, "title = Care guide", 0, "missing_colon", "colon and a space"),
    "a semicolon for a colon": Case(NOT_SURE, "  not_sure; I am not sure", 0, "missing_colon", "not_sure; I am"),
    "two colons": Case(NOT_SURE, NOT_SURE.replace(":", "::"), 0, "unknown_key", "Did you mean 'not_sure'"),
    # Spaces, tabs and dashes
    "a tab in front": Case(NOT_SURE, "\tnot_sure: I am not sure", 0, "tab", "Use spaces"),
    "a tab behind spaces": Case(PREFER_NOT, PREFER_NOT.replace("  p", "  \tp"), 0, "tab", "Use spaces"),
    "a no-break space in front": Case(
        NOT_SURE, NOT_SURE.replace("  n", "\xa0\xa0n"), 0, "pasted_space", "no-break space"
    ),
    "a no-break space behind a colon": Case(TITLE, TITLE.replace(": ", ":\xa0"), 0, "pasted_space", "no-break space"),
    "a no-break space behind a dash": Case(STEP, "      -\xa0Closer checks\n", 0, "pasted_space", "no-break space"),
    "a wide space behind a colon": Case(TITLE, TITLE.replace(": ", ":\u3000"), 0, "pasted_space", "wide space"),
    "a space that cannot be seen": Case(
        SECOND, SECOND.replace("medicine", "medi\u200bcine", 1), 0, "invisible_sign", "'- id: medi'"
    ),
    "a soft hyphen": Case(TITLE, TITLE.replace("medi", "medi\xad"), 0, "invisible_sign", "soft hyphen"),
    "a byte-order mark within": Case(TITLE, f"\ufeff{TITLE}", 0, "invisible_sign", "byte-order mark"),
    "no space behind a dash": Case(SECOND, SECOND.replace("- id", "-id"), 0, "dash_without_space", "'- id: medicine'"),
    "a long dash for an item": Case(SECOND, SECOND.replace("- id", "– id"), 0, "pasted_dash", "'–'"),
    "a bullet for an item": Case(FIRST, FIRST.replace("- id", "• id"), 1, "pasted_dash", "'•'"),
    "a line too far in": Case(PREFER_NOT, f" {PREFER_NOT}", 0, "misaligned", "3 spaces stand before it"),
    "a line not far enough in": Case(TOPIC, TOPIC[1:], 0, "misaligned", "Put 4 before it"),
    "a line below a quoted text too far in": Case(
        f"{NOT_SURE}\n{PREFER_NOT}", f'  not_sure: "No"\n   {PREFER_NOT}', 1, "misaligned", "Put 2 before it"
    ),
    # Brackets and lists
    "a bracket never closes": Case(FLAGS, FLAGS.replace("seizure]", "seizure"), 0, "unclosed_bracket", "Put ']'"),
    "a brace never closes": Case(NOT_SURE, "  not_sure: {self: I, someone: They", 0, "unclosed_bracket", "Put '}'"),
    "brackets that differ": Case(FLAGS, FLAGS.replace("seizure]", "seizure}"), 0, "unclosed_bracket", "'[' opens here"),
    "a text behind a bracket": Case(NOT_SURE, "  not_sure: [not] sure", 0, "text_after_bracket", "'sure'"),
    "no comma in a list": Case(SOURCES, SOURCES.replace(",", ""), 0, "dangling_reference", "a comma between"),
    "a comma in a text in braces": Case(
        NONE, f"      - {{id: one, label: One, or so}}\n{NONE}", 0, "comma_in_text", "'or so'"
    ),
    "a list without brackets": Case(FLAGS, FLAGS.replace("[seizure]", "seizure"), 0, "wrong_type", "[this, that]"),
    # Signs that mean something to YAML
    "a text that begins with an at sign": Case(NOT_SURE, "  not_sure: @home", 0, "sign_at_start", "begin with '@'"),
    "a text that begins with a percent sign": Case(
        NOT_SURE, "  not_sure: % of it", 0, "sign_at_start", "quotes around"
    ),
    "a text that begins with an exclamation mark": Case(NOT_SURE, "  not_sure: !No idea", 0, "sign_at_start", "'!'"),
    "a text that begins with more than": Case(NOT_SURE, "  not_sure: > a week", 0, "sign_at_start", "'>'"),
    "a text that begins with a dash": Case(NOT_SURE, "  not_sure: - no", 0, "sign_at_start", "'-'"),
    "a text that begins with a star": Case(NOT_SURE, "  not_sure: *very*", 0, "alias", "begins with & or *"),
    "a text that begins with and": Case(NOT_SURE, "  not_sure: &more", 0, "alias", "put quotes around it"),
    "a mark of git": Case(TITLE, f"<<<<<<< HEAD\n{TITLE}", 0, "merge_mark", "<<<, === and >>>"),
    # What would be lost without a word
    "a number sign in a text": Case(HINT, "    hint: Tick box #2 first.", 0, "number_sign", "left out: '#2 first.'"),
    "a number sign between spaces": Case(HINT, "    hint: Tick box # two.", 0, "number_sign", "'# two.'"),
    "a no-break space in a text": Case(
        TITLE, TITLE.replace("guide ", "guide\xa0"), 0, "no_break_space", "'title: Care guide'"
    ),
    # Numbers to call
    "words for a number": Case(
        '        call: "911"\n', "        call: ask your doctor\n", 0, "bad_number", "'ask your doctor'"
    ),
    "words behind a number": Case(
        '        call: "911"\n', "        call: 911 or the police\n", 0, "bad_number", "'note:'"
    ),
}


def slipped(case: Case) -> tuple[str, int]:
    """Return the shipped file with one slip in it, and the line where it stands."""
    place = TEXT.index(case.old)
    return TEXT.replace(case.old, case.new, 1), TEXT.count("\n", 0, place) + 1 + case.below


def found(text: str) -> tuple[Problem, ...]:
    """Return the faults of a text, or what it loses if it has none."""
    try:
        return read_with_places(text, "a.yaml")[1].losses
    except QuestionnaireError as error:
        return error.problems


def test_many_slips_are_tried() -> None:
    """There are at least thirty, each another one."""
    assert len(set(CASES.values())) == len(CASES) >= 30


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_slip_is_told_where_it_is_and_in_words(case: Case) -> None:
    """One slip gives one problem, at its line, in words that a person can act on."""
    text, line = slipped(case)
    assert [(problem.line, problem.code) for problem in found(text)] == [(line, case.code)]
    (problem,) = found(text)
    assert case.words in f"{problem.sentence} {problem.mend}"


def test_slips_are_told_together() -> None:
    """Several slips in one file are all told at once."""
    names = (
        "curly quotes around a version",
        "a quote never closes in a list",
        "a tab in front",
        "no space behind a dash",
    )
    text = TEXT
    for name in names:
        text = text.replace(CASES[name].old, CASES[name].new, 1)
    assert {problem.code for problem in found(text)} == {CASES[name].code for name in names}


HARMLESS = {
    "Windows line ends": TEXT.replace("\n", "\r\n"),
    "a byte-order mark in front": f"\ufeff{TEXT}",
    "both": "\ufeff" + TEXT.replace("\n", "\r\n"),
    "line ends of an old Mac": TEXT.replace("\n", "\r"),
    "no line end at the end": TEXT.rstrip("\n"),
    "spaces at the ends of lines": TEXT.replace("\n", "  \n"),
    "a tab behind a colon": TEXT.replace(TITLE, TITLE.replace(": ", ":\t")),
    "a remark behind a word": TEXT.replace(FLAGS, FLAGS.replace("[seizure]", "[seizure] # a remark")),
    "a remark two spaces behind a text": TEXT.replace(TITLE, f"{TITLE}  # a remark: with a colon"),
    "curly quotes in a remark": TEXT.replace(TITLE, f"# “{TITLE}”\xa0\n{TITLE}"),
    "curly quotes within a text": TEXT.replace(HINT, "    hint: They say “help”, and don’t get it."),
    "quotes around a colon": TEXT.replace(TITLE, 'title: "Care guide: for you"'),
    "quotes over two lines": TEXT.replace(HINT, '    hint: "Tick all that fit.\n      If one fits: get help first."'),
    "a text below its name": TEXT.replace(TITLE, "title:\n  Care guide"),
    "a list over two lines": TEXT.replace(FLAGS, FLAGS.replace("[seizure]", "[\n          seizure\n        ]")),
    "signs within a text": TEXT.replace(TITLE, "title: Care & guide! 50% of it, so *there* -> at 9:30 @home"),
    "signs below a bar": TEXT.replace(TITLE, 'title: |\n  “Care”: "guide\n  - #1 [ {\n  \tand more'),
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_does_no_harm_stays_harmless(text: str) -> None:
    """Line ends, marks, remarks and signs that YAML reads as they were meant give no problem."""
    assert found(text) == ()
    assert find_typos(text) == []


@pytest.mark.parametrize("path", [PATH, *sorted(QUESTIONNAIRES.rglob("*.yaml"))], ids=lambda path: path.stem)
def test_no_slip_is_seen_where_there_is_none(path: object) -> None:
    """The shipped file, and each file that shows another problem, has no slip of the hand but the one it shows."""
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    codes = {typo.entry.code for typo in find_typos(text)}
    assert len(codes) <= 1
    assert all(f"# <- {code}" in text for code in codes)


@examples(300)
@given(st.lists(st.sampled_from([*"[]{}:,-?&*!|>'\"#“’\xa0 \n\t", "- ", ": ", "a", "id:", " #", "\n  "]), max_size=60))
def test_no_text_breaks_the_search(parts: list[str]) -> None:
    """Nothing made of the signs that are looked for breaks the search, and each slip has a line of the text."""
    text = "".join(parts)
    assert all(1 <= typo.line <= text.count("\n") + 1 for typo in find_typos(text))


def test_line_ends_and_marks_change_nothing() -> None:
    """A file that went through Windows says the same as before."""
    plain, windows = read(TEXT), read(HARMLESS["both"])
    assert windows.title == plain.title
    assert repr(windows.questions) == repr(plain.questions)
