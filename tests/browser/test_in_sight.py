"""An answer first: what a summary says at once, and what is folded until someone wants it."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from careguide.files import catalogue
from careguide.web.templating import IN_SIGHT
from tests.browser import steps
from tests.browser.conftest import Visit
from tests.journey import journeys
from tests.sheets import EMERGENCY, USUAL

pytestmark = pytest.mark.browser

USUAL_CASE = "prescribed"
HEADING = catalogue().say
FOLDED = [HEADING(f"heading.{name}") for name in ("notes", "next_steps", "help_lines", "ending", "sources")]


class Measures(NamedTuple):
    """What of a summary is in sight on a telephone: words, those of what to do first, headings, and its height."""

    words: int
    first: int
    headings: int
    screens: float


MOST = Measures(words=530, first=150, headings=10, screens=5.0)
"""What no worked case may pass."""
USUALLY = Measures(words=350, first=100, headings=10, screens=3.8)
"""What the usual case may have."""


def measured(page: Page) -> Measures:
    """Measure the summary that a page shows, before anything is unfolded."""
    size = page.viewport_size
    assert size
    headings = page.locator("main").get_by_role("heading").filter(visible=True).count()
    height = page.evaluate("document.documentElement.scrollHeight")
    first, whole = (len(page.inner_text(part).split()) for part in (".acts", "main"))
    return Measures(whole, first, headings, round(height / size["height"], 1))


@pytest.mark.slow
def test_no_summary_says_too_much_at_once(visit: Visit) -> None:
    """On every worked case; `pytest -s` prints the table."""
    page = visit()
    page.set_viewport_size({"width": 390, "height": 844})
    found = {}
    for journey in (one for one in journeys() if not one.is_emergency):
        steps.post(page, journey.answers, journey.voice, journey.country)
        found[journey.name] = measured(page)
    print(
        "\n".join(
            f"{name:40} {one.words:4} {one.first:4} {one.headings:3} {one.screens}" for name, one in found.items()
        )
    )
    assert {name: one for name, one in found.items() if any(a > b for a, b in zip(one, MOST, strict=True))} == {}
    assert all(a <= b for a, b in zip(found[USUAL_CASE], USUALLY, strict=True)), found[USUAL_CASE]
    assert len(found) >= 20


def test_what_is_folded_opens(visit: Visit) -> None:
    """Each folded part opens by keyboard."""
    page = visit()
    steps.walk(page, USUAL)
    seen = len(page.inner_text("main").split())
    for name in FOLDED:
        part = page.locator(".more", has=page.locator("summary", has_text=name)).last
        expect(part.locator("ul, ol, p").first).to_be_hidden()
        part.locator("summary").first.focus()
        page.keyboard.press("Enter")
        expect(part.locator("ul, ol, p").first).to_be_visible()
    assert len(page.inner_text("main").split()) > seen


def test_paper_has_what_the_visit_needs(visit: Visit) -> None:
    """Printed, help lines, danger signs and room to write stand open; what is only for the screen is left out."""
    page = visit()
    steps.walk(page, USUAL)
    page.emulate_media(media="print")
    for name in ("help_lines", "ending"):
        part = page.locator(".printed", has_text=HEADING(f"heading.{name}"))
        assert part.locator("li").first.inner_text().strip()
    expect(page.locator(".room")).to_be_visible()
    expect(page.locator(".actions")).to_be_hidden()


def test_the_strongest_reasons_are_in_sight(visit: Visit) -> None:
    """Of each side and of the questions, the first few are in sight, and all of them behind a fold."""
    page = visit()
    steps.walk(page, USUAL)
    for part in (".side", ".visit"):
        assert page.locator(part).first.locator("li:visible").count() == IN_SIGHT
    more = page.locator(".visit .more")
    hidden = more.locator("li").count()
    expect(more.locator("summary")).to_contain_text(f"({hidden})")
    assert page.locator(".why .more li").count() >= IN_SIGHT


def test_what_to_do_in_an_emergency_is_never_folded(visit: Visit) -> None:
    """Who has to act now need not open anything: each danger has a card. What is folded is why, and the rest."""
    page = visit()
    steps.walk(page, EMERGENCY)
    expect(page.locator(".emergency .card").first).to_be_visible()
    expect(page.locator(".emergency details")).to_have_count(0)
    titles = [HEADING(f"heading.{name}") for name in ("why", "help_lines", "ending", "sources")]
    expect(page.locator("main .rest > .more > summary")).to_have_text(titles)
