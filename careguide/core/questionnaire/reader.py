"""YAML text into a Questionnaire, or all of its problems at once, each with file and line.

The types of the model are the schema: a key is allowed when its class has an annotated field of that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from enum import Enum, IntEnum
from functools import cache
from hashlib import sha256
from itertools import chain
from types import UnionType
from typing import Annotated, Any, get_args, get_origin

import yaml

from careguide.core.questionnaire import nodes, references
from careguide.core.questionnaire.act_faults import find_act_faults
from careguide.core.questionnaire.content import Condition, Text
from careguide.core.questionnaire.faults import (
    Fault,
    FindingKind,
    Problem,
    QuestionnaireError,
    describe,
    did_you_mean,
    nearest,
)
from careguide.core.questionnaire.gone import with_gone
from careguide.core.questionnaire.model import Questionnaire, Span
from careguide.core.questionnaire.signs import shown
from careguide.core.questionnaire.value_faults import find_value_faults

Path = tuple[str | int, ...]
VOICES = ("self", "someone")


@dataclass(frozen=True)
class Places:
    """Where each part of a file is: `lines` has the 1-based line of a path of keys; `losses` what no part shows."""

    name: str
    lines: dict[Path, int]
    losses: tuple[Problem, ...] = ()

    def problem(self, entry: FindingKind, path: Path, **facts: object) -> Problem:
        """Return the problem at `path`; paths among the facts are told as their lines."""
        if isinstance(paths := facts.get("lines"), tuple):
            facts["lines"] = ", ".join(map(str, sorted(map(self.line, paths))))
        return describe(entry, self.name, self.line(path), _dotted(path), **facts)

    def line(self, path: Path) -> int:
        """Return the line of a path of keys, or of the nearest block above it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(text: str, name: str = "questions.yaml") -> Questionnaire:
    """Return the questionnaire that `text` describes; `name` is the file's name in messages.

    Raises QuestionnaireError with every problem of the file when there is one.
    """
    return read_with_places(text, name)[0]


def read_with_places(text: str, name: str) -> tuple[Questionnaire, Places]:
    """Return what `read` returns, and where each part of it is in the file."""
    root, problems, losses = nodes.load_with_losses(text, name)
    if root is None:
        raise QuestionnaireError(problems)
    reader = _Reader(name, problems)
    questionnaire: Questionnaire = reader.value(Questionnaire, root, ())
    found = chain(
        references.find_faults(questionnaire), find_act_faults(questionnaire), find_value_faults(questionnaire)
    )
    for finding in reader.without_echoes(with_gone(questionnaire, found)):
        reader.report(finding.entry, finding.path, **finding.facts)
    if reader.problems:
        raise QuestionnaireError({*reader.problems, *losses})
    digest = sha256(text.encode()).hexdigest()[:12]
    return replace(questionnaire, digest=digest), replace(reader.places, losses=losses)


@cache
def keys(kind: type) -> dict[str, tuple[Any, Field[Any], str]]:
    """Return the keys that a block of this type may have, each with its type, its field and its meaning."""
    hints, found = references.hints(kind), {}
    for field in fields(kind):
        if get_origin(hints[field.name]) is Annotated:
            wanted, *_, means = get_args(hints[field.name])
            found[field.name] = wanted, field, str(means)
    return found


@cache
def _blank(kind: Any) -> Any:
    """Return an empty value of a type, so that one fault does not hide the next."""
    origin = get_origin(kind)
    if origin is UnionType:
        return None
    if origin is tuple or kind in (str, bool, int):
        return (origin or kind)()
    if kind is Text:
        return Text("", "")
    if origin is Span:
        step = get_args(kind)[0]
        return Span(step(0), step(0))
    if issubclass(kind, Enum):
        return next(iter(kind))
    return kind(**{name: _default(field, wanted) for name, (wanted, field, _) in keys(kind).items()})


def _default(field: Field[Any], kind: Any) -> Any:
    return _blank(kind) if field.default is MISSING else field.default


