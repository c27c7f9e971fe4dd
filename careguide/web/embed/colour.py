"""Whether a colour that a site owner picks is readable: the contrast of WCAG 2.2, and the colours of the guide."""

from __future__ import annotations

import re
from functools import cache

from careguide.web.inline import STATIC

ENOUGH = 4.5
"""The contrast that WCAG requires at level AA, for text of normal size."""

SCREENS = {"light": "guide.css", "dark": "dark.css"}
"""The style sheet with the colours of each kind of screen."""

TINTED = 0.1
"""How much of the colour goes into the background of a chosen answer."""

Colour = tuple[int, int, int]


def is_colour(text: str) -> bool:
    """Whether a text is a colour as `#rgb` or `#rrggbb`."""
    return bool(re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", text, re.IGNORECASE))


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, from 1 to 21. Source: WCAG 2.2, relative luminance."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def least_contrast(text: str, screen: str) -> float:
    """Return the lowest contrast of a colour in the places where the guide uses it, on a light or dark screen."""
    house, own, ground = _house(screen), _parts(text), _tint(text, screen)
    grounds = (house["paper"], house["card"], ground)
    return min(*(contrast(own, under) for under in grounds), contrast(house["quiet"], ground))


def readable(text: str) -> str:
    """Return the colour of letters on this background: white, or black if white is not readable."""
    return "#fff" if contrast(_parts(text), (255, 255, 255)) >= ENOUGH else "#000"


def tinted(text: str, screen: str) -> str:
    """Return the background of a chosen answer: a little of this colour over the cards of the guide."""
    return "#" + "".join(f"{part:02x}" for part in _tint(text, screen))


def _tint(text: str, screen: str) -> Colour:
    red, green, blue = (
        round(part * (1 - TINTED) + own * TINTED)
        for part, own in zip(_house(screen)["card"], _parts(text), strict=True)
    )
    return red, green, blue


def _parts(text: str) -> Colour:
    digits = text.removeprefix("#")
    wide = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    return int(wide[:2], 16), int(wide[2:4], 16), int(wide[4:], 16)


def _luminance(colour: Colour) -> float:
    linear = [part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@cache
def _house(screen: str) -> dict[str, Colour]:
    text = (STATIC / SCREENS[screen]).read_text(encoding="utf-8")
    found = re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", text.split("@media print")[0])
    return {name: _parts(colour) for name, colour in found}
