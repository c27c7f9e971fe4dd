"""How a person visits a guide behind TLS, from the network of its machine."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

NAME = "guide.example.org"
SECONDS = 20
ANSWERS = {"right_now": "none", "how_taken": "as_directed"}
"""A sheet that is not whole, and enough for a summary."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Answer(NamedTuple):
    """What came back: the status, the headers with small names, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Visitor:
    """Someone who trusts this certificate alone, and finds the guide at 127.0.0.1."""

    def __init__(self, certificate: Path) -> None:
        """Read the certificate once."""
        self._trust = ssl.create_default_context(cafile=str(certificate))

    def get(self, path: str = "/", **headers: str) -> Answer:
        """Ask for a page; headers are named as in Python, `accept_encoding`."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, answers: Mapping[str, str], **headers: str) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(answers), FORM | headers)

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        line = HTTPConnection(NAME)
        plain = socket.create_connection(("127.0.0.1", 443), SECONDS)
        with self._trust.wrap_socket(plain, server_hostname=NAME) as line.sock:
            line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = line.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, named, response.read())
