"""What goes wrong in a page while a test uses it."""

from __future__ import annotations

import os
import re

from playwright.sync_api import BrowserContext, CDPSession, ConsoleMessage, Page, Request, WebError

REFUSED = re.compile(r"Failed to load resource: (?:the server responded with a status of (\d+)|net::ERR_FAILED)")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
"""How Chromium starts: as root too, and without asking anyone anything."""
UNREACHED = -1
"""In place of a status, for a request that a test lets fail before it reaches the server."""
SLOWED = float(os.environ.get("SLOWED", "1"))
"""How many times slower than this machine each page of Chromium runs: `SLOWED=4` is an old phone."""


def slow_down(page: Page) -> None:
    """Slow the processor of a page down as far as these tests are asked to."""
    if SLOWED != 1:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})


class Watch:
    """Notes every request of some browser profiles, and every trouble: another host, an error, a broken policy."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.contexts: list[BrowserContext] = []
        self.requests: list[Request] = []
        self.troubles: list[str] = []
        self._silent: dict[Page, CDPSession] = {}
        self.refusals: set[int] = set()
        """Statuses of pages that this test means to be refused; Chromium calls each of them an error."""

    def over(self, context: BrowserContext) -> None:
        """Watch one more browser profile."""
        self.contexts.append(context)
        context.on("page", slow_down)
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", self._error)

    def close(self) -> None:
        """Close what was watched, and fail where anything went wrong."""
        for context in self.contexts:
            context.close()
        self.check()

    def check(self) -> None:
        """Fail where anything went wrong so far."""
        assert self.troubles == [], self.troubles

    def silence(self, page: Page) -> None:
        """Let no script of this page run, as a setting of the browser would."""
        session = self._silent[page] = page.context.new_cdp_session(page)
        session.send("Emulation.setScriptExecutionDisabled", {"value": True})

    def unsilence(self, page: Page) -> None:
        """Let scripts run from here on, for a test that brings its own; those of the page have had their chance."""
        if session := self._silent.pop(page, None):
            session.send("Emulation.setScriptExecutionDisabled", {"value": False})

    def _request(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((self.url + "/", "data:")):
            self.troubles.append(f"request to another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        refused = REFUSED.match(message.text)
        if message.type == "error" and not (refused and int(refused[1] or UNREACHED) in self.refusals):
            self.troubles.append(f"console: {message.text}")

    def _error(self, fault: WebError) -> None:
        self.troubles.append(f"script: {fault.error}")
