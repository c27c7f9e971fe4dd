"""JSON Schema of questions.yaml, made from the model, so that an editor completes and checks while you type.

It knows shapes and words. Only `careguide check` knows which ids lead where and what must be there together.
A text may also be a number: an editor reads an unquoted 911 as one, and careguide reads it as text.
"""

from __future__ import annotations

from dataclasses import MISSING, is_dataclass
from enum import Enum, IntEnum
from inspect import cleandoc
from types import UnionType
from typing import Any, get_args, get_origin

from careguide.core.questionnaire.content import Condition, Ref, Text
from careguide.core.questionnaire.model import Questionnaire, Span
from careguide.core.questionnaire.reader import keys
from careguide.core.questionnaire.references import ID, hints

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
WORDS: Schema = {"type": ["string", "number"], "pattern": r"\S"}
NAME: Schema = {"type": "string", "pattern": f"^{ID.pattern}$"}
WHOLE_NUMBER: Schema = {"type": ["integer", "string"], "minimum": 0, "pattern": "^[0-9]+$"}


def schema() -> Schema:
    """Return the schema of questions.yaml."""
    made: dict[str, Schema] = {}
    root = _block(Questionnaire, made)
    made["Text"] = _text()
    made["Clause"] = _clause()
    return {"$schema": DIALECT, "title": "questions.yaml of careguide", **root, "$defs": dict(sorted(made.items()))}


def _block(kind: type, made: dict[str, Schema]) -> Schema:
    rich = hints(kind)
    properties: dict[str, Schema] = {}
    needed: list[str] = []
    for name, (wanted, field, doc) in keys(kind).items():
        refs = [part.to for part in rich[name].__metadata__ if isinstance(part, Ref)]
        is_id = (name == "id" or bool(refs)) and refs != ["countries"]  # a country has a code of capital letters
        properties[name] = {"description": doc, **_value(wanted, made, NAME if is_id else WORDS)}
        if field.default is MISSING:
            needed.append(name)
    return {
        "description": _about(kind),
        "type": "object",
        "properties": properties,
        **({"required": needed} if needed else {}),
        "additionalProperties": False,
    }


def _value(kind: Any, made: dict[str, Schema], words: Schema) -> Schema:
    """Return the schema of a value of this type; `words` is the schema of a text here."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is UnionType:
        inner = _value(parts[0], made, words)
        return {"anyOf": [inner, {"type": "null"}]}
    if origin is tuple:
        if parts[0] is Condition:
            return {"$ref": "#/$defs/Clause"}
        return {"type": "array", "items": _value(parts[0], made, words)}
    if origin is Span:
        return _span(parts[0])
    if kind is Text:
        return {"$ref": "#/$defs/Text"}
    if is_dataclass(kind) or issubclass(kind, Enum):
        return _named(kind, made)
    return {bool: {"type": "boolean"}, int: WHOLE_NUMBER, str: words}[kind]


def _named(kind: Any, made: dict[str, Schema]) -> Schema:
    if kind.__name__ not in made:
        made[kind.__name__] = {}  # a type that holds itself would not end otherwise
        made[kind.__name__] = _enum(kind) if issubclass(kind, Enum) else _block(kind, made)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _enum(kind: type[Enum]) -> Schema:
    steps = issubclass(kind, IntEnum)
    return {"description": _about(kind), "enum": [member.name if steps else member.value for member in kind]}


def _span(axis: type[IntEnum]) -> Schema:
    """Return the words for a step or a span of an axis, which never runs backwards."""
    steps = [step.name for step in axis]
    ways = [f"{least}( +to +({'|'.join(steps[place:])}))?" for place, least in enumerate(steps)]
    spans = [f"{least} to {most}" for place, least in enumerate(steps) for most in steps[place + 1 :]]
    return {"type": "string", "pattern": f"^({'|'.join(ways)})$", "examples": [*steps, *spans]}


def _text() -> Schema:
    return {
        "description": _about(Text),
        "anyOf": [
            {"description": "The same words for both.", **WORDS},
            {
                "type": "object",
                "properties": {
                    "self": {"description": "To the person who takes the medicine.", **WORDS},
                    "someone": {"description": "To a person who cares for them.", **WORDS},
                },
                "required": ["self", "someone"],
                "additionalProperties": False,
            },
        ],
    }


def _clause() -> Schema:
    return {
        "description": "True when any of its lines is: a question's id, and one or more ids of its options.",
        "type": "object",
        "propertyNames": {"pattern": NAME["pattern"]},
        "additionalProperties": {"anyOf": [NAME, {"type": "array", "items": NAME}]},
    }


def _about(kind: type) -> str:
    return cleandoc(kind.__doc__ or "").split("\n\n", maxsplit=1)[0]
