"""An emergency stands alone, in every format: what to do now, and nothing that can wait or that reassures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pytest
from flask.testing import FlaskClient

from careguide import pdf
from careguide.config import Config
from careguide.core.assessment.assess import ResultKind
from careguide.core.assessment.family import for_family
from careguide.core.assessment.interview import take_away
from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.content import LineKind, Text, Voice
from careguide.files import catalogue
from careguide.web import create_app
from tests.journey import journeys
from tests.pdf_tree import plain
from tests.pdf_tree import words as words_of_pdf
from tests.pdf_walk import heaviest
from tests.plans import plan_of
from tests.sheets import EVERYTHING, SHEETS, Answers, as_sheet
from tests.shipped import shipped
from tests.test_cli import run
from tests.test_fhir_summary import bundle, said
from tests.web.conftest import one, parsed

EMERGENCIES: dict[str, Answers] = {
    **{name: SHEETS[name] for name in ("emergency", "combined-emergency")},
    "everything": EVERYTHING,
    **{journey.name: journey.answers for journey in journeys() if journey.is_emergency},
}
"""Sheets that are an emergency, each by itself or by answers that meet."""

HEADINGS = ("acts", "start", "for_home", "for_more_care", "ask", "unknown", "could_change", "changes", "next_steps")
"""What is told to everyone else."""

VIEW = "would start with"
"""How the other view of a professional begins, which may not reassure either."""


@cache
def client() -> FlaskClient:
    """Make a client of the guide."""
    return create_app(Config(), warm=False).test_client()


def page(path: str) -> Callable[[Answers], str]:
    """Return what the middle of a page says, at an address that a sheet is sent to."""
    return lambda answers: one(parsed(client().post(path, data=answers).text), "main").to_text()


def family_page(answers: Answers, path: str = "family") -> str:
    """Return what the family sheet says, with another view of a professional."""
    view = {"view-setting": "own_prescriber", "view-reason": "clinical_judgement", "view-text": "A calm word."}
    sent = {**view, **{f"family-{name}": words for name, words in answers.items()}}
    return one(parsed(client().post(f"/together/{path}", data=sent).text), "main").to_text()


def family_paper(answers: Answers) -> str:
    """Return what the PDF of a family sheet says, of a walk with all that can be typed."""
    found = take_away(plan_of(shipped()), replace(heaviest(), person=as_sheet(answers)), "US")
    return words_of_pdf(pdf.family_pdf(shipped(), for_family(plan_of(shipped()), found)))


def paper(answers: Answers) -> str:
    """Return what the PDF of a summary says."""
    return words_of_pdf(pdf.summary_pdf(shipped(), compose(plan_of(shipped()), as_sheet(answers), Voice.SELF, "US")))


def data(answers: Answers) -> str:
    """Return every word of the summary as data; the ids of questions and settings stand only where they are told."""
    return json.dumps(client().post("/api/v1/summary", json={"answers": answers}).get_json(), ensure_ascii=False)


FORMATS: dict[str, Callable[[Answers], str]] = {
    "page": page("/summary"),
    "page in a frame": page("/embed/summary"),
    "PDF": paper,
    "terminal": lambda answers: run("summary", "-", given=json.dumps({"answers": answers})).stdout,
    "data": data,
    "health record": lambda answers: said(bundle(as_sheet(answers))[0]),
    "family sheet": family_page,
    "family PDF": family_paper,
}

LENGTHY = {form: pytest.mark.lengthy for form in FORMATS if "PDF" in form}


def can_wait() -> Iterator[str]:
    """Yield all that an emergency never says, in both voices."""
    guide, words = shipped(), catalogue()
    texts: list[Text] = [*(item.name for item in guide.settings), *(cell.name for cell in guide.cells)]
    texts += [item.text for item in guide.take_along]
    texts += [guide.phrases.also, guide.phrases.depends, guide.phrases.no_change, guide.phrases.not_enough]
    texts += [words.text(f"heading.{name}") for name in HEADINGS]
    return (text.in_voice(voice) for text in texts for voice in Voice)


@pytest.mark.parametrize("form", [pytest.param(form, marks=LENGTHY.get(form, ())) for form in FORMATS])
@pytest.mark.parametrize("name", EMERGENCIES)
def test_an_emergency_stands_alone(name: str, form: str) -> None:
    """It says so and whom to call. It names no kind of care, no side, no question to take along and no other view."""
    text = plain(FORMATS[form](EMERGENCIES[name]))
    (line, *_) = (line for line in shipped().countries[0].lines if line.kind is LineKind.EMERGENCY)
    assert plain(line.call or "") in text
    assert any(plain(shipped().phrases.emergency.in_voice(voice)) in text for voice in Voice)
    assert sorted(words for words in {*can_wait(), VIEW} if plain(words) in text) == []


def test_all_that_can_wait_is_told_to_others() -> None:
    """Else the law above would hold for want of words: what it looks for does stand on a summary that is none."""
    text = plain(FORMATS["page"](SHEETS["same-day"]))
    assert compose(plan_of(shipped()), as_sheet(SHEETS["same-day"]), Voice.SELF, "US").kind is ResultKind.START
    assert len([words for words in {*can_wait()} if plain(words) in text]) > 10
