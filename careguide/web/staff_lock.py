"""The lock of the staff page: one shared phrase, no accounts, and nothing kept about the person who types it.

The cookie says when the page was unlocked, and nothing else. Wrong phrases are counted where CAREGUIDE_LIMITS_STORAGE
says. Without it each worker process counts in its own memory, so N workers allow N times as many tries.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from hashlib import sha256
from math import ceil
from threading import Lock
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from flask import Flask, Response, current_app, request, url_for
from flask_limiter import Limiter
from itsdangerous import BadSignature, TimestampSigner
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, RateLimiter

from careguide.config import ConfigError
from careguide.core.questionnaire.content import Country
from careguide.web.pages import render, site
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
BLUEPRINT, DOOR, PAGE, CODE = "together", "together.enter", "together.walk", "together.code"
CODES = "60 per minute"
"""Codes that one address may type, since reading one takes a moment."""

TRIES = "careguide.tries"
WAIT = 1
"""Seconds that a storage of counts may take; after that this process counts by itself."""


@dataclass(frozen=True)
class Tries:
    """The wrong phrases of the last minutes, and the turn to try one.

    One phrase is tried at a time, so that nobody can send many at once to slip in more than are counted, or to have
    the server hash them side by side.
    """

    counter: RateLimiter
    own: RateLimiter = field(default_factory=lambda: FixedWindowRateLimiter(MemoryStorage()))
    turn: Lock = field(default_factory=Lock)

    def wait(self, address: str) -> int:
        """Return how many seconds an address has to wait before it may try a phrase; 0 for none."""
        for limit in _limits(address):
            if self._asked("get_window_stats", *limit).reset_time - time.time() > limit[0].get_expiry():
                self._asked("clear", *limit)  # the clock was set back: staff would have to wait as long as that
        full = [limit for limit in _limits(address) if not self._asked("test", *limit)]
        return max(
            (ceil(self._asked("get_window_stats", *limit).reset_time - time.time()) for limit in full), default=0
        )

    def count(self, address: str) -> None:
        """Count a wrong phrase from an address."""
        for limit in _limits(address):
            self._asked("hit", *limit)

    def _asked(self, question: str, *about: RateLimitItem | str) -> Any:
        """Ask the counter, or this process's own if that cannot be reached: every try is counted."""
        try:
            return getattr(self.counter, question)(*about)
        except StorageError:
            current_app.logger.warning("The storage of CAREGUIDE_LIMITS_STORAGE does not answer; counting here.")
            return getattr(self.own, question)(*about)


def count_tries(app: Flask, storage: str) -> None:
    """Count tries at the staff page of `app`, in the storage at this address, or in memory if it is "".

    Raises ConfigError if the storage needs a package that is not installed.
    """
    all_hooks: tuple[Any, ...] = app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs
    before = [list(hooks[None]) for hooks in all_hooks]
    wait = {"socket_timeout": WAIT, "socket_connect_timeout": WAIT} if storage else {}
    try:
        limiter = Limiter(
            lambda: household(request.remote_addr or "") or "this machine",  # an empty one would not be counted
            app=app,
            strategy="fixed-window",
            storage_uri=storage or "memory://",
            storage_options={"wrap_exceptions": True, **wait},
            in_memory_fallback_enabled=bool(storage),
            key_prefix="careguide",
        )
    except ConfigurationError as error:
        raise ConfigError(
            "CAREGUIDE_LIMITS_STORAGE needs a package that is not installed: pip install 'careguide[shared]'."
        ) from error
    for hooks, ours in zip(all_hooks, before, strict=True):  # the library would look at every request of every page
        hooks[BLUEPRINT] += [hook for hook in hooks[None] if hook not in ours]
        hooks[None] = ours
    app.extensions[TRIES] = Tries(limiter.limiter)
    app.view_functions[CODE] = limiter.limit(CODES)(app.view_functions[CODE])  # type: ignore[assignment]


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
    tries: Tries = current_app.extensions[TRIES]
    address = request.remote_addr or ""
    with tries.turn:
        # First of all, against who keeps the server busy: to look at a phrase is slow, as it is meant to be.
        if seconds := tries.wait(address):
            return _asked(429, "wait", seconds)
        if not _fits(stored, phrase):
            tries.count(address)
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


def _limits(address: str) -> tuple[tuple[RateLimitItem, str], ...]:
    return (FROM_ONE, household(address)), (FROM_ALL, "")
