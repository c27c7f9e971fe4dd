"""FHIR over HTTP: what there is, what it answers, and how it refuses. Nothing is kept, logged or repeated."""

from __future__ import annotations

import json
import logging
from html import escape
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from careguide.config import Config
from careguide.core.assessment.interview import Interview
from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.fhir.canon import NOWHERE, Canon, Resource
from careguide.fhir.response import response
from careguide.web import create_app
from careguide.web.records import MEDIA_TYPE
from tests.fhir_checks import checked
from tests.plans import plan_of
from tests.sheets import CALM, SHEETS, as_sheet

R4 = "/fhir/R4"
SUMMARY = f"{R4}/Questionnaire/careguide/$summary"
READ = [
    "Questionnaire/careguide",
    "Questionnaire/careguide-someone",
    "CodeSystem/careguide",
    "CodeSystem/careguide-summary",
    "OperationDefinition/careguide-summary",
]
NOW = "2026-11-22T09:30:00Z"


def made(questionnaire: Questionnaire, name: str = "start", voice: Voice = Voice.SELF) -> Resource:
    """Return the response of one of the sheets."""
    return response(Canon(plan_of(questionnaire), NOWHERE), Interview(person=as_sheet(SHEETS[name])), voice, NOW)


def post(client: FlaskClient, resource: object, path: str = SUMMARY, **more: Any) -> TestResponse:
    """Post a resource."""
    body = resource if isinstance(resource, bytes) else json.dumps(resource).encode()
    return client.post(path, data=body, content_type=more.pop("content_type", MEDIA_TYPE), **more)


def refused(answer: TestResponse, status: int, code: str) -> str:
    """Check that an answer is an OperationOutcome, and return what it says."""
    assert (answer.status_code, answer.mimetype) == (status, MEDIA_TYPE)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json
    assert checked(answer.json)
    (issue,) = answer.json["issue"]
    assert issue["code"] == code
    return str(issue["diagnostics"])


# Reading


def test_metadata_lists_what_there_is(client: FlaskClient) -> None:
    """Every resource that is listed can be searched, and the operation is defined."""
    answer = client.get(f"{R4}/metadata")
    assert answer.mimetype == MEDIA_TYPE
    assert answer.json
    assert checked(answer.json)
    assert answer.json["fhirVersion"] == "4.0.1"
    listed = {resource["type"]: resource for resource in answer.json["rest"][0]["resource"]}
    assert set(listed) == {path.partition("/")[0] for path in READ}
    for kind in listed:
        bundle = client.get(f"{R4}/{kind}").json
        assert bundle
        assert checked(bundle)
        assert bundle["total"] == len(bundle["entry"]) == sum(path.startswith(f"{kind}/") for path in READ)
    (operation,) = listed["Questionnaire"]["operation"]
    found = client.get(operation["definition"].removeprefix(NOWHERE)).json
    assert found
    assert (found["code"], found["url"]) == (operation["name"], operation["definition"])


