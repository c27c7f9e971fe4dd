"""The headers that protect a person: on every answer of every route, and on every kind of error."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask, abort, request
from werkzeug.test import TestResponse

from careguide.config import Config
from careguide.web import create_app
from careguide.web.security import ROUTES
from tests.web.conftest import GUIDE
from tests.web.every_route import Call, app_for_all, calls, errors
from tests.web.headers import lacking

pytestmark = pytest.mark.lengthy

OVER_TLS = "https://localhost"
STAND_ALONE = {"400": 400, "404": 404, "405": 405, "406": 406, "413": 413, "415": 415, "422": 422, "501": 501}


@pytest.fixture(scope="module")
def whole() -> Flask:
    """Make an app that has every route."""
    return app_for_all()


def answer(app: Flask, call: Call) -> TestResponse:
    """Make a call over HTTPS."""
    posted = call.method == "POST"
    return app.test_client().open(
        call.path,
        method=call.method,
        base_url=OVER_TLS,
        data=call.body if posted else None,
        content_type=call.kind if posted else None,
    )


@pytest.mark.smoke
def test_every_route_is_called(whole: Flask) -> None:
    """No route of the table is left out, and none is called in a way that it does not take."""
    made = calls(whole)
    assert {call.name for call in made} - STAND_ALONE.keys() == set(ROUTES)
    statuses = {call.name: answer(whole, call).status_code for call in made if call.name in ROUTES}
    assert {name: status for name, status in statuses.items() if status >= 400} == {
        "together.code": 422,
        "guide.opened": 422,
        "framed.opened": 422,
    }


def test_every_answer_has_every_header(whole: Flask) -> None:
    """All of them stand on every route and on every error, and HTTPS is kept to."""
    for call in calls(whole):
        for method in {call.method, "HEAD", "OPTIONS", "PUT"}:
            response = answer(whole, call._replace(method=method))
            assert lacking(response.headers) == [], (method, call.name, call.path)
            assert "max-age=" in response.headers["Strict-Transport-Security"], (method, call.path)


@pytest.mark.parametrize("call", errors(), ids=lambda call: f"{call.name}-{call.path}")
def test_each_error_is_the_one_it_is_said_to_be(whole: Flask, call: Call) -> None:
    """Each of the refused calls gets its own status, and is not to be kept by anyone."""
    response = answer(whole, call)
    assert response.status_code == STAND_ALONE[call.name]
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/summary", "/embed/summary", "/together/live", "/api/v1/summary"])
def test_a_form_of_unknown_length_has_them(whole: Flask, path: str) -> None:
    """So has the refusal of a form that comes in pieces."""
    response = whole.test_client().post(
        path,
        input_stream=BytesIO(b"right_now=none"),
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )
    assert response.status_code == 411
    assert lacking(response.headers) == []


@pytest.mark.parametrize(
    "name", ["evil.example", "..", f"{'a' * 64}.example", "a b", "[", ".", "guide.example@evil.example"]
)
@pytest.mark.parametrize("hosts", [(), ("guide.example",)])
@pytest.mark.parametrize("path", ["/", "/nowhere", "/summary", "/api/v1/questionnaire"])
def test_a_strange_host_has_them(name: str, hosts: tuple[str, ...], path: str) -> None:
    """A name that is no name, or not ours, gets a refusal in one sentence, and never a fault of the server."""
    response = _for_hosts(hosts).test_client().get(path, headers={"Host": name})
    assert response.status_code < 500
    assert lacking(response.headers) == []
    assert response.status_code == 400 or not hosts
    assert "evil" not in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["/", "/someone", "/nowhere", "/embed/", "/embed/setup", "/oembed", "/fhir/R4/metadata"]
)
def test_an_address_that_is_no_text_is_no_fault(whole: Flask, path: str) -> None:
    """Bytes behind the '?' that are no UTF-8 are read as such, on every page and on every error page."""
    response = whole.test_client().get(path, environ_overrides={"QUERY_STRING": "country=\x80&url=\xff&_format=\xc3"})
    assert response.status_code < 500
    assert lacking(response.headers) == []


@pytest.mark.parametrize(
    "path", ["/healthz", "/api/v1/questionnaire", "/fhir/R4/metadata", "/embed/leave", "/together"]
)
def test_a_fault_of_ours_has_them(path: str) -> None:
    """An unforeseen error is answered like any other."""
    app = create_app(Config(), warm=False)
    with app.test_request_context(path):
        app.view_functions[str(request.endpoint)] = lambda **_: abort(-1)
    response = app.test_client().get(path)
    assert response.status_code == 500
    assert lacking(response.headers) == []


def test_a_hook_of_the_operator_has_them() -> None:
    """So has what an operator's own hook answers, or refuses."""
    app = create_app(Config(), before=lambda: abort(429), warm=False)
    for path in ("/", "/summary", "/api/v1/questionnaire"):
        response = app.test_client().get(path)
        assert response.status_code == 429
        assert lacking(response.headers) == []


@pytest.mark.parametrize(
    "name", ["X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy", "Cache-Control"]
)
def test_the_check_bites(name: str) -> None:
    """A header that is missing is found, and so is a policy that allows too much."""
    app = create_app(Config(), warm=False)
    headers = app.test_client().get("/leave").headers
    assert lacking(headers) == []
    del headers[name]
    assert lacking(headers) != []
    headers[name] = "default-src *; frame-ancestors *; script-src 'unsafe-inline'"
    assert lacking(headers) != []


def _for_hosts(hosts: tuple[str, ...]) -> Flask:
    """Make an app for these host names, once."""
    if hosts not in _APPS:
        _APPS[hosts] = create_app(Config(hosts=hosts, public_url=GUIDE), warm=False)
    return _APPS[hosts]


_APPS: dict[tuple[str, ...], Flask] = {}
