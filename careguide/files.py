"""Where the files beside the code are: inside the package of a wheel, or one level up in a checkout."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
QUESTIONS = "questions.yaml"
TEMPLATES = "templates"


def find(name: str) -> Path:
    """Return the path of a file or folder that ships with careguide. Raises FileNotFoundError."""
    for folder in (PACKAGE, PACKAGE.parent):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"'{name}' is missing; careguide is not installed whole. Install it again.")


def templates_text() -> dict[str, str]:
    """Return the text of every template, by its name below the folder that holds templates/."""
    folder = find(TEMPLATES)
    paths = sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".txt", ".typ"})
    return {path.relative_to(folder.parent).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def questions_path(own: str = "") -> Path:
    """Return the path of the questionnaire: `own` where it is given, or the one that ships with careguide."""
    return Path(own) if own else find(QUESTIONS)


def questions_text(own: str = "") -> str:
    """Return the text of the questionnaire. Raises OSError, and UnicodeDecodeError where it is not UTF-8."""
    return questions_path(own).read_text(encoding="utf-8")
