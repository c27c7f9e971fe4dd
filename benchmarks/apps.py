"""What careguide is measured against: the same bytes from a bare WSGI callable, and from a bare Flask app."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response

from careguide.cli.rsgi import Gate
from careguide.cli.server import Ready
from careguide.web import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PAGE = create_app().test_client().get("/", headers={"Accept-Encoding": "br"})
"""The first page as browsers get it; its size is that of all constants here."""

BODY, HEADERS = PAGE.data, list(PAGE.headers)


def raw(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer the same bytes and headers to everyone: the least that a WSGI server can be asked for."""
    start_response("200 OK", HEADERS)
    return [BODY]


def bare() -> Flask:
    """Return a Flask app that answers the same bytes, to whoever asks or sends a form, and does nothing else."""
    app = Flask("bare")

    @app.route("/", methods=["GET", "POST"])
    def constant() -> Response:
        return app.response_class(BODY, headers={"Content-Encoding": "br"})

    return app


APPS: dict[str, Callable[[], WSGIApplication]] = {"raw": lambda: raw, "bare": bare, "careguide": create_app}


class Constant(Ready):
    """One of these apps in place of the guide, under the server that `careguide serve` runs."""

    def __init__(self, name: str) -> None:
        """Take the app of this name."""
        self.made: WSGIApplication = APPS[name]()

    def __call__(self) -> Gate:
        """Return it in a worker, behind what reads requests for the guide."""
        return Gate(self.made, 0)


def __getattr__(name: str) -> WSGIApplication:
    """Give an app by name to servers that want `benchmarks.apps:name_app`."""
    if name.removesuffix("_app") in APPS:
        return APPS[name.removesuffix("_app")]()
    raise AttributeError(name)
