"""The ways in which people set up their screens: dark, forced colours, less motion."""

from __future__ import annotations

import pytest

from tests.browser import steps
from tests.browser.conftest import Bring
from tests.sheets import GRAVEST

pytestmark = pytest.mark.browser


@pytest.mark.slow
@pytest.mark.parametrize("name", ["intro", "choices", "alarm", "start", "gravest", "options"])
def test_it_shows_in_every_scheme(bring: Bring, name: str) -> None:
    """A page is not blank, and light, dark and forced colours each look like themselves."""
    page = bring(name, reduced_motion="reduce")
    seen = {page.screenshot()}
    page.emulate_media(color_scheme="dark")
    seen.add(page.screenshot())
    page.emulate_media(forced_colors="active")
    seen.add(page.screenshot())
    assert len(seen) == 3
    page.evaluate("document.body.hidden = true")
    assert min(map(len, seen)) > 2 * len(page.screenshot())


def test_forced_colours_keep_what_colour_says(bring: Bring) -> None:
    """With forced colours, a choice that is made and the cell to start from are still marked."""
    page = bring("choices", forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    page.check("#how_taken-as_directed")
    ring = "(label) => getComputedStyle(label.closest('.choice')).outlineStyle"
    page.evaluate("document.activeElement.blur()")
    assert page.eval_on_selector("#how_taken-as_directed", ring) == "solid"
    assert page.eval_on_selector("#how_taken-not_now", ring) == "none"
    page = bring("start", forced_colors="active")
    widths = page.eval_on_selector_all(
        ".picture rect", "(all) => all.map((cell) => getComputedStyle(cell).strokeWidth)"
    )
    assert widths.count("5px") == 1


def test_nothing_moves(bring: Bring) -> None:
    """No page has an animation or a transition, so there is none for anyone to be spared."""
    page = bring("choices")
    moving = """() => [...document.querySelectorAll('*')].filter((part) => {
      const style = getComputedStyle(part);
      return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
    }).length"""
    assert page.evaluate(moving) == 0
    steps.post(page, GRAVEST, "self")
    assert page.evaluate(moving) == 0