@pytest.mark.parametrize("path", READ)
def test_a_resource_is_the_same_for_everyone(client: FlaskClient, path: str) -> None:
    """It is valid, found at its canonical address, and may be kept: asked again by its tag, it has not changed."""
    answer = client.get(f"{R4}/{path}")
    assert answer.json
    assert checked(answer.json)
    assert answer.json["url"] == f"{NOWHERE}{R4}/{path}"
    assert (answer.mimetype, answer.headers["Cache-Control"]) == (MEDIA_TYPE, "public, max-age=600")
    assert client.get(f"{R4}/{path}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_search_finds_by_canonical_address(client: FlaskClient) -> None:
    url = f"{NOWHERE}{R4}/Questionnaire/careguide-someone"
    bundle = client.get(f"{R4}/Questionnaire", query_string={"url": url, "name": "x"}).json
    assert bundle
    assert [entry["resource"]["id"] for entry in bundle["entry"]] == ["careguide-someone"]
    assert bundle["link"][0]["url"].endswith(f"?url={url}")
    nothing = client.get(f"{R4}/Questionnaire?url=CANARY").json
    assert nothing
    assert checked(nothing)
    assert nothing["total"] == 0
    assert "CANARY" not in str(nothing)


def test_addresses_begin_with_the_public_one() -> None:
    client = create_app(Config(public_url="https://guide.example.org")).test_client()
    found = client.get(f"{R4}/Questionnaire/careguide").json
    assert found
    assert found["url"] == "https://guide.example.org/fhir/R4/Questionnaire/careguide"
    assert "careguide.example/" not in json.dumps(found)


# The summary


@pytest.mark.parametrize("voice", Voice)
@pytest.mark.parametrize("name", SHEETS)
def test_a_response_brings_the_summary_of_the_page(
    client: FlaskClient, questionnaire: Questionnaire, name: str, voice: Voice
) -> None:
    path = SUMMARY.replace("careguide/", "careguide-someone/") if voice is Voice.SOMEONE else SUMMARY
    answer = post(client, made(questionnaire, name, voice), path)
    assert (answer.status_code, answer.mimetype) == (200, MEDIA_TYPE)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json
    assert checked(answer.json)
    assert answer.json["type"] == "document"
    composition, answers = (entry["resource"] for entry in answer.json["entry"])
    assert answers == made(questionnaire, name, voice)
    told = compose(plan_of(questionnaire), as_sheet(SHEETS[name]), voice, "US")
    titles = [section["title"] for section in composition["section"]]
    assert titles[:2] == ([told.headline, titles[1]] if told.emergency else [titles[0], told.headline])
    page = client.post("/summary", data={**SHEETS[name], "_voice": voice.value}).get_data(as_text=True)
    assert f">{escape(told.headline if told.emergency else told.acts[0].title)}</h1>" in page


def test_every_document_has_a_name_of_its_own(client: FlaskClient, questionnaire: Questionnaire) -> None:
    names = set()
    for _ in range(2):
        bundle = post(client, made(questionnaire)).json
        assert bundle
        names |= {bundle["identifier"]["value"], *(entry["fullUrl"] for entry in bundle["entry"])}
    assert len(names) == 6
    assert all(name.startswith("urn:uuid:") for name in names)


def parameters(**values: Any) -> Resource:
    """Return Parameters."""
    kinds = {"response": "resource", "country": "valueCode"}
    entries = [{"name": name, kinds.get(name, "valueString"): value} for name, value in values.items()]
    return {"resourceType": "Parameters", "parameter": entries}


def test_the_country_brings_its_help_lines(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """By the address or by Parameters; without one, those of the server's own country."""
    lines = {code: country.lines[-1].name for code, country in questionnaire.country.items()}
    given = made(questionnaire)
    assert lines["GB"] != lines["US"]
    for answer, code in (
        (post(client, given), "US"),
        (post(client, given, f"{SUMMARY}?country=gb"), "GB"),
        (post(client, parameters(response=given, country="GB")), "GB"),
        (post(client, parameters(response=given)), "US"),
    ):
        assert answer.status_code == 200
        assert f"<b>{lines[code]}:</b>" in answer.get_data(as_text=True)


def test_no_identity_is_repeated(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """Who it is about, who wrote it, and what it is called elsewhere are passed over."""
    who = {"reference": "Patient/CANARY", "display": "CANARY"}
    extra = {"id": "CANARY", "subject": who, "author": who, "source": who, "encounter": who, "basedOn": [who]}
    extra |= {"identifier": {"value": "CANARY"}, "contained": [{"resourceType": "Patient", "id": "CANARY"}]}
    answer = post(client, made(questionnaire) | extra)
    assert answer.status_code == 200
    assert "CANARY" not in answer.get_data(as_text=True)
    assert "Patient" not in answer.get_data(as_text=True)


# Refusals


def test_every_refusal_is_an_outcome(client: FlaskClient, questionnaire: Questionnaire) -> None:
    given = made(questionnaire)
    deep = b'{"item":' * 30000
    refused(client.get(f"{R4}/CANARY"), 404, "not-found")
    refused(client.get(f"{R4}/Questionnaire/CANARY"), 404, "not-found")
    refused(client.get("/fhir/CANARY"), 404, "not-found")
    refused(client.get(SUMMARY), 405, "not-supported")
    refused(client.delete(f"{R4}/Questionnaire/careguide"), 405, "not-supported")
    refused(post(client, b"x" * 70_000), 413, "too-long")
    endless = {"input_stream": BytesIO(b" " * 70_000), "environ_overrides": {"wsgi.input_terminated": True}}
    refused(client.post(SUMMARY, content_type=MEDIA_TYPE, **endless), 413, "too-long")
    refused(post(client, deep[:60_000]), 400, "invalid")
    refused(post(client, b""), 400, "invalid")
    refused(post(client, b"{"), 400, "invalid")
    refused(post(client, b"\xff"), 400, "invalid")
    refused(post(client, b'{"a": NaN}'), 400, "invalid")
    refused(post(client, b'{"resourceType": "x", "resourceType": "y"}'), 400, "invalid")
    refused(post(client, given, content_type="application/fhir+xml"), 415, "not-supported")
    refused(post(client, given, content_type="application/fhir+json; fhirVersion=5.0"), 415, "not-supported")
    refused(post(client, given, headers={"Content-Encoding": "gzip"}), 415, "not-supported")
    refused(client.post(SUMMARY, data=CALM), 415, "not-supported")
    refused(post(client, []), 422, "structure")
    refused(post(client, given | {"questionnaire": "CANARY"}), 422, "conflict")
    assert "US, CA" in refused(post(client, given, f"{SUMMARY}?country=CANARY"), 422, "value")
    assert "country" in refused(post(client, given, f"{SUMMARY}?home=alone"), 422, "not-supported")
    refused(post(client, parameters(response=given, CANARY="x")), 422, "not-supported")
    refused(post(client, parameters(response=given, country=["GB"])), 422, "value")
    refused(post(client, parameters()), 422, "structure")
    refused(post(client, {"resourceType": "Parameters", "parameter": "x"}), 422, "structure")
    refused(post(client, {"resourceType": "Parameters", "parameter": ["x"]}), 422, "not-supported")
    refused(post(client, {"resourceType": "Parameters", "parameter": [{"name": {}}]}), 422, "not-supported")


def test_a_refusal_names_the_method_to_take(client: FlaskClient) -> None:
    assert "POST" in client.get(SUMMARY).headers["Allow"]


@pytest.mark.parametrize("label", ["application/fhir+json; fhirVersion=4.0", "application/json; charset=utf-8"])
def test_other_labels_of_json_are_fine(client: FlaskClient, questionnaire: Questionnaire, label: str) -> None:
    assert post(client, made(questionnaire), content_type=label).status_code == 200


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        ("", "application/fhir+json", 200),
        ("", "application/fhir+json;fhirVersion=4.0", 200),
        ("", "text/html,application/xhtml+xml,*/*;q=0.8", 200),
        ("", "application/fhir+xml", 406),
        ("", "application/fhir+json;fhirVersion=5.0", 406),
        ("", "application/json;q=0", 200),
        ("?_format=json", "application/fhir+xml", 200),
        ("?_format=application/fhir+json", "", 200),
        ("?_format=xml", "application/fhir+json", 406),
        ("?_format=CANARY", "", 406),
    ],
)
def test_only_json_is_spoken(client: FlaskClient, query: str, accept: str, status: int) -> None:
    answer = client.get(f"{R4}/metadata{query}", headers={"Accept": accept})
    assert answer.status_code == status
    if status != 200:
        assert "CANARY" not in refused(answer, 406, "not-supported")


def test_a_fault_of_ours_tells_nothing(
    questionnaire: Questionnaire, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Only the kind of the fault is logged."""

    def broken(*_: object) -> None:
        raise RuntimeError("CANARY")

    app = create_app(Config())
    monkeypatch.setattr("careguide.web.fhir.compose", broken)
    with caplog.at_level(logging.DEBUG):
        refused(post(app.test_client(), made(questionnaire)), 500, "exception")
    assert "RuntimeError while answering fhir.summarise" in caplog.text
    assert "CANARY" not in caplog.text


def test_no_answer_is_logged(
    client: FlaskClient, questionnaire: Questionnaire, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert post(client, made(questionnaire)).status_code == 200
        assert post(client, made(questionnaire) | {"questionnaire": "CANARY"}).status_code == 422
        client.application.logger.error("the keeper hears")
    assert "the keeper hears" in caplog.text
    assert not [word for word in ("CANARY", *CALM.values()) if f"{word}" in caplog.text.replace("none", "")]
