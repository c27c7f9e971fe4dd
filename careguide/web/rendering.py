"""Pages made from templates: a whole page, or a page for one person around which everything is made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, render_template, request
from markupsafe import Markup, escape

from careguide.core.questionnaire.content import Country, Voice
from careguide.web.embed.framed import PLAIN, framed, look
from careguide.web.places import place
from careguide.web.site import bounded, site

HOLE = "\0"
"""Marks both sides of the name of a hole that is still to be filled; no page has this character."""

UNANSWERED = {
    "sheet": {},
    "errors": {},
    "strange": (),
    "older": False,
    "filled": False,
    "notice": "",
    "busy": False,
    "matters": None,
}
"""What the question page gets before anything is answered."""


def render(template: str, *, country: Country, voice: Voice = Voice.SELF, **context: Any) -> str:
    """Render a template in one voice, with the help lines of one country."""
    g.voice = voice
    frame = {"framed": framed(), "look": look()}
    return render_template(template, country=country, voice=voice, **frame, **{**UNANSWERED, **context})


def around(template: str, *, country: Country, voice: Voice, **parts: Any) -> str:
    """Render a page for one person: `parts` fill the holes with their names; everything around them is made once."""
    holes = {name: f"{HOLE}{name}{HOLE}" for name in parts}
    pieces = _kept(
        template, country, voice, lambda: render(template, country=country, voice=voice, holes=holes).split(HOLE)
    )
    return "".join(escape(parts[piece]) if number % 2 else piece for number, piece in enumerate(pieces))


def same(template: str, country: Country, voice: Voice) -> Markup:
    """Return a part of a page that is the same for everyone with this country and voice; it is made once."""
    return _kept(template, country, voice, lambda: [render(template, country=country, voice=voice)])[0]


def _kept(template: str, country: Country, voice: Voice, make: Callable[[], list[str]]) -> tuple[Markup, ...]:
    """Return what `make` gave the first time. In another site's look or below a path, make it each time."""
    known, key = site().parts, (template, country.code, voice, request.endpoint)
    if key in known and is_plain():
        return known[key]
    made = tuple(map(Markup, make()))
    if is_plain():
        bounded(known)[key] = made
    return made


def is_plain() -> bool:
    """Whether the current page has the guide's own look, and is right wherever it is served."""
    return look() == PLAIN and not place()
