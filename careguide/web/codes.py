"""A sheet as a code: its symbols, how they are said, the picture to scan, and what is wrong with one that is typed."""

from __future__ import annotations

import re
from math import isqrt
from typing import NamedTuple

import zxingcpp
from markupsafe import Markup

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.phone_code import GROUP, CodeFault, TooLongError, encode, spelled
from careguide.core.questionnaire.content import Voice
from careguide.web.site import site

MARGIN = 4
"""Squares of white around a QR code, as its standard requires."""

RUNS = re.compile(rb"\0+|\xff+")
"""Squares of one colour, dark or light, side by side."""

GAP = " \N{EN DASH} "
"""Between groups of words that are said for a code."""

FAULTS = {
    CodeFault.EMPTY: "code.empty",
    CodeFault.STRANGE: "code.strange",
    CodeFault.LENGTH: "code.length",
    CodeFault.MISTYPED: "code.mistyped",
    CodeFault.OTHER_VERSION: "code.other_version",
    CodeFault.DAMAGED: "code.damaged",
}
"""What a person is told who types a code; the sentences of the faults themselves are for staff."""


class Code(NamedTuple):
    """A sheet as a code: its symbols, and the words to say for each group of them."""

    symbols: str = ""
    spelled: str = ""


def code_of(sheet: Sheet, voice: Voice) -> Code | None:
    """Return the sheet as a code to read out, or None for a questionnaire that is too large for one."""
    try:
        code = encode(site().questionnaire, sheet, voice)
    except TooLongError:
        return None
    words = [word for _, word in spelled(code)]
    groups = (words[start : start + GROUP] for start in range(0, len(words), GROUP))
    return Code(code, GAP.join(map(", ".join, groups)))


def picture_of(code: str) -> Markup:
    """Return a text as a QR code in SVG: a path with one stroke for each run of dark squares."""
    made = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    squares = bytes(zxingcpp.write_barcode_to_image(made, add_quiet_zones=False))  # type: ignore[call-overload]
    width = isqrt(len(squares))
    strokes = []
    for row in range(width):
        strokes.append(f"M{MARGIN} {row + MARGIN}.5")
        runs = RUNS.findall(squares, row * width, (row + 1) * width)
        strokes += [f"m{len(run)} 0" if run[0] else f"h{len(run)}" for run in runs]
    whole = width + 2 * MARGIN
    return Markup(  # noqa: S704 - numbers only  # nosec B704
        f'<svg viewBox="0 0 {whole} {whole}"><path fill="#fff" d="M0 0h{whole}v{whole}H0z"/>'
        f'<path stroke="#000" d="{"".join(strokes)}"/></svg>'
    )
