"""An answer first: what a summary says at once, and what is folded until someone wants it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from careguide.files import catalogue
from careguide.web.templating import IN_SIGHT
from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.sheets import EMERGENCY, USUAL
from tests.journey import journeys

pytestmark = pytest.mark.browser

MOST = 860
"""Words in sight on any worked case, before anything is unfolded."""
FOLDED = [catalogue().say(f"heading.{name}") for name in ("changes", "notes", "next_steps", "sources")]


def words(page: Page) -> int:
    """Return how many words of a summary can be seen."""
    return len(page.inner_text("main").split())


@pytest.mark.slow
def test_no_summary_says_too_much_at_once(visit: Visit) -> None:
    """Of every worked case, that many words are in sight at most; the rest is there, folded."""
    page = visit()
    found = {}
    for journey in journeys():
        steps.post(page, journey.answers, journey.voice, journey.country)
        found[journey.name] = words(page)
    assert {name: count for name, count in found.items() if count > MOST} == {}
    assert len(found) >= 20


def test_what_is_folded_opens_and_is_printed(visit: Visit) -> None:
    """Each folded part opens by keyboard, and on paper all of it stands."""
    page = visit()
    steps.walk(page, USUAL)
    seen = words(page)
    for name in FOLDED:
        part = page.locator(".more", has=page.get_by_role("heading", name=name, exact=True))
        expect(part.locator("ul, ol, p").first).to_be_hidden()
        part.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(part.locator("ul, ol, p").first).to_be_visible()
    assert words(page) > seen
    page.reload()
    page.emulate_media(media="print")
    folded = page.locator(".more > :not(summary)")
    assert folded.count() >= len(FOLDED)
    assert all(part.inner_text().strip() for part in folded.all())


def test_the_strongest_reasons_are_in_sight(visit: Visit) -> None:
    """Of each side and of the questions, the first few are in sight, and it says how many more there are."""
    page = visit()
    steps.walk(page, USUAL)
    for part in (".side", "section:has(> h2:text-is('Questions to take along'))"):
        shown = page.locator(part).first.locator("li:visible")
        assert shown.count() == IN_SIGHT
        more = page.locator(part).first.locator(".more")
        hidden = more.locator("li").count()
        expect(more.locator("summary")).to_contain_text(f"({hidden})")


def test_nothing_of_an_emergency_is_folded_but_its_sources(visit: Visit) -> None:
    """Who has to act now need not open anything."""
    page = visit()
    steps.walk(page, EMERGENCY)
    expect(page.locator(".more")).to_have_count(1)
    expect(page.locator(".sources .more")).to_have_count(1)
