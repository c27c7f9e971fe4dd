"""A whole intake on the staff page: by keys alone, with two respondents, and what interrupts it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from careguide.core.assessment.family import private
from careguide.core.questionnaire.model import Questionnaire
from tests.browser import staff
from tests.browser.conftest import Visit
from tests.browser.watch import UNREACHED, Watch

pytestmark = pytest.mark.browser

INTAKE: dict[str, tuple[staff.Said | None, staff.Said | None, str]] = {
    "right_now": ("none", "none", "s"),
    "how_taken": ("as_directed", "sometimes_more", "s"),
    "how_long": ("over_3_months", None, ""),
    "lately": ("slow_plan", "cut_fast", "t"),
    "before": ("got_through", "not_sure", ""),
    "reason": ("panic_or_anxiety", None, ""),
    "also_taken": ("none", ["alcohol_some"], "s"),
    "self_harm": ("no", "no", "u"),
    "mental_health": ("steady", "getting_worse", "s"),
    "body_health": (["over_65", "heart_liver_kidney"], None, ""),
    "feels_like": ("directed_want_less", None, ""),
    "home": ("some_support", "some_support", "s"),
    "prescriber": ("yes", None, ""),
    "paying": ("medicaid_or_medicare", None, ""),
    "would_choose": ("home_with_prescriber", "day_program", "t"),
    "past_care": ("no_care_before", None, ""),
}
"""What the two say to each question, and the key for how the family knows: 25 answers."""

DIFFER = ("how_taken", "lately", "also_taken", "mental_health", "would_choose")


def type_in(page: Page, *words: str) -> None:
    """Type into one field after another, going on by Tab."""
    for text in words:
        page.keyboard.press("Tab")
        page.keyboard.type(text)


def test_a_whole_intake_by_keyboard_alone(visit: Visit, guide: Questionnaire) -> None:
    """Twenty-five answers of two respondents, a note, what was agreed and another view, without touching a mouse.

    Where RECORD_OUT names a folder, the walk is kept there as a Playwright trace with a picture of every step.
    """
    page = visit("/together")
    record = os.environ.get("RECORD_OUT")
    if record:
        page.context.tracing.start(screenshots=True, snapshots=True)
    page.keyboard.press("ArrowRight")
    for question in guide.questions:
        staff.answer(page, question, *INTAKE.get(question.id, (None, None, "")))
    staff.at(page, "agree")
    type_in(page, "The nurse", "calls the prescriber", "today", "Her brother", "stays over", "tonight")
    page.locator("[name=closing]").focus()
    page.keyboard.type("They will ring on Monday.")
    page.keyboard.press("Tab")
    page.keyboard.type("Day or evening")
    page.keyboard.press("Tab")
    page.keyboard.type("The cost")
    page.locator(".walk-on .next").focus()
    page.keyboard.press("Enter")
    staff.at(page, "sheets")
    assert len([name for name in staff.ticked(page) if not name.startswith("mark-")]) >= 20
    assert staff.typed(page)["view-reason"] == "cost"
    for name in DIFFER:
        expect(page.locator(f"#live a[href='#q-{name}']").first).to_be_attached()
    page.get_by_role("button", name="Family sheet").focus()
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    sheet = opened.value
    sheet.wait_for_load_state()
    expect(sheet.locator(".differ tbody tr")).to_have_count(len({*DIFFER} - {*private(guide)}))
    for said in ("The nurse", "stays over", "They will ring on Monday.", "Day or evening program"):
        expect(sheet.locator("main")).to_contain_text(said)
    assert sheet.url.endswith("/together/family")
    if record:
        page.context.tracing.stop(path=Path(record, "intake.zip"))


def test_a_difference_shows_at_once(visit: Visit, watch: Watch) -> None:
    """Two answers that differ are marked beside the question and at the side, before any server answers."""
    page = visit("/together")
    watch.refusals.add(UNREACHED)
    page.route("**/together/live", lambda route: route.abort())
    staff.go(page, "home")
    staff.fill(page, ["person-home-alone", "family-home-some_support"])
    expect(page.locator("#q-home .differs")).to_be_visible()
    expect(page.locator(".parts a[href='#q-home'] .state")).to_have_attribute("aria-label", "differs")
    staff.fill(page, ["family-home-alone"])
    expect(page.locator("#q-home .differs")).to_be_hidden()


@pytest.mark.parametrize(
    ("ticks", "level"),
    [
        (["person-right_now-seizure"], "emergency"),
        (["family-self_harm-yes_plan"], "emergency"),
        (["family-lately-running_out"], "same_day"),
    ],
)
@pytest.mark.parametrize("reached", [True, False])
def test_what_is_loud_interrupts_the_moment_it_is_said(
    visit: Visit, watch: Watch, ticks: list[str], level: str, reached: bool
) -> None:
    """The dialog opens at once, with or without the server, with its heading in focus and help lines to call."""
    page = visit("/together")
    if not reached:
        watch.refusals.add(UNREACHED)
        page.route("**/together/live", lambda route: route.abort())
    staff.fill(page, ticks)
    dialog = page.locator(f"#loud-{level}")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.activeElement.id") == f"loud-{level}-title"
    expect(dialog.locator("a.call").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    staff.dismiss(page)
    if reached:
        expect(page.locator("#live .again")).to_be_visible()
        page.click("#live .again")
        expect(dialog).to_be_visible()


def test_an_emergency_of_two_answers_interrupts(visit: Visit) -> None:
    """What is an emergency only together, each half said by another respondent, interrupts once the server says so."""
    page = visit("/together")
    staff.fill(page, ["family-reason-epilepsy", "person-lately-stopped"])
    expect(page.locator("#loud-emergency")).to_be_visible()
    staff.dismiss(page)
    expect(page.locator("#live .emergency")).to_be_visible()
    expect(page.locator("#live .picture")).to_have_count(0)


def test_an_emergency_in_the_middle_loses_nothing(visit: Visit, guide: Questionnaire) -> None:
    """After the emergency was seen the walk goes on where it was, and the warning stays in the picture."""
    page = visit("/together")
    page.keyboard.press("ArrowRight")
    staff.answer(page, guide.question["right_now"], "none", "none")
    staff.answer(page, guide.question["how_taken"], "as_directed", None)
    staff.go(page, "self_harm")
    page.keyboard.press("3")
    expect(page.locator("#loud-emergency")).to_be_visible()
    staff.dismiss(page)
    staff.at(page, "self_harm")
    assert set(staff.ticked(page)) >= {"person-how_taken-as_directed", "person-self_harm-yes_plan"}
    page.keyboard.press("ArrowRight")
    expect(page.locator("#live .emergency")).to_be_visible()


def test_one_respondent_may_be_absent(visit: Visit) -> None:
    """Whoever is not there is not shown; but what they have said stays, counts and can be seen."""
    page = visit("/together")
    staff.fill(page, ["family-self_harm-yes_plan"])
    staff.dismiss(page)
    staff.fill(page, ["here-family"])
    expect(page.locator("#live .emergency")).to_be_visible()
    staff.go(page, "self_harm")
    expect(page.locator("#q-self_harm .family")).to_be_visible()
    staff.go(page, "home")
    expect(page.locator("#q-home .family")).to_be_hidden()
    page.keyboard.press("1")
    staff.at(page, "prescriber")
    expect(page.locator("#live .emergency")).to_be_visible()
    staff.fill(page, ["here-person", "here-family", "here-person", "here-family"])
    assert page.is_checked("#here-family"), "someone must be there"


def test_what_both_rule_out_is_not_asked(visit: Visit) -> None:
    """A question is passed over only where no one's answer leaves it open."""
    page = visit("/together")
    hidden = page.locator(".parts li:has(> a[href='#q-how_long'])")
    staff.fill(page, ["person-how_taken-not_now"])
    expect(hidden).to_be_hidden()
    staff.fill(page, ["family-how_taken-not_sure"])
    expect(hidden).to_be_visible()
    staff.fill(page, ["family-how_taken-not_now"])
    expect(hidden).to_be_hidden()
    staff.fill(page, ["mark-how_taken-guess"])
    expect(hidden).to_be_visible()


