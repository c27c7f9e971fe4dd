"""The worked cases of tests/journeys/: each ends as a person worked it out by hand from the content."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from html import unescape

import pytest
from flask import Flask

from careguide.config import Config
from careguide.core.assessment.answers import read_sheet
from careguide.core.assessment.assess import ResultKind, assess
from careguide.core.assessment.summary import Summary, compose
from careguide.core.questionnaire.content import Place, Voice
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Level, Questionnaire
from careguide.web import create_app
from tests.conftest import keep_page
from tests.journey import EMERGENCY_KEYS, KEYS, NOTHING, PLACES, Journey, journeys, messages, place_name, told
from tests.plans import plan_of
from tests.shipped import is_only_known, shipped

COUNTRIES = 5
LEFT_OPEN = "left open"
each = pytest.mark.parametrize("journey", journeys(), ids=lambda journey: journey.name)


@pytest.fixture(scope="module")
def app() -> Flask:
    """Return the app as it comes, with the shipped content."""
    return create_app(Config())


def ordered(expect: dict[str, object]) -> dict[str, object]:
    """Return expectations without the notes, and with every list in the order of the alphabet."""
    kept = {key: sorted(value) if isinstance(value, list) else value for key, value in expect.items()}
    return {key: value for key, value in kept.items() if key != "notes"}


# Each case


@each
def test_a_journey_is_whole(journey: Journey) -> None:
    """A case answers every question it is asked, or says that it was left open, and expects only what can be told."""
    questionnaire = shipped()
    assert read_sheet(questionnaire, journey.answers) == (journey.sheet, ())
    asked = assess(plan_of(questionnaire), journey.sheet).asked
    must = {question.id for question in asked if not question.optional}
    missing = must - journey.answers.keys() - {*journey.left_open}
    assert missing == set(), f"answer these in {journey.name}.yaml, or name them in its left_open"
    assert must - journey.answers.keys() == {*journey.left_open}
    assert journey.answers.keys() <= {question.id for question in asked}
    ticked = [question.id for question in asked if question.tick and not left_unknown(journey, question.id)]
    assert sorted(ticked) == sorted(name for name, words in journey.answers.items() if isinstance(words, list))
    assert journey.expect.keys() == (EMERGENCY_KEYS if journey.is_emergency else KEYS)


@each
def test_a_journey_ends_as_worked_out(journey: Journey) -> None:
    """The summary of a case says what was worked out by hand, and shows the messages that must be there."""
    questionnaire = shipped()
    summary = compose(plan_of(questionnaire), journey.sheet, journey.voice, journey.country)
    found = told(assess(plan_of(questionnaire), journey.sheet), summary)
    expected = ordered(journey.expect)
    assert {key: found[key] for key in expected} == expected
    assert set(journey.expect["notes"]) - messages(summary) == set()
    assert summary.help_lines == questionnaire.country[journey.country].lines
    if journey.is_emergency:
        alone = [item.name for item in fields(Summary) if item.default is not MISSING]
        assert {name: getattr(summary, name) for name in alone if getattr(summary, name)} == {}
    else:
        assert PLACES.get(journey.expect["cell"], NOTHING) == journey.expect["start"]
        assert (summary.always_shown is not None) == journey.is_calm


@each
def test_both_voices_agree(journey: Journey) -> None:
    """Whoever is spoken to, a case has the same kind, start, range, flags, rules and reasons."""
    questionnaire = shipped()
    assessment = assess(plan_of(questionnaire), journey.sheet)
    one, other = (
        told(assessment, compose(plan_of(questionnaire), journey.sheet, voice, journey.country)) for voice in Voice
    )
    assert one == other


@pytest.mark.smoke
@each
def test_the_web_shows_a_journey_in_one_request(journey: Journey, app: Flask) -> None:
    """One POST, without a page before it or a cookie, shows the headline of a case, and nothing of it may be kept."""
    form = {**journey.answers, "_voice": journey.voice.value, "_country": journey.country}
    with app.test_client(use_cookies=False) as client, client.post("/summary", data=form) as response:
        html = response.get_data(as_text=True)
    keep_page(f"journey-{journey.name}", html)
    page = unescape(html)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    assert re.findall(r"<h1[^>]*>([^<]*)</h1>", page) == [headline(shipped(), journey)]
    for line in shipped().country[journey.country].lines:
        assert (line.call or line.web or line.text or "") in page
    if journey.is_emergency:
        assert [name for name in setting_names(shipped(), journey.voice) if name in page] == []
    else:
        assert (shipped().phrases.no_change.in_voice(journey.voice) in page) == journey.is_calm
        assert [cell for cell in journey.shown if place_name(shipped(), cell, journey) not in page] == []
        for level in (Level.SAME_DAY, Level.THIS_WEEK):
            said = [flag.message for flag in shipped().flags if flag.level is level]
            titles = [shipped().message[message].title.in_voice(journey.voice) for message in said]
            assert any(title in page for title in titles) == (journey.expect[level.value] == "true")


def headline(questionnaire: Questionnaire, journey: Journey) -> str:
    """Return the one great line that the page of a case must show."""
    kind = journey.expect["kind"]
    if kind == ResultKind.START:
        return place_name(questionnaire, journey.expect["cell"], journey)
    phrase = questionnaire.phrases.emergency if kind == ResultKind.EMERGENCY else questionnaire.phrases.not_enough
    return phrase.in_voice(journey.voice)


def setting_names(questionnaire: Questionnaire, voice: Voice) -> set[str]:
    """Return every name that a kind of care has."""
    settings, cells = questionnaire.settings, questionnaire.cells
    return {text.in_voice(voice) for text in (*(item.name for item in settings), *(item.name for item in cells))}


# All of them together


def options(questionnaire: Questionnaire) -> set[str]:
    """Return every answer that can be chosen, as 'question: option'; what is only to be known needs no case."""
    weighed = [question for question in questionnaire.questions if not is_only_known(question)]
    return {f"{question.id}: {option.id}" for question in weighed for option in question.options}


def emergencies(questionnaire: Questionnaire) -> set[str]:
    """Return every answer that is an emergency by itself."""
    loud = {flag.id for flag in questionnaire.flags if flag.level is Level.EMERGENCY}
    every = [(question, option) for question in questionnaire.questions for option in question.options]
    return {f"{question.id}: {option.id}" for question, option in every if loud & {*option.flags}}


def answered(journey: Journey) -> set[str]:
    """Return the answers of a case, as 'question: option'."""
    return {f"{name}: {word}" for name, words in journey.sheet.items() for word in words}


def alone(journey: Journey) -> set[str]:
    """Return the one answer that makes a case an emergency, where there is just one."""
    loud = answered(journey) & emergencies(shipped())
    return loud if journey.is_emergency and len(loud) == 1 else set()


def settings(journey: Journey) -> set[str]:
    """Return the settings that a case shows; making no change is always one of them."""
    return set() if journey.is_emergency else {"no_change_now", *(PLACES[cell] for cell in journey.shown)}


def left_unknown(journey: Journey, name: str) -> set[str]:
    """Return how a case leaves a question unknown, or nothing."""
    return set(journey.sheet.get(name, {LEFT_OPEN}) & {*UNKNOWN_ANSWERS, LEFT_OPEN})


COVERED: dict[str, tuple[Callable[[Questionnaire], set[str]], Callable[[Journey], set[str]]]] = {
    "kinds": (lambda _: {kind.value for kind in ResultKind}, lambda journey: {journey.expect["kind"]}),
    "settings": (lambda questionnaire: {*questionnaire.setting}, settings),
    "starts": (lambda _: {*PLACES} - {"usual + live_in"}, lambda journey: {journey.expect.get("cell", NOTHING)}),
    "places": (lambda _: {*PLACES}, lambda journey: {*journey.shown}),
    "flags": (lambda questionnaire: {*questionnaire.flag}, lambda journey: {*journey.expect["flags"]}),
    "rules": (
        lambda questionnaire: {rule.id for rule in questionnaire.rules},
        lambda journey: {*journey.expect["rules"]},
    ),
    "emergencies": (emergencies, alone),
    "options": (options, answered),
    "unknowns": (
        lambda _: {*UNKNOWN_ANSWERS, LEFT_OPEN},
        lambda journey: set[str]().union(
            *(left_unknown(journey, name) for name in (*journey.answers, *journey.left_open))
        ),
    ),
    "next steps": (
        lambda questionnaire: {item.id for item in questionnaire.messages if item.place is Place.NEXT_STEP},
        lambda journey: {*journey.expect["notes"]},
    ),
    "fits": (
        lambda _: {"start", "also", "depends", "outside", NOTHING},
        lambda journey: {journey.expect.get("fit", "")},
    ),
    "voices": (lambda _: {*Voice}, lambda journey: {journey.voice}),
    "branches": (
        lambda questionnaire: {question.id for question in questionnaire.questions if question.ask_if},
        lambda journey: shipped().question.keys() - {*journey.answers, *journey.left_open},
    ),
}
"""What the cases have to cover together: what there is in the content, and what one case shows of it."""


@pytest.mark.parametrize("what", COVERED)
def test_every_part_of_the_content_has_a_journey(what: str) -> None:
    """Every kind, setting, place, flag, rule, answer and next step of the content stands in at least one case."""
    there_are, shows = COVERED[what]
    wanted = there_are(shipped())
    assert wanted, "this law found nothing to check"
    assert wanted - set[str]().union(*map(shows, journeys())) == set()


def test_there_are_enough_journeys() -> None:
    """There are at least 24 cases, each with a title and a story of its own, and from several countries."""
    assert len(journeys()) >= 24
    for said in ("title", "story"):
        assert len({getattr(journey, said) for journey in journeys()}) == len(journeys())
    assert len({journey.country for journey in journeys()}) >= COUNTRIES
