"""The staff page: what it shows, what it answers, and what it gives to take away."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient
from justhtml import Element
from werkzeug.test import TestResponse

from careguide.config import Config
from careguide.core.assessment.phone_code import encode
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.fingerprint import of_meaning
from careguide.core.questionnaire.model import Questionnaire
from careguide.files import catalogue
from careguide.web import create_app
from tests.core.tiny import sheet
from tests.sheets import CALM
from tests.web.conftest import attrs, one, parsed, valid

WALK: Mapping[str, str | list[str]] = {
    **{f"person-{name}": words for name, words in CALM.items()},
    "family-lately": "cut_fast",
    "mark-lately": "saw",
    "family-also_taken": ["alcohol_some", "other_sedatives"],
    "mark-also_taken": "guess",
    "note-lately": "The pharmacy was closed.\n<b>bold</b>",
    "who-1": "The nurse",
    "what-1": "calls the prescriber",
    "when-1": "today",
    "closing": "We talk again on Monday.",
    "staff-name": "A name",
    "staff-contact": "The front desk",
    "view-setting": "day_program",
    "view-reason": "transport",
    "view-text": "There is a bus.",
}
SHEETS = ("family", "staff", "family.pdf", "staff.pdf")


def send(client: FlaskClient, path: str, data: Mapping[str, object] = WALK) -> TestResponse:
    """Post a walk as the page does."""
    return client.post(f"/together/{path}", data=dict(data), content_type="multipart/form-data")


def test_the_page_has_both_respondents_for_every_question(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """Each question has its script, both voices side by side, marks for the family, and a note."""
    page = valid(client.get("/together").text, "together")
    for question in questionnaire.questions:
        step = one(page, f"#q-{question.id}")
        words = " ".join(step.to_text().split())
        for said in (question.script.say.to_self, question.script.say.to_someone, question.ask.to_someone):
            assert said in words
        names = [found["name"] for found in attrs(step, "input")]
        assert {f"person-{question.id}", f"family-{question.id}", f"mark-{question.id}"} == set(names)
        one(step, f"textarea[name=note-{question.id}]")


def test_what_is_loud_is_on_the_page_itself(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """Both dialogs with what to do are in the page, so that they need no server, and the inputs say which is loud."""
    page = parsed(client.get("/together").text)
    assert questionnaire.together
    for level, what in (("emergency", questionnaire.together.emergency), ("same_day", questionnaire.together.same_day)):
        words = " ".join(one(page, f"#loud-{level}").to_text().split())
        assert all(text.to_self in words for text in (*what.in_room, *what.on_phone))
    loud = {found["id"]: found.get("data-loud") for found in attrs(page, ".answers input")}
    assert loud["person-right_now-seizure"] == "emergency"
    assert loud["family-lately-stopped"] == "same_day"
    assert loud["family-right_now-not_sure"] == "same_day"
    assert loud["person-lately-nothing"] is None


def test_the_picture_joins_both(client: FlaskClient) -> None:
    """The live picture takes the more careful reading, names the difference, and shows what needs advice today."""
    found = one(parsed(f"<!doctype html><title>x</title>{send(client, 'live').text}"), "[data-loud]")
    assert found.attrs
    assert found.query(".today")
    assert {"#q-lately", "#q-also_taken"} <= {link["href"] for link in attrs(found, "h3 + ul a")}
    assert "Clinic that" in found.to_text()


def test_a_question_that_was_not_asked_interrupts_no_one(client: FlaskClient) -> None:
    """An empty walk has no panel, though what is open would ask for advice today in a summary."""
    found = one(parsed(f"<!doctype html><title>x</title>{send(client, 'live', {}).text}"), "[data-loud]")
    assert found.attrs
    assert found.attrs["data-loud"] == ""
    assert found.query(".today") == []
    assert catalogue().say("live.at_least") not in found.to_text(), "there is no start yet that it could name"


def test_the_page_knows_the_emergencies_that_two_answers_make(client: FlaskClient) -> None:
    """What is an emergency only together is on the page as a style rule for both respondents, so it needs no server."""
    page = parsed(client.get("/together").text)
    assert attrs(page, "#walk")[0]["data-rules"].split() == ["stopped_with_seizure_risk"]
    styles = "".join(style.to_text() for style in page.query("style") if isinstance(style, Element))
    (rule,) = re.findall(r"form([^{}]*)\{--rule-stopped_with_seizure_risk:1\}", styles)
    for name in ("person-lately-stopped", "family-reason-epilepsy", "person-before-seizure"):
        assert f"#{name}" in rule


def test_a_page_of_older_questions_is_told_so(client: FlaskClient) -> None:
    """A walk of other questions gets no sheet made by these, and is told how to take its answers along."""
    found = send(client, "family", {**WALK, "_version": "000000000000"})
    assert found.status_code == 422
    assert "The questions have changed" in found.text
    digest = attrs(parsed(client.get("/together").text), "[name=_version]")[0]["value"]
    assert send(client, "family", {**WALK, "_version": digest}).status_code == 200


@pytest.mark.parametrize("left", ["view-setting", "view-reason"])
def test_half_a_view_is_named(client: FlaskClient, left: str) -> None:
    """Another setting needs its reason, and a reason its setting; neither is dropped in silence."""
    found = send(client, "staff", {**WALK, left: ""})
    assert found.status_code == 422
    assert "Your own view" in found.text


def test_a_line_end_counts_as_one_letter(client: FlaskClient) -> None:
    """A note as long as the page lets one type is taken, though browsers send two letters for a line's end."""
    assert send(client, "staff", {**WALK, "note-lately": "line\r\n" * 100}).status_code == 200


