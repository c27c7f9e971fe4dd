"""The summary page: one request in, everything that a person needs out, and nothing kept."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from justhtml import JustHTML

from careguide.config import Config
from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.files import catalogue
from careguide.web import create_app
from careguide.web.templating import texted
from tests.plans import plan_of
from tests.sheets import CALM, SHEETS, as_sheet
from tests.web.conftest import attrs, one, parsed, valid


def summary(client: FlaskClient, name: str, voice: str = "self", **more: str) -> JustHTML:
    """Post a sheet by its name and return the parsed summary."""
    response = client.post("/summary", data={**SHEETS[name], "_voice": voice, **more})
    assert response.status_code == 200
    return valid(response.get_data(as_text=True), f"summary-{name}-{voice}")


@pytest.mark.parametrize("voice", ["self", "someone"])
@pytest.mark.parametrize("name", SHEETS)
def test_every_kind_of_summary_is_a_valid_page(client: FlaskClient, name: str, voice: str) -> None:
    """Each parses without a fault, has one first heading, and says that no one but a professional decides."""
    page = summary(client, name, voice)
    assert len(page.query("h1")) == 1
    assert "not an all-clear" in one(page, "main").to_text()


def test_a_calm_sheet_starts_at_the_own_prescriber(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """What to do comes first, with what holds until then; below it the start, and reasons on both sides."""
    page = summary(client, "start")
    start = questionnaire.cells[0].name.in_voice(Voice.SELF)
    assert one(page, "h1").to_text() == questionnaire.act["slow_plan_visit"].title.in_voice(Voice.SELF)
    assert one(page, ".start-name").to_text() == start
    assert questionnaire.message["keep_as_now"].title.in_voice(Voice.SELF) in one(page, ".acts .until").to_text()
    assert len(page.query(".side")) == 1
    assert catalogue().say("summary.no_reason") in one(page, ".why").to_text()
    assert not page.query(".today")


@pytest.mark.parametrize("name", ["emergency", "combined-emergency"])
def test_the_number_to_call_is_a_link(client: FlaskClient, name: str) -> None:
    """In an emergency the first thing to press calls, and no picture stands beside it."""
    page = summary(client, name)
    assert not page.query(".side") + page.query(".picture") + page.query(".start")
    assert attrs(page, ".emergency a")[0]["href"] == "tel:911"


@pytest.mark.parametrize(
    ("words", "address"), [("988", "988"), ("838255", "838255"), ("START to 88788", "88788?body=START")]
)
def test_a_line_that_takes_text_is_a_link(client: FlaskClient, words: str, address: str) -> None:
    """Whoever cannot speak can write: the link opens a message to the number, with the word to send."""
    links = [link["href"] for link in attrs(summary(client, "emergency"), ".lines a")]
    assert texted(words) == address
    assert f"sms:{address}" in links


@pytest.mark.parametrize("name", ["same-day", "nothing"])
def test_help_today_comes_first(client: FlaskClient, name: str) -> None:
    """What to do today stands before the start, and a fold says which answers it is for."""
    page = summary(client, name)
    assert attrs(page, "main > section")[0]["class"] == "acts"
    assert attrs(page, ".do > li")[0]["class"] == "today"
    assert page.query(".rest .more .reasons li")


def test_no_heading_stands_over_nothing(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """Where nothing is known there are no questions to take along yet, and so no heading and no list for them."""
    assert compose(plan_of(questionnaire), {}, Voice.SELF, "US").ask == ()
    page = parsed(client.post("/summary", data={}).text)
    assert catalogue().say("heading.ask") not in page.to_text()
    assert [items for items in page.query("main ul, main ol") if not items.query("li")] == []


def test_too_little_is_said_plainly(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """With too much unknown the headline says so and a medical check is the next step."""
    page = summary(client, "not-enough")
    assert one(page, ".start-name").to_text() == questionnaire.phrases.not_enough.in_voice(Voice.SELF)
    assert questionnaire.phrases.not_enough_next.in_voice(Voice.SELF) in one(page, "main").to_text()
    assert not page.query("g.start")


@pytest.mark.parametrize("name", ["start", "same-day", "not-enough", "nothing", "not-now"])
def test_the_picture_agrees_with_the_words(client: FlaskClient, questionnaire: Questionnaire, name: str) -> None:
    """The picture marks what the summary's data says, each strength in its own way, and has words for it."""
    sheet = as_sheet(SHEETS[name])
    data = compose(plan_of(questionnaire), sheet, Voice.SELF, "US")
    page = summary(client, name)
    assert len(page.query(".picture g.start")) == (1 if data.start else 0)
    rows = {(choice.medical, "" if choice.medical == "round_the_clock" else choice.daily) for choice in data.also}
    rows -= {(data.start.medical, "")} if data.start else set()
    assert len(page.query(".picture g.also")) == len(rows)
    words = one(page, ".picture desc").to_text()
    assert all(choice.name in words for choice in (*data.also, *data.depends))


