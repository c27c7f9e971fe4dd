"""What stands in docs/ and is made from the code is made from the code as it is now."""

from __future__ import annotations

import re

import pytest

from makedocs.__main__ import DOCS, PARTS, WORDS
from makedocs.pages import PAGES
from makedocs.pictures import PICTURES
from makedocs.sheets import SHEETS, sheet
from tests.conftest import ROOT, needs_checkout

pytestmark = needs_checkout

MEASURED = {"growth.svg": "benchmarks.growth --draw", "rivals.json": "benchmarks.rivals --json docs/rivals.json"}
"""What is measured, with the command of `make figures` that does it."""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_up_to_date(name: str) -> None:
    """Every page is what the code makes of it."""
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), f"docs/{name} is out of date: run make docs"


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_up_to_date(name: str) -> None:
    """Both sample sheets are what the code makes of the story."""
    assert (DOCS / name).read_bytes() == sheet(name), f"docs/{name} is out of date: run make docs"


def test_nothing_in_docs_is_made_by_hand_but_words() -> None:
    """Whatever is no page of words, of a folder of its own or not, is made by a command that stands here."""
    made = {*PAGES, *SHEETS, *PICTURES, WORDS.name, *MEASURED}
    found = {path.name for path in DOCS.iterdir() if path.is_file() and path.suffix != ".md"}
    assert found, "this law found nothing to check"
    assert found - made == set()
    assert [name for name in made if not (DOCS / name).is_file()] == []


def test_make_knows_how() -> None:
    """`make docs` calls the one that makes everything, `make figures` each command that measures."""
    rules = dict(re.findall(r"(?m)^(\w+):.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert "-m makedocs $(ARGS)" in rules["docs"]
    assert [command for command in MEASURED.values() if command not in rules["figures"]] == []
    assert [*PARTS] == ["proof", "pages", "sheets", "pictures"]
