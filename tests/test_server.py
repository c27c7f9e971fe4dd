"""The server under `careguide serve`, as processes: reload, a worker that is killed, limits, logs, counts."""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import weakref
from http.client import HTTPConnection
from pathlib import Path

import pytest

from careguide.cli.server import HEADER_BYTES, Ready
from tests.conftest import BESIDE
from tests.test_serve import ask, free_port, served, when_up
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.lengthy

HOST = "127.0.0.1"
QUESTIONS = BESIDE / "questions.yaml"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the guide served from a copy of the questionnaire that may be changed."""
    copy = tmp_path / "questions.yaml"
    shutil.copy(QUESTIONS, copy)
    monkeypatch.setenv("CAREGUIDE_QUESTIONS", str(copy))
    return copy


def workers(parent: int) -> set[int]:
    """Return the processes that a process has started."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return set(map(int, listed.stdout.split()))


def post(port: int, body: str) -> tuple[int, str]:
    """Send a sheet, and return the status and the page."""
    connection = HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("POST", "/summary", body, {"Content-Type": "application/x-www-form-urlencoded"})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def lines(text: str) -> list[dict[str, object]]:
    """Return the lines of a log, each of which is one JSON object; the greeting alone is none."""
    return [json.loads(line) for line in text.splitlines() if not line.startswith("The guide is at")]


@pytest.mark.slow
def test_a_reload_serves_the_questionnaire_as_it_is_now(own: Path) -> None:
    """SIGHUP brings new workers with the changed file, while every request in between is answered."""
    with served() as (process, port):
        _, before = when_up(process, HOST, port)
        own.write_text(own.read_text().replace('version: "', 'version: "9.', 1), encoding="utf-8")
        assert ask(HOST, port, "/healthz") == (200, before)
        process.send_signal(signal.SIGHUP)
        until(lambda: "ok 9." in ask(HOST, port, "/healthz")[1])


def test_a_reload_lets_go_of_what_was_served() -> None:
    """Memory that workers share is never searched for garbage; the app before this one must not stay in it."""
    ready = Ready()
    try:
        ready.make()
        earlier = weakref.ref(ready.app)
        assert gc.get_freeze_count() > 0
        ready.make()
        assert earlier() is None
        assert gc.isenabled()
    finally:
        gc.unfreeze()


def test_a_broken_questionnaire_is_not_reloaded(own: Path) -> None:
    """The site goes on as it was, and one line says what is wrong with the file and where."""
    with served() as (process, port):
        _, before = when_up(process, HOST, port)
        own.write_text(own.read_text().replace("questions:\n", "questiosn:\n", 1), encoding="utf-8")
        old = workers(process.pid)
        process.send_signal(signal.SIGHUP)
        assert process.stdout
        first = "".join(process.stdout.readline() for _ in range(2))  # the greeting, and what is wrong
        assert ask(HOST, port, "/healthz") == (200, before)
        assert workers(process.pid) == old
        process.terminate()
        events = [str(line["event"]) for line in lines(first + process.stdout.read())]
        told, *ending = events  # a busy machine may tell how it ends
        assert "Nothing was reloaded" in told
        assert "questiosn" in told
        assert [event for event in ending if "reload" in event] == []


def test_a_killed_worker_is_replaced() -> None:
    """When the only worker is killed, another answers soon, and what waits for it is not refused."""
    with served() as (process, port):
        when_up(process, HOST, port)
        (old,) = workers(process.pid)
        os.kill(old, signal.SIGKILL)
        assert post(port, "right_now=none")[0] == 200  # waits in the queue of the socket, which the parent holds
        assert old not in workers(process.pid)


def test_workers_end_with_a_parent_that_is_killed() -> None:
    """They would keep the port, and serve what nobody can reload or stop."""
    with served("--workers", "2") as (process, port):
        when_up(process, HOST, port)
        until(lambda: len(workers(process.pid)) == 2)
        left = workers(process.pid)
        process.kill()
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))
        with socket.create_server((HOST, port)):
            pass


@pytest.mark.parametrize("sent", [f"X-Long: {'a' * 2 * HEADER_BYTES}\r\n", "X-Many: a\r\n" * 400])
def test_headers_have_a_limit(sent: str) -> None:
    """Who sends more headers than any browser is refused by the server itself, and nothing goes on running."""
    with served() as (process, port):
        when_up(process, HOST, port)
        with socket.create_connection((HOST, port), timeout=PATIENCE) as connection:
            connection.sendall(f"GET / HTTP/1.1\r\nHost: localhost\r\n{sent}\r\n".encode())
            status = connection.recv(64).split()
        assert status[1] in (b"431", b"400")
        assert ask(HOST, port, "/healthz")[0] == 200


def test_what_is_written_is_json_and_names_no_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """At debug level too, every line is one object, with nothing of what was asked or sent."""
    monkeypatch.setenv("CAREGUIDE_ACCESS_LOG", "on")
    monkeypatch.setenv("CAREGUIDE_LOG_LEVEL", "debug")
    with served() as (process, port):
        when_up(process, HOST, port)
        assert post(port, "right_now=seizure")[0] == 200
        assert ask(HOST, port, "/nowhere-canary?canary=1")[0] == 404
        process.terminate()
        assert process.stdout
        told = lines(process.stdout.read())
    routes = [line["route"] for line in told if line["event"] == "request"]
    assert {"guide.healthz", "guide.summary", "none"} == set(routes)
    assert not re.search("canary|seizure|127.0.0.1:[0-9]{5} ", json.dumps(told))


def test_counts_of_all_workers_are_shown_on_a_port_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """They say how many requests and summaries there were, and nothing about how these turned out."""
    shown = free_port()
    monkeypatch.setenv("CAREGUIDE_METRICS_PORT", str(shown))
    with served("--workers", "2") as (process, port):
        when_up(process, HOST, port)
        for body in ("right_now=seizure", "right_now=none", "right_now=none&lately=nothing", "strange=1"):
            post(port, body)
        status, text = ask(HOST, shown, "/metrics")
        assert ask(HOST, port, "/metrics")[0] == 404
    counts = dict(re.findall(r"^(careguide_\S+) ([0-9.e+]+)$", text, re.MULTILINE))
    assert status == 200
    assert float(counts['careguide_requests_total{method="POST",route="guide.summary",status="200"}']) == 3
    assert float(counts['careguide_requests_total{method="POST",route="guide.summary",status="422"}']) == 1
    assert float(counts["careguide_summaries_total"]) == 3
    names = {name.partition("{")[0] for name in counts}
    assert names == {"careguide_requests_total", "careguide_summaries_total"}
    assert set(re.findall(r'(\w+)="', text)) == {"method", "route", "status"}
    assert not re.search("seizure|emergency|none=|start|setting", text)
