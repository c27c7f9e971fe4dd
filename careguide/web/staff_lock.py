"""The lock of the staff page: one shared phrase, no accounts, and nothing kept about the person who types it.

The cookie says when the page was unlocked, and nothing else. Wrong phrases are counted where CAREGUIDE_LIMITS_STORAGE
says. Without it each worker process counts in its own memory, so N workers allow N times as many tries.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from math import ceil
from threading import Lock
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from flask import Flask, Response, current_app, request, url_for
from itsdangerous import BadSignature, TimestampSigner
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter as Counter

from careguide.config import ConfigError
from careguide.core.questionnaire.content import Country
from careguide.web.rendering import render
from careguide.web.site import site
from careguide.web.wsgi.bodies import household

LONGEST = 200
"""Characters of the longest phrase."""

OPEN_FOR = 12 * 60 * 60
"""Seconds that the page stays unlocked for one browser: a long day of work."""

FROM_ONE, FROM_ALL = RateLimitItemPerMinute(5, 5), RateLimitItemPerMinute(60, 5)
"""Wrong phrases allowed in five minutes, from one address and from all."""

LOCKED_AGAIN = (
    "This page was locked again. Open it in another tab and type the access phrase there. "
    "Then come back here and go on: nothing typed is lost.\n"
)
DOOR, PAGE = "together.enter", "together.walk"
CODES = RateLimitItemPerMinute(60)
"""Codes that one address may type, since reading one takes a moment."""

TRIES = "careguide.tries"
WAIT, AWAY = 1, 10
"""Seconds that a storage of counts may take; beyond them this process counts by itself, for so many seconds."""

Limit = tuple[RateLimitItem, str]
Told = TypeVar("Told")


@dataclass
class Tries:
    """The wrong phrases and the codes of the last minutes, and the turn to try a phrase.

    One phrase is tried at a time, so that nobody can send many at once to slip in more than are counted, or to have
    the server hash them side by side.
    """

    counter: Counter
    own: Counter = field(default_factory=lambda: Counter(MemoryStorage()))
    turn: Lock = field(default_factory=Lock)
    away_until: float = 0.0

    def wait(self, address: str) -> int:
        """Return how many seconds an address has to wait before it may try a phrase; 0 for none."""
        for limit in _limits(address):
            if self._left(limit) > limit[0].get_expiry():  # the clock was set back: staff would wait as long as that
                self._ask(Counter.clear, *limit)
        full = [limit for limit in _limits(address) if not self._ask(Counter.test, *limit)]
        return max((ceil(self._left(limit)) for limit in full), default=0)

    def count(self, address: str) -> None:
        """Count a wrong phrase from an address."""
        for limit in _limits(address):
            self._ask(Counter.hit, *limit)

    def may_type_code(self, address: str) -> bool:
        """Count a code that was typed at an address, and return whether it may be read."""
        return self._ask(Counter.hit, CODES, "code", household(address))

    def _left(self, limit: Limit) -> float:
        return self._ask(Counter.get_window_stats, *limit).reset_time - time.time()

    def _ask(self, question: Callable[..., Told], *about: RateLimitItem | str) -> Told:
        """Ask the counter, or this process's own where that cannot be reached: nothing is tried uncounted."""
        if time.monotonic() >= self.away_until:
            try:
                return question(self.counter, *about)
            except StorageError:
                self.away_until = time.monotonic() + AWAY  # to ask again each time would hold up everyone
                current_app.logger.warning("The storage of CAREGUIDE_LIMITS_STORAGE does not answer; counting here.")
        return question(self.own, *about)


