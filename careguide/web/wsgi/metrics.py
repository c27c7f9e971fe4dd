"""How many requests there were, for the operator. Answers, kinds of care and flags are never counted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from multiprocessing.sharedctypes import RawArray
from threading import Lock

from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from careguide.web.security import ROUTES
from careguide.web.wsgi.access_log import METHODS, NO_ROUTE, OTHER

SUMMARIES = frozenset({"guide.summary", "framed.summary", "api.summary", "fhir.summarise", "together.family"})
"""Routes that give a summary; how it turned out is not counted, as one emergency on a small site can name a person."""

STATUSES = (200, 204, 303, 304, 308, 400, 403, 404, 405, 406, 408, 411, 413, 415, 422, 429, 500, 501, 503)
"""Statuses that are counted by number; any other is counted as 0."""

Labels = tuple[str, str, int]


class Counts(Collector):
    """Counts of requests by method, route and status, in memory that all workers of a server share.

    There are no files: a worker that counts in one would die of a full disk. Each worker has a slot of its own, `slot`,
    so that no lock is shared that could be left closed by one that is killed.
    """

    def __init__(self, slots: int) -> None:
        """Make room for so many workers, before they are forked from this process."""
        every = product((*METHODS, OTHER), (*ROUTES, NO_ROUTE), (*STATUSES, 0))
        self.places: dict[Labels, int] = {labels: place for place, labels in enumerate(every)}
        self.slots = [RawArray("Q", len(self.places)) for _ in range(slots)]
        self.slot = 0
        self.turn = Lock()

    def count(self, method: str, route: str, status: int, _seconds: float, _address: str) -> None:
        """Count one request."""
        place = self.places[method, route if route in ROUTES else NO_ROUTE, status if status in STATUSES else 0]
        with self.turn:
            self.slots[self.slot][place] += 1

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Yield the sums over all workers, as Prometheus reads them; zeros are left out."""
        requests = CounterMetricFamily(
            "careguide_requests", "Requests answered; status 0 is any other.", labels=("method", "route", "status")
        )
        summaries = 0
        for (method, route, status), place in self.places.items():
            if found := sum(slot[place] for slot in self.slots):
                requests.add_metric((method, route, str(status)), found)
                if status == 200 and route in SUMMARIES:
                    summaries += found
        yield requests
        yield CounterMetricFamily("careguide_summaries", "Summaries given, whatever they said.", value=summaries)
