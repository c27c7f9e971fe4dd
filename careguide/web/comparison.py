"""The comparison of kinds of care: what is marked on it, and what stands side by side at first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, g
from werkzeug.datastructures import MultiDict

from careguide.web.embed.framed import look
from careguide.web.site import site
from careguide.web.words import say

OWN = {"start": "start_here", "also": "ask_about", "depends": "not_known"}
"""How a summary can name a kind of care, the strongest first, each with the name of its words."""
SIGNS = {"start": "●", "also": "○", "depends": "?"}


def with_style() -> None:
    """Let this page have the style of the comparison; no other has it, nor the room for one more in its policy."""
    look()
    inline: Any = current_app.jinja_env.globals["inline"]
    g.styles = (*g.styles, inline.style["compare"])


def marked(sent: MultiDict[str, str]) -> dict[str, Any]:
    """Return what the comparison needs where a summary sent along which kinds of care it names."""
    known = site().questionnaire.setting
    marks = {word: mark for mark in reversed(OWN) for word in sent.getlist(mark) if word in known}
    return beside(marks, [word for name in ("show", *OWN) for word in sent.getlist(name) if word in known])


def beside(marks: dict[str, str], order: Sequence[str]) -> dict[str, Any]:
    """Return what the comparison needs: what is marked, in words, and the two that stand side by side at first."""
    first = (*order, *site().questionnaire.setting)
    words = {mark: f"{SIGNS[mark]} {say(f'picture.{name}')}" for mark, name in OWN.items()}
    return {"marks": marks, "own_words": words, "beside": list(dict.fromkeys(first))[:2]}
