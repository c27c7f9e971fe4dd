"""What helps on the way through the questions: progress, reach, going on by itself, starting over, reading, leaving."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from careguide.core.questionnaire.model import Questionnaire
from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.server import serving
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 568}

SPEECH = """(() => {
  window.spoken = [];
  const speech = {
    getVoices: () => VOICES, pending: false,
    speak: ({ text, voice }) => spoken.push([text, voice.name]), cancel: () => spoken.push('stop'),
  };
  Object.defineProperty(window, 'speechSynthesis', { value: speech });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
})()"""
"""A device that notes what it would say."""

OWN = "{ name: 'own', localService: true, lang: 'en-US' }"
FAR = "{ name: 'far', localService: false, lang: 'en-US' }"


def started(visit: Visit, path: str = "/", **settings: Any) -> Page:
    """Open the questions at the first one, with all that helps there."""
    page = visit(path, **settings)
    steps.start(page)
    expect(page.locator(".aids")).to_be_visible()
    return page


def by_itself(page: Page) -> None:
    """Ask the page to go on by itself."""
    page.get_by_label("Go on by itself after one answer").check()


@pytest.mark.parametrize("size", [PHONE, SMALL])
@pytest.mark.parametrize("path", ["/", "/someone"])
def test_start_and_go_on_are_in_reach(visit: Visit, guide: Questionnaire, path: str, size: dict[str, int]) -> None:
    """On a phone the way on is in sight at every step, before anything is scrolled."""
    page = visit(path, viewport=size)
    expect(page.locator("#intro .next")).to_be_in_viewport(ratio=1)
    steps.start(page)
    for question in guide.questions:
        steps.at(page, question.id)
        expect(page.locator(steps.GO_ON)).to_be_in_viewport(ratio=1)
        steps.go_on(page)
    steps.at(page, "last")
    expect(page.locator(steps.SHOW)).to_be_in_viewport(ratio=1)


def test_the_bar_has_a_part_for_each_question_of_each_section(visit: Visit, guide: Questionnaire) -> None:
    """It is drawn from the questionnaire: sections apart, and those done so far filled. Words say the same."""
    page = started(visit)
    sections = page.evaluate("[...document.querySelectorAll('.bar span')].map((part) => part.children.length)")
    assert len(sections) == len(guide.sections)
    assert sum(sections) == len(guide.questions)
    expect(page.locator(".bar .done")).to_have_count(0)
    steps.go_on(page)
    expect(page.locator(".bar .done")).to_have_count(1)
    expect(page.locator(".bar")).to_have_attribute("aria-hidden", "true")
    expect(page.locator(".progress")).to_contain_text("at most")
    steps.tick(page, {"how_taken": "not_now"})  # one question fewer
    steps.go_on(page)
    expect(page.locator(".bar i")).to_have_count(sum(sections) - 1)


def test_one_answer_goes_on_by_itself_for_who_asks_for_it(visit: Visit) -> None:
    """A press on a choice of one goes on, and on the same choice after Back too; it is off until it is asked for."""
    page = started(visit)
    steps.go_on(page)
    page.locator("label:has(#how_taken-as_directed)").click()
    steps.at(page, "how_taken")
    by_itself(page)
    page.locator("label:has(#how_taken-as_directed)").click()
    steps.at(page, "how_long")
    page.go_back()
    steps.at(page, "how_taken")
    assert steps.ticked(page) == ["how_taken-as_directed"]
    page.locator("label:has(#how_taken-often_more)").click()
    steps.at(page, "how_long")


def test_keys_and_ticks_do_not_go_on_by_themselves(visit: Visit) -> None:
    """Where several answers may be ticked, and for who moves through answers by keys, only 'Go on' goes on."""
    page = started(visit)
    by_itself(page)
    page.locator("label:has(#right_now-none)").click()
    steps.at(page, "right_now")
    steps.go_on(page)
    page.locator("#how_taken-as_directed").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    steps.at(page, "how_taken")
    assert len(steps.ticked(page)) == 2


def test_a_danger_does_not_go_on_by_itself(visit: Visit, guide: Questionnaire) -> None:
    """An answer that calls for help now shows what to do, and 'Go on' steps back behind it."""
    page = started(visit)
    by_itself(page)
    while steps.step(page) != "self_harm":
        steps.go_on(page)
    loud = next(option.id for option in guide.question["self_harm"].options if "may_act" in option.flags)
    page.locator(f"label:has(#self_harm-{loud})").click()
    expect(page.locator(".alarm")).to_be_visible()
    steps.at(page, "self_harm")
    expect(page.locator(steps.GO_ON)).to_have_text("Go on answering")


def test_the_second_tap_of_a_double_tap_answers_nothing(visit: Visit) -> None:
    """Two quick taps on one answer answer one question, though the next one is there by the second tap."""
    page = started(visit)
    by_itself(page)
    steps.go_on(page)
    page.locator("label:has(#how_taken-as_directed)").dblclick()
    steps.at(page, "how_long")
    assert steps.ticked(page) == ["how_taken-as_directed"]


@pytest.mark.parametrize("voice", ["/", "/someone"])
@pytest.mark.parametrize("size", [PHONE, SMALL])
def test_one_tap_from_a_danger_to_what_to_do(visit: Visit, voice: str, size: dict[str, int]) -> None:
    """The panel stands above the way on, covers none of it, and leads past the other questions."""
    page = started(visit, voice, viewport=size)
    steps.tick(page, {"right_now": "seizure"})
    panel, onward = page.locator(".alarm").bounding_box(), page.locator(steps.GO_ON).bounding_box()
    assert panel
    assert onward
    assert panel["y"] + panel["height"] <= onward["y"]
    expect(page.locator(steps.GO_ON)).to_be_in_viewport(ratio=1)
    show = page.get_by_role("button", name="Show what to do now")
    expect(show).to_be_in_viewport(ratio=1)
    with page.expect_navigation():
        show.click()
    expect(page.locator(".emergency h1")).to_be_visible()
    expect(page.locator(".emergency .call").first).to_be_in_viewport(ratio=1)


def test_without_script_the_panel_leads_there_too(visit: Visit) -> None:
    """The button sends the page as it is."""
    page = visit(script=False)
    page.check("#right_now-seizure")
    page.get_by_role("button", name="Show what to do now").click()
    expect(page.locator(".emergency h1")).to_be_visible()


def test_starting_over_clears_and_back_brings_the_answers(visit: Visit) -> None:
    """Nothing is ticked after it; who pressed it by mistake has Back."""
    page = started(visit, "/someone?country=GB")
    steps.tick(page, {"right_now": ["none"]})
    steps.go_on(page)
    page.get_by_role("button", name="Start over").click()
    steps.at(page, "intro")
    assert page.url.endswith("/someone?country=GB")
    assert page.locator(".choice :checked").count() == 0
    page.go_back()
    steps.at(page, "how_taken")
    expect(page.locator("#right_now-none")).to_be_checked()


def test_it_reads_aloud_with_a_voice_of_the_device(visit: Visit, guide: Questionnaire) -> None:
    """The step in sight is read, by a voice that sends nothing anywhere; a second press and the next step stop it."""
    page = visit("/options")
    page.context.add_init_script(SPEECH.replace("VOICES", f"[{FAR}, {OWN}]"))
    page.goto("/")
    steps.start(page)
    button = page.get_by_role("button", name="Read aloud")
    button.click()
    spoken = page.evaluate("spoken")
    assert [guide.question["right_now"].ask.to_self, "own"] in spoken
    assert {voice for _, voice in spoken} == {"own"}
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    assert page.evaluate("spoken.at(-1)") == "stop"
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    steps.go_on(page)
    assert page.evaluate("spoken.at(-1)") == "stop"


def test_no_voice_of_others_is_offered(visit: Visit) -> None:
    """Where every voice would send the words elsewhere, there is no button."""
    page = visit("/options")
    page.context.add_init_script(SPEECH.replace("VOICES", f"[{FAR}]"))
    page.goto("/")
    steps.start(page)
    expect(page.locator(".aids")).to_be_visible()
    expect(page.get_by_role("button", name="Read aloud")).to_be_hidden()


@pytest.mark.parametrize("summary", [False, True])
def test_shift_three_times_leaves(visit: Visit, summary: bool) -> None:
    """From the questions and from a summary alike; Shift with another key between does not."""
    page = started(visit)
    if summary:
        steps.send(page, {"right_now": ["none"]})
    for key in ("Shift", "Shift", "a", "Shift"):
        page.keyboard.press(key)
    assert not page.url.endswith("/leave")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_url("**/leave")
    expect(page.locator("h1")).to_have_text("This page is blank")
    expect(page).to_have_title("Blank page")
    expect(page.locator("main")).to_have_text("This page is blank\nMore about this page", use_inner_text=True)


def test_the_aids_are_asked_for_once_and_nothing_depends_on_them(visit: Visit, watch: Watch) -> None:
    """They are asked for once, after Start, with no answer in the address; where they do not come, the rest works."""
    page = started(visit)
    steps.go_on(page)
    assert [request.url for request in watch.requests if "/aids" in request.url] == [f"{watch.url}/aids"]
    page = visit("/options")
    page.route("**/aids", lambda route: route.fulfill(status=503, body="not now"))
    page.goto("/")
    watch.refusals.add(503)
    steps.walk(page, {"right_now": ["none"]})
    expect(page.locator("h1")).to_be_visible()


def test_starting_over_from_changed_answers_leads_to_the_first_page(visit: Visit) -> None:
    """The page that brought the answers back is left behind, with all that it held."""
    page = visit("/someone")
    steps.walk(page, {"right_now": ["none"]})
    with page.expect_navigation():
        page.get_by_role("button", name="Change answers").click()
    page.get_by_role("button", name="Start over").click()
    steps.at(page, "intro")
    expect(page.locator("#intro h1")).not_to_have_text("Your answers")
    assert page.locator(".choice :checked").count() == 0


def test_leaving_leads_on_to_the_page_of_the_operator(browser: Browser, tmp_path: Path) -> None:
    """From there Back finds the empty page, and behind it no summary."""
    folder = tmp_path / "home"
    folder.mkdir()
    weather = "https://weather.example/now"
    with serving(folder, tmp_path, CAREGUIDE_LEAVE_TO=weather) as server, closing(browser.new_context()) as context:
        context.route(weather, lambda route: route.fulfill(body="<h1>Mild, some rain</h1>", content_type="text/html"))
        page = context.new_page()
        page.goto(server.url)
        steps.walk(page, {"right_now": ["none"]})
        page.get_by_role("link", name="Privacy").click()
        page.wait_for_url("**/privacy")
        page.locator(".top .leave").click()
        page.wait_for_url(weather)
        page.go_back()
        expect(page.locator("h1")).to_have_text("This page is blank")
        page.go_back()
        expect(page.locator("h1")).to_have_text("Privacy")
        page.go_back()
        expect(page.locator("h1:visible")).to_have_text("Nothing is kept here")


def test_very_large_text_leaves_room_for_the_question(visit: Visit) -> None:
    """Nothing sticks to the foot of a small screen then, and the alarm comes up below the answer that raised it."""
    page = visit(viewport=SMALL)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    steps.start(page)
    expect(page.locator(".aids")).to_be_attached()
    expect(page.locator(steps.GO_ON)).not_to_be_in_viewport()
    steps.tick(page, {"right_now": "seizure"})
    expect(page.locator("#q-right_now .choice:has(:checked) + .alarm")).to_be_in_viewport()
    steps.go_on(page)
    expect(page.locator(".below > .alarm")).to_be_attached()
