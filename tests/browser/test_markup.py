"""Texts that try to become markup or script, through every field and address, in Chromium: all of them stay text."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest

from careguide.core.model import Questionnaire
from careguide.web.forms import STEPS
from tests.browser import staff
from tests.browser.conftest import Visit
from tests.browser.markup import CORPUS, LONGEST, alarmed, post, shown
from tests.browser.server import Server
from tests.browser.sheets import USUAL
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

ALONE = ("/summary", "/answers", "/embed/summary", "/embed/answers", "/summary.pdf", "/answers.fhir.json")
TOGETHER = ("/together/live", "/together/family", "/together/staff", "/together/family.pdf", "/together/code")
BY_QUERY = ("/embed/", "/embed/setup", "/oembed")
BY_COUNTRY = (
    "/",
    "/someone",
    "/options",
    "/about",
    "/together",
    "/leave",
    "/api/v1/",
    "/embed/options",
    "/embed/leave",
)
PARAMETERS = (
    "country", "theme", "accent", "radius", "font", "lang", "site", "voice", "min_height", "url", "format", "maxwidth",
)  # fmt: skip
TYPED = "#walk :is(textarea, input[type=text])"
DECLARED = [
    ("person-home", "alone"),
    ("family-home", "some_support"),
    ("view-setting", "day_program"),
    ("view-reason", "cost"),
]


def words(text: str) -> str:
    """Return a text with every white space as one, as a page shows it."""
    return " ".join(text.split())


def test_the_corpus_is_wide_and_fits() -> None:
    """There are sixty texts and more, none twice, and each fits the shortest field, so that none is refused for it."""
    assert len(set(CORPUS)) == len(CORPUS) >= 60
    assert [text for text in CORPUS if len(text) > LONGEST] == []


def test_names_of_fields_are_shown_as_text(visit: Visit, watch: Watch) -> None:
    """Every text as the name of a field that no page has: each page that lists such names lists all of them."""
    page = visit("/about")
    alarm = alarmed(page, watch)
    for path in ("/summary", "/embed/summary", "/together/family", "/together/live"):
        post(page, path, [(text, text) for text in CORPUS])
        alarm.look(page)
        if path.startswith("/together"):
            seen = shown(page)
            assert [text for text in CORPUS if words(text) not in seen] == [], path
    assert alarm.heard == []


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


@pytest.mark.parametrize("path", ["/together/family", "/together/staff"])
def test_what_staff_type_is_shown_as_text(visit: Visit, watch: Watch, guide: Questionnaire, path: str) -> None:
    """Every text in every field that staff can type in, by turns, on the sheet that shows it."""
    page = visit("/about")
    alarm = alarmed(page, watch)
    names = [f"{part}-{number}" for number in range(1, STEPS + 1) for part in ("who", "what", "when")]
    names += ["closing", "view-text", "staff-name", "staff-contact"]
    names += [f"note-{question.id}" for question in guide.questions]
    for turn in range(len(CORPUS)):
        typed = {name: CORPUS[(number + turn) % len(CORPUS)] for number, name in enumerate(names)}
        post(page, path, [*DECLARED, *typed.items()])
        alarm.look(page)
        seen = shown(page)
        on_both = [typed[name] for name in names if name[:3] in ("who", "wha", "clo")]
        assert [text for text in on_both if words(text) not in seen] == [], turn
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


@pytest.mark.parametrize("path", BY_QUERY)
def test_addresses_are_never_markup(visit: Visit, watch: Watch, path: str) -> None:
    """Every text in every part of an address that any page reads."""
    page = visit("/about")
    alarm = alarmed(page, watch)
    for text in CORPUS:
        page.goto(f"{path}?{urlencode({**dict.fromkeys(PARAMETERS, text), text: text})}")
        alarm.look(page)
    assert alarm.heard == []


def test_addresses_that_are_none_are_never_markup(visit: Visit, watch: Watch) -> None:
    """Every text as the address of a page that is not there, below each room, and as the country of one that is."""
    page = visit("/about")
    alarm = alarmed(page, watch)
    for number, text in enumerate(CORPUS):
        room = ("/", "/embed/", "/api/v1/", "/fhir/R4/", "/together/")[number % 5]
        page.goto(f"{room}{quote(text, safe='' if number % 2 else '/:')}")
        alarm.look(page)
        page.goto(f"{BY_COUNTRY[number % len(BY_COUNTRY)]}?{urlencode({'country': text, text: text})}")
        alarm.look(page)
    assert alarm.heard == []


def test_a_whole_summary_takes_no_markup_along(visit: Visit, watch: Watch) -> None:
    """A sound sheet with a text as country and voice gives the usual summary."""
    page = visit("/about")
    alarm = alarmed(page, watch)
    sound = [(name, word) for name, said in USUAL.items() for word in ([said] if isinstance(said, str) else said)]
    for text in CORPUS:
        post(page, "/summary", [*sound, ("_country", text), ("_voice", text)])
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
