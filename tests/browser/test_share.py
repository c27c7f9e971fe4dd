"""Sharing a summary: by what the device offers, with a choice of what to leave out, and never as a link."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Visit
from tests.sheets import USUAL, Answers

pytestmark = pytest.mark.browser

DEVICE = """(() => {
  window.shared = [];
  const note = async ({ text, files, url }) => {
    shared.push(files ? [files[0].name, files[0].type, (await files[0].text()).slice(0, 5)] : text);
    if (url) shared.push(url);
  };
  Object.defineProperty(navigator, 'share', { value: WITH ? note : undefined });
  Object.defineProperty(navigator, 'canShare', { value: WITH ? () => true : undefined });
  Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => shared.push(text) } });
})()"""
"""A device that notes what it was given to share."""


def summary(visit: Visit, answers: Answers = USUAL, *, sharing: bool = True) -> Page:
    """Open a summary on a device that can share, or only copy."""
    page = visit("/options")
    page.context.add_init_script(DEVICE.replace("WITH", str(sharing).lower()))
    page.goto("/")
    steps.walk(page, answers)
    return page


def test_the_text_says_what_the_page_says(visit: Visit) -> None:
    """What to do first comes first; what is folded and what is not for others is not in it; it is not a diagnosis."""
    page = summary(visit)
    page.locator(".share > summary").click()
    page.get_by_role("button", name="Share as text").click()
    (text,) = page.evaluate("shared")
    assert page.locator(".acts h1").inner_text() in text.splitlines()[:2]
    assert page.locator(".start-name").inner_text() in text
    assert page.locator(".why .reasons li").first.inner_text() in text
    assert "It is not a diagnosis." in text.splitlines()[-1]
    assert "Compare these kinds of care" not in text
    assert "http" not in text


def test_what_is_left_out_is_not_shared(visit: Visit) -> None:
    """Each part of the page can be left out by its name; that it is no diagnosis stays."""
    page = summary(visit)
    page.locator(".share > summary").click()
    named = page.locator(".share label").all_inner_texts()
    assert [name.strip() for name in named][:2] == ["What to do first", "Where to start the conversation"]
    for name in named:
        if "Where to start" not in name:
            page.get_by_role("checkbox", name=name.strip()).uncheck()
    page.get_by_role("button", name="Share as text").click()
    (text,) = page.evaluate("shared")
    assert page.locator(".acts h1").inner_text() not in text
    assert page.locator(".start-name").inner_text() in text
    assert "It is not a diagnosis." in text


def test_the_whole_can_be_shared_as_a_pdf(visit: Visit) -> None:
    """The file is the one that is saved."""
    page = summary(visit)
    page.locator(".share > summary").click()
    page.get_by_role("button", name="Share the whole as a PDF").click()
    steps.wait(page, "shared.length", "the file")
    assert page.evaluate("shared[0]") == ["care-guide.pdf", "application/pdf", "%PDF-"]


def test_without_a_share_sheet_the_text_is_copied(visit: Visit) -> None:
    """A computer without one copies, and says so."""
    page = summary(visit, sharing=False)
    page.locator(".share > summary").click()
    expect(page.get_by_role("button", name="Share the whole as a PDF")).to_be_hidden()
    page.get_by_role("button", name="Copy as text").click()
    expect(page.locator(".share [role=status]")).to_have_text("Copied")
    assert len(page.evaluate("shared")) == 1


def test_an_emergency_is_shared_too(visit: Visit) -> None:
    """Whoever is sent it reads whom to call."""
    page = summary(visit, {"right_now": ["seizure"]})
    page.locator(".share > summary").click()
    page.get_by_role("button", name="Share as text").click()
    (text,) = page.evaluate("shared")
    assert "Call 911" in text
    assert "[" not in text
