"""What `careguide check` finds beside faults: each finding at its line and alone, and none in the shipped file."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from careguide.core.questionnaire.catalogue import Catalogue
from careguide.core.questionnaire.faults import Advice, Problem, Slip
from careguide.core.questionnaire.reader import read_with_places
from careguide.core.review import warnings, wording
from careguide.files import catalogue
from tests.conftest import BESIDE
from tests.core.tiny import QUESTIONNAIRES, TEXT
from tests.shipped import PATH, shipped

FIXTURES = sorted((QUESTIONNAIRES / "warnings").glob("*.yaml"))
MARK = re.compile(r"# <- (\w+)")
TODAY = date(2026, 6, 1)
NO_WORDS = Catalogue({}, {})
TEMPLATES = {
    path.relative_to(BESIDE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((BESIDE / "templates").rglob("*"))
    if path.suffix in {".html", ".txt"}
}


@cache
def findings(text: str, today: date = TODAY, pages: bool = False) -> tuple[Problem, ...]:
    """Return what is found in a questionnaire without faults, and in the templates where `pages` says so."""
    around = (TEMPLATES, catalogue()) if pages else ({}, NO_WORDS)
    return tuple(warnings.find_warnings(*read_with_places(text, "a.yaml"), *around, today))


def found(text: str, today: date = TODAY) -> list[tuple[int, str]]:
    """Return the lines and codes of what is found."""
    return [(problem.line, problem.code) for problem in findings(text, today)]


def test_every_finding_has_a_fixture() -> None:
    """Every finding of the catalogue is shown by at least one file, and no file shows another."""
    shown = {hit for path in FIXTURES for hit in MARK.findall(path.read_text(encoding="utf-8"))}
    assert shown == {entry.code for entry in (*Slip, *Advice)}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_finding_is_told_at_its_line_and_alone(path: Path) -> None:
    """A file with one thing to mend gives just that finding, at its line, and as a warning only where it is one."""
    text = path.read_text(encoding="utf-8")
    (expected,) = [(at, hit[1]) for at, line in enumerate(text.splitlines(), 1) for hit in MARK.finditer(line)]
    assert path.stem.startswith(expected[1])
    assert found(text) == [expected]
    assert findings(text)[0].warning is (expected[1] in {entry.code for entry in Advice})


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_finding_is_told_in_whole_sentences(path: Path) -> None:
    """Every finding has a sentence and a mend, filled in, and names its file and line."""
    for problem in findings(path.read_text(encoding="utf-8")):
        for words in (problem.sentence, problem.mend):
            assert re.fullmatch(r"[A-Z'].*\.", words)
            assert not re.search(r"\{\w*\}|None", words)
        mark = "warning: " if problem.warning else ""
        assert str(problem).startswith(f"a.yaml:{problem.line}: {mark}{problem.code}: {problem.sentence} ")


def test_the_shipped_file_has_its_honest_open_points_only() -> None:
    """Nothing is wrong with the shipped file or a template but that no one reviewed it and no one tried the lines."""
    guide = shipped()
    lines = [line for country in guide.countries for line in country.lines]
    open_points = {"review_missing": not guide.review.by, "line_unchecked": sum(not line.checked_on for line in lines)}
    told = findings(PATH.read_text(encoding="utf-8"), date.fromisoformat(guide.published), pages=True)
    assert [str(problem) for problem in told if problem.code not in open_points] == []
    assert [problem.warning for problem in told] == [True] * sum(open_points.values())


def test_the_templates_need_no_allowance() -> None:
    """The words of the templates are clean beside a questionnaire that allows and exempts nothing."""
    told = findings(TEXT.replace("exempt: [clonazepam]", "exempt: []"), pages=True)
    assert [str(problem) for problem in told if problem.file != "a.yaml"] == []


@pytest.mark.parametrize(
    ("words", "line", "code"),
    [
        ("<p>\n<b>The best</b> way</p>", 2, "refused_word"),
        ("{# the best #}\n<p>\nLower it\n by half.</p>", 3, "dose_or_pace"),
        ('<p class="high">{{ "\n" }}{{ "The best" if x else "y" }}</p>', 2, "refused_word"),
        ('<a aria-label="For users">x</a>', 1, "warned_word"),
        ("<p>{% if a %}One{% else %}\nA cure{% endif %}</p>", 2, "refused_word"),
    ],
)
def test_a_template_is_told_with_its_line(words: str, line: int, code: str) -> None:
    """A refused word in a text, a string or a spoken attribute of a template is found at its line."""
    guide, places = read_with_places(TEXT, "a.yaml")
    told = warnings.find_warnings(guide, places, {"page.html": words}, NO_WORDS, TODAY)
    assert [(item.line, item.code) for item in told if item.file == "page.html"] == [(line, code)]


def test_a_review_is_due_after_its_day() -> None:
    """The day of the next review is still in time; the day after is not."""
    text = (QUESTIONNAIRES / "warnings" / "review_past.yaml").read_text(encoding="utf-8")
    assert found(text, date(2026, 5, 31)) == []
    assert [code for _, code in found(text, date(2026, 6, 1))] == ["review_past"]


def test_without_the_library_no_grade_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where textstat is missing, everything else is still found."""
    monkeypatch.setattr(wording, "_formula", lambda: None)
    assert not wording.can_measure()
    for name in ("hard_to_read", "refused_word"):
        text = (QUESTIONNAIRES / "warnings" / f"{name}.yaml").read_text(encoding="utf-8")
        told = warnings.find_warnings(*read_with_places(text, "a.yaml"), {}, NO_WORDS, TODAY)
        assert [problem.code for problem in told] == [name] * (name == "refused_word")
