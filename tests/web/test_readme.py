"""The README's examples of asking a running guide, run as they stand."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from tests.conftest import ROOT, needs_checkout
from tests.house import read
from tests.web.test_api_docs import called


@needs_checkout
def test_the_examples_of_the_readme_work(client: FlaskClient) -> None:
    """Each curl command of the README is answered: by the JSON API and by FHIR."""
    commands = re.findall(r"^curl .*$", read(ROOT / "README.md"), re.MULTILINE)
    answers = [called(client, command) for command in commands]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.mimetype for answer in answers] == ["application/json", "application/json", "application/fhir+json"]
    assert answers[1].get_json()["headline"]
    assert answers[2].get_json()["resourceType"] == "Questionnaire"