def test_a_note_on_a_question_that_is_no_longer_asked_stays(client: FlaskClient) -> None:
    """What was typed is on the staff sheet even where another answer closed its question afterwards."""
    interview = {"person-how_taken": "not_now", "note-how_long": "two years, he thinks"}
    assert "two years, he thinks" in parsed(send(client, "staff", interview).text).to_text()


def test_a_rule_interrupts_too(client: FlaskClient) -> None:
    """An emergency that two respondents make together is loud, with the id of its rule, and stands alone."""
    interview = {"person-lately": "stopped", "family-reason": "epilepsy"}
    found = one(parsed(f"<!doctype html><title>x</title>{send(client, 'live', interview).text}"), "[data-loud]")
    assert found.attrs
    assert "emergency:stopped_with_seizure_risk" in (found.attrs["data-loud"] or "").split()
    assert found.query(".picture") == []


def test_the_staff_sheet_has_everything(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """The staff sheet holds both answers, notes as typed, contributions with rules and sources, version and digest."""
    interview = {**WALK, "family-before": "seizure"}
    page = valid(send(client, "staff", interview).text, "together-staff")
    words = " ".join(one(page, "main").to_text().split())
    for said in ("<b>bold</b>", "seizure_history_and_change", "fda-2020", "(they differ)", of_meaning(questionnaire)):
        assert said in words
    assert [words_of for words_of in catalogue().area("move").values() if words_of.to_self in words]
    assert catalogue().say("heading.changes") in words


@pytest.mark.parametrize("path", ["family.pdf", "staff.pdf"])
def test_both_sheets_come_as_a_file(client: FlaskClient, path: str) -> None:
    """Both sheets come as PDF files under a name that tells nothing."""
    found = send(client, path)
    assert found.status_code == 200
    assert found.data.startswith(b"%PDF-")
    assert found.content_type == "application/pdf"
    assert found.headers["Content-Disposition"].startswith("attachment; filename=care-guide")


def test_a_code_fills_in_a_sheet(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """A code gives back its answers and who gave them."""
    code = encode(questionnaire, sheet("lately=stopped also_taken=alcohol_some+other_sedatives"), Voice.SOMEONE)
    found = client.post("/together/code", data={"code": code.lower().replace("-", " ")}).get_json()
    expected = {"lately": ["stopped"], "also_taken": ["alcohol_some", "other_sedatives"]}
    assert found == {"voice": "someone", "answers": expected}


def test_a_wrong_code_gets_a_sentence(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """A code with one wrong symbol is refused with a sentence, and never answered with other answers."""
    code = encode(questionnaire, sheet("lately=stopped"), Voice.SELF)
    wrong = ("2" if code[0] != "2" else "3") + code[1:]
    found = client.post("/together/code", data={"code": wrong})
    assert found.status_code == 422
    assert len(one(valid(found.text, "together-refusal"), ".sentences").to_text().split()) > 5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("person-lately", "no_such"),
        ("family-nowhere", "x"),
        ("mark-lately", "heard"),
        ("view-setting", "moon"),
        ("view-reason", "because"),
        ("note-lately", "x" * 501),
        ("closing", "x" * 1001),
        ("who-7", "x"),
        ("_other", "x"),
    ],
)
@pytest.mark.parametrize("path", ["live", *SHEETS])
def test_what_does_not_fit_is_named(client: FlaskClient, path: str, field: str, value: str) -> None:
    """What no page of ours sends is refused with a sentence, and never half taken."""
    found = send(client, path, {**WALK, field: value})
    assert found.status_code == 422
    assert one(parsed(found.text), ".sentences li").to_text().strip()


def test_what_is_too_much_is_refused(client: FlaskClient) -> None:
    """A walk beyond all measure is refused with a sentence."""
    found = send(client, "live", {f"note-{number}": "x" * 1000 for number in range(100)})
    assert found.status_code == 413
    assert "too much" in found.text


@pytest.mark.parametrize("path", ["", "/clear"])
def test_only_the_page_itself_may_ask_the_server(client: FlaskClient, path: str) -> None:
    """The page may send requests to this server and nowhere else; it is kept nowhere and framed by no one."""
    found = client.get(f"/together{path}")
    policy = found.headers["Content-Security-Policy"]
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert found.headers["Cache-Control"] == "no-store"
    assert "connect-src" not in client.get("/embed/options").headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["live", *SHEETS])
