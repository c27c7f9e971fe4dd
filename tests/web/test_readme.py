"""The README's examples of asking a running guide, run as they stand."""

from __future__ import annotations

import re
import shlex

from flask.testing import FlaskClient

from tests.conftest import ROOT, needs_checkout
from tests.house import read
from tests.web.conftest import CALM
from tests.web.test_api_docs import called

SAVED = "@care-guide-answers.fhir.json"


@needs_checkout
def test_the_examples_of_the_readme_work(client: FlaskClient) -> None:
    """Each curl command of the README is answered: by the JSON API and by FHIR, with a file that the guide saved."""
    file = client.post("/answers.fhir.json", data=CALM)
    assert SAVED[1:] in file.headers["Content-Disposition"]
    commands = re.findall(r"^curl .*$", read(ROOT / "README.md"), re.MULTILINE)
    whole = [command.replace(SAVED, shlex.quote(file.get_data(as_text=True))) for command in commands]
    answers = [called(client, command) for command in whole]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200]
    assert [answer.mimetype for answer in answers] == ["application/json"] * 2 + ["application/fhir+json"] * 2
    assert answers[1].get_json()["headline"]
    assert [answer.get_json()["resourceType"] for answer in answers[2:]] == ["Questionnaire", "Bundle"]
