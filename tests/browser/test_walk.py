"""With script: one question at a time, from the first screen to the summary."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from careguide.core.questionnaire.model import Questionnaire
from tests.browser import steps
from tests.browser.conftest import Visit
from tests.sheets import USUAL, Answers

pytestmark = pytest.mark.browser

NOT_NOW = {**USUAL, "how_taken": "not_now"}


@pytest.mark.parametrize("path", ["/", "/someone"])
def test_every_question_comes_alone_with_focus_and_a_title_of_its_own(
    visit: Visit, guide: Questionnaire, path: str
) -> None:
    """Each step shows one question, moves the focus to its legend and names itself in the title, in both voices."""
    page = visit(path)
    titles = [page.title()]
    steps.start(page)
    for question in guide.questions:
        asked = question.ask.to_self if path == "/" else question.ask.to_someone
        expect(page.locator("legend:visible")).to_have_text([asked])
        expect(page.locator(":focus")).to_have_text(asked)
        titles.append(page.title())
        assert titles[-1].startswith(asked)
        assert page.evaluate("scrollY") == 0
        page.check(f"#{steps.ids_of({question.id: USUAL[question.id]})[0]}")
        page.click(steps.GO_ON)
    expect(page.locator(":focus")).to_have_text("When you are ready")
    expect(page.locator("legend:visible")).to_have_count(0)
    titles.append(page.title())
    steps.show_summary(page)
    titles.append(page.title())
    assert len(set(titles)) == len(titles) == len(guide.questions) + 3
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize(("answers", "skipped"), [(USUAL, set()), (NOT_NOW, {"how_long"})])
def test_progress_never_promises_too_little(
    visit: Visit, guide: Questionnaire, answers: Answers, skipped: set[str]
) -> None:
    """'At most so many more' names the section, falls with every step and is never less than what comes."""
    sections = {section.id: section.title.to_self for section in guide.sections}
    page = visit()
    steps.start(page)
    came, promised = [], []
    while steps.step(page) != "last":
        came.append(steps.step(page))
        steps.tick(page, {came[-1]: answers[came[-1]]})
        said = page.inner_text(".progress")
        found = re.fullmatch(r"(.+) · (?:at most (\d+) more|the last question)", said)
        assert found, said
        assert found[1] == sections[guide.question[came[-1]].section]
        promised.append(int(found[2] or 0))
        steps.go_on(page)
    assert came == [question.id for question in guide.questions if question.id not in skipped]
    assert all(said >= len(came) - number for number, said in enumerate(promised, 1))
    assert promised == sorted(set(promised), reverse=True)
    assert promised[-1] == 0


def test_back_button_and_browser_back_return_to_the_question_before(visit: Visit) -> None:
    """Both kinds of Back show the question before with its answer kept, and Forward goes on again."""
    page = visit()
    steps.start(page)
    steps.tick(page, {"right_now": ["none"]})
    steps.go_on(page)
    steps.tick(page, {"how_taken": "not_now"})
    assert steps.go_on(page) == "lately"
    page.click(".walk .back")
    steps.at(page, "how_taken")
    assert steps.focused(page).startswith("LEGEND How do you take")
    page.go_back()
    steps.at(page, "right_now")
    assert steps.ticked(page) == ["right_now-none", "how_taken-not_now"]
    page.go_forward()
    page.go_forward()
    steps.at(page, "lately")
    for _ in range(3):
        page.go_back()
    steps.at(page, "intro")
    expect(page.locator(":focus")).to_have_text("Which kinds of care could you ask about?")


def test_an_answer_changed_after_back_changes_what_comes(visit: Visit) -> None:
    """A question that a changed answer brings in is asked next, and one that it rules out is not."""
    page = visit()
    steps.start(page)
    steps.go_on(page)
    for said, following in (("not_now", "lately"), ("as_directed", "how_long"), ("not_now", "lately")):
        steps.tick(page, {"how_taken": said})
        assert steps.go_on(page) == following
        page.click(".walk .back")
        steps.at(page, "how_taken")


def test_start_that_was_pressed_before_the_script_came_counts(visit: Visit, guide: Questionnaire) -> None:
    """Who followed its link on a slow line is at the first question already, and stays there."""
    first = guide.questions[0]
    page = visit(f"/#q-{first.id}")
    expect(page.locator("legend:visible")).to_have_text([first.ask.to_self])
    page.click(steps.GO_ON)
    expect(page.locator("legend:visible")).to_have_text([guide.questions[1].ask.to_self])


def test_reload_keeps_the_step_and_the_answers(visit: Visit) -> None:
    """Loading the page again in the middle shows the same question with every answer kept."""
    page = visit("/someone")
    steps.start(page)
    steps.tick(page, {"right_now": ["seizure", "confused"]})
    steps.go_on(page)
    steps.tick(page, {"how_taken": "often_more"})
    page.reload()
    assert steps.step(page) == "how_taken"
    assert steps.ticked(page) == ["right_now-seizure", "right_now-confused", "how_taken-often_more"]
    expect(page.locator(".alarm")).to_be_visible()
    page.click(".walk .back")
    steps.at(page, "right_now")
    assert page.title().startswith("As far as you know")


@pytest.mark.parametrize("name", ["right_now-none", "how_taken-as_directed"])
def test_enter_in_a_choice_goes_on(visit: Visit, name: str) -> None:
    """Enter in a tick or a choice goes to the next question and sends nothing."""
    page = visit()
    steps.start(page)
    if not name.startswith("right_now"):
        steps.go_on(page)
    here = steps.step(page)
    page.check(f"#{name}")
    page.press(f"#{name}", "Enter")
    assert steps.step(page) == {"right_now": "how_taken", "how_taken": "how_long"}[here]
    assert page.url.endswith("/")


def test_the_skip_link_keeps_the_question(visit: Visit) -> None:
    """'Skip to the main part' in the middle of the walk stays at the question that is shown."""
    page = visit()
    steps.start(page)
    steps.go_on(page)
    page.focus(".skip")
    page.keyboard.press("Enter")
    page.wait_for_url("**/#main")
    assert steps.step(page) == "how_taken"
    page.reload()
    assert steps.step(page) == "how_taken"
    assert steps.go_on(page) == "how_long"
    page.go_back()
    page.go_back()
    steps.at(page, "how_taken")


def test_none_of_these_and_a_tick_rule_each_other_out(visit: Visit) -> None:
    """'None of these', 'not sure' and 'rather not say' clear the ticks, and a tick clears them."""
    page = visit()
    steps.start(page)
    for alone in ("none", "not_sure", "prefer_not"):
        steps.tick(page, {"right_now": ["seizure", "confused"]})
        assert steps.ticked(page) == ["right_now-seizure", "right_now-confused"]
        steps.tick(page, {"right_now": alone})
        assert steps.ticked(page) == [f"right_now-{alone}"]


def test_review_shows_what_was_said_and_leads_to_each_question(visit: Visit, guide: Questionnaire) -> None:
    """The last step lists every question asked with its answer; 'Change' opens it, and Back returns to the list."""
    page = visit()
    steps.start(page)
    steps.to_review(page, {"how_taken": "not_now", "paying": ["va", "uninsured"]})
    asked = [question for question in guide.questions if question.id != "how_long"]
    expect(page.locator(".review dt")).to_have_text([question.topic.to_self for question in asked])
    said = dict(
        zip([question.id for question in asked], page.locator(".review dt + dd").all_inner_texts(), strict=True)
    )
    assert said.pop("how_taken") == "I do not take it now"
    assert len(said.pop("paying").split(" · ")) == 2
    assert set(said.values()) == {"Not answered"}
    page.get_by_role("link", name=f"Change: {guide.question['prescriber'].topic.to_self}").click()
    steps.at(page, "prescriber")
    steps.tick(page, {"prescriber": "too_far"})
    page.go_back()
    steps.at(page, "last")
    expect(page.locator(".review dt + dd").filter(has_text="far")).to_have_count(1)
