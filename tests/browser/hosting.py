"""A site that embeds the guide: a small server of its own, on another host name than the guide's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A clinic</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {guide} 'nonce-own';
 frame-src {guide} http://localhost:* http://127.0.0.1:*">
<script nonce="own">
  var heard = [], events = [], focused = 0;
  addEventListener('message', (event) => heard.push([event.origin, event.data]));
  for (const name of ['ready', 'resize', 'step', 'complete', 'exit', 'error'])
    addEventListener('careguide-' + name, (event) => events.push([name, event.detail]), true);
  addEventListener('blur', () => focused++);
</script>
<script async src="{guide}/embed.js"></script></head><body>{body}</body></html>"""
"""The page of a strict site, which notes every message and event that reaches it."""

LINK = '<a href="{guide}/">Open the care guide</a>'


@dataclass
class Host:
    """A running site: its origin, its pages with their headers by path, and the path of every request that it got."""

    origin: str
    guide: str = ""
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def page(self, path: str, body: str, **headers: str) -> str:
        """Put a page at a path, and return its address; `{guide}` in the body is the guide's."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = PAGE.replace("{body}", body).replace("{guide}", self.guide), named
        return self.origin + path


@contextmanager
def hosting() -> Iterator[Host]:
    """Run a site on a free port of this machine, under the name localhost."""
    host = Host("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append(self.path)
            text, headers = host.pages.get(self.path, ("", {}))
            self.send_response(200 if text else 404)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.origin = f"http://localhost:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
