"""YAML text as a tree of nodes that know their lines, or everything that is wrong with it.

Nothing is resolved here: every scalar stays text, so that `no` is never false and 1:30 is never a number.
The model tells the reader what a text means.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import yaml

from careguide.core.questionnaire.faults import Fault, Problem, Slip, describe
from careguide.core.questionnaire.signs import Typo
from careguide.core.questionnaire.typos import SURE, find_typos

MAX_BYTES = 1_000_000
MAX_DEPTH = 12

Loader = yaml.CBaseLoader


class Loaded(NamedTuple):
    """The root node of a text, or None if nothing can be read; its problems; and what it loses without being broken."""

    node: yaml.Node | None
    problems: list[Problem]
    losses: tuple[Problem, ...] = ()


def load(text: str, name: str) -> tuple[yaml.Node | None, list[Problem]]:
    """Return the root node and the problems of `text`; the node is None where nothing can be read."""
    return load_with_losses(text, name)[:2]


def load_with_losses(text: str, name: str) -> Loaded:
    """Return the same, and what the text loses without being broken.

    A file from a stranger must not cost more than its size: size, depth and aliases are looked at
    before a tree is built, because composing is recursive and aliases can multiply without end.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        return Loaded(None, [describe(Fault.TOO_LARGE, name, 1, "", size=size, limit=MAX_BYTES)])
    try:
        problems = list(_unwanted_events(text, name))
        if problems:
            return Loaded(None, problems)
        node = yaml.compose(text, Loader=Loader)
    except yaml.YAMLError as error:
        return Loaded(None, _explained(_malformed(error, text, name), find_typos(text)))
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        return Loaded(None, [describe(Fault.MALFORMED_YAML, name, line, "", detail="it holds a broken character")])
    if node is None:
        return Loaded(None, [describe(Fault.EMPTY_FILE, name, 1, "")])
    typos = [typo for typo in find_typos(text) if typo.entry in SURE]
    faults = [_told(typo, name) for typo in typos if not isinstance(typo.entry, Slip)]
    if faults:
        return Loaded(None, [_told(typo, name) for typo in typos])
    losses = tuple(_told(typo, name) for typo in typos if isinstance(typo.entry, Slip))
    return Loaded(node, list(_duplicate_keys(node, name, "")), losses)


def _told(typo: Typo, name: str) -> Problem:
    return describe(typo.entry, name, typo.line, "", **typo.facts)


def _explained(malformed: Problem, typos: list[Typo]) -> list[Problem]:
    """Return the slips of the hand that may be why YAML gave up, or what YAML says if none stands before that line."""
    told = [_told(typo, malformed.file) for typo in typos]
    faults = [typo for typo in typos if not isinstance(typo.entry, Slip)]
    return told if any(typo.line <= malformed.line + 1 for typo in faults) else [malformed, *told]


def _unwanted_events(text: str, name: str) -> Iterator[Problem]:
    depth = documents = 0
    for event in yaml.parse(text, Loader=Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                yield describe(Fault.SEVERAL_DOCUMENTS, name, line, "")
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield describe(Fault.ALIAS, name, line, "")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth == MAX_DEPTH + 1:
                yield describe(Fault.TOO_DEEP, name, line, "", limit=MAX_DEPTH)
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _malformed(error: yaml.YAMLError, text: str, name: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    detail = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed"
    before = text.encode()[: getattr(error, "position", 0)]
    line = mark.line + 1 if mark else before.count(b"\n") + 1
    return describe(Fault.MALFORMED_YAML, name, line, "", detail=detail)


def _duplicate_keys(node: yaml.Node, name: str, path: str) -> Iterator[Problem]:
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _duplicate_keys(item, name, f"{path}[{index}]")
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            word = str(key.value)
            if word in seen:
                yield describe(Fault.DUPLICATE_KEY, name, key.start_mark.line + 1, path, key=word)
            seen.add(word)
            yield from _duplicate_keys(value, name, f"{path}.{word}".lstrip("."))
