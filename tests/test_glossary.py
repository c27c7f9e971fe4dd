"""The glossary has the words that the code uses, and the code uses none that are retired."""

from __future__ import annotations

import ast
import re

from tests.conftest import BESIDE, ROOT, needs_checkout
from tests.house import modules, read, tree, where

pytestmark = needs_checkout

RETIRED = ROOT / "docs" / "decisions" / "0025-names-and-sizes.md"
ROW = re.compile(r"^\| (.+?) \| (.+?) \|", re.MULTILINE)
ROUTE = {"get", "post", "route"}
"""What makes an endpoint of a function: its name is part of addresses and stays."""


def rows(text: str, heading: str) -> list[tuple[str, str]]:
    """Return the first two columns of the table below a heading, without its head."""
    return ROW.findall(text.split(f"## {heading}\n")[1].split("\n## ", maxsplit=1)[0])[2:]


def retired() -> set[str]:
    """Return the words that nothing may be called any more."""
    return {word for first, _ in rows(read(RETIRED), "Retired words") for word in re.findall(r"`(\w+)`", first)}


def is_endpoint(node: ast.AST) -> bool:
    """Whether a function answers an address."""
    decorators = getattr(node, "decorator_list", [])
    calls = [one.func for one in decorators if isinstance(one, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in ROUTE for call in calls)


def test_every_word_of_the_glossary_is_used() -> None:
    """Each word that the README explains stands in the code or in questions.yaml."""
    words = [word for first, _ in rows(read(ROOT / "README.md"), "Glossary") for word in first.split(", ")]
    assert len(words) > 20
    text = "\n".join(map(read, [*modules(), BESIDE / "questions.yaml"]))
    parts = {part.lower() for part in re.findall(r"[A-Z]?[a-z]+", text)}
    assert [word for word in words if not {word, f"{word}s"} & parts] == []


def test_nothing_has_a_retired_name() -> None:
    """No module, class, function or method is named by a retired word, but for the endpoints of the pages."""
    words, kinds = retired(), (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    assert {"walk", "said", "handoff", "exchanges", "plan", "every", "Settings", "Kind"} <= words
    named = [(where(path), path.stem) for path in modules()]
    for path in modules():
        nodes = [node for node in ast.walk(tree(path)) if isinstance(node, kinds) and not is_endpoint(node)]
        named += [(where(path, node.lineno), node.name.strip("_")) for node in nodes]
    assert [f"{place} {name}" for place, name in named if name in words] == []
