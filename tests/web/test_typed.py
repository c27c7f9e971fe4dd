"""Texts that no one foresees, in every field that is typed: an answer each time, and never a fault of the server."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from careguide.config import Config
from careguide.web import create_app
from careguide.web.forms import STEP_PARTS, STEPS
from tests.sheets import CALM
from tests.shipped import shipped
from tests.test_fhir_response import whole

pytestmark = pytest.mark.lengthy

PEOPLE = {f"{who}-{name}": value for who in ("person", "family") for name, value in CALM.items()}
VIEW = {"view-setting": "day_program", "view-reason": "cost"}
PATHS = ("live", "family", "staff", "family.pdf", "staff.pdf", "answers.fhir.json")


def texts() -> Iterator[tuple[str, str]]:
    """Yield texts, each with its name; each has 60 letters or so, as much as the shortest field takes."""
    kinds: dict[str, list[str]] = {}
    for code in range(sys.maxunicode + 1):
        kinds.setdefault(unicodedata.category(chr(code)), []).append(chr(code))
    for kind in ("Zs", "Cf", "Cc", "Cs", "Co", "Mn", "Mc", "Me", "So"):
        yield kind, "".join([*kinds[kind][:30], *kinds[kind][-30:]])
    yield "lines apart", "\u2028a\u2029"
    yield "zero width around", "\u200ba\u00a0\u200b"
    yield "right to left", "\u202eabc\u202c\u2067\u05d0\u2069\u200f"
    yield "long word", "W" * 60
    yield "lines", "a\n" * 30
    yield "marks on nothing", "\u0301" * 60
    yield "joined", "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 10


TEXTS = dict(texts())


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(Config(), warm=False)


def interview(text: str) -> dict[str, str]:
    """Return what the staff page sends when all that can be typed there is this text, as often as it fits."""
    steps = {f"{part}-{number}": most for number in range(1, STEPS + 1) for part, most in STEP_PARTS.items()}
    notes = {f"note-{question.id}": 500 if number < 2 else 9 for number, question in enumerate(shipped().questions)}
    fields = notes | steps
    fields |= {"closing": 1000, "view-text": 500, "staff-name": 80, "staff-contact": 120}
    filled = {name: (text * most)[:most] for name, most in fields.items()}
    sent = {**PEOPLE, **VIEW, **filled}
    return {name: value.encode("utf-8", "replace").decode() for name, value in sent.items()}


@pytest.mark.parametrize("name", TEXTS)
def test_the_staff_page_takes_any_text(app: Flask, name: str) -> None:
    """Every page and file that is made of what staff type is made, with the text in every field at once."""
    client = app.test_client()
    for path in PATHS:
        found = client.post(f"/together/{path}", data=interview(TEXTS[name]))
        assert found.status_code == 200, path


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u3000", "\u2028"])
def test_a_text_of_nothing_visible_is_cut_like_any_other(app: Flask, space: str) -> None:
    """Where a sheet is so full that texts are shortened, one in which nothing can be seen is no fault."""
    hidden = f"\u200b{space * 58}\u200b"
    crowded = {"closing": "a\n" * 500} | {f"when-{number}": "a\n" * 30 for number in range(1, 7)}
    found = app.test_client().post("/together/family.pdf", data=interview(hidden) | crowded)
    assert found.status_code == 200
    assert found.data.startswith(b"%PDF")


@pytest.mark.parametrize("name", TEXTS)
def test_one_line_fields_take_any_text(app: Flask, name: str) -> None:
    """A code or phrase that is none, and a field that holds one text, bring a sentence and no fault."""
    client, text = app.test_client(), TEXTS[name].encode("utf-8", "replace").decode()
    assert client.post("/together/code", data={"code": text}).status_code in (422, 429)
    assert client.post("/together/enter", data={"phrase": text}).status_code in (303, 422)
    for field in ("right_now", "how_taken", "_country", "_voice", "_version", text):
        for path in ("/summary", "/summary.pdf", "/answers", "/answers.fhir.json"):
            assert client.post(path, data={**CALM, field: text}).status_code in (200, 422), (path, field)


@pytest.mark.parametrize("name", TEXTS)
def test_programs_may_send_any_text(client: FlaskClient, name: str) -> None:
    """Each text of the API and of FHIR, with halves of letters in it as JSON can bring them, gets an answer."""
    text = TEXTS[name]
    for data in ({"answers": {"how_taken": text}}, {"answers": {text: text}}, {"answers": {}, "voice": text}):
        assert client.post("/api/v1/summary", json=data).status_code == 422
    address = "/fhir/R4/Questionnaire/careguide/$summary"
    for member in ("questionnaire", "status", "authored", "language", "id"):
        sent = json.dumps(whole() | {member: text})
        found = client.post(address, data=sent, content_type="application/fhir+json")
        assert found.status_code in (200, 422), member
    sent = json.dumps(whole() | {"item": [{"linkId": text, "text": text, "answer": [{"valueCoding": {"code": text}}]}]})
    assert client.post(address, data=sent, content_type="application/fhir+json").status_code == 422
