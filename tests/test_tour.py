"""The tour of the code names files and functions; each of them is where the tour says it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT, needs_checkout
from tests.house import found, read, tree

pytestmark = needs_checkout

TOUR = ROOT / "docs" / "tour.md"
FILE = re.compile(r"`((?:[\w-]+/)+[\w.-]*|[\w-]+\.(?:py|yaml|md))`")
NAMED = re.compile(r"`([A-Za-z_][\w.]*)\(\)`")


def steps() -> list[str]:
    """Return the parts of the tour: each step of a list, row of a table, or paragraph. A wheel has no tour."""
    text = read(TOUR) if TOUR.is_file() else ""
    return [step for step in re.split(r"\n\n|\n(?=\d+\. |\| )", text) if FILE.search(step) or NAMED.search(step)]


def defined(body: list[ast.stmt], inside: str = "") -> Iterator[str]:
    """Yield the name of every function, class and method, the methods with their class."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield f"{inside}{node.name}"
            yield from defined(node.body, f"{node.name}." if isinstance(node, ast.ClassDef) else "")


@pytest.mark.parametrize("step", steps(), ids=range(len(steps())))
def test_the_tour_names_what_exists(step: str) -> None:
    """Every file of a step exists, and every `name()` is defined in one of the step's files."""
    files = [ROOT / name for name in FILE.findall(step)]
    assert [str(path) for path in files if not path.exists()] == []
    names = {name for path in files if path.suffix == ".py" for name in defined(tree(path).body)}
    assert [name for name in NAMED.findall(step) if name not in names] == []


def test_the_tour_goes_through_every_room() -> None:
    """The tour is one page, and stops in each room of the core, the web and the command line."""
    text = read(TOUR)
    rooms = found([path.parent for path in (ROOT / "careguide" / "core").glob("*/__init__.py")])
    assert [room.name for room in rooms if f"`careguide/core/{room.name}/" not in text] == []
    assert all(f"`careguide/{room}/" in text for room in ("web", "web/wsgi", "web/api", "cli"))
    assert len(text.splitlines()) <= 150
    assert len(NAMED.findall(text)) > 50
