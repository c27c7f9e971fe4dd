"""The OpenAPI document against the app: calls that no one here made up. `make nightly` makes many more of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from flask import abort
from flask.testing import FlaskClient

from careguide.config import Config
from careguide.core.questionnaire.model import Questionnaire
from careguide.web import create_app
from tests.web.generated_calls import generated

pytestmark = pytest.mark.lengthy

EXAMPLES, LEAST = 5, 300


def test_every_generated_call_gets_a_documented_answer() -> None:
    """No fault of the server, no answer that the document does not tell of, and nothing let through or kept out."""
    calls = generated(create_app(Config()), EXAMPLES)
    assert calls.wrong == []
    assert calls.count >= LEAST
    assert {"200", "405", "415", "422"} <= calls.statuses


def test_the_checks_bite(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer of another shape is found, and so is a status that is not documented."""
    monkeypatch.setattr("careguide.web.api.public", lambda *_: {"version": 1})
    monkeypatch.setattr("careguide.web.api.read_body", lambda *_: abort(409))
    wrong = "\n".join(generated(create_app(Config()), 1).wrong)
    assert "GET /api/v1/questionnaire: Response violates schema" in wrong
    assert "POST /api/v1/summary: Undocumented status code" in wrong


def test_the_document_is_of_version_3_1_and_its_schemas_are_schemas(client: FlaskClient) -> None:
    """Each schema is one of JSON Schema 2020-12, which OpenAPI 3.1 means, and every reference leads somewhere."""
    document = client.get("/api/v1/openapi.json").get_json()
    schemas = document["components"]["schemas"]
    assert document["openapi"].startswith("3.1.")
    assert set(document["paths"]) == {"/api/v1/questionnaire", "/api/v1/summary"}
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    references = set(_references(document))
    assert references == {f"#/components/schemas/{name}" for name in schemas}


def test_every_answer_and_word_has_a_type(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """Programs that make code from the document find a type in each place: words, lists of words, or null."""
    schemas = client.get("/api/v1/openapi.json").get_json()["components"]["schemas"]
    untyped = [node for node in _nodes(schemas) if node.keys() & {"enum", "const", "items"} and "type" not in node]
    assert untyped == []
    answers = schemas["Answers"]["properties"]
    assert answers.keys() == questionnaire.question.keys()
    for name, question in questionnaire.question.items():
        ways = answers[name]["anyOf"]
        lists = [way["items"] for way in ways[1:-1]]
        assert [way["type"] for way in ways] == ["string", *["array"] * len(lists), "null"]
        assert {item["type"] for item in lists} == {"string"}
        assert sorted(word for item in lists for word in item["enum"]) == sorted(ways[0]["enum"])
        assert len(lists) > 1 if question.tick else ways[1]["maxItems"] == 1


def _nodes(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(part)


def _references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for part in node.values() for found in _references(part)]
    return [found for part in node for found in _references(part)] if isinstance(node, list) else []
