"""For people who run another site: the script that shows the guide in a frame there, the set-up page, and oEmbed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha384
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import rjsmin
from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request
from werkzeug.datastructures import MultiDict
from wtforms import Form, IntegerField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # its types are those of 3.2
from wtforms.validators import NumberRange, Optional, ValidationError

from careguide import __version__
from careguide.config import is_origin
from careguide.core.questionnaire.content import Voice
from careguide.web.cached_page import cached_page
from careguide.web.embed.colour import ENOUGH, is_colour, least_contrast
from careguide.web.embed.look import FAMILIES, SCREENS, WIDEST
from careguide.web.inline import STATIC
from careguide.web.places import after
from careguide.web.rendering import render
from careguide.web.site import site

PROTOCOL = 1
"""Version of the messages between a site and its frame; both scripts have the same."""

WIDTH, HEIGHT = 640, 720
"""Height in pixels of a frame that cannot grow with its content."""

CACHE_AGE = 86400
"""Seconds for which another site may keep an oEmbed answer."""

FOLLOWING = ("", "/", "/someone", "/embed/", "/embed/someone")
"""Pages of the guide that oEmbed answers for."""

NOWHERE = "const GUIDE='';"
"""What embed.js has in place of the guide's address until a server writes it."""

SNIPPETS = ("script", "wordpress", "frame", "pinned")
"""What a site owner can copy; each is a template."""

blueprint = Blueprint("embed", __name__)


def _choices(**words: str) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in words.items()]


class SetupForm(Form):
    """What a site owner picks. Every field may stay empty; wrong values are named and left out."""

    site = StringField("The address of your site", validators=[Optional()])
    voice = SelectField("It speaks to", choices=_choices(self="the person", someone="someone who cares for them"))
    theme = SelectField("Light or dark", choices=_choices(auto="as each reader has it", light="light", dark="dark"))
    accent = StringField("Colour, such as #175e54", validators=[Optional()])
    radius = IntegerField(
        f"Round corners, 0 to {WIDEST}",
        validators=[Optional(), NumberRange(0, WIDEST, f"Please choose a number from 0 to {WIDEST}.")],
    )
    font = SelectField(
        "Letters",
        choices=[SelectChoice("", "the guide's own"), *(SelectChoice(font) for font in FAMILIES)],
    )
    country = SelectField("Help lines first shown")
    min_height = IntegerField(
        "Lowest height", validators=[Optional(), NumberRange(200, 2000, "Please choose a number from 200 to 2000.")]
    )

    def validate_site(self, field: StringField) -> None:
        """Take the origin from any address of the site."""
        if not is_origin(_origin(field.data or "")):
            raise ValidationError("Write the address with https and in plain letters, such as https://clinic.example")

    def validate_accent(self, field: StringField) -> None:
        """Refuse what is not a colour, and a colour that is not readable where it would be used."""
        if not is_colour(field.data or ""):
            raise ValidationError("Write the colour as # and six digits, such as #175e54")
        if not any(contrast >= ENOUGH for contrast in self.contrasts.values()):
            best = max(self.contrasts.values())
            raise ValidationError(f"Its contrast is {best:.1f}, and {ENOUGH} is needed. Choose a stronger colour.")

    @property
    def origin(self) -> str:
        """The origin of the named site, or an example."""
        return _origin(self.site.data or "")

    @property
    def contrasts(self) -> dict[str, float]:
        """The least contrast of the picked colour on each kind of screen that the picked theme allows."""
        screens = SCREENS.get(self.theme.data, SCREENS["auto"])
        return {screen: least_contrast(self.accent.data or "", screen) for screen in screens}

    def looks(self) -> dict[str, str]:
        """Return, as attributes, what was picked and differs from the default; wrong values are left out."""
        usual = _usual()
        picked = {name: str(word) for name, word in self.data.items() if word not in (None, "") and name != "site"}
        return {
            name.replace("_", "-"): word
            for name, word in picked.items()
            if name not in self.errors and word != usual.get(name)
        }


@blueprint.get("/embed.js")
def script() -> Response:
    """Send the script that makes the frame."""
    return cached_page(_script, site().home_country, mimetype="text/javascript")


