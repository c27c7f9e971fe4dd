"""How the guide looks in a frame, as far as a site may choose, and the page where its owner chooses."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from careguide.web.embed.colour import ENOUGH, least_contrast
from careguide.web.embed.look import FONTS
from tests.browser.conftest import Visit, visiting
from tests.browser.hosting import LINK, Host
from tests.browser.reader import Reader
from tests.browser.server import Server
from tests.browser.steps import send, start
from tests.browser.test_embed import started
from tests.browser.watch import Watch
from tests.sheets import EVERYTHING

pytestmark = pytest.mark.browser

PAINTED = "getComputedStyle(document.querySelector('.button.next')).backgroundColor"
GROUND = "getComputedStyle(document.body).backgroundColor"
ACCENT = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
JUST_ENOUGH = {"light": "#6b6b6b", "dark": "#969696"}
"""Greys that pass on one kind of screen, and are near the limit."""


def look(visit: Visit, query: str, **options: Any) -> Page:
    """Open the framed guide with a look."""
    return visit(f"/embed/?{query.replace('#', '%23')}", **options)


@pytest.mark.parametrize("screen", ["light", "dark"])
def test_a_colour_that_just_passes_can_be_read_everywhere(visit: Visit, screen: str) -> None:
    """With a grey near the limit, axe finds too little contrast neither in the questions nor in the summary."""
    assert ENOUGH <= least_contrast(JUST_ENOUGH[screen], screen) < ENOUGH + 0.5
    page = look(visit, f"theme={screen}&accent={JUST_ENOUGH[screen]}&radius=0")
    start(page)
    page.click("#right_now-none")
    looked_at(page)
    send(page, EVERYTHING)
    assert page.evaluate(ACCENT) == JUST_ENOUGH[screen], "the look came along to the summary"
    looked_at(page)


def looked_at(page: Page) -> None:
    """Fail where axe finds something."""
    found = Axe().run(page).response
    assert found["passes"]
    assert found["violations"] == []


@pytest.mark.parametrize(("theme", "ground"), [("light", "rgb(251, 248, 243)"), ("dark", "rgb(21, 25, 27)")])
def test_a_site_can_be_light_or_dark(visit: Visit, theme: str, ground: str) -> None:
    """A theme stands against what the reader's system asks for; left out, the system decides."""
    other = "dark" if theme == "light" else "light"
    page = look(visit, f"theme={theme}", color_scheme=other)
    assert page.evaluate(GROUND) == ground
    page.goto("/embed/")
    assert page.evaluate(GROUND) != ground


@pytest.mark.parametrize("script", [True, False])
def test_a_colour_that_fits_one_kind_of_screen_is_used_there(visit: Visit, script: bool) -> None:
    """A dark violet is taken on light screens; on dark ones the guide keeps its own. It needs no script."""
    page = look(visit, "accent=#5b2a86", script=script, color_scheme="light")
    assert (
        page.locator(".button").first.evaluate("(part) => getComputedStyle(part).backgroundColor") == "rgb(91, 42, 134)"
    )
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".button").first).to_have_css("background-color", "rgb(127, 209, 191)")


def test_what_cannot_be_used_is_named_in_the_console(visit: Visit) -> None:
    """Each wrong value gets one sentence that says what it must be; nothing of it is used, and none is repeated."""
    page = visit("/embed/")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/embed/?theme=neon&accent=blue&radius=25&font=comic&lang=xx&country=ZZ&colour=red")
    assert said == [
        (
            "careguide: theme is left out. It must be one of: auto, light, dark. "
            "accent is left out. It must be a colour such as #175e54. "
            "radius is left out. It must be a number from 0 to 24. "
            f"font is left out. It must be one of: system, serif, {', '.join(FONTS)}. "
            "lang is left out. It must be en. "
            "country is left out. There are no help lines for it. "
            "Something else in the address is left out, as there is no such setting."
        )
    ]
    said.clear()
    page.goto("/embed/?accent=%23ffee00&theme=light")
    assert said == [
        "careguide: accent is left out on light screens. Its contrast is 1.1 there, and WCAG AA asks for 4.5."
    ]
    assert page.evaluate(ACCENT) == "#175e54"


def test_an_element_passes_its_look_on(reader: Reader, host: Host) -> None:
    """Attributes reach the frame, and with `inherit` the letters of the site, of those that are on the list."""
    attributes = 'theme="dark" accent="#7fd1bf" radius="0" font="inherit" country="GB" voice="someone" min-height="900"'
    started(reader, host, f'<div id="site"><care-guide {attributes}>{LINK}</care-guide></div>')
    assert reader.run(PAINTED, 0) == "rgb(127, 209, 191)"
    assert reader.run(GROUND, 0) == "rgb(21, 25, 27)"
    assert reader.run("document.querySelector('[name=_country]').value", 0) == "GB"
    assert reader.run("document.querySelector('[name=_voice]').value", 0) == "someone"
    assert "theme=dark" in reader.run("document.getElementById('sheet').action", 0)
    frame = "document.querySelector('care-guide').shadowRoot.querySelector('iframe')"
    assert reader.run(f"{frame}.getBoundingClientRect().height") >= 900
    assert "font=" in reader.run(f"{frame}.src")


# The set-up page


@pytest.fixture
def set_up(browser: Browser, embedded: Server) -> Iterator[Visit]:
    """Return how to open pages of the guide that one site may embed."""
    watching = Watch(embedded.url)
    yield visiting(browser, embedded, watching)
    watching.close()


def test_a_site_owner_sees_and_copies_at_once(set_up: Visit, host: Host) -> None:
    """Every choice shows at once in the preview and the snippets, and a wrong one is said beside its field."""
    page = set_up("/embed/setup", permissions=["clipboard-read", "clipboard-write"])
    page.fill("#site", host.origin)
    page.press("#site", "Tab")
    expect(page.locator("#made")).to_contain_text("Yes.")
    page.select_option("#theme", "dark")
    page.fill("#accent", "#7fd1bf")
    page.press("#accent", "Tab")
    expect(page.locator("textarea").first).to_contain_text('accent="#7fd1bf"')
    button = page.frame_locator(".preview").locator("#intro a.next")
    expect(button).to_have_css("background-color", "rgb(127, 209, 191)")
    page.click(".copy >> nth=0")
    expect(page.locator(".copy").first).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == unescape(page.input_value("textarea >> nth=0"))
    page.fill("#accent", "#111111")
    page.press("#accent", "Tab")
    expect(page.locator("#e-accent")).to_have_text("Its contrast is 1.1, and 4.5 is needed. Choose a stronger colour.")
    expect(page.locator("textarea").first).not_to_contain_text("accent")
    assert page.get_attribute("#accent", "aria-describedby") == "e-accent"


def test_the_set_up_page_needs_no_script(set_up: Visit) -> None:
    """Without script the button does the same."""
    page = set_up("/embed/setup", script=False)
    page.select_option("#voice", "someone")
    page.click("text=Show it")
    expect(page.locator("textarea").first).to_contain_text('voice="someone"')
    assert "voice=someone" in page.url
    assert page.locator(".copy:visible").count() == 0
