"""A screen in a waiting room: it starts over by itself, anyone can stop that, and the next person finds nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.server import serving
from tests.sheets import TODAY

pytestmark = pytest.mark.browser

COUNTDOWN = "dialog[open]"
TICKED = ".choice :checked"


def opened(visit: Visit, path: str = "/?kiosk") -> Page:
    """Open the guide on such a screen, with a clock that the test turns."""
    page = visit("/options")
    page.clock.install()
    page.goto(path)
    steps.start(page)
    expect(page.locator(".aids")).to_be_visible()
    return page


def no_answer_is_noted(page: Page) -> bool:
    """Whether the entry of the tab's history holds no answer."""
    return bool(page.evaluate("!(history.state && (history.state.ticks || history.state.sheet))"))


def test_a_quiet_screen_starts_over(visit: Visit) -> None:
    """It says so for thirty seconds; then the first page is there, and Back leads to questions without an answer."""
    page = opened(visit)
    steps.tick(page, {"right_now": ["none"]})
    steps.go_on(page)
    page.clock.run_for(115_000)
    expect(page.locator(COUNTDOWN)).to_have_count(0)
    page.clock.run_for(10_000)
    expect(page.locator(COUNTDOWN)).to_contain_text("Are you still there?")
    page.clock.run_for(30_000)
    steps.at(page, "intro")
    page.go_back()
    steps.at(page, "right_now")
    expect(page.locator(TICKED)).to_have_count(0)


@pytest.mark.parametrize("stop", ["button", "key"])
def test_anyone_can_stop_it(visit: Visit, stop: str) -> None:
    """By its button, or by any key."""
    page = opened(visit)
    steps.tick(page, {"right_now": ["none"]})
    page.clock.run_for(125_000)
    expect(page.locator(COUNTDOWN)).to_be_visible()
    if stop == "button":
        page.get_by_role("button", name="I am still here").click()
    else:
        page.keyboard.press("Shift")
    expect(page.locator(COUNTDOWN)).to_have_count(0)
    page.clock.run_for(60_000)
    steps.at(page, "right_now")
    expect(page.locator(TICKED)).to_have_count(1)


def test_no_step_notes_an_answer(visit: Visit) -> None:
    """Back goes on working while the person is there, since the page itself still has the ticks."""
    page = opened(visit)
    steps.tick(page, {"right_now": ["none"]})
    assert no_answer_is_noted(page)
    steps.go_on(page)
    steps.tick(page, {"how_taken": "as_directed"})
    assert no_answer_is_noted(page)
    page.go_back()
    steps.at(page, "right_now")
    assert steps.ticked(page) == ["right_now-none", "how_taken-as_directed"]
    assert no_answer_is_noted(page)


def test_a_summary_left_behind_goes_too(visit: Visit) -> None:
    """The screen goes on to be one after the questions; neither Back nor Forward brings the summary."""
    page = opened(visit, "/someone?kiosk")
    steps.to_review(page, TODAY)
    page.locator(steps.SHOW).click()
    expect(page.locator(".do > .today").first).to_be_visible()
    expect(page.locator("dialog")).to_be_attached()
    assert no_answer_is_noted(page)
    page.clock.run_for(155_000)
    steps.at(page, "intro")
    assert "kiosk" in page.url
    page.go_back()
    steps.wait(page, "document.querySelector('.now')", "the questions")
    expect(page.locator(TICKED)).to_have_count(0)
    page.go_forward()
    steps.at(page, "intro")
    expect(page.locator(".do > .today")).to_have_count(0)


def test_without_it_nothing_starts_over(visit: Visit) -> None:
    """On a person's own device the page waits for as long as they like."""
    page = opened(visit, "/")
    steps.tick(page, {"right_now": ["none"]})
    page.clock.run_for(600_000)
    expect(page.locator("dialog")).to_have_count(0)
    steps.at(page, "right_now")


def test_a_setting_does_the_same(browser: Browser, tmp_path: Path) -> None:
    """No address needs to say it where the operator has."""
    folder = tmp_path / "home"
    folder.mkdir()
    with serving(folder, tmp_path, CAREGUIDE_KIOSK="on") as server, closing(browser.new_context()) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(server.url)
        steps.start(page)
        expect(page.locator(".aids")).to_be_visible()
        page.clock.run_for(125_000)
        expect(page.locator(COUNTDOWN)).to_be_visible()


def test_a_code_is_not_left_behind(visit: Visit) -> None:
    """Neither the page that shows one to scan, nor one that is typed on the first page before Start."""
    page = opened(visit)
    steps.to_review(page, TODAY)
    page.locator(steps.SHOW).click()
    page.locator(".code > summary").click()
    with page.expect_navigation():
        page.locator(".code button").click()
    expect(page.locator(".symbols")).to_be_visible()
    expect(page.locator("dialog")).to_be_attached()
    page.clock.run_for(155_000)
    steps.at(page, "intro")
    expect(page.locator("dialog")).to_be_attached()
    page.get_by_text("I have a code from an earlier visit").click()
    page.locator("[name=code]").fill("ABCD")
    page.clock.run_for(155_000)
    expect(page.locator("[name=code]")).to_have_value("")


def test_an_untouched_first_page_stays(visit: Visit) -> None:
    """Nothing is asked of an empty room."""
    page = visit("/options")
    page.clock.install()
    page.goto("/?kiosk")
    steps.at(page, "intro")
    expect(page.locator("dialog")).to_be_attached()
    page.clock.run_for(600_000)
    expect(page.locator(COUNTDOWN)).to_have_count(0)
