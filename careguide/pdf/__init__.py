"""Accessible PDFs: a person's summary, what a family takes home, what staff keep, and the questions to fill in by hand.

What they say and look like is in templates/pdf/, in the language of typst. Text goes there as data, never as markup,
and through memory only: nothing of it is written to a disk, and what typst remembers of a sheet is cleared after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import IntEnum
from functools import partial
from typing import Any, Final, NamedTuple

import typst

from careguide.core.assessment.document import review_of
from careguide.core.assessment.interview import Takeaway
from careguide.core.assessment.paper import on_paper
from careguide.core.assessment.summary import Summary
from careguide.core.questionnaire.content import Country, Text, Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.files import catalogue, find
from careguide.pdf.letters import ASKED, FOLDER, Data, changed, cleaned, cut, fonts, held, replacer

AREAS = (
    *("heading", "summary", "move", "when", "then", "room", "matters", "match", "rank", "picture", "sheet", "pdf"),
    "paper",
)
"""Areas of the catalogue whose words the sheets say."""

PAGES = 2
"""Pages that a person or a family is given at most."""
LETTER = frozenset({"US", "CA"})
"""Countries whose printers hold US Letter; all others hold A4."""
STANDARD: Final = "ua-1"
"""PDF/UA-1: tagged, with a language, a title and words for each picture. typst refuses to write anything less."""
KEPT_RUNS = 10
"""Runs after which typst drops what it remembers of an earlier one."""


class Step(NamedTuple):
    """One way to fit a sheet: type in points, what is left out, and how many letters of a typed text are kept."""

    size: float
    without: tuple[str, ...] = ()
    letters: int | None = None

    @property
    def shortened(self) -> bool:
        """Whether anything is missing that a screen would show."""
        return bool(self.without) or self.letters is not None


SPARED = ("bodies", "differences", "room")
"""What is left out where smaller type is not enough, in this order; see docs/decisions/0010-pdf.md."""
SMALLEST = 10.0
"""Points. Smaller type is only for a family sheet on which far more was typed than anyone does."""
STEPS = (
    *map(Step, (12.0, 11.5, 11.0, 10.5, SMALLEST)),
    *(Step(SMALLEST, SPARED[:count]) for count in range(1, len(SPARED) + 1)),
    *(Step(size, SPARED) for size in (9.0, 8.0)),
    *(Step(8.0, SPARED, letters) for letters in (400, 200, 100, 50)),
)
STAFF = Step(9.0)
QUESTION_PAGES = 6
"""Pages of the questions that careguide ships, at most; longer ones take more, since nothing is cut there."""
QUESTION_STEPS = STEPS[:5]
"""Type of the questions to fill in by hand: never smaller, as they are read at arm's length and in pain."""


def summary_pdf(questionnaire: Questionnaire, summary: Summary) -> bytes:
    """Return a person's own summary as a PDF of at most two pages."""
    return _printed(_data(questionnaire, summary, {}), _fitted)


def family_pdf(questionnaire: Questionnaire, takeaway: Takeaway) -> bytes:
    """Return what a family takes home from an interview as a PDF of at most two pages.

    It holds as much as the staff page lets people type; far longer texts are cut short. In an emergency it holds of
    the talk only what was agreed and with whom, so that nothing reassures.
    """
    return _printed(_data(questionnaire, takeaway.summary, {"talk": _talk(takeaway)}), _fitted)


def staff_pdf(questionnaire: Questionnaire, takeaway: Takeaway) -> bytes:
    """Return what staff keep of an interview, whole, as a PDF of as many pages as it needs."""
    cited = {source for part in takeaway.contributions for source in part.sources}
    cited |= {source.id for source in takeaway.summary.sources}
    more = {
        "talk": _talk(takeaway),
        "takeaway": takeaway,
        "messages": {flag.id: questionnaire.message[flag.message].title for flag in questionnaire.flags},
        "sources": [source for source in questionnaire.sources if source.id in cited],
    }
    return _printed(_data(questionnaire, takeaway.summary, more), lambda data: _compiled("staff.typ", data, STAFF))


