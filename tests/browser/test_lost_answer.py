"""The server dies while it works on a summary: the browser says so, and nothing that was answered is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Visit
from tests.sheets import TODAY

pytestmark = pytest.mark.browser


def send_in_vain(page: Page) -> None:
    """Ask for the summary, and have the connection end without an answer, once."""
    page.route("**/summary", lambda route: route.abort("connectionreset"), times=1)
    page.click(steps.SHOW)
    expect(page.locator("body.neterror")).to_be_attached()


def filled(visit: Visit) -> Page:
    """Return the questions without script, filled in; with script the same form is sent."""
    page = visit(script=False)
    for name in steps.ids_of(TODAY):
        page.check(f"#{name}")
    return page


def test_reload_sends_the_same_answers_again(visit_whole: Visit) -> None:
    """Loading again, as the browser proposes, sends the same answers, and their summary comes."""
    page = filled(visit_whole)
    steps.show_summary(page)
    right = page.inner_text("main")
    page.go_back()
    send_in_vain(page)
    page.reload()
    assert page.inner_text("main") == right


def test_back_gives_the_filled_form(visit_whole: Visit) -> None:
    """Back gives the form with every answer, ready to be sent again."""
    page = filled(visit_whole)
    send_in_vain(page)
    page.go_back()
    assert steps.ticked(page) == steps.ids_of(TODAY)
    steps.show_summary(page)
