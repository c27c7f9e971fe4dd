"""What is never lost or seen by others on the staff page: codes, a server that goes, hiding, leaving, clearing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import staff, steps
from tests.browser.conftest import Bring, Visit
from tests.browser.hand import Hand
from tests.browser.watch import UNREACHED, Watch
from tests.sheets import USUAL

pytestmark = pytest.mark.browser


def code_of(page: Page) -> str:
    """Answer alone, and read the code from the summary."""
    steps.walk(page, USUAL)
    page.click(".code > summary")
    return page.inner_text(".symbols")


@pytest.mark.parametrize(("path", "who"), [("/", "person"), ("/someone", "family")])
def test_a_code_read_on_the_telephone_fills_in_the_answers(visit: Visit, path: str, who: str) -> None:
    """What was answered alone opens on the staff page by its code, on the side of whoever answered."""
    code = code_of(visit(path))
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-)+[0-9A-HJKMNP-TV-Z]{1,4}", code)
    page = visit("/together")
    page.click("#intro .open-code")
    page.fill("#code-typed", code.lower().replace("-", " "))
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_hidden()
    staff.dismiss(page)
    assert sorted(staff.ticked(page)) == sorted(staff.ids_of(who, USUAL))
    assert code not in page.url


def test_a_mistyped_code_says_so_and_changes_nothing(visit: Visit, watch: Watch) -> None:
    """A code with one wrong symbol is refused with a sentence, and can be mended where it stands."""
    code = code_of(visit())
    page = visit("/together")
    page.click("#intro .open-code")
    page.fill("#code-typed", ("2" if code[0] != "2" else "3") + code[1:])
    watch.refusals.add(422)
    page.click("#code .act")
    assert staff.problem(page, "code")
    assert staff.ticked(page) == []


def test_the_server_may_go_and_come_back(visit: Visit, watch: Watch) -> None:
    """While the server is away the page says so and keeps everything; when it is back the picture comes by itself."""
    watch.refusals.add(UNREACHED)
    page = staff.walked(visit)
    staff.picture(page, "So far")
    gone = [True]

    def answer(route: Route) -> None:
        if gone[0]:
            route.abort()
        else:
            route.continue_()

    page.route("**/together/live", answer)
    staff.fill(page, ["person-mental_health-getting_worse"])
    expect(page.locator(".offline")).to_be_visible()
    assert "still here" in page.inner_text(".offline")
    staff.fill(page, ["person-feels_like-hard_to_control"])
    assert staff.typed(page) == staff.TYPED
    gone[0] = False
    expect(page.locator(".offline")).to_be_hidden()
    staff.picture(page, "How it feels")
    assert sorted(staff.ticked(page)) == sorted(
        [*staff.SAID, "person-mental_health-getting_worse", "person-feels_like-hard_to_control"]
    )


def test_escape_twice_hides_everything(visit: Visit) -> None:
    """Esc twice covers the page at once; one key brings a resting page, the next the walk as it was."""
    page = staff.walked(visit)
    staff.go(page, "home")
    title = page.title()
    Hand(page).hide()
    assert page.title() != title
    assert page.inner_text("body").strip() == ""
    page.keyboard.press("Escape")
    assert page.inner_text("body").strip() == ""
    page.keyboard.press("x")
    assert "any key" in page.inner_text("body")
    assert not page.locator(".now").is_visible()
    page.keyboard.press("1")
    staff.at(page, "home")
    assert page.title() == title
    assert sorted(staff.ticked(page)) == sorted(staff.SAID), "the keys that brought it back chose nothing"


def test_a_dialog_is_hidden_too_and_comes_back(visit: Visit) -> None:
    """Even an emergency is covered, and is there again afterwards."""
    page = visit("/together")
    staff.fill(page, ["person-right_now-seizure"])
    expect(page.locator("#loud-emergency")).to_be_visible()
    Hand(page).hide()
    assert page.inner_text("body").strip() == ""
    for _ in range(2):
        page.keyboard.press("x")
    expect(page.locator("#loud-emergency")).to_be_visible()


@pytest.mark.parametrize("sheet", ["family sheet", "staff sheet"])
def test_the_sheets_can_be_hidden_too(bring: Bring, sheet: str) -> None:
    """A sheet on the screen holds everything: it is covered by the same keys, and comes back."""
    page = bring(sheet)
    Hand(page).hide()
    assert page.inner_text("body").strip() == ""
    for _ in range(2):
        page.keyboard.press("x")
    expect(page.locator("main")).to_be_visible()


def test_leaving_with_unsaved_work_asks_first(visit: Visit, tmp_path: Path) -> None:
    """Leaving asks while something is not saved, and does not once it is."""
    page = staff.walked(visit)
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.click("#intro label >> nth=1")
    with page.expect_event("dialog"):
        page.click("footer a >> nth=0", no_wait_after=True)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/together")
    staff.save(page, tmp_path)
    page.click("footer a >> nth=0")
    page.wait_for_url(lambda url: not url.endswith("/together"))
    assert asked == ["beforeunload"]


def test_clearing_leaves_an_empty_page(visit: Visit) -> None:
    """One action clears everything: an empty page, nothing asked, and Back brings nothing back."""
    page = staff.walked(visit)
    page.locator("#sheets .clear").evaluate("(button) => button.click()")
    with page.expect_navigation():
        page.click("#clear .act")
    expect(page.locator("#live")).to_contain_text("first answer")
    assert page.url.endswith("/together")
    assert staff.ticked(page) == []
    assert staff.typed(page) == {}
    page.go_back()
    assert staff.ticked(page) == [] if page.locator("#walk").count() else True


def test_it_works_without_script(visit: Visit) -> None:
    """Without script the whole page is one form: both answers give the sheets, with what the person agrees to."""
    page = visit("/together", script=False)
    for name in staff.SAID:
        page.check(f"#{name}")
    page.check("[name=agree-home]")
    with page.context.expect_page() as opened:
        page.click("#sheets .button >> nth=0")
    expect(opened.value.locator(".differ tbody tr")).to_have_count(1)
