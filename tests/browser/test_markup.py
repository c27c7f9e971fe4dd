"""Texts that try to become markup or script, in Chromium: all of them stay text.

Each text goes into one field of each page here; `tests/web/test_markup.py` puts each into every field, in the source.
"""

from __future__ import annotations

from itertools import product
from urllib.parse import quote, urlencode

import pytest

from careguide.core.questionnaire.model import Questionnaire
from careguide.web.forms import LONGEST_NAME, NAMED
from tests.browser import staff
from tests.browser.conftest import Visit
from tests.browser.markup import alarmed, post, shown
from tests.browser.server import Server
from tests.browser.watch import Watch
from tests.markup import (
    BY_COUNTRY,
    BY_QUERY,
    CORPUS,
    DECLARED,
    PARAMETERS,
    ROOMS,
    SHOWN_ON_BOTH,
    by_turns,
    typed,
    words,
)
from tests.sheets import USUAL

pytestmark = pytest.mark.browser

ALONE = ("/summary", "/answers", "/embed/summary", "/embed/answers", "/summary.pdf", "/code", "/answers.fhir.json")
TOGETHER = ("/together/live", "/together/family", "/together/staff", "/together/family.pdf", "/together/code")
TYPED = "#walk :is(textarea, input[type=text])"


def test_names_of_fields_are_shown_as_text(visit: Visit, watch: Watch) -> None:
    """Every text as the name of a field that no page has: where such names are listed, as many as may be are shown."""
    page = visit("/about")
    alarm = alarmed(page, watch)
    for path in ("/summary", "/embed/summary"):
        post(page, path, [(text, text) for text in CORPUS])
        alarm.look(page)
    for path, start in product(("/together/family", "/together/live"), range(0, len(CORPUS), NAMED)):
        some = CORPUS[start : start + NAMED]
        post(page, path, [(text, text) for text in some])
        alarm.look(page)
        seen = shown(page)
        assert [text for text in some if words(text[:LONGEST_NAME]) not in seen] == [], path
    assert alarm.heard == []


@pytest.mark.slow
def test_answers_that_are_none_stay_out(visit: Visit, watch: Watch, guide: Questionnaire) -> None:
    """Every text as the answer to every question, as country, voice and version: nothing of it comes into a page."""
    page = visit("/about")
    alarm = alarmed(page, watch)
    carried = [(name, text) for name in ("_country", "_voice", "_version") for text in CORPUS]
    for path in (*ALONE, *TOGETHER):
        for begin in ("person-", "family-", "mark-") if path.startswith("/together") else ("",):
            some = [(f"{begin}{question.id}", text) for question in guide.questions[::4] for text in CORPUS]
            post(page, path, [*some, *carried])
            alarm.look(page)
    assert alarm.heard == []


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/together/family", "/together/staff"])
def test_what_staff_type_is_shown_as_text(visit: Visit, watch: Watch, guide: Questionnaire, path: str) -> None:
    """Every text in one of the fields that staff can type in and the sheet shows."""
    page = visit("/about")
    alarm = alarmed(page, watch)
    names = typed(guide.questions)
    on_both = [name for name in names if name.startswith(SHOWN_ON_BOTH)]
    tried: set[str] = set()
    for turn in range(0, len(CORPUS), len(on_both)):
        said = by_turns(names, turn)
        post(page, path, [*DECLARED, *said.items()])
        alarm.look(page)
        seen = shown(page)
        assert [said[name] for name in on_both if words(said[name]) not in seen] == [], turn
        tried |= {said[name] for name in on_both}
    assert tried == set(CORPUS)
    assert alarm.heard == []


