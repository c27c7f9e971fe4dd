"""A small server of fixed bytes, each compressed beforehand with brotli at its highest level: the same for all."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli


@dataclass(frozen=True)
class Item:
    """One resource: its media type, its bytes as they are, and headers of its own."""

    mimetype: str
    plain: bytes
    headers: tuple[tuple[str, str], ...] = field(default=())

    @cached_property
    def packed(self) -> bytes:
        """Return the bytes that go over the wire; those of a font are packed already."""
        if self.mimetype.startswith("font/"):
            return self.plain
        packed: bytes = brotli.compress(self.plain, mode=brotli.MODE_TEXT, quality=11)
        return packed

    @property
    def encoding(self) -> tuple[tuple[str, str], ...]:
        """Return the header that says how the bytes are packed."""
        return () if self.packed is self.plain else (("Content-Encoding", "br"),)


@contextmanager
def shelved(items: Mapping[str, Item]) -> Iterator[str]:
    """Serve these items by their paths on a free port of this machine; yields the address, without a slash."""
    for item in items.values():
        len(item.packed)  # while nobody waits

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else small answers wait for an acknowledgement

        def do_GET(self) -> None:
            """Answer with the item of this path."""
            item = items.get(self.path)
            body = item.packed if item else b""
            self.send_response(200 if item else 404)
            for name, value in (*item.headers, *item.encoding, ("Content-Type", item.mimetype)) if item else ():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
