"""The schema for editors: it takes what careguide takes, and marks what an author gets wrong while typing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from careguide.core.questionnaire.model import Questionnaire
from careguide.core.questionnaire.reader import keys
from careguide.core.questionnaire.schema import schema
from makedocs.pages import blocks, questions_schema
from tests.conftest import BESIDE, needs_checkout
from tests.core.tiny import TEXT
from tests.test_cli import run

MODELINE = "# yaml-language-server: $schema=docs/questions.schema.json"
WORDS = {"true": True, "false": False, "null": None}
CORE = {
    "null": r"null|~|",
    "bool": r"true|false",
    "int": r"[-+]?[0-9]+",
    "float": r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?",
}
"""How YAML 1.2 types a plain word; anything else is a text, dates and 'no' among them."""


class Editor(yaml.CSafeLoader):
    """Reads YAML as an editor does."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML looks for a plain dict here


for kind, pattern in CORE.items():
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{kind}", re.compile(f"^(?:{pattern})$"), None)


def as_editor(text: str) -> Any:
    """Read a file with the types of YAML 1.2."""
    return yaml.load(text, Loader=Editor)


def as_careguide(text: str) -> Any:
    """Read a file as text, as careguide does, with true, false and null as JSON has them."""

    def typed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: typed(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [typed(inner) for inner in value]
        return WORDS.get(value, value)

    return typed(yaml.load(text, Loader=yaml.CBaseLoader))


@cache
def validator() -> Draft202012Validator:
    """Return what checks a file against the schema."""
    Draft202012Validator.check_schema(schema())
    return Draft202012Validator(schema())


def faults(data: Any) -> list[str]:
    """Return where a file does not fit, as an editor would mark it."""
    return [f"{error.json_path}: {error.message[:200]}" for error in validator().iter_errors(data)]


def test_the_command_prints_the_schema() -> None:
    """`careguide schema` prints what stands in docs/."""
    assert run("schema").stdout == questions_schema()


@needs_checkout
def test_the_shipped_file_names_its_schema() -> None:
    """The first line of questions.yaml leads an editor to the committed schema."""
    first = (BESIDE / "questions.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == MODELINE
    assert (BESIDE / first.partition("$schema=")[2]).is_file()


@pytest.mark.parametrize("load", [as_editor, as_careguide])
def test_the_shipped_file_fits(load: Any) -> None:
    """No line of questions.yaml is marked, whether words have the types of YAML 1.2 or are all text."""
    assert faults(load((BESIDE / "questions.yaml").read_text(encoding="utf-8"))) == []
    assert faults(load(TEXT)) == []


def test_every_key_is_there_with_its_meaning() -> None:
    """Every block of the model has a definition that allows just its keys, and each key says what it means."""
    made = schema()
    for kind in blocks(Questionnaire, {}):
        if not keys(kind):
            continue
        definition = made if kind is Questionnaire else made["$defs"][kind.__name__]
        assert definition["additionalProperties"] is False
        assert definition["description"]
        assert {name: found["description"] for name, found in definition["properties"].items()} == {
            name: doc for name, (_, _, doc) in keys(kind).items()
        }


def test_every_reference_leads_somewhere() -> None:
    """Each `$ref` of the schema names a definition, and each definition is used."""

    def named(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from (value for key, value in part.items() if key == "$ref")
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from named(inner)

    assert {name.removeprefix("#/$defs/") for name in named(schema())} == set(schema()["$defs"])


BROKEN = {
    "a key that is not there": ("    section: ", "    secton: "),
    "a key that is missing": ("    factor: severity\n", ""),
    "a step that is not there": ("medical: closer to", "medical: closest to"),
    "a span that runs backwards": ("medical: closer to round_the_clock", "medical: round_the_clock to closer"),
    "a span of the wrong axis": ("daily: home to day", "daily: usual to closer"),
    "a factor that is not there": ("factor: severity", "factor: severe"),
    "a level that is not there": ("level: same_day", "level: today"),
    "evidence that is not there": ("evidence: guideline", "evidence: hearsay"),
    "a kind of help line that is not there": ("kind: poison", "kind: poisons"),
    "yes in place of true": ("tick: true", "tick: yes"),
    "a single word in place of a list": ("flags: [seizure]", "flags: seizure"),
    "a text in one voice only": ("    someone: Which kinds of care could you ask about for them?\n", ""),
    "a voice that is not there": ("    someone: Please do not", "    somebody: Please do not"),
    "an id with a space": ("- id: hard_to_wake", "- id: hard to wake"),
    "an id with a capital": ("- id: how_taken", "- id: How_taken"),
    "a text that is empty": ("  time: It takes about 5 to 10 minutes. You can skip any question.", '  time: " "'),
    "a text that is not there": ("  time: It takes about 5 to 10 minutes. You can skip any question.", "  time: null"),
    "a condition that is a list": ("      how_taken: [as_directed,", "      - how_taken: [as_directed,"),
    "a condition on nothing": ("      - lately: [stopped]", "      - lately:"),
    "a block in place of a list": ("        flags: [seizure]", "        flags: {seizure: true}"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_an_author_gets_wrong_is_marked(name: str) -> None:
    """A single fault in the shipped file is marked in an editor."""
    old, new = BROKEN[name]
    text = (BESIDE / "questions.yaml").read_text(encoding="utf-8")
    assert old in text
    broken = text.replace(old, new, 1)
    assert faults(as_editor(broken))
    assert faults(as_careguide(broken))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("medical: closer to round_the_clock", "medical: closer   to   round_the_clock"),
        ('version: "0.3.0"', "version: 0.1"),
        ('call: "911"', "call: 911"),
        ("flags: [seizure]", "flags: []"),
    ],
)
def test_what_careguide_takes_is_not_marked(old: str, new: str) -> None:
    """Another way to write the same is no fault in an editor either."""
    text = (BESIDE / "questions.yaml").read_text(encoding="utf-8")
    assert old in text
    assert faults(as_editor(text.replace(old, new, 1))) == []
