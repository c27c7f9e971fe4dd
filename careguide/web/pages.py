"""Pages that are the same for everyone: rendered once, compressed once, and answered from memory."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, is_dataclass
from hashlib import sha256
from textwrap import wrap
from typing import Any

import brotli
from flask import Flask, Response, current_app, g, render_template, request, url_for
from jinja2 import StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from careguide.core.answers import ALONE, Sheet
from careguide.core.content import Country, Text, Voice
from careguide.core.model import Daily, Level, Medical, Questionnaire
from careguide.core.summary import Summary, spoken_words
from careguide.proof import Record
from careguide.settings import Settings
from careguide.web.inline import Inline
from careguide.web.look import Look

Key = tuple[str, str, Voice, Look]

LOOKS = 64
"""Pages in looks of other sites that are kept; whatever is asked for, there are never more."""
QUICK = 5
"""Brotli's quality for those: a tenth of the time, and a tenth more bytes."""

FRAMED = "framed"
"""Name of the guide's blueprint where other sites show it in a frame."""

IN_FRAME = ("questions", "summary", "answers", "leave")
"""Pages that follow one another in a frame; every other opens on a page of its own, so that no answer is lost."""

PLAIN = Look()
"""The guide's own look."""

WHOLE, SHORTENED, CROWDED = 1900, 2300, 3400
"""Words of data that fit two printed pages whole, without what would change the result, and as short notes."""

BESIDE = 2
"""Words of the summary that take as much paper as one word of what stands beside it, in tables."""


@dataclass(frozen=True)
class Page:
    """One page in every encoding, each as `(bytes, strong ETag)`; "identity" is the page as it is."""

    encoded: dict[str, tuple[bytes, str]]

    @classmethod
    def of(cls, html: str, *, quality: int = 11) -> Page:
        """Compress a page, with brotli at a quality of 0 to 11."""
        plain = html.encode()
        forms = {
            "br": brotli.compress(plain, mode=brotli.MODE_TEXT, quality=quality),
            "gzip": gzip.compress(plain, 9, mtime=0),
            "identity": plain,
        }
        return cls({name: (body, sha256(body).hexdigest()[:24]) for name, body in forms.items()})

    def response(self, mimetype: str = "text/html") -> Response:
        """Answer the current request in the best encoding it accepts, or with 304 where it has the page already."""
        encoding = request.accept_encodings.best_match(self.encoded) or "identity"
        body, tag = self.encoded[encoding]
        response = current_app.response_class(body, mimetype=mimetype)
        if encoding != "identity":
            response.content_encoding = encoding
        response.vary.add("Accept-Encoding")
        response.set_etag(tag)
        response.make_conditional(request)
        return response


@dataclass
class Site:
    """What one running app holds: the questionnaire, its form fields, and the pages rendered so far.

    `pages` can only grow to routes times countries times voices, whatever is asked for.
    """

    questionnaire: Questionnaire
    settings: Settings
    fields: dict[str, Any]
    typed_fields: dict[str, Any]
    proof: Record
    pages: dict[Key, Page] = field(default_factory=dict)
    looks: dict[Key, Page] = field(default_factory=dict)

    @property
    def home_country(self) -> Country:
        """The country whose help lines are shown where none is chosen."""
        return self.questionnaire.country[self.settings.country or self.questionnaire.countries[0].code]

    def country(self, code: str | None) -> Country:
        """Return the country of this code, or the default one for a code that is not known."""
        return self.questionnaire.country.get((code or "").upper(), self.home_country)

    def page(self, country: Country, voice: Voice, render: Callable[[], str]) -> Response:
        """Answer with the page of this route, country, voice and look, rendering it the first time it is asked for."""
        key = (str(request.endpoint), country.code, voice, look())
        if page := self.pages.get(key) or self.looks.get(key):
            return page.response()
        if look() == PLAIN:
            page = self.pages[key] = Page.of(render())
        else:  # anyone can ask for looks without end, so these must cost little time and room
            if len(self.looks) >= LOOKS:
                self.looks.clear()
            page = self.looks[key] = Page.of(render(), quality=QUICK)
        return page.response()


def site() -> Site:
    """Return what the running app holds."""
    held: Site = current_app.extensions["careguide"]
    return held


def warm(app: Flask, paths: Iterable[str]) -> None:
    """Render the pages at `paths` for the default country, before the first person asks for one."""
    client = app.test_client()
    base_url = f"http://{(app.config['TRUSTED_HOSTS'] or ['localhost'])[0]}"
    for path in paths:
        client.get(path, base_url=base_url)


UNANSWERED = {"sheet": {}, "errors": {}, "strange": (), "older": False, "filled": False, "notice": ""}
"""What the question page is told where nothing was answered yet."""


