"""What matters to a person, as pages, programs and health records send it: one rule, and nothing of it kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from careguide.core.assessment.values import LETTERS, PriorityFault
from careguide.core.questionnaire.model import Questionnaire
from careguide.files import catalogue
from tests.journey import journeys
from tests.pdf_tree import faults, plain, reader, words
from tests.sheets import SHEETS
from tests.web.conftest import attrs, one, parsed, valid

FHIR = "/fhir/R4/Questionnaire/careguide"
SECRET = "zqcanary <b>& my dog</b>"
SAID = {"_most": "home", "_least": "cost", "_own_words": SECRET}
VALUES = {"most": "home", "least": "cost", "own_words": SECRET}
SAY = catalogue().say


def refused(client: FlaskClient, values: object) -> list[dict[str, str]]:
    """Return the faults that the API finds in what is said to matter."""
    response = client.post("/api/v1/summary", json={"answers": SHEETS["start"], "values": values})
    assert response.status_code == 422
    assert SECRET not in response.text
    found: list[dict[str, str]] = response.json["errors"]  # type: ignore[index]
    return found


# The page


@pytest.mark.parametrize("voice", ["self", "someone"])
def test_the_page_tells_it_as_it_was_typed(client: FlaskClient, voice: str) -> None:
    """The words are escaped, the table names the range, and the page is valid."""
    response = client.post("/summary", data={**SHEETS["start"], **SAID, "_voice": voice})
    assert response.status_code == 200
    page = valid(response.text, f"summary-values-{voice}")
    assert one(page, ".own q").to_text() == SECRET
    assert "<b>&amp;" not in response.text
    rows = page.query(".beside tbody tr")
    assert len(rows) == 2
    assert [cell["scope"] for cell in attrs(page, ".beside tbody th")] == ["row", "row"]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"_most": "home", "_least": "home"}, PriorityFault.SAME),
        ({"_most": "a house"}, PriorityFault.UNKNOWN_VALUE),
        ({"_own_words": "a" * (LETTERS + 1)}, PriorityFault.TOO_LONG),
    ],
)
@pytest.mark.parametrize("address", ["/summary", "/summary.pdf", "/answers.fhir.json", "/embed/summary"])
def test_what_is_wrong_is_told_on_the_summary(
    client: FlaskClient, address: str, said: dict[str, str], fault: PriorityFault
) -> None:
    """The summary stands there whole, with the form open, what can be kept in it, and one kind sentence."""
    response = client.post(address, data={**SHEETS["start"], **said})
    assert response.status_code == 422
    page = parsed(response.text)
    assert one(page, ".matters [role=alert]").to_text() == fault.sentence
    assert "open" in attrs(page, ".matters details")[0]
    assert page.query(".acts h1")
    assert [field["value"] for field in attrs(page, "#own-words")] == [said.get("_own_words", "")]
    ticked = {field["name"]: field["value"] for field in attrs(page, ".pick input") if "checked" in field}
    assert ticked["_most"] == (said.get("_most", "") if fault is PriorityFault.SAME else "")


def test_a_refused_word_beside_an_emergency_stops_nothing(client: FlaskClient) -> None:
    """An emergency is shown whatever else was sent, and nothing of it stands there in sight."""
    for address in ("/summary", "/summary.pdf", "/answers.fhir.json"):
        assert client.post(address, data={**SHEETS["emergency"], "_most": "x"}).status_code == 200
    page = parsed(client.post("/summary", data={**SHEETS["emergency"], **SAID}).text)
    assert not page.query(".matters")
    assert SECRET not in one(page, "main").to_text()


def test_it_goes_along_wherever_the_answers_go(client: FlaskClient) -> None:
    """Each is in the form below the summary, or in a hidden field of the filled questions, and of an emergency."""
    page = parsed(client.post("/summary", data={**SHEETS["start"], **SAID}).text)
    assert {field["form"] for field in attrs(page, ".matters input")} == {"made"}
    assert attrs(page, "#made")
    for address, sheet in (("/answers", "start"), ("/summary", "emergency"), ("/summary", "not-enough")):
        page = parsed(client.post(address, data={**SHEETS[sheet], **SAID}).text)
        fields = {field["name"]: field["value"] for field in attrs(page, "form input") if field["name"] in SAID}
        if page.query(".matters"):
            continue
        assert fields == SAID, (address, sheet)


def test_a_first_page_holds_nothing_of_it(client: FlaskClient) -> None:
    """The page that everyone gets has no byte for what comes after it."""
    assert "_most" not in client.get("/").text
    assert "_own_words" not in client.get("/embed/").text


def test_the_staff_page_takes_none(client: FlaskClient) -> None:
    """There it has no place yet, and is refused like any other unknown field."""
    response = client.post("/together/family", data={"person-home": "alone", **SAID})
    assert response.status_code == 422


def test_a_pdf_has_it_on_page_one(client: FlaskClient) -> None:
    """The table and the words stand on the sheet, which is whole for who hears it, on two pages."""
    made = client.post("/summary.pdf", data={**SHEETS["start"], **SAID}).data
    text = words(made)
    for said in (SAY("heading.what_matters"), SECRET, "Matters most: Staying with", "Fits. Care is at visits."):
        assert plain(said) in text
    assert faults(made) == []
    assert len(reader(made).pages) == 2
    bare = client.post("/summary.pdf", data=SHEETS["start"]).data
    assert plain(SAY("heading.what_matters")) not in words(bare)


@pytest.mark.parametrize("name", ["turned_out_at_18", "grandmother_forgets_and_takes_more", "harm_goes_on"])
def test_the_fullest_sheets_keep_their_room_to_write(client: FlaskClient, name: str) -> None:
    """With a hundred letters of words nothing is left out for them, and the sheet still has two pages."""
    case = next(journey for journey in journeys() if journey.name == name)
    data = {**case.answers, **SAID, "_voice": case.voice.value, "_own_words": "word " * 20}
    made = client.post("/summary.pdf", data=data).data
    text = words(made)
    assert plain(SAY("room.medicine")) in text
    assert plain(SAY("summary.shortened")) not in text
    assert len(reader(made).pages) == 2


# Programs


def test_a_program_can_ask_and_send(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """The questions name the values; what is sent comes back beside the kinds of care, and moves nothing."""
    public = client.get("/api/v1/questionnaire").json
    assert public
    assert [value["id"] for value in public["values"]] == [value.id for value in questionnaire.values]
    bare, told = (
        client.post("/api/v1/summary", json={"answers": SHEETS["start"], **more}).json
        for more in ({}, {"values": VALUES})
    )
    assert bare
    assert told
    assert bare.pop("what_matters") is None
    found = told.pop("what_matters")
    assert bare == told
    assert found["own_words"] == SECRET
    assert [row["matches"][0]["kind"] for row in found["settings"]] == ["fits", "fits"]


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ([], "/values"),
        ("home", "/values"),
        ({"mots": SECRET}, "/values"),
        ({"most": SECRET}, "/values/most"),
        ({"most": "home", "least": "home"}, "/values/least"),
        ({"own_words": 1}, "/values/own_words"),
        ({"own_words": SECRET * 20}, "/values/own_words"),
    ],
)
def test_a_program_is_told_what_is_wrong(client: FlaskClient, values: object, pointer: str) -> None:
    """Each fault has its place, and nothing that was sent is repeated."""
    assert [fault["pointer"] for fault in refused(client, values)] == [pointer]


def test_the_document_lists_what_fits(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """A program that makes calls from the OpenAPI document sends no value twice, and no longer words."""
    schemas: Any = client.get("/api/v1/openapi.json").json
    asked = schemas["components"]["schemas"]["Asked"]["properties"]["values"]
    assert len(asked["not"]["anyOf"]) == len(questionnaire.values)
    said = schemas["components"]["schemas"]["Values"]["properties"]
    assert said["own_words"]["anyOf"][0]["maxLength"] == LETTERS
    assert "home" in said["most"]["anyOf"][0]["enum"]


# Health records


def test_a_record_keeps_it_and_tells_it(client: FlaskClient) -> None:
    """The file that is saved holds it as answers of the Questionnaire, and its summary has the section."""
    saved = client.post("/answers.fhir.json", data={**SHEETS["start"], **SAID})
    record = json.loads(saved.data)
    (group,) = (item for item in record["item"] if item["linkId"] == "value.all")
    assert [next(iter(item["answer"][0])) for item in group["item"]] == ["valueCoding", "valueCoding", "valueString"]
    made = client.post(f"{FHIR}/$summary", data=saved.data, content_type="application/fhir+json").json
    assert made
    parts = {part["code"]["coding"][0]["code"]: part["text"]["div"] for part in made["entry"][0]["resource"]["section"]}
    assert "Care is at visits." in parts["what_matters"]
    assert "&lt;b&gt;&amp; my dog&lt;/b&gt;" in parts["what_matters"]
    assert made["entry"][1]["resource"]["item"][-1] == group


def test_a_record_without_it_has_no_such_part(client: FlaskClient) -> None:
    """What nobody said is not there."""
    record = json.loads(client.post("/answers.fhir.json", data=SHEETS["start"]).data)
    assert not [item for item in record["item"] if item["linkId"] == "value.all"]


@pytest.mark.parametrize(
    "answers",
    [
        {"most": [{"valueString": "home"}]},
        {"most": [{"valueCoding": {"code": "value.of.home", "system": "https://elsewhere.example"}}]},
        {"most": ["home", "cost"]},
        {"most": ["home"], "least": ["home"]},
        {"own_words": [{"valueString": "a" * 999}]},
        {"own_words": ["home"]},
    ],
)
def test_a_record_that_says_it_wrongly_is_refused(client: FlaskClient, answers: dict[str, list[Any]]) -> None:
    """Each fault names its item; nothing that was sent is repeated."""
    record = json.loads(client.post("/answers.fhir.json", data=SHEETS["start"]).data)
    system = client.get("/fhir/R4/CodeSystem/careguide").json["url"]  # type: ignore[index]
    coded = {
        part: [
            {"valueCoding": {"code": f"value.of.{one}", "system": system}} if isinstance(one, str) else one
            for one in said
        ]
        for part, said in answers.items()
    }
    items = [{"linkId": f"value.{part}", "answer": said} for part, said in coded.items()]
    record["item"].append({"linkId": "value.all", "item": items})
    response = client.post(f"{FHIR}/$summary", data=json.dumps(record), content_type="application/fhir+json")
    assert response.status_code == 422
    issues = response.json["issue"]  # type: ignore[index]
    assert [issue["expression"] for issue in issues if "item" in issue["expression"][0]]
