"""The questionnaires that the core is tested on."""

from __future__ import annotations

import pytest

from careguide.core.questionnaire.model import Questionnaire
from careguide.core.questionnaire.reader import read
from tests.core.tiny import TEXT
from tests.shipped import shipped


@pytest.fixture(scope="session")
def tiny() -> Questionnaire:
    """Read the smallest whole questionnaire."""
    return read(TEXT, "tiny.yaml")


@pytest.fixture(scope="session", params=["tiny", "shipped"])
def guide(request: pytest.FixtureRequest, tiny: Questionnaire) -> Questionnaire:
    """Each questionnaire on which the laws must hold."""
    return tiny if request.param == "tiny" else shipped()
