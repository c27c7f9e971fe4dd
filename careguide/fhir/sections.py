"""The parts of a summary as sections of a FHIR document, each as words for people with a code for programs."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from careguide.core.assessment.document import Block, Entries, Entry, Notice, Paragraph, Part, line_entry, parts_of
from careguide.core.assessment.summary import Summary
from careguide.core.assessment.vocabulary import Note
from careguide.core.questionnaire.catalogue import HEADINGS
from careguide.core.questionnaire.model import Questionnaire
from careguide.fhir.narrative import named_narrative, paragraphs, points

OWN = {
    "emergency": "Emergency",
    "same_day": "Advice on the same day",
    "this_week": "Advice within the week",
    "why": "Why this says so",
    "start": "A place to start the talk with a professional",
    "not_enough": "There is not enough to say yet",
    "also": "Also worth asking about",
    "depends": "This depends on what is not known yet",
    "preference": "What the person would choose",
    "answers": "The answers that this rests on",
}
SECTIONS = (
    *(
        "emergency",
        "same_day",
        "why",
        "this_week",
        "start",
        "not_enough",
        "cautions",
        "also",
        "depends",
        "always_shown",
    ),
    *("for_home", "for_more_care", "preference", "unknown", "ask", "changes", "notes", "next_steps"),
    *("help_lines", "ending", "sources", "answers"),
)
TITLES = {code: OWN.get(code) or HEADINGS[code].to_someone for code in SECTIONS}
"""What each code of a section means, in our CodeSystem; the heading that a reader sees is that of the part."""

CODES = {"because": "why"}
"""Codes of sections that differ from the id of their part."""


class Section(NamedTuple):
    """One section: its code, its title and its XHTML."""

    code: str
    title: str
    xhtml: str


def sections(questionnaire: Questionnaire, summary: Summary) -> tuple[Section, ...]:
    """Return the sections of a summary that have something to say. An emergency stands alone and first."""
    numbers = {source.id: number for number, source in enumerate(summary.sources, 1)}
    return tuple(_section(part, numbers) for part in parts_of(questionnaire, summary))


def _section(part: Part, numbers: dict[str, int]) -> Section:
    xhtml = "".join(_block(block, numbers) for block in part.blocks)
    return Section(CODES.get(part.id, part.id), part.heading, xhtml)


def _block(block: Block, numbers: dict[str, int]) -> str:
    match block:
        case Paragraph(text):
            return paragraphs(text)
        case Entries(items, ordered):
            return points((_entry(item, numbers) for item in items), "ol" if ordered else "ul")
        case Notice(note, loud):
            return _loud(note) if loud else _note(note, numbers)


def _entry(item: Entry, numbers: dict[str, int]) -> str:
    """Return a name and what is said of it; a name that is a sentence already needs no colon."""
    text = f"{item.text}{_cited(item.sources, numbers)}"
    if not text:
        return escape(item.name)
    return f"<b>{escape(item.name)}</b> {escape(text)}" if item.name[-1] in ".?" else named_narrative(item.name, text)


def _cited(ids: Iterable[str], numbers: dict[str, int]) -> str:
    cited = ", ".join(str(numbers[name]) for name in ids)
    return f" [{cited}]" if cited else ""


def _loud(note: Note) -> str:
    """Return a warning: the lines to call, then one step a line."""
    return f"<p><b>{escape(note.title)}</b></p>" + _lines(note) + points(map(escape, note.body))


def _note(note: Note, numbers: dict[str, int]) -> str:
    words = named_narrative(note.title, " ".join(note.body) + _cited(note.sources, numbers))
    return f"<p>{words}</p>{_lines(note)}"


def _lines(note: Note) -> str:
    return points(_entry(line_entry(line), {}) for line in note.lines)
