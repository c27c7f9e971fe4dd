"""What a dialog of the staff page interrupts goes on when it closes: who speaks, what has the focus, what was typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import staff
from tests.browser.conftest import Visit
from tests.browser.test_fingers import KINDS

pytestmark = pytest.mark.browser

BY_ANSWER = {"person-lately-stopped": "7", "person-self_harm-yes_plan": "3", "person-lately-cut_fast": "5"}
"""Answers that bring a dialog, with their keys: one for today, one of an emergency, one with no other beside it."""


def act(page: Page, kind: str, name: str, key: str) -> None:
    """Give an answer that is in sight: by its key, or on its words."""
    target = f"label:has(#{name})"
    if kind == "keys":
        page.keyboard.press(key)
    elif kind == "mouse":
        page.click(target)
    else:
        page.tap(target)


def seen(page: Page, kind: str) -> None:
    """Say that the dialog that is open was seen."""
    expect(page.locator("dialog[open]")).to_be_visible()
    if kind == "keys":
        staff.dismiss(page)
    elif kind == "mouse":
        page.click("dialog[open] .seen")
    else:
        page.tap("dialog[open] .seen")
    expect(page.locator("dialog[open]")).to_have_count(0)


@pytest.fixture(params=["keys", "mouse", "touch"])
def kind(request: pytest.FixtureRequest) -> str:
    """Do it by keys, with a mouse, and with a finger."""
    return str(request.param)


@pytest.mark.parametrize("name", BY_ANSWER)
def test_after_a_warning_the_family_speaks(visit: Visit, kind: str, name: str) -> None:
    """A person's answer that warns: when the warning was seen it is the family's turn, and the answer stays."""
    question = name.split("-")[1]
    page = visit("/together", **KINDS.get(kind, {}))
    staff.go(page, question)
    act(page, kind, name, BY_ANSWER[name])
    seen(page, kind)
    expect(page.locator(f"#q-{question} .family input").first).to_be_focused()
    expect(page.locator("#walk")).to_have_attribute("data-turn", "family")
    page.keyboard.press("1")
    assert staff.ticked(page)[:1] == [name]
    assert [said.split("-")[0] for said in staff.ticked(page)] == ["person", "family"]


def test_keys_without_a_pause_go_on_behind_a_warning(visit: Visit) -> None:
    """The answer, Tab, Enter and the family's answer, without waiting for anything, are one answer of each."""
    page = visit("/together")
    staff.go(page, "lately")
    for key in ("7", "Tab", "Enter", "5"):
        page.keyboard.press(key)
    assert staff.ticked(page) == ["person-lately-stopped", "family-lately-cut_fast"]


def test_alone_the_walk_goes_on_after_a_warning(visit: Visit, kind: str) -> None:
    """With one respondent the next question comes when the warning was seen, as it does without one."""
    page = visit("/together", **KINDS.get(kind, {}))
    staff.fill(page, ["here-family"])
    staff.go(page, "lately")
    act(page, kind, "person-lately-stopped", "7")
    seen(page, kind)
    staff.at(page, "before")
    page.keyboard.press("4")
    assert staff.ticked(page) == ["person-lately-stopped", "person-before-got_through"]


def test_after_a_warning_how_the_family_knows_comes(visit: Visit, kind: str) -> None:
    """After the family's answer that warns the choice of how they know has the focus, and then the walk goes on."""
    page = visit("/together", **KINDS.get(kind, {}))
    staff.go(page, "lately")
    page.locator("#family-lately-nothing").focus()
    act(page, kind, "family-lately-stopped", "7")
    seen(page, kind)
    expect(page.locator("#mark-lately-saw")).to_be_focused()
    page.keyboard.press("t")
    staff.at(page, "before")
    assert staff.ticked(page) == ["family-lately-stopped", "mark-lately-told"]


def test_a_tick_that_warns_keeps_its_place(visit: Visit) -> None:
    """Among ticks the focus is on the same one after the warning, and the next key is the same respondent's."""
    page = visit("/together")
    staff.go(page, "right_now")
    page.locator("#family-right_now-seizure").focus()
    page.keyboard.press("2")
    seen(page, "keys")
    expect(page.locator("#family-right_now-hard_to_wake")).to_be_focused()
    page.keyboard.press("3")
    seen(page, "keys")
    assert staff.ticked(page) == ["family-right_now-hard_to_wake", "family-right_now-confused"]


