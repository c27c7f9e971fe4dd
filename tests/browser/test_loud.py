"""What is loud on the staff page can not be missed: nothing closes, covers, hides or outlives it unseen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import staff
from tests.browser.conftest import Visit
from tests.browser.hand import Hand
from tests.browser.watch import UNREACHED, Watch

pytestmark = pytest.mark.browser

EMERGENCY, SAME_DAY = "#loud-emergency", "#loud-same_day"


def unreached(page: Page, watch: Watch) -> None:
    """Take the server away."""
    watch.refusals.add(UNREACHED)
    page.route("**/together/live", lambda route: route.abort())


def test_nothing_less_takes_the_place_of_an_emergency(visit: Visit) -> None:
    """What needs advice today waits behind an emergency that was not seen yet, whichever comes last."""
    page = visit("/together")
    staff.fill(page, ["person-self_harm-yes_plan", "person-body_health-breathing_problem"])
    staff.fill(page, ["family-also_taken-opioid_street", "family-lately-stopped"])
    staff.picture(page, "Get help for them now")
    expect(page.locator(EMERGENCY)).to_be_visible()
    expect(page.locator(SAME_DAY)).to_be_hidden()


def test_an_emergency_takes_the_place_of_less(visit: Visit) -> None:
    """An emergency that comes while advice for today is shown comes at once."""
    page = visit("/together")
    staff.fill(page, ["family-lately-stopped"])
    expect(page.locator(SAME_DAY)).to_be_visible()
    staff.fill(page, ["person-right_now-confused"])
    expect(page.locator(EMERGENCY)).to_be_visible()
    expect(page.locator(SAME_DAY)).to_be_hidden()


def test_an_emergency_of_two_answers_needs_no_server(visit: Visit, watch: Watch) -> None:
    """What is an emergency only together interrupts at once, each half said by another, with the server away."""
    page = visit("/together")
    unreached(page, watch)
    staff.fill(page, ["family-reason-epilepsy", "person-lately-stopped"])
    expect(page.locator(EMERGENCY)).to_be_visible()


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [
        ("person-right_now-confused", "person-right_now-suicide_now", EMERGENCY),
        ("person-right_now-confused", "family-right_now-confused", EMERGENCY),
        ("person-lately-running_out", "person-self_harm-yes_safe", SAME_DAY),
    ],
)
def test_every_loud_answer_interrupts(visit: Visit, first: str, second: str, level: str) -> None:
    """A second loud answer interrupts as the first did, and says which answer it was."""
    page = visit("/together")
    for name in (first, second):
        staff.fill(page, [name])
        expect(page.locator(level)).to_be_visible()
        label = page.locator(f"label:has(#{name}) > span").inner_text() if page.locator(f"#{name}").is_visible() else ""
        expect(page.locator(f"{level} .because")).to_contain_text(label)
        assert page.inner_text(f"{level} .because")
        staff.dismiss(page)


def test_a_rule_for_today_adds_to_what_has_interrupted(visit: Visit) -> None:
    """Two answers that need advice today only together interrupt; after another such answer they only add to it."""
    page = visit("/together")
    staff.fill(page, ["person-body_health-over_65", "family-how_taken-often_more"])
    expect(page.locator(SAME_DAY)).to_be_visible()
    staff.dismiss(page)
    page = visit("/together")
    staff.fill(page, ["person-lately-running_out"])
    staff.dismiss(page)
    staff.fill(page, ["person-body_health-over_65", "family-how_taken-often_more"])
    staff.picture(page, "Body health")
    expect(page.locator(SAME_DAY)).to_be_hidden()


def test_no_key_closes_it_unseen(visit: Visit) -> None:
    """Esc, slow or again and again, Enter, digits and letters leave an unseen warning where it is."""
    page = visit("/together")
    staff.fill(page, ["person-right_now-seizure"])
    hand = Hand(page)
    for key in ("Escape", "Enter", "1", "n", "Escape", "Escape", " "):
        hand.press(key)
        expect(page.locator(EMERGENCY)).to_be_visible()
    assert staff.ticked(page) == ["person-right_now-seizure"]
    staff.dismiss(page)


def test_one_that_comes_behind_the_cover_waits(visit: Visit) -> None:
    """What becomes loud while the screen is hidden shows nothing there, and is there when the walk comes back."""
    page = visit("/together")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/together/live", hold)
    with page.expect_request("**/together/live"):
        staff.fill(page, ["person-body_health-over_65", "family-how_taken-often_more"])
    Hand(page).hide()
    assert page.inner_text("body").strip() == ""
    for route in held:
        route.continue_()
    expect(page.locator("#live [data-loud]")).to_be_attached()
    assert page.inner_text("body").strip() == ""
    for _ in range(2):
        page.keyboard.press("x")
    expect(page.locator(SAME_DAY)).to_be_visible()


def test_loud_answers_of_an_opened_sheet_interrupt_again(visit: Visit) -> None:
    """A sheet that is filled in anew interrupts though the one before did for the same answer."""
    page = visit("/together")
    staff.fill(page, ["person-right_now-seizure"])
    staff.dismiss(page)
    page.evaluate("document.getElementById('walk').dispatchEvent(new Event('change', {bubbles: true}))")
    expect(page.locator(EMERGENCY)).to_be_visible()


def test_without_script_an_emergency_shows_too(visit: Visit) -> None:
    """Without script a danger sign shows what to do beside the form, whoever says it, and two together as well."""
    page = visit("/together", script=False)
    expect(page.locator(".alarm")).to_be_hidden()
    page.check("#family-right_now-seizure")
    expect(page.locator(".alarm")).to_be_visible()
    page.uncheck("#family-right_now-seizure")
    page.check("#family-reason-epilepsy")
    page.check("#person-lately-stopped")
    expect(page.locator(".alarm")).to_be_visible()


# The picture is of what is on the page, or says that it is not.


def test_an_old_picture_says_so(visit: Visit, watch: Watch) -> None:
    """While the server is away the picture is marked as it was before the last answers."""
    page = visit("/together")
    staff.fill(page, ["person-home-alone"])
    staff.picture(page, "Home")
    expect(page.locator(".as-before")).to_be_hidden()
    unreached(page, watch)
    staff.fill(page, ["person-mental_health-getting_worse"])
    expect(page.locator(".as-before")).to_be_visible()


def test_a_slow_line_is_given_more_time_at_each_try(visit: Visit, watch: Watch) -> None:
    """Where the picture takes long to come, the page does not cut off every try after the same short time."""
    page = visit("/about")
    page.add_init_script(
        "const { timeout } = AbortSignal, given = []; AbortSignal.timeout = (time) => {"
        " given.push(time); document.documentElement.dataset.given = given.join();"
        " return timeout.call(AbortSignal, time); }"
    )
    page.goto("/together")
    unreached(page, watch)
    staff.fill(page, ["person-home-alone"])
    whole = page.locator("html")
    expect(whole).to_have_attribute("data-given", re.compile(r"\d+,\d+,\d+"))
    first, second, third, *_ = map(int, str(whole.get_attribute("data-given")).split(","))
    assert first < second < third


def test_a_late_reply_is_not_shown(visit: Visit) -> None:
    """A reply to what was sent before the last change never takes the place of the newer picture."""
    page = visit("/together")
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/together/live", hold_first)
    with page.expect_request("**/together/live"):
        staff.fill(page, ["person-home-alone"])
    assert page.get_attribute("#live", "aria-busy") == "true"
    staff.fill(page, ["person-home-steady_someone_checks"])
    staff.picture(page, "So far")
    with page.expect_request_finished(lambda request: request == held[0].request):
        held[0].continue_()
    page.evaluate("fetch('/healthz').then((reply) => reply.text())")  # what was sent later has come
    expect(page.locator("#live")).not_to_contain_text("alone")


def test_a_reply_that_is_not_ours_is_not_shown(visit: Visit) -> None:
    """A page that some network puts in between is taken as no answer."""
    page = visit("/together")
    page.route("**/together/live", lambda route: route.fulfill(body="<title>Please log in</title>"))
    staff.fill(page, ["person-home-alone"])
    expect(page.locator(".offline")).to_contain_text("still here")
    expect(page.locator("#live")).to_contain_text("first answer")


def test_a_refused_walk_says_why(visit: Visit, watch: Watch) -> None:
    """Where the questions have changed meanwhile, the page says that, and not that the server is away."""
    watch.refusals.add(422)
    page = visit("/together")
    page.evaluate("document.querySelector('[name=_version]').value = '000000000000'")
    staff.fill(page, ["person-home-alone"])
    expect(page.locator(".offline")).to_contain_text("The questions have changed")


def test_what_was_answered_before_the_script_came_counts(visit: Visit) -> None:
    """On a slow machine someone ticks before the script is there: the warning and the picture come with it."""
    page = visit("/about")
    page.route("**/together", _tick_while_it_loads)
    page.goto("/together")
    expect(page.locator("dialog[open]")).to_be_visible()
    expect(page.locator("#live [data-loud]")).to_be_attached()


def _tick_while_it_loads(route: Route) -> None:
    """Give the page as if its first answer had been ticked while the rest of it was on its way."""
    response = route.fetch()
    html = response.text().replace('id="person-right_now-seizure"', 'id="person-right_now-seizure" checked')
    assert html != response.text()
    route.fulfill(response=response, body=html)
