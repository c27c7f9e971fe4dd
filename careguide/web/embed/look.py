"""How the guide looks in the frame of another site: what a site may choose, and its style, which needs no script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from careguide.web.embed.colour import ENOUGH, is_colour, least_contrast, readable, tinted

FONTS = ("arial", "georgia", "helvetica", "tahoma", "times", "trebuchet", "verdana")
"""Fonts that most devices have; static/embed.js has the same list."""

FAMILIES = {
    "system": "system-ui,sans-serif",
    "serif": "Georgia,serif",
    **{font: f"{font},sans-serif" for font in FONTS},
    "georgia": "georgia,serif",
    "times": '"Times New Roman",times,serif',
    "trebuchet": '"Trebuchet MS",sans-serif',
}
"""The value of `font-family` for each choice."""

THEMES = ("auto", "light", "dark")
WIDEST = 24
"""Pixels of the roundest corner."""

SCREENS = {"auto": ("light", "dark"), "light": ("light",), "dark": ("dark",)}
"""The kinds of screen that a reader can have under each theme."""

CHECKS: dict[str, tuple[Callable[[str], object], str]] = {
    "theme": (THEMES.__contains__, f"It must be one of: {', '.join(THEMES)}."),
    "accent": (is_colour, "It must be a colour such as #175e54."),
    "radius": (lambda text: re.fullmatch("[0-9]|1[0-9]|2[0-4]", text), f"It must be a number from 0 to {WIDEST}."),
    "font": (FAMILIES.__contains__, f"It must be one of: {', '.join(FAMILIES)}."),
    "lang": ("en".__eq__, "It must be en."),
}
"""What each part of a look may be, and the sentence for a value that it may not be."""


@dataclass(frozen=True)
class Look:
    """What a site chose and can be used, by name, and a sentence for each choice that cannot be used."""

    chosen: tuple[tuple[str, str], ...] = ()
    refused: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, str], countries: Mapping[str, object]) -> Look:
        """Read the look from what follows the '?' of an address; no value is repeated."""
        chosen = {name: given[name] for name in CHECKS if name in given and CHECKS[name][0](given[name])}
        return cls(tuple(chosen.items()), tuple(_refused(given, chosen, countries)))

    @property
    def theme(self) -> str:
        """The theme: auto unless another was chosen."""
        return dict(self.chosen).get("theme", "auto")

    @property
    def dark(self) -> str:
        """The media for which the dark colours hold."""
        return {"auto": "screen and (prefers-color-scheme: dark)", "light": "not all", "dark": "screen"}[self.theme]

    @cached_property
    def style(self) -> Markup:
        """The style that makes the look; empty for the guide's own. It holds only values that passed a check."""
        chosen = dict(self.chosen)
        lines = []
        if self.theme != "auto":
            lines.append(f"color-scheme:{self.theme}")
        if "radius" in chosen:
            lines.append(f"--radius:{chosen['radius']}px")
        if "font" in chosen:
            lines.extend(f"--{name}:{FAMILIES[chosen['font']]}" for name in ("text", "heading"))
        rules = [f":root{{{';'.join(lines)}}}"] if lines else []
        return Markup("").join(map(Markup, [*rules, *_painted(chosen.get("accent", ""), self.theme)]))


def _painted(accent: str, theme: str) -> Iterator[str]:
    """Yield the rule of an accent for each kind of screen on which it is readable; others keep the guide's own."""
    for screen in SCREENS[theme] if accent else ():
        if least_contrast(accent, screen) >= ENOUGH:
            parts = f"--accent:{accent};--on-accent:{readable(accent)};--tint:{tinted(accent, screen)}"
            rule = f":root{{{parts}}}"
            yield rule if theme != "auto" else f"@media (prefers-color-scheme:{screen}){{{rule}}}"


def _refused(given: Mapping[str, str], chosen: Mapping[str, str], countries: Mapping[str, object]) -> Iterator[str]:
    for name, (_, sentence) in CHECKS.items():
        if name in given and name not in chosen:
            yield f"{name} is left out. {sentence}"
    if "accent" in chosen:
        found = {screen: least_contrast(chosen["accent"], screen) for screen in SCREENS[chosen.get("theme", "auto")]}
        for screen, contrast in found.items():
            if contrast < ENOUGH:
                yield (
                    f"accent is left out on {screen} screens. "
                    f"Its contrast is {contrast:.1f} there, and WCAG AA asks for {ENOUGH}."
                )
    if "country" in given and given["country"].upper() not in countries:
        yield "country is left out. There are no help lines for it."
    if given.keys() - CHECKS.keys() - {"country"}:
        yield "Something else in the address is left out, as there is no such setting."