def _late(visit: Visit) -> tuple[Page, Callable[[], None]]:
    """Open a page of which the picture, with a rule that warns in it, is still on its way, and return what lets it."""
    page = visit("/together")
    held: list[Route] = []
    free: list[bool] = []

    def hold(route: Route) -> None:
        if free:
            route.continue_()
        else:
            held.append(route)

    page.route("**/together/live", hold)
    with page.expect_request("**/together/live"):
        staff.fill(page, ["person-body_health-over_65", "family-how_taken-often_more"])

    def release() -> None:
        free.append(True)
        for route in held:
            route.continue_()

    return page, release


def test_what_is_typed_goes_on_after_a_warning(visit: Visit) -> None:
    """A warning that comes while a note is typed takes nothing of it; the next letter stands where it would have."""
    page, release = _late(visit)
    staff.go(page, "home")
    page.focus("[name=note-home]")
    page.keyboard.type("Two rooms.")
    page.keyboard.press("Home")
    page.keyboard.type("She has ")
    release()
    seen(page, "keys")
    expect(page.locator("[name=note-home]")).to_be_focused()
    page.keyboard.type("only ")
    assert staff.typed(page)["note-home"] == "She has only Two rooms."
    assert "home" not in " ".join(staff.ticked(page))


def test_a_warning_from_the_server_leaves_the_turn(visit: Visit) -> None:
    """A warning that comes while the family speaks leaves them the word."""
    page, release = _late(visit)
    staff.go(page, "home")
    page.keyboard.press("2")
    release()
    seen(page, "keys")
    page.keyboard.press("1")
    assert {"person-home-some_support", "family-home-steady_someone_checks"} <= set(staff.ticked(page))


WINDOWS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "keys": (".parts .open-keys", lambda page: page.click("#keys .button")),
    "keys, by Esc": (".parts .open-keys", lambda page: page.keyboard.press("Escape")),
    "save": (".parts .save-file", lambda page: page.click("#save .plain")),
    "clear, kept": (".parts .clear", lambda page: page.click("#clear .plain")),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("covered", [False, True])
def test_every_window_gives_back_what_it_found(visit: Visit, name: str, covered: bool) -> None:
    """After each small window the same respondent goes on, also where the screen was hidden meanwhile."""
    opener, close = WINDOWS[name]
    page = visit("/together")
    staff.go(page, "home")
    page.keyboard.press("2")
    page.click(opener)
    expect(page.locator("dialog[open]")).to_be_visible()
    within = page.evaluate("document.activeElement.closest('dialog') && document.activeElement.outerHTML")
    if covered:
        page.evaluate("document.querySelector('.hide').click()")
        for _ in range(2):
            page.keyboard.press("x")
        expect(page.locator("dialog[open]")).to_be_visible()
        assert page.evaluate("document.activeElement.outerHTML") == within
    close(page)
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(opener)).to_be_focused()
    page.keyboard.press("1")
    assert staff.ticked(page) == ["person-home-some_support", "family-home-steady_someone_checks"]


def test_the_keys_in_the_middle_of_an_answer(visit: Visit) -> None:
    """'?' shows the keys; after it has closed the next key is still the family's."""
    page = visit("/together")
    staff.go(page, "home")
    page.keyboard.press("2")
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    expect(page.locator("#q-home .family input").first).to_be_focused()
    page.keyboard.press("1")
    assert staff.ticked(page) == ["person-home-some_support", "family-home-steady_someone_checks"]


def test_a_warning_that_was_hidden_gives_back_the_turn(visit: Visit) -> None:
    """A warning, hidden by Esc twice and brought back, still lets the walk go on where it was."""
    page = visit("/together")
    staff.go(page, "lately")
    page.keyboard.press("7")
    for _ in range(2):
        page.keyboard.press("Escape")
    for _ in range(2):
        page.keyboard.press("x")
    seen(page, "keys")
    page.keyboard.press("5")
    assert staff.ticked(page) == ["person-lately-stopped", "family-lately-cut_fast"]


def test_the_picture_may_come_anew_behind_a_warning(visit: Visit) -> None:
    """A warning opened from the picture, which then comes anew, gives the focus to the picture and not to nothing."""
    page = visit("/together")
    staff.fill(page, ["person-right_now-seizure"])
    seen(page, "keys")
    page.focus("#live .again")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_be_visible()
    with page.expect_response("**/together/live"):
        staff.fill(page, ["person-home-alone"])
    expect(page.locator("#live")).not_to_have_attribute("aria-busy", "true")
    seen(page, "keys")
    expect(page.locator("#live")).to_be_focused()
