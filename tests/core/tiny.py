"""The tiny questionnaire, edited for a test, and answers to it written in one line."""

from __future__ import annotations

from pathlib import Path

from careguide.core.assessment.answers import Sheet
from careguide.core.questionnaire.model import Questionnaire
from careguide.core.questionnaire.reader import read

QUESTIONNAIRES = Path(__file__).resolve().parent.parent / "questionnaires"
TEXT = (QUESTIONNAIRES / "tiny.yaml").read_text(encoding="utf-8")

ALL_CRITICAL = tuple(
    (f"    ask: {{self: {asks}", f"    critical: true\n    ask: {{self: {asks}") for asks in ("Are you in d", "Do", "W")
)
"""Edits that make every question of the tiny questionnaire critical."""


def edit(*edits: tuple[str, str]) -> str:
    """Return the text of tiny.yaml with each old part, which stands there once, replaced by the new."""
    text = TEXT
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in tiny.yaml"
        text = text.replace(old, new)
    return text


def edited(*edits: tuple[str, str]) -> Questionnaire:
    """Read the questionnaire that the edited text describes."""
    return read(edit(*edits))


def sheet(words: str) -> Sheet:
    """Return answers from words such as 'danger=fire+smoke pain=much'."""
    pairs = (word.split("=") for word in words.split())
    return {question: frozenset(options.split("+")) for question, options in pairs}
