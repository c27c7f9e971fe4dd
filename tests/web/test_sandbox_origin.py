"""A frame without an origin may read the summary of what it sent, and the form filled with it, and nothing else."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from careguide.web.security import ASKING, ROUTES
from tests.sheets import CALM
from tests.web.conftest import SITE
from tests.web.every_route import Call, app_for_all, calls

ALLOWED = "Access-Control-Allow-Origin"
APP = app_for_all()


def test_a_frame_without_an_origin_may_read_its_summary(framing: FlaskClient) -> None:
    """It is let in by the name that browsers give it, without cookies, and the answer is kept nowhere."""
    response = framing.post("/embed/summary", data=CALM, headers={"Origin": "null"})
    assert response.status_code == 200
    assert response.headers[ALLOWED] == "null"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"
    assert "Origin" in response.headers["Vary"]
    again = framing.post("/embed/summary", data={"right_now": "nonsense"}, headers={"Origin": "null"})
    assert (again.status_code, again.headers[ALLOWED]) == (422, "null")


@pytest.mark.parametrize("origin", [None, SITE, "https://evil.example", "NULL", "*", "null, null"])
def test_no_other_name_is_let_in(framing: FlaskClient, origin: str | None) -> None:
    """A site that has a name, listed or not, asks for no page."""
    headers = {"Origin": origin} if origin else {}
    assert ALLOWED not in framing.post("/embed/summary", data=CALM, headers=headers).headers


def test_without_a_list_nobody_is_let_in(client: FlaskClient) -> None:
    """Where no site may frame the guide, no frame asks."""
    assert ALLOWED not in client.post("/embed/summary", data=CALM, headers={"Origin": "null"}).headers


@pytest.mark.parametrize("call", calls(APP), ids=lambda call: f"{call.name}-{call.method}-{call.path}")
def test_no_other_route_lets_it_in(call: Call) -> None:
    """Neither staff pages nor the record nor the API nor an error answers to a frame without an origin."""
    response = APP.test_client().open(
        call.path,
        method=call.method,
        data=call.body or None,
        content_type=call.kind or None,
        headers={"Origin": "null"},
    )
    names = {("POST", "/embed/summary"): "null", ("POST", "/embed/answers"): "null", ("GET", "/embed.js"): "*"}
    expected = None if response.status_code == 405 else names.get((call.method, call.path))
    assert response.headers.get(ALLOWED) == expected


def test_a_preflight_is_never_answered(embedding: Flask) -> None:
    """A form as browsers send it needs none, and nothing else is let in."""
    asked = {"Origin": "null", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-other"}
    headers = embedding.test_client().options("/embed/summary", headers=asked).headers
    assert "Access-Control-Allow-Headers" not in headers
    assert "Access-Control-Allow-Methods" not in headers


def test_only_a_page_with_the_questions_may_ask() -> None:
    """The policy lets the script of the questions send to this server, and that of no other framed page."""
    assert {name for name, policy in ROUTES.items() if policy.for_sandboxes} == {
        "framed.summary",
        "framed.answers",
        "framed.aids",
    }
    assert {name for name, policy in ROUTES.items() if name.startswith("framed.") and policy.asks} == {
        name.replace("guide.", "framed.") for name in ASKING
    }
