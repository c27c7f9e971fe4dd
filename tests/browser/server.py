"""The guide, served by its own command in a folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

SECONDS_TO_START = 60


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, the folder it could leave files in, and the file with all that it said."""

    port: int
    folder: Path
    output: Path

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(folder: Path, beside: Path, **settings: str) -> Iterator[Server]:
    """Run `careguide serve` in `folder`, its home and its place for files; `{url}` in a setting is its address."""
    server = Server(_free_port(), folder, beside / "output.txt")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAREGUIDE_")}
    here = {"HOME": str(folder), "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}
    here |= {name: value.replace("{url}", server.url) for name, value in settings.items()}
    command = [sys.executable, "-m", "careguide", "serve", "--port", str(server.port)]
    with server.output.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=kept | here, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise AssertionError(f"The server did not start:\n{server.output.read_text(encoding='utf-8')}")