def test_the_voice_follows_who_is_speaking(visit: Visit) -> None:
    """The words to speak are those for whoever's turn it is."""
    page = visit("/together")
    staff.go(page, "lately")
    expect(page.locator("#q-lately .for-person")).to_be_visible()
    expect(page.locator("#q-lately .for-family")).to_be_hidden()
    page.locator("#family-lately-nothing").focus()
    expect(page.locator("#q-lately .for-person")).to_be_hidden()
    expect(page.locator("#q-lately .for-family")).to_be_visible()


def test_keys_can_be_switched_off(visit: Visit) -> None:
    """Whoever speaks to their machine or leans on a key can switch the keys off; moving on by itself too."""
    page = visit("/together")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.uncheck("#keys-on")
    page.click("#keys .button")
    staff.go(page, "home")
    page.keyboard.press("1")
    assert staff.ticked(page) == []


def test_back_and_forward_go_through_the_questions(visit: Visit) -> None:
    """The browser's Back gives the question before, and loses nothing."""
    page = visit("/together")
    staff.go(page, "home")
    staff.fill(page, ["person-home-alone"])
    staff.go(page, "prescriber")
    page.go_back()
    staff.at(page, "home")
    assert staff.ticked(page) == ["person-home-alone"]
    page.go_forward()
    staff.at(page, "prescriber")
