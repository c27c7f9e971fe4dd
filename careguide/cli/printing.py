"""How the commands print what they find: with a template, as the text of a summary, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jinja2

from careguide import files
from careguide.core.assessment.document import (
    Block,
    Entries,
    Entry,
    Notice,
    Paragraph,
    Part,
    Weight,
    line_entry,
    parts_of,
)
from careguide.core.assessment.summary import Summary
from careguide.core.questionnaire.model import Questionnaire
from careguide.core.review import prose


def rendered(template: str, **context: Any) -> str:
    """Return a template filled with these values; only HTML is escaped."""
    environment = jinja2.Environment(
        autoescape=jinja2.select_autoescape(["html"]),
        loader=jinja2.FileSystemLoader(files.find(files.TEMPLATES)),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["in_words"] = prose.in_words
    environment.filters["word_count"] = prose.count_words
    return environment.get_template(template).render(**context)


def as_text(questionnaire: Questionnaire, summary: Summary) -> str:
    """Return a summary as plain text for a terminal, part by part."""
    numbers = {source.id: number for number, source in enumerate(summary.cited, 1)}
    return (
        "\n\n".join("\n".join(_part(part, numbers)) for part in parts_of(questionnaire, summary, files.catalogue()))
        + "\n"
    )


def _part(part: Part, numbers: dict[str, int]) -> Iterator[str]:
    yield part.heading
    yield ("=" if part.weight is Weight.FIRST else "-") * len(part.heading)
    for block in part.blocks:
        yield from _block(block, numbers)


def _block(block: Block, numbers: dict[str, int]) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield text
        case Entries(items, ordered):
            for number, item in enumerate(items, 1):
                yield f"{f'{number}.' if ordered else '-'} {_entry(item, numbers)}"
        case Notice(note):
            yield from (f"* {note.title}", *(f"  {words}" for words in note.body))
            yield from (f"  {_entry(line_entry(line, files.catalogue()), numbers)}" for line in note.lines)


def _entry(item: Entry, numbers: dict[str, int]) -> str:
    cited = ", ".join(str(numbers[name]) for name in item.sources)
    between = " " if item.name[-1] in ".?" else ": "
    return item.name + (f"{between}{item.text}" if item.text else "") + (f" [{cited}]" if cited else "")


def as_json(data: object, indent: int = 2) -> str:
    """Return data as JSON that people can read too."""
    return json.dumps(data, ensure_ascii=False, indent=indent)