@blueprint.get("/embed/setup")
def setup() -> Response:
    """Show what a site owner can pick, how it looks, and what to copy."""
    form = SetupForm(MultiDict({**_usual(), "font": "", **request.args.to_dict()}))
    form.country.choices = [SelectChoice(country.code, country.name) for country in site().questionnaire.countries]
    form.validate()
    looks = form.looks()
    words: dict[str, Any] = {
        "base": _base(),
        "looks": looks,
        "frame": _frame(looks),
        "alone": _alone(looks),
        "integrity": f"sha384-{b64encode(sha384(_script().encode()).digest()).decode()}",
        "height": max(HEIGHT, int(looks.get("min-height", 0))),
    }
    html = render(
        "embed/setup.html",
        country=site().home_country,
        form=form,
        enough=ENOUGH,
        snippets={name: render_template(f"embed/{name}.html", **words).strip() for name in SNIPPETS},
        **words,
    )
    return current_app.response_class(html)


@blueprint.get("/oembed")
def oembed() -> Response:
    """Answer an oEmbed consumer, as oembed.com has it: the type `rich`, in JSON."""
    try:
        wanted = urlsplit(request.args.get("url", ""))
    except ValueError:  # such as half an IPv6 address
        abort(404)
    base = urlsplit(_base())
    following = [base.path + path for path in FOLLOWING]
    if (wanted.scheme, wanted.netloc) != (base.scheme, base.netloc) or wanted.path not in following:
        abort(404)
    if request.args.get("format", "json") != "json":
        return current_app.response_class("This server gives oEmbed as JSON only.\n", 501, mimetype="text/plain")
    width, height = (
        min(most, request.args.get(f"max{name}", most, type=_pixels) or most)
        for name, most in (("width", WIDTH), ("height", HEIGHT))
    )
    looks = {"voice": "someone"} if wanted.path.endswith("/someone") else {}
    named = parse_qs(wanted.query).get("country", [""])[0].upper()
    if named in site().questionnaire.country:
        looks["country"] = named
    html = render_template(
        "embed/frame.html", base=_base(), frame=_frame(looks), alone=_alone(looks), width=width, height=height
    )
    title = site().questionnaire.title.to_self
    return jsonify(
        version="1.0",
        type="rich",
        title=title,
        provider_name=title,
        provider_url=_base(),
        cache_age=CACHE_AGE,
        width=width,
        height=height,
        html=html.strip(),
    )


def _usual() -> dict[str, str]:
    return {"theme": "auto", "voice": Voice.SELF.value, "country": site().home_country.code}


def _origin(text: str) -> str:
    try:
        parts = urlsplit(text.strip() if "//" in text else f"https://{text.strip()}")
    except ValueError:  # such as half an IPv6 address
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()


def _pixels(text: str) -> int:
    return max(0, int(text))


def _base() -> str:
    """Return the address of this server as other sites write it."""
    return site().settings.public_url or request.url_root.rstrip("/")


def _alone(looks: Mapping[str, str]) -> str:
    """Return the address of the guide on a page of its own, with the same help lines."""
    query = urlencode({name: word for name, word in looks.items() if name == "country"})
    return f"{_base()}/{looks.get('voice', '')}{after(query)}"


def _frame(looks: Mapping[str, str]) -> str:
    """Return the address of the frame with this look."""
    query = urlencode({name: word for name, word in looks.items() if name not in ("voice", "min-height")})
    return f"{_base()}/embed/{looks.get('voice', '')}{after(query)}"


def _script() -> str:
    """Return embed.js as it is sent: shortened, with which version it is, and where the guide is.

    Only a public address is written into it: any other was named by who asks. Without one, the guide is where it is.
    """
    guide = f"{_base()}/" if site().settings.public_url else ""
    short = rjsmin.jsmin((STATIC / "embed.js").read_text(encoding="utf-8"))
    short = short.replace(NOWHERE, f"const GUIDE='{guide}';")
    return f"/* careguide {__version__}, embed protocol {PROTOCOL} */\n{short}\n"
