"""The letters that a PDF can hold: texts without what no font has, and with words in its place."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import typst

from careguide.files import catalogue, find

Data = dict[str, Any]

FOLDER = "templates/pdf"
READY_LETTERS = "\n\u2192 -~\u00a1-\u00ac\u00ae-\u017f\u2010-\u2026"
READY = frozenset(filter(re.compile(f"[{READY_LETTERS}]").match, map(chr, range(0x2193))))
"""Letters that the fonts hold, as the tests check, so that most sheets need not ask: Latin ones, dashes, quotes."""
NOT_PRINTED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""What is no letter: control and format characters, unassigned and private ones, halves of pairs."""
SHAPING = "\u200c\u200d\ufe0e\ufe0f"
"""Signs that shape the letters beside them, as Persian and Hindi need; they mean nothing beside a lacking letter."""
ASKED = 400
"""Letters of which it is asked whether a font holds them, more than any script has that they hold; others are not."""
NAMED = 3
"""How many pictures that no font holds are named in a row."""


@cache
def fonts() -> typst.Fonts:
    """Return the fonts that typst brings along, and no other, so that every machine makes the same sheet."""
    return typst.Fonts(include_system_fonts=False)


def changed(value: Any, change: Callable[[str], str]) -> Any:
    """Return data with each of its texts changed; names of keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: changed(inner, change) for name, inner in value.items()}
    return [changed(inner, change) for inner in value] if isinstance(value, list | tuple) else value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def cut(text: str, letters: int | None) -> str:
    """Return a text as it is, or the words at its beginning that have no more than so many letters, on one line."""
    if letters is None:
        return text
    text = " ".join(text.split())  # a text of many short lines takes more room than one of many letters
    begin = text[:letters]
    return text if begin == text else f"{begin.rsplit(maxsplit=1)[0]} …"


def cleaned(data: Data) -> tuple[Data, str]:
    """Return data without what is no letter, and the letters in it that not every font holds, in their order."""
    found: dict[str, None] = {}

    def clean(text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        unusual = set(text) - READY
        dropped = {letter for letter in unusual if _is_none(letter)}
        lines = (re.sub(r"[ \t]+", " ", line) for line in text.splitlines())
        text = "\n".join(filter(None, (_without(line, dropped).strip() for line in lines)))
        found.update(dict.fromkeys(sorted(unusual.intersection(text))))
        return text

    readable: Data = changed(data, clean)
    return readable, "".join(found)


def _is_none(letter: str) -> bool:
    return unicodedata.category(letter) in NOT_PRINTED and letter not in SHAPING


def _without(text: str, dropped: set[str]) -> str:
    return text.translate(dict.fromkeys(map(ord, dropped))) if dropped else text


def held(letters: str) -> frozenset[str]:
    """Return those of some letters that a font holds."""
    if not letters:
        return frozenset()
    lacking = typst.query(
        find(FOLDER) / "letters.typ",
        "<lacking>",
        field="value",
        one=True,
        root=find(FOLDER),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"letters": "".join(sorted(letters))},
    )
    return frozenset(letters).difference(json.loads(lacking) or ())


def replacer(unusual: str, held: frozenset[str]) -> Callable[[str], str]:
    """Return what puts words in the place of unusual letters that are not held: names of pictures, or a remark."""
    if held.issuperset(unusual):
        return lambda text: text
    # Of what is held, not of what is not: anybody can send a thousand letters that no font holds.
    known = READY_LETTERS + re.escape("".join(sorted(held.difference(SHAPING))))
    run = re.compile(f"[{SHAPING}]*[^{known}{SHAPING}][^{known}]*")
    return lambda text: run.sub(_named, text)


def _named(run: re.Match[str]) -> str:
    names = [unicodedata.name(letter, "").lower() for letter in run[0] if unicodedata.category(letter) == "So"]
    return "".join(f"[{name}]" for name in names[:NAMED]) or f"[{catalogue().say('pdf.no_letters')}]"
