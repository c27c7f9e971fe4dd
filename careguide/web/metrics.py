"""How many requests there were, for who runs the guide. No answer, no setting and no flag is ever counted."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter

from careguide.web.log import Tell

SUMMARIES = frozenset({"guide.summary", "framed.summary", "api.summary", "fhir.summarise", "together.family"})
"""Routes that give a summary; how it turned out is not counted, as one emergency on a small site can name a person."""


def counting() -> Tell:
    """Return what counts each request, in files where PROMETHEUS_MULTIPROC_DIR says so, so that workers add up."""
    registry = CollectorRegistry()  # against counts of an earlier app in the same process
    requests = Counter("careguide_requests", "Requests answered.", ("method", "route", "status"), registry=registry)
    summaries = Counter("careguide_summaries", "Summaries given, whatever they said.", registry=registry)

    def count(method: str, route: str, status: int, _seconds: float, _address: str) -> None:
        requests.labels(method, route, str(status)).inc()
        if status == 200 and route in SUMMARIES:
            summaries.inc()

    return count
