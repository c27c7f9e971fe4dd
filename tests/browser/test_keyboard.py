"""By keyboard alone: Tab, Space, the arrows and Enter."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from careguide.core.questionnaire.model import Question, Questionnaire
from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.states import READING

pytestmark = pytest.mark.browser

REACHED = """() => {
  const at = document.activeElement;
  return at.matches('.walk .next, #last [type=submit], #intro .next') ? 'on' : at.id || at.className || at.tagName;
}"""
RINGED = """() => {
  const at = document.activeElement;
  const rings = [at, at.closest('.choice')].map((box) => box && getComputedStyle(box));
  return rings.some((ring) => ring && ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) >= 2);
}"""
SEEN = """() => {
  const box = (document.activeElement.closest('.choice') || document.activeElement).getBoundingClientRect();
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  return Boolean(at && (document.activeElement.contains(at) || at.closest('.choice, a, button, summary')));
}"""


def tab_to(page: Page, wanted: str, key: str = "Tab") -> list[str]:
    """Press Tab until what is wanted has the focus; everything on the way must show a focus ring and be in sight."""
    passed: list[str] = []
    while not passed or passed[-1] != wanted:
        assert len(passed) < 40, f"Tab never reaches {wanted}: {passed}"
        page.keyboard.press(key)
        passed.append(page.evaluate(REACHED))
        assert page.evaluate(RINGED), f"no focus ring on {passed[-1]}"
        assert page.evaluate(SEEN), f"{passed[-1]} has the focus and is out of sight"
    return passed


def choose(page: Page, question: Question) -> str:
    """Answer with the second option: by Space in ticks, by the arrow in choices."""
    first, second = (f"{question.id}-{option.id}" for option in question.options[:2])
    tab_to(page, first)
    if question.tick:
        tab_to(page, second)
        page.keyboard.press("Space")
    else:
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    return second


@pytest.mark.parametrize("path", ["/", "/someone"])
def test_the_whole_guide_works_by_keyboard(visit: Visit, guide: Questionnaire, path: str) -> None:
    """Tab, Space, arrows and Enter lead from the first screen to the summary, with the focus always shown."""
    page = visit(path)
    assert tab_to(page, "on")[0] == "skip"
    page.keyboard.press("Enter")
    chosen = []
    for question in guide.questions:
        steps.at(page, question.id)
        chosen.append(choose(page, question))
        tab_to(page, "on")
        page.keyboard.press("Enter")
    steps.at(page, "last")
    assert steps.ticked(page) == chosen
    tab_to(page, "on")
    page.keyboard.press("Enter")
    page.wait_for_url("**/summary")
    expect(page.locator("h1")).to_be_visible()


def test_the_skip_link_is_first_and_shown_when_reached(visit: Visit) -> None:
    """The first Tab on a page shows the link that skips to the main part."""
    page = visit()
    for path in ("/", "/leave", *(f"/{name}" for name in READING)):
        page.goto(path)
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Skip to the main part")
        expect(page.locator(":focus")).to_be_in_viewport()


def test_back_and_change_work_by_keyboard(visit: Visit) -> None:
    """Back, 'Why we ask' and the rows of the review are reached and used by keyboard."""
    page = visit()
    steps.start(page)
    steps.go_on(page)
    tab_to(page, "on")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Back")
    page.keyboard.press("Enter")
    steps.at(page, "right_now")
    tab_to(page, "SUMMARY")
    page.keyboard.press("Enter")
    expect(page.locator("#q-right_now .why p")).to_be_visible()
    steps.to_review(page, {})
    tab_to(page, "plain")
    page.keyboard.press("Enter")
    steps.at(page, "right_now")


def test_focus_is_never_hidden_by_the_emergency_panel(visit: Visit, guide: Questionnaire) -> None:
    """With the panel open on a small screen, each choice reached by Tab is above the panel."""
    page = visit(viewport={"width": 360, "height": 640})
    steps.start(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".alarm")).to_be_visible()
    for option in guide.question["right_now"].options[1:]:
        page.keyboard.press("Tab")
        box, panel = page.locator(":focus").bounding_box(), page.locator(".alarm").bounding_box()
        assert box
        assert panel
        assert page.evaluate("document.activeElement.id") == f"right_now-{option.id}"
        assert box["y"] + box["height"] <= panel["y"], f"{option.id} is behind the panel"
