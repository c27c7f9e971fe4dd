"""A sheet that was filled in on paper is typed in on the staff page by its keys alone, and quickly."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from careguide.core.assessment.assess import assess
from careguide.core.questionnaire.model import Questionnaire
from tests.browser import staff
from tests.browser.conftest import Visit
from tests.journey import journeys
from tests.plans import plan_of
from tests.sheets import GRAVEST, TODAY, USUAL, Answers

pytestmark = pytest.mark.browser

SECONDS = 90
"""How long a sheet may take at a calm pace, which is one key a second."""

NOT_NOW: Answers = {**USUAL, "how_taken": "not_now"}
"""Is led past the question on how long."""


class Hand:
    """Presses keys and counts them."""

    def __init__(self, page: Page) -> None:
        """Use the keys of this page."""
        self.page = page
        self.pressed = 0

    def press(self, key: str) -> None:
        """Press a key, and see to what it brings up: the window of a warning, which has its own button to press."""
        self.page.keyboard.press(key)
        self.pressed += 1

    def see(self) -> None:
        """Say that a warning was seen, where one came."""
        expect(self.page.locator("#live[aria-busy]")).to_have_count(0)
        if self.page.locator("dialog[open]").count():
            self.press("Tab")
            while "seen" not in self.page.evaluate("document.activeElement.className"):
                self.press("Tab")
            self.press("Enter")
            expect(self.page.locator("dialog[open]")).to_have_count(0)


def key_in(page: Page, guide: Questionnaire, answers: Answers, who: str) -> int:
    """Type in what is ticked, as the sheet says for staff, and return how many keys that took."""
    hand = Hand(page)
    hand.press("2" if who == "person" else "1")
    hand.press("Enter")
    asked = assess(
        plan_of(guide), {name: frozenset([said] if isinstance(said, str) else said) for name, said in answers.items()}
    )
    for question in guide.questions:
        if question.id not in asked.asked_ids:
            continue
        staff.at(page, question.id)
        said = answers.get(question.id, [])
        for key in staff.keys_of(question, said):
            hand.press(key)
            hand.see()
        if question.tick or not said or who == "family":
            hand.press("Enter")
    staff.at(page, "agree")
    return hand.pressed


@pytest.mark.parametrize("who", ["person", "family"])
@pytest.mark.parametrize("answers", [USUAL, NOT_NOW, TODAY, GRAVEST], ids=["usual", "not now", "today", "gravest"])
def test_a_filled_sheet_is_typed_in_by_its_keys(visit: Visit, guide: Questionnaire, answers: Answers, who: str) -> None:
    """All that is ticked is on the page, the picture is there, and it took no more keys than seconds may go."""
    page = visit("/together")
    pressed = key_in(page, guide, answers, who)
    kept = {name: said for name, said in answers.items() if answers is not NOT_NOW or name != "how_long"}
    assert sorted(staff.ticked(page)) == sorted(staff.ids_of(who, kept))
    expect(page.locator("#live .picture")).to_be_visible()
    expect(page.locator("#live .start-name")).not_to_be_empty()
    print(f"{who}: {pressed} keys")
    assert pressed <= SECONDS


@pytest.mark.slow
def test_every_worked_case_is_typed_in_within_the_time(visit: Visit, guide: Questionnaire) -> None:
    """Each that ships, with the windows of its warnings; the usual ones take far less."""
    took = {}
    for journey in journeys():
        if journey.country != "US":  # the number keys of other countries are those of their own page
            continue
        page = visit("/together")
        took[journey.name] = key_in(page, guide, journey.answers, "person")
        page.close()
    print(sorted(took.items(), key=lambda item: item[1]))
    assert len(took) > 20
    assert max(took.values()) <= SECONDS
    assert sorted(took.values())[len(took) // 2] <= SECONDS / 2
