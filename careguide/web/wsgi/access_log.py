"""What is reported about requests: method, route, status and time, if the operator asks for it; never their content."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network
from time import perf_counter
from typing import TYPE_CHECKING, Any

from careguide.web.wsgi.front import ROUTE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ACCESS = "careguide.access"
"""Name of the logger of requests."""

METHODS, OTHER = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"), "OTHER"
"""Methods that are logged by name, and the word for any other, which could be anything."""

NO_ROUTE = "none"
"""The name if no route answers; the address itself is never logged, as anyone can type anything there."""

KEPT_BITS = {4: 24, 6: 48}
"""Bits of an address to keep if addresses are logged: a neighbourhood, not a household."""

Tell = Callable[[str, str, int, float, str], None]
"""Takes method, route, status, seconds, and the client's address."""


class Watched:
    """Reports each request: its method, its route's name, the status and the seconds; never its content."""

    def __init__(self, behind: WSGIApplication, *told: Tell) -> None:
        """Report the requests that `behind` answers to each of `told`."""
        self.behind = behind
        self.told = told

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, and report it."""
        begun = perf_counter()
        given = [500]

        def noting(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            given[0] = int(status[:3])
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        try:
            return self.behind(environ, noting)
        finally:
            method = environ["REQUEST_METHOD"]
            for tell in self.told:
                tell(
                    method if method in METHODS else OTHER,
                    environ.get(ROUTE) or NO_ROUTE,
                    given[0],
                    perf_counter() - begun,
                    environ.get("REMOTE_ADDR", ""),
                )


def access(*, networks: bool) -> Tell:
    """Return what writes one line for each request; with `networks`, also the first part of the address."""
    log = logging.getLogger(ACCESS)

    def tell(method: str, route: str, status: int, seconds: float, address: str) -> None:
        line = {"method": method, "route": route, "status": status, "milliseconds": round(seconds * 1000)}
        log.info("request", extra=line | ({"network": network(address)} if networks else {}))

    return tell


def network(address: str) -> str:
    """Return the network of an address, without the part that identifies a household."""
    try:
        found: IPv4Network | IPv6Network = ip_network(address)
    except ValueError:  # a socket on this machine has no address
        return ""
    if isinstance(found, IPv6Network) and (mapped := found.network_address.ipv4_mapped):
        found = IPv4Network(mapped)
    return str(found.supernet(new_prefix=KEPT_BITS[found.version]))
