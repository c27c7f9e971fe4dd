"""The questions to print: the same file for everyone, kept as public pages are, with the keys of the staff page."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from careguide import pdf
from careguide.config import Config
from careguide.core.assessment.paper import keys_of
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.web import create_app
from careguide.web.pdfs import EXTENSION
from careguide.web.wsgi.bodies import Places
from tests.web.conftest import attrs, valid

PATHS = {"/questions.pdf": Voice.SELF, "/someone/questions.pdf": Voice.SOMEONE}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Voice, str]]:
    """Have a PDF made at once, and return a list of those that were."""
    made: list[tuple[Voice, str]] = []

    def paper(_: Questionnaire, voice: Voice, country: object, *, staffed: bool) -> bytes:
        assert staffed
        made.append((voice, str(getattr(country, "code", ""))))
        return b"%PDF " + f"{made[-1]}".encode()

    monkeypatch.setattr(pdf, "paper_pdf", paper)
    return made


@pytest.fixture
def fresh() -> Flask:
    """Make an app that has made no PDF yet."""
    return create_app(Config(), warm=False)


def test_it_is_the_pdf_of_this_voice_and_country(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """What is sent is the PDF, as a file to save, and it may be kept as public pages may."""
    response = client.get("/someone/questions.pdf?country=gb")
    assert response.data == pdf.paper_pdf(questionnaire, Voice.SOMEONE, questionnaire.country["GB"])
    assert response.mimetype == "application/pdf"
    assert response.headers["Cache-Control"] == "public, max-age=600"
    assert response.headers["Content-Disposition"] == "attachment; filename=care-guide-questions-for-someone.pdf"
    assert "Set-Cookie" not in response.headers
    again = client.get("/someone/questions.pdf?country=gb", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_each_is_made_once(fresh: Flask, quick: list[tuple[Voice, str]]) -> None:
    """One for each voice and country, whatever else is asked; an unknown country gets the home country's."""
    client = fresh.test_client()
    for path in PATHS:
        for query in ("", "?country=US", "?country=GB", "?country=zz", "?x=1"):
            assert client.get(path + query).status_code == 200
    assert sorted(quick) == sorted((voice, code) for voice in PATHS.values() for code in ("US", "GB"))


def test_who_finds_the_queue_full_is_asked_to_wait(fresh: Flask, quick: list[tuple[Voice, str]]) -> None:
    """Then the page says so, and when to try again; one that is made already is sent at once."""
    client = fresh.test_client()
    assert client.get("/questions.pdf").status_code == 200
    fresh.extensions[EXTENSION].places = Places(0, 0)
    refused = client.get("/someone/questions.pdf")
    assert refused.status_code in (429, 503)
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.mimetype == "text/html"
    assert client.get("/questions.pdf").status_code == 200
    assert len(quick) == 1


@pytest.mark.parametrize("country", ["US", "GB", "EU"])
def test_the_staff_page_has_the_same_keys(client: FlaskClient, questionnaire: Questionnaire, country: str) -> None:
    """Beside each answer of each respondent stands the key that is on paper."""
    page = valid(client.get(f"/together?country={country}").get_data(as_text=True), f"together-{country}")
    for question in questionnaire.questions:
        keys = keys_of(question, questionnaire.country[country])
        for who in ("person", "family"):
            choices = f"#q-{question.id} .{who} > .choice"
            words = [box["value"] for box in attrs(page, f"{choices} > input")]
            assert dict(zip(words, (key.to_text() for key in page.query(f"{choices} > kbd")), strict=True)) == keys


@pytest.mark.parametrize("path", ["/about", "/together"])
def test_it_is_linked_where_people_see_it(client: FlaskClient, path: str) -> None:
    """Both sheets are, in the country that is shown."""
    for query in ("", "?country=GB"):
        page = valid(client.get(path + query).get_data(as_text=True), "linked")
        links = [str(link.get("href")).lstrip("/") for link in attrs(page, "main a")]
        assert [link for link in (f"questions.pdf{query}", f"someone/questions.pdf{query}") if link not in links] == []
