"""Sheets to keep as accessible PDFs: a person's summary, what a family takes home, and what staff keep.

What they say and look like is in templates/pdf/, in the language of typst. Text goes there as data, never as markup,
and through memory only: nothing of it is written to a disk, and what typst remembers of a sheet is cleared after it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import IntEnum
from functools import cache
from typing import Any, Final, NamedTuple

import typst

from careguide.core.assessment.document import review_of
from careguide.core.assessment.interview import Takeaway
from careguide.core.assessment.summary import Summary
from careguide.core.questionnaire.content import Text, Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.files import catalogue, find

Data = dict[str, Any]

FOLDER = "templates/pdf"
AREAS = ("heading", "summary", "move", "when", "then", "room", "matters", "match", "rank", "picture", "sheet", "pdf")
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
READY_LETTERS = "\n\u2192 -~\u00a1-\u00ac\u00ae-\u017f\u2010-\u2026"
READY = frozenset(filter(re.compile(f"[{READY_LETTERS}]").match, map(chr, range(0x2193))))
"""Letters that the fonts hold, as the tests check, so that most sheets need not ask: Latin ones, dashes, quotes."""
NOT_PRINTED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""What is no letter: control and format characters, unassigned and private ones, halves of pairs."""
SHAPING = "\u200c\u200d\ufe0e\ufe0f"
"""Signs that shape the letters beside them, as Persian and Hindi need; they mean nothing beside a lacking letter."""
ASKED = 400
"""Letters of which it is asked whether a font holds them, more than any script has that they hold; others are not."""
NAMED = 3
"""How many pictures that no font holds are named in a row."""


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


def _talk(takeaway: Takeaway) -> Data:
    typed = {name: getattr(takeaway.interview, name) for name in ("steps", "closing", "staff_name", "staff_contact")}
    return {**typed, "view": takeaway.view, "differences": takeaway.differences}


def _data(questionnaire: Questionnaire, summary: Summary, more: Mapping[str, Any]) -> Data:
    around = {
        "guide": questionnaire.title,
        "paper": "us-letter" if summary.country in LETTER else "a4",
        "phrases": questionnaire.phrases,
        "words": {area: catalogue().area(area) for area in AREAS},
        "review": review_of(summary, catalogue()),
        "axes": questionnaire.axes,
        "cells": questionnaire.cells,
        "summary": summary,
        "talk": None,
    }
    return dict(_told({**around, **more}, summary.voice))


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
    cleaned, letters = _cleaned(data)
    try:
        return draw(_changed(cleaned, _replacer(letters, _held(letters[:ASKED]))))
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        # No one font may hold what stands in one place, such as a mark of one script on a letter of another.
        return draw(_changed(cleaned, _replacer(letters, frozenset())))
    finally:
        _forget()


def _fitted(data: Data) -> bytes:
    """Return the sheet in the largest type, and with the least left out, at which it fits.

    Most fit at once; for one that does not, few runs look for the step, as each takes time.
    """
    low, high = 0, len(STEPS) - 1
    made = _compiled("sheet.typ", data, STEPS[low])
    if _pages(made) <= PAGES:
        return made
    while low + 1 < high:
        middle = (low + high) // 2
        tried = _compiled("sheet.typ", data, STEPS[middle])
        if _pages(tried) <= PAGES:
            high, made = middle, tried
        else:
            low = middle
    return made if _pages(made) <= PAGES else _compiled("sheet.typ", data, STEPS[-1])


def _pages(pdf: bytes) -> int:
    """Return how many pages a PDF says that it has. What was typed can stand before that, but not after it."""
    return int(re.findall(rb"<xmpTPg:NPages>(\d+)<", pdf)[-1])


def _compiled(template: str, data: Data, step: Step) -> bytes:
    talk = _changed(data["talk"], lambda text: _cut(text, step.letters))
    drawn = {**data, "talk": talk, "size": step.size, "without": step.without, "short": step.shortened}
    return typst.compile(
        find(FOLDER) / template,
        root=find(FOLDER),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(drawn)},
        pdf_standards=STANDARD,
    )


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that typst brings along, and no other, so that every machine makes the same sheet."""
    return typst.Fonts(include_system_fonts=False)


def _forget() -> None:
    """Make typst drop what it remembers of a sheet: it lets go only after so many more runs, of anything."""
    compiler = typst.Compiler(font_paths=_fonts())
    for _ in range(KEPT_RUNS):
        compiler.compile(b"", format="svg")


# Letters


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    """Return data with each of its texts changed; names of keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _changed(inner, change) for name, inner in value.items()}
    return [_changed(inner, change) for inner in value] if isinstance(value, list | tuple) else value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _cut(text: str, letters: int | None) -> str:
    """Return a text as it is, or the words at its beginning that have no more than so many letters, on one line."""
    if letters is None:
        return text
    text = " ".join(text.split())  # a text of many short lines takes more room than one of many letters
    begin = text[:letters]
    return text if begin == text else f"{begin.rsplit(maxsplit=1)[0]} …"


def _cleaned(data: Data) -> tuple[Data, str]:
    """Return data without what is no letter, and the letters in it that not every font holds, in their order."""
    found: dict[str, None] = {}

    def clean(text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        unusual = set(text) - READY
        dropped = {letter for letter in unusual if _is_none(letter)}
        lines = (re.sub(r"[ \t]+", " ", line) for line in text.splitlines())
        text = "\n".join(filter(None, (_without(line, dropped).strip() for line in lines)))
        found.update(dict.fromkeys(sorted(unusual.intersection(text))))
        return text

    cleaned: Data = _changed(data, clean)
    return cleaned, "".join(found)


def _is_none(letter: str) -> bool:
    return unicodedata.category(letter) in NOT_PRINTED and letter not in SHAPING


def _without(text: str, dropped: set[str]) -> str:
    return text.translate(dict.fromkeys(map(ord, dropped))) if dropped else text


def _held(letters: str) -> frozenset[str]:
    """Return those of some letters that a font holds."""
    if not letters:
        return frozenset()
    lacking = typst.query(
        find(FOLDER) / "letters.typ",
        "<lacking>",
        field="value",
        one=True,
        root=find(FOLDER),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"letters": "".join(sorted(letters))},
    )
    return frozenset(letters).difference(json.loads(lacking) or ())


def _replacer(unusual: str, held: frozenset[str]) -> Callable[[str], str]:
    """Return what puts words in the place of unusual letters that are not held: names of pictures, or a remark."""
    if held.issuperset(unusual):
        return lambda text: text
    # Of what is held, not of what is not: anybody can send a thousand letters that no font holds.
    known = READY_LETTERS + re.escape("".join(sorted(held.difference(SHAPING))))
    run = re.compile(f"[{SHAPING}]*[^{known}{SHAPING}][^{known}]*")
    return lambda text: run.sub(_named, text)


def _named(run: re.Match[str]) -> str:
    names = [unicodedata.name(letter, "").lower() for letter in run[0] if unicodedata.category(letter) == "So"]
    return "".join(f"[{name}]" for name in names[:NAMED]) or f"[{catalogue().say('pdf.no_letters')}]"
