"""The clock of the machine jumps, a day on and a day back, while the guide is served."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from argon2 import PasswordHasher

from benchmarks.soak.asks import FORM, app, asked, sheets
from benchmarks.soak.found import Found, NotRunError, Scale
from benchmarks.soak.server import serving
from careguide.web.staff_lock import FROM_ONE

PHRASE = "four words by chance"
FOLDERS = (*Path("/usr/lib").glob("*/faketime"), Path("/usr/lib/faketime"))
LIBRARY = "libfaketimeMT.so.1"
SHEETS = 5
WAIT = FROM_ONE.get_expiry()
"""Seconds that wrong phrases may keep someone out."""


@dataclass
class Clocked:
    """A browser before a server whose clock can be set."""

    port: int
    clock: Path
    cookie: str = ""

    def jump(self, offset: str) -> None:
        """Set the server's clock to this far from the right time, such as `+1d`."""
        self.clock.write_text(f"{offset}\n", encoding="ascii")

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of an answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body or None, {**(dict(FORM) if body else {}), **headers})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def enter(self, phrase: str) -> tuple[int, int]:
        """Type a phrase at the staff page; return the status and the seconds to wait, and keep the cookie."""
        status, headers, _ = self.ask("POST", "/together/enter", urlencode({"phrase": phrase}).encode())
        self.cookie = headers.get("set-cookie", self.cookie).split(";")[0]
        return status, int(headers.get("retry-after", 0))

    def is_open(self) -> bool:
        """Whether the staff page lets the cookie in."""
        return self.ask("GET", "/together", Cookie=self.cookie)[0] == 200


def jumped(_: Scale) -> Found:
    """Set the clock a day on, back, and a day back, while people ask and staff are let in."""
    library = next((str(folder / LIBRARY) for folder in FOLDERS if (folder / LIBRARY).is_file()), "")
    if not library:
        raise NotRunError("needs libfaketime (Debian: faketime)")
    found = Found("the clock of the server set a day on, back, and a day back (libfaketime)")
    with TemporaryDirectory() as made:
        clock = Path(made, "clock")
        clock.write_text("+0\n", encoding="ascii")
        settings = {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "CAREGUIDE_STAFF_PHRASE": PasswordHasher().hash(PHRASE),
        }
        with serving(settings, workers=1) as server:
            browser = Clocked(server.port, clock)
            workers = server.workers()
            _jump(browser, found)
            found.expect(server.workers() == workers, "a worker ended")
            found.faults += server.lines()
    return found


def _jump(browser: Clocked, found: Found) -> None:
    client = app().test_client()
    wanted = [asked(client, "POST", "/summary", FORM, body) for body in sheets()[:SHEETS]]
    wanted.append(asked(client, "GET", "/", (("If-None-Match", client.get("/").headers["ETag"]),)))
    for place, offset in enumerate(("+0", "+1d", "+0", "-1d")):
        name = f"{offset} after {('+0', '+0', '+1d', '+0')[place]}"
        browser.jump(offset)
        kept = bool(browser.cookie) and browser.is_open()
        found.expect(not kept, f"{name}: a cookie of another day still opens the staff page")
        for ask in wanted:
            status, _, body = browser.ask(ask.method, ask.target, ask.body, **dict(ask.headers))
            right = (status, sha256(body).digest()) == (ask.status, ask.digest)
            found.expect(right, f"{name}: {ask.name} is answered otherwise, with status {status}")
        status, wait = browser.enter(PHRASE)
        found.expect(wait <= WAIT, f"{name}: the right phrase has to wait {wait} s")
        found.expect(wait > 0 or (status == 303 and browser.is_open()), f"{name}: the right phrase gives {status}")
        found.figures.append(f"{name}: cookie closed, phrase {f'waits {wait} s' if wait else 'opens'}")
        waits = [browser.enter("not the phrase")[1] for _ in range(FROM_ONE.amount + 1)]
        found.expect(0 < waits[-1] <= WAIT or wait > 0, f"{name}: wrong phrases lead to a wait of {waits[-1]} s")
    found.figures.append(f"each time {SHEETS} summaries right to the byte, and 304 for a page that is known")
