"""Pages that are the same for everyone: rendered once, compressed once, and answered from memory."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import brotli
from flask import Flask, Response, current_app, g, render_template, request
from markupsafe import Markup, escape
from werkzeug.routing import Rule

from careguide.config import Config
from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.bits import Plan
from careguide.core.assessment.summary import Summary, spoken_words
from careguide.core.questionnaire.content import Country, Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.fhir.canon import NOWHERE, Canon
from careguide.proof import Record
from careguide.web import forms
from careguide.web.embed.look import Look
from careguide.web.forms import Fields
from careguide.web.places import is_relative, link, place
from careguide.web.security import ROUTES, Cache
from careguide.web.wsgi.page import Key, Page, best_encoding

LOOKS = 64
"""How many pages are kept in looks of other sites and below paths, whatever is asked for."""
MOST_KEPT = 1000
"""How many parts of pages, and how many addresses, are kept; one site has some hundreds."""
QUICK = 5
"""Brotli's quality for those: a tenth of the time, and a tenth more bytes."""

QUICKEST = 0
"""Brotli's quality for pages for one person: a third of the bytes in a tenth of a millisecond."""

SPOKEN = ("text/html", "application/json", "application/fhir+json", "application/problem+json")

WORTH = 1400
"""Bytes that fit one packet anyway."""

FRAMED = "framed"
"""Name of the guide's blueprint where other sites show it in a frame."""

SUMMARY = "guide.summary"
"""Route of a summary on a page of its own."""

IN_FRAME = ("questions", "summary", "answers", "leave")
"""Pages that follow one another in a frame; any other opens on a page of its own, so that no answer is lost."""

NOTHING = Markup("")
HOLE = "\0"
"""Marks both sides of the name of a hole that is still to be filled; no page has this character."""
PLAIN = Look()
"""The guide's own look."""

WHOLE, SHORTENED, CROWDED = 1900, 2300, 3000
"""Words of data that fit two printed pages whole, without what would change the result, and as short notes."""

BESIDE = 2
"""How many words of the summary take as much paper as one word in the tables beside it."""


def compressed(response: Response) -> Response:
    """Compress an answer that is made for one person, if the browser accepts that. Those with an ETag already are.

    That it is short or long can be seen on the wire either way. Nobody else can put words of theirs beside a person's
    answers and watch the length, as nothing is kept and no other site can send a person's sheet.
    """
    if response.mimetype not in SPOKEN or "ETag" in response.headers or len(body := response.get_data()) < WORTH:
        return response
    response.vary.add("Accept-Encoding")
    encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
    if encoding == "br":
        response.set_data(brotli.compress(body, mode=brotli.MODE_TEXT, quality=QUICKEST))
    elif encoding == "gzip":
        response.set_data(gzip.compress(body, 1, mtime=0))
    else:
        return response
    response.content_encoding = encoding
    return response


