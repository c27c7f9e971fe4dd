"""Words for people inside a resource: XHTML in which every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from careguide.fhir.canon import Resource


def narrative(xhtml: str) -> Resource:
    """Return a Narrative that says what the resource says."""
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{xhtml}</div>'}


def paragraphs(*texts: str) -> str:
    """Return each text as a paragraph; an empty one is left out."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts if text)


def points(items: Iterable[str], tag: str = "ul") -> str:
    """Return a list of items that are XHTML already; none at all is no list."""
    entries = "".join(f"<li>{item}</li>" for item in items)
    return f"<{tag}>{entries}</{tag}>" if entries else ""


def named_narrative(name: str, text: str) -> str:
    """Return a text with its name before it."""
    return f"<b>{escape(name)}:</b> {escape(text)}"
