"""Every header that protects a person, and the one table of what each route may do. Nothing is allowed by default."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from flask import Flask, Response, request


class Cache(StrEnum):
    """How long a response may be kept, and by whom. What holds an answer is never kept."""

    PUBLIC = "public, max-age=600"
    NEVER = "no-store"


@dataclass(frozen=True)
class Policy:
    """Who may call a route, whether another site may frame it, and whether it may be cached."""

    caller: str
    framed: bool
    cache: Cache
    asks: bool = False
    """Whether its script may send requests to this server; no script may send any elsewhere."""


ROUTES = {
    "guide.questions": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "guide.options": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "guide.about": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "guide.method": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "guide.privacy": Policy("anyone", framed=False, cache=Cache.PUBLIC),
    "guide.summary": Policy("anyone", framed=False, cache=Cache.NEVER),
    "guide.summary_pdf": Policy("anyone", framed=False, cache=Cache.NEVER),
    "guide.answers": Policy("anyone", framed=False, cache=Cache.NEVER),
    "guide.leave": Policy("anyone", framed=False, cache=Cache.NEVER),
    "guide.healthz": Policy("anyone", framed=False, cache=Cache.NEVER),
    "together.walk": Policy("staff", framed=False, cache=Cache.NEVER, asks=True),
    "together.clear": Policy("staff", framed=False, cache=Cache.NEVER, asks=True),
    "together.enter": Policy("anyone", framed=False, cache=Cache.NEVER),
    "together.live": Policy("staff", framed=False, cache=Cache.NEVER),
    "together.code": Policy("staff", framed=False, cache=Cache.NEVER),
    "together.family": Policy("staff", framed=False, cache=Cache.NEVER),
    "together.staff": Policy("staff", framed=False, cache=Cache.NEVER),
    "together.family_pdf": Policy("staff", framed=False, cache=Cache.NEVER),
    "together.staff_pdf": Policy("staff", framed=False, cache=Cache.NEVER),
}
"""The policy of every route; create_app refuses a route that is not here."""

NOBODY = Policy("anyone", framed=False, cache=Cache.NEVER)
"""What holds where no route answers: errors, and addresses that do not exist."""

FEATURES = ("browsing-topics", "camera", "geolocation", "interest-cohort", "microphone", "payment", "usb")


def content_hash(text: str) -> str:
    """Return the CSP source that allows exactly this inline style or script."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def content_policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """Return the Content-Security-Policy that allows these inline styles and scripts and nothing else.

    Against whoever finds a way to put markup into a page: it can load nothing, run nothing, and
    send the form nowhere else.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {' '.join(map(content_hash, styles))}",
            f"script-src {' '.join(map(content_hash, scripts))}",
            "img-src data:",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def protect(app: Flask, policy: str) -> None:
    """Put the headers on every response of `app`, errors included. Raises LookupError for a route without a policy."""
    missing = {rule.endpoint for rule in app.url_map.iter_rules()} - ROUTES.keys()
    if missing:
        raise LookupError(f"These routes are not in the table of careguide/web/security.py: {sorted(missing)}")

    @app.after_request
    def add_headers(response: Response) -> Response:
        route = ROUTES.get(request.endpoint or "", NOBODY)
        fine = response.status_code in (200, 304)
        response.headers["Cache-Control"] = (route.cache if fine else Cache.NEVER).value
        response.headers["Content-Security-Policy"] = policy + "; connect-src 'self'" * route.asks
        # Against the next site in the history, which would learn what this person was reading.
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        # Against a page that opens this one to watch where the person goes.
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = ", ".join(f"{name}=()" for name in FEATURES)
        response.headers["X-Frame-Options"] = "DENY"
        return response
