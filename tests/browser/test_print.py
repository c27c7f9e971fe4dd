"""On paper: two pages for every worked case, with what matters and without what only a screen needs."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from careguide.core.assessment.family import private
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.web.forms import STEP_PARTS
from tests.browser import staff, steps
from tests.browser.conftest import Visit
from tests.journey import journeys
from tests.sheets import EVERYTHING, GRAVEST, LONG, TODAY, UNKNOWN, Answers

pytestmark = pytest.mark.browser

SIZES = ("A4", "Letter")
HEAVY_NAMES = ("gravest", "long", "same day", "everything", "unknown")
HEAVY = {"everything": EVERYTHING, "gravest": GRAVEST, "long": LONG, "same day": TODAY, "unknown": UNKNOWN}
SCREEN_ONLY = ("Skip to", "In danger now", "Leave this page", "Change answers", "Save as a PDF", "About this guide")


def plain(text: str) -> str:
    """Return text in small letters without any space, as lines break elsewhere on paper."""
    return re.sub(r"\s+", "", text).lower()


def printed(page: Page) -> list[PdfReader]:
    """Return the page printed on each size of paper."""
    return [PdfReader(BytesIO(page.pdf(format=size))) for size in SIZES]


def faults(page: Page, text: str) -> list[str]:
    """Return what a summary of this printed text lacks, and what it holds that only a screen needs."""
    calls = page.locator(".lines .call").all_inner_texts()
    assert calls
    lacks = [f"lacks {words}" for words in (page.inner_text("h1"), *calls) if plain(words) not in text]
    return lacks + [f"holds {words}" for words in SCREEN_ONLY if plain(words) in text]


@pytest.mark.slow
def test_every_journey_prints_on_two_pages(visit: Visit) -> None:
    """Each worked case prints on at most two pages of A4 and of Letter, with its headline and its help lines."""
    page = visit()
    found: dict[str, list[str]] = {}
    for journey in journeys():
        steps.post(page, journey.answers, journey.voice, journey.country)
        sizes = [len(sheet.pages) for sheet in printed(page)]
        page.emulate_media(media="print")
        found[journey.name] = faults(page, plain(page.inner_text("body"))) + [
            f"{size} pages" for size in sizes if size > 2
        ]
        page.emulate_media(media="null")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert len(found) >= 20


@pytest.mark.slow
@pytest.mark.parametrize("name", HEAVY)
def test_the_heaviest_sheets_print_on_three_pages(visit: Visit, name: str) -> None:
    """Sheets with every tick, with every unknown and with the most to say take a page more, in type as large."""
    page = visit()
    for voice in Voice:
        steps.post(page, HEAVY[name], voice)
        sheets = printed(page)
        assert [len(sheet.pages) for sheet in sheets if len(sheet.pages) > 3] == []
        assert faults(page, plain("".join(sheet.extract_text() for sheet in sheets[0].pages))) == []


FULL = {
    **{f"{part}-{row}": "word " * (most // 5) for row in range(1, 7) for part, most in STEP_PARTS.items()},
    "closing": "a closing note " * 66,
    "view-setting": "medical_unit",
    "view-reason": "clinical_judgement",
    "view-text": "my own view " * 40,
    "staff-name": "N" * 80,
    "staff-contact": "at the desk " * 10,
}
"""Everything that can be typed for the family sheet, about as long as it can be."""

CONTRARY = {
    **LONG,
    "lately": "running_out",
    "home": "alone",
    "self_harm": "past_attempt",
    "reason": "panic_or_anxiety",
    "mental_health": "getting_worse",
    "feels_like": "hard_to_control",
    "prescriber": "will_not",
}
"""Differs from the gravest sheet in all but two questions, so that both count in full."""


@pytest.mark.slow
@pytest.mark.parametrize("agreed", [True, False])
@pytest.mark.parametrize("person", [GRAVEST, LONG, TODAY, EVERYTHING, UNKNOWN], ids=HEAVY_NAMES)
def test_a_full_family_sheet_prints_on_five_pages(
    visit: Visit, guide: Questionnaire, person: Answers, agreed: bool
) -> None:
    """Two respondents who differ in nearly all, and everything typed that can be: five pages; the PDF has two."""
    page = visit("/about")
    ticks = [*staff.ids_of("person", person), *staff.ids_of("family", CONTRARY)]
    fields = [[f"agree-{name}", "yes"] for name in private(guide)] if agreed else []
    fields += [tick.rsplit("-", 1) for tick in ticks] + [[f"mark-{name}", "told"] for name in CONTRARY]
    with page.expect_navigation():
        page.evaluate(steps.POST, [[*fields, *map(list, FULL.items())], "/together/family"])
    sheets = printed(page)
    assert [len(sheet.pages) for sheet in sheets if len(sheet.pages) > 5] == []
    text = plain("".join(sheet.extract_text() for sheet in sheets[0].pages))
    assert faults(page, text) == []
    assert plain(FULL["closing"]) in text, "in an emergency too"
    assert (plain(FULL["view-text"]) in text) is (person is not EVERYTHING), "an emergency stands alone"


def test_paper_is_light_in_the_dark_scheme(visit: Visit) -> None:
    """A summary printed from a dark screen is dark text on white."""
    page = visit(color_scheme="dark")
    steps.send(page, TODAY)
    page.emulate_media(media="print")
    colours = "(body) => [getComputedStyle(body).color, getComputedStyle(body).backgroundColor]"
    assert page.eval_on_selector("body", colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_the_print_button_prints(visit: Visit) -> None:
    """'Print' is offered with script and calls the browser's print; without script it is not offered."""
    page = visit()
    steps.send(page, TODAY)
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Print", exact=True).click()
    assert page.title() == "printed"
    page = visit(script=False)
    steps.send(page, TODAY)
    assert page.get_by_role("button", name="Print", exact=True).count() == 0
