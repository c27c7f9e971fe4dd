"""The OpenAPI document, made from the routes and from the types of what they take and give."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from enum import Enum
from typing import Any, get_args, get_type_hints

import msgspec
from flask import Response
from spectree import Response as Documented
from spectree import SpecTree
from spectree.model_adapter.msgspec_adapter import MsgspecModelAdapter
from spectree.plugins.flask_plugin import FlaskPlugin

from careguide import __version__
from careguide.web.api.problems import MEDIA_TYPE, PREFIX, ApiProblem
from careguide.web.api.shapes import DUTIES, PURPOSE, Problem

View = Callable[[], Response]

DESCRIPTION = "\n".join(
    (PURPOSE, "", "Whoever shows a summary takes on these duties:", "", *(f"- {duty}" for duty in DUTIES))
)


class Beside(FlaskPlugin):
    """Finds the description beside a view. No request passes through here; the core checks answers."""

    described: dict[View, View]

    def parse_func(self, route: Any) -> Iterator[tuple[str, View]]:
        """Yield the methods of a route, each with the description of its view if it has one."""
        for method, view in super().parse_func(route):
            yield method, self.described.get(view, view)


class Replies(Documented):
    """The documented answers of a route: those from 400 on are problem documents."""

    def __init__(self, *statuses: str, model: object, meaning: str, problems: set[int]) -> None:
        """Document the answer of status 200, further `statuses` without a body, and these statuses of problems."""
        told = {
            f"HTTP_{status}": (Problem, " / ".join(kind.title for kind in ApiProblem if kind.status == status))
            for status in sorted(problems | {ApiProblem.TOO_OFTEN.status, ApiProblem.OUR_FAULT.status})
        }
        super().__init__(*statuses, HTTP_200=(model, meaning), **told)

    def generate_spec(self, *names: Any, **named: Any) -> dict[str, Any]:
        """Return the answers as the document has them."""
        found = super().generate_spec(*names, **named)
        for status, entry in found.items():
            if int(status) >= ApiProblem.NOT_JSON.status:
                entry["content"] = {MEDIA_TYPE: entry["content"].popitem()[1]}
        return dict(sorted(found.items()))


def document(server: str, views: Mapping[View, Mapping[str, Any]], given: tuple[type, ...]) -> dict[str, Any]:
    """Return the OpenAPI document of the current app; `server` is its address, empty where that is not set.

    `views` tells of each view what it takes and gives, as the library's `validate` has it; `given` are the types of
    what is given out.
    """
    tree = _tree(server)
    tree.backend.described = {view: tree.validate(**told)(view) for view, told in views.items()}  # type: ignore[attr-defined]
    return _completed(msgspec.json.decode(msgspec.json.encode(tree.spec)), given)


FROM_DOCUMENT = "../" * PREFIX.count("/")
"""Where the addresses begin unless another is set: the guide's own, relative to the document, at any path."""


def _tree(server: str) -> SpecTree:
    return SpecTree(
        backend=Beside,
        model_adapter=MsgspecModelAdapter(),  # type: ignore[arg-type] # its protocol asks for more than it needs
        naming_strategy=lambda model: str(getattr(model, "__name__", model)),
        nested_naming_strategy=lambda _, name: name,
        validation_error_status=ApiProblem.OUR_FAULT.status,  # it wants one for every route; this one every route has
        validation_error_model=Problem,
        annotations=False,
        mode="strict",
        title="careguide",
        version=__version__,
        description=DESCRIPTION,
        servers=[{"url": server or FROM_DOCUMENT}],
    )


def _completed(document: dict[str, Any], given: tuple[type, ...]) -> dict[str, Any]:
    """Return the document with the descriptions of the types added, for people to read."""
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        if "description" in schema:
            schema["description"] = inspect.cleandoc(schema["description"])
    for shape in dict.fromkeys(found for root in given for found in _reached(root)):
        schema = schemas[shape.__name__]
        schema["required"] = list(schema["properties"])  # what is given out always has every member
        for name, words in _docs(shape):
            schema["properties"][name]["description"] = words
        for member in schema["properties"].values():
            member.pop("default", None)
    for operations in document["paths"].values():
        for operation in operations.values():
            operation.pop("tags", None)
    return document


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