def count_tries(app: Flask, storage: str) -> None:
    """Count tries at the staff page of `app`, in the storage at this address, or in memory if it is "".

    Raises ConfigError where the storage needs a package that is not installed, or its address is none.
    """
    options = {"wrap_exceptions": True, "socket_timeout": WAIT, "socket_connect_timeout": WAIT}
    try:
        kept = storage_from_string(storage, **options) if storage else MemoryStorage()
    except ConfigurationError as error:
        raise ConfigError(
            "CAREGUIDE_LIMITS_STORAGE needs a package that is not installed: pip install 'careguide[shared]'."
        ) from error
    except ValueError as error:  # it is not repeated, as it may hold a password
        raise ConfigError(
            "CAREGUIDE_LIMITS_STORAGE is no address of a Redis. Write 'redis://', its host name, a colon and its port, "
            "such as 'redis://127.0.0.1:6379'."
        ) from error
    app.extensions[TRIES] = Tries(Counter(kept))


def tries() -> Tries:
    """Return what the running app counts."""
    held: Tries = current_app.extensions[TRIES]
    return held


def storage_answers(app: Flask) -> bool:
    """Whether the storage answers where `app` counts what is tried; memory does, and so does a page that is off."""
    tries: Tries | None = app.extensions.get(TRIES)
    return tries is None or bool(tries.counter.storage.check())


def locked() -> bool:
    """Whether the staff page is locked for the current request: a phrase is set, and it was not typed lately."""
    if not site().settings.staff_phrase:
        return False
    try:
        held = _signer().unsign(request.cookies.get(_cookie(), ""), max_age=OPEN_FOR)
    except BadSignature:
        return True
    return held != _cookie().encode()


def gate() -> Response | None:
    """Let the current request through to the staff page, or answer with the page that asks for the phrase."""
    if request.endpoint == DOOR or not locked():
        return None
    if request.method in ("GET", "HEAD"):
        return _asked(403)
    return current_app.response_class(LOCKED_AGAIN, 403, mimetype="text/plain")


def enter() -> Response:
    """Unlock the staff page for someone who types the phrase, and go there; or ask again."""
    country = _country()
    chosen = None if country is site().home_country else country.code
    opened = current_app.response_class(status=303, headers={"Location": url_for(PAGE, country=chosen)})
    stored = site().settings.staff_phrase
    if not stored:
        return opened
    phrase = request.form.get("phrase", "").strip()  # the space that comes along when a phrase is copied
    if not phrase:
        return _asked(422, "empty")
    counted, address = tries(), request.remote_addr or ""
    with counted.turn:
        # First of all, against who keeps the server busy: to look at a phrase is slow, as it is meant to be.
        if seconds := counted.wait(address):
            return _asked(429, "wait", seconds)
        if not _fits(stored, phrase):
            counted.count(address)
            return _asked(422, "wrong")
    name = _cookie()
    # Without an age, it goes when the browser is closed: against the next person at a shared computer.
    opened.set_cookie(
        name,
        _signer().sign(name).decode(),
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
        path=f"{request.script_root}/",  # below a path, what else stands at this host is not sent it
    )
    return opened


def _asked(status: int, problem: str = "", seconds: int = 0) -> Response:
    html = render("together/phrase.html", country=_country(), problem=problem, minutes=ceil(seconds / 60))
    response = current_app.response_class(html, status)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


def _country() -> Country:
    return site().country(request.args.get("country"))


def _cookie() -> str:
    """Return the name of the cookie. Browsers accept both prefixes over HTTPS only, `__Host-` for a whole host."""
    if not request.is_secure:
        return "staff"
    return "__Secure-staff" if request.script_root else "__Host-staff"


def _signer() -> TimestampSigner:
    """Sign with the stored hash as the key: every worker has it, and a new phrase makes all cookies invalid."""
    stored = site().settings.staff_phrase
    return TimestampSigner(stored, salt="careguide.staff", key_derivation="hmac", digest_method=sha256)


def _fits(stored: str, phrase: str) -> bool:
    """Whether a phrase matches the stored hash. The config accepts nothing but a hash."""
    if len(phrase) > LONGEST:
        return False
    try:
        return PasswordHasher().verify(stored, phrase)
    except VerifyMismatchError:
        return False


def _limits(address: str) -> tuple[Limit, ...]:
    return (FROM_ONE, household(address)), (FROM_ALL, "")
