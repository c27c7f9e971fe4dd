"""Fingers, keys and ears on the staff page: one act is one answer, and each is said to who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from careguide.web.forms import STEPS
from tests.browser import staff, steps
from tests.browser.conftest import Visit
from tests.browser.fingers import AT_ONCE, Finger, Place, on, shared, slowed

pytestmark = pytest.mark.browser


KINDS: dict[str, dict[str, Any]] = {
    "mouse": {},
    "touch": {"has_touch": True, "is_mobile": True, "viewport": {"width": 820, "height": 1180}},
}
"""What taps, with what a browser must be told for it."""

COUNTS_NO_TAPS = "Object.defineProperty(UIEvent.prototype, 'detail', {get: () => 1})"
"""Some browsers call every tap of a finger the first."""


def _at_home(visit: Visit, kind: str, rate: int, absent: Sequence[str] = ("here-family",)) -> Page:
    page = slowed(visit("/together", **KINDS[kind]), rate)
    staff.fill(page, absent)
    staff.go(page, "home")
    return page


@pytest.mark.parametrize(("kind", "taps", "rate"), [("mouse", 2, 1), ("mouse", 3, 4), ("touch", 2, 4), ("touch", 4, 1)])
@pytest.mark.parametrize("absent", [[], ["here-family"]])
def test_a_double_tap_answers_one_question(visit: Visit, absent: list[str], taps: int, kind: str, rate: int) -> None:
    """Quick taps on an answer give that answer and no other, however many; the next tap, right after, counts."""
    page = _at_home(visit, kind, rate, absent)
    finger, place = Finger(page, kind), on(page.locator("label:has(#person-home-some_support)"))
    finger.tap(place)
    staff.fill(page, ["family-home-alone"] if not absent else [])
    for _ in range(taps - 1):
        finger.tap(place, AT_ONCE)
    if absent:
        staff.at(page, "prescriber")
        finger.tap(place, AT_ONCE)
        expect(page.locator(".answers .choice:not(.mark) :checked")).to_have_count(1)
        finger.tap(on(page.locator("label:has(#person-prescriber-too_far)")))
        staff.at(page, "paying")
    expected = ["person-prescriber-too_far"] if absent else ["family-home-alone"]
    assert staff.ticked(page) == ["person-home-some_support", *expected]


@pytest.mark.parametrize("counts", [True, False])
def test_a_double_tap_is_known_by_the_finger_too(visit: Visit, counts: bool) -> None:
    """Also where a browser does not count the taps of a finger, the second answers nothing."""
    page = visit("/about", **KINDS["touch"])
    if not counts:
        page.add_init_script(COUNTS_NO_TAPS)
    page.goto("/together")
    staff.fill(page, ["here-family"])
    staff.go(page, "home")
    finger, place = Finger(page, "touch"), on(page.locator("label:has(#person-home-some_support)"))
    finger.tap(place)
    staff.at(page, "prescriber")
    finger.tap(place, AT_ONCE)
    finger.tap(on(page.locator("label:has(#person-prescriber-too_far)")))
    staff.at(page, "paying")
    assert staff.ticked(page) == ["person-home-some_support", "person-prescriber-too_far"]


@pytest.mark.parametrize(("kind", "rate"), [("mouse", 4), ("touch", 1)])
def test_a_quick_answer_counts(visit: Visit, kind: str, rate: int) -> None:
    """As soon as a question is there, a tap answers it, at the same place too."""
    page = _at_home(visit, kind, rate)
    finger, place = Finger(page, kind), shared(page, "prescriber", "home")
    finger.tap(place)
    staff.at(page, "prescriber")
    finger.tap(place)
    staff.at(page, "paying")
    assert [name.split("-")[1] for name in staff.ticked(page)] == ["home", "prescriber"]


@pytest.mark.parametrize(("kind", "rate"), [("mouse", 1), ("touch", 4)])
def test_a_quick_answer_at_another_place_counts(visit: Visit, kind: str, rate: int) -> None:
    """A tap at another place counts, however short after the one before."""
    page = _at_home(visit, kind, rate)
    finger, place = Finger(page, kind), shared(page, "prescriber", "home")
    finger.tap(place)
    staff.at(page, "prescriber")
    boxes = [box for choice in page.locator(".now .person .choice").all() if (box := choice.bounding_box())]
    heights = [box["y"] + box["height"] / 2 for box in boxes]
    finger.tap(Place(place.x, next(height for height in heights if abs(height - place.y) > 30)), after=0.1)
    staff.at(page, "paying")
    assert [name.split("-")[1] for name in staff.ticked(page)] == ["home", "prescriber"]


@pytest.mark.parametrize("rate", [1, 4])
def test_quick_keys_all_count(visit: Visit, rate: int) -> None:
    """Keys pressed one after another without a pause answer one question each, of one respondent and of two."""
    page = slowed(visit("/together"), rate)
    staff.go(page, "how_taken")
    page.keyboard.type("12s21s")
    staff.at(page, "lately")
    said = ["person-how_taken-as_directed", "family-how_taken-sometimes_more", "mark-how_taken-saw"]
    said += ["person-how_long-under_1_month", "family-how_long-few_days_a_week", "mark-how_long-saw"]
    assert staff.ticked(page) == said
    staff.fill(page, ["here-family"])
    page.keyboard.type("153")
    staff.at(page, "also_taken")
    assert staff.ticked(page)[6:] == ["person-lately-nothing", "person-before-never_tried", "person-reason-sleep"]


@pytest.mark.parametrize("rate", [1, 4])
def test_a_key_right_after_a_tap_is_for_who_comes_next(visit: Visit, rate: int) -> None:
    """A tap on the person's answer and at once a key: the key is the family's answer, and the person's stays."""
    page = slowed(visit("/together"), rate)
    staff.go(page, "home")
    page.click("label:has(#person-home-alone)")
    page.keyboard.press("2")
    assert staff.ticked(page) == ["person-home-alone", "family-home-some_support"]


