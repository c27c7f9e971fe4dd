"""The questions.yaml that careguide ships, read once."""

from __future__ import annotations

from functools import cache

import pytest

from careguide.core.model import Questionnaire
from careguide.core.problems import QuestionnaireError
from careguide.core.reader import read
from tests.conftest import BESIDE

PATH = BESIDE / "questions.yaml"


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
