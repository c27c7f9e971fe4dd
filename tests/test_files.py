"""Where the files beside the code are found, in a checkout and in a wheel."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from careguide import files
from tests.conftest import BESIDE, PACKAGE


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a package that stands in a folder of its own, both empty."""
    folder = tmp_path / "careguide"
    folder.mkdir()
    monkeypatch.setattr(files, "PACKAGE", folder)
    return folder


@pytest.mark.smoke
@pytest.mark.parametrize("name", [files.QUESTIONS, files.TEMPLATES])
def test_what_ships_is_found(name: str) -> None:
    """The questionnaire and the templates are found, beside the package in a checkout and inside it in a wheel."""
    assert files.PACKAGE == PACKAGE
    assert files.find(name) == BESIDE / name
    assert files.find(name).exists()


def test_a_wheel_is_looked_at_before_what_lies_beside_it(package: Path) -> None:
    """What is inside the package wins; what happens to lie beside an installed package is not taken for it."""
    (package.parent / files.QUESTIONS).write_text("beside", encoding="utf-8")
    assert files.questions_text() == "beside"
    (package / files.QUESTIONS).write_text("inside", encoding="utf-8")
    assert files.questions_text() == "inside"


@pytest.mark.parametrize("name", [files.QUESTIONS, files.TEMPLATES])
def test_half_an_installation_says_what_is_missing(package: Path, name: str) -> None:
    """A file that should have come along and did not is named, with what to do about it."""
    assert not any(package.iterdir())
    with pytest.raises(FileNotFoundError, match=f"'{name}' is missing; careguide is not installed whole"):
        files.find(name)


def test_own_questions_are_read_as_they_are_named(tmp_path: Path) -> None:
    """A questionnaire of one's own is read from its path, and nothing is looked up for it."""
    own = tmp_path / "naïve questions.yaml"
    own.write_text("title: “a”\n", encoding="utf-8")
    assert files.questions_path(str(own)) == own
    assert files.questions_text(str(own)) == "title: “a”\n"
    assert files.questions_path("gone.yaml") == Path("gone.yaml")


def test_questions_that_cannot_be_read_raise(tmp_path: Path) -> None:
    """A missing path, a folder and a file that is not UTF-8 raise a sentence that says why and how to mend it."""
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    gone, below = tmp_path / "gone.yaml", binary / "own.yaml"
    whys = {gone: "no such file", tmp_path: "a folder", binary: "no text in UTF-8", below: "Not a directory"}
    for path, why in whys.items():
        with pytest.raises(files.UnreadableError, match=why) as caught:
            files.questions_text(str(path))
        said = caught.value.named_by("FILE")
        assert said.startswith(f"'{path}' cannot be read: ")
        assert re.search(r"\. FILE names it; give the path of [^.]+ .*\.$", said)
        assert not re.search("Errno|codec", said)
