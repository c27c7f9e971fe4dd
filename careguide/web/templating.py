"""What all templates may use: filters, tests and names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from itertools import product
from textwrap import wrap
from typing import NamedTuple, cast
from urllib.parse import quote

from flask import Flask, g
from jinja2 import StrictUndefined
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from careguide.core.assessment.answers import ALONE, Sheet
from careguide.core.assessment.paper import keys_of
from careguide.core.assessment.summary import Summary
from careguide.core.assessment.what_if import Change
from careguide.core.questionnaire.content import Text, Voice
from careguide.core.questionnaire.model import Daily, Medical, Questionnaire
from careguide.files import catalogue
from careguide.web.ahead import ahead
from careguide.web.forms import Inputs, carried
from careguide.web.inline import Inline, alarms
from careguide.web.places import link, own_address, own_tab, to
from careguide.web.site import Site, site
from careguide.web.words import as_is, link_to, say, t

AREAS = {"moved_to": "then", "moves": "move", "whens": "when"}
"""Areas of the catalogue that templates look into as a whole, by what they are called there."""
IN_SIGHT = 3
"""Reasons of each side, and questions to take along, that stand on a summary unfolded."""

MACROS = ("lines", "summary", "made", "picture")
"""Files below templates/macros/ whose macros every template has, in the order in which one uses another's.

