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
    """A questionnaire without a fault says nothing; where none is named, it says only which one was read."""
    named, bundled = run("check", BESIDE / "questions.yaml"), run("check")
    assert (named.exit_code, named.output) == (0, "")
    assert (bundled.exit_code, bundled.stdout) == (0, "")
    assert re.fullmatch(r"No FILE was named, .* comes with careguide: .*questions\.yaml\n", bundled.stderr)


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
    assert [result.exit_code for result in lines] == [0, 0, 1]
    assert all(len(result.stderr.splitlines()) == 1 for result in lines)
    assert len({result.stdout for result in lines}) == 1
    assert all(re.match(r"questions\.yaml:\d+: warning: [a-z_]+: ", line) for line in lines[0].stdout.splitlines())


def test_a_broken_promise_fails_the_check(tmp_path: Path) -> None:
    """What the guide would not serve, the check names: the promise, at its line, and how to see who it would fail."""
    text = (BESIDE / "questions.yaml").read_text(encoding="utf-8")
    path = tmp_path / "own.yaml"
    text = re.sub(r"^ +act: \w+_today\n", "", text, flags=re.MULTILINE)
    path.write_text(re.sub(r"^( +)flags: \[same_day\]$", r"\1flags: []", text, flags=re.MULTILINE), encoding="utf-8")
    lines = refusal(1, "check", path).splitlines()
    assert lines
    for line in lines:
        found = re.fullmatch(rf"{path}:(\d+): broken_promise: .* breaks the promise '.*'\. .*verify {path}` .*", line)
        assert found
        assert text.splitlines()[int(found[1]) - 1].startswith("  - id: ")


def test_what_is_beyond_proof_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be proved is told so, as the guide would not start with it."""
    monkeypatch.setattr("careguide.core.proof.all_sheets.MAX_STATES", 2)
    assert "beyond_proof" in refusal(1, "check", QUESTIONNAIRES / "tiny.yaml")


def test_words_that_may_not_be_said_fail_the_check() -> None:
    """A refused word is told as an error, beside a file that can be read; warnings stay on standard output."""
    path = QUESTIONNAIRES / "warnings" / "refused_word.yaml"
    assert f"{path}:40: refused_word: 'best' may not be said" in refusal(1, "check", path)
    assert "warned_word: " not in run("check", path.with_name("warned_word.yaml")).output


def test_a_reading_grade_that_is_not_measured_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library for reading grades the check says how to get it, and fails only where it must be strict."""
    monkeypatch.setattr("careguide.cli.proving.can_measure", lambda: False)
    for words, status in ((["check"], 0), (["check", "--strict"], 1)):
        result = run(*words)
        assert (result.exit_code, "pip install 'careguide[check]'" in result.stderr) == (status, True)
