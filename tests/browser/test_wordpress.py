"""An address of the guide, pasted into a page of a real WordPress."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from careguide.core.questionnaire.model import Questionnaire
from tests.browser.reader import InChromium
from tests.browser.server import serving
from tests.browser.test_embed import answer, headline
from tests.browser.wordpress import WordPress, blogging, is_here

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def wordpress() -> Iterator[WordPress]:
    """Run a WordPress; the socket of its store must have a short path."""
    is_here()
    folder = Path(tempfile.mkdtemp(prefix="wp"))
    try:
        with blogging(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder)


@pytest.mark.slow
def test_a_pasted_address_leads_to_the_summary(
    wordpress: WordPress, chromium_that_refuses: InChromium, guide: Questionnaire, tmp_path: Path
) -> None:
    """WordPress asks our oEmbed and makes a sandboxed frame of its own; the walk in it ends in a summary."""
    reader = chromium_that_refuses
    (tmp_path / "home").mkdir()
    listed = {"CAREGUIDE_EMBED_ORIGINS": wordpress.url, "CAREGUIDE_PUBLIC_URL": "{url}"}
    with serving(tmp_path / "home", tmp_path, **listed) as server:
        reader.open(wordpress.pasted(f"{server.url}/"))
        reader.wait("document.querySelector('iframe') !== null")
        attributes = "['sandbox', 'security'].map((name) => document.querySelector('iframe').getAttribute(name))"
        assert reader.run(attributes) == ["allow-scripts", "restricted"]
        reader.wait("document.querySelector('#intro.now') !== null", 0)
        assert reader.run("location.hash", 0).startswith("#?secret=")
        answer(reader, "start")
        reader.wait_for_heading(headline(guide, "start"), 0)
        assert f"and answer there: {server.url}" in reader.text(".actions", 0)
        reader.page.screenshot(path=tmp_path / "wordpress.png", full_page=True)
