"""The catalogue of what can be found: its words, its page in docs/, and the hint that may stand in it.

Write docs/problems.md anew with: python -m tests.core.test_problems
"""

from __future__ import annotations

import re
from string import Formatter

import pytest

from careguide.core.problems import (
    Advice,
    Catalogue,
    Fault,
    Problem,
    QuestionnaireError,
    Slip,
    describe,
    did_you_mean,
    nearest,
)
from tests.conftest import ROOT, needs_checkout

PAGE = ROOT / "docs" / "problems.md"
OPENING = """# What can be wrong in questions.yaml, and how to mend it

`careguide check` reads the whole file and names everything it finds at once. Each finding is one line:
the file and the line in it, a short code, what is wrong, and how to mend it. Look up the code here.
Where a table has …, the message names the word in question.
"""
PARTS: dict[type[Catalogue], str] = {
    Fault: "Faults: the file cannot be read, and nothing is served from it",
    Slip: "Words and paths: the file can be read, but the check fails; looked at when there is no fault",
    Advice: "Warnings: listed with `--warnings`; the check fails on them with `--strict`",
}
ENTRIES = [entry for part in PARTS for entry in part]


def page() -> str:
    """Return docs/problems.md as the catalogue has it."""
    text = OPENING
    for part, title in PARTS.items():
        rows = [(f"`{entry.code}`", *map(plain, entry.value)) for entry in part]
        text += f"\n## {title}\n\n| Code | What is wrong | How to mend it |\n| --- | --- | --- |\n"
        text += "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return text


def plain(words: str) -> str:
    """Return a sentence with … for the facts of a case."""
    return re.sub(r"\{\w+\}", "…", words.replace("{hint}", "")).replace("|", "\\|")


@needs_checkout
def test_the_page_of_problems_is_up_to_date() -> None:
    """docs/problems.md holds every finding with its sentence and mend; if not: python -m tests.core.test_problems."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("fault", ENTRIES, ids=lambda fault: fault.code)
def test_a_fault_says_what_is_wrong_and_how_to_mend_it(fault: Catalogue) -> None:
    """Every fault has a sentence and a mend of its own, each whole, and a code of small letters."""
    sentence, mend = fault.value
    assert sentence.endswith(".")
    assert mend.removesuffix("{hint}").endswith((".", "{doc}"))
    assert re.fullmatch(r"[a-z_]+", fault.code)
    assert [other for other in ENTRIES if other.value == fault.value or other.code == fault.code] == [fault]


@pytest.mark.parametrize("fault", ENTRIES, ids=lambda fault: fault.code)
def test_a_fault_is_described_with_all_its_facts(fault: Catalogue) -> None:
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


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
