"""Fingers, keys and ears on the staff page: one act is one answer, and each is said to who cannot see it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from careguide.web.forms import STEPS
from tests.browser import staff
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("absent", [[], ["here-family"]])
def test_a_double_tap_answers_one_question(visit: Visit, absent: list[str]) -> None:
    """Two quick taps on an answer give that answer and no other, with one respondent and with two."""
    page = visit("/together")
    staff.fill(page, absent)
    staff.go(page, "home")
    box = page.locator("label:has(#person-home-some_support)").bounding_box()
    assert box
    for pause in (0, 200, 300):
        page.mouse.click(box["x"] + 40, box["y"] + 10)
        page.wait_for_timeout(pause)
    page.wait_for_timeout(600)
    assert staff.ticked(page) == ["person-home-some_support"]


def test_a_held_key_answers_one_question(visit: Visit) -> None:
    """A key that is held down is one answer, and a held Enter goes on once."""
    page = visit("/together")
    staff.fill(page, ["here-family"])
    staff.go(page, "home")
    for _ in range(4):
        page.keyboard.down("1")
    page.keyboard.up("1")
    staff.at(page, "prescriber")
    assert staff.ticked(page) == ["person-home-steady_someone_checks"]
    for _ in range(4):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    staff.at(page, "paying")


def test_an_answer_can_be_taken_back(visit: Visit) -> None:
    """Delete, or the button, clears an answer with how it is known, so that it is as if it was never asked."""
    page = visit("/together")
    staff.fill(page, ["person-home-alone", "family-home-alone", "mark-home-saw"])
    staff.go(page, "home")
    page.keyboard.press("Delete")
    assert staff.ticked(page) == ["family-home-alone", "mark-home-saw"]
    page.click("#q-home .family .clear-side")
    assert staff.ticked(page) == []
    staff.picture(page, "Nothing so far")


def test_taps_go_through_it_on_a_tablet(visit: Visit) -> None:
    """With a finger: an answer of each, how it is known, and the next question comes by itself."""
    page = visit("/together", has_touch=True, is_mobile=True, viewport={"width": 820, "height": 1180})
    staff.go(page, "home")
    for name in ("person-home-alone", "family-home-alone", "mark-home-saw"):
        page.wait_for_timeout(400)
        page.tap(f"label:has(#{name})")
    staff.at(page, "prescriber")
    staff.picture(page, "Home")
    expect(page.locator(".walk-on .hide")).to_be_in_viewport()
    page.tap(".walk-on .hide")
    assert page.inner_text("body").strip() == ""


def test_each_choice_is_said_to_who_cannot_see_it(visit: Visit) -> None:
    """A screen reader is told who said what, and that the two differ."""
    page = visit("/together")
    staff.fill(page, ["person-home-alone"])
    expect(page.locator("#told")).to_contain_text("The person: I am alone")
    staff.fill(page, ["family-home-some_support"])
    expect(page.locator("#told")).to_contain_text("differently")
    expect(page.locator("#result")).not_to_be_empty()


def test_the_skip_link_stays_where_one_is(visit: Visit) -> None:
    """The link to the main part does not throw anyone back to the start."""
    page = visit("/together")
    staff.go(page, "home")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    staff.at(page, "home")


def test_enter_on_an_answer_sends_nothing(visit: Visit) -> None:
    """With the keys off too, Enter on an answer opens no sheet."""
    page = visit("/together")
    page.evaluate("document.getElementById('keys-on').checked = false")
    staff.go(page, "home")
    page.locator("#person-home-alone").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert len(page.context.pages) == 1


def test_each_agreed_step_makes_room_for_the_next(visit: Visit) -> None:
    """Two rows stand there at first; as one is filled the next comes, up to the last."""
    page = visit("/together")
    staff.go(page, "agree")
    for number in range(1, STEPS + 1):
        field = page.locator(f"[name=what-{number}]")
        expect(field).to_be_visible()
        if number + 2 <= STEPS:
            expect(page.locator(f"[name=what-{number + 2}]")).to_be_hidden()
        field.fill("call")
