"""What the server writes down: nothing that was sent to it, wherever in a request it stood."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser import staff, steps
from tests.browser.conftest import Visit
from tests.browser.server import Server, serving
from tests.browser.states import READING
from tests.browser.watch import Watch
from tests.sheets import EMERGENCY, USUAL
from tests.waiting import PATIENCE

pytestmark = pytest.mark.browser

CANARY = "CANARY-9f3e"
FORM = "application/x-www-form-urlencoded"
STAFF = [
    f"/together/{name}"
    for name in ("live", "code", "enter", "family", "staff", "family.pdf", "staff.pdf", "answers.fhir.json")
]
FHIR = "/fhir/R4/Questionnaire/careguide/$summary"
POSTED = ("/summary", "/summary.pdf", "/code", "/answers", "/answers.fhir.json", FHIR, *STAFF)
ROUTES = ("/", "/someone", "/leave", "/healthz", "/nowhere", "/together", *POSTED, *(f"/{name}" for name in READING))
BROKEN = (
    f"{CANARY} / HTTP/1.1\r\nHost: a\r\n\r\n",
    f"GET /{CANARY} HTTP/9.9\r\n\r\n",
    f"GET / HTTP/1.1\r\n{CANARY}\r\n\r\n",
    f"GET /%zz{CANARY} HTTP/1.1\r\nHost: {CANARY}\r\nConnection: close\r\n\r\n",
    f"POST /summary HTTP/1.1\r\nHost: a\r\nContent-Type: {FORM}\r\nContent-Length: -1\r\n\r\n{CANARY}={CANARY}",
    f"POST /summary HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{CANARY}\r\n",
    f"POST /summary HTTP/1.1\r\nHost: a\r\nContent-Type: {FORM}\r\nContent-Length: 9999\r\n\r\nlately={CANARY}",
)
"""Requests that no browser sends; a server that talks about them would repeat what they hold."""


def ask(server: Server, method: str, path: str, headers: dict[str, str], body: str | bytes = "") -> int:
    """Send one request as it is, and return the status of its answer."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request(method, path, body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def send_broken(server: Server, words: str) -> None:
    """Send what is hardly a request, say that no more will come, and wait until the server hangs up."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as wire:
        try:
            wire.sendall(words.encode())
            wire.shutdown(socket.SHUT_WR)
            while wire.recv(4096):
                pass
        except ConnectionError:
            return


def sheets() -> Iterator[tuple[str | bytes, str]]:
    """Yield bodies, each with its type: the canary as value, name or file, in no form, and far too much of it."""
    usual = [(name, word) for name, word in (tick.split("-", 1) for tick in steps.ids_of(USUAL))]
    yield urlencode([*usual, ("lately", CANARY)]), FORM
    yield urlencode([*usual, (CANARY, "none")]), FORM
    yield urlencode([(f"_{name}", CANARY) for name in ("voice", "country", "version")]), FORM
    yield urlencode(dict.fromkeys(USUAL, CANARY)), f"{FORM}; charset={CANARY}"
    yield urlencode([("note-lately", CANARY), ("closing", CANARY), ("code", CANARY), ("phrase", CANARY)]), FORM
    yield CANARY * 10_000, FORM
    yield f'{{"lately": "{CANARY}"}}', "application/json"
    yield (
        f"--x\r\nContent-Disposition: form-data; name=lately; filename={CANARY}\r\n\r\n{CANARY}\r\n--x--",
        ("multipart/form-data; boundary=x"),
    )
    yield f"--{CANARY}\r\n{CANARY}", f"multipart/form-data; boundary={CANARY}"
    yield f"lately={CANARY}".encode() + b"\xff\xfe%ff=\x00", FORM


def files(folder: Path) -> dict[str, bytes]:
    """Return every file in a folder with what it holds."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Serve to one test alone, which ends the server to know all that it said."""
    (tmp_path / "server").mkdir()
    with serving(tmp_path / "server", tmp_path) as running:
        yield running


def all_said(server: Server) -> bytes:
    """End the server, and return everything that it has said."""
    server.end()
    return server.output.read_bytes()


def lines_said(server: Server) -> list[str]:
    """End the server, and return the lines that it has said, so that a test shows each that is too many."""
    return all_said(server).decode().splitlines()


def greeting(server: Server) -> list[str]:
    """Return what a server says when nothing goes wrong."""
    return [f"The guide is at {server.url} (Ctrl-C stops it)."]


def test_nothing_that_was_sent_is_written_down(server: Server) -> None:
    """Unusual values in every part of a request appear in no output of the server and in no file that it made."""
    headers = dict.fromkeys(("User-Agent", "Referer", "Cookie", "X-Forwarded-For", "Accept-Encoding", CANARY), CANARY)
    for path in ROUTES:
        assert ask(server, "GET", f"{path}?{CANARY}={CANARY}&country={CANARY}", headers) < 500
        assert ask(server, CANARY, path, headers) < 500
    assert ask(server, "GET", f"/{CANARY}", {"Host": f"{CANARY}.example"}) < 500
    for path in POSTED:
        for body, kind in sheets():
            assert ask(server, "POST", f"{path}?{CANARY}", {**headers, "Content-Type": kind}, body) < 500
    for words in BROKEN:
        send_broken(server, words)
    said = all_said(server)
    assert f":{server.port}".encode() in said, "nothing of what the server says was caught"
    kept = {"what it said": said, **files(server.folder)}
    needles = (CANARY.encode().lower(), b"canary")
    assert [name for name, text in kept.items() if any(needle in text.lower() for needle in needles)] == []


def test_answers_of_a_real_visit_are_not_written_down(visit: Visit, server: Server) -> None:
    """A sheet sent by Chromium leaves no line at all in what the server says, and no file."""
    there = set(files(server.folder))
    page = visit()
    for answers in (USUAL, EMERGENCY):
        page.goto("/")
        steps.send(page, answers)
    assert lines_said(server) == greeting(server)
    assert set(files(server.folder)) == there


def test_a_walk_with_staff_is_not_written_down(visit: Visit, watch: Watch, server: Server) -> None:
    """Notes, names and answers of a walk, through the picture, sheets and files, are in no output, file or address."""
    there = set(files(server.folder))
    page = visit("/together")
    staff.fill(page, ["person-home-alone", "family-home-some_support"])
    for name in ("note-home", "closing", "who-1", "what-1", "when-1", "staff-name", "staff-contact", "view-text"):
        page.locator(f"[name={name}]").evaluate("(field, text) => { field.value = text; }", CANARY)
    for name, word in (("view-setting", "day_program"), ("view-reason", "cost")):
        page.locator(f"[name={name}]").evaluate("(field, word) => { field.value = word; }", word)
    staff.picture(page, "They see this differently")
    staff.go(page, "sheets")
    for button in ("Family sheet", "Staff sheet"):
        with page.context.expect_page() as opened:
            page.get_by_role("button", name=button).click()
        expect(opened.value.locator("main")).to_contain_text(CANARY)
    page.eval_on_selector("#walk", "(form) => { form.target = ''; }")  # a tab that only downloads goes away by itself
    for save in page.get_by_role("button", name=re.compile("as a PDF|for a health record")).all():
        with page.expect_download() as found:
            save.click()
        assert CANARY.encode() not in found.value.path().name.encode()
    sent = [request for request in watch.requests if request.method == "POST"]
    assert len(sent) >= 5
    assert not [request.url for request in watch.requests if "?" in request.url or CANARY in request.url]
    assert not [request for request in watch.requests if request.header_value("referer")]
    assert lines_said(server) == greeting(server)
    assert set(files(server.folder)) == there
