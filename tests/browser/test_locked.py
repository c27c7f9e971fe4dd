"""The staff page behind an access phrase, in a real browser: locked, opened, and locked again during a walk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import staff
from tests.browser.conftest import visiting
from tests.browser.server import Server, serving
from tests.browser.watch import Watch
from tests.web.test_access import HASH, PHRASE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the guide with a locked staff page."""
    folders = (tmp_path_factory.mktemp("locked"), tmp_path_factory.mktemp("said"))
    with serving(*folders, CAREGUIDE_STAFF_PHRASE=HASH) as running:
        yield running


@pytest.fixture
def door(browser: Browser, locked: Server) -> Iterator[Page]:
    """Stand before the locked staff page."""
    watch = Watch(locked.url)
    watch.refusals |= {403, 422}
    yield visiting(browser, locked, watch)("/together")
    watch.close()


def enter(page: Page, phrase: str) -> None:
    """Type a phrase and send it."""
    page.get_by_label("phrase").fill(phrase)
    page.keyboard.press("Enter")


def test_the_phrase_opens_the_page(door: Page) -> None:
    """A wrong phrase gets a sentence, the right one the page; the phrase is in no address."""
    assert Axe().run(door).response["violations"] == []
    enter(door, "not the phrase")
    expect(door.locator("[role=alert]")).to_be_visible()
    expect(door.locator("#walk")).to_have_count(0)
    enter(door, PHRASE)
    expect(door.locator("#walk")).to_be_visible()
    assert door.url.endswith("/together")


def test_a_lock_in_the_middle_loses_nothing(door: Page) -> None:
    """When the door shuts during a walk the page says so and keeps everything; opened in another tab it goes on."""
    enter(door, PHRASE)
    expect(door.locator("#walk")).to_be_visible()
    staff.fill(door, ["person-home-alone"])
    staff.picture(door, "So far")
    door.context.clear_cookies()
    staff.fill(door, ["person-mental_health-getting_worse"])
    expect(door.locator(".offline")).to_contain_text("locked")
    assert len(staff.ticked(door)) == 2
    other = door.context.new_page()
    other.goto(door.url)
    enter(other, PHRASE)
    expect(other.locator("#walk")).to_be_visible()
    staff.fill(door, ["person-prescriber-yes"])
    expect(door.locator(".offline")).to_be_hidden()
    staff.picture(door, "Mental health")
