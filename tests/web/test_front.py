"""What answers before Flask: pages from memory, just as Flask answered them, and one turn after the other."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from itertools import product
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from careguide.config import Config
from careguide.web import FIRST, FRONT, create_app
from careguide.web.wsgi.bodies import MAX_BODY, SHARE
from careguide.web.wsgi.front import Front, Turns
from careguide.web.wsgi.page import ENCODINGS
from tests.sheets import CALM
from tests.web.conftest import logged

pytestmark = pytest.mark.lengthy

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PATHS = ("/", "/someone", "/options", "/about", "/method", "/privacy", "/embed/", "/embed/someone", "/robots.txt")
ASKED = {"br": "gzip, deflate, br, zstd", "gzip": "gzip;q=1.0, *;q=0.5, br;q=0", "identity": ""}


def heads(app: Flask) -> set[tuple[str, str, str]]:
    """Return what is kept for everyone, whole: the route, country, voice, scheme and encoding of each answer."""
    return {(*key, *head) for key, page in app.extensions["careguide"].pages.items() for head in page.heads}


@pytest.fixture(scope="module")
def apart() -> Flask:
    """Make an app in which what stands before Flask can be told from Flask."""
    return create_app(Config(hosts=("guide.example",)))


@pytest.fixture(scope="module")
def front(apart: Flask) -> Front:
    """Return what stands before Flask in it."""
    held: Front = apart.extensions[FRONT]
    return held


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("query", ["", "country=GB"])
def test_memory_answers_as_flask_does(front: Front, encoding: str, scheme: str, query: str) -> None:
    """Status, headers and body are the same to the byte, whoever answers."""
    for path in PATHS:
        asked = EnvironBuilder(path, f"{scheme}://guide.example", query, headers=[("Accept-Encoding", ASKED[encoding])])
        direct = Client(front.behind).open(asked.get_environ())
        direct.headers.remove("Date")  # a kept one would be wrong; the server adds its own
        for kept in (Client(front).open(asked.get_environ()) for _ in range(2)):
            assert (kept.status, list(kept.headers), kept.data) == (direct.status, list(direct.headers), direct.data)
        assert direct.headers.get("Content-Encoding", "identity") == encoding
        assert ("Strict-Transport-Security" in direct.headers) == (scheme == "https")


def test_kept_pages_never_enter_flask(front: Front) -> None:
    """Once a page is kept, Flask does not hear of it; nor does it of one that has not changed."""
    client = Client(front)
    first = client.get("/about", base_url="http://guide.example")
    entered, behind = [], front.behind

    def watched(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        entered.append(environ["PATH_INFO"])
        return behind(environ, start_response)

    front.behind = watched
    try:
        assert client.get("/about", base_url="http://guide.example").data == first.data
        headers = {"If-None-Match": f'W/{first.headers["ETag"]}, "another"'}
        unchanged = client.get("/about", base_url="http://guide.example", headers=headers)
        assert (unchanged.status_code, unchanged.data) == (304, b"")
        assert unchanged.headers["ETag"] == first.headers["ETag"]
        assert unchanged.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
        assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(unchanged.headers.keys())
        assert entered == []
        for path in ("/about?country=zz", "/about?x=1", "/healthz", "/nowhere"):
            client.get(path, base_url="http://guide.example")
        client.post("/about", base_url="http://guide.example")
        client.get("/about", base_url="http://other.example")
        assert len(entered) == 6
    finally:
        front.behind = behind


def test_a_changed_page_is_sent_anew(apart: Flask) -> None:
    """Who has another version of a page gets it whole, and HEAD gets its headers alone."""
    client = apart.test_client()
    whole = client.get("/", base_url="http://guide.example", headers={"If-None-Match": '"old"'})
    assert (whole.status_code, bool(whole.data)) == (200, True)
    head = client.head("/", base_url="http://guide.example")
    assert (head.status_code, head.data, list(head.headers)) == (200, b"", list(whole.headers))


def test_names_that_are_not_ours_get_nothing_from_memory(apart: Flask) -> None:
    """A page that is kept is still refused under another host's name."""
    client = apart.test_client()
    assert client.get("/", base_url="http://guide.example").status_code == 200
    assert client.get("/", base_url="http://evil.example").status_code == 400


