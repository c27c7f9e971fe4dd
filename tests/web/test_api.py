"""The JSON API: what a client needs to ask, to branch and to warn, and the same summary as everywhere else."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from careguide.cli.printing import as_json
from careguide.config import Config
from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import assess
from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.fingerprint import of_meaning
from careguide.core.questionnaire.model import Questionnaire
from careguide.web import create_app
from tests.core.tiny import QUESTIONNAIRES
from tests.plans import plan_of
from tests.sheets import CALM, SHEETS, as_sheet, sheets
from tests.shipped import shipped

UNKNOWN = {"not_sure", "prefer_not"}

Data = dict[str, Any]


def asked_by_a_client(data: Data, answers: dict[str, list[str]]) -> set[str]:
    """Branch as the document says it, from the data of the API alone."""
    optional = {question["id"] for question in data["questions"] if question["optional"]}
    asked: set[str] = set()

    def ruled_out(condition: Data) -> bool:
        name, chosen = condition["question"], set(answers.get(condition["question"], ()))
        if name not in asked or (not chosen and name in optional):
            return True
        return bool(chosen) and not chosen & UNKNOWN and not chosen & set(condition["options"])

    for question in data["questions"]:
        if not question["ask_if"] or not all(map(ruled_out, question["ask_if"])):
            asked.add(question["id"])
    return asked


def raised_by_a_client(data: Data, answers: dict[str, list[str]]) -> set[str]:
    """Return the levels of what a client shows at once, from the data of the API alone."""
    asked = asked_by_a_client(data, answers)
    given = {name: set(words) for name, words in answers.items() if name in asked}
    raised = {
        flag
        for question in data["questions"]
        for answer in (*question["options"], *question["unknown_answers"])
        if answer["id"] in given.get(question["id"], ())
        for flag in answer["flags"]
    }
    for alarm in data["alarms"]:
        lines = [[set(item["options"]) & given.get(item["question"], set()) for item in line] for line in alarm["when"]]
        raised |= set(alarm["flags"]) if all(map(any, lines)) else set()
    return {flag["level"] for flag in data["flags"] if flag["id"] in raised}


@pytest.fixture(scope="module")
def data(app: Flask) -> Data:
    """Return the questionnaire as the API gives it."""
    found: Data = app.test_client().get("/api/v1/questionnaire").get_json()
    return found


def test_every_question_comes_whole_and_in_both_voices(data: Data, questionnaire: Questionnaire) -> None:
    """Each question, answer and help line is there, in the words of the file."""
    assert [item["id"] for item in data["questions"]] == [question.id for question in questionnaire.questions]
    for item, question in zip(data["questions"], questionnaire.questions, strict=True):
        assert item["ask"] == asdict(question.ask)
        assert [(option["id"], option["label"]) for option in item["options"]] == [
            (option.id, asdict(option.label)) for option in question.options
        ]
        assert {answer["id"] for answer in item["unknown_answers"]} == UNKNOWN
    assert data["intro"] == asdict(questionnaire.intro)
    assert data["countries"] == json.loads(json.dumps(asdict(questionnaire)["countries"]))
    assert (data["version"], data["digest"]) == (questionnaire.version, of_meaning(questionnaire))
    assert data["review"] == {"by": None, "on": None}


def test_what_is_named_is_there(data: Data) -> None:
    """Every id of a message, flag, section or source leads to an entry."""
    messages, flags, sections, sources = (
        {item["id"] for item in data[name]} for name in ("messages", "flags", "sections", "sources")
    )
    answers = [answer for item in data["questions"] for answer in (*item["options"], *item["unknown_answers"])]
    assert {word for item in data["questions"] for word in item["shows"]} <= messages
    assert {flag["message"] for flag in data["flags"]} <= messages
    assert {item["section"] for item in data["questions"]} == sections
    assert {word for message in data["messages"] for word in message["sources"]} == sources
    raised = {flag for holder in (*answers, *data["alarms"]) for flag in holder["flags"]}
    assert raised
    assert raised <= flags


def test_nothing_for_staff_is_given_out(data: Data, questionnaire: Questionnaire) -> None:
    """What staff say and listen for stays on their page."""
    text = json.dumps(data, ensure_ascii=False)
    scripts = [question.script for question in questionnaire.questions]
    assert [script for script in scripts if script.say.to_self in text or script.listen_for.to_self in text] == []
    assert not {"script", "together", "guarantees"} & data.keys()


@given(sheet=sheets(shipped()))
def test_a_client_branches_as_the_guide_does(data: Data, sheet: Sheet) -> None:
    """The documented reading of `ask_if` asks what the fold asks, whatever was answered."""
    answers = {name: sorted(words) for name, words in sheet.items()}
    found = assess(plan_of(shipped()), sheet)
    assert asked_by_a_client(data, answers) == {question.id for question in found.asked}


@given(data_drawn=st.data())
def test_a_client_warns_as_the_guide_does(data: Data, data_drawn: st.DataObject) -> None:
    """What is flagged at once is what the summary puts first, once every question has an answer."""
    sheet = data_drawn.draw(sheets(shipped()))
    whole = {question.id: sheet.get(question.id, frozenset({"not_sure"})) for question in shipped().questions}
    result = compose(plan_of(shipped()), whole, Voice.SELF, "US")
    raised = raised_by_a_client(data, {name: sorted(words) for name, words in whole.items()})
    assert ("emergency" in raised) == bool(result.emergency)
    assert ("same_day" in raised) == bool(result.same_day)


@pytest.mark.parametrize("voice", list(Voice))
@pytest.mark.parametrize("name", SHEETS)
def test_the_summary_is_the_one_that_everyone_gets(
    client: FlaskClient, questionnaire: Questionnaire, name: str, voice: Voice
) -> None:
    """It is letter for letter what `careguide summary --json` prints of the same sheet, and it is never kept."""
    response = client.post("/api/v1/summary", json={"answers": SHEETS[name], "voice": voice, "country": "GB"})
    given = as_sheet(SHEETS[name])
    assert response.get_json() == json.loads(as_json(asdict(compose(plan_of(questionnaire), given, voice, "GB"))))
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_the_usual_voice_and_country_are_those_of_the_server() -> None:
    """What is not said is as the operator set it, in the summary and in the document."""
    client = create_app(Config(country="AU")).test_client()
    found = client.post("/api/v1/summary", json={"answers": CALM}).get_json()
    assert (found["voice"], found["country"]) == ("self", "AU")
    assert client.get("/api/v1/questionnaire").get_json()["country"] == "AU"
    document = client.get("/api/v1/openapi.json").get_json()
    assert document["components"]["schemas"]["Asked"]["properties"]["country"]["default"] == "AU"


def test_null_is_the_same_as_left_out(client: FlaskClient) -> None:
    """A question without an answer may be sent as null."""
    left_out = {name: words for name, words in CALM.items() if name != "home"}
    with_null, without = (
        client.post("/api/v1/summary", json={"answers": answers}).get_json()
        for answers in ({**CALM, "home": None}, left_out)
    )
    assert with_null == without
    assert "home" in [item["question"] for item in without["unknown"]]


@pytest.mark.parametrize("name", ["questionnaire", "openapi.json", ""])
def test_what_is_the_same_for_everyone_is_kept(client: FlaskClient, name: str) -> None:
    """It is compressed, has an ETag, and is not sent a second time."""
    path = f"/api/v1/{name}"
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "br"})
    again = client.get(path, headers={"If-None-Match": plain.headers["ETag"]})
    assert plain.headers["Cache-Control"] == "public, max-age=600"
    assert plain.mimetype == ("application/json" if name else "text/html")
    assert brotli.decompress(packed.data) == plain.data
    assert (again.status_code, again.data) == (304, b"")


def test_another_questionnaire_has_a_document_of_its_own() -> None:
    """The document names the answers of the file that is served."""
    tiny = create_app(Config(questions=str(QUESTIONNAIRES / "tiny.yaml"), serve_broken_guarantees=True))
    client = tiny.test_client()
    document = client.get("/api/v1/openapi.json").get_json()
    found = client.get("/api/v1/questionnaire").get_json()
    known = document["components"]["schemas"]["Answers"]["properties"]
    assert list(known) == [question["id"] for question in found["questions"]]
    assert client.get("/api/v1/").status_code == 200
