"""How a frame looks: what a site may choose, what it may not, and that choosing costs little."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from careguide.web.cached_page import LOOKS
from careguide.web.embed.colour import ENOUGH, contrast, least_contrast
from careguide.web.embed.look import CHECKS, FAMILIES, Look
from careguide.web.security import content_hash
from tests.sheets import CALM
from tests.web.conftest import attrs, parsed, valid

WHOLE = "theme=dark&accent=%23d0c0ff&radius=3&font=trebuchet&lang=en"
RULE = re.compile(
    r":root\{(?:(?:color-scheme:(?:light|dark)|--radius:\d{1,2}px|--(?:text|heading):[\w\", -]+|"
    r"--(?:accent|on-accent|tint):#[0-9a-f]{3,6})(?:;|(?=\})))+\}",
    re.IGNORECASE,
)
MEDIA = re.compile(r"@media \(prefers-color-scheme:(?:light|dark)\)\{(.*?\})\}")


@pytest.mark.parametrize("path", ["/embed/", "/embed/someone", "/embed/leave"])
def test_a_look_is_one_style_that_the_policy_allows(framing: FlaskClient, path: str) -> None:
    """The style of a look stands in the page, and its hash in the policy of this answer alone."""
    response = framing.get(f"{path}?{WHOLE}")
    html = response.get_data(as_text=True)
    valid(html, f"look-{path.replace('/', '-')}")
    styles = re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)
    assert all(content_hash(style) in response.headers["Content-Security-Policy"] for style in styles)
    chosen = next(style for style in styles if "--accent:#d0c0ff" in style)
    assert "color-scheme:dark;--radius:3px;" in chosen
    assert content_hash(chosen) not in framing.get(path).headers["Content-Security-Policy"]


def test_a_look_goes_along_in_the_frame_and_nowhere_else(framing: FlaskClient) -> None:
    """Every address of the frame carries the look; what opens on a page of its own does not."""
    for response in (framing.get(f"/embed/?{WHOLE}"), framing.post(f"/embed/summary?{WHOLE}", data=CALM)):
        page = parsed(response.get_data(as_text=True))
        addresses = [link["href"] for link in attrs(page, "a[href]")]
        addresses += [form["action"] for form in attrs(page, "form")]
        addresses = [urljoin("/embed/", address) for address in addresses if not address.startswith("#")]
        inside = [address for address in addresses if address.startswith("/embed/")]
        assert inside
        assert all("theme=dark" in address and "accent=%23d0c0ff" in address for address in inside)
        assert not [address for address in addresses if address not in inside and "theme=" in address]


@pytest.mark.parametrize("path", ["/", "/about", "/options", "/api/v1/", "/embed/setup"])
def test_only_a_frame_has_a_look(framing: FlaskClient, path: str) -> None:
    """On a page of its own the guide looks as it does, whatever the address says."""
    assert b"--accent:#d0c0ff" not in framing.get(f"{path}?{WHOLE}").data
    assert b"--accent:#d0c0ff" in framing.get(f"/embed/?{WHOLE}").data


@given(look=st.fixed_dictionaries({}, optional={name: st.text(max_size=12) for name in CHECKS}))
def test_nothing_gets_into_a_style_that_was_not_checked(look: dict[str, str]) -> None:
    """Whatever is asked for, the style holds rules of the known shape or nothing, and no value is repeated."""
    found = Look.of(look, {})
    assert RULE.sub("", MEDIA.sub(r"\1", str(found.style))) == ""
    for name, value in look.items():
        if name not in dict(found.chosen) and len(value) > 6:
            assert value not in " ".join(found.refused)


@given(number=st.integers(0, 0xFFFFFF), theme=st.sampled_from(["auto", "light", "dark"]))
def test_an_accent_is_used_just_where_it_can_be_read(number: int, theme: str) -> None:
    """Each kind of screen has the colour exactly where its contrast is enough, with letters on it that can be read."""
    accent = f"#{number:06x}"
    found = Look.of({"accent": accent, "theme": theme}, {})
    fit = [
        screen for screen in ("light", "dark") if theme in ("auto", screen) and least_contrast(accent, screen) >= ENOUGH
    ]
    assert str(found.style).count(f"--accent:{accent}") == len(fit)
    assert len([word for word in found.refused if "accent" in word]) == (2 if theme == "auto" else 1) - len(fit)
    on = re.findall(r"--on-accent:#(fff|000)", str(found.style))
    own = (number >> 16, number >> 8 & 255, number & 255)
    assert all(contrast(own, (255,) * 3 if letters == "fff" else (0,) * 3) >= ENOUGH for letters in on)


def test_every_font_and_theme_makes_a_style() -> None:
    """Each choice of the fixed lists is taken, and makes a style of the known shape."""
    for font in FAMILIES:
        style = str(Look.of({"font": font, "theme": "light"}, {}).style)
        assert f"--text:{FAMILIES[font]}" in style
        assert RULE.fullmatch(style)
    assert Look.of({"theme": "auto", "lang": "en"}, {}).style == ""


def test_looks_without_end_take_no_room_without_end(embedding: Flask) -> None:
    """Only so many pages in looks are kept, whatever is asked for."""
    site = embedding.extensions["careguide"]
    client = embedding.test_client()
    for radius in range(25):
        for font in ("arial", "tahoma", "times"):
            client.get(f"/embed/?radius={radius}&font={font}")
            assert len(site.looks) <= LOOKS
    assert site.looks