def paper_pdf(questionnaire: Questionnaire, voice: Voice, country: Country, *, staffed: bool = True) -> bytes:
    """Return all questions as a PDF to print and to fill in by hand: six pages, and more only for longer ones.

    It says how staff type it in, unless the guide is not `staffed`: has no staff page.
    """
    data = {
        **_around(questionnaire, country.code),
        "sheet": on_paper(questionnaire, country),
        "intro": questionnaire.intro,
        "country": country.name,
        "lines": country.lines,
        "reviewed": questionnaire.review.by,
        "version": {"version": questionnaire.version, "digest": questionnaire.digest},
        "summary": None,
        "staffed": staffed and questionnaire.together is not None,
    }
    fit = partial(_fitted, template="questions.typ", steps=QUESTION_STEPS, most=QUESTION_PAGES)
    return _printed(dict(_told(data, voice)), fit)


def _talk(takeaway: Takeaway) -> Data:
    typed = {name: getattr(takeaway.interview, name) for name in ("steps", "closing", "staff_name", "staff_contact")}
    return {**typed, "view": takeaway.view, "differences": takeaway.differences}


def _data(questionnaire: Questionnaire, summary: Summary, more: Mapping[str, Any]) -> Data:
    around = {
        **_around(questionnaire, summary.country),
        "review": review_of(summary, catalogue()),
        "axes": questionnaire.axes,
        "cells": questionnaire.cells,
        "summary": summary,
    }
    return dict(_told({**around, **more}, summary.voice))


def _around(questionnaire: Questionnaire, country: str) -> Data:
    return {
        "guide": questionnaire.title,
        "paper": "us-letter" if country in LETTER else "a4",
        "phrases": questionnaire.phrases,
        "words": {area: catalogue().area(area) for area in AREAS},
        "talk": None,
    }


def _told(value: Any, voice: Voice) -> Any:
    """Return a value as JSON takes it, each text in one voice."""
    if isinstance(value, Text):
        return value.in_voice(voice)
    if isinstance(value, IntEnum):
        return value.name
    if is_dataclass(value):
        return {field.name: _told(getattr(value, field.name), voice) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: _told(inner, voice) for name, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_told(inner, voice) for inner in value]
    return sorted(value) if isinstance(value, frozenset) else value


def _printed(data: Data, draw: Callable[[Data], bytes]) -> bytes:
    """Draw data of which every letter can be printed, and forget it. Raises typst.TypstError for a faulty template."""
    readable, letters = cleaned(data)
    try:
        return draw(changed(readable, replacer(letters, held(letters[:ASKED]))))
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        # No one font may hold what stands in one place, such as a mark of one script on a letter of another.
        return draw(changed(readable, replacer(letters, frozenset())))
    finally:
        _forget()


def _fitted(data: Data, template: str = "sheet.typ", steps: tuple[Step, ...] = STEPS, most: int = PAGES) -> bytes:
    """Return the sheet in the largest type, and with the least left out, at which it fits; else by the last step.

    Most fit at once; for one that does not, few runs look for the step, as each takes time.
    """
    low, high = 0, len(steps) - 1
    made = _compiled(template, data, steps[low])
    if _pages(made) <= most:
        return made
    while low + 1 < high:
        middle = (low + high) // 2
        tried = _compiled(template, data, steps[middle])
        if _pages(tried) <= most:
            high, made = middle, tried
        else:
            low = middle
    return made if _pages(made) <= most else _compiled(template, data, steps[-1])


def _pages(pdf: bytes) -> int:
    """Return how many pages a PDF says that it has. What was typed can stand before that, but not after it."""
    return int(re.findall(rb"<xmpTPg:NPages>(\d+)<", pdf)[-1])


def _compiled(template: str, data: Data, step: Step) -> bytes:
    talk = changed(data["talk"], lambda text: cut(text, step.letters))
    drawn = {**data, "talk": talk, "size": step.size, "without": step.without, "short": step.shortened}
    return typst.compile(
        find(FOLDER) / template,
        root=find(FOLDER),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(drawn)},
        pdf_standards=STANDARD,
    )


def _forget() -> None:
    """Make typst drop what it remembers of a sheet: it lets go only after so many more runs, of anything."""
    compiler = typst.Compiler(font_paths=fonts())
    for _ in range(KEPT_RUNS):
        compiler.compile(b"", format="svg")