@pytest.mark.parametrize("rate", [1, 4])
def test_a_key_right_after_back_is_for_the_question_before(visit: Visit, rate: int) -> None:
    """Back shows the question before at once, though the browser's history takes its time; both agree in the end."""
    page = slowed(visit("/together"), rate)
    staff.fill(page, ["here-family"])
    for name in ("lately", "home", "prescriber", "would_choose"):
        staff.go(page, name)
    page.evaluate("for (let times = 2; times; times -= 1) document.querySelector('.walk-on .back').click()")
    page.keyboard.press("2")
    assert staff.ticked(page) == ["person-home-some_support"]
    staff.at(page, "prescriber")
    for name in ("home", "lately", "intro"):
        steps.wait(page, f"history.state.step === ({STEP_SHOWN})", "the step in the history")
        page.go_back()
        staff.at(page, name)


STEP_SHOWN = "[...document.querySelectorAll('.step')].findIndex((step) => step.matches('.now'))"


def test_a_held_enter_presses_a_button_once(visit: Visit) -> None:
    """Enter that is held down on Next goes to the next question, and not past it."""
    page = visit("/together")
    staff.go(page, "home")
    page.locator(".walk-on .next").focus()
    for _ in range(4):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    staff.at(page, "prescriber")


def test_a_held_key_is_one_press_before_the_cover_too(visit: Visit) -> None:
    """Esc that is held down hides nothing, and a held key brings the resting page and no more."""
    page = visit("/together")
    for _ in range(4):
        page.keyboard.down("Escape")
    page.keyboard.up("Escape")
    expect(page.locator("#cover")).to_be_hidden()
    for _ in range(2):
        page.keyboard.press("Escape")
    for _ in range(4):
        page.keyboard.down("a")
    page.keyboard.up("a")
    expect(page.locator("#cover")).to_contain_text("resting")
    page.keyboard.press("a")
    expect(page.locator("#cover")).to_be_hidden()


@pytest.mark.parametrize("kind", KINDS)
def test_a_double_tap_on_hide_shows_nothing(visit: Visit, kind: str) -> None:
    """The second tap on Hide leaves the cover blank; two quick taps on it bring the resting page and no more."""
    page = _at_home(visit, kind, 1)
    finger, place = Finger(page, kind), on(page.locator(".walk-on .hide"))
    finger.tap(place)
    finger.tap(place, AT_ONCE)
    assert page.inner_text("body").strip() == ""
    finger.tap(place)
    finger.tap(place, AT_ONCE)
    expect(page.locator("#cover")).to_contain_text("resting")
    finger.tap(place)
    expect(page.locator("#cover")).to_be_hidden()


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
    page.keyboard.press("ArrowDown")
    expect(page.locator("#person-home-use_around")).to_be_checked()
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
