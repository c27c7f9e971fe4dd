"""The text of a questionnaire in a file, or in a revision of the git repository that one stands in."""

from __future__ import annotations

import subprocess
from pathlib import Path

from careguide import files

MEND = "the path of a file, or a revision of the git repository here and a path in it, such as HEAD~1:questions.yaml"


def text(word: str = "") -> str:
    """Return the text of a file, or of `REV:path` as git shows it; without a word, of the one that is shipped.

    A file of that name comes first. Raises UnreadableError where neither can be read.
    """
    if ":" not in word or Path(word).exists():
        return files.questions_text(word)
    try:
        shown = subprocess.run(  # noqa: S603 - no shell, and the word cannot be an option
            ["git", "show", "--end-of-options", word],  # noqa: S607 - the git that the person uses
            capture_output=True,
            check=True,
        )
        return shown.stdout.decode("utf-8")
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().removeprefix("fatal: ").rstrip(".")
        raise files.UnreadableError(word, f"it is no file here, and git says: {said}", MEND) from error
    except FileNotFoundError as error:
        why = "it is no file here, and there is no git to look for a revision"
        raise files.UnreadableError(word, why, "the path of a file that is there, or install git") from error
    except UnicodeDecodeError as error:
        raise files.UnreadableError(word, "it is no text in UTF-8", MEND) from error
