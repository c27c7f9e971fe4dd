"""The README's examples of asking a running guide, run as they stand."""

from __future__ import annotations

import re
import shlex

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import ROOT, needs_checkout
from tests.house import read
from tests.web.test_api_docs import called

SAVED = "@care-guide-answers.fhir.json"


@needs_checkout
def test_the_examples_of_the_readme_work(client: FlaskClient) -> None:
    """Each curl command of the README is answered: by the JSON API and by FHIR, with a file that the guide saved."""
    answers: list[TestResponse] = []
    for command in re.findall(r"^curl .*$", read(ROOT / "README.md"), re.MULTILINE):
        file = answers[-1].get_data(as_text=True) if SAVED in command else ""
        answers.append(called(client, command.replace(SAVED, shlex.quote(file))))
    assert [answer.status_code for answer in answers] == [200] * 5
    assert [answer.mimetype for answer in answers] == ["application/json"] * 2 + ["application/fhir+json"] * 3
    assert answers[1].get_json()["headline"]
    assert SAVED[1:] in answers[3].headers["Content-Disposition"]
    kinds = [answer.get_json()["resourceType"] for answer in answers[2:]]
    assert kinds == ["Questionnaire", "QuestionnaireResponse", "Bundle"]
