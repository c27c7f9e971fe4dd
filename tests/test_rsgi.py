"""The app behind granian's own interface: what it is told of a request, and what it does with a body that is slow."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined] # it says so of few of its names

from careguide.cli.rsgi import Gate, environment
from careguide.config import Config
from careguide.web import create_app
from careguide.web.wsgi import bodies

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

FORM = ("content-type", "application/x-www-form-urlencoded")


class Headers(dict[str, list[str]]):
    """Headers as granian gives them: names in small letters, as they came otherwise."""

    def get_all(self, name: str) -> list[str]:
        return self[name]


@dataclass
class Scope:
    """A request as granian tells of it."""

    sent: tuple[tuple[str, str], ...] = ()
    method: str = "POST"
    path: str = "/summary"
    query_string: str = ""
    http_version: str = "1.1"
    scheme: str = "http"
    server: str = "127.0.0.1:8000"
    client: str = "192.0.2.1:1234"
    authority: str | None = None

    @property
    def headers(self) -> Headers:
        found = Headers()
        for name, value in self.sent:
            found.setdefault(name, []).append(value)
        return found


@dataclass
class Protocol:
    """A connection whose body comes, or is awaited for ever, or ends in an error; it notes the answers."""

    body: bytes | None = b""
    error: Exception | None = None
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)

    async def __call__(self) -> bytes:
        if self.error:
            raise self.error
        if self.body is None:
            await asyncio.Event().wait()
        return self.body or b""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answers.append((status, {name.lower(): value for name, value in headers}, body))


@pytest.fixture(scope="module")
def app() -> WSGIApplication:
    return create_app(Config(), warm=False)


def answered(app: WSGIApplication, scope: Scope, protocol: Protocol, proxies: int = 0) -> Protocol:
    """Have a request answered."""
    asyncio.run(Gate(app, proxies).__rsgi__(scope, protocol))  # type: ignore[arg-type]
    return protocol


def test_a_header_with_an_underscore_is_left_out() -> None:
    """In WSGI it would have the name of the one with a dash."""
    sent = [("x-forwarded-for", "192.0.2.1"), ("x_forwarded_for", "evil"), ("x-forwarded_for", "evil")]
    sent += [("content_length", "5"), ("content_type", "evil"), ("transfer_encoding", "chunked"), ("_", "evil")]
    environ = environment(Scope(tuple(sent)))  # type: ignore[arg-type]
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.1"
    assert not {"CONTENT_LENGTH", "CONTENT_TYPE", "HTTP_TRANSFER_ENCODING", "HTTP__"} & environ.keys()
    assert "evil" not in environ.values()


def test_the_environment_is_that_of_wsgi() -> None:
    """Texts are as WSGI has them, headers that come twice are joined, and addresses stand without their ports."""
    sent = (("host", "a"), ("cookie", "a=1"), ("cookie", "b=2"), ("accept", "x"), ("accept", "y"), FORM)
    environ = environment(Scope(sent, path="/é", query_string="é", client="[::1]:9"))  # type: ignore[arg-type]
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/é"
    assert environ["QUERY_STRING"].encode("latin-1").decode() == "é"
    assert (environ["REMOTE_ADDR"], environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("::1", "127.0.0.1", "8000")
    assert (environ["HTTP_COOKIE"], environ["HTTP_ACCEPT"], environ["HTTP_HOST"]) == ("a=1; b=2", "x,y", "a")
    assert environ["CONTENT_TYPE"] == FORM[1]
    assert environment(Scope(authority="b"))["HTTP_HOST"] == "b"  # type: ignore[arg-type]


def test_a_body_that_does_not_come_in_time_is_refused(app: WSGIApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is an answer that says so, and the place of the body is free again."""
    monkeypatch.setattr(bodies, "SECONDS", 0)
    ((status, headers, page),) = answered(app, Scope((FORM, ("content-length", "9"))), Protocol(None)).answers
    assert status == 408
    assert b"too long" in page
    assert headers["cache-control"] == "no-store"


def test_whoever_has_gone_is_not_answered(app: WSGIApplication) -> None:
    """A body that breaks off ends its request, without a fault."""
    gone = Protocol(error=ProtocolClosed())
    assert answered(app, Scope((FORM, ("content-length", "9"))), gone).answers == []


def test_slow_bodies_hold_no_turn(app: WSGIApplication) -> None:
    """While as many as may are awaited from one address, the next is refused, and others are answered."""

    async def crowd() -> list[int]:
        gate, slow = Gate(app, 1), [Protocol(None) for _ in range(bodies.SHARE)]
        form = (FORM, ("content-length", "14"))
        own = Scope((*form, ("x-forwarded-for", "192.0.2.9")))
        waiting = [asyncio.create_task(gate.__rsgi__(own, protocol)) for protocol in slow]  # type: ignore[arg-type]
        await asyncio.sleep(0)
        found = [Protocol(b"right_now=none") for _ in range(3)]
        await gate.__rsgi__(own, found[0])  # type: ignore[arg-type]
        await gate.__rsgi__(Scope((*form, ("x-forwarded-for", "192.0.2.8"))), found[1])  # type: ignore[arg-type]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await gate.__rsgi__(own, found[2])  # type: ignore[arg-type]
        assert not gate.places.taken
        return [protocol.answers[0][0] for protocol in found]

    assert asyncio.run(crowd()) == [429, 200, 200]


def test_a_fault_before_the_app_is_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    """It gets the last resort, and its message, which may hold an answer, is written nowhere."""

    def broken(*_: Any) -> list[bytes]:
        raise ValueError("CANARY")

    ((status, headers, body),) = answered(broken, Scope(method="GET"), Protocol()).answers
    assert (status, headers["cache-control"]) == (500, "no-store")
    assert b"our fault, not yours" in body
    assert "ValueError" in caplog.text
    assert "CANARY" not in caplog.text
