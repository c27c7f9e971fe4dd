"""The questions.yaml that careguide ships, read once."""

from __future__ import annotations

from functools import cache

import pytest

from careguide.core.questionnaire.faults import QuestionnaireError
from careguide.core.questionnaire.model import Question, Questionnaire
from careguide.core.questionnaire.reader import read
from tests.conftest import BESIDE

PATH = BESIDE / "questions.yaml"


def is_only_known(question: Question) -> bool:
    """Whether a question is there for its answers to be known, and changes nothing."""
    return all(option.information for option in question.options)


@cache
def _read() -> Questionnaire | str:
    if not PATH.is_file():
        return "there is no questions.yaml yet"
    try:
        return read(PATH.read_text(encoding="utf-8"), PATH.name)
    except QuestionnaireError as error:
        return f"questions.yaml has {len(error.problems)} problems; the first: {error.problems[0]}"


def shipped() -> Questionnaire:
    """Return the shipped questionnaire; the test is skipped, with the reason, while it cannot be read."""
    found = _read()
    if isinstance(found, str):
        pytest.skip(found)
    return found
