"""A steady stream of visitors, while something happens to the machines that answer them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Lock

from tests.deploy.visits import ANSWERS, Visitor
from tests.waiting import until

VISITORS = 4
PAUSE = 0.05
"""Seconds between two requests of a visitor: below what nginx lets pass from one address, as all have the same."""


class Answered:
    """What has come of all the requests so far: how often each status, and the longest that anyone waited."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.statuses: Counter[int | str] = Counter()
        self.longest = 0.0
        self._turn = Lock()

    def note(self, status: int | str, seconds: float) -> None:
        """Count one more answer, or a failure by its name."""
        with self._turn:
            self.statuses[status] += 1
            self.longest = max(self.longest, seconds)

    def more(self, count: int) -> None:
        """Wait until so many more requests have been answered, or have failed."""
        enough = self.statuses.total() + count
        until(lambda: self.statuses.total() >= enough, what=f"{count} more answers")

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{sum(self.statuses.values())} requests: {dict(self.statuses)}, the longest {self.longest:.2f} s"


@contextmanager
def steady(visitor: Visitor, least: int, answers: Mapping[str, str] = ANSWERS) -> Iterator[Answered]:
    """Ask while the block runs, and until `least` requests were made: for summaries, and for what no cache holds."""
    answered, over = Answered(), Event()

    def visit(first: int) -> None:
        number = first
        while not over.is_set() or number < least:
            started = time.monotonic()
            try:
                answer = visitor.post("/summary", answers) if number // VISITORS % 2 else visitor.get("/healthz")
                answered.note(answer.status, time.monotonic() - started)
            except OSError as error:
                answered.note(type(error).__name__, time.monotonic() - started)
            number += VISITORS
            over.wait(PAUSE)

    with ThreadPoolExecutor(VISITORS) as many:
        coming = many.map(visit, range(VISITORS))
        try:
            yield answered
        finally:
            over.set()
        list(coming)
