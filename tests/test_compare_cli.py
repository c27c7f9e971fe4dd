"""`careguide compare`: two files or revisions, what it prints, and its exit status."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from careguide.cli.moved import Retold, share
from careguide.core.diff.compare import Comparison, Result
from careguide.core.questionnaire.reader import read
from tests.core.tiny import TEXT, edit
from tests.test_cli import refusal, run

STRONGER = edit(("label: Much, medical: closer,", "label: Much, medical: round_the_clock,"))
RENAMED = STRONGER.replace("much", "lots")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a file with the tiny questionnaire."""
    return written(tmp_path / "old.yaml", TEXT)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Return a path for the version to compare it with."""
    return tmp_path / "new.yaml"


def written(path: Path, text: str) -> Path:
    """Write a file and return its path."""
    path.write_text(text, encoding="utf-8")
    return path


def git(folder: Path, *words: str) -> None:
    """Run git in a folder, with nothing of the person's own settings."""
    who = {f"GIT_{role}_{what}": "test@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *words], cwd=folder, env=os.environ | who | own, check=True, capture_output=True)


def test_two_files_alike_move_nothing(old: Path) -> None:
    """A file compared with itself moves no result, says over how many sheets, and exits with 0."""
    result = run("compare", old, old)
    assert result.exit_code == 0
    assert "No result moved, over 910 sheets." in result.stdout


def test_a_change_is_told_as_to_a_colleague(old: Path, new: Path) -> None:
    """A changed effect exits with 1: how many sheets, what is no longer said, who for example, before and after."""
    result = run("compare", old, written(new, STRONGER))
    assert result.exit_code == 1
    assert "1. 'pain', answer 'much': medical closer becomes round_the_clock." in result.stdout
    assert re.search(
        r"1 in \d+ sheets: The talk now starts with “Round the clock”, no longer with “Closer”\.", result.stdout
    )
    assert "Example: someone who only answered “Much” (Pain)." in result.stdout
    lines = [line.strip() for line in result.stdout.splitlines()]
    before, after = (next(line for line in lines if line.startswith(word)) for word in ("Before:", "After:"))
    assert before.startswith("Before: The talk starts with “Own doctor often”.")
    assert after.startswith("After: The talk starts with “Hospital”.")


@pytest.mark.parametrize(
    ("count", "whole", "words"),
    [
        (10, 10, "Every sheet"),
        (19, 20, "More than 9 in 10 sheets"),
        (7, 10, "7 in 10 sheets"),
        (1, 2, "1 in 2 sheets"),
        (2, 7, "1 in 4 sheets"),
        (1_996, 1_000_000, "1 in 500 sheets"),
        (1, 8 * 10**17, "1 in 800,000,000,000,000,000 sheets"),
    ],
)
def test_a_share_can_be_pictured(count: int, whole: int, words: str) -> None:
    """How many sheets moved is told as one in so many."""
    assert share(count, whole) == words


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("emergency gained", "The emergency screen now comes, alone."),
        ("not_enough lost", "It no longer says that there is not enough to say."),
        ("same_day lost", "Advice for the same day no longer stands on top."),
        ("this_week gained", "Advice for this week is now given."),
        ("this_week lost", "Advice for this week is no longer given."),
        ("flag alarm lost", "The warning “Run” is no longer given."),
        ("flag today gained", "The warning “See” is now given."),
        ("medical also round_the_clock -> closer", "“Round the clock” is no longer named."),
        ("daily also home -> day", "“Day” is now named too."),
        ("medical could closer -> round_the_clock", "“Round the clock” is now named too, for what is not known."),
        ("daily start live_in -> home", "The talk now starts with “Home”, no longer with “Live in”."),
        ("a_new_kind gained", "A new kind gained."),
    ],
)
def test_each_way_is_a_sentence(way: str, words: str) -> None:
    """What became of a sheet is said in the words that people read."""
    assert Retold(read(TEXT), read(TEXT)).way(way) == words