def test_nothing_that_is_sent_may_be_kept(client: FlaskClient, path: str) -> None:
    """Every answer to a walk is kept by no browser and no proxy, and may not be framed."""
    found = send(client, path)
    assert found.status_code == 200
    assert found.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in found.headers


def test_clearing_makes_the_browser_forget(client: FlaskClient) -> None:
    """The cleared page is the empty page, and asks the browser to forget cache and storage."""
    found = client.get("/together/clear")
    assert found.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "checked" not in {name for found in attrs(parsed(found.text), ".answers input") for name in found}


def test_it_can_be_switched_off() -> None:
    """A site that wants only the public guide has no staff page at all."""
    client = create_app(Config(staff_page=False)).test_client()
    assert client.get("/together").status_code == 404
    assert send(client, "live").status_code == 404
    assert client.get("/about").status_code == 200


def test_nothing_of_a_walk_is_logged(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    """Neither answers nor notes are in any log record, whatever is done with them."""
    with caplog.at_level("DEBUG"):
        for path in ("live", *SHEETS):
            send(client, path, {**WALK, "closing": "canary-in-a-coal-mine"})
    assert not [record for record in caplog.records if "canary" in record.getMessage()]


def test_many_strange_fields_are_counted_and_ten_are_named(client: FlaskClient) -> None:
    """What is sent back never outgrows what came."""
    response = client.post("/together/live", data={f"x{number}": "" for number in range(5000)})
    assert response.status_code == 422
    assert response.text.count("does not belong on this page") == 10
    assert "4990 more names do not belong on this page." in response.text
    long = client.post("/together/live", data={"y" * 60_000: ""})
    assert len(long.data) < 20_000
