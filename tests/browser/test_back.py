"""Back, Forward, reload and 'Change answers' around the summary: nothing that was answered is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Error, Page, expect

from careguide.core.questionnaire.model import Questionnaire
from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.watch import Watch
from tests.sheets import TODAY, USUAL
from tests.shipped import shipped

pytestmark = pytest.mark.browser

CHANGED = {**USUAL, "lately": "cut_fast"}
ASKS_TO_RESEND = "ERR_CACHE_MISS"
"""What Chromium says before it shows 'Confirm Form Resubmission', a page of its own that a reload sends again."""


def change(page: Page) -> None:
    """Ask for the filled form from the summary."""
    with page.expect_navigation():
        page.get_by_role("button", name="Change answers").click()


def move(page: Page, forward: bool = False) -> None:
    """Go back or forward as the browser's own button does. A page that was kept alive never loads: wait for a step."""
    (page.go_forward if forward else page.go_back)(wait_until="commit")


@contextmanager
def perhaps_asked() -> Iterator[None]:
    """Let the browser ask before it sends answers again; under load the driver may not hear of it in time."""
    try:
        yield
    except Error as error:
        if ASKS_TO_RESEND not in error.message:
            raise


def move_and_resend(page: Page, forward: bool = False) -> None:
    """Go back or forward to a page that was sent answers: where the browser asks first, a reload sends them again."""
    with perhaps_asked():
        move(page, forward=forward)
    either = page.locator("body.neterror, main")
    expect(either.first).to_be_attached()
    if page.locator("body.neterror").count():
        page.reload()


def test_back_from_the_summary_gives_the_filled_form(visit_either: Visit) -> None:
    """With script, Back from the summary opens the review step with every answer, and a second summary is the same."""
    page = visit_either("/someone")
    steps.walk(page, USUAL)
    first = page.inner_text("main")
    move(page)
    steps.at(page, "last")
    assert steps.ticked(page) == steps.ids_of(USUAL)
    expect(page.locator(".review dt + dd").first).to_have_text("None of these")
    move(page)
    steps.at(page, "past_care")
    move(page, forward=True)
    steps.at(page, "last")
    steps.show_summary(page)
    assert page.inner_text("main") == first


def test_back_from_the_summary_gives_the_filled_form_without_script(visit: Visit) -> None:
    """Without script, Back from the summary gives the one page with every answer still ticked."""
    page = visit(script=False)
    for name in steps.ids_of(USUAL):
        page.check(f"#{name}")
    steps.show_summary(page)
    page.go_back()
    assert steps.ticked(page) == steps.ids_of(USUAL)
    steps.show_summary(page)


def test_reload_of_the_summary_gives_it_again(visit: Visit) -> None:
    """Loading the summary again sends the same answers and gives the same page."""
    page = visit()
    steps.send(page, TODAY)
    first = page.inner_text("main")
    page.reload(wait_until="commit")  # what loads is left at once for the summary
    page.wait_for_selector(".actions form")
    assert page.inner_text("main") == first


def test_a_double_click_gives_one_summary(visit: Visit) -> None:
    """Two quick clicks on the button lead to the summary, with the form one step back."""
    page = visit()
    steps.start(page)
    steps.to_review(page, USUAL)
    page.dblclick(steps.SHOW, no_wait_after=True)
    expect(page).to_have_url(re.compile("/summary$"))  # the first of the two may be broken off by the second
    expect(page.locator("#start")).to_be_visible()
    move(page)
    steps.at(page, "last")


def test_two_tabs_do_not_mix(visit: Visit) -> None:
    """Two sheets filled in at once in two tabs of one browser each get their own summary."""
    first = visit()
    second = first.context.new_page()
    second.goto("/someone")
    steps.start(first)
    steps.start(second)
    steps.to_review(second, CHANGED)
    steps.to_review(first, USUAL)
    steps.show_summary(second)
    steps.show_summary(first)
    expect(first.locator(".do > .today")).to_have_count(0)
    expect(second.locator(".do > .today")).to_be_visible()
    change(first)
    change(second)
    assert steps.ticked(first) == steps.ids_of(USUAL)
    assert steps.ticked(second) == steps.ids_of(CHANGED)


