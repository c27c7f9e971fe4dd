"""Where the files beside the code are: inside the package of a wheel, or one level up in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from careguide.core.questionnaire.catalogue import Catalogue, read_catalogue

PACKAGE = Path(__file__).resolve().parent
QUESTIONS = "questions.yaml"
TEMPLATES = "templates"
CATALOGUE = "catalogue"


class UnreadableError(Exception):
    """A questionnaire cannot be read; the message says which and why, and `mend` what to name in its place."""

    def __init__(self, name: str | Path, why: str, mend: str) -> None:
        """Say why what is called `name` cannot be read."""
        super().__init__(f"'{name}' cannot be read: {why}.")
        self.mend = mend

    def named_by(self, who: str) -> str:
        """Return the message, with the argument or setting that named the file, and how to mend it there."""
        return f"{self} {who} names it; give {self.mend}."


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


@cache
def catalogue() -> Catalogue:
    """Return the words of the interface. Raises CatalogueError, or QuestionnaireError for what is no YAML."""
    paths = sorted((PACKAGE / CATALOGUE).glob("*.yaml"))
    return read_catalogue({f"{CATALOGUE}/{path.name}": path.read_text(encoding="utf-8") for path in paths})


def questions_path(own: str = "") -> Path:
    """Return the path of the questionnaire: `own` where it is given, or the one that ships with careguide."""
    return Path(own) if own else find(QUESTIONS)


def questions_text(own: str = "") -> str:
    """Return the text of the questionnaire. Raises UnreadableError."""
    path = questions_path(own)
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        where = "" if path.is_absolute() else f" in the folder {Path.cwd()}"
        raise UnreadableError(path, f"there is no such file{where}", "the path of a file that is there") from error
    except IsADirectoryError as error:
        raise UnreadableError(path, "it is a folder", f"the path of a file, such as {path / QUESTIONS}") from error
    except PermissionError as error:
        mend = "the path of a file that this account may read, or let it read this one"
        raise UnreadableError(path, "this account may not read it", mend) from error
    except UnicodeDecodeError as error:
        raise UnreadableError(path, "it is no text in UTF-8", "the path of a text that is saved as UTF-8") from error
    except OSError as error:
        raise UnreadableError(path, f"the system says '{error.strerror}'", "the path of another file") from error
