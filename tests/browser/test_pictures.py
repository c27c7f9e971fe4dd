"""The pictures in docs/ show what the pages say now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from makedocs.__main__ import DOCS, WORDS
from makedocs.pictures import PICTURES, pictured, words
from tests.conftest import needs_checkout

pytestmark = pytest.mark.browser


@pytest.mark.slow
@needs_checkout
def test_no_picture_is_old(browser: Browser, tmp_path: Path) -> None:
    """Each page that is pictured says what it said when its picture was taken."""
    kept = json.loads(WORDS.read_text(encoding="utf-8"))
    said = {name: words(page) for name, page in pictured(browser, tmp_path)}
    assert said.keys() == PICTURES.keys()
    assert [name for name in said if said[name] != kept.get(name)] == [], "run make docs"


@needs_checkout
def test_a_picture_is_as_large_as_it_says() -> None:
    """Each picture has the size of the window that its page was shown in."""
    heads = {name: (DOCS / name).read_bytes()[16:24] for name in PICTURES}
    sizes = {name: (int.from_bytes(head[:4]), int.from_bytes(head[4:])) for name, head in heads.items()}
    assert sizes == {name: (picture.width, picture.height) for name, picture in PICTURES.items()}