def test_what_is_given_comes_out(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """Acts, reasons, unknowns, questions, help lines, sources, version and fingerprint all stand on the page."""
    sheet = as_sheet(SHEETS["same-day"])
    data = compose(plan_of(questionnaire), sheet, Voice.SELF, "US")
    text = " ".join(one(summary(client, "same-day"), "main").to_text().split())
    said = [reason.because for reason in (*data.for_home, *data.for_more_care)]
    said += [*data.ask, *data.ending, data.version, data.digest, data.preference.sentence if data.preference else ""]
    said += [item.ask for item in data.unknown] + [act.title for act in data.acts]
    said += [item.title for item in (*data.cautions, *data.notes, *data.next_steps)]
    said += [line.name for line in data.help_lines] + [source.title for source in data.sources]
    assert [words for words in said if words not in text] == []


@pytest.mark.parametrize("country", ["CA", "GB", "IE", "AU", "NZ", "EU"])
def test_help_lines_follow_the_country(client: FlaskClient, questionnaire: Questionnaire, country: str) -> None:
    """Numbers of the chosen country are there, and none of the default country's poison or referral lines."""
    response = client.post("/summary", data={**SHEETS["emergency"], "_country": country})
    text = valid(response.get_data(as_text=True), f"summary-emergency-{country}").to_text()
    assert all(line.call in text for line in questionnaire.country[country].lines if line.call)
    assert "1-800-222-1222" not in text


def test_answers_come_back_filled(client: FlaskClient) -> None:
    """Changing answers gives the form with every answer still chosen, and only those."""
    carried = attrs(summary(client, "same-day"), ".actions input")
    fields = [(field["name"], field["value"]) for field in carried]
    response = client.post("/answers", data={name: [v for n, v in fields if n == name] for name, _ in fields})
    page = valid(response.get_data(as_text=True), "answers")
    checked = {(box["name"], box["value"]) for box in attrs(page, "input") if "checked" in box}
    assert checked == {(name, value) for name, value in fields if not name.startswith("_")}
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("voice", ["self", "someone"])
def test_the_code_is_drawn_only_when_asked_for(client: FlaskClient, voice: str) -> None:
    """A summary has the code and a button, which shows it as a picture. From there one press leads back to it."""
    page = summary(client, "same-day", voice)
    assert not page.query(".scan")
    assert [button["formaction"] for button in attrs(page, ".code button")] == ["code"]
    carried = attrs(page, ".actions input")
    fields = {
        field["name"]: [other["value"] for other in carried if other["name"] == field["name"]] for field in carried
    }
    shown = valid(client.post("/code", data=fields).get_data(as_text=True), f"code-{voice}")
    assert one(shown, ".symbols").to_text() == one(page, ".symbols").to_text()
    assert len(shown.query(".scan path[stroke]")) == 1
    assert attrs(shown, ".actions input") == carried
    assert one(shown, ".actions form").attrs["action"] == "summary"


def test_a_code_page_has_no_answer_in_its_address(client: FlaskClient) -> None:
    """Its address alone is that of a summary that is kept nowhere, and a faulty sheet gets its form back."""
    assert client.get("/code").text == client.get("/summary").text
    assert client.post("/code", data={**CALM, "right_now": "nonsense"}).status_code == 422


def test_an_answer_to_a_question_that_is_not_asked_changes_nothing(client: FlaskClient) -> None:
    """Someone who went back and chose 'not now' may leave the skipped question answered."""
    base = {**CALM, "how_taken": "not_now"}
    pages = [client.post("/summary", data={**base, "how_long": word}) for word in ("over_3_months", "few_days_a_week")]
    shown = [one(parsed(page.get_data(as_text=True)), ".sides").to_text() for page in pages]
    assert shown[0] == shown[1]


def test_what_is_kept_around_summaries_tells_nothing_of_them() -> None:
    """It is the same whichever sheet came first and however many came, and looks of other sites are not kept."""
    kept = []
    for first in SHEETS:
        app = create_app(Config(), warm=False)
        client, site = app.test_client(), app.extensions["careguide"]
        for data in (SHEETS[first], *SHEETS.values()):
            for path in ("/summary", "/embed/summary", "/embed/summary?accent=123456"):
                assert client.post(path, data=data).status_code == 200
            kept.append({**site.parts, **site.ahead})
    assert len(kept[0]) == 5
    assert all(parts == kept[0] for parts in kept)
