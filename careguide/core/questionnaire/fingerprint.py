"""Fingerprints of what a questionnaire means. They ignore comments, spelling, a review and help lines.

A code that is read out depends on the structure, which says what its digits stand for. A sheet that comes back depends
on the structure and the effects, which decide its result. A key counts as an effect unless it is listed here as words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Any

from careguide.core.questionnaire.content import Clause, Condition, Message, Text
from careguide.core.questionnaire.model import Effect, Question, Questionnaire

DIGITS = 12

WEIGHED = ("questions", "rules", "flags", "messages", "take_along", "always_shown", "cells")
"""Parts of a questionnaire that results depend on. All others are words, dates, help lines, or promises about these."""

WORDS: dict[type, frozenset[str]] = {
    Question: frozenset({"section", "script", "shows"}),
    Effect: frozenset({"sources"}),
    Message: frozenset({"lines", "sources"}),
}
"""Keys that say or show something and weigh nothing, beside every text."""


def of_structure(questionnaire: Questionnaire) -> str:
    """Return the fingerprint of the questions, their answers and branches, and the order of all these."""
    return _hashed(
        [
            [question.id, list(question.option), question.tick, question.optional, _clause(question.ask_if)]
            for question in questionnaire.questions
        ]
    )


def of_meaning(questionnaire: Questionnaire) -> str:
    """Return the fingerprint of the structure and every effect: two files with the same one weigh every sheet alike."""
    weighed = {name: _plain(getattr(questionnaire, name)) for name in WEIGHED}
    return _hashed([of_structure(questionnaire), weighed])


def _hashed(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:DIGITS]


def _plain(value: Any) -> Any:
    """Return a part of a questionnaire as JSON has it, without its words. Lists keep their order; keys have none."""
    if isinstance(value, tuple) and value and all(isinstance(item, Condition) for item in value):
        return _clause(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return dict(_parts(value))
    return value.name if isinstance(value, IntEnum) else value


def _parts(block: Any) -> Iterator[tuple[str, Any]]:
    """Yield each key that weighs, with its value; a key with its default value counts as left out."""
    words = {name for kind, names in WORDS.items() if isinstance(block, kind) for name in names}
    for field in fields(block):
        value = getattr(block, field.name)
        if field.name not in words and value != field.default and not _is_text(value):
            yield field.name, _plain(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, Text) or (isinstance(value, tuple) and any(isinstance(item, Text) for item in value))


def _clause(clause: Clause) -> list[list[Any]]:
    """Return a line of conditions in one order: it is written as keys, and any of them is enough."""
    return sorted([condition.question, sorted(condition.options)] for condition in clause)
