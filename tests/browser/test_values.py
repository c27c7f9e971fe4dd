"""What matters to a person, as they say it on a summary: with script and without, in a frame, and back again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from careguide.core.questionnaire.content import Voice
from careguide.files import catalogue
from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.test_back import change, move_and_resend
from tests.browser.test_print import printed
from tests.browser.watch import Watch
from tests.journey import journeys
from tests.sheets import EMERGENCY, TODAY, USUAL

pytestmark = pytest.mark.browser

SAID = {"most": "home", "least": "cost", "words": "My dog Bo & I <3"}
SAY = catalogue().say


def rows(page: Page) -> list[list[str]]:
    """Return the cells of the table that are in sight, row by row."""
    found: list[list[str]] = page.eval_on_selector_all(
        ".beside tr", "(rows) => rows.map((row) => [...row.children].map((cell) => cell.innerText.trim()))"
    )
    return found


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_person_says_what_matters(visit: Visit, script: bool) -> None:
    """It begins folded; then the table is in sight, the words as they were typed, and nothing of it in the address."""
    page = visit(script=script)
    steps.send(page, USUAL)
    before = page.inner_text(".acts"), page.inner_text(".start"), page.inner_text(".why")
    expect(page.locator(".beside")).to_have_count(0)
    expect(page.locator("#own-words")).to_be_hidden()
    steps.say_what_matters(page, **SAID)
    assert (page.inner_text(".acts"), page.inner_text(".start"), page.inner_text(".why")) == before
    head, *body = rows(page)
    assert head[1:] == [
        f"{SAY('rank.most')}\nStaying with the people and pets I care for",
        f"{SAY('rank.least')}\nKeeping the cost low",
    ]
    assert [row[0] for row in body] == ["Own prescriber, living at home", "No change for now, with regular reviews"]
    assert all(cell.startswith(SAY("match.fits")) for row in body for cell in row[1:])
    expect(page.locator(".own q")).to_have_text("My dog Bo & I <3")
    expect(page).to_have_url(re.compile(r"/summary#matters$"))
    expect(page.locator("#matters")).to_be_in_viewport()


def test_it_can_be_changed_and_taken_back(visit: Visit) -> None:
    """The form comes back filled, and leaving all open brings back the summary without it."""
    page = visit("/someone")
    steps.send(page, TODAY)
    steps.say_what_matters(page, **SAID)
    page.locator(".matters > details > summary").click()
    expect(page.get_by_role("radio", name="Most Staying with the people and pets they care for")).to_be_checked()
    expect(page.get_by_role("radio", name="Least Keeping the cost low")).to_be_checked()
    expect(page.get_by_label(SAY("matters.own", Voice.SOMEONE))).to_have_value(SAID["words"])
    steps.say_what_matters(page, most="near")
    assert [len(row) for row in rows(page)] == [2] * len(rows(page))
    expect(page.locator(".own")).to_have_count(0)
    steps.say_what_matters(page)
    expect(page.locator(".beside")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_same_twice_is_asked_again_and_nothing_is_lost(visit: Visit, watch: Watch, script: bool) -> None:
    """The form stands open with what was chosen and typed, and says what is wrong; the summary is all there."""
    watch.refusals.add(422)
    page = visit(script=script)
    steps.send(page, USUAL)
    before = page.inner_text(".acts")
    steps.say_what_matters(page, most="slowly", least="slowly", words="Bo")
    expect(page.get_by_role("alert")).to_have_text(re.compile("^Most and least are the same"))
    assert page.inner_text(".acts") == before
    expect(page.locator("[name=_most][value=slowly]")).to_be_checked()
    expect(page.locator("#own-words")).to_have_value("Bo")
    steps.say_what_matters(page, most="slowly", least="work", words="Bo")
    expect(page.locator(".own q")).to_have_text("Bo")


def test_back_and_forward_keep_it(visit: Visit) -> None:
    """Back brings the summary without it, and Forward the one with it."""
    page = visit()
    steps.send(page, USUAL)
    steps.say_what_matters(page, **SAID)
    move_and_resend(page)
    expect(page.locator("#made")).to_be_attached()
    expect(page.locator(".beside")).to_have_count(0)
    move_and_resend(page, forward=True)
    expect(page.locator(".beside")).to_be_visible()
    expect(page.locator(".own q")).to_have_text(SAID["words"])


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_changed_answers_keep_it(visit: Visit, script: bool) -> None:
    """It goes along when answers are changed, and stands beside the kinds of care that are named then."""
    page = visit(script=script)
    steps.send(page, USUAL)
    steps.say_what_matters(page, **SAID)
    change(page)
    steps.send(page, TODAY)
    expect(page.locator(".own q")).to_have_text(SAID["words"])
    assert [row[0] for row in rows(page)[1:]] != ["Own prescriber, living at home"]


def test_nothing_of_it_stands_beside_an_emergency(visit: Visit) -> None:
    """It is not asked and not shown there, and comes back with answers that are none."""
    page = visit()
    steps.send(page, USUAL)
    steps.say_what_matters(page, **SAID)
    change(page)
    steps.send(page, EMERGENCY)
    expect(page.locator("h1")).to_have_text("Get help now")
    expect(page.locator(".matters, .beside, .own")).to_have_count(0)
    assert SAID["words"] not in page.inner_text("body")
    change(page)
    steps.send(page, USUAL)
    expect(page.locator(".own q")).to_have_text(SAID["words"])


def test_it_works_in_a_frame(visit: Visit) -> None:
    """The framed page asks and shows the same, and stays the framed page."""
    page = visit("/embed/?theme=dark")
    steps.send(page, USUAL)
    steps.say_what_matters(page, most="work")
    expect(page).to_have_url(re.compile(r"/embed/summary\?theme=dark#matters$"))
    expect(page.locator(".beside")).to_be_visible()


def test_enter_in_the_words_shows_it(visit: Visit) -> None:
    """Whoever types and presses Enter gets the table, not a PDF and not the questions."""
    page = visit()
    steps.send(page, USUAL)
    page.locator(".matters > details > summary").click()
    page.fill("#own-words", "Bo")
    with page.expect_navigation():
        page.press("#own-words", "Enter")
    expect(page.locator(".own q")).to_have_text("Bo")


def test_the_table_is_one_for_who_hears_it_at_any_width(visit: Visit) -> None:
    """It has rows and cells also where they stand below one another; there each cell names its value in sight."""
    page = visit()
    page.set_viewport_size({"width": 1280, "height": 800})
    steps.send(page, TODAY)
    steps.say_what_matters(page, **SAID)
    table = page.get_by_role("table").filter(has=page.locator("td .match"))
    expect(table.get_by_role("columnheader")).to_have_count(3)
    wide = table.get_by_role("row").count(), table.get_by_role("cell").count()
    page.set_viewport_size({"width": 320, "height": 640})
    assert (table.get_by_role("row").count() + 1, table.get_by_role("cell").count()) == wide
    cell = table.get_by_role("cell").first
    expect(cell).to_contain_text("Matters most: Staying with the people and pets I care for")
    left, right = (page.locator(name).first.bounding_box() for name in (".beside tbody th", ".beside td"))
    assert left
    assert right
    assert right["y"] > left["y"]


@pytest.mark.slow
def test_what_matters_prints_on_the_two_pages(visit: Visit) -> None:
    """Every worked case with two values and a hundred letters of words is as long on paper as without it: two pages."""
    page = visit()
    said = {"most": "home", "least": "cost", "own_words": "word " * 20}
    long = {}
    for journey in (one for one in journeys() if not one.is_emergency):
        steps.post(page, journey.answers, journey.voice, journey.country, said)
        sizes = [len(sheet.pages) for sheet in printed(page)]
        if max(sizes) > 2:
            long[journey.name] = sizes
    assert long == {}
