"""JSON read strictly: what its rules leave open is refused, as an answer could be lost in it."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def parsed(raw: bytes) -> object:
    """Return what a JSON text in UTF-8 holds.

    Raises ValueError for a text that is none, for a name that stands twice in one object, for NaN and the infinities,
    and for one that is nested too deep to be read.
    """
    try:
        return json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_refused)
    except RecursionError:
        raise ValueError from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its members. Of two with one name, JSON does not say which one counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _refused(_: str) -> NoReturn:
    """Refuse NaN and the infinities, which are no JSON."""
    raise ValueError
