"""How the commands print what they find: with a template, as the text of a summary, or as JSON."""

from __future__ import annotations

import json
from typing import Any

import jinja2

from careguide import files
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
    return environment.get_template(template).render(**context)


def as_text(questionnaire: Questionnaire, summary: Summary) -> str:
    """Return a summary as plain text for a terminal."""
    return rendered("cli/summary.txt", summary=summary, questionnaire=questionnaire)


def as_json(data: object, indent: int = 2) -> str:
    """Return data as JSON that people can read too."""
    return json.dumps(data, ensure_ascii=False, indent=indent)
