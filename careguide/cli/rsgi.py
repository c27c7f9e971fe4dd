"""The app behind granian's own interface, RSGI, which offers what WSGI lacks: raw headers, and deadlines for bodies."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING, Any

from granian.rsgi import (  # type: ignore[attr-defined] # it says so of few of its names
    HTTPProtocol,
    ProtocolClosed,
    ProtocolError,
    Scope,
)
from werkzeug.middleware.proxy_fix import ProxyFix

from careguide.web.wsgi import bodies
from careguide.web.wsgi.front import LAST_RESORT

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

    Headers = list[tuple[str, str]]
    Answer = tuple[int, Headers, bytes]

BESIDE = 12
"""Threads for PDFs, which take long: as many as may wait (careguide/web/pdfs.py), and some more to refuse others."""

LOG = logging.getLogger(__name__)


class Gate:
    """Reads each request in full, within its deadline, and lets the app answer it, one after the other except for PDFs.

    A body on its way holds no thread and no turn, and no header can pass for another.
    """

    def __init__(self, app: WSGIApplication, proxies: int) -> None:
        """Let `app` answer, behind so many trusted proxies."""
        self.app = app
        self.places = bodies.Places(bodies.PLACES, bodies.SHARE)
        self.beside = ThreadPoolExecutor(BESIDE)
        # The address as the app will see it, so that who shares a proxy does not share a place.
        self.address = ProxyFix(_address, x_for=proxies, x_proto=0, x_host=0) if proxies else _address

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer a request."""
        environ = environment(scope)
        try:
            await self._read(environ, protocol)
        except (ProtocolClosed, ProtocolError):  # whoever began it has gone
            return
        if environ["PATH_INFO"].endswith(".pdf"):
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self.beside, answered, self.app, environ)
        else:
            answer = answered(self.app, environ)
        protocol.response_bytes(*answer)

    async def _read(self, environ: WSGIEnvironment, protocol: HTTPProtocol) -> None:
        """Read the body, or leave the reason for refusing it."""
        if not bodies.length(environ):
            return
        with self.places.place(self._asker(environ)) as refused:
            if refused:
                environ[bodies.REFUSED] = refused
                return
            try:
                async with asyncio.timeout(bodies.SECONDS):
                    environ["wsgi.input"] = BytesIO(await protocol())
            except TimeoutError:
                environ[bodies.REFUSED] = 408

    def _asker(self, environ: WSGIEnvironment) -> str:
        (address,) = self.address(dict(environ), _no_answer)
        return address.decode()


def environment(scope: Scope) -> WSGIEnvironment:
    """Return the WSGI environment of a request, with an empty body.

    A header with an underscore in its name is left out: it would replace the one with a dash, and a client could say
    what only a trusted proxy may say. gunicorn, nginx and Werkzeug do the same.
    """
    (server, port), (client, _) = (_address_port(end) for end in (scope.server, scope.client))
    return {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_SOFTWARE": "granian",
        "REMOTE_ADDR": client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **dict(_headers(scope)),
    }


def _headers(scope: Scope) -> Iterator[tuple[str, str]]:
    headers: Any = scope.headers  # made again each time it is asked for
    for name in headers.keys():  # noqa: SIM118 - it is no dictionary
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        values = headers.get_all(name)
        joined = ("; " if name == "cookie" else ",").join(values)
        yield key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}", joined
    if "host" not in headers:
        yield "HTTP_HOST", scope.authority or ""


def _address_port(end: str) -> tuple[str, str]:
    address, _, port = end.rpartition(":")
    return address.strip("[]"), port


def answered(app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Return what a WSGI app answers: status, headers and body."""
    began: list[tuple[int, Headers]] = []

    def start_response(status: str, headers: Headers, _: Any = None) -> Any:
        began.append((int(status[:3]), headers))

    try:
        found = app(environ, start_response)
        try:
            body = b"".join(found)
        finally:
            if close := getattr(found, "close", None):
                close()
        return (*began[-1], body)
    except Exception as error:  # noqa: BLE001 - the server would write it down whole, and it may hold answers
        LOG.error("%s while answering", type(error).__name__)  # noqa: TRY400
        return 500, LAST_RESORT, b"Something went wrong here. This is our fault, not yours. Nothing was kept.\n"


def _address(environ: WSGIEnvironment, _: Any) -> tuple[bytes]:
    return (environ["REMOTE_ADDR"].encode(),)


def _no_answer(*_: Any) -> Any:
    """Stand in for `start_response` when an app is only asked what it sees."""
