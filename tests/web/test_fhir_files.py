"""The answers as a file for a health record, from the summary page and from the staff page."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from careguide.config import Config
from careguide.core.assessment.interview import Interview, take_away
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.fhir.canon import NOWHERE, Canon
from careguide.web import create_app
from careguide.web.records import MEDIA_TYPE
from tests.fhir_checks import checked, items
from tests.plans import plan_of
from tests.sheets import CALM, SHEETS, as_sheet
from tests.web.conftest import attrs, valid
from tests.web.test_fhir import R4, post


@pytest.mark.parametrize("voice", Voice)
@pytest.mark.parametrize("name", SHEETS)
def test_the_summary_page_offers_the_answers(
    client: FlaskClient, questionnaire: Questionnaire, name: str, voice: Voice
) -> None:
    """The file that its button brings has the same result as the page, when it is sent back."""
    page = valid(
        client.post("/summary", data={**SHEETS[name], "_voice": voice.value}).get_data(as_text=True), "save-answers"
    )
    assert {"class": "plain", "formaction": "answers.fhir.json"} in attrs(page, "button")
    hidden = {field["name"]: field["value"] for field in attrs(page, ".actions input") if field["name"].startswith("_")}
    file = client.post("/answers.fhir.json", data={**SHEETS[name], **hidden})
    assert file.headers["Content-Disposition"] == "attachment; filename=care-guide-answers.fhir.json"
    assert (file.mimetype, file.headers["Cache-Control"]) == (MEDIA_TYPE, "no-store")
    assert file.json
    assert checked(file.json)
    canon = Canon(plan_of(questionnaire), NOWHERE)
    assert file.json["questionnaire"] == canon.versioned(voice)
    assert not {"id", "identifier", "subject", "author", "source", "encounter", "contained"} & file.json.keys()
    back = post(client, file.json, canon.form(voice).removeprefix(NOWHERE) + "/$summary").json
    assert back
    assert back["entry"][1]["resource"] == file.json


def test_answers_that_do_not_fit_bring_the_form_back(client: FlaskClient) -> None:
    answer = client.post("/answers.fhir.json", data={**CALM, "right_now": ["none", "seizure"]})
    assert (answer.status_code, answer.mimetype) == (422, "text/html")


STAFF = {
    "person-how_taken": "as_directed",
    "person-home": "some_support",
    "person-would_choose": "live_in",
    "family-how_taken": "often_more",
    "family-home": "alone",
    "family-would_choose": "day_program",
    "mark-home": "guess",
    "note-home": "CANARY",
    "staff-name": "CANARY",
    "closing": "CANARY",
    "leave-would_choose": "yes",
}


def test_the_staff_page_offers_the_answers_of_both(app: Flask, questionnaire: Questionnaire) -> None:
    """Every answer with who gave it, as on the staff sheet, and nothing that was typed; sent back, the same result."""
    client = app.test_client()
    page = valid(client.get("/together").get_data(as_text=True), "staff-answers")
    assert {"class": "plain", "formaction": "/together/answers.fhir.json"} in attrs(page, "button")
    file = client.post("/together/answers.fhir.json", data=STAFF)
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.json
    assert checked(file.json)
    assert "CANARY" not in file.get_data(as_text=True)
    assert [item["linkId"] for item in items(file.json) if "answer" in item].count("home") == 2
    bundle = post(client, file.json, f"{R4}/Questionnaire/careguide-someone/$summary").json
    assert bundle
    interview = Interview(
        person=as_sheet({"how_taken": "as_directed", "home": "some_support", "would_choose": "live_in"}),
        family=as_sheet({"how_taken": "often_more", "home": ["alone", "not_sure"], "would_choose": "day_program"}),
    )
    told = take_away(plan_of(questionnaire), interview, "US").summary
    text = " ".join(section["text"]["div"] for section in bundle["entry"][0]["resource"]["section"])
    assert told.headline in [section["title"] for section in bundle["entry"][0]["resource"]["section"]]
    assert told.preference
    assert told.preference.choice in text
    assert all(reason.because.replace("'", "&#x27;") in text for reason in told.for_more_care)


def test_a_locked_staff_page_gives_no_answers_out() -> None:
    """The file is behind the same door as the page."""
    client = create_app(Config(staff_phrase=PasswordHasher(time_cost=1).hash("open"))).test_client()
    assert client.post("/together/answers.fhir.json", data=STAFF).status_code == 403
