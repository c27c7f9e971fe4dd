"""A steady stream of visitors, while something happens to the machines that answer them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

from tests.deploy.visits import ANSWERS, Visitor

VISITORS = 4
PAUSE = 0.05
"""Seconds between two requests of a visitor: below what nginx lets pass from one address, as all have the same."""


class Answered:
    """What came of all the requests: how often each status, and the longest that anyone waited."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.statuses: Counter[int | str] = Counter()
        self.longest = 0.0

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{sum(self.statuses.values())} requests: {dict(self.statuses)}, the longest {self.longest:.2f} s"


@contextmanager
def steady(visitor: Visitor, least: int, answers: Mapping[str, str] = ANSWERS) -> Iterator[Answered]:
    """Ask while the block runs, and until `least` requests were made: for summaries, and for what no cache holds."""
    answered, over = Answered(), Event()

    def visit(first: int) -> Answered:
        own, number = Answered(), first
        while not over.is_set() or number < least:
            started = time.monotonic()
            try:
                answer = visitor.post("/summary", answers) if number // VISITORS % 2 else visitor.get("/healthz")
                own.statuses[answer.status] += 1
            except OSError as error:
                own.statuses[type(error).__name__] += 1
            own.longest = max(own.longest, time.monotonic() - started)
            number += VISITORS
            time.sleep(PAUSE)
        return own

    with ThreadPoolExecutor(VISITORS) as many:
        coming = many.map(visit, range(VISITORS))
        try:
            yield answered
        finally:
            over.set()
        for own in coming:
            answered.statuses += own.statuses
            answered.longest = max(answered.longest, own.longest)
