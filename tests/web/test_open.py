"""Saving for later without storing: a code of a summary is typed on the start page, and brings the answers back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from careguide.core.assessment.phone_code import encode
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from tests.journey import Journey, journeys
from tests.web.conftest import attrs, one, parsed, valid

SHEET = {
    "right_now": frozenset({"none"}),
    "how_taken": frozenset({"as_directed"}),
    "paying": frozenset({"worried_about_cost"}),
}


@pytest.mark.parametrize("voice", Voice)
def test_a_code_brings_the_answers_back(client: FlaskClient, questionnaire: Questionnaire, voice: Voice) -> None:
    """Each tick is there again, in the voice and for the country that it was made for."""
    typed = encode(questionnaire, SHEET, voice).lower().replace("0", "o")
    response = client.post("/open", data={"code": typed, "_country": "GB"})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    html = valid(response.get_data(as_text=True), f"code-{voice}")
    ticked = {input_["id"] for input_ in attrs(html, "input[checked]")}
    assert ticked == {f"{name}-{word}" for name, answer in SHEET.items() for word in answer}
    carried = {input_["name"]: input_["value"] for input_ in attrs(html, "#sheet > input[type=hidden]")}
    assert carried["_voice"] == voice
    assert carried["_country"] == "GB"


@pytest.mark.parametrize("journey", journeys(), ids=lambda journey: journey.name)
def test_the_code_of_any_case_opens_its_sheet(
    client: FlaskClient, questionnaire: Questionnaire, journey: Journey
) -> None:
    """What can be asked for again is what was answered."""
    response = client.post("/open", data={"code": encode(questionnaire, journey.sheet, Voice.SELF)})
    html = parsed(response.get_data(as_text=True))
    ticked = {input_["id"] for input_ in attrs(html, "input[checked]")}
    assert ticked == {f"{name}-{word}" for name, answer in journey.sheet.items() for word in answer}


def swapped(code: str) -> str:
    """Return a code in which two symbols that differ have changed places."""
    place = next(place for place in range(len(code) - 1) if code[place] != code[place + 1] and code[place + 1] != "-")
    return code[:place] + code[place + 1] + code[place] + code[place + 2 :]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda code: code[:0], "There is no code here yet."),
        (lambda code: code + "<b>", "This cannot stand in a code"),
        (lambda code: code[:-3], "Please look at it again."),
        (swapped, "two are swapped"),
    ],
    ids=["nothing", "strange", "too short", "swapped"],
)
def test_a_wrong_code_is_told_and_kept(
    client: FlaskClient, questionnaire: Questionnaire, broken: Callable[[str], str], said: str
) -> None:
    """The page says what is wrong, and what was typed stands there to be mended."""
    typed = broken(encode(questionnaire, SHEET, Voice.SELF).replace("-", ""))
    response = client.post("/open", data={"code": typed})
    assert response.status_code == 422
    html = valid(response.get_data(as_text=True), "code-wrong")
    assert said in one(html, ".problem").to_text()
    assert [field["value"] for field in attrs(html, "input[name=code]")] == [typed]


def test_the_field_stands_on_the_start_page_but_in_no_frame(framing: FlaskClient) -> None:
    """It belongs to a form of its own, so that the answers are never sent with it."""
    for path in ("/", "/someone", "/open"):
        html = valid(framing.get(path).get_data(as_text=True), f"code{path.replace('/', '-')}")
        assert [field["form"] for field in attrs(html, "input[name=code]")] == ["code"]
        assert [form["method"] for form in attrs(html, "form#code")] == ["post"]
    assert attrs(parsed(framing.get("/embed/").get_data(as_text=True)), "input[name=code]") == []