Importing them in each template would make them again for each page, a tenth of the time that a summary takes.
"""

BOTTOM = "round_the_clock"
PLACES = {
    **{
        (medical, daily): (row, column)
        for row, medical in enumerate(("usual", "closer"))
        for column, daily in enumerate(("home", "day", "live_in"))
    },
    (BOTTOM, "home"): (2, 0),
}
"""The places of the picture by their steps on both axes, each with its row and column."""

MARKS = ("start", "also", "depends", "no")
Drawn = dict[Voice | tuple[Voice, tuple[str, str], str], Markup]
"""The picture without its boxes, by voice; and each box, by voice, place and mark."""

BOX_WIDTH, WHOLE_WIDTH = 96, 298


def set_up(app: Flask, site: Site, inline: Inline) -> None:
    """Give all templates what they may use. An undefined name is an error, so that no word goes missing."""
    questionnaire = site.questionnaire
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(filters(questionnaire, site.inputs))
    app.jinja_env.tests.update(given=is_answered, offered_in=lambda option, country: country.has(option))
    app.jinja_env.globals.update(
        ahead=ahead,
        access_log=site.settings.access_log,
        alone=ALONE,
        as_is=as_is,
        chosen=lambda country: None if country is site.home_country else country.code,
        alarms={kinds[0]: kinds for kinds in alarms(questionnaire).values()},
        in_sight=IN_SIGHT,
        inline=inline,
        link_to=link_to,
        meaning=site.plan.meaning,
        **{name: catalogue().area(area) for name, area in AREAS.items()},
        of_kinds=lambda country, kinds: [line for kind in kinds for line in country.lines if line.kind == kind],
        origins=site.settings.embed_origins,
        own_address=own_address,
        own_tab=own_tab,
        proof=site.proof,
        public_url=site.settings.public_url,
        questionnaire=questionnaire,
        standings=standings,
        staff_page="together" in app.blueprints,
        shown=lambda question: [questionnaire.message[word] for word in question.shows],
        t=t,
        to=to,
        url_for=link,
        warned={flag.message for flag in questionnaire.flags},
    )
    drawn: Drawn = {}
    app.jinja_env.globals["drawn"] = drawn  # before the macros, which see only what is there when they are made
    for name in MACROS:
        macros = app.jinja_env.get_template(f"macros/{name}.html").make_module()
        app.jinja_env.globals.update((word, one) for word, one in vars(macros).items() if isinstance(one, Macro))
    drawn |= drawings(app, questionnaire)


def filters(questionnaire: Questionnaire, inputs: Inputs) -> dict[str, Callable[..., object]]:
    """Return the filters of all templates, by name."""
    loud, until = alarms(questionnaire), frozenset(questionnaire.until)
    numbers = {source.id: number for number, source in enumerate(questionnaire.sources, 1)}
    return {
        "in_voice": in_voice,
        "keys": keys_of,
        "spots": partial(spots, questionnaire),
        "dialled": dialled,
        "texted": texted,
        "alarm": lambda flags: next((loud[flag][0] for flag in flags if flag in loud), ""),
        "level_of": lambda flag: questionnaire.flag[flag].level,
        "span_words": span_words,
        "lines": lines,
        "numbers_marked": partial(numbers_marked, numbers_of(questionnaire)),
        "source_link": lambda word: Markup('<a href="#source-{0}">{1}</a>').format(word, numbers[word]),
        "number": numbers.__getitem__,
        "names": lambda choices: "; ".join(choice.name for choice in choices),
        "by_move": by_move,
        "carried": partial(carried, inputs),
        "joined": joined,
        "cautions": lambda summary: [note for note in summary.cautions if note.id not in until],
        "unsaid": lambda summary: [
            *(note for note in summary.cautions if note.id in until and note != summary.until),
            *summary.notes,
        ],
        "source_title": lambda word: questionnaire.source[word].title,
    }


class Spot(NamedTuple):
    """A place of the picture that can be pressed: the kind of care that it leads to, its name, row and column."""

    setting: str
    name: str
    row: int
    column: int


def spots(questionnaire: Questionnaire, voice: Voice) -> list[Spot]:
    """Template filter: the places of the picture, in one voice."""
    cells = {place: questionnaire.cell[Medical[place[0]], Daily[place[1]]] for place in PLACES}
    return [Spot(cells[place].setting, cells[place].short.in_voice(voice), *where) for place, where in PLACES.items()]


def standings(summary: Summary) -> dict[tuple[str, str], str]:
    """Return the state of each place of the picture in a summary; 24-hour care is one wide place."""
    marks = dict.fromkeys(PLACES, "no")
    start = [summary.start] if summary.start else []
    for mark, choices in (("depends", summary.depends), ("also", summary.also), ("start", start)):  # the strongest last
        for choice in choices:
            medical, daily = str(choice.medical), str(choice.daily)
            marks[medical, "home" if medical == BOTTOM else daily] = mark
    return marks


def drawings(app: Flask, questionnaire: Questionnaire) -> Drawn:
    """Draw every part of the picture in every state and voice; each is the same for everyone who sees it."""
    frame, box = (cast("Callable[..., Markup]", app.jinja_env.globals[name]) for name in ("frame", "box"))
    drawn: Drawn = {}
    for voice in Voice:
        axes = (questionnaire.axes.medical, questionnaire.axes.daily)
        drawn[voice] = frame(
            *(
                {"name": axis.name.in_voice(voice), "steps": [step.in_voice(voice) for step in axis.steps]}
                for axis in axes
            )
        )
    for voice, (place, (row, column)), mark in product(Voice, PLACES.items(), MARKS):
        medical, daily = place
        name = questionnaire.cell[Medical[medical], Daily[daily]].short.in_voice(voice)
        width = WHOLE_WIDTH if medical == BOTTOM else BOX_WIDTH
        drawn[voice, place, mark] = box(name, mark, 1 + 101 * column, 62 + 80 * row, width)
    return drawn


def span_words(span: tuple[str, str], axis: str) -> str:
    """Template filter: how far a contribution goes on an axis, as the names of its least and most steps."""
    steps = getattr(site().questionnaire.axes, axis).steps
    ends = [in_voice(steps[(Medical if axis == "medical" else Daily)[name]]) for name in dict.fromkeys(span)]
    return say("summary.span", least=ends[0], most=ends[1]) if len(ends) > 1 else ends[0]


def in_voice(text: Text) -> str:
    """Template filter: the words of a text in the voice of the page."""
    return text.in_voice(g.voice)


def numbers_of(questionnaire: Questionnaire) -> re.Pattern[str]:
    """Return what finds each telephone number of a questionnaire in a text."""
    lines = [line for country in questionnaire.countries for line in country.lines]
    known = {number for line in lines for number in (line.call, line.tty) if number}
    known |= {number for line in lines for number in re.findall(r"\d{3,}", line.text or "")}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(known, key=len, reverse=True)))})(?!\w)")


def numbers_marked(numbers: re.Pattern[str], text: str) -> Markup:
    """Template filter: a text with its telephone numbers marked, so that no translator of pages rewrites them."""
    return Markup(numbers.sub(r'<span translate="no">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped  # nosec B704


@lru_cache(maxsize=1024)
def lines(words: str, width: float) -> list[str]:
    """Template filter: a few words as lines of at most `width` letters, for a box of the picture."""
    return wrap(words, int(width))


def by_move(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Template filter: what would change a result, by what it would change."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.move, []).append(change)
    return found


def joined(words: Iterable[str], between: str = "") -> str:
    """Template filter: plain words joined into one text. Jinja's own filter checks each for markup."""
    return between.join(words)


def is_answered(questions: Iterable[str], sheet: Sheet) -> bool:
    """Whether any of these questions was answered."""
    return any(name in sheet for name in questions)


def texted(words: str) -> str:
    """Template filter: a number to text, with the word to send where there is one, as a telephone takes it.

    'START to 88788' becomes '88788?body=START' (RFC 5724).
    """
    body = words.split(maxsplit=1)[0] if words[0].isalpha() else ""
    return dialled(words) + (f"?body={quote(body)}" if body else "")


def dialled(number: str) -> str:
    """Template filter: a number as a telephone dials it, without the marks that help the eye."""
    return re.sub(r"[^0-9+*#]", "", number)
