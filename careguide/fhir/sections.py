"""The parts of a summary as sections of a FHIR document, each as words for people with a code for programs."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from careguide.core.assessment.document import Block, Entries, Entry, Notice, Paragraph, Part, line_entry, parts_of
from careguide.core.assessment.summary import Summary
from careguide.core.assessment.vocabulary import Note
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.fhir.narrative import named_narrative, paragraphs, points
from careguide.files import catalogue

OWN = ("emergency", "same_day", "this_week", "why", "start", "not_enough", "also", "depends", "preference", "answers")
"""Codes with a title of their own in a record; any other has the heading of its part."""

SECTIONS = (
    *("emergency", "why", "acts", "start", "not_enough", "cautions", "also", "depends", "always_shown"),
    *("for_more_care", "for_home", "ask", "what_matters", "unknown", "could_change", "preference"),
    *("same_day", "this_week", "changes", "notes", "next_steps", "help_lines", "ending", "sources", "answers"),
)
TITLES = {
    code: catalogue().say(f"record.{code}" if code in OWN else f"heading.{code}", Voice.SOMEONE) for code in SECTIONS
}
"""What each code of a section means, in our CodeSystem; the heading that a reader sees is that of the part."""


class Section(NamedTuple):
    """One section: its code, its title and its XHTML."""

    code: str
    title: str
    xhtml: str


def sections(questionnaire: Questionnaire, summary: Summary) -> tuple[Section, ...]:
    """Return the sections of a summary that have something to say. An emergency stands alone and first."""
    numbers = {source.id: number for number, source in enumerate(summary.cited, 1)}
    return tuple(_section(part, numbers) for part in parts_of(questionnaire, summary, catalogue()))


def _section(part: Part, numbers: dict[str, int]) -> Section:
    xhtml = "".join(_block(block, numbers) for block in part.blocks)
    return Section(part.id, part.heading, xhtml)


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
    return points(_entry(line_entry(line, catalogue()), {}) for line in note.lines)
