"""Pages made from templates: a whole page, or a page for one person around which everything is made once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g, render_template, request
from markupsafe import escape

from careguide.core.questionnaire.content import Country, Voice
from careguide.web.embed.framed import PLAIN, framed, look
from careguide.web.places import place
from careguide.web.site import bounded, site

HOLE = "\0"
"""Marks both sides of the name of a hole that is still to be filled; no page has this character."""

UNSENT = {
    "sheet": {},
    "errors": {},
    "strange": (),
    "older": False,
    "filled": False,
    "notice": "",
    "busy": False,
    "typed": "",
    "problem": "",
    "matters": None,
}
"""What the pages of questions and codes get before anything is sent."""


def render(template: str, *, country: Country, voice: Voice = Voice.SELF, **context: Any) -> str:
    """Render a template in one voice, with the help lines of one country."""
    g.voice = voice
    frame = {"framed": framed(), "look": look(), "kiosk": is_kiosk()}
    return render_template(template, country=country, voice=voice, **frame, **{**UNSENT, **context})


def around(template: str, *, country: Country, voice: Voice, **parts: Any) -> str:
    """Render a page for one person: `parts` fill the holes with their names; everything around them is made once."""
    pieces = _pieces(template, country, voice, parts)
    return "".join(escape(parts[piece]) if number % 2 else piece for number, piece in enumerate(pieces))


def _pieces(template: str, country: Country, voice: Voice, parts: Iterable[str]) -> list[str]:
    """Return a page cut at its holes, made once; but in another site's look or below a path, each time."""
    known, key = site().parts, (template, country.code, voice, request.endpoint)
    if is_plain() and key in known:
        return known[key]
    holes = {name: f"{HOLE}{name}{HOLE}" for name in parts}
    pieces = render(template, country=country, voice=voice, holes=holes).split(HOLE)
    if is_plain():
        bounded(known)[key] = pieces
    return pieces


def is_plain() -> bool:
    """Whether the current page has the guide's own look, and is right wherever it is served."""
    return look() == PLAIN and not place() and "kiosk" not in request.args


def is_kiosk() -> bool:
    """Whether many people use this screen: by the setting, or as the address of a page of the guide says."""
    return request.blueprint == "guide" and (site().settings.kiosk or "kiosk" in request.args)
