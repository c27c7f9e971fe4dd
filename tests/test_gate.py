"""What a client may try on `careguide serve`: bodies without a length or an end, and headers that pass for others."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from argon2 import PasswordHasher

from tests.test_serve import ask, served, when_up
from tests.waiting import PATIENCE

pytestmark = pytest.mark.lengthy

HOST = "127.0.0.1"
FORM = "Content-Type: application/x-www-form-urlencoded"
SHARE = 32
"""Bodies of one address that may be on their way to a worker."""

OPEN_ENDED = {
    "api": ("/api/v1/summary", "Content-Type: application/json\r\nTransfer-Encoding: chunked", b"411"),
    "fhir": (
        "/fhir/R4/Questionnaire/careguide/$summary",
        "Content-Type: application/fhir+json\r\nTransfer-Encoding: chunked",
        b"411",
    ),
    "text": ("/summary", "Content-Type: text/plain\r\nTransfer-Encoding: chunked", b"411"),
    "form": ("/summary", f"{FORM}\r\nTransfer-Encoding: chunked", b"411"),
    "nowhere": ("/nowhere", "Transfer-Encoding: chunked", b"411"),
    "underscore": (
        "/summary",
        "Content-Type: text/plain\r\nContent-Length: 70000\r\nTransfer_Encoding: chunked",
        b"413",
    ),
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Serve with one worker, behind a proxy, with a staff page that is locked."""
    given = {
        "CAREGUIDE_TRUSTED_PROXIES": "1",
        "CAREGUIDE_STAFF_PHRASE": PasswordHasher().hash("a phrase of staff"),
    }
    with pytest.MonkeyPatch.context() as patched:
        for name in [name for name in os.environ if name.startswith("CAREGUIDE_")]:
            patched.delenv(name)
        for name, value in given.items():
            patched.setenv(name, value)
        with served() as (process, found):
            when_up(process, HOST, found)
            yield found


def sent(port: int, path: str, headers: str, body: bytes = b"") -> socket.socket:
    """Send a request, and return the connection."""
    connection = socket.create_connection((HOST, port), timeout=PATIENCE)
    connection.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\n".encode() + body)
    return connection


def status(connection: socket.socket) -> bytes:
    """Return the status of the answer."""
    return connection.recv(64).split()[1]


@pytest.mark.parametrize("name", OPEN_ENDED)
def test_a_body_without_an_end_keeps_no_one_waiting(port: int, name: str) -> None:
    """It is refused before any of it is read, and all others are answered."""
    path, headers, wanted = OPEN_ENDED[name]
    with sent(port, path, headers, b"5\r\nhello\r\n") as held:
        assert ask(HOST, port, "/healthz")[0] == 200
        assert status(held) == wanted


def test_who_sends_many_forms_slowly_has_a_share(port: int) -> None:
    """Beyond its share an address is asked to wait, and another one is answered."""
    slow = f"{FORM}\r\nContent-Length: 100\r\nX-Forwarded-For: 203.0.113."
    whole = f"{FORM}\r\nContent-Length: 14\r\nX-Forwarded-For: 203.0.113."
    with ExitStack() as held:
        for _ in range(SHARE):
            held.enter_context(sent(port, "/summary", f"{slow}1", b"right_now="))
        with sent(port, "/summary", f"{slow}1", b"right_now=") as one_more:
            answer = one_more.recv(4096)
        assert answer.split()[1] == b"429"
        assert b"retry-after: 5\r\n" in answer
        with sent(port, "/summary", f"{whole}2", b"right_now=none") as other:
            assert status(other) == b"200"
    with sent(port, "/summary", f"{whole}3", b"right_now=none") as later:
        assert status(later) == b"200"


def test_a_header_with_an_underscore_passes_for_no_other(port: int) -> None:
    """Whoever says in one that it is another address each time still has five tries, and brings no HTTPS."""
    told = []
    for number in range(7):
        headers = (
            f"{FORM}\r\nContent-Length: 12\r\nX-Forwarded-For: 198.51.100.7\r\nX_Forwarded_For: 192.0.2.{number}\r\n"
            "X-Forwarded-Proto: http\r\nX_Forwarded_Proto: https"
        )
        with sent(port, "/together/enter", headers, b"phrase=wrong") as connection:
            answer = connection.recv(65536)
        told.append(answer.split()[1])
        assert b"strict-transport-security" not in answer
    assert told == [b"422"] * 5 + [b"429"] * 2
