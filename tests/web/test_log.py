"""What is written down: a line that names no one, and of a fault its kind and place only."""

from __future__ import annotations

import json
import logging
import logging.config
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from flask import Flask

from careguide.cli import logs
from careguide.config import Config
from careguide.web import create_app
from careguide.web.wsgi.access_log import ACCESS, network
from tests.sheets import CALM

CANARY = "canary-3f9"

Read = Callable[[], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def telling() -> Flask:
    """Make an app that writes a line for each request, with the network it came from."""
    return create_app(Config(access_log="networks", staff_page=False))


@pytest.fixture
def read() -> Iterator[Read]:
    """Set logging up as the server does, and return what gives the lines written since it was last asked."""
    root, written = logging.getLogger(), StringIO()
    handlers, level = root.handlers[:], root.level
    config = logs.set_up("debug")
    assert config["handlers"]["stderr"]["stream"] == "ext://sys.stderr"
    config["handlers"]["stderr"]["stream"] = written
    logging.config.dictConfig(config)

    def lines() -> list[dict[str, Any]]:
        found = [json.loads(line) for line in written.getvalue().splitlines()]
        written.seek(0)
        written.truncate()
        return found

    try:
        yield lines
    finally:
        root.handlers[:], root.level = handlers, level
        logging.getLogger(ACCESS).setLevel(logging.NOTSET)


def test_a_line_holds_method_route_status_and_time(telling: Flask, read: Read) -> None:
    """Nothing else of a request is in it: no address of a page, no query, no browser, no answer."""
    client = telling.test_client()
    headers = {
        "User-Agent": CANARY,
        "Referer": f"https://{CANARY}.example/",
        "Cookie": CANARY,
        "X-Forwarded-For": CANARY,
    }
    environ = {"REMOTE_ADDR": "203.0.113.77"}
    client.get(f"/?{CANARY}=1", headers=headers, environ_base=environ)
    client.get("/options", headers=headers, environ_base=environ)
    client.post("/summary", data=CALM | {"strange": CANARY}, headers=headers, environ_base=environ)
    client.post("/summary", data=CALM, headers=headers, environ_base=environ)
    client.get(f"/{CANARY}", headers=headers, environ_base=environ)
    client.open("/", method=CANARY.upper(), headers=headers, environ_base=environ)
    told = read()
    assert [(line["method"], line["route"], line["status"]) for line in told] == [
        ("GET", "guide.questions", 200),
        ("GET", "guide.options", 200),
        ("POST", "guide.summary", 422),
        ("POST", "guide.summary", 200),
        ("GET", "none", 404),
        ("OTHER", "none", 405),
    ]
    for line in told:
        assert line.keys() == {
            "event", "level", "logger", "timestamp", "method", "route", "status", "milliseconds", "network"
        }  # fmt: skip
        assert line["network"] == "203.0.113.0/24"
        assert isinstance(line["milliseconds"], int)
        assert CANARY not in json.dumps(line).lower()


def test_addresses_are_written_only_where_that_is_set(read: Read) -> None:
    """With 'on' a line says nothing of who asked; by default there is no line at all."""
    create_app(Config(access_log="on"), warm=False).test_client().get("/about")
    (line,) = read()
    assert "network" not in line
    create_app(Config(), warm=False).test_client().get("/about")
    assert read() == []


def test_the_privacy_page_says_what_is_written() -> None:
    """Each of the three settings has a sentence of its own."""
    pages = {
        setting: create_app(Config(access_log=setting), warm=False).test_client().get("/privacy").text
        for setting in ("off", "on", "networks")
    }
    assert len(set(pages.values())) == 3
    assert "This program does not write it down." in pages["off"]
    assert "This program does not write it down." in pages["on"]
    assert "first part of that address" in pages["networks"]
    assert "which page was asked for, and when" in pages["on"]
    assert "which page was asked for, and when" not in pages["off"]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1234:5678::9", "2001:db8:1234::/48"),
        ("::1", "::/48"),
        ("", ""),
        ("unix:", ""),
        ("not an address", ""),
    ],
)
def test_a_network_tells_no_household_from_its_neighbours(address: str, kept: str) -> None:
    """The part of an address that names one connection is left out."""
    assert network(address) == kept


def test_of_a_fault_only_kind_and_place_are_told(read: Read) -> None:
    """Neither the message of an error nor what its functions held is written, whoever logs it."""

    def inner(secret: str) -> None:
        raise ValueError(secret)

    for log in (logging.getLogger("_granian"), logging.getLogger("some.package")):
        try:
            inner(CANARY)
        except ValueError:
            log.exception("It broke", stack_info=True)
    for line in read():
        assert (line["event"], line["kind"]) == ("It broke", "ValueError")
        assert [str(frame).rsplit(" ", 1)[1] for frame in line["frames"]] == [
            "test_of_a_fault_only_kind_and_place_are_told",
            "inner",
        ]
        assert CANARY not in json.dumps(line)


def test_a_fault_while_answering_is_one_line(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unforeseen error is told with its kind and route, and the person gets a page that says so."""
    app = create_app(Config(access_log="on"), warm=False)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr("careguide.web.posted.compose", broken)
    response = app.test_client().post("/summary", data=CALM)
    assert response.status_code == 500
    assert CANARY not in response.text
    told = read()
    assert [line["event"] for line in told] == ["RuntimeError while answering guide.summary", "request"]
    assert CANARY not in json.dumps(told)