def test_what_staff_type_stays_text_in_the_page_itself(visit: Visit, watch: Watch) -> None:
    """The staff page, its live picture and its code entry take every text without a trace."""
    page = visit("/together")
    alarm = alarmed(page, watch)
    page.goto("/together")
    staff.fill(page, ["person-home-alone", "family-home-some_support"])
    fields = page.locator(TYPED)
    for turn in range(0, len(CORPUS), max(1, fields.count())):
        page.evaluate(
            """([texts, turn, fields]) => document.querySelectorAll(fields).forEach((field, at) => {
              field.value = texts[(at + turn) % texts.length];
              field.dispatchEvent(new Event('input', {bubbles: true}));
            })""",
            [CORPUS, turn, TYPED],
        )
        staff.picture(page, "They see this differently")
        alarm.look(page)
    page.goto("/leave")
    for start in range(0, len(CORPUS), 20):  # a few codes only: whoever tries many has to wait
        post(page, "/together/code", [("code", " ".join(CORPUS[start : start + 20]))])
        alarm.look(page)
    assert alarm.heard == []


@pytest.mark.slow
@pytest.mark.parametrize("path", BY_QUERY)
def test_addresses_are_never_markup(visit: Visit, watch: Watch, path: str) -> None:
    """Every text as one part of an address that any page reads, and as one that none reads."""
    page = visit("/about")
    alarm = alarmed(page, watch)
    for start in range(0, len(CORPUS), len(PARAMETERS)):
        some = CORPUS[start : start + len(PARAMETERS)]
        page.goto(f"{path}?{urlencode({**dict(zip(PARAMETERS, some, strict=False)), **dict.fromkeys(some, some[0])})}")
        alarm.look(page)
    assert alarm.heard == []


@pytest.mark.slow
def test_addresses_that_are_none_are_never_markup(visit: Visit, watch: Watch) -> None:
    """Every text as the address of a page that is not there, by turns below each room, or as the country of one."""
    page = visit("/about")
    alarm = alarmed(page, watch)
    for number, text in enumerate(CORPUS):
        if number % 2:
            page.goto(f"{ROOMS[number % len(ROOMS)]}{quote(text, safe='' if number % 4 == 1 else '/:')}")
        else:
            page.goto(f"{BY_COUNTRY[number % len(BY_COUNTRY)]}?{urlencode({'country': text, text: text})}")
        alarm.look(page)
    assert alarm.heard == []


def test_a_whole_summary_takes_no_markup_along(visit: Visit, watch: Watch) -> None:
    """A sound sheet with a text as country and another as voice gives the usual summary."""
    page = visit("/about")
    alarm = alarmed(page, watch)
    sound = [(name, word) for name, said in USUAL.items() for word in ([said] if isinstance(said, str) else said)]
    for country, voice in zip(CORPUS[::8], CORPUS[4::8], strict=False):
        post(page, "/summary", [*sound, ("_country", country), ("_voice", voice)])
        alarm.look(page)
        assert "Your summary" in page.title()
    assert alarm.heard == []


@pytest.mark.parametrize(
    ("text", "policy", "expected"),
    [
        ("<script>hit()</script>", "", "a script ran"),
        ("<img src=x onerror=hit()>", "", "a script ran"),
        ("<script>alert(1)</script>", "", "dialog: alert"),
        ("<img src=x onerror=hit()>", "", "<img> has onerror"),
        ("<script>hit()</script>", "default-src 'none'", "policy: script-src-elem"),
        ("<style>:root{--zq:1}</style>", "", "a style came in"),
        ("<a href=javascript:hit()>zq</a>", "", "href leads to a script"),
        ("<b id=zq>", "", "<b> came in"),
        ("1337", "", "an expression was worked out"),
    ],
)
def test_the_alarm_works(visit: Visit, watch: Watch, server: Server, text: str, policy: str, expected: str) -> None:
    """A page with a hole in it trips it, with and without a policy that stops the script."""
    page = visit("/about")
    alarm = alarmed(page, watch)
    headers = {"Content-Type": "text/html", **({"Content-Security-Policy": policy} if policy else {})}
    body = f"<!doctype html><html lang=en><title>x</title><body>{text}"
    page.route(f"{server.url}/hole", lambda route: route.fulfill(body=body, headers=headers))
    page.goto("/hole")
    page.wait_for_load_state()
    alarm.look(page)
    assert [words for words in alarm.heard if words.startswith(expected)], alarm.heard
    watch.troubles.clear()