class _Reader:
    """One reading of one file: what was found where, and what is wrong with it."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.places = Places(name, {})
        self.lines = self.places.lines
        self.problems = problems
        self.broken: set[Path] = set()

    def without_echoes(self, findings: Iterable[references.Finding]) -> list[references.Finding]:
        """Leave out findings at, above or below a part that could not be read: they may just follow from that."""
        above = {place[:end] for place in self.broken for end in range(len(place) + 1)}
        return [
            finding
            for finding in findings
            if finding.path not in above
            and not any(finding.path[:end] in self.broken for end in range(len(finding.path)))
        ]

    def report(self, fault: FindingKind, path: Path, **facts: object) -> None:
        """Note a problem at `path`, or at the nearest block above it that has a line."""
        self.broken.add(path)
        self.problems.append(self.places.problem(fault, path, **facts))

    def value(self, kind: Any, node: yaml.Node, path: Path) -> Any:
        """Return the node's value as `kind`, or a blank of it after reporting why not."""
        self.lines.setdefault(path, node.start_mark.line + 1)
        if get_origin(kind) is UnionType:
            return None if _is_null(node) else self.value(get_args(kind)[0], node, path)
        if kind is Text:
            return self._text(node, path)
        if get_origin(kind) is tuple:
            item = get_args(kind)[0]
            return self._clause(node, path) if item is Condition else self._list(item, node, path)
        if is_dataclass(kind) and get_origin(kind) is not Span:
            return self._block(kind, node, path)
        return self._scalar(kind, node, path)

    def _unknown_key(self, key: str, path: Path, owner: str, allowed: Iterable[str]) -> None:
        near = nearest(key, allowed)
        if near:
            self.broken.add((*path, near))
        self.report(Fault.UNKNOWN_KEY, (*path, key), key=key, owner=owner, hint=did_you_mean(key, allowed))

    def _wrong(self, wanted: str, node: yaml.Node, path: Path) -> None:
        found = "a block of keys" if isinstance(node, yaml.MappingNode) else "a single word or text"
        found = "a list" if isinstance(node, yaml.SequenceNode) else found
        self.report(Fault.WRONG_TYPE, path, key=_key(path), wanted=wanted, found="nothing" if _is_null(node) else found)

    def _block(self, kind: Any, node: yaml.Node, path: Path) -> Any:
        if not isinstance(node, yaml.MappingNode):
            self._wrong("a block of keys", node, path)
            return _blank(kind)
        allowed = keys(kind)
        given: dict[str, Any] = {}
        for key_node, child in node.value:
            key = str(key_node.value)
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            if key in allowed:
                given[key] = self.value(allowed[key][0], child, (*path, key))
            elif child.start_mark.index == key_node.end_mark.index:
                self.report(Fault.COMMA_IN_TEXT, (*path, key), start=key)
            else:
                self._unknown_key(key, path, _owner(kind), allowed)
        for key, (wanted, field, doc) in allowed.items():
            if key not in given:
                given[key] = _default(field, wanted)
                if field.default is MISSING and (*path, key) not in self.broken:
                    fault = Fault.LINE_WITHOUT_SOURCE if key == "source" else Fault.MISSING_KEY
                    self.report(fault, (*path, key), key=key, owner=_owner(kind), doc=doc, id=given.get("name", ""))
        return kind(**given)

    def _list(self, item: Any, node: yaml.Node, path: Path) -> tuple[Any, ...]:
        if not isinstance(node, yaml.SequenceNode):
            self._wrong("a list, such as [this, that]", node, path)
            return ()
        return tuple(self.value(item, child, (*path, index)) for index, child in enumerate(node.value))

    def _clause(self, node: yaml.Node, path: Path) -> tuple[Condition, ...]:
        if not isinstance(node, yaml.MappingNode):
            self._wrong("a block such as 'lately: [stopped]'", node, path)
            return ()
        conditions = []
        for key, child in node.value:
            place = (*path, str(key.value))
            single = isinstance(child, yaml.ScalarNode) and not _is_null(child)
            options = (self._string(child, place),) if single else self.value(tuple[str, ...], child, place)
            self.lines[place] = key.start_mark.line + 1
            conditions.append(Condition(str(key.value), options))
        return tuple(conditions)

    def _text(self, node: yaml.Node, path: Path) -> Text:
        if not isinstance(node, yaml.MappingNode):
            words = self._string(node, path)
            return Text(words, words)
        if self._has_colon(node, path):
            return Text("", "")
        said: dict[str, str] = {}
        for key, child in node.value:
            voice = str(key.value)
            self.lines[(*path, voice)] = key.start_mark.line + 1
            if voice in VOICES:
                said[voice] = self._string(child, (*path, voice))
            else:
                self._unknown_key(voice, path, "a text in two voices", VOICES)
        for voice in VOICES:
            if voice not in said and (*path, voice) not in self.broken:
                self.report(Fault.MISSING_VOICE, (*path, voice), key=_key(path), voice=voice)
        return Text(said.get("self", ""), said.get("someone", ""))

    def _has_colon(self, node: yaml.MappingNode, path: Path) -> bool:
        """Whether a text is no text for its colon alone: one name that is no voice, with words behind it."""
        key, child = node.value[0] if len(node.value) == 1 else (None, None)
        if key is None or nearest(str(key.value), VOICES) or not isinstance(child, yaml.ScalarNode):
            return False
        self.report(Fault.COLON_IN_TEXT, path, start=shown(f"{key.value}: {child.value}"))
        return True

    def _string(self, node: yaml.Node, path: Path) -> str:
        if not isinstance(node, yaml.ScalarNode) or _is_null(node):
            self._wrong("a text", node, path)
            return ""
        words = re.sub(r"\s+", " ", str(node.value)).strip()
        if not words:
            self.report(Fault.EMPTY_TEXT, path, key=_key(path))
        return words

    def _scalar(self, kind: Any, node: yaml.Node, path: Path) -> Any:
        if kind is bool:
            if isinstance(node, yaml.ScalarNode) and node.value in ("true", "false"):
                return node.value == "true"
            self._wrong("true or false", node, path)
            return False
        words = self._string(node, path)
        if kind is str or not words:
            return words or _blank(kind)
        if kind is int:
            if words.isascii() and words.isdigit():
                return int(words)
            self._wrong("a whole number", node, path)
            return 0
        if get_origin(kind) is Span:
            return self._span(get_args(kind)[0], words, path)
        return self._word(kind, words, path)

    def _word(self, kind: type[Enum], word: str, path: Path) -> Any:
        steps = issubclass(kind, IntEnum)
        allowed = {member.name if steps else str(member.value): member for member in kind}
        if word in allowed:
            return allowed[word]
        fault = Fault.UNKNOWN_STEP if steps else Fault.UNKNOWN_WORD
        facts = {"allowed": ", ".join(allowed), "hint": did_you_mean(word, allowed)}
        self.report(fault, path, word=word, key=_key(path), **facts)
        return _blank(kind)

    def _span(self, axis: type[IntEnum], words: str, path: Path) -> Span[Any]:
        ends = [self._word(axis, word.strip(), path) for word in words.split(" to ", 1)]
        if ends[-1] < ends[0] and path not in self.broken:
            self.report(Fault.BACKWARD_SPAN, path, word=words)
        return Span(min(ends), max(ends))


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "~", "null")


def _key(path: Path) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "the file")


def _owner(kind: type) -> str:
    return "the file" if kind is Questionnaire else f"this {kind.__name__.lower()}"


def _dotted(path: Path) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
