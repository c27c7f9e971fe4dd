"""The comparison of the kinds of care: rows that line up, two at a time on a phone, and one's own marked."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Page, expect

from careguide.core.questionnaire.model import Questionnaire
from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.reader import InFirefox
from tests.browser.server import Server
from tests.browser.test_again import AT_SUMMARY, summary
from tests.browser.test_back import move
from tests.browser.watch import Watch
from tests.sheets import TODAY, USUAL

pytestmark = pytest.mark.browser

WIDE, PHONE, SMALL = ({"width": width, "height": 844} for width in (1280, 390, 320))
ALL, TWO = 7, 2

NAMES = "[...document.querySelectorAll('thead [id]')].filter((head) => head.checkVisibility()).map((head) => head.id)"
GRID = """[...document.querySelectorAll('.compare tr')].map((row) =>
  [...row.querySelectorAll('thead [id], td')].filter((cell) => cell.checkVisibility()).map((cell) => {
    const box = cell.getBoundingClientRect();
    return [Math.round(box.left), Math.round(box.width), Math.round(box.top), Math.round(box.height)];
  }))"""
OWN = (
    "Object.fromEntries([...document.querySelectorAll('thead [data-own]')].map((head) => [head.id, head.dataset.own]))"
)
STARTS = {"specialist_clinic": "start", "day_program": "also", "medical_unit": "also"}
"""What the summary of TODAY names."""


def names(page: Page) -> list[str]:
    """Return the kinds of care that are in sight."""
    found: list[str] = page.evaluate(NAMES)
    return found


def own(page: Page) -> dict[str, str]:
    """Return what is marked, once the page is there."""
    steps.wait(page, "document.querySelector('.compare') && document.readyState === 'complete'", "the comparison")
    found: dict[str, str] = page.evaluate(OWN)
    return found


def at_comparison(page: Page) -> dict[str, str]:
    """Go from the summary of TODAY to the comparison by the box of the day program, and return what is marked."""
    with page.expect_navigation():
        page.click(".spot.r1.c1")
    expect(page).to_have_url(re.compile(r"/options#day_program$"))
    return own(page)


@pytest.mark.parametrize(("size", "columns"), [(WIDE, ALL), (PHONE, TWO), (SMALL, TWO)], ids=["wide", "phone", "small"])
def test_rows_line_up(visit: Visit, guide: Questionnaire, size: dict[str, int], columns: int) -> None:
    """All stand side by side where there is room, else two: cells of a row as high, cells of a column as wide."""
    page = visit("/options", viewport=size)
    assert names(page) == [setting.id for setting in guide.settings][:columns]
    grid = page.evaluate(GRID)
    assert {len(row) for row in grid} == {columns}
    for row in grid:
        assert len({(top, height) for _, _, top, height in row}) == 1
    for column in zip(*grid, strict=True):
        assert max(left for left, *_ in column) - min(left for left, *_ in column) <= 1
        assert max(cell[1] for cell in column) - min(cell[1] for cell in column) <= 1
    expect(page.locator(".switch")).to_be_visible(visible=columns == TWO)


@pytest.mark.parametrize("script", [True, False])
def test_the_lists_choose_which_two(visit: Visit, script: bool) -> None:
    """On a phone each list brings the one that it names, script or not; the same one twice has all the room."""
    page = visit("/options", script=script, viewport=PHONE)
    first, second = page.locator(".switch select").all()
    first.select_option("live_in_medical")
    assert names(page) == ["own_prescriber", "live_in_medical"]
    second.select_option("day_program")
    assert names(page) == ["day_program", "live_in_medical"]
    second.select_option("live_in_medical")
    assert names(page) == ["live_in_medical"]


@pytest.mark.parametrize("script", [True, False])
def test_a_link_to_one_brings_it_in_sight(visit: Visit, script: bool) -> None:
    """Whoever follows a link to one kind of care sees that one; after that the lists choose."""
    page = visit("/options#medical_unit", script=script, viewport=PHONE)
    assert "medical_unit" in names(page)
    expect(page.locator("#medical_unit")).to_be_in_viewport()
    if script:
        assert len(names(page)) == TWO
        page.locator(".switch select").first.select_option("day_program")
        assert names(page) == ["own_prescriber", "day_program"]


def test_it_is_heard_as_a_table(visit: Visit) -> None:
    """Rows that break before their cells are still rows, and each cell has the heads of its row and its column."""
    page = visit("/options", viewport=WIDE)
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = Counter(node.get("role", {}).get("value") for node in nodes)
    assert (roles["table"], roles["row"], roles["rowheader"]) == (1, 13, 12)
    assert (roles["columnheader"], roles["cell"]) == (ALL + 1, 12 * ALL)


def test_a_box_of_the_picture_leads_to_its_kind_of_care(visit_either: Visit, watch: Watch) -> None:
    """One's own are marked there; what was sent is kinds of care and no answer, and Back brings the summary back."""
    page = visit_either("/")
    steps.walk(page, TODAY)
    first = summary(page)
    sent = len(watch.requests)
    assert at_comparison(page) == STARTS
    expect(page.locator("#specialist_clinic .own")).to_have_text("● Start here")
    asked = [request for request in watch.requests[sent:] if request.method == "POST"]
    assert [request.url for request in asked] == [f"{watch.url}/options"]
    fields = dict(parse_qsl(asked[0].post_data or ""))
    assert {*fields} <= {"_voice", "_country", "start", "also", "depends", "show"}
    assert len(page.context.pages) == 1
    move(page)
    assert summary(page) == first