def test_advice_for_this_week_is_told() -> None:
    """Who is told to see someone this week, and today too, is told of both."""
    least, version = ("usual", "home"), read(TEXT)
    told = Retold(version, version).result(version, Result("start", True, True, (), least, least, least))
    assert "Advice for the same day on top. Advice for this week, in a panel of its own. Warnings: none." in told


def test_a_broken_promise_is_named(old: Path, new: Path) -> None:
    """A promise that NEW breaks comes first, with whether OLD held it, and the status is 1 though no result moved."""
    result = run("compare", old, written(new, f"{TEXT}at_most: 1\n"))
    assert result.exit_code == 1
    head = result.stdout.partition("No result moved")[0]
    line = next(line for line in head.splitlines() if line.startswith("- Every path ends in one summary"))
    assert line.endswith("It held before.")
    assert f"careguide verify {new}" in head


def test_a_help_line_is_told_with_both_numbers(old: Path, new: Path) -> None:
    """A changed number is told with the old one and the new one."""
    told = run("compare", old, written(new, edit(('call: "000"', 'call: "123"')))).stdout
    assert "Emergency.call: “000” becomes “123”" in told


def test_the_example_can_be_replayed(old: Path, new: Path) -> None:
    """The command that is printed shows the sheet whole, and each version tells something else of it."""
    shown = run("compare", old, written(new, STRONGER)).stdout
    command = shown.partition("See it whole: ")[2].splitlines()[0]
    _, sheet, pipe, *words = shlex.split(command)
    assert [pipe, *words] == ["|", "careguide", "summary", "--questions", str(new), "-"]
    told = [run("summary", "-", "--json", "--questions", path, given=sheet).stdout for path in (old, new)]
    assert [json.loads(data)["headline"] for data in told] == ["Own doctor often", "Hospital"]


def test_what_was_renamed_is_said_first(old: Path, new: Path) -> None:
    """New names come before the count."""
    head, count, _ = run("compare", old, written(new, RENAMED)).stdout.partition(" another result")
    assert count
    assert "Renamed: answer 'much' of 'pain' is now answer 'lots' of 'pain'" in head


def test_json_is_whole(old: Path, new: Path) -> None:
    """--json prints every part of the comparison, and the same exit status."""
    result = run("compare", old, written(new, STRONGER), "--json")
    data = json.loads(result.stdout)
    assert result.exit_code == 1
    assert set(data) == {field.name for field in fields(Comparison)} | {"broken"}
    assert data["groups"][0]["sheets"] == data["moved"] > 0


@pytest.mark.skipif(not shutil.which("git"), reason="git is not on this machine")
def test_a_revision_is_read_from_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`REV:path` is the file as it was in that revision of the repository."""
    for text in (TEXT, STRONGER):
        written(tmp_path / "questions.yaml", text)
        git(tmp_path, "init", "--quiet")
        git(tmp_path, "add", "questions.yaml")
        git(tmp_path, "commit", "--quiet", "--message", "A version")
    monkeypatch.chdir(tmp_path)
    assert run("compare", "HEAD~1:questions.yaml", "questions.yaml").exit_code == 1
    assert run("compare", "HEAD:questions.yaml", "questions.yaml").exit_code == 0
    assert "'HEAD:gone.yaml' cannot be read" in refusal(2, "compare", "HEAD:gone.yaml", "questions.yaml")


def test_what_cannot_be_read_is_refused(old: Path, new: Path) -> None:
    """A missing file, one with faults and an unknown revision are refused by name with status 2, on either side."""
    faulty = written(new, TEXT.replace("medical: closer,", "medical: closest,"))
    for word in (new.with_name("gone.yaml"), faulty, "no-such-revision:questions.yaml", "--output=x:y"):
        for pair in ((old, word), (word, old)):
            assert str(word) in refusal(2, "compare", "--", *pair)


def test_what_is_too_large_is_refused(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit the command says so and exits with 2."""
    monkeypatch.setattr("careguide.core.diff.side_by_side.MAX_STATES", 2)
    assert "cannot be compared" in refusal(2, "compare", old, old)
