"""`careguide serve` in a process of its own, with its workers in sight."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

PATIENCE = 60
"""Seconds that a server may take to start or to stop on a busy machine."""

WORKERS = 2
ESTABLISHED = "01"


class ServerError(Exception):
    """The server did not do what a scenario needs of it."""


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, its process, its folder, and the file with what it said."""

    port: int
    process: subprocess.Popen[bytes]
    folder: Path
    output: Path

    @property
    def pid(self) -> int:
        """Return the process that watches the workers."""
        return self.process.pid

    def workers(self) -> list[int]:
        """Return the workers, oldest first; none when the server has ended."""
        with suppress(OSError):
            return sorted(map(int, Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()))
        return []

    def reload(self) -> None:
        """Ask for new workers."""
        self.process.send_signal(signal.SIGHUP)

    def answers(self) -> bool:
        """Whether the server says that it is up."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def lines(self) -> list[str]:
        """Return what it said so far, without the line that says where it is."""
        said = self.output.read_text(encoding="utf-8", errors="replace").splitlines() if self.output.is_file() else []
        return [line for line in said if line and not line.startswith("The guide is at ")]


@contextmanager
def serving(
    settings: Mapping[str, str] | None = None,
    *,
    before: Sequence[str] = (),
    output: Path | None = None,
    workers: int = WORKERS,
) -> Iterator[Server]:
    """Serve on a free port, in an empty folder that is home and place for temporary files; end it afterwards.

    `before` are the words of a command that runs it, such as one that keeps its file systems apart.
    """
    with tempfile.TemporaryDirectory(prefix="careguide-soak-") as made:
        folder = Path(made)
        home = folder / "home"
        home.mkdir()
        said = output or folder / "said"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CAREGUIDE_")}
        environ = {**kept, "HOME": str(home), "TMPDIR": str(home), "PYTHONUNBUFFERED": "1", **(settings or {})}
        port = _free_port()
        command = [*before, sys.executable, "-m", "careguide", "serve", "--port", str(port), "--workers", str(workers)]
        with said.open("wb") as heard:
            process = subprocess.Popen(
                command, cwd=home, env=environ, stdout=heard, stderr=subprocess.STDOUT, start_new_session=True
            )
        server = Server(port, process, home, said)
        try:
            wait_for(lambda: server.answers() and len(server.workers()) == workers, server)
            yield server
        finally:
            _end(process)


def wait_for(what: Callable[[], bool], server: Server, seconds: float = PATIENCE) -> float:
    """Wait until something holds, and return how long that took. Raises ServerError where it never does."""
    began = time.monotonic()
    while not what():
        if server.process.poll() is not None:
            raise ServerError(f"The server ended with status {server.process.returncode}. It said: {_last(server)}")
        if time.monotonic() - began > seconds:
            raise ServerError(f"The server was not ready after {seconds:g} s. It said: {_last(server)}")
        time.sleep(0.02)
    return time.monotonic() - began


def peers(pid: int, port: int) -> set[int]:
    """Return the clients' ports of the connections to `port` that a process holds."""
    held = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            held.add(os.readlink(entry))
    found = set()
    for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, state, *_, inode = line.split()[:10]
        if state == ESTABLISHED and int(local.split(":")[1], 16) == port and f"socket:[{inode}]" in held:
            found.add(int(remote.split(":")[1], 16))
    return found


def stop(pid: int, server: Server) -> None:
    """Hold a process where it is, so that what it does can be looked at; it does nothing any more on return."""
    os.kill(pid, signal.SIGSTOP)
    wait_for(lambda: all(_is_stopped(task) for task in Path(f"/proc/{pid}/task").iterdir()), server)


def _is_stopped(task: Path) -> bool:
    return (task / "stat").read_text().rpartition(")")[2].split()[0] == "T"


def resident(pid: int) -> float:
    """Return the memory that a process holds, in MB (VmRSS)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(kilobytes) / 1024


def _last(server: Server) -> str:
    return "; ".join(server.lines()[-2:]) or "nothing"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server gently, and then whatever is left of the session that was made for it."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
