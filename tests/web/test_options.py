"""The comparison of the kinds of care: the same rows for each, and one's own marked without an answer being sent."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.web.security import content_hash
from tests.sheets import CALM, SHEETS
from tests.web.conftest import attrs, one, valid

ROWS = ("lives", "watches", "day", "lasts", "good", "hard", "body", "feelings", "family", "costs", "fits", "ask")


def shown(client: FlaskClient, **posted: Any) -> Any:
    """Return the page: plain, or with what was posted marked."""
    response = client.post("/options", data=posted) if posted else client.get("/options")
    assert response.status_code == 200
    return valid(response.get_data(as_text=True), "options-marked" if posted else "options")


def marks(page: Any) -> dict[str, str]:
    """Return what is marked, by the kind of care."""
    return {str(head["id"]): str(head["data-own"]) for head in attrs(page, "thead [id]") if "data-own" in head}


def chosen(page: Any) -> list[str]:
    """Return which kinds of care the two lists have chosen."""
    return [str(option["value"]) for option in attrs(page, ".switch option") if "selected" in option]


@pytest.mark.parametrize("voice", Voice)
def test_each_kind_of_care_is_a_column_of_the_same_rows(
    client: FlaskClient, questionnaire: Questionnaire, voice: Voice
) -> None:
    """A column for each and a row for each thing to compare; every cell says something, and none is set apart."""
    page = shown(client, _voice=voice) if voice is Voice.SOMEONE else shown(client)
    names = [str(head["id"]) for head in attrs(page, "thead [id]")]
    assert names == [setting.id for setting in questionnaire.settings]
    rows = page.query("tbody tr")
    assert len(rows) == len(ROWS) == len(page.query("tbody th[scope=row]"))
    for name, row in zip(ROWS, rows, strict=True):
        cells = [" ".join(cell.to_text().split()) for cell in row.query("td")]
        assert len(cells) == len(questionnaire.settings)
        for setting, cell in zip(questionnaire.settings, cells, strict=True):
            said = getattr(setting, name)
            assert all(text.in_voice(voice) in cell for text in (said if isinstance(said, tuple) else (said,)))
    assert marks(page) == {}
    assert len(chosen(page)) == len(set(chosen(page))) == 2


def test_what_a_summary_names_is_marked(client: FlaskClient) -> None:
    """Each with the strongest of its marks, in words; what is not known here is left out."""
    page = shown(
        client, start="specialist_clinic", also=["day_program", "specialist_clinic", "nowhere"], depends="day_program"
    )
    assert marks(page) == {"specialist_clinic": "start", "day_program": "also"}
    assert [own.to_text() for own in page.query(".own")] == ["● Start here", "○ Ask about"]
    assert chosen(page) == ["specialist_clinic", "day_program"]
    assert "hidden" not in one(page, ".yours").attrs
    assert "hidden" in one(shown(client), ".yours").attrs


@pytest.mark.parametrize(
    ("posted", "two"),
    [
        ({"show": "medical_unit", "start": "own_prescriber"}, ["medical_unit", "own_prescriber"]),
        ({"show": "own_prescriber", "start": "own_prescriber"}, ["own_prescriber", "no_change_now"]),
        ({"show": "nowhere"}, ["no_change_now", "own_prescriber"]),
    ],
)
def test_the_one_that_was_pressed_stands_beside_the_start(
    client: FlaskClient, posted: dict[str, str], two: list[str]
) -> None:
    """The two lists have chosen two different ones."""
    assert chosen(shown(client, **posted)) == two


def test_a_marked_page_is_kept_nowhere(client: FlaskClient) -> None:
    """It is no-store, and the plain page stays what it was for everyone."""
    before = client.get("/options")
    marked = client.post("/options", data={"start": "own_prescriber"})
    assert marked.headers["Cache-Control"] == "no-store"
    assert client.get("/options").data == before.data
    assert before.headers["Cache-Control"].startswith("public")


def test_only_this_page_has_its_style(client: FlaskClient) -> None:
    """The policy of the first page, which must be small, does not know it."""
    page = client.get("/options").get_data(as_text=True)
    style = re.findall(r"<style>([^<]*\.compare[^<]*)</style>", page)[-1]
    for path, allowed in (("/options", True), ("/embed/options", True), ("/", False), ("/about", False)):
        assert (content_hash(style) in client.get(path).headers["Content-Security-Policy"]) is allowed


@pytest.mark.parametrize("name", SHEETS)
def test_a_summary_sends_along_kinds_of_care_and_no_answer(
    client: FlaskClient, questionnaire: Questionnaire, name: str
) -> None:
    """The form to the comparison holds what the summary names; each box of the picture has its own anchor."""
    page = valid(client.post("/summary", data=SHEETS[name]).get_data(as_text=True), f"summary-{name}")
    forms = attrs(page, ".look")
    assert len(forms) == bool(page.query(".picture")), "an emergency names no kind of care"
    if not forms:
        return
    assert forms[0]["target"] == "_blank", "without script a summary is not left"
    sent = [(str(box["name"]), str(box["value"])) for box in attrs(page, ".look input")]
    assert {name for name, _ in sent} <= {"_voice", "_country", "start", "also", "depends"}
    assert {value for name, value in sent if name[0] != "_"} <= {*questionnaire.setting}
    there = {str(head["id"]) for head in attrs(shown(client), "thead [id]")}
    boxes = attrs(page, ".spot")
    assert len(boxes) == len(page.query(".picture rect"))
    for box in boxes:
        address, _, anchor = str(box["formaction"]).partition("#")
        assert (address, anchor) == (forms[0]["action"], box["value"])
        assert anchor in there
        assert box["aria-label"]


def test_in_a_frame_the_boxes_are_links(client: FlaskClient) -> None:
    """A frame may not be let send forms; there each opens the comparison on its own page, with nothing marked."""
    page = valid(client.post("/embed/summary", data=CALM).get_data(as_text=True), "framed-summary")
    assert not page.query(".look")
    links = [*attrs(page, "a.spot"), *attrs(page, ".start a.web")]
    assert len(links) == len(page.query(".picture rect")) + 1
    assert {str(link["href"]).partition("#")[0] for link in links} == {"../options"}
    assert {link["target"] for link in links} == {"_blank"}
