"""How many requests a second, as a ratio in one run: careguide against the least that its server can do.

    python -m benchmarks.servers [--rounds 5] [--seconds 3] [--workers 1]

Every server is up all the time, and in each round each target gets its turn, so that what disturbs the machine
disturbs all of them alike. Needs wrk.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import click

from careguide import files
from careguide.core.questionnaire.reader import read
from tests.journey import journeys
from tests.test_serve import free_port

CLIENTS = 16
FORM = "application/x-www-form-urlencoded"
SERVERS = {
    "granian": [sys.executable, "-m", "benchmarks.launch", "{app}", "{port}", "{workers}"],
    "gunicorn gthread": [
        sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "4", "-w", "{workers}",
        "-b", "127.0.0.1:{port}", "--log-level", "error", "benchmarks.apps:{app}_app",
    ],
    "gunicorn sync": [
        sys.executable, "-m", "gunicorn", "-w", "{workers}",
        "-b", "127.0.0.1:{port}", "--log-level", "error", "benchmarks.apps:{app}_app",
    ],
}  # fmt: skip


@dataclass
class Target:
    """One thing to ask a server for, again and again; `bodies` are sent in turn, where there are any."""

    name: str
    app: str
    path: str = "/"
    bodies: list[str] = field(default_factory=list)
    kind: str = FORM
    rates: list[float] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)
    """Milliseconds that 99 of 100 requests took at most, in each round."""


def targets() -> list[Target]:
    """Return what is measured: the two baselines, then careguide's pages and data."""
    sheets = [{name: sorted(answer) for name, answer in journey.sheet.items()} for journey in journeys()]
    forms = [urlencode(sheet, doseq=True) for sheet in sheets]
    live = [urlencode({f"person-{name}": said for name, said in sheet.items()}, doseq=True) for sheet in sheets]
    data = [json.dumps({"answers": sheet}) for sheet in sheets]
    return [
        Target("(a) raw WSGI, constant bytes", "raw"),
        Target("(b) bare Flask, constant bytes", "bare"),
        Target("(b) bare Flask, the same to a form", "bare", "/", forms),
        Target("first page, GET /", "careguide"),
        Target("another public page, GET /options", "careguide", "/options"),
        Target("full summary, POST /summary", "careguide", "/summary", forms),
        Target("live picture, POST /together/live", "careguide", "/together/live", live),
        Target("summary as data, POST /api/v1/summary", "careguide", "/api/v1/summary", data, "application/json"),
    ]


@contextmanager
def served(server: str, app: str, workers: int) -> Iterator[int]:
    """Run one app on one server, and give its port when it answers."""
    port = free_port()
    words = [word.format(app=app, port=port, workers=workers) for word in SERVERS[server]]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        try:
            _wait(process, port)
            yield port
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise click.ClickException(f"The server on port {port} did not come up; see what it wrote above.")


def measure(target: Target, port: int, seconds: int, folder: Path) -> None:
    """Load one target for some seconds, and note its rate and its slow requests. Any wrong answer is an error."""
    script = folder / "ask.lua"
    script.write_text(_lua(target), encoding="utf-8")
    url = f"http://127.0.0.1:{port}{target.path}"
    words = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "--latency", "-s", str(script), url]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    if wrong := re.search(r"Non-2xx.*|Socket errors.*", said):
        raise click.ClickException(f"{target.name}: {wrong[0]}")
    target.rates.append(float(re.search(r"Requests/sec:\s+([0-9.]+)", said)[1]))  # type: ignore[index]
    number, unit = re.search(r"99%\s+([0-9.]+)(us|ms|s)", said).groups()  # type: ignore[union-attr]
    target.slow.append(float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit])


def _lua(target: Target) -> str:
    headers = f'wrk.headers["Accept-Encoding"] = "gzip, br"\nwrk.headers["Content-Type"] = "{target.kind}"\n'
    if not target.bodies:
        return headers
    listed = ",".join(f"[==[{body}]==]" for body in target.bodies)
    return f'{headers}wrk.method = "POST"\nlocal bodies, n = {{{listed}}}, 0\nfunction request()\nn = n % #bodies + 1\nreturn wrk.format(nil, nil, nil, bodies[n])\nend\n'  # noqa: E501


def table(found: list[Target]) -> str:
    """Return the medians as a Markdown table; the ratios are the medians of those within each round."""
    rows = ["| what is asked for | requests/s | p99, ms | of (a) | of (b) |", "| --- | ---: | ---: | ---: | ---: |"]
    for target in found:
        bases = [found[0], found[2] if target.bodies else found[1]]
        ratios = [median(rate / least for rate, least in zip(target.rates, base.rates, strict=True)) for base in bases]
        shown = " | ".join(f"{ratio:.2f}" for ratio in ratios)
        rows.append(f"| {target.name} | {median(target.rates):,.0f} | {median(target.slow):.1f} | {shown} |")
    return "\n".join(rows)


@click.command()
@click.option("--rounds", default=5, show_default=True)
@click.option("--seconds", default=3, show_default=True)
@click.option("--workers", default=1, show_default=True)
@click.option("--server", "chosen", multiple=True, type=click.Choice(list(SERVERS)), default=list(SERVERS))
def main(rounds: int, seconds: int, workers: int, chosen: tuple[str, ...]) -> None:
    """Measure, and print a table for each server."""
    if not shutil.which("wrk"):
        raise click.ClickException("This needs wrk. On Debian or Ubuntu: apt install wrk")
    digest = read(files.questions_text(""), "questions.yaml").digest
    print(f"{rounds} rounds of {seconds} s, {CLIENTS} connections, {workers} worker, {os.cpu_count()} cores, {digest}.")
    for server in chosen:
        found = targets()
        with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
            ports = {app: stack.enter_context(served(server, app, workers)) for app in ("raw", "bare", "careguide")}
            for _ in range(rounds):
                for target in found:
                    measure(target, ports[target.app], seconds, Path(folder))
        print(f"\n{server}\n\n{table(found)}")


if __name__ == "__main__":
    main()
