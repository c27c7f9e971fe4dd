"""The OpenAPI document, made from the routes and from the types of what they take and give."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, is_dataclass
from enum import Enum
from typing import Any, get_args, get_type_hints

import msgspec
from flask import Response

from careguide import __version__
from careguide.web.api.problems import MEDIA_TYPE, PREFIX, ApiProblem
from careguide.web.api.shapes import DUTIES, PURPOSE, Problem

SCHEMAS = "#/components/schemas/{name}"
"""Where a type stands in the document."""

DESCRIPTION = "\n".join(
    (PURPOSE, "", "Whoever shows a summary takes on these duties:", "", *(f"- {duty}" for duty in DUTIES))
)

FROM_DOCUMENT = "../" * PREFIX.count("/")
"""Where the addresses begin unless another is set: the guide's own, relative to the document, at any path."""


@dataclass(frozen=True)
class Operation:
    """What a route takes and gives, and the statuses of its problems; its view's docstring says what it is for."""

    view: Callable[[], Response]
    gives: type
    meaning: str
    problems: frozenset[int]
    takes: type | None = None

    def described(self) -> dict[str, Any]:
        """Return it as the document has it."""
        summary, _, more = inspect.cleandoc(self.view.__doc__ or "").partition("\n\n")
        told: dict[str, Any] = {
            "summary": summary,
            "operationId": self.view.__name__,
            "description": " ".join(more.split()),
            "parameters": [],
            "responses": dict(sorted(self._responses())),
        }
        if self.takes:
            told["requestBody"] = {"content": _content(self.takes), "required": True}
        return told

    def _responses(self) -> Iterator[tuple[str, dict[str, Any]]]:
        yield "200", {"description": self.meaning, "content": _content(self.gives)}
        if not self.takes:  # what hangs on nothing that is sent may be kept, and asked for again
            yield "304", {"description": "Not Modified"}
        for status in self.problems | {ApiProblem.TOO_OFTEN.status, ApiProblem.OUR_FAULT.status}:
            titles = " / ".join(kind.title for kind in ApiProblem if kind.status == status)
            yield str(status), {"description": titles, "content": _content(Problem, MEDIA_TYPE)}


def _content(kind: type, media_type: str = "application/json") -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": SCHEMAS.format(name=kind.__name__)}}}


def document(server: str, operations: dict[str, dict[str, Operation]]) -> dict[str, Any]:
    """Return the OpenAPI document of operations, by path and method, as plain data for JSON.

    `server` is the address of the guide, empty where that is not set. Source: OpenAPI 3.1.0.
    """
    listed = [operation for methods in operations.values() for operation in methods.values()]
    named = (kind for operation in listed for kind in (operation.takes, operation.gives, Problem) if kind)
    roots = tuple(dict.fromkeys(named))
    _, schemas = msgspec.json.schema_components(roots, ref_template=SCHEMAS)
    _complete(schemas, roots)
    return {
        "openapi": "3.1.0",
        "info": {"title": "careguide", "description": DESCRIPTION, "version": __version__},
        "tags": [],
        "paths": {
            path: {method: operation.described() for method, operation in methods.items()}
            for path, methods in operations.items()
        },
        "components": {"schemas": {kind.__name__: schemas[kind.__name__] for kind in roots} | schemas},
        "servers": [{"url": server or FROM_DOCUMENT}],
        "security": [],
    }


def _complete(schemas: dict[str, Any], roots: tuple[type, ...]) -> None:
    """Give schemas all that their types say of themselves, for people to read."""
    for schema in schemas.values():
        if "description" in schema:
            schema["description"] = inspect.cleandoc(schema["description"])
        for part in (schema, *schema.get("properties", {}).values()):
            if "enum" in part:  # the library leaves that out, and what makes code from it would take anything
                part["type"] = "string"
    for shape in dict.fromkeys(found for root in roots for found in _reached(root)):
        schema = schemas[shape.__name__]
        schema["required"] = list(schema["properties"])  # what is given out always has every member
        for name, words in _docs(shape):
            schema["properties"][name]["description"] = words
        for member in schema["properties"].values():
            member.pop("default", None)


def _reached(shape: Any) -> Iterator[type]:
    """Yield every dataclass that a type is made of, itself included."""
    if isinstance(shape, type) and is_dataclass(shape):
        yield shape
        for hint in get_type_hints(shape).values():
            yield from _reached(hint)
    elif not isinstance(shape, type) or not issubclass(shape, Enum):
        for part in get_args(shape):
            yield from _reached(part)


def _docs(shape: type) -> Iterator[tuple[str, str]]:
    """Yield the fields of a dataclass that have words beside them, each with its words."""
    for name, hint in get_type_hints(shape, include_extras=True).items():
        for words in get_args(hint)[1:]:
            if isinstance(words, str):
                yield name, words
