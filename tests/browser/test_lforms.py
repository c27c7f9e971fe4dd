"""Other software shows our Questionnaire, branches as we do, and its answers bring the same result as our own page."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.etree import ElementTree as ET

import pytest
from justhtml import JustHTML
from playwright.sync_api import Browser, Page

from careguide.core.assessment.assess import ResultKind, assess
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.fhir.canon import NAMES, NOWHERE, Canon, Resource
from tests.browser import lforms
from tests.browser.conftest import PATIENCE
from tests.browser.server import Server
from tests.fhir_checks import items
from tests.journey import Journey, journeys
from tests.plans import plan_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MEDIA_TYPE = "application/fhir+json"
LEAST = 20
"""Journeys that have to be gone through."""


@pytest.fixture(scope="module")
def package() -> Path:
    """Path of the unpacked package's `dist/lforms`; without one the test is skipped, or fails where it is required."""
    folder = Path(os.environ.get("LFORMS", "/nowhere"))
    missing = [name for name in lforms.NEEDED if not (folder / name).is_file()]
    if not missing:
        return folder
    reason = f"no LHC-Forms found: name the folder dist/lforms of its npm package in LFORMS; not there: {missing}"
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def page(browser: Browser, package: Path) -> Iterator[Page]:
    """Open a page with the software; it may ask no other server, and nothing may go wrong in it."""
    with lforms.served(package) as address:
        opened = browser.new_page()
        opened.set_default_timeout(PATIENCE)
        wrong: list[str] = []
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        opened.on(
            "request", lambda asked: None if asked.url.startswith((address, "data:")) else wrong.append(asked.url)
        )
        opened.goto(address)
        opened.wait_for_function("window.LForms?.Util?.addFormToPage && LForms.FHIR?.R4")
        yield opened
        opened.context.close()
        assert wrong == []


def asked(server: Server, path: str, body: Resource | list[tuple[str, str]] | None = None) -> str:
    """Ask our server: for a resource, with a resource, or with a sheet as the page sends it."""
    headers = {"Content-Type": MEDIA_TYPE} if isinstance(body, dict) else {}
    data = json.dumps(body) if isinstance(body, dict) else urlencode(body) if body else None
    request = Request(server.url + path, data.encode() if data else None, headers)
    with urlopen(request, timeout=PATIENCE / 1000) as answer:
        text: str = answer.read().decode()
        return text


def path_of(voice: Voice) -> str:
    """Return the address of the Questionnaire in a voice."""
    return f"/fhir/R4/Questionnaire/{NAMES[voice]}"


def of_page(html: str) -> dict[str, Any]:
    """Return what our own page says, part by part."""
    page = JustHTML(html, strict=True, sanitize=False)

    def texts(selector: str) -> list[str]:
        return [" ".join(found.to_text().split()) for found in page.query(selector)]

    return {
        "headline": texts(".emergency h1, .start-name"),
        "acts": [*texts(".acts h1"), *texts(".what")],
        "today": bool(page.query(".do > .today")),
        "also": marked("Also worth asking about", texts("desc")),
        "depends": marked("Not known yet", texts("desc")),
        "reasons": sorted(texts(".reasons strong" if page.query(".emergency") else ".why .more .reasons strong")),
        "ask": texts(".visit li"),
    }


def marked(words: str, told: list[str]) -> list[str]:
    """Return the names that the text of the picture lists after some words."""
    found = re.search(rf"{words}: (.*?)\.", " ".join(told))
    return found[1].split("; ") if found else []


def of_document(bundle: Resource) -> dict[str, Any]:
    """Return the same parts of a document."""
    sections = {part["code"]["coding"][0]["code"]: part for part in bundle["entry"][0]["resource"]["section"]}

    def texts(code: str, tag: str = "li") -> list[str]:
        div = ET.fromstring(sections[code]["text"]["div"]) if code in sections else ET.Element("div")
        return [" ".join("".join(found.itertext()).split()) for found in div.iterfind(f".//{{*}}{tag}")]

    (kind,) = sections.keys() & {"emergency", "start", "not_enough"}
    reasons = [found for code in ("why", "for_home", "for_more_care") for found in texts(code, "li/{*}b")]
    return {
        "headline": [sections[kind]["title"]],
        "acts": [words.partition(": ")[2].removesuffix(".") for words in texts("acts", "li/{*}b")],
        "today": "same_day" in sections,
        "also": texts("also"),
        "depends": texts("depends"),
        "reasons": sorted(reasons),
        "ask": texts("ask"),
    }


def test_there_are_enough_journeys() -> None:
    assert len(journeys()) >= LEAST


@pytest.mark.parametrize("journey", journeys(), ids=lambda journey: journey.name)
def test_other_software_brings_the_same_result(
    page: Page, server: Server, guide: Questionnaire, journey: Journey
) -> None:
    """It shows every question at first and in the end those that we ask; what it makes of the answers, we take."""
    canon, form = Canon(plan_of(guide), NOWHERE), json.loads(asked(server, path_of(journey.voice)))
    lforms.show(page, form)
    assert lforms.shown(page, guide) == ({*guide.question}, False)
    lforms.fill(page, canon, journey.sheet)
    result = assess(plan_of(guide), journey.sheet)
    expected = ({question.id for question in result.asked}, result.outcome.kind is ResultKind.EMERGENCY)
    assert lforms.shown(page, guide) == expected
    response = lforms.answers(page)
    assert response["questionnaire"] == canon.versioned(journey.voice)
    bundle = json.loads(asked(server, f"{path_of(journey.voice)}/$summary?country={journey.country}", response))
    fields = [(name, word) for name, words in journey.sheet.items() for word in words]
    extra = [("_voice", journey.voice.value), ("_country", journey.country)]
    told = of_page(asked(server, "/summary", fields + extra))
    assert len(told["headline"]) == 1
    assert of_document(bundle) == told


def test_a_branch_closes_and_opens_again(page: Page, server: Server, guide: Questionnaire) -> None:
    """An answer that rules a question out takes it off the page, and its answer out of the response."""
    canon, branched = Canon(plan_of(guide), NOWHERE), "how_long"
    lforms.show(page, json.loads(asked(server, path_of(Voice.SELF))))
    taken, not_taken = (frozenset({word}) for word in ("as_directed", "not_now"))
    lforms.fill(page, canon, {"how_taken": taken, branched: frozenset({"over_3_months"})})
    assert branched in linked(lforms.answers(page))
    lforms.fill(page, canon, {"how_taken": not_taken})
    page.locator(f"[id^='item-{branched}/']").wait_for(state="detached")
    assert branched not in linked(lforms.answers(page))
    lforms.fill(page, canon, {"how_taken": taken})
    page.locator(f"[id^='item-{branched}/']").wait_for()


def linked(response: Resource) -> set[str]:
    """Return the linkIds of a response."""
    return {item["linkId"] for item in items(response)}
