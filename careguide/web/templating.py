"""What templates may use: filters, tests and names, the same in all of them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from textwrap import wrap
from typing import Any

from flask import Flask, g
from jinja2 import StrictUndefined
from jinja2.runtime import Macro
from markupsafe import Markup

from careguide.core.answers import ALONE
from careguide.core.content import Text, Voice
from careguide.core.model import Daily, Level, Medical, Questionnaire
from careguide.core.summary import Summary
from careguide.web.inline import Inline
from careguide.web.pages import Site, given, own_tab, site, to

MACROS = ("lines", "summary", "reasons", "picture")
"""Files below templates/macros/ whose macros every template has, in the order in which one uses another's.

To import them in each template would make them anew for each page, a tenth of the time that a summary takes.
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
BOX_WIDTH, WHOLE_WIDTH = 96, 298


def set_up(app: Flask, site: Site, inline: Inline) -> None:
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
        access_log=site.settings.access_log,
        alone=ALONE,
        chosen=lambda country: None if country is site.home_country else country.code,
        emergency_flag=next(flag for flag in questionnaire.flags if flag.level is Level.EMERGENCY),
        inline=inline,
        of_kinds=lambda country, kinds: [line for kind in kinds for line in country.lines if line.kind == kind],
        origins=site.settings.embed_origins,
        own_tab=own_tab,
        proof=site.proof,
        public_url=site.settings.public_url,
        questionnaire=questionnaire,
        standings=standings,
        staff_page="together" in app.blueprints,
        shown=lambda question: [questionnaire.message[word] for word in question.shows],
        to=to,
    )
    drawn: dict[tuple[Voice, str, str, str], Markup] = {}
    app.jinja_env.globals["boxes"] = drawn  # before the macros, which see only what is there when they are made
    for name in MACROS:
        macros = app.jinja_env.get_template(f"macros/{name}.html").make_module()
        app.jinja_env.globals.update((word, one) for word, one in vars(macros).items() if isinstance(one, Macro))
    drawn |= boxes(app, questionnaire)


def standings(summary: Summary) -> dict[tuple[str, str], str]:
    """Return how each place of the picture stands in a summary; around the clock, one place is as wide as the days."""
    marks = dict.fromkeys(PLACES, "no")
    start = [summary.start] if summary.start else []
    for mark, choices in (("depends", summary.depends), ("also", summary.also), ("start", start)):  # the strongest last
        for choice in choices:
            medical, daily = str(choice.medical), str(choice.daily)
            marks[medical, "home" if medical == BOTTOM else daily] = mark
    return marks


def boxes(app: Flask, questionnaire: Questionnaire) -> dict[tuple[Voice, str, str, str], Markup]:
    """Draw every box of the picture in every state and voice: each is the same for all who have it."""
    box: Any = app.jinja_env.globals["box"]
    drawn = {}
    for voice, ((medical, daily), (row, column)) in product(Voice, PLACES.items()):
        name = questionnaire.cell[Medical[medical], Daily[daily]].short.said(voice)
        width = WHOLE_WIDTH if medical == BOTTOM else BOX_WIDTH
        for mark in MARKS:
            drawn[voice, medical, daily, mark] = box(name, mark, 1 + 101 * column, 62 + 80 * row, width)
    return drawn


def span_words(span: tuple[str, str], axis: str) -> str:
    """Template filter: how far a contribution goes on an axis, as the names of its least and most steps."""
    steps = getattr(site().questionnaire.axes, axis).steps
    ends = [said(steps[(Medical if axis == "medical" else Daily)[name]]) for name in dict.fromkeys(span)]
    return ", up to: ".join(ends)


def said(text: Text) -> str:
    """Template filter: the words of a text in the voice of the page."""
    return text.said(g.voice)


@lru_cache(maxsize=1024)
def lines(words: str, width: float) -> list[str]:
    """Template filter: a few words as lines of at most `width` letters, for a box of the picture."""
    return wrap(words, int(width))


def source_number(word: str, summary: Summary) -> int:
    """Template filter: the number of a source in the list at the end of a summary."""
    return next(number for number, source in enumerate(summary.sources, 1) if source.id == word)


def dialled(number: str) -> str:
    """Template filter: a number as a telephone takes it, without the marks that help the eye."""
    return re.sub(r"[^0-9+*#]", "", number)
