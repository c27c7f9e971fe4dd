"""Which sites' scripts may ask for data (CORS): only those that are listed, and never with cookies."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_cors import CORS

DATA = ("/api/", "/fhir/")
"""How the addresses begin that listed sites may use; no page for people is among them."""

KEPT_FOR = 600
"""Seconds for which a browser may remember a preflight."""


def open_to(app: Flask, origins: tuple[str, ...]) -> None:
    """Let scripts of these sites use the API addresses of `app`.

    The library takes an origin that holds certain signs for a pattern; the settings let none of those through.
    """
    if not origins:
        return
    CORS(
        app,
        resources=[f"{prefix}.*" for prefix in DATA],
        origins=list(origins),
        methods=["GET", "POST"],
        allow_headers=["Content-Type"],
        expose_headers=["Retry-After"],
        supports_credentials=False,
        always_send=False,
        max_age=KEPT_FOR,
    )

    @app.after_request
    def vary(response: Response) -> Response:
        # Against a cache between us that gives one site the copy which was allowed, or refused, to another.
        if request.path.startswith(DATA):
            response.vary.add("Origin")
        return response
