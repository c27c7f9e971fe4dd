"""What the API refuses: problem documents that name the place and the mend, and repeat nothing of what was sent."""

from __future__ import annotations

import json
import time
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, Response, abort, request
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests
from werkzeug.test import TestResponse

from careguide.config import Config
from careguide.core.questionnaire.model import Questionnaire
from careguide.web import create_app
from careguide.web.api.problems import LIMIT, ApiProblem
from tests.conftest import examples
from tests.sheets import CALM
from tests.web.conftest import logged

JSON = "application/json"
SUMMARY = "/api/v1/summary"
SECRET = "SECRETword"

BODIES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "not-json"),
    "no JSON": (b"right_now=none", "not-json"),
    "cut short": (b'{"answers": {', "not-json"),
    "a name twice": (b'{"answers": {}, "answers": {}}', "not-json"),
    "an answer twice": (b'{"answers": {"home": "alone", "home": null}}', "not-json"),
    "NaN": (b'{"answers": {"home": NaN}}', "not-json"),
    "infinity": (b'{"answers": {"home": -Infinity}}', "not-json"),
    "deep": (b"[" * (LIMIT // 2), "not-json"),
    "deep objects": (b'{"answers":' * 1400, "not-json"),
    "a long number": (b'{"answers": ' + b"9" * 9000 + b"}", "not-json"),
    "UTF-16": ('{"answers": {}}'.encode("utf-16"), "not-json"),
    "a byte order mark": (b'\xef\xbb\xbf{"answers": {}}', "not-json"),
    "no UTF-8": (b'{"answers": {"home": "\xff"}}', "not-json"),
    "a bare NUL": (b'{"answers": {"home": "\x00"}}', "not-json"),
    "a list": (b"[]", "does-not-fit"),
    "a word": (b'"answers"', "does-not-fit"),
    "null": (b"null", "does-not-fit"),
    "large": (b" " * (LIMIT + 1), "too-large"),
    "a megabyte": (b"[" + b"1," * 500_000 + b"1]", "too-large"),
}


def refused(response: TestResponse, kind: str) -> dict[str, Any]:
    """Check that an answer is a whole problem document of this kind, and return it."""
    found: dict[str, Any] = json.loads(response.data)
    wanted = next(item for item in ApiProblem if item.id == kind)
    assert response.mimetype == "application/problem+json"
    assert (found["type"], found["title"], found["detail"]) == (f"/api/v1/#{kind}", wanted.title, wanted.mend)
    assert response.status_code == found["status"] == wanted.status
    assert response.headers["Cache-Control"] == "no-store"
    assert SECRET not in response.get_data(as_text=True)
    return found


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_cannot_be_read_is_refused(client: FlaskClient, name: str) -> None:
    """Whatever the bytes are, the answer says in which way they are wrong."""
    body, kind = BODIES[name]
    refused(client.post(SUMMARY, data=body, content_type=JSON), kind)


@pytest.mark.parametrize(("size", "kind"), [(LIMIT, None), (LIMIT + 1, "too-large"), (70_000, "too-large")])
def test_a_body_is_read_whole_or_not_at_all(client: FlaskClient, size: int, kind: str | None) -> None:
    """A body is never cut off at the limit and read as if that were all."""
    response = client.post(SUMMARY, data=b'{"answers": {}}'.ljust(size), content_type=JSON)
    if kind:
        refused(response, kind)
    else:
        assert response.status_code == 200


@pytest.mark.parametrize(
    "told", [{"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}, {"HTTP_TRANSFER_ENCODING": "chunked"}]
)
def test_a_body_that_tells_no_length_is_not_read(client: FlaskClient, told: dict[str, object]) -> None:
    """It could go on for ever, and keep all others waiting; nor is what came of it taken for the whole."""
    body = BytesIO(b'{"answers": {}}')
    refused(client.post(SUMMARY, input_stream=body, content_type=JSON, environ_overrides=told), "no-length")
    assert body.tell() == 0


@pytest.mark.parametrize(
    "headers",
    [{}, {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}]
    + [{"Content-Type": JSON, "Content-Encoding": encoding} for encoding in ("gzip", "br")],
)
def test_only_plain_json_is_read(client: FlaskClient, headers: dict[str, str]) -> None:
    """A form, a text or something packed is no JSON; a browser could send the first two from any site."""
    refused(client.post(SUMMARY, data=b'{"answers": {}}', headers=headers), "not-labelled-json")


def test_a_character_set_beside_the_type_is_passed_over(client: FlaskClient) -> None:
    """JSON is UTF-8 whatever stands beside its type."""
    response = client.post(SUMMARY, data=b'{"answers": {}}', content_type="application/json; charset=latin-1")
    assert response.status_code == 200


def test_answers_in_the_address_are_refused(client: FlaskClient) -> None:
    """A developer who puts answers into the address learns at once that they end up in logs there."""
    refused(client.post(f"{SUMMARY}?home={SECRET}", json={"answers": {}}), "in-address")


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        ({}, "/answers", "is not there"),
        ({"answers": None}, "/answers", "is not an object"),
        ({"answers": [["home", "alone"]]}, "/answers", "is not an object"),
        (
            {"answers": {"hom": SECRET}},
            "/answers",
            "Member 1 of 'answers' is not a question of this guide. Did you mean",
        ),
        ({"answers": {SECRET: "x"}}, "/answers", "Take the ids"),
        ({"answers": {"\ud800": "x"}}, "/answers", "Member 1"),
        ({"answers": {"home": SECRET}}, "/answers/home", "It takes one of: "),
        ({"answers": {"home": ["alone", "steady_someone_checks"]}}, "/answers/home", "just one answer"),
        ({"answers": {"home": 1}}, "/answers/home", "cannot be read"),
        ({"answers": {"home": True}}, "/answers/home", "cannot be read"),
        ({"answers": {"home": {SECRET: SECRET}}}, "/answers/home", "cannot be read"),
        ({"answers": {"home": [["alone"]]}}, "/answers/home", "cannot be read"),
        ({"answers": {"home": "alone\x00"}}, "/answers/home", "not one of the choices"),
        ({"answers": {"right_now": ["none", "seizure"]}}, "/answers/right_now", "cannot go with the others"),
        ({"answers": {}, "voice": SECRET}, "/voice", "It takes one of: self, someone."),
        ({"answers": {}, "voice": None}, "/voice", "It takes one of"),
        ({"answers": {}, "country": "us"}, "/country", "It takes one of: US, "),
        ({"answers": {}, "country": ["US"]}, "/country", "It takes one of"),
        ({"answers": {}, "contry": "US"}, "", "Did you mean 'country'?"),
        ({"answers": {}, SECRET: SECRET}, "", "Send only: answers, values, voice, country."),
    ],
)
def test_what_does_not_fit_is_named_with_its_mend(client: FlaskClient, body: object, pointer: str, words: str) -> None:
    """One fault, one place, one sentence; nothing that was sent is repeated."""
    found = refused(client.post(SUMMARY, data=json.dumps(body), content_type=JSON), "does-not-fit")
    assert [fault["pointer"] for fault in found["errors"]] == [pointer]
    assert words in found["errors"][0]["detail"]


def test_all_faults_are_told_in_one_go(client: FlaskClient) -> None:
    """Whoever sends three wrong things mends them in one go."""
    body = {"answers": {"home": 1, "hoem": "x", "lately": "x"}, "voice": "me", "country": "XX", "more": 1}
    found = refused(client.post(SUMMARY, json=body), "does-not-fit")
    places = ["", "/answers", "/answers/home", "/answers/lately", "/country", "/voice"]
    assert sorted(fault["pointer"] for fault in found["errors"]) == places


def test_thousands_of_wrong_names_cost_little(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """To look for the nearest question takes time, so it is done for as many names as there are questions at most."""
    count = len(questionnaire.questions)
    many = client.post(SUMMARY, json={"answers": {f"q{number:03}": 0 for number in range(1200)}})
    assert refused(many, "does-not-fit")["errors"][0]["detail"].startswith("There are more answers than questions")
    began = time.process_time()
    names = {f"right_no{number:0>500}": 0 for number in range(count)}
    found = refused(
        client.post(SUMMARY, json={"answers": names, **{f"voic{n}": 0 for n in range(300)}}), "does-not-fit"
    )
    assert time.process_time() - began < 0.5
    assert len(found["errors"]) == count + 1


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v1/summary/", "/api/", "/api/v2/questionnaire"])
def test_an_unknown_address_is_a_problem_too(client: FlaskClient, path: str) -> None:
    """Below /api/ a program asks, and gets no page."""
    refused(client.get(path), "no-such-address")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
def test_another_method_is_told_which_to_take(client: FlaskClient, method: str) -> None:
    """The Allow header names the methods."""
    response = client.open(SUMMARY, method=method)
    refused(response, "other-method")
    assert set(response.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    assert client.head(SUMMARY).status_code == 405
    assert client.options(SUMMARY).status_code == 200


def test_a_foreign_host_name_is_a_problem_too() -> None:
    """A server that answers to its own names only says so in a form that programs read."""
    client = create_app(Config(hosts=("guide.example",))).test_client()
    refused(client.get("/api/v1/questionnaire", base_url="http://evil.example"), "unreadable")


def test_a_fault_of_ours_is_a_problem_without_a_trace(caplog: pytest.LogCaptureFixture) -> None:
    """What went wrong is logged by its kind only; neither the log nor the answer holds a word of it."""
    app = create_app(Config())

    def broken() -> Response:
        raise LookupError(SECRET)

    app.view_functions["api.summary"] = broken
    refused(app.test_client().post(SUMMARY, json={"answers": CALM}), "our-fault")
    assert caplog.messages == ["LookupError while answering api.summary"]


@pytest.mark.parametrize("status", [403, 501])
def test_a_hook_may_refuse_for_reasons_of_its_own(status: int) -> None:
    """What a hook of the operator refuses is told as a problem document, by its status."""
    app = create_app(Config(), before=lambda: abort(status, SECRET))
    response = app.test_client().get("/api/v1/questionnaire")
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert response.get_json()["type"] == "about:blank"
    assert SECRET not in response.get_data(as_text=True)


def test_a_hook_may_limit_how_often_one_address_asks() -> None:
    """The hook of docs/api.md lets so many requests through, then refuses with the time to wait."""
    counter, limit = FixedWindowRateLimiter(MemoryStorage()), RateLimitItemPerMinute(2)

    def before() -> None:
        if request.path == SUMMARY and not counter.hit(limit, str(request.remote_addr)):
            raise TooManyRequests(retry_after=60)

    client = create_app(Config(), before=before).test_client()
    answers = [client.post(SUMMARY, json={"answers": CALM}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused(answers[-1], "too-often")
    assert answers[-1].headers["Retry-After"] == "60"


@examples(25)
@given(word=st.text(alphabet="abcdef", min_size=8, max_size=12).map("CANARY{}".format))
def test_nothing_that_was_sent_is_logged_or_repeated(app: Flask, word: str) -> None:
    """Canaries as names, values, members and addresses turn up nowhere."""
    with logged(app) as kept:
        client = app.test_client()
        said = [
            client.post(SUMMARY, json={"answers": {"home": word, word: word}, word: word, "voice": word}),
            client.post(f"{SUMMARY}?{word}", json={"answers": {}}),
            client.post(SUMMARY, data=word, content_type=word),
            client.get(f"/api/v1/{word}"),
        ]
    assert not [line for line in kept if "CANARY" in line]
    assert not [answer for answer in said if b"CANARY" in answer.data]
