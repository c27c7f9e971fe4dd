"""The queue for PDFs: a process makes one at a time, without holding up others, and only so many may wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from flask import Response, current_app, request

from careguide.web.wsgi.bodies import AGAIN, Places
from careguide.web.wsgi.front import TURN

WAITING, SHARE = 8, 3
"""PDFs that may be waiting or in the making in one process, for all addresses and for one."""

EXTENSION = "careguide.pdfs"
"""Name under which an app holds its queue."""


class BusyError(Exception):
    """Too many PDFs are waiting already: from one address (status 429) or from all (503)."""

    def __init__(self, status: int) -> None:
        """Say which."""
        super().__init__(status)
        self.status = status

    def asking_again(self, response: Response) -> Response:
        """Return a response that says when to try again."""
        response.headers["Retry-After"] = str(AGAIN)
        return response


class Queue:
    """Makes one PDF after the other."""

    def __init__(self) -> None:
        """Start empty."""
        self.places = Places(WAITING, SHARE)
        self.press = Lock()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place for the current request before doing any work for it. Raises BusyError if none is free."""
        with self.places.place(request.remote_addr or "") as refused:
            if refused:
                raise BusyError(refused)
            yield

    def made(self, make: Callable[[], bytes], name: str) -> Response:
        """Answer the current request, which has a place, with a PDF to keep under this name.

        Others have their turn meanwhile, since laying out a sheet takes many times as long as a summary.
        """
        return attached(current_app.response_class(self.pressed(make), mimetype="application/pdf"), name)

    def pressed(self, make: Callable[[], bytes]) -> bytes:
        """Return what `make` makes, while others have their turn."""
        with _released(request.environ[TURN]), self.press:
            return make()


@contextmanager
def _released(turn: Lock) -> Iterator[None]:
    """Give up the turn of this thread for a while."""
    turn.release()
    try:
        yield
    finally:
        turn.acquire()


def attached(response: Response, name: str) -> Response:
    """Return a response that browsers save as a file under this name."""
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
