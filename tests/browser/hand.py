"""A hand on the keys with a clock of its own: how long it rests does not depend on how fast the machine is."""

from __future__ import annotations

import time

from playwright.sync_api import Page

QUICK, CALM = 0.1, 1.0
"""Seconds between two presses of one gesture, and after a person has taken time."""
KEYS = {"Escape": 27, "Enter": 13, " ": 32}


class Hand:
    """Presses keys, and says of each when it was, so that the page sees the pause that was meant."""

    def __init__(self, page: Page) -> None:
        """Lay the hand on a page."""
        self._browser = page.context.new_cdp_session(page)
        self._now = time.time()

    def press(self, key: str, pause: float = CALM) -> None:
        """Press a key, after a pause."""
        self._now += pause
        code = {"key": key, "windowsVirtualKeyCode": KEYS.get(key) or ord(key.upper()), "timestamp": self._now}
        text = {"text": "\r" if key == "Enter" else key} if len(key) == 1 or key == "Enter" else {}
        self._browser.send("Input.dispatchKeyEvent", {"type": "keyDown" if text else "rawKeyDown", **code, **text})
        self._browser.send("Input.dispatchKeyEvent", {"type": "keyUp", **code})

    def hide(self) -> None:
        """Press Escape twice in one go, which covers the screen."""
        self.press("Escape")
        self.press("Escape", QUICK)
