"""A summary comes back: by Back from every page of ours that was opened from it, by Forward, and by reload."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.reader import InFirefox
from tests.browser.server import Server
from tests.browser.test_back import change, move
from tests.browser.watch import Watch
from tests.sheets import EMERGENCY, TODAY, USUAL, Answers

pytestmark = pytest.mark.browser

LINKS = """[...document.links]
  .filter((link) => link.origin === location.origin && !link.matches('.leave, [href^="#"]'))"""
OWN = f"{LINKS}.map((link) => link.getAttribute('href'))"
"""Where a summary leads on this site, but for the page that leaves it."""
TEXT = "document.querySelector('main').innerText"
AT_SUMMARY = """document.querySelector('.actions form') && !document.getElementById('again')
  && document.readyState === 'complete'"""
"""The page that has a summary made again stands in the same place for a moment, and is no summary."""
FILLED = "document.querySelector('#last.now') && document.querySelectorAll('.choice input:checked').length"


def summary(page: Page) -> str:
    """Wait for a summary, and return all of it."""
    steps.wait(page, AT_SUMMARY, "a summary")
    expect(page).to_have_url(re.compile("/summary(#|$)"))
    return page.inner_text("main")


@pytest.mark.parametrize(("path", "answers"), [("/", USUAL), ("/someone?country=GB", TODAY)])
def test_back_from_each_page_of_ours_brings_the_summary(visit_either: Visit, path: str, answers: Answers) -> None:
    """Whatever of ours was opened from a summary, Back brings the very same summary, and the browser asks nothing."""
    page = visit_either(path)
    steps.walk(page, answers)
    first = summary(page)
    links = page.evaluate(OWN)
    assert len(links) >= 4
    for number, _ in enumerate(links):
        with page.expect_navigation():
            page.evaluate(f"{LINKS}[{number}].click()")
        expect(page.locator(".actions form")).to_have_count(0)
        move(page)
        assert summary(page) == first
    move(page)
    steps.at(page, "last")
    assert steps.ticked(page) == steps.ids_of(answers)
    move(page, forward=True)
    assert summary(page) == first
    expect(page.locator("#beside")).to_be_hidden()
    assert len(page.context.pages) == 1


def test_a_walk_from_page_to_page_comes_back_too(visit_either: Visit, watch: Watch) -> None:
    """Back through several pages, through a place on the summary itself, then Forward and reload: the same summary."""
    page = visit_either()
    steps.walk(page, USUAL)
    first = summary(page)
    page.evaluate("document.querySelector('a[href^=\"#\"]').click()")
    steps.wait(page, "location.hash", "a place on the page")
    page.locator(".foot").get_by_role("link", name="About this guide").click()
    page.wait_for_url("**/about")
    page.locator(".foot").get_by_role("link", name="Privacy").click()
    page.wait_for_url("**/privacy")
    move(page)
    expect(page).to_have_url(re.compile("/about$"))
    move(page)
    assert summary(page) == first
    move(page, forward=True)
    expect(page).to_have_url(re.compile("/about$"))
    move(page)
    assert summary(page) == first
    page.reload(wait_until="commit")  # what loads is left at once for the summary
    assert summary(page) == first
    assert all("?" not in request.url for request in watch.requests)


def test_an_emergency_comes_back(visit_either: Visit) -> None:
    """What is most urgent is not lost either."""
    page = visit_either()
    steps.start(page)
    steps.send(page, EMERGENCY)
    first = summary(page)
    page.locator(".foot").get_by_role("link", name="Privacy").click()
    page.wait_for_url("**/privacy")
    move(page)
    assert summary(page) == first


def test_changed_answers_and_both_summaries_come_back(visit_either: Visit) -> None:
    """A second summary after 'Change answers' has its own answers, and the first one, further back, still its own."""
    page = visit_either()
    steps.walk(page, USUAL)
    first = summary(page)
    change(page)
    steps.at(page, "last")
    steps.send(page, TODAY)
    second = summary(page)
    assert second != first
    page.locator(".foot").get_by_role("link", name="Privacy").click()
    page.wait_for_url("**/privacy")
    move(page)
    assert summary(page) == second
    move(page)
    steps.at(page, "last")
    move(page)
    assert summary(page) == first


@pytest.mark.parametrize("way", ["Privacy", "Kinds of care, side by side"])
def test_who_leaves_from_another_page_has_left_the_summary_too(visit_either: Visit, watch: Watch, way: str) -> None:
    """After 'Leave this page' on a page that was opened from a summary, no Back makes that summary again."""
    page = visit_either()
    steps.walk(page, TODAY)
    summary(page)
    page.locator(".foot").get_by_role("link", name=way).click()
    expect(page.locator(".actions form")).to_have_count(0)
    page.locator(".top .leave").click()
    steps.wait(page, "document.getElementById('left') && document.readyState === 'complete'", "the page one leaves for")
    sent = len(watch.requests)
    page.evaluate("() => { setTimeout(() => history.go(-2)); }")
    expect(page.locator("h1:visible")).to_have_text("Nothing is kept here")
    expect(page.locator(".do > .today")).to_have_count(0)
    assert [request.url for request in watch.requests[sent:] if request.method == "POST"] == []


def test_without_script_other_pages_open_beside_the_summary(visit: Visit) -> None:
    """Where no script can bring it back, a summary is not left: links open a tab of their own, and it says so."""
    page = visit(script=False)
    steps.send(page, USUAL)
    first = page.inner_text("main")
    expect(page.get_by_text("Links to other pages open in a new tab.")).to_be_visible()
    with page.context.expect_page() as opened:
        page.locator(".foot").get_by_role("link", name="Privacy").click()
    expect(opened.value.locator("h1")).to_have_text("Privacy")
    assert opened.value.evaluate("window.opener") is None
    assert page.inner_text("main") == first


def test_the_address_of_a_summary_alone_holds_nothing(visit: Visit) -> None:
    """Whoever types it, or is sent it, gets help lines and the way to the questions."""
    page = visit("/summary")
    expect(page.locator("h1:visible")).to_have_text("Nothing is kept here")
    page.get_by_role("link", name="Go to the first page").click()
    steps.start(page)


@pytest.mark.slow
def test_firefox_brings_the_summary_back(firefox_that_refuses: InFirefox, server: Server) -> None:
    """In Firefox too, with all cookies refused: Back from each page of ours, Back to the form, Forward and reload."""
    reader = firefox_that_refuses
    reader.open(f"{server.url}/someone")
    fill = "".join(f"document.getElementById('{name}').checked = true; " for name in steps.ids_of(USUAL))
    reader.run(f"(() => {{ {fill} document.getElementById('sheet').submit(); }})()")
    reader.wait(AT_SUMMARY)
    first = reader.run(TEXT)
    assert "Change answers" in first
    links = reader.run(OWN)
    for link in links:
        reader.run(f"(document.querySelector('a[href=\"{link}\"]').click(), true)")
        reader.wait("!document.querySelector('.actions form') && document.querySelector('h1')")
        reader.back()
        reader.wait(AT_SUMMARY)
        assert reader.run(TEXT) == first
    reader.back()
    reader.wait("document.getElementById('sheet')")
    reader.run("setTimeout(() => history.forward()) > 0")
    reader.wait(AT_SUMMARY)
    assert reader.run(TEXT) == first
    reader.run("(self.isOld = true, setTimeout(() => location.reload()) > 0)")
    reader.wait(f"!self.isOld && {AT_SUMMARY}")
    assert reader.run(TEXT) == first
