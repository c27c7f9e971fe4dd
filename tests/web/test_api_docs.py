"""What developers read about the API: the page it shows, and docs/api.md, whose examples are run here."""

from __future__ import annotations

import json
import re
import shlex
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from careguide.config import Config
from careguide.web import create_app
from careguide.web.api.problems import LIMIT, ApiProblem
from careguide.web.api.shapes import DUTIES
from tests.conftest import ROOT, needs_checkout
from tests.house import read
from tests.web.conftest import attrs, one, valid

PAGE = "/api/v1/"


def called(client: FlaskClient, command: str) -> TestResponse:
    """Do what a curl command does."""
    words = iter(shlex.split(command)[1:])
    headers: dict[str, str] = {}
    body, address = None, ""
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(words)
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        elif word == "-o":
            next(words)
        else:
            address = word
    assert address.startswith("http://127.0.0.1:8000/"), command
    return client.open(urlsplit(address).path, method="POST" if body else "GET", data=body, headers=headers)


def blocks(kind: str) -> list[str]:
    """Return the code blocks of one kind in docs/api.md."""
    return re.findall(rf"```{kind}\n(.*?)```", read(ROOT / "docs" / "api.md"), re.DOTALL)


@needs_checkout
def test_the_examples_of_the_docs_work(client: FlaskClient) -> None:
    """Each curl command gets an answer; the last of them is refused just as the docs show it."""
    curls = [block for block in blocks("sh") if block.startswith("curl")]
    answers = [called(client, block) for block in curls]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 422]
    assert answers[1].get_json()["country"] == "GB"
    assert answers[3].get_json() == json.loads(blocks("json")[0])


@needs_checkout
def test_the_hook_of_the_docs_works() -> None:
    """The app.py of the docs runs as it stands, and lets sixty requests of one address through in a minute."""
    module = ModuleType("app")
    exec(compile("from __future__ import annotations\n" + blocks("python")[0], "docs/api.md", "exec"), module.__dict__)
    client = module.app.test_client()
    statuses = [client.get("/api/v1/questionnaire").status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]
    assert client.get("/healthz").status_code == 200


@needs_checkout
def test_the_docs_tell_the_size_of_a_body() -> None:
    """A limit that is told is the one that holds."""
    assert f"A body may have {LIMIT // 1024} KB" in read(ROOT / "docs" / "api.md")


def test_the_page_tells_what_the_document_tells(client: FlaskClient) -> None:
    """Every operation, shape, member and kind of problem has a place of its own on the page."""
    document = client.get("/api/v1/openapi.json").get_json()
    page = valid(client.get(PAGE).get_data(as_text=True), "api")
    ids = {item["id"] for item in attrs(page, "[id]")}
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert {operation["operationId"] for operation in operations} <= ids
    assert {f"shape-{name}" for name in document["components"]["schemas"]} <= ids
    assert {kind.id for kind in ApiProblem} <= ids
    members = [name for schema in document["components"]["schemas"].values() for name in schema.get("properties", ())]
    terms = [term.to_text() for term in page.query("[id^=shape-] dt")]
    assert members == terms
    inside = {link["href"].removeprefix("#") for link in attrs(page, "main a") if link["href"].startswith("#")}
    assert inside
    assert inside <= ids


def test_the_duties_stand_on_the_page_and_in_the_document(client: FlaskClient) -> None:
    """Whoever integrates the API reads first what they take on."""
    page = valid(client.get(PAGE).get_data(as_text=True), "api")
    description = client.get("/api/v1/openapi.json").get_json()["info"]["description"]
    told = [" ".join(item.to_text(separator="", strip=False).split()) for item in page.query("main ol > li")]
    assert told == [duty.replace("`", "") for duty in DUTIES]
    assert all(duty in description for duty in DUTIES)


@pytest.mark.parametrize("public_url", ["", "https://guide.example"])
def test_the_commands_on_the_page_work(public_url: str) -> None:
    """They name the address of the server, and bring what they say."""
    client = create_app(Config(public_url=public_url)).test_client()
    page = valid(client.get(PAGE).get_data(as_text=True), "api")
    commands = [code.to_text() for code in page.query("main p > code") if code.to_text().startswith("curl")]
    local = [command.replace(public_url or "http://127.0.0.1:8000", "http://127.0.0.1:8000") for command in commands]
    answers: list[Any] = [called(client, command).get_json() for command in local]
    assert [set(answer) & {"questions", "headline"} for answer in answers] == [{"questions"}, {"headline"}]
    servers = client.get("/api/v1/openapi.json").get_json()["servers"]
    assert servers == [{"url": public_url or "../../"}]


def test_the_page_needs_no_script_and_no_other_host(client: FlaskClient) -> None:
    """It is read without script, and fetches nothing from anywhere."""
    page = valid(client.get(PAGE).get_data(as_text=True), "api")
    assert not page.query("script") + page.query("img") + page.query("link[rel=stylesheet]")
    assert one(page, "h1").to_text() == "For programs"