def test_the_first_page_is_ready_and_others_can_be_made_ahead() -> None:
    """At first the first page is kept, then all of them in every country; never more than these."""
    app = create_app(Config())
    front: Front = app.extensions[FRONT]
    assert len(heads(app)) == FIRST * 2 * len(ENCODINGS)
    assert {route for route, *_ in heads(app)} == {"guide.questions"}
    front.fill()
    assert {head[:3] for head in heads(app)} == {key for (_, query), key in front.routes.items() if not query}
    assert set(PATHS) < {path for path, _ in front.routes}
    client = app.test_client()
    countries = app.extensions["careguide"].questionnaire.country
    assert {query for _, query in front.routes} == {"", *(f"country={code}" for code in countries)}
    for path, query in front.routes:
        assert client.get(f"{path}?{query}").status_code == 200
    whole = len(heads(app))
    assert whole == len(set(front.routes.values())) + len({path for path, _ in front.routes}) * (2 * len(ENCODINGS) - 1)
    for query in ("country=gb", "country=ZZ", "country=GB&x=1", "x=country"):
        assert client.get(f"/?{query}").status_code == 200
    assert len(heads(app)) == whole


def test_a_page_that_cannot_be_made_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault is answered as a fault, and the page is there as soon as it can be made."""
    broken = create_app(Config(), warm=False)
    with monkeypatch.context() as patched, logged(broken) as told:
        patched.setattr(broken.jinja_env, "get_or_select_template", lambda *_: 1 / 0)
        response = broken.test_client().get("/about?canary")  # the page that says so is a template as well
    assert response.status_code == 500
    assert "our fault, not yours" in response.text
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert any("ZeroDivisionError" in line for line in told)
    assert not any("canary" in line or "/about" in line for line in told)
    assert broken.test_client().get("/about").status_code == 200


def test_whoever_wants_to_look_first_sees_every_request() -> None:
    """Where a hook may refuse requests, nothing is answered from memory past it."""
    seen: list[int] = []
    app = create_app(Config(), before=lambda: seen.append(1))
    before = len(seen)
    for _ in range(3):
        assert app.test_client().get("/").status_code == 200
    assert len(seen) == before + 3


class _Gate(BytesIO):
    """A body whose rest comes only when it is let."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.asked, self.rest = Event(), Event()

    def read(self, size: int | None = -1) -> bytes:
        self.asked.set()
        assert self.rest.wait(30)
        return super().read(size)


def test_a_slow_form_keeps_no_one_waiting(client: FlaskClient) -> None:
    """While one form trickles in, another is answered; then the slow one is answered whole."""
    body = b"&".join(f"{name}={value}".encode() for name, value in CALM.items())
    slow = _Gate(body)
    got: list[bytes] = []
    sent = {"method": "POST", "content_type": "application/x-www-form-urlencoded", "content_length": len(body)}
    waiting = Thread(target=lambda: got.append(client.post("/summary", input_stream=slow, **sent).data))
    waiting.start()
    assert slow.asked.wait(30)
    quick = client.application.test_client().post("/summary", data=CALM)
    assert quick.status_code == 200
    assert got == []
    slow.rest.set()
    waiting.join(30)
    assert got == [quick.data]


