"""The recipes: the blocks of shell in docs/deploy.md, by name, and the files beside it that they put in place."""

from __future__ import annotations

import re

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "deploy.md"
FILES = ROOT / "docs" / "deploy"
BLOCK = re.compile(r"^```sh (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def recipe(name: str) -> str:
    """Return the block of this name; there is one of each."""
    (found,) = [text for word, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if word == name]
    return str(found)
