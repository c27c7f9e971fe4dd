"""Fingers that tap at times of their own, whatever the machine takes: each tap tells the browser when it was."""

from __future__ import annotations

from time import time
from typing import NamedTuple

from playwright.sync_api import CDPSession, Locator, Page

from tests.browser import staff

AT_ONCE, LATER = 0.12, 1.0
"""Seconds from one tap to the next: where both belong together, and where they do not."""


class Place(NamedTuple):
    """Where on the screen a finger is."""

    x: float
    y: float


def on(target: Locator) -> Place:
    """Return a place on something that is in sight, near its upper left."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box
    return Place(box["x"] + 40, box["y"] + 10)


def shared(page: Page, one: str, other: str) -> Place:
    """Return a place where both of these questions have an answer, and stay at the other."""
    found = []
    for name in (one, other):
        staff.go(page, name)
        boxes = [label.bounding_box() for label in page.locator(".now .person .choice").all()]
        found.append([(box["y"] + 4, box["y"] + box["height"] - 4, box["x"] + 40) for box in boxes if box])
    pairs = [(max(a[0], b[0]), min(a[1], b[1]), b[2]) for a in found[0] for b in found[1]]
    low, high, x = max(pairs, key=lambda pair: pair[1] - pair[0])
    assert low < high
    return Place(x, (low + high) / 2)


class Finger:
    """A finger on a mouse or on the glass: it taps with its own clock, and no tap waits for what the last one did."""

    def __init__(self, page: Page, kind: str) -> None:
        """Be of one kind: mouse or touch."""
        self.kind = kind
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._now = time()
        self._clicks = 0

    def tap(self, place: Place, after: float = LATER) -> None:
        """Tap at a place, so many seconds after the last tap."""
        self._now += after
        self._clicks = self._clicks + 1 if after == AT_ONCE else 1
        for moment, down in ((self._now, True), (self._now + 0.03, False)):
            if self.kind == "mouse":
                self._session.send("Input.dispatchMouseEvent", self._mouse(place, down, moment))
            else:
                points = [place._asdict()] if down else []
                name = "touchStart" if down else "touchEnd"
                self._session.send(
                    "Input.dispatchTouchEvent", {"type": name, "touchPoints": points, "timestamp": moment}
                )

    def _mouse(self, place: Place, down: bool, moment: float) -> dict[str, object]:
        kind = "mousePressed" if down else "mouseReleased"
        more = {"button": "left", "clickCount": self._clicks, "timestamp": moment}
        return {"type": kind, **place._asdict(), **more}


def slowed(page: Page, times: int) -> Page:
    """Make the machine so many times slower for this page."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})
    return page
