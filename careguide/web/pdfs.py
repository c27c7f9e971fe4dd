"""The queue for PDFs: one at a time is made in a process, off the turn that others wait for, and not too many wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from flask import Response, request

from careguide.web.pages import attached
from careguide.web.wsgi.bodies import AGAIN, Places
from careguide.web.wsgi.front import TURN

WAITING, SHARE = 8, 3
"""PDFs that may wait to be made or be made, in a process, for all addresses and for one."""

EXTENSION = "careguide.pdfs"
"""Name under which an app holds its queue."""


class BusyError(Exception):
    """Too many PDFs are waited for already: from one address (status 429) or from all (503)."""

    def __init__(self, status: int) -> None:
        """Say which."""
        super().__init__(status)
        self.status = status

    def asking_again(self, response: Response) -> Response:
        """Return a response with when to try again."""
        response.headers["Retry-After"] = str(AGAIN)
        return response


class Queue:
    """Makes one PDF after the other."""

    def __init__(self) -> None:
        """Begin with nobody in it."""
        self.places = Places(WAITING, SHARE)
        self.press = Lock()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place for the current request, before any work is done for it. Raises BusyError where none is free."""
        with self.places.place(request.remote_addr or "") as refused:
            if refused:
                raise BusyError(refused)
            yield

    def made(self, make: Callable[[], bytes], name: str) -> Response:
        """Answer the current request, which has a place, with a PDF to keep under this name.

        Others have their turn meanwhile: to lay a sheet out takes many times what a summary does.
        """
        with _released(request.environ[TURN]), self.press:
            body = make()
        return attached(body, name)


@contextmanager
def _released(turn: Lock) -> Iterator[None]:
    """Give up the turn of this thread for a while."""
    turn.release()
    try:
        yield
    finally:
        turn.acquire()
