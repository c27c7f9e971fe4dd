"""Pages that are the same for everyone: rendered once, compressed once, and answered from memory."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, request
from werkzeug.routing import Rule

from careguide.core.questionnaire.content import Country, Voice
from careguide.web.embed.framed import FRAMED, look
from careguide.web.places import place
from careguide.web.rendering import is_kiosk, is_plain
from careguide.web.security import ROUTES, Cache
from careguide.web.site import Site, site
from careguide.web.wsgi.page import Key, Page

LOOKS = 64
"""How many pages are kept in looks of other sites and below paths, whatever is asked for."""
QUICK = 5
"""Brotli's quality for those: a tenth of the time, and a tenth more bytes."""


def cached_page(
    render: Callable[[], str], country: Country, voice: Voice = Voice.SELF, mimetype: str = "text/html"
) -> Response:
    """Answer with the page of this route, country, voice and look, rendering it the first time it is asked for."""
    held, key = site(), (str(request.endpoint), country.code, voice)
    if is_plain():
        page = held.pages.get(key) or held.pages.setdefault(key, Page.of(render()))
        return page.response(mimetype)
    in_look = (key, place(), look(), is_kiosk())
    if in_look not in held.looks:  # anyone can ask for looks and paths without end: they cost little time and room
        if len(held.looks) >= LOOKS:
            held.looks.clear()
        held.looks[in_look] = Page.of(render(), quality=QUICK)
    return held.looks[in_look].response(mimetype)


def same_for_all(app: Flask, held: Site) -> dict[tuple[str, str], Key]:
    """Return the addresses, path and query, of the pages that are the same for everyone, with what they are kept by.

    The first page comes first. Pages for programs are not among them, since some depend on the client.
    """
    queries = {"": held.home_country.code} | {f"country={code}": code for code in held.questionnaire.country}
    rules = [rule for rule in app.url_map.iter_rules() if _is_same_for_all(rule)]
    rules.sort(key=lambda rule: (not rule.endpoint.endswith(".questions"), len(rule.rule)))
    return {
        (rule.rule, query): (rule.endpoint, code, (rule.defaults or {}).get("voice", Voice.SELF))
        for query, code in queries.items()
        for rule in rules
    }


def _is_same_for_all(rule: Rule) -> bool:
    policy = ROUTES[rule.endpoint]
    return policy.cache is Cache.PUBLIC and not policy.for_others and rule.endpoint.startswith(("guide.", f"{FRAMED}."))
