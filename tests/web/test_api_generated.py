"""The OpenAPI document against the app: calls that no one here made up. `make nightly` makes many more of them."""

from __future__ import annotations

import jsonschema
import pytest
from flask import abort
from flask.testing import FlaskClient

from careguide.config import Config
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


def _references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for part in node.values() for found in _references(part)]
    return [found for part in node for found in _references(part)] if isinstance(node, list) else []
