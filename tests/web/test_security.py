"""The table of routes, and the headers that protect a person."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from careguide.config import Config
from careguide.web import create_app
from careguide.web.security import ROUTES, Cache, content_hash, protect
from tests.conftest import examples
from tests.sheets import CALM
from tests.web.conftest import attrs, logged, one, valid

EVERYTHING = ["/", "/someone", "/options", "/about", "/privacy", "/leave", "/healthz", "/nowhere", "/summary"]


def test_every_route_is_in_the_table(app: Flask) -> None:
    """The table holds each route that exists and nothing else."""
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ROUTES)


def test_a_route_without_a_policy_is_refused() -> None:
    """A new route cannot be served before someone has said who may call, frame and cache it."""
    app = Flask("stray")
    with pytest.raises(LookupError, match="static"):
        protect(app, {"": ""})


@pytest.mark.parametrize("path", EVERYTHING)
def test_headers_stand_on_every_response(client: FlaskClient, path: str) -> None:
    """Errors included: nothing is allowed by default, nothing frames us, nothing learns where a person came from."""
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", EVERYTHING)
def test_inline_blocks_are_allowed_by_their_hash(client: FlaskClient, path: str) -> None:
    """Each style and script of a page is the one whose hash the policy names."""
    response = client.get(path)
    text = response.get_data(as_text=True)
    blocks = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", text, re.DOTALL)
    assert blocks or not text.startswith("<!doctype")
    assert all(content_hash(block) in response.headers["Content-Security-Policy"] for block in blocks)


def test_the_table_decides_what_is_cached(app: Flask, client: FlaskClient) -> None:
    """Public pages say how long they may be kept; whatever may hold an answer is never kept."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            data = CALM if method == "POST" else None
            headers = client.open(rule.rule, method=method, data=data).headers
            assert headers["Cache-Control"] == ROUTES[rule.endpoint].cache.value
    assert {policy.cache for policy in ROUTES.values()} == set(Cache)
    assert client.get("/nowhere").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("proxies", "secure"), [(0, False), (1, True)])
def test_a_proxy_is_believed_only_when_it_is_counted(proxies: int, secure: bool) -> None:
    """What a request says of its own way here counts only behind the proxies that the operator named."""
    client = create_app(Config(trusted_proxies=proxies)).test_client()
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Host": "evil.example"}
    headers = client.get("/", headers=said).headers
    assert ("Strict-Transport-Security" in headers) == secure
    response = client.get("/oembed?url=https://localhost/", headers=said)
    assert (response.status_code == 200) == secure
    assert b"evil.example" not in response.data


def test_https_is_kept_to_once_it_was_used(client: FlaskClient) -> None:
    """Over HTTPS every answer, errors included, asks for HTTPS from now on; over plain HTTP none does."""
    for path in ("/", "/nowhere", "/api/v1/questionnaire"):
        assert "max-age=63072000" in client.get(path, base_url="https://localhost").headers["Strict-Transport-Security"]
        assert "Strict-Transport-Security" not in client.get(path).headers


def test_leaving_empties_the_cache_and_promises_no_more(client: FlaskClient) -> None:
    """The header clears copies of this site only; the page says what it cannot clear."""
    response = client.get("/leave")
    assert response.headers["Clear-Site-Data"] == '"cache"'
    said = " ".join(one(valid(response.get_data(as_text=True), "leave"), "main").to_text().split())
    assert "The list of sites that you visited" in said


def test_links_outward_tell_nothing(client: FlaskClient) -> None:
    """A link to another site carries no referrer, and no page holds an address with an answer in it."""
    page = valid(client.post("/summary", data=CALM).get_data(as_text=True), "links")
    links = attrs(page, "a")
    outward = [link for link in links if link["href"].startswith("http")]
    assert outward
    assert all(link["rel"] == "noreferrer" for link in outward)
    assert not any(word in link["href"] for link in links for word in CALM.values())


@examples(25)
@given(word=st.text(alphabet="abcdef", min_size=8, max_size=12).map("CANARY{}".format))
def test_nothing_of_an_answer_is_logged(app: Flask, word: str) -> None:
    """Canaries in fields, values, addresses and headers are searched for in everything that was logged."""
    with logged(app) as kept:
        client = app.test_client()
        client.post(f"/summary?{word}", data={**CALM, word: word, "home": word}, headers={"Referer": word})
        client.get(f"/{word}?country={word}", headers={"User-Agent": word})
    assert not [line for line in kept if "CANARY" in line]
