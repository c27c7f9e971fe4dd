"""Whatever is sent: a plain page, every valid answer kept, never a 500."""

from __future__ import annotations

import json
import logging
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from justhtml import JustHTML

from careguide.config import Config
from careguide.web import create_app
from careguide.web.wsgi.bodies import MAX_BODY
from tests.sheets import CALM
from tests.web.conftest import attrs, one, parsed, valid

FORM = "application/x-www-form-urlencoded"
BROKEN: dict[str, dict[str, Any]] = {
    "unknown option": {"lately": "nonsense"},
    "second value": {"lately": ["nothing", "stopped"]},
    "none with a tick": {"right_now": ["none", "seizure"]},
    "not sure with a tick": {"body_health": ["not_sure", "pregnant"]},
    "empty value": {"home": ""},
    "markup": {"home": "<script>alert(1)</script>"},
    "nul": {"home": "a\x00b"},
    "unknown field": {"shoe_size": "9"},
    "another version": {"_version": "0123456789ab"},
}


def checked(page: JustHTML) -> set[tuple[str, str]]:
    """Return what is chosen on a page."""
    return {(box["name"], box["value"]) for box in attrs(page, "input") if "checked" in box}


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_gives_the_form_back_with_what_is_valid(client: FlaskClient, name: str) -> None:
    """The page says what happened before anything else, and every other answer is still chosen."""
    response = client.post("/summary", data={**CALM, **BROKEN[name]})
    page = valid(response.get_data(as_text=True), f"fault-{name.replace(' ', '-')}")
    assert response.status_code == 422
    assert attrs(page, "#problem")[0]["role"] == "alert"
    assert {(key, word) for key, word in CALM.items() if key not in BROKEN[name]} <= checked(page)
    assert b"<script>alert" not in response.data


def test_a_danger_that_was_ticked_is_kept(client: FlaskClient) -> None:
    """In a contradiction the tick stays and its denial goes, so that the emergency still shows."""
    page = valid(client.post("/summary", data=BROKEN["none with a tick"]).get_data(as_text=True), "contradiction")
    assert checked(page) == {("right_now", "seizure")}
    field = attrs(page, "#q-right_now")[0]
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"] == "e-right_now"
    assert attrs(page, "#problem a")[0]["href"] == "#q-right_now"


@pytest.mark.parametrize("path", ["/summary", "/answers"])
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x" * (MAX_BODY + 1), FORM, 413),
        (json.dumps(CALM).encode(), "application/json", 415),
        (b"right_now=none", "text/plain", 415),
        (b"", "", 200),
        (b"not a multipart body", "multipart/form-data; boundary=x", 200),
    ],
)
def test_what_cannot_be_read_gets_a_page(client: FlaskClient, path: str, body: bytes, kind: str, status: int) -> None:
    """A body that is too large or of a wrong kind gets a sentence and an empty form."""
    response = client.post(path, data=body, content_type=kind)
    page = valid(response.get_data(as_text=True), f"unreadable-{path.strip('/')}-{status}")
    assert response.status_code == status
    assert bool(page.query("#problem")) == (status != 200)
    assert response.headers["Cache-Control"] == "no-store"


@given(body=st.binary(max_size=400) | st.text(alphabet="&=%+rightnow_seizur\x00é", max_size=200).map(str.encode))
def test_no_form_body_breaks_the_server(app: Flask, body: bytes) -> None:
    """Random bytes as a form never bring a server fault."""
    response = app.test_client().post("/summary", data=body, content_type=FORM)
    assert response.status_code in (200, 422)


@given(
    data=st.dictionaries(st.text(max_size=12) | st.sampled_from(list(CALM)), st.lists(st.text(max_size=12)), max_size=6)
)
def test_no_field_breaks_the_server(app: Flask, data: dict[str, list[str]]) -> None:
    """Random fields with random values never bring a server fault, and are never echoed as markup."""
    response = app.test_client().post("/summary", data=data)
    assert response.status_code in (200, 422)
    parsed(response.get_data(as_text=True))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/answers", 405), ("POST", "/", 405), ("PUT", "/summary", 405)],
)
def test_an_address_that_is_not_there_gets_a_page(client: FlaskClient, method: str, path: str, status: int) -> None:
    """It says what happened, offers the first page, and shows the help lines."""
    response = client.open(path, method=method)
    page = valid(response.get_data(as_text=True), f"error-{status}")
    assert response.status_code == status
    assert page.query(".lines li")


def test_a_fault_of_ours_says_so_and_logs_no_answer(caplog: pytest.LogCaptureFixture) -> None:
    """An unforeseen error gives a plain page with 500; the log names its kind and not its message."""
    app = create_app(Config())
    answers: dict[str, str] = {}
    app.view_functions["guide.healthz"] = lambda: answers["CANARY answer"]
    with caplog.at_level(logging.DEBUG):
        response = app.test_client().get("/healthz")
    page = valid(response.get_data(as_text=True), "error-500")
    assert response.status_code == 500
    assert "our fault" in one(page, "main").to_text()
    assert "KeyError" in caplog.text
    assert "CANARY" not in caplog.text + response.get_data(as_text=True)


def test_only_allowed_hosts_are_answered() -> None:
    """With a list of hosts, another name gets an error page and none of the content."""
    app = create_app(Config(hosts=("guide.example",)))
    assert app.test_client().get("/", base_url="http://guide.example").status_code == 200
    assert app.test_client().get("/", base_url="http://evil.example").status_code == 400


@pytest.mark.parametrize("size", [0, 1000, MAX_BODY + 1000])
def test_a_form_without_a_length_is_refused(app: Flask, size: int) -> None:
    """Sent in pieces, a long form would be cut off in silence, and the danger at its end with it."""
    body = f"how_taken=as_directed&_country={'x' * size}&right_now=seizure".encode()
    in_pieces = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    paths = [rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert "/summary" in paths
    for path in paths:
        response = app.test_client().post(
            path, input_stream=BytesIO(body), content_type=FORM, environ_overrides=in_pieces
        )
        assert response.status_code == 411, path
        assert b"Your summary" not in response.data


@pytest.mark.parametrize("path", ["/summary", "/together/live"])
def test_a_part_without_a_name_is_no_field(client: FlaskClient, path: str) -> None:
    """A form whose part lost its name on the way is given back, and what else came with it is not taken for all."""
    part = "--x\r\nContent-Disposition: form-data{}\r\n\r\nnone\r\n"
    body = part.format('; name="right_now"') + part.format("") + part.format('; name="other"') + "--x--\r\n"
    response = client.post(path, data=body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 422


def test_a_file_that_is_sent_touches_no_disk(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked for a file; one that comes anyway stays in memory, however large it can be, and is refused."""
    for made in ("TemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(f"tempfile.{made}", lambda *_, **__: pytest.fail("a file was made"))
    response = client.post("/summary", data={"right_now": (BytesIO(b"n" * (MAX_BODY - 500)), "answers.txt")})
    assert response.status_code == 200
    assert "Not enough" in response.text or "not enough" in response.text


@pytest.mark.parametrize("name", ["mark-how_taken", "leave-lately", "agree-how_taken", "view-setting", "view-reason"])
def test_spaces_choose_nothing(client: FlaskClient, name: str) -> None:
    """A choice that holds spaces only is none: nothing is marked, left off or chosen by it."""
    sheet = {"person-how_taken": "as_directed", "family-how_taken": "not_now"}
    blank = client.post("/together/staff", data={**sheet, name: " \t "})
    assert blank.status_code == 200
    assert blank.data == client.post("/together/staff", data=sheet).data
