"""The edits that docs/questions-yaml.md works out: each can be made in the shipped file, and nothing is then wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from makedocs.keys import EDITS, WORDS
from makedocs.pages import questions_yaml
from tests.shipped import PATH
from tests.test_cli import run

PAGE = questions_yaml()


def edited(*names: str) -> str:
    """Return the shipped file after some of the edits."""
    text = PATH.read_text(encoding="utf-8")
    for name in names:
        old, new = EDITS[name]
        assert text.count(old) == 1, f"what the edit '{name}' begins with stands {text.count(old)} times in the file"
        text = text.replace(old, new)
    return text


@pytest.mark.lengthy
@pytest.mark.parametrize("name", EDITS)
def test_a_worked_edit_leaves_nothing_wrong(name: str, tmp_path: Path) -> None:
    """After the edit the check is silent: no fault, no word, no broken promise."""
    path = tmp_path / "questions.yaml"
    path.write_text(edited(name), encoding="utf-8")
    result = run("check", path)
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.lengthy
def test_compare_tells_a_worked_edit(tmp_path: Path) -> None:
    """The number, the need and the new answer are each told."""
    path = tmp_path / "questions.yaml"
    path.write_text(edited(*EDITS), encoding="utf-8")
    told = run("compare", PATH, path).stdout
    assert "“13 11 26” becomes “13 11 27”" in told
    assert "answer 'heart_liver_kidney': medical usual to closer becomes closer" in told
    assert "Added: answer 'stroke_before' of 'body_health'" in told


def test_the_page_shows_each_edit_and_each_word() -> None:
    """Both sides of each edit stand on the page, with every word that three keys allow, and the commands."""
    assert [name for name, both in EDITS.items() for part in both if f"```yaml\n{part}```" not in PAGE] == []
    assert [word for kind, _ in WORDS.values() for word in kind if f"| `{word.value}` |" not in PAGE] == []
    assert re.findall(r"careguide (check|verify|compare) ", PAGE)[:3] == ["check", "verify", "compare"]


def test_the_file_itself_names_the_commands() -> None:
    """Who opens the file reads in its head what to run after a change."""
    head = PATH.read_text(encoding="utf-8").partition("\nversion:")[0]
    assert [word for word in ("check", "verify", "compare") if f"`careguide {word} " not in head] == []