def render(template: str, *, country: Country, voice: Voice = Voice.SELF, **context: Any) -> str:
    """Render a template in one voice, with the help lines of one country."""
    return render_template(template, country=country, voice=voice, **{**UNANSWERED, **context})


def framed() -> bool:
    """Whether the current request is for the guide in the frame of another site."""
    return request.blueprint == FRAMED


def look() -> Look:
    """Return how the current page looks: as the site of a frame has chosen, or plain. The policy allows its style."""
    if "look" not in g:
        g.look = Look.of(request.args.to_dict(), site().questionnaire.country) if framed() else PLAIN
        g.styles = (g.look.style,) * bool(g.look.style)
    found: Look = g.look
    return found


def to(name: str, **values: Any) -> str:
    """Return the address of a page of the guide; in a frame, of the page there that comes next, in the same look."""
    if framed() and name in IN_FRAME:
        values |= look().chosen
        return url_for(f"{FRAMED}.{name}", **values)
    return url_for(f"guide.{name}", **values)


def own_tab(kind: str = "") -> Markup:
    """Return the attribute of a link, or "form" button, that would else take a frame away from the answers in it."""
    return Markup(' {}target="_blank"').format(kind) if framed() else Markup("")


def set_up_templates(app: Flask, site: Site, inline: Inline) -> None:
    """Give the templates what all of them may use. An undefined name is an error, so that no word goes missing."""
    questionnaire = site.questionnaire
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    numbers = {source.id: number for number, source in enumerate(questionnaire.sources, 1)}
    app.jinja_env.filters.update(
        said=said,
        dialled=dialled,
        level_of=lambda flag: questionnaire.flag[flag].level,
        span_words=span_words,
        lines=lines,
        source_link=lambda word: Markup('<a href="#source-{0}">{1}</a>').format(word, numbers[word]),
        source_number=source_number,
        source_title=lambda word: questionnaire.source[word].title,
    )
    app.jinja_env.tests["given"] = given
    app.jinja_env.globals.update(
        alone=ALONE,
        cell_short=lambda medical, daily: questionnaire.cell[Medical[medical], Daily[daily]].short,
        chosen=lambda country: None if country is site.home_country else country.code,
        emergency_flag=next(flag for flag in questionnaire.flags if flag.level is Level.EMERGENCY),
        framed=framed,
        inline=inline,
        look=look,
        of_kinds=lambda country, kinds: [line for kind in kinds for line in country.lines if line.kind == kind],
        origins=site.settings.embed_origins,
        own_tab=own_tab,
        proof=site.proof,
        public_url=site.settings.public_url,
        questionnaire=questionnaire,
        staff_page="together" in app.blueprints,
        shown=lambda question: [questionnaire.message[word] for word in question.shows],
        to=to,
    )


def density(summary: Summary, *beside: object) -> str:
    """Return the class names that make a summary fit two printed pages, with what stands beside it on the sheet.

    They are none, dense, denser and densest, each with those before it.
    """
    typed = [asdict(part) for part in beside if is_dataclass(part) and not isinstance(part, type)]
    words = spoken_words(asdict(summary)) + BESIDE * spoken_words(typed)
    levels = {"dense": WHOLE, "denser": SHORTENED, "densest": CROWDED}
    return "".join(f" {name}" for name, most in levels.items() if words > most)


def given(questions: Iterable[str], sheet: Sheet) -> bool:
    """Whether any of these questions was answered; a test of templates too."""
    return any(name in sheet for name in questions)


def attached(body: bytes, name: str) -> Response:
    """Answer with a PDF file to keep, under this name."""
    response = current_app.response_class(body, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@pass_context
def span_words(context: Context, span: tuple[str, str], axis: str) -> str:
    """Template filter: how far a contribution goes on an axis, as the names of its least and most steps."""
    steps = getattr(site().questionnaire.axes, axis).steps
    ends = [said(context, steps[(Medical if axis == "medical" else Daily)[name]]) for name in dict.fromkeys(span)]
    return ", up to: ".join(ends)


@pass_context
def said(context: Context, text: Text) -> str:
    """Template filter: the words of a text in the voice of the page."""
    return text.said(context["voice"])


def lines(words: str, width: float) -> list[str]:
    """Template filter: a few words as lines of at most `width` letters, for a box of the picture."""
    return wrap(words, int(width))


def source_number(word: str, summary: Summary) -> int:
    """Template filter: the number of a source in the list at the end of a summary."""
    return 1 + [source.id for source in summary.sources].index(word)


def dialled(number: str) -> str:
    """Template filter: a number as a telephone takes it, without the marks that help the eye."""
    return re.sub(r"[^0-9+*#]", "", number)
