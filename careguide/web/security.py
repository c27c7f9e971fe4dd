"""Every header that protects a person, and the table of what each route may do. By default nothing is allowed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, Response, g, request

from careguide.web.wsgi.bodies import refuse_unread
from careguide.web.wsgi.front import ROUTE


class Cache(StrEnum):
    """How long a response may be kept, and by whom. A response with an answer in it is never kept."""

    PUBLIC = "public, max-age=600"
    NEVER = "no-store"


@dataclass(frozen=True)
class Policy:
    """Who may call a route, whether another site may frame it, and whether it may be cached."""

    caller: str
    framed: bool
    cache: Cache
    asks: bool = False
    """Whether its script may send requests to this server; no script may send any elsewhere.

    The guide's own scripts ask for `/aids` alone; and search engines' tools read `/robots.txt` under the policy of the
    page.
    """
    frames: bool = False
    """Whether it may show pages of this server in a frame; never those of another."""
    for_others: bool = False
    """Whether pages of any other site may load it as a script; it is the same for everyone and reveals nothing."""
    for_sandboxes: bool = False
    """Whether a frame without an origin may read its answer, which is made of what that frame sent and nothing else."""


ROUTES = {
    "guide.questions": Policy("anyone", framed=False, cache=Cache.PUBLIC, asks=True),
    "guide.aids": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "guide.open": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "guide.opened": Policy("anyone", framed=False, cache=Cache.NEVER, asks=True),
    "guide.options": Policy("anyone", framed=False, cache=Cache.PUBLIC, asks=True),
    "guide.compare": Policy("anyone", framed=False, cache=Cache.NEVER, asks=True),
    "guide.about": Policy("anyone", framed=False, cache=Cache.PUBLIC, asks=True),
    "guide.method": Policy("anyone", framed=False, cache=Cache.PUBLIC, asks=True),
    "guide.privacy": Policy("anyone", framed=False, cache=Cache.PUBLIC, asks=True),
    "guide.robots": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "guide.again": Policy("anyone", framed=False, cache=Cache.NEVER),
    "guide.summary": Policy("anyone", framed=False, cache=Cache.NEVER, asks=True),
    "guide.summary_pdf": Policy("anyone", framed=False, cache=Cache.NEVER, asks=True),
    "guide.answers_fhir": Policy("anyone", framed=False, cache=Cache.NEVER, asks=True),
    "guide.code": Policy("anyone", framed=False, cache=Cache.NEVER, asks=True),
    "guide.answers": Policy("anyone", framed=False, cache=Cache.NEVER, asks=True),
    "guide.leave": Policy("anyone", framed=False, cache=Cache.NEVER),
    "guide.healthz": Policy("anyone", framed=False, cache=Cache.NEVER),
    "paper.questions": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "embed.script": Policy("anyone", framed=False, cache=Cache.PUBLIC, for_others=True),
    "embed.setup": Policy("anyone", framed=False, cache=Cache.NEVER, asks=True, frames=True),
    "embed.oembed": Policy("anyone", framed=False, cache=Cache.NEVER),
    "api.reference": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "api.openapi": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "api.questionnaire": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "api.summary": Policy("anyone", framed=False, cache=Cache.NEVER),
    "fhir.metadata": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "fhir.form_self": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "fhir.form_someone": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "fhir.codes": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "fhir.result_codes": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "fhir.operation": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "fhir.search": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "fhir.summarise": Policy("anyone", framed=False, cache=Cache.NEVER),
    "together.walk": Policy("staff", framed=False, cache=Cache.NEVER, asks=True),
    "together.clear": Policy("staff", framed=False, cache=Cache.NEVER, asks=True),
    "together.enter": Policy("anyone", framed=False, cache=Cache.NEVER),
    "together.live": Policy("staff", framed=False, cache=Cache.NEVER),
    "together.code": Policy("staff", framed=False, cache=Cache.NEVER),
    "together.family": Policy("staff", framed=False, cache=Cache.NEVER),
    "together.staff": Policy("staff", framed=False, cache=Cache.NEVER),
    "together.family_pdf": Policy("staff", framed=False, cache=Cache.NEVER),
    "together.staff_pdf": Policy("staff", framed=False, cache=Cache.NEVER),
    "together.answers_fhir": Policy("staff", framed=False, cache=Cache.NEVER),
}
"""The policy of every route; create_app refuses a route that is not here."""

ASKING = frozenset(
    f"guide.{name}" for name in ("questions", "summary", "summary_pdf", "answers_fhir", "answers", "code", "opened")
)
"""Routes that may show the questions, whose script asks for what helps on the way through them."""

ROUTES |= {
    name.replace("guide.", "framed."): replace(policy, framed=True, asks=name in ASKING)
    for name, policy in ROUTES.items()
    if name.startswith("guide.")
}
# The guide once more, for the frames of other sites. Nothing else is ever framed. In a sandbox that sends no form, the
# script of the questions asks for the summary itself, and for the filled form.
for _name in ("framed.summary", "framed.answers", "framed.aids"):
    ROUTES[_name] = replace(ROUTES[_name], for_sandboxes=True)


class DisklessRequest(Request):
    """A request whose files stay in memory: no page asks for a file, and one that comes must not touch a disk."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        """Return where the bytes of a file go; Werkzeug, which names this for subclasses, would take a disk."""
        return BytesIO()


NOBODY = Policy("anyone", framed=False, cache=Cache.NEVER)
"""The policy if no route answers: errors, and addresses that do not exist."""

YEARS = 2 * 365 * 24 * 60 * 60
"""Seconds for which a browser that came over HTTPS uses nothing else."""

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
"""How a browser sends a form."""

NO_ORIGIN = "null"
"""What a browser calls the origin of a frame in a sandbox without allow-same-origin."""

FEATURES = ("browsing-topics", "camera", "geolocation", "microphone")


def content_hash(text: str) -> str:
    """Return the CSP source that allows exactly this inline style or script."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def content_policy(styles: Iterable[str], scripts: Iterable[str], *, icon: bool = True) -> str:
    """Return the Content-Security-Policy that allows these inline styles and scripts, an icon, and nothing else.

    If someone finds a way to put markup into a page, it can load nothing, run nothing, and send the form nowhere else.
    """
    allowed = {name: " ".join(map(content_hash, texts)) for name, texts in (("style", styles), ("script", scripts))}
    return "; ".join(
        (
            "default-src 'none'",
            *(f"{name}-src {hashes}" for name, hashes in allowed.items() if hashes),
            *(("img-src data:",) if icon else ()),
            "form-action 'self'",
            "base-uri 'none'",
        )
    )