def test_changed_answers_are_kept_through_reload_back_and_a_second_summary(
    visit_either: Visit, guide: Questionnaire
) -> None:
    """'Change answers' opens the review with all kept; no reload and no Back from there on loses a change."""
    page = visit_either("/?country=GB")
    steps.walk(page, USUAL)
    expect(page.locator(".do > .today")).to_have_count(0)
    change(page)
    steps.at(page, "last")
    assert steps.ticked(page) == steps.ids_of(USUAL)
    page.get_by_role("link", name=f"Change: {guide.question['lately'].topic.to_self}").click()
    steps.at(page, "lately")
    steps.tick(page, {"lately": "cut_fast"})
    page.reload()
    steps.at(page, "lately")
    assert steps.ticked(page) == steps.ids_of(CHANGED)
    page.go_back()
    steps.at(page, "last")
    steps.show_summary(page)
    expect(page.locator(".do > .today")).to_be_visible()
    move(page)
    steps.at(page, "last")
    assert steps.ticked(page) == steps.ids_of(CHANGED)
    assert page.url.endswith("/?country=GB")
    move_and_resend(page)
    expect(page.locator("#start")).to_be_visible()
    move(page)
    steps.at(page, "last")
    assert steps.ticked(page) == steps.ids_of(USUAL)


def test_changed_answers_without_script(visit_whole: Visit) -> None:
    """Without script the filled form is the one page; Back to it asks before it sends again, and gives it filled."""
    page = visit_whole("/someone", script=False)
    steps.send(page, USUAL)
    change(page)
    expect(page.locator("h1")).to_have_text("Your answers")
    expect(page.locator("legend:visible")).to_have_count(len(shipped().questions))
    assert steps.ticked(page) == steps.ids_of(USUAL)
    page.check("#lately-cut_fast")
    steps.show_summary(page)
    expect(page.locator(".do > .today")).to_be_visible()
    move_and_resend(page)
    assert steps.ticked(page) == steps.ids_of(USUAL)


@pytest.mark.parametrize("path", ["/", "/someone?country=IE"])
def test_changed_answers_keep_voice_and_country(visit: Visit, path: str) -> None:
    """The filled form and its second summary speak in the same voice and show the same country's lines."""
    page = visit(path)
    urgent = page.inner_text(".urgent")
    steps.send(page, USUAL)
    change(page)
    steps.at(page, "last")
    assert page.url.endswith(path)
    assert page.inner_text(".urgent") == urgent
    steps.show_summary(page)
    assert page.inner_text(".urgent") == urgent
    expect(page.locator("summary", has_text="would choose")).to_have_text(
        "What you would choose" if path == "/" else "What they would choose"
    )


def test_back_from_another_page_gives_the_step_again(visit: Visit) -> None:
    """A look at the kinds of care in the middle of the questions costs nothing: Back gives the same step, filled."""
    page = visit()
    steps.start(page)
    steps.tick(page, {"right_now": ["none"]})
    steps.go_on(page)
    page.get_by_role("link", name="Kinds of care, side by side").click()
    page.wait_for_url("**/options")
    page.go_back()
    steps.at(page, "how_taken")
    assert steps.ticked(page) == ["right_now-none"]


def test_leaving_empties_the_cache_and_back_does_not_show_the_summary(visit_either: Visit, watch: Watch) -> None:
    """'Leave this page' on a summary shows the page that tells nothing; neither Back nor Forward brings any answer."""
    page = visit_either()
    steps.walk(page, TODAY)
    with page.expect_response("**/leave") as left:
        page.locator(".top .leave").click()
    assert left.value.all_headers()["clear-site-data"] == '"cache"'
    expect(page.locator("h1")).to_have_text("This page is blank")
    sent = len(watch.requests)
    move(page)
    steps.at(page, "intro")
    assert page.locator(".choice :checked").count() == 0
    expect(page.locator(".do > .today")).to_have_count(0)
    move(page, forward=True)
    expect(page.locator("h1")).to_have_text("This page is blank")
    assert [request.url for request in watch.requests[sent:] if request.method == "POST"] == []


def test_leaving_without_script_asks_before_the_summary_comes_again(visit: Visit) -> None:
    """Without script, Back after leaving only makes the browser ask whether to send the answers again."""
    page = visit(script=False)
    steps.send(page, TODAY)
    page.locator(".top .leave").click()
    expect(page.locator("h1")).to_have_text("This page is blank")
    with perhaps_asked():
        move(page)
    expect(page.locator(".do > .today")).to_have_count(0)
