"""docs/fhir.md, whose examples are run here."""

from __future__ import annotations

import json
import re

import pytest

from careguide.config import Config
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.fhir.canon import NOWHERE, Canon
from careguide.fhir.sections import TITLES
from careguide.web import create_app
from tests.conftest import ROOT, needs_checkout
from tests.fhir_checks import checked
from tests.house import read
from tests.plans import plan_of
from tests.web.test_api_docs import called

PAGE = ROOT / "docs" / "fhir.md"


def blocks(kind: str) -> list[str]:
    """Return the code blocks of one kind in docs/fhir.md."""
    return re.findall(rf"```{kind}\n(.*?)```", read(PAGE), re.DOTALL)


@needs_checkout
@pytest.mark.parametrize("public_url", ["", "https://guide.example/guide"])
def test_the_examples_of_the_docs_work(questionnaire: Questionnaire, public_url: str) -> None:
    """Each curl command gets an answer, whatever the address; the last is refused just as the docs show it."""
    client = create_app(Config(public_url=public_url), warm=False).test_client()
    canon = Canon(plan_of(questionnaire), public_url or NOWHERE)
    named = {"$canonical": canon.versioned(Voice.SELF), "$system": canon.system}
    curls = [block for block in blocks("sh") if block.startswith("curl")]
    for name, value in named.items():
        curls = [curl.replace(name, value) for curl in curls]
    answers = [called(client, block) for block in curls]
    assert [answer.status_code for answer in answers] == [200, 200, 422]
    assert all(checked(answer.get_json()) for answer in answers)
    assert answers[1].get_json()["type"] == "document"
    assert answers[2].get_json() == json.loads(blocks("json")[0])


@needs_checkout
def test_the_docs_name_what_there_is() -> None:
    """Every section that they name has that code, and those that no reader may miss are named."""
    named = set(re.findall(r"`([a-z_]+)`", read(PAGE)))
    assert {"emergency", "same_day", "start", "not_enough", "also", "depends"} <= named & TITLES.keys()