@dataclass
class Site:
    """What a running app holds: the questionnaire, its form fields, and the pages rendered so far.

    `pages` can only grow to routes times countries times voices, whatever is asked for, and the headers that each of
    them keeps to two schemes times three encodings.
    """

    plan: Plan
    settings: Config
    proof: Record
    fields: Fields = field(init=False)
    typed_fields: dict[str, Any] = field(init=False)
    pages: dict[Key, Page] = field(default_factory=dict)
    addresses: dict[tuple[object, ...], str] = field(default_factory=dict)
    looks: dict[tuple[Key, str, Look], Page] = field(default_factory=dict)
    parts: dict[tuple[object, ...], tuple[Markup, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the form fields."""
        self.fields, self.typed_fields = forms.fields(self.questionnaire), forms.typed_fields(self.questionnaire)

    @property
    def questionnaire(self) -> Questionnaire:
        """What is asked."""
        return self.plan.questionnaire

    @cached_property
    def canon(self) -> Canon:
        """What health records call all this."""
        return Canon(self.plan, self.settings.public_url or NOWHERE)

    @property
    def home_country(self) -> Country:
        """The country whose help lines are shown unless another is chosen."""
        return self.questionnaire.country[self.settings.country or self.questionnaire.countries[0].code]

    def country(self, code: str | None) -> Country:
        """Return the country of this code, or the default one for a code that is not known."""
        return self.questionnaire.country.get((code or "").upper(), self.home_country)

    def page(
        self, render: Callable[[], str], country: Country, voice: Voice = Voice.SELF, mimetype: str = "text/html"
    ) -> Response:
        """Answer with the page of this route, country, voice and look, rendering it the first time it is asked for."""
        key = (str(request.endpoint), country.code, voice)
        if _is_plain():
            page = self.pages.get(key) or self.pages.setdefault(key, Page.of(render()))
            return page.response(mimetype)
        in_look = (key, place(), look())
        if in_look not in self.looks:  # anyone can ask for looks and paths without end: they cost little time and room
            if len(self.looks) >= LOOKS:
                self.looks.clear()
            self.looks[in_look] = Page.of(render(), quality=QUICK)
        return self.looks[in_look].response(mimetype)


def site() -> Site:
    """Return what the running app holds."""
    held: Site = current_app.extensions["careguide"]
    return held


def same_for_all(app: Flask, held: Site) -> dict[tuple[str, str], Key]:
    """Return the addresses, path and query, of the pages that are the same for everyone, with what they are kept by.

    The first page comes first. Pages for programs are not among them, since some depend on the client.
    """
    queries = {"": held.home_country.code} | {f"country={code}": code for code in held.questionnaire.country}
    rules = [rule for rule in app.url_map.iter_rules() if _is_same_for_all(rule)]
    rules.sort(key=lambda rule: (not rule.endpoint.endswith(".questions"), len(rule.rule)))
    return {
        (rule.rule, query): (rule.endpoint, code, (rule.defaults or {}).get("voice", Voice.SELF))
        for query, code in queries.items()
        for rule in rules
    }


def _is_same_for_all(rule: Rule) -> bool:
    policy = ROUTES[rule.endpoint]
    return policy.cache is Cache.PUBLIC and not policy.for_others and rule.endpoint.startswith(("guide.", f"{FRAMED}."))


UNANSWERED = {"sheet": {}, "errors": {}, "strange": (), "older": False, "filled": False, "notice": "", "busy": False}
"""What the question page gets before anything is answered."""


def render(template: str, *, country: Country, voice: Voice = Voice.SELF, **context: Any) -> str:
    """Render a template in one voice, with the help lines of one country."""
    g.voice = voice
    frame = {"framed": framed(), "look": look()}
    return render_template(template, country=country, voice=voice, **frame, **{**UNANSWERED, **context})


def around(template: str, *, country: Country, voice: Voice, **parts: Any) -> str:
    """Render a page for one person: `parts` fill the holes with their names; everything around them is made once."""
    holes = {name: f"{HOLE}{name}{HOLE}" for name in parts}
    pieces = _kept(
        template, country, voice, lambda: render(template, country=country, voice=voice, holes=holes).split(HOLE)
    )
    return "".join(escape(parts[piece]) if number % 2 else piece for number, piece in enumerate(pieces))


def same(template: str, country: Country, voice: Voice) -> Markup:
    """Return a part of a page that is the same for everyone with this country and voice; it is made once."""
    return _kept(template, country, voice, lambda: [render(template, country=country, voice=voice)])[0]


def _kept(template: str, country: Country, voice: Voice, make: Callable[[], list[str]]) -> tuple[Markup, ...]:
    """Return what `make` gave the first time. In another site's look or below a path, make it each time."""
    known, key = site().parts, (template, country.code, voice, request.endpoint)
    if key in known and _is_plain():
        return known[key]
    made = tuple(map(Markup, make()))
    if _is_plain():
        _bounded(known)[key] = made
    return made


def _bounded(known: dict[Any, Any]) -> dict[Any, Any]:
    """Return it with room for one more; its keys come from requests."""
    if len(known) >= MOST_KEPT:
        known.clear()
    return known


def _is_plain() -> bool:
    """Whether the current page has the guide's own look, and is right wherever it is served."""
    return look() == PLAIN and not place()


def framed() -> bool:
    """Whether the current request is for the guide in the frame of another site."""
    return request.blueprint == FRAMED


def look() -> Look:
    """Return how the current page looks: as the framing site has chosen, or plain. The policy allows its style."""
    if "look" not in g:
        g.look = Look.of(request.args.to_dict(), site().questionnaire.country) if framed() else PLAIN
        g.styles = (g.look.style,) if g.look.style else ()
    found: Look = g.look
    return found


def to(name: str, **values: Any) -> str:
    """Return the address of a page of the guide; in a frame, the framed page in the same look."""
    if framed() and name in IN_FRAME:
        values |= look().chosen
        return link(f"{FRAMED}.{name}", **values)
    if not is_relative():
        return link(f"guide.{name}", **values)
    known, key = site().addresses, (request.path, name, *values.items())
    if key not in known:
        _bounded(known)[key] = link(f"guide.{name}", **values)
    return known[key]


def own_address() -> str:
    """Return the address of the guide's own page, as people write it.

    Only with a public address may it stand on a page that is kept for everyone: else it is what this request names.
    """
    return site().settings.public_url or request.url_root.rstrip("/")


def own_tab(kind: str = "") -> Markup:
    """Return the attribute of a link, or "form" button, that would take people in a frame away from their answers.

    Nor may a link take anyone from a summary, which is kept nowhere; a form there only brings a file, or the answers.
    With a script such links are plain again, as the script brings the summary back itself.
    """
    stays = framed() or (request.endpoint == SUMMARY and not kind)
    return Markup(' {}target="_blank"').format(kind) if stays else NOTHING


def density(summary: Summary, *beside: object) -> str:
    """Return the class names that make a summary fit two printed pages, with what stands beside it on the sheet.

    They are none, dense, denser and densest, each with those before it.
    """
    words = spoken_words(summary) + BESIDE * sum(map(spoken_words, beside))
    levels = {"dense": WHOLE, "denser": SHORTENED, "densest": CROWDED}
    return "".join(f" {name}" for name, most in levels.items() if words > most)


def is_answered(questions: Iterable[str], sheet: Sheet) -> bool:
    """Whether any of these questions was answered."""
    return any(name in sheet for name in questions)


def attached(body: bytes, name: str) -> Response:
    """Answer with a PDF file to save under this name."""
    response = current_app.response_class(body, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
