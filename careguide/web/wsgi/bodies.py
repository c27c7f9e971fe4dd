"""Bodies of requests: each has a known length, a limit, and a deadline, and is read before the request's turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import TYPE_CHECKING

from flask import request
from werkzeug.exceptions import (
    LengthRequired,
    RequestEntityTooLarge,
    RequestTimeout,
    ServiceUnavailable,
    TooManyRequests,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MAX_BODY = 64 * 1024
"""Bytes of a posted sheet; a whole one has about two thousand."""

SECONDS = 30
"""Seconds in which a body must arrive under `careguide serve`: ten times what a sheet needs on a slow phone line."""

PLACES, SHARE = 1024, 32
"""Bodies that may be on their way to a process at once, from all addresses and from one."""

AGAIN = 5
"""Seconds after which a client that found no place may try again."""

REFUSED = "careguide.refused"
"""Key in the environment of a request for why its body was not read: a status, for Flask to answer with."""

WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
"""Methods whose requests must say how long they are, if the server does not insist on it."""


class Places:
    """Places for bodies on their way: so many in all, and a share of them for each address."""

    def __init__(self, most: int, share: int) -> None:
        """Have room for `most`, of which one address gets `share`."""
        self.most, self.share = most, share
        self.taken: Counter[str] = Counter()
        self.lock = Lock()

    @contextmanager
    def place(self, address: str) -> Iterator[int]:
        """Take a place and yield 0; or yield the status to refuse with: 429 if the address has its share, else 503."""
        house = household(address)
        with self.lock:
            status = self._refusal(house)
            if not status:
                self.taken[house] += 1
        try:
            yield status
        finally:
            if not status:
                with self.lock:
                    self.taken[house] -= 1
                    if not self.taken[house]:  # nothing is kept of who was here
                        del self.taken[house]

    def _refusal(self, house: str) -> int:
        if self.taken[house] >= self.share:
            return 429
        return 503 if self.taken.total() >= self.most else 0


def length(environ: WSGIEnvironment) -> int:
    """Return how many bytes of body to read; if none, `REFUSED` may say why.

    A body with no length, or with two, is not read: the part that is cut off may name a danger.
    """
    told = environ.get("CONTENT_LENGTH") or ""
    ends = environ.get("wsgi.input_terminated") and environ["REQUEST_METHOD"] in WITH_BODY
    if "HTTP_TRANSFER_ENCODING" in environ or (told and not (told.isascii() and told.isdigit())) or (ends and not told):
        environ[REFUSED] = LengthRequired.code
        return 0
    digits = told.lstrip("0")
    if len(digits) > len(str(MAX_BODY)) or int(digits or 0) > MAX_BODY:
        environ[REFUSED] = RequestEntityTooLarge.code
        return 0
    return int(digits or 0)


def refuse_unread() -> None:
    """Refuse the current request if its body was not read, in the words of the page that it was sent to."""
    status = request.environ.get(REFUSED)
    if status == LengthRequired.code:
        raise LengthRequired
    if status == RequestEntityTooLarge.code:
        raise RequestEntityTooLarge
    if status == RequestTimeout.code:
        raise RequestTimeout
    if status:
        raise busy(status)


def busy(status: int) -> TooManyRequests | ServiceUnavailable:
    """Return the error with this status, 429 or 503, that asks to try again soon."""
    return (TooManyRequests if status == TooManyRequests.code else ServiceUnavailable)(retry_after=AGAIN)


def household(address: str) -> str:
    """Return the part of an address that a visitor cannot change: all of IPv4, the first half of IPv6.

    It stops someone with a whole IPv6 network from coming from a new address each time.
    """
    try:
        parsed = ip_address(address)
    except ValueError:  # a socket on this machine has no address
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))