def test_requests_are_worked_on_one_after_the_other() -> None:
    """However many come at once, never are two of them worked on at the same time in one process."""
    inside, most = [], []

    def busy(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        inside.append(1)
        most.append(len(inside))
        Event().wait(0.01)
        inside.pop()
        start_response("200 OK", [])
        return []

    turns = Turns(busy)
    threads = [Thread(target=lambda: Client(turns).get("/")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


def test_half_a_form_is_never_taken_for_a_whole_one(app: Flask) -> None:
    """A form that ends before the length it named is refused: what is missing may be a danger."""
    environ = EnvironBuilder("/summary", method="POST", data={"right_now": "none", "lately": "nothing"}).get_environ()
    environ["CONTENT_LENGTH"] = str(int(environ["CONTENT_LENGTH"]) + 20)
    environ["wsgi.input_terminated"] = True  # as the server says, which ends the body where the client ended it
    body, status, _ = run_wsgi_app(app, environ, buffered=True)
    assert status.startswith("400")
    assert b"could not be read" in b"".join(body)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"CONTENT_LENGTH": str(MAX_BODY + 1)}, 413),
        ({"CONTENT_LENGTH": "9" * 5000}, 413),
        ({"CONTENT_LENGTH": "-1"}, 411),
        ({"CONTENT_LENGTH": "x"}, 411),
        ({"CONTENT_LENGTH": "١٢"}, 411),
        ({"CONTENT_LENGTH": "14", "HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        ({"CONTENT_LENGTH": "", "wsgi.input_terminated": True}, 411),
    ],
)
@pytest.mark.parametrize(
    "path", ["/summary", "/api/v1/summary", "/fhir/R4/Questionnaire/careguide/$summary", "/nowhere"]
)
def test_nothing_is_read_of_a_body_that_is_refused(app: Flask, told: dict[str, object], status: int, path: str) -> None:
    """What is too long, or does not say how long it is, is refused before anything looks at it."""
    environ = EnvironBuilder(path, method="POST", content_type="text/plain").get_environ()
    environ.update({**told, "wsgi.input": (left := BytesIO(b"right_now=none"))})
    _, answer, headers = run_wsgi_app(app, environ, buffered=True)
    assert int(answer[:3]) == status
    assert headers["Cache-Control"] == "no-store"
    assert left.tell() == 0


def test_forms_that_come_slowly_from_one_address_have_a_share(app: Flask) -> None:
    """Servers that read bodies while the app waits, such as gunicorn, keep threads for others."""
    sent = {"method": "POST", "content_type": "application/x-www-form-urlencoded", "content_length": 14}
    slow = [_Gate(b"right_now=none") for _ in range(SHARE)]
    waiting = [Thread(target=lambda s=s: app.test_client().post("/summary", input_stream=s, **sent)) for s in slow]
    for thread, gate in zip(waiting, slow, strict=True):
        thread.start()
        assert gate.asked.wait(30)
    one_more = app.test_client().post("/summary", data=CALM)
    assert (one_more.status_code, one_more.headers["Retry-After"]) == (429, "5")
    other = app.test_client().post("/summary", data=CALM, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert other.status_code == 200
    for gate in slow:
        gate.rest.set()
    for thread in waiting:
        thread.join(30)
    assert app.test_client().post("/summary", data=CALM).status_code == 200


def test_what_a_proxy_hands_on_makes_no_page_of_its_own() -> None:
    """Behind a proxy that hands on what a client says of its scheme, two are kept and not one for each word."""
    app = create_app(Config(trusted_proxies=1))
    front: Front = app.extensions[FRONT]
    front.fill()
    kept = len(heads(app))
    for number in range(50):
        for scheme in (f"x{number}", f"HTTPS{number}", "", "HTTPS"):
            response = app.test_client().get("/", headers={"X-Forwarded-Proto": scheme})
            assert response.status_code == 200
            assert ("Strict-Transport-Security" in response.headers) == (scheme == "HTTPS")
    assert len(heads(app)) == kept


def test_what_is_kept_has_a_bound() -> None:
    """A page is kept once, with the headers of two schemes times three encodings, whatever anyone asks for."""
    app = create_app(Config(), warm=False)
    front, held = app.extensions[FRONT], app.extensions["careguide"]
    client, schemes = Client(front), ("http", "https", "HTTPS", "x", "ws")
    for path, query in front.routes:
        for scheme, accepted in product(schemes, ("br", "gzip", "", "x", "*", "br;q=0")):
            asked = EnvironBuilder(path, query_string=query, headers=[("Accept-Encoding", accepted)]).get_environ()
            assert client.open({**asked, "wsgi.url_scheme": scheme}).status_code == 200
    assert set(held.pages) == set(front.routes.values())
    assert len(heads(app)) == len(held.pages) * 2 * len(ENCODINGS)
