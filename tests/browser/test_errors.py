"""Answers that do not fit: what happened is said, the way to mend it is near, and nothing that fits is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Bring, Visit
from tests.browser.watch import Watch
from tests.sheets import USUAL

pytestmark = pytest.mark.browser

KEPT = steps.ids_of({**USUAL, "right_now": ["seizure"]})
"""What stays of a sheet with 'none of these' beside a danger: the danger, and every other answer."""


def add_field(page: Page, name: str, value: str) -> None:
    """Put one more field into the form, as an older page or a meddling program might."""
    page.evaluate(
        """([name, value]) => {
          const field = document.createElement('input');
          [field.type, field.name, field.value] = ['hidden', name, value];
          document.getElementById('sheet').append(field);
        }""",
        [name, value],
    )


def test_without_script_the_fault_is_said_and_the_danger_kept(bring: Bring, watch: Watch) -> None:
    """'None of these' with a danger ticked gives the page back: an alert, all else kept, and the emergency panel."""
    page = bring("whole page without script")
    watch.refusals.add(422)
    for name in [*steps.ids_of(USUAL), "right_now-seizure"]:
        page.check(f"#{name}")
    page.click(steps.SHOW)
    problem = page.get_by_role("alert").filter(has_text="Please look at this once more")
    expect(problem).to_be_in_viewport()
    expect(page).to_have_title(re.compile("^Please check: Which kinds of care"))
    assert steps.ticked(page) == KEPT
    expect(page.locator(".alarm")).to_be_in_viewport()


@pytest.mark.parametrize("name", ["error", "error without script"])
def test_the_fault_leads_to_its_question(bring: Bring, name: str) -> None:
    """The link in the list of faults leads to the question, which is marked as wrong and says why."""
    page = bring(name)
    page.locator("#problem a").first.click()
    question = page.locator("#q-right_now")
    expect(question.locator("legend")).to_be_in_viewport()
    expect(question).to_have_attribute("aria-invalid", "true")
    expect(question).to_have_accessible_description(page.inner_text("#e-right_now"))
    expect(question.locator(".error")).to_be_visible()
    assert steps.ticked(page) == KEPT


def test_with_script_the_fault_takes_the_focus_and_can_be_mended(bring: Bring) -> None:
    """With script the list of faults has the focus; the walk goes on from there to a summary with nothing lost."""
    page = bring("error")
    expect(page.locator("#problem")).to_be_focused()
    expect(page.locator(".alarm")).to_be_in_viewport()
    page.locator("#problem a").first.click()
    steps.at(page, "right_now")
    assert steps.focused(page).startswith("LEGEND")
    steps.tick(page, {"right_now": "none"})
    steps.to_review(page, {})
    assert steps.ticked(page) == steps.ids_of(USUAL)
    steps.show_summary(page)
    expect(page.locator("#start")).to_be_visible()


def test_a_reload_or_back_on_the_faulty_form_keeps_the_answers(bring: Bring) -> None:
    """After a fault, neither a reload nor Back from the summary ends at a page that knows nothing."""
    page = bring("error")
    page.reload()
    assert steps.ticked(page) == KEPT
    steps.start(page)
    steps.tick(page, {"right_now": "none"})
    steps.to_review(page, {})
    steps.show_summary(page)
    page.go_back()
    steps.at(page, "last")
    assert steps.ticked(page) == steps.ids_of(USUAL)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("shoe_size", "44", "not part of this guide"),
        ("_version", "older", "have changed since you opened the page"),
        ("lately", "yesterday", "The last three weeks"),
    ],
)
def test_a_strange_or_older_sheet_comes_back_filled(
    visit: Visit, watch: Watch, field: str, value: str, said: str
) -> None:
    """A field or an option of another time is named and left out; the rest is ready to be sent again."""
    watch.refusals.add(422)
    page = visit("/someone", script=False)
    page.eval_on_selector_all(f"[type=hidden][name={field}]", "(old) => old.forEach((field) => field.remove())")
    add_field(page, field, value)
    answers = {name: words for name, words in USUAL.items() if name != field}
    steps.send(page, answers)
    expect(page.locator("#problem")).to_contain_text(said)
    assert steps.ticked(page) == steps.ids_of(answers)
    page.click(steps.SHOW)
    expect(page.locator("#start")).to_be_visible()


def test_too_much_to_read_gives_an_empty_form(visit: Visit, watch: Watch) -> None:
    """A sheet that is far too large is refused in plain words, with a form to begin again."""
    watch.refusals.add(413)
    page = visit()
    add_field(page, "shoe_size", "4" * 100_000)
    steps.send(page, USUAL)
    expect(page.locator("#problem")).to_be_focused()
    expect(page.locator("#problem")).to_contain_text("too much to read")
    page.locator("#intro .next").click()
    steps.at(page, "right_now")
    assert steps.ticked(page) == []
