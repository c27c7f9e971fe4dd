"""JSON read strictly: anything ambiguous is refused, since it could lose an answer."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def parsed(raw: bytes) -> object:
    """Return the value of a JSON text in UTF-8.

    Raises ValueError for a text that is not JSON, for a name that is there twice in one object, for NaN and the
    infinities, and for nesting that is too deep to be read.
    """
    try:
        return json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_refused)
    except RecursionError:
        raise ValueError from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its members. If two have the same name, JSON does not say which one counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _refused(_: str) -> NoReturn:
    """Refuse NaN and the infinities, which are not JSON."""
    raise ValueError
