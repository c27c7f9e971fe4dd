"""`careguide check`: silent where nothing is wrong, and each finding with its file, line, code and a way to mend it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import BESIDE
from tests.core.tiny import QUESTIONNAIRES
from tests.test_cli import refusal, run

FAULTS = sorted((QUESTIONNAIRES / "faults").glob("*.yaml"))


@pytest.mark.smoke
def test_check_is_silent_about_the_shipped_file() -> None:
    """A questionnaire without a fault says nothing, whether it is named or not."""
    for words in (["check"], ["check", BESIDE / "questions.yaml"]):
        result = run(*words)
        assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_check_names_every_fault_with_its_line(path: Path) -> None:
    """A faulty questionnaire is refused with lines that begin with file, line and code, and end in a way to mend it."""
    lines = refusal(1, "check", path).splitlines()
    assert lines
    size = len(path.read_text(encoding="utf-8").splitlines())
    found = [re.fullmatch(rf"{re.escape(str(path))}:(\d+): [a-z_]+: [A-Z'&].*", line) for line in lines]
    assert [
        line for line, hit in zip(lines, found, strict=True) if not hit or not 0 < int(hit[1]) <= max(size, 1)
    ] == []


def test_warnings_are_told_when_asked_for() -> None:
    """Warnings stand on standard output; they fail the check with --strict only, and are not told unless asked for."""
    lines = [run("check", word) for word in ("-w", "--warnings", "--strict")]
    assert [(result.exit_code, result.stderr) for result in lines] == [(0, ""), (0, ""), (1, "")]
    assert len({result.stdout for result in lines}) == 1
    assert all(re.match(r"questions\.yaml:\d+: warning: [a-z_]+: ", line) for line in lines[0].stdout.splitlines())


def test_words_that_may_not_be_said_fail_the_check() -> None:
    """A refused word is told as an error, beside a file that can be read; warnings stay on standard output."""
    path = QUESTIONNAIRES / "warnings" / "refused_word.yaml"
    assert f"{path}:40: refused_word: 'best' may not be said" in refusal(1, "check", path)
    assert run("check", path.with_name("warned_word.yaml")).output == ""


def test_a_reading_grade_that_is_not_measured_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library for reading grades the check says how to get it, and fails only where it must be strict."""
    monkeypatch.setattr("careguide.cli.proving.can_measure", lambda: False)
    for words, status in ((["check"], 0), (["check", "--strict"], 1)):
        result = run(*words)
        assert (result.exit_code, "pip install 'careguide[check]'" in result.stderr) == (status, True)