def frame_ancestors(policy: Policy, origins: tuple[str, ...]) -> str:
    """Return who may show a route in a frame: the listed sites, and the set-up page for its preview."""
    return " ".join(("frame-ancestors", *(("'self'", *origins) if policy.framed and origins else ("'none'",))))


def protect(app: Flask, policies: Mapping[str, str], origins: tuple[str, ...] = ()) -> None:
    """Put the headers on every response of `app`, errors included, and refuse bodies that were not read.

    `policies` has the Content-Security-Policy of each blueprint, and under "" that of all others; `origins` are the
    sites that may frame what may be framed. Raises LookupError for a route without a policy.
    """
    missing = {rule.endpoint for rule in app.url_map.iter_rules()} - ROUTES.keys()
    if missing:
        raise LookupError(f"These routes are not in the table of careguide/web/security.py: {sorted(missing)}")
    app.request_class = DisklessRequest
    app.before_request(_name_route)
    app.before_request(refuse_unread)

    @app.after_request
    def add_headers(response: Response) -> Response:
        route = ROUTES.get(request.endpoint or "", NOBODY)
        fine = response.status_code in (200, 304)
        response.headers["Cache-Control"] = (route.cache if fine else Cache.NEVER).value
        policy = policies.get(request.blueprint or "", policies[""])
        if styles := g.get("styles"):  # of a look that a site chose for its frame
            policy = policy.replace("style-src", f"style-src {' '.join(map(content_hash, styles))}", 1)
        response.headers.extend(_headers(route, policy, frame_ancestors(route, origins)))
        return response


def _headers(route: Policy, policy: str, ancestors: str) -> Iterator[tuple[str, str]]:
    more = (("connect-src 'self'", route.asks), ("frame-src 'self'", route.frames))
    yield "Content-Security-Policy", "; ".join((policy, ancestors, *(words for words, holds in more if holds)))
    # Against the next site in the history, which would learn what this person was reading.
    yield "Referrer-Policy", "no-referrer"
    yield "X-Content-Type-Options", "nosniff"
    # Against a page that opens this one to watch where the person goes.
    yield "Cross-Origin-Opener-Policy", "same-origin"
    alone = "'none'" in ancestors
    yield "Cross-Origin-Resource-Policy", "same-origin" if alone and not route.for_others else "cross-origin"
    if not alone:  # a site that isolates itself can frame only what does so too
        yield "Cross-Origin-Embedder-Policy", "require-corp"
    if route.for_others:  # a page can ask for a script with a given hash only of a server that lets it look
        yield "Access-Control-Allow-Origin", "*"
    # A sandboxed frame has no origin to be listed by. Without a list there are no frames, and nobody is let in.
    if route.for_sandboxes and not alone and request.headers.get("Origin") == NO_ORIGIN:
        yield "Access-Control-Allow-Origin", NO_ORIGIN
        yield "Vary", "Origin"
    if request.is_secure:  # against whoever leads a later visit over plain HTTP
        yield "Strict-Transport-Security", f"max-age={YEARS}"
    yield "Permissions-Policy", ", ".join(f"{name}=()" for name in FEATURES)
    if alone:
        yield "X-Frame-Options", "DENY"


def _name_route() -> None:
    """Leave the route's name for the log and the counts, which are in front of Flask and only see the address."""
    request.environ[ROUTE] = request.endpoint
