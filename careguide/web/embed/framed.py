"""Whether the guide is in the frame of another site, and how it looks there."""

from __future__ import annotations

from flask import g, request

from careguide.web.embed.look import Look
from careguide.web.site import site

FRAMED = "framed"
"""Name of the guide's blueprint where other sites show it in a frame."""

PLAIN = Look()
"""The guide's own look."""


def framed() -> bool:
    """Whether the current request is for the guide in the frame of another site."""
    return request.blueprint == FRAMED


def look() -> Look:
    """Return how the current page looks: as the framing site has chosen, or plain. The policy allows its style."""
    if "look" not in g:
        g.look = Look.of(request.args.to_dict(), site().questionnaire.country) if framed() else PLAIN
        g.styles = (g.look.style,) if g.look.style else ()
    found: Look = g.look
    return found
