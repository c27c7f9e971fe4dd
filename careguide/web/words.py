"""The words of the interface on a page: a text of the catalogue in the voice of the page, plain or as markup."""

from __future__ import annotations

import re
from functools import cache

from flask import g
from markupsafe import Markup, escape

from careguide.core.questionnaire.catalogue import CatalogueError
from careguide.core.questionnaire.content import Voice
from careguide.files import catalogue

MARK = re.compile(r"(\{\w+\}|</?\w+>)")
"""What stands for a fact, and the start and end of what is bold or a link."""

BOLD = {"<b>": "<strong>", "</b>": "</strong>"}
LINK_END = "</a>"
NOTHING = Markup("")


Parts = tuple[Markup, frozenset[str], tuple[Markup | str, ...]]
"""Words as markup, the names of their facts, and if there are any, what stands between them and the names in turn."""


def say(name: str, /, **facts: object) -> str:
    """Return a text of the catalogue as plain words."""
    text = catalogue().text(name)
    return catalogue().say(name, Voice.SELF if text.to_self == text.to_someone else g.voice, **facts)


def t(name: str, /, **facts: object) -> Markup:
    """Return a text of the catalogue as markup; facts are escaped, unless they are markup.

    A link in a text, such as <page>the guide</page>, has the tag that begins it among the facts, as `link_to` makes it.
    Raises CatalogueError for an id that is not there, and for other facts than those that the text takes.
    """
    one, other = _ready(name)
    # What is drawn when the guide starts is on no page yet and has no voice; it says the same in both.
    words, names, parts = one if one is other or g.voice is Voice.SELF else other
    if names != facts.keys():
        raise CatalogueError(f"'{name}' takes {sorted(names)}, and not {sorted(facts)}.")
    if not parts:
        return words
    pieces = [escape(facts[part]) if number % 2 else part for number, part in enumerate(parts)]
    return Markup("".join(pieces))  # noqa: S704 - each is markup, and Markup's own join would ask again  # nosec B704


def link_to(address: str, more: Markup = NOTHING) -> Markup:
    """Return the tag that begins a link; `more` are other attributes of it."""
    return Markup('<a href="{}"{}>').format(address, more)


def as_is(words: object) -> Markup:
    """Return words that no translator of pages may touch, such as an address or a number."""
    return Markup('<span translate="no">{}</span>').format(words)


@cache
def _ready(name: str) -> tuple[Parts, Parts]:
    """Return the parts of a text in both voices; there are as many as the catalogue has texts."""
    text = catalogue().text(name)
    one = _parts(text.to_self)
    return one, one if text.to_self == text.to_someone else _parts(text.to_someone)


def _parts(words: str) -> Parts:
    parts: list[Markup | str] = []
    plain = ""
    for number, piece in enumerate(MARK.split(words)):
        if number % 2 == 0:
            plain += _safe(piece)
        elif piece in BOLD or piece.startswith("</"):
            plain += BOLD.get(piece, LINK_END)
        else:
            parts += [*map(Markup, [plain]), piece[1:-1]]
            plain = ""
    (last,) = map(Markup, [plain])
    return last, frozenset(parts[1::2]), (*parts, last) if parts else ()


def _safe(words: str) -> str:
    """Return words for a page and for its attributes, which all stand in double quotes; an apostrophe stays short."""
    return str(escape(words)).replace("&#39;", "'")
