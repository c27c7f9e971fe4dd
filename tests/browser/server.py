"""The guide, served by its own command in a folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.waiting import until

SECONDS_TO_START = 60


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, the folder it could leave files in, and the file with all that it said."""

    port: int
    folder: Path
    output: Path
    end: Callable[[], None] = lambda: None
    """Let it answer what it has begun, and wait until it is gone: what it said by then is all."""

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(folder: Path, beside: Path, **settings: str) -> Iterator[Server]:
    """Run `careguide serve` in `folder`, its home and its place for files; `{url}` in a setting is its address."""
    port, output = _free_port(), beside / "output.txt"
    url = Server(port, folder, output).url
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAREGUIDE_")}
    here = {"HOME": str(folder), "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}
    here |= {name: value.replace("{url}", url) for name, value in settings.items()}
    command = [sys.executable, "-m", "careguide", "serve", "--port", str(port)]
    with output.open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, env=kept | here, stdout=said, stderr=subprocess.STDOUT)

    def end() -> None:
        process.terminate()
        try:
            process.wait(SECONDS_TO_START)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    server = Server(port, folder, output, end)
    try:
        until(lambda: process.poll() is not None or _answers(port), SECONDS_TO_START, server.url)
        assert process.poll() is None, f"The server did not start:\n{output.read_text(encoding='utf-8')}"
        yield server
    finally:
        server.end()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_START)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
