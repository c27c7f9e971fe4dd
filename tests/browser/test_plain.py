"""Without script: one page in sections, where answers show and hide by style alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from careguide.core.questionnaire.model import Level, Questionnaire
from tests.browser import steps
from tests.browser.conftest import Visit
from tests.sheets import USUAL

pytestmark = pytest.mark.browser


@pytest.fixture
def page(visit: Visit) -> Page:
    """Open the guide without script."""
    return visit(script=False)


def test_all_questions_are_on_one_page_in_sections(page: Page, guide: Questionnaire) -> None:
    """Every section has its heading and every question is shown, with one button for the summary."""
    for section in guide.sections:
        expect(page.get_by_role("heading", name=section.title.to_self, exact=True)).to_be_visible()
    expect(page.locator("legend:visible")).to_have_text([question.ask.to_self for question in guide.questions])
    expect(page.get_by_role("button")).to_have_text(["Show the summary"])


def test_a_question_that_is_ruled_out_hides(page: Page) -> None:
    """'How long' is shown at first, hides for someone who does not take it now, and comes back."""
    question = page.locator("#q-how_long")
    expect(question).to_be_visible()
    page.check("#how_taken-not_now")
    expect(question).to_be_hidden()
    page.check("#how_taken-not_sure")
    expect(question).to_be_visible()


def test_an_emergency_tick_opens_the_panel(page: Page, guide: Questionnaire) -> None:
    """Each sign of an emergency opens the panel with its numbers at once, and taking the tick away closes it."""
    panel = page.locator(".alarm")
    loud = {flag.id for flag in guide.flags if flag.level is Level.EMERGENCY}
    signs = [option.id for option in guide.question["right_now"].options if loud.intersection(option.flags)]
    assert len(signs) > 1
    for sign in signs:
        expect(panel).to_be_hidden()
        page.check(f"#right_now-{sign}")
        expect(panel).to_be_in_viewport()
        expect(panel.get_by_role("link").first).to_be_visible()
        page.uncheck(f"#right_now-{sign}")
    expect(panel).to_be_hidden()
    for option in guide.question["right_now"].options:
        if option.id not in signs:
            page.check(f"#right_now-{option.id}")
            expect(panel).to_be_hidden()


def test_an_emergency_of_two_answers_opens_the_panel(page: Page) -> None:
    """Having stopped, with a seizure before or with epilepsy, opens the panel; one of the two alone does not."""
    panel = page.locator(".alarm")
    for risk, harmless in (("before-seizure", "before-never_tried"), ("reason-epilepsy", "reason-sleep")):
        page.check("#lately-stopped")
        expect(panel).to_be_hidden()
        page.check(f"#{risk}")
        expect(panel).to_be_in_viewport()
        page.check("#lately-nothing")
        expect(panel).to_be_hidden()
        page.check(f"#{harmless}")


def test_a_plan_to_die_opens_the_panel(page: Page) -> None:
    """The answer to the question on dark thoughts that is an emergency opens the panel too."""
    page.check("#self_harm-yes_plan")
    expect(page.locator(".alarm")).to_be_in_viewport()


def test_the_summary_comes_by_one_submit(page: Page, guide: Questionnaire) -> None:
    """Answers ticked on the one page make a summary, in both voices."""
    first = guide.act["slow_plan_visit"].title
    for path, name in (("/", first.to_self), ("/someone", first.to_someone)):
        page.goto(path)
        for tick in steps.ids_of(USUAL):
            page.check(f"#{tick}")
        steps.show_summary(page)
        expect(page.locator("h1")).to_have_text(name)


def test_an_empty_sheet_makes_a_summary(page: Page) -> None:
    """A person who answers nothing gets a summary that says what is not known."""
    steps.show_summary(page)
    expect(page.locator(".start-name")).to_have_text("There is not enough to say yet")


def test_start_leads_to_the_first_question(page: Page) -> None:
    """Without script, Start is a link down to the first question."""
    page.get_by_role("link", name="Start").click()
    expect(page.locator("#q-right_now legend")).to_be_in_viewport()
    assert page.url.endswith("/#q-right_now")


def test_another_country_brings_its_help_lines(page: Page, guide: Questionnaire) -> None:
    """Choosing a country loads the page with its help lines, and the summary keeps them."""
    page.locator(".countries summary").click()
    page.get_by_role("link", name="United Kingdom").click()
    expect(page.locator(".urgent")).to_contain_text("999")
    steps.show_summary(page)
    calls = [line.call for line in guide.country["GB"].lines if line.call]
    assert calls
    page.locator(".printed summary", has_text="Help lines").click()
    for call in calls:
        expect(page.get_by_role("link", name=call).first).to_be_visible()
