"""What the clients ask, and the right answers: those that the app gives in this process, when nothing disturbs it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import cycle, islice
from random import Random
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import Client

from benchmarks.soak.client import HOST, Ask
from careguide.config import Config
from careguide.core.assessment.answers import Sheet
from careguide.core.questionnaire.model import Questionnaire
from careguide.web import create_app
from careguide.web.forms import COUNTRY, VOICE
from tests.journey import journeys
from tests.shipped import shipped

BASE = f"http://{HOST}"
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
PACKED = (("Accept-Encoding", "br, gzip"),)
RANDOM_SHEETS = 50
"""Sheets by chance, beside the worked cases of tests/journeys."""

SUMMARIES_IN_TEN = 4


def app() -> Flask:
    """Return the app that says what is right."""
    return create_app(Config())


def sheets() -> list[bytes]:
    """Return posted sheets: every worked case, in its own voice and country, and others by chance."""
    questionnaire = shipped()
    worked = [
        urlencode([*_pairs(journey.sheet), (VOICE, journey.voice.value), (COUNTRY, journey.country)]).encode()
        for journey in journeys()
    ]
    return worked + list(islice(_by_chance(questionnaire), RANDOM_SHEETS))


def mix(client: Client) -> list[Ask]:
    """Return what people ask, in turn: the questions, the same again, other pages, summaries, and answers to change."""
    pages = ["/", "/someone", "/?country=GB", "/embed/"]
    fresh = [asked(client, "GET", page, PACKED) for page in pages]
    known = [_unchanged(client, page) for page in pages]
    others = [asked(client, "GET", page, PACKED) for page in ("/options", "/about", "/method")]
    posted = sheets()
    summaries = [asked(client, "POST", "/summary", FORM, body) for body in posted]
    framed = [asked(client, "POST", "/embed/summary", FORM, body) for body in posted[::5]]
    answers = [asked(client, "POST", "/answers", FORM, body) for body in posted[::5]]
    kinds = [*[cycle([*summaries, *framed])] * SUMMARIES_IN_TEN, cycle(fresh), cycle(fresh), cycle(known), cycle(known)]
    kinds += [cycle(others), cycle(answers)]
    return [next(kind) for _ in range(len(summaries)) for kind in kinds]


def asked(client: Client, method: str, target: str, headers: tuple[tuple[str, str], ...], body: bytes = b"") -> Ask:
    """Return a request with the answer that the app gives to it here."""
    found = client.open(target, base_url=BASE, method=method, headers=list(headers), data=body or None)
    path = target.partition("?")[0]
    name = f"{method} {path}" + f" ({found.status_code})" * (found.status_code != 200)
    return Ask(name, method, target, headers, body, found.status_code, sha256(found.data).digest())


def _unchanged(client: Client, page: str) -> Ask:
    tag = client.get(page, base_url=BASE, headers=list(PACKED)).headers["ETag"]
    ask = asked(client, "GET", page, (*PACKED, ("If-None-Match", tag)))
    if ask.status != 304:
        raise ValueError(f"{page} is given anew to who has it already: status {ask.status} for its own ETag.")
    return ask


def _pairs(sheet: Sheet) -> Iterator[tuple[str, str]]:
    return ((question, word) for question, words in sheet.items() for word in sorted(words))


def _by_chance(questionnaire: Questionnaire) -> Iterator[bytes]:
    chance = Random(6)  # noqa: S311 - the same in every run
    while True:
        sheet = {question.id: chance.choice(question.options).id for question in questionnaire.questions}
        yield urlencode({**sheet, COUNTRY: chance.choice(list(questionnaire.country))}).encode()
