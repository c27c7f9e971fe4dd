"""In front of Flask: pages that are the same for everyone, and the turn in which any other request is handled."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from io import BytesIO
from itertools import product
from string import printable
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import quote

from werkzeug.http import parse_etags
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.test import EnvironBuilder, run_wsgi_app

from careguide.web.wsgi import bodies
from careguide.web.wsgi.page import ENCODINGS, Key, Page, best_encoding

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "careguide.route"
"""Key in the environment of a request for the name of its route, for the log and the counts."""

TURN = "careguide.turn"
"""Key in the environment of a request for its turn, so that slow work can let others go first."""

LAST_RESORT = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
]
"""Headers for when even the error page cannot be made."""

LOG = logging.getLogger(__name__)

ABOUT_A_BODY = frozenset({"Content-Type", "Content-Length", "Content-Encoding"})


class Front:
    """Repeats from memory what Flask once answered; every other request goes on to Flask.

    `routes` are the addresses, path and query, of pages that are the same for everyone, each with what Flask keeps its
    page by in `pages`. Beside a page stand the headers that Flask answered it with, once for each scheme and encoding.
    """

    def __init__(
        self,
        behind: WSGIApplication,
        routes: Mapping[tuple[str, str], Key],
        pages: Mapping[Key, Page],
        hosts: list[str] | None,
    ) -> None:
        """Answer what `behind` answers to `routes`, for requests that name one of `hosts`; None is any."""
        self.behind = behind
        self.routes = routes
        self.pages = pages
        self.hosts = hosts

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        # A proxy may hand on what a client wrote there: anything else would have headers of its own to keep.
        environ["wsgi.url_scheme"] = "https" if environ["wsgi.url_scheme"].lower() == "https" else "http"
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if not query.isascii():  # raw bytes, which no browser sends and werkzeug does not take
            query = environ["QUERY_STRING"] = quote(query, safe=printable, encoding="latin-1")
        key = self.routes.get((path, query))
        if key is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not self._is_ours(environ):
            return self.behind(environ, start_response)
        environ[ROUTE] = key[0]
        scheme, encoding = environ["wsgi.url_scheme"], best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        headers = self._headers((path, query), scheme, encoding)
        if headers is None:
            return self.behind(environ, start_response)
        body, tag = self.pages[key].encoded[encoding]
        wanted = environ.get("HTTP_IF_NONE_MATCH")
        if wanted and parse_etags(wanted).contains_weak(tag):
            start_response("304 NOT MODIFIED", [header for header in headers if header[0] not in ABOUT_A_BODY])
            return []
        start_response("200 OK", headers)
        return [body] if environ["REQUEST_METHOD"] == "GET" else []

    def fill(self, most: int | None = None) -> None:
        """Make pages of the home country now, in every encoding, before anyone asks; at most `most` of them.

        Those of other countries are made when first asked for, since compressing them all takes seconds of a core.
        """
        for where in [where for where in self.routes if not where[1]][:most]:
            for scheme, encoding in product(("http", "https"), ENCODINGS):
                self._headers(where, scheme, encoding)

    def _is_ours(self, environ: WSGIEnvironment) -> bool:
        return self.hosts is None or host_is_trusted(environ.get("HTTP_HOST", ""), self.hosts)

    def _headers(self, where: tuple[str, str], scheme: str, encoding: str) -> list[tuple[str, str]] | None:
        """Return the headers of the page at an address, for which Flask is asked once; None where that went wrong."""
        key = self.routes[where]
        page = self.pages.get(key)
        if page and (known := page.heads.get((scheme, encoding))):
            return known
        host = (self.hosts or ["localhost"])[0].lstrip(".")
        asked = EnvironBuilder(where[0], f"{scheme}://{host}", where[1], headers=[("Accept-Encoding", encoding)])
        _, _, headers = run_wsgi_app(self.behind, asked.get_environ(), buffered=True)
        page = self.pages.get(key)
        if page is None or "ETag" not in headers:
            return None
        headers.remove("Date")  # the server says when it answers, not when the page was made
        return page.heads.setdefault((scheme, encoding), list(headers))


class Turns:
    """Lets a process handle one request at a time. Bodies are read before the turn, never during it.

    Many threads that all want Python's one lock are far slower than one (docs/performance.md), but one that waits for
    the rest of a form must not keep the others waiting.
    """

    def __init__(self, behind: WSGIApplication) -> None:
        """Have `behind` answer."""
        self.behind = behind
        self.turn = Lock()
        self.places = bodies.Places(bodies.PLACES, bodies.SHARE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request when its turn has come."""
        self._read(environ)
        environ[TURN] = self.turn
        with self.turn:
            try:
                return self.behind(environ, start_response)
            except Exception as error:  # noqa: BLE001 - servers write down whole what reaches them, and it may hold answers
                LOG.error("%s while answering", type(error).__name__)  # noqa: TRY400
                start_response("500 INTERNAL SERVER ERROR", LAST_RESORT)
                return [b"Something went wrong here. This is our fault, not yours. Nothing was kept.\n"]

    def _read(self, environ: WSGIEnvironment) -> None:
        """Replace the stream by the whole body; a refused body is left unread."""
        body = b""
        if bodies.REFUSED not in environ and (length := bodies.length(environ)):
            with self.places.place(environ.get("REMOTE_ADDR", "")) as refused:
                if refused:
                    environ[bodies.REFUSED] = refused
                else:
                    body = environ["wsgi.input"].read(length)
        environ["wsgi.input"] = BytesIO(body)
        # So that a form that ended early is held against its length, and half of it is not taken for the whole.
        environ.pop("wsgi.input_terminated", None)
