"""The catalogue of what can be found: its words, and the hint that may stand in it."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from careguide.core.questionnaire.faults import (
    FindingKind,
    Problem,
    QuestionnaireError,
    describe,
    did_you_mean,
    nearest,
)
from makedocs.pages import PARTS

ENTRIES = [entry for part in PARTS for entry in part]


@pytest.mark.parametrize("fault", ENTRIES, ids=lambda fault: fault.code)
def test_a_fault_says_what_is_wrong_and_how_to_mend_it(fault: FindingKind) -> None:
    """Every fault has a sentence and a mend of its own, each whole, and a code of small letters."""
    sentence, mend = fault.value
    assert sentence.endswith(".")
    assert mend.removesuffix("{hint}").endswith((".", "{doc}"))
    assert re.fullmatch(r"[a-z_]+", fault.code)
    assert [other for other in ENTRIES if other.value == fault.value or other.code == fault.code] == [fault]


@pytest.mark.parametrize("fault", ENTRIES, ids=lambda fault: fault.code)
def test_a_fault_is_described_with_all_its_facts(fault: FindingKind) -> None:
    """The words of a fault take in each of its facts, even one that looks like a place for another."""
    names = {name for words in fault.value for _, name, _, _ in Formatter().parse(words) if name}
    facts = {name: f"{{{name}}}" for name in names - {"hint"}}
    problem = describe(fault, "a.yaml", 7, "here", **facts)
    assert (problem.code, problem.line, problem.path) == (fault.code, 7, "here")
    assert all(fact in problem.sentence + problem.mend for fact in facts.values())


def test_problems_are_sorted_by_line() -> None:
    """The problems of a file come in the order of its lines, not in the order they were found."""
    lines = [40, 3, 100, 20]
    error = QuestionnaireError([Problem("a", line, "", "c", "s", "m") for line in lines])
    assert [problem.line for problem in error.problems] == sorted(lines)
    assert len(str(error).splitlines()) == len(lines)


@pytest.mark.parametrize("path", ["", "questions[0].why"])
def test_a_problem_is_one_line(path: str) -> None:
    """A problem is told in one line with its file, line and code, and with its place in the file if it has one."""
    words = str(Problem("a.yaml", 7, path, "code", "Sentence.", "Mend."))
    assert str(Problem("a.yaml", 7, path, "code", "Sentence.", "Mend.", warning=True)).count("7: warning: code:") == 1
    assert words.startswith("a.yaml:7: code: Sentence. Mend.")
    assert words.removeprefix("a.yaml:7: code: Sentence. Mend.").strip(" (in)") == path


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("stoped", ["stopped", "nothing"], "stopped"),
        ("before", ["before", "lately"], "before"),
        ("BEFORE", ["before", "lately"], ""),
        ("zzz", ["before", "lately"], ""),
        ("", ["before"], ""),
        ("before", [], ""),
    ],
)
def test_the_nearest_word_is_found(word: str, known: list[str], near: str) -> None:
    """The hint names the known word that is nearest, and none when none is near."""
    assert nearest(word, known) == near
    assert did_you_mean(word, known) == (f" Did you mean '{near}'?" if near else "")
