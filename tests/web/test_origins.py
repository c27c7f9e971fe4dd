"""Which sites' scripts may ask for data: none, unless they are listed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from careguide.config import Config
from careguide.web import create_app
from tests.sheets import CALM

LISTED, OTHER = "https://clinic.example", "https://evil.example"
ALLOWED = "Access-Control-Allow-Origin"


@pytest.fixture(scope="module")
def shared() -> FlaskClient:
    """Make a client of an app that lists one site for data, and no other."""
    return create_app(Config(api_origins=(LISTED, "https://second.example"))).test_client()


def allowances(response: TestResponse) -> set[str]:
    """Return the names of all headers that let another site in."""
    return {name for name, _ in response.headers if name.startswith("Access-Control-")}


@pytest.mark.parametrize("origin", [None, LISTED, OTHER, "null"])
def test_no_site_is_let_in_unless_it_is_listed(client: FlaskClient, origin: str | None) -> None:
    """Without the setting there is no such header at all."""
    headers = {"Origin": origin} if origin else {}
    assert allowances(client.get("/api/v1/questionnaire", headers=headers)) == set()
    assert allowances(client.post("/api/v1/summary", json={"answers": CALM}, headers=headers)) == set()


@pytest.mark.parametrize(
    "path", ["/api/v1/questionnaire", "/api/v1/openapi.json", "/api/v1/nowhere", "/fhir/R4/metadata"]
)
def test_a_listed_site_is_let_in_by_its_name(shared: FlaskClient, path: str) -> None:
    """It is named, never a star; cookies are not let in, and of the headers it sees one more."""
    response = shared.get(path, headers={"Origin": LISTED})
    assert response.headers[ALLOWED] == LISTED
    assert allowances(response) == {ALLOWED, "Access-Control-Expose-Headers"}
    assert response.headers["Access-Control-Expose-Headers"] == "Retry-After"


def test_a_listed_site_may_ask_for_a_summary(shared: FlaskClient) -> None:
    """The preflight allows the one header that is needed, and then the answer may be read."""
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type, x-other"}
    preflight = shared.options("/api/v1/summary", headers={"Origin": LISTED, **asked})
    assert preflight.headers[ALLOWED] == LISTED
    assert preflight.headers["Access-Control-Allow-Headers"] == "content-type"
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, POST"
    assert preflight.headers["Access-Control-Max-Age"] == "600"
    answered = shared.post("/api/v1/summary", json={"answers": CALM}, headers={"Origin": LISTED})
    assert (answered.status_code, answered.headers[ALLOWED]) == (200, LISTED)


@pytest.mark.parametrize(
    "origin", [OTHER, "null", "https://clinic.example.evil.example", "http://clinic.example", f"{LISTED}:8443", "*"]
)
def test_another_site_is_not_let_in(shared: FlaskClient, origin: str) -> None:
    """Neither by its preflight nor by its answer; near the name is not the name."""
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert allowances(shared.options("/api/v1/summary", headers={"Origin": origin, **asked})) == set()
    assert allowances(shared.get("/api/v1/questionnaire", headers={"Origin": origin})) == set()


@pytest.mark.parametrize("path", ["/", "/someone", "/summary", "/together", "/healthz", "/nowhere"])
def test_pages_for_people_let_no_site_in(shared: FlaskClient, path: str) -> None:
    """The list is for data only."""
    assert ALLOWED not in shared.get(path, headers={"Origin": LISTED}).headers


@pytest.mark.parametrize("origin", [None, LISTED, OTHER])
def test_a_cache_keeps_the_sites_apart(shared: FlaskClient, origin: str | None) -> None:
    """Every answer says that it differs by site and by encoding, so that no copy reaches the wrong one."""
    response = shared.get("/api/v1/questionnaire", headers={"Origin": origin} if origin else {})
    assert {word.strip() for word in response.headers["Vary"].split(",")} == {"Accept-Encoding", "Origin"}
