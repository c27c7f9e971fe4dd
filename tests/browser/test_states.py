"""Every page in every state, opened once each: axe, small screens, large text and large enough targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Bring, bringing, visiting
from tests.browser.looks import CLIPPED, OVERLAPPING, TOO_SMALL, TOO_WIDE
from tests.browser.server import Server
from tests.browser.states import STATES
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

TARGET = 44
"""Pixels of a target in each direction, at the least."""

AT_A_DESK = 24
"""The same on the staff page where there is a mouse, so that a whole question fits the screen."""

AXE: dict[str, Any] = {"resultTypes": ["violations"]}
CONTRAST: dict[str, Any] = {**AXE, "runOnly": ["color-contrast"]}


@pytest.fixture(scope="module")
def watched(server: Server) -> Iterator[Watch]:
    """Watch the states of this module."""
    watch = Watch(server.url)
    yield watch
    watch.close()


@pytest.fixture(scope="module", params=STATES)
def state(request: pytest.FixtureRequest, browser: Browser, server: Server, watched: Watch) -> Iterator[Page]:
    """Open one state for all the tests below; each leaves the page as it found it."""
    page = bringing(visiting(browser, server, watched, together=True), watched)(request.param)
    watched.unsilence(page)
    yield page
    watched.check()
    page.close()


def resize(page: Page, width: int, height: int = 800) -> None:
    """Make the window this large."""
    page.set_viewport_size({"width": width, "height": height})


def crowded(page: Page) -> dict[str, Any]:
    """Return what is wider than the window, what is cut off and what lies over something else."""
    looked = {"too wide": TOO_WIDE, "clipped": CLIPPED, "overlapping": OVERLAPPING}
    return {name: found for name, look in looked.items() if (found := page.evaluate(look))}


def faults(page: Page, options: dict[str, Any] = AXE) -> list[str]:
    """Return what axe finds, with the element for each; that it looked at something is asserted."""
    found = Axe().run(page, options=options).response
    assert found["passes"], "axe looked at nothing"
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.slow
def test_axe_finds_nothing(state: Page) -> None:
    """Axe has nothing to say, and the contrast holds in the light scheme and in the dark one."""
    assert faults(state) == []
    state.emulate_media(color_scheme="dark")
    found = state.evaluate("(options) => axe.run(options).then((found) => found.violations)", CONTRAST)
    state.emulate_media(color_scheme="light")
    assert found == []


@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_the_window(state: Page, width: int) -> None:
    """Nothing scrolls sideways, is cut off or overlaps, and every target is large enough for a finger."""
    resize(state, width)
    assert crowded(state) == {}
    least = AT_A_DESK if state.locator("main.together").count() else TARGET
    assert state.evaluate(TOO_SMALL, least) == []


def test_on_a_tablet_the_staff_page_is_for_fingers(bring: Bring) -> None:
    """Where there is no mouse, every target of the staff page is large enough for a finger."""
    page = bring("staff, a question", has_touch=True, is_mobile=True, viewport={"width": 1024, "height": 768})
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")
    assert crowded(page) == {}
    assert page.evaluate(TOO_SMALL, TARGET) == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [640, 1280])
def test_text_can_be_twice_as_large(state: Page, width: int) -> None:
    """With text of 200 %, set on the root or in the browser, nothing scrolls sideways, is cut off or overlaps."""
    resize(state, width)
    state.evaluate("document.documentElement.style.fontSize = '200%'")
    assert crowded(state) == {}
    state.evaluate("document.documentElement.style.fontSize = ''")
    session = state.context.new_cdp_session(state)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    assert state.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert crowded(state) == {}
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})


@pytest.mark.parametrize(("scheme", "pale"), [("light", "#aaa"), ("dark", "#444")])
def test_axe_bites(bring: Bring, scheme: str, pale: str) -> None:
    """A text made too pale is found in both schemes, so that silence means something."""
    page = bring("intro", color_scheme=scheme)
    page.eval_on_selector(".lead", "(text, pale) => { text.style.color = pale; }", pale)
    assert any(fault.startswith("color-contrast") for fault in faults(page, CONTRAST))


def test_the_looks_bite(bring: Bring) -> None:
    """A line that is too wide, one that is cut off, one over another and a small button are each found."""
    page = bring("start")
    page.evaluate("""() => {
      const [one, two] = document.querySelectorAll('.sides .side li');
      Object.assign(one.style, {width: '3000px', whiteSpace: 'nowrap', height: '9px', overflow: 'hidden'});
      Object.assign(two.style, {position: 'relative', top: '-2rem'});
      document.querySelector('.print').style.cssText = 'min-height: 0; padding: 0; font-size: 9px';
    }""")
    assert set(crowded(page)) == {"too wide", "clipped", "overlapping"}
    assert len(page.evaluate(TOO_SMALL, TARGET)) == 1
