"""How soon the guide answers after it is started, and what memory a worker takes: python -m benchmarks.startup."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

import click

from tests.test_serve import free_port

ROUNDS = 7
WORKERS = 2
HOST = "127.0.0.1"


def seconds_until_up(process: subprocess.Popen[bytes], port: int, begun: float) -> float:
    """Return the seconds from the start of the process to its first page, whole."""
    while process.poll() is None:
        try:
            connection = HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.005)
        else:
            return time.monotonic() - begun
    raise SystemExit("careguide serve ended before it answered.")


def megabytes(pid: int) -> dict[str, float]:
    """Return what a process takes: all it can see (Rss), and its part of what is shared (Pss)."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    return {name: int(re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE)[1]) / 1024 for name in ("Rss", "Pss")}  # type: ignore[index]


def workers(parent: int) -> list[int]:
    """Return the worker processes of a server."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="utf-8")
    return list(map(int, listed.split()))


@click.command()
@click.option("--python", default=sys.executable, help="The Python of another environment that has careguide.")
def main(python: str) -> None:
    """Start the guide some times; print the medians."""
    times, memory = [], []
    for _ in range(ROUNDS):
        port, begun = free_port(), time.monotonic()
        words = [python, "-m", "careguide", "serve", "--port", str(port), "--workers", str(WORKERS)]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
            times.append(seconds_until_up(process, port, begun))
            for path in ("/about", "/options", "/method", "/privacy") * 5:
                connection = HTTPConnection(HOST, port, timeout=30)
                connection.request("GET", path)
                connection.getresponse().read()
            time.sleep(2)  # the pages that follow are made
            memory += [megabytes(pid) for pid in workers(process.pid)]
            process.terminate()
    print(f"start to first page: {median(times):.2f} s (median of {ROUNDS}, best {min(times):.2f})")
    for name in ("Rss", "Pss"):
        print(f"one worker of {WORKERS}, {name}: {median(one[name] for one in memory):.0f} MB")


if __name__ == "__main__":
    main()
