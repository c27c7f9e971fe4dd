"""The pages that are the same for everyone, and every template of the house."""

from __future__ import annotations

import gzip
import re
from typing import Any

import brotli
import pytest
from flask.testing import FlaskClient
from jinja2 import FileSystemLoader

from careguide.cli.printing import as_text
from careguide.config import Config
from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.web import create_app
from careguide.web.templating import MACROS
from tests.conftest import BESIDE, ROOT
from tests.core.tiny import QUESTIONNAIRES
from tests.plans import plan_of
from tests.sheets import SHEETS
from tests.test_cli import run
from tests.web.conftest import attrs, one, valid
from tests.web.test_access import HASH

STUDY = ROOT / "tests" / "study-example.csv"
PUBLIC = ("/", "/someone", "/options", "/about", "/method", "/privacy", "/api/v1/")
PAGES = (*PUBLIC, "/leave")


def name_of(path: str) -> str:
    """Name a kept page after its address."""
    return re.sub("[/?=]+", "-", path.strip("/")) or "self"


@pytest.mark.parametrize("country", ["", "?country=GB", "?country=EU", "?country=gb", "?country=nowhere"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_valid_html_with_one_heading(client: FlaskClient, path: str, country: str) -> None:
    """A page answers 200, parses without a fault, has a title, a language and exactly one first heading."""
    response = client.get(path + country)
    page = valid(response.get_data(as_text=True), name_of(path + country))
    assert response.status_code == 200
    assert attrs(page, "html")[0]["lang"] == "en"
    assert one(page, "title").to_text()
    assert len(page.query("h1")) == 1


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_the_same_bytes_for_everyone(client: FlaskClient, path: str) -> None:
    """Who asks, how often and with which headers changes nothing but the encoding."""
    first = client.get(path)
    again = client.get(path, headers={"User-Agent": "another", "Cookie": "a=b", "Referer": "https://x.example/"})
    assert first.data == again.data
    assert first.headers["ETag"] == again.headers["ETag"]


@pytest.mark.parametrize(("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_public_page_is_compressed_once(client: FlaskClient, encoding: str, unpack: Any) -> None:
    """Each encoding holds the same page, under an ETag of its own, and says that it varies."""
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": encoding})
    assert packed.headers["Content-Encoding"] == encoding
    assert unpack(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_page_that_the_browser_has_is_not_sent_again(client: FlaskClient) -> None:
    """The ETag brings 304 and no body; another ETag brings the page."""
    tag = client.get("/").headers["ETag"]
    unchanged = client.get("/", headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert client.get("/", headers={"If-None-Match": '"old"'}).status_code == 200


def test_the_first_page_holds_everything(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """All questions are real fieldsets with a legend, each option has a label, and nothing else is fetched."""
    page = valid(client.get("/").get_data(as_text=True), "self")
    assert [field["id"] for field in attrs(page, "fieldset")] == [f"q-{item.id}" for item in questionnaire.questions]
    assert len(page.query("fieldset > legend")) == len(questionnaire.questions)
    inputs = [box for box in attrs(page, "fieldset input") if box["type"] in ("radio", "checkbox")]
    assert len(inputs) == sum(len(question.options) + 2 for question in questionnaire.questions)
    assert len(page.query("fieldset label input")) == len(inputs)
    assert not page.query("script[src]") + page.query("img") + page.query("link[rel=stylesheet]")


def test_the_first_screen_says_what_matters(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """What it is, how long, no diagnosis, not to stop, and what happens to the answers come before any question."""
    intro = one(valid(client.get("/").get_data(as_text=True), "self"), "#intro").to_text()
    for name in ("what", "time", "not_a_diagnosis", "do_not_stop", "answers", "scope", "not_for"):
        assert getattr(questionnaire.intro, name).in_voice(Voice.SELF) in " ".join(intro.split())


def test_the_state_of_review_is_said(client: FlaskClient) -> None:
    """While no clinician has reviewed the content, every page says so, and unchecked help lines are named."""
    for path in PUBLIC:
        assert "No clinician has reviewed this guide yet" in client.get(path).get_data(as_text=True)
    assert "not tried yet" in client.get("/about").get_data(as_text=True)


def test_healthz_names_the_content(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """An operator sees at once which content is served."""
    text = client.get("/healthz").get_data(as_text=True)
    assert text.split() == ["ok", questionnaire.version, questionnaire.digest]


@pytest.mark.smoke
def test_every_template_is_rendered(questionnaire: Questionnaire, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template that no page and no command uses is dead, and fails here."""
    app = create_app(Config(), warm=False)
    used = {f"macros/{name}.html" for name in MACROS}  # loaded when the app is made

    class Recording(FileSystemLoader):
        def get_source(self, environment: Any, template: str) -> Any:
            used.add(template)
            return super().get_source(environment, template)

    app.jinja_env.loader = Recording(BESIDE / "templates")
    app.jinja_env.cache.clear()  # type: ignore[union-attr]
    client = app.test_client()
    for path in (*PAGES, "/nowhere", "/summary", "/embed/setup", "/aids", "/open"):
        client.get(path)
    for sheet in SHEETS.values():
        client.post("/summary", data=sheet)
        client.post("/answers", data=sheet)
        client.post("/code", data=sheet)
    for path in ("", "/clear"):
        client.get(f"/together{path}")
    for path in ("live", "family", "staff"):
        client.post(f"/together/{path}", data={"person-home": "alone"})
    client.post("/together/live", data={"nothing": "ours"})
    monkeypatch.setattr(app.extensions["careguide"], "settings", Config(staff_phrase=HASH))
    client.get("/together")
    monkeypatch.setattr("careguide.cli.printing.jinja2.FileSystemLoader", Recording)
    assert as_text(questionnaire, compose(plan_of(questionnaire), {}, Voice.SELF, "US"))
    tiny = QUESTIONNAIRES / "tiny.yaml"
    for words in (("verify", tiny), ("compare", tiny, tiny), ("dossier", tiny), ("agreement", STUDY)):
        assert run(*words).stdout
    paths = [
        path for path in (BESIDE / "templates").rglob("*.*") if path.suffix != ".typ"
    ]  # tests/test_pdf.py has those
    found = {path.relative_to(BESIDE / "templates").as_posix() for path in paths}
    assert found
    assert found - used == set()