def test_the_marks_stay_through_reload_and_back(visit_either: Visit, watch: Watch) -> None:
    """The tab's history remembers them, and nothing is sent again; the plain page at the same address has none."""
    page = visit_either("/")
    steps.walk(page, TODAY)
    summary(page)
    at_comparison(page)
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.locator(".switch select").first.select_option("live_in_medical")
    sent = len(watch.requests)
    page.reload()
    assert own(page) == STARTS
    expect(page.locator("#day_program .own")).to_have_text("○ Ask about")
    expect(page.locator(".yours")).to_be_visible()
    page.locator(".foot").get_by_role("link", name="Privacy").click()
    page.wait_for_url("**/privacy")
    move(page)
    assert own(page) == STARTS
    assert [request.url for request in watch.requests[sent:] if request.method == "POST"] == []
    page.goto("/options")
    assert own(page) == {}


def test_who_leaves_takes_the_marks_along(visit_either: Visit) -> None:
    """After 'Leave this page', on the comparison or beyond it, no Back shows what was marked."""
    page = visit_either("/")
    steps.walk(page, TODAY)
    summary(page)
    at_comparison(page)
    page.locator(".foot").get_by_role("link", name="Privacy").click()
    page.wait_for_url("**/privacy")
    page.locator(".top .leave").click()
    steps.wait(page, "document.getElementById('left') && document.readyState === 'complete'", "the page one leaves for")
    page.evaluate("() => { setTimeout(() => history.go(-2)); }")
    expect(page).to_have_url(re.compile("/options"))
    expect(page.locator(".own")).to_have_count(0)
    page.evaluate("() => { setTimeout(() => history.back()); }")
    expect(page.locator("h1:visible")).to_have_text("Nothing is kept here")


def test_leaving_the_comparison_leaves_no_step_back_to_it(visit: Visit) -> None:
    """There the page that one leaves for takes its place."""
    page = visit("/")
    steps.walk(page, TODAY)
    summary(page)
    at_comparison(page)
    page.locator(".top .leave").click()
    expect(page.locator("h1")).to_have_text("This page is blank")
    page.evaluate("() => { setTimeout(() => history.back()); }")
    expect(page.locator("h1:visible")).to_have_text("Nothing is kept here")


def test_without_script_it_opens_beside_the_summary(visit: Visit) -> None:
    """The summary stays where it is, and the comparison has one's own marked all the same."""
    page = visit(script=False)
    steps.send(page, TODAY)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Day program with nurses: read about it").click()
    beside = opened.value
    expect(beside.locator("#specialist_clinic .own")).to_have_text("● Start here")
    assert beside.evaluate(OWN) == STARTS
    assert beside.url.endswith("/options#day_program")
    expect(page.locator(".spot")).to_have_count(ALL)


def test_the_boxes_are_reached_by_keys(visit: Visit) -> None:
    """Each box is a button with a name, one after the other, and Enter opens it."""
    page = visit("/someone")
    steps.walk(page, USUAL)
    summary(page)
    page.focus(".spot.r0.c0")
    said = []
    for _ in range(ALL):
        said.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("Tab")
    assert said[:2] == ["Prescriber, at home: read about it", "Day or evening program: read about it"]
    assert len(set(said)) == ALL
    page.focus(".spot.r2.c0")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/options#medical_unit$"))
    expect(page.locator("tbody th").first).to_have_text("What it is, and where they live")


@pytest.mark.slow
def test_firefox_lets_the_lists_choose(firefox_that_refuses: InFirefox, server: Server) -> None:
    """There too a column comes and goes with the lists, and one's own stay marked through a reload."""
    reader = firefox_that_refuses
    reader.open(f"{server.url}/options")
    choose = "(document.querySelectorAll('.switch select')[{0}].value = '{1}', {2})"
    reader.run("(document.querySelector('main').style.maxWidth = '24rem')")
    assert reader.run(NAMES) == ["no_change_now", "own_prescriber"]
    assert reader.run(choose.format(0, "live_in_medical", NAMES)) == ["own_prescriber", "live_in_medical"]
    assert reader.run(choose.format(1, "live_in_medical", NAMES)) == ["live_in_medical"]
    reader.open(f"{server.url}/")
    ids = steps.ids_of(TODAY)
    fill = "".join(f"document.getElementById('{name}').checked = true; " for name in ids)
    reader.run(f"(() => {{ {fill} document.getElementById('sheet').submit(); }})()")
    reader.wait(AT_SUMMARY)
    reader.run("(document.querySelector('.spot.r1.c1').click(), true)")
    reader.wait("document.querySelector('.compare') && document.readyState === 'complete'")
    assert reader.run(OWN) == STARTS
    reader.run("(self.isOld = true, setTimeout(() => location.reload()) > 0)")
    reader.wait("!self.isOld && document.querySelector('.own')")
    assert reader.run(OWN) == STARTS
    reader.back()
    reader.wait(AT_SUMMARY)
