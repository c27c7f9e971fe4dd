"""The text of a questionnaire in a file, or in a revision of the git repository that one stands in."""

from __future__ import annotations

import subprocess
from pathlib import Path

from careguide import files


def text(word: str = "") -> str:
    """Return the text of a file, or of `REV:path` as git shows it; without a word, of the one that is shipped.

    A file of that name comes first. Raises OSError where neither can be read, and UnicodeDecodeError.
    """
    if ":" not in word or Path(word).exists():
        return files.questions_text(word)
    shown = subprocess.run(  # noqa: S603 - no shell, and the word cannot be an option
        ["git", "show", "--end-of-options", word],  # noqa: S607 - the git that the person uses
        capture_output=True,
        check=False,
    )
    if shown.returncode:
        raise OSError(shown.stderr.decode(errors="replace").strip().removeprefix("fatal: ").rstrip("."))
    return shown.stdout.decode("utf-8")
