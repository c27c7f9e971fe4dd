"""A disk that is full, and one that is read-only: every route is asked for, one after the other."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.client import HTTPConnection
from pathlib import Path

from flask import Flask

from benchmarks.soak.found import Found, NotRunError, Scale
from benchmarks.soak.server import Server, ServerError, serving
from tests.web.conftest import GUIDE, SITE
from tests.web.every_route import Call, app_for_all, calls

TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - each becomes a tiny disk of the server's own
SIZE = "4m"
FULL = Path("/dev/full")
SETTINGS = {
    "CAREGUIDE_EMBED_ORIGINS": SITE,
    "CAREGUIDE_PUBLIC_URL": GUIDE,
    "CAREGUIDE_ACCESS_LOG": "on",
    "TMPDIR": TEMPORARY[0],
    "HOME": TEMPORARY[0],
}

SCRIPT = '{mounts} && cd /tmp && {then} && exec "$@"'
FILL = "for place in {places}; do head -c 64M /dev/zero >$place/fill 2>/dev/null || true; done"
ALONE = "for place in {places}; do mount -o remount,ro $place; done"


def full(scale: Scale) -> Found:
    """Serve where every place for files is full from the start, and where it fills up later."""
    return _both("full", FILL, _fill, scale)


def read_only(scale: Scale) -> Found:
    """Serve where every place for files is read-only from the start, and where it becomes so later."""
    return _both("read-only", ALONE, _shut, scale)


def _both(word: str, first: str, later: Callable[[Server], None], scale: Scale) -> Found:
    _needed()
    times = scale.of(3, 1)
    wanted = [(call, _right(call)) for call in calls(_app()) if call.name != "413"]
    found = Found(
        f"every route and error {times} times, {', '.join(TEMPORARY)} {word}; from the start: stdout, stderr full too"
    )
    found.expect(any(call.path.endswith(".pdf") for call, _ in wanted), "no PDF was asked for")
    places = " ".join(TEMPORARY)
    with _tried(found, f"{word} from the start"), _apart(first.format(places=places), output=FULL) as server:
        _ask_all(server, wanted * times, found, f"{word} from the start")
    with _tried(found, f"{word} later"), _apart("true", output=None) as server:
        later(server)
        _ask_all(server, wanted * times, found, f"{word} later")
    return found


@contextmanager
def _tried(found: Found, when: str) -> Iterator[None]:
    try:
        yield
    except ServerError as error:
        found.faults.append(f"{when}: {error}")


@contextmanager
def _apart(then: str, output: Path | None) -> Iterator[Server]:
    """Serve with tiny disks of its own in place of all that it could write to."""
    mounts = " && ".join(f"mount -t tmpfs -o size={SIZE} careguide {place}" for place in TEMPORARY)
    script = SCRIPT.format(mounts=mounts, then=then)
    with serving(SETTINGS, before=("unshare", "--mount", "sh", "-c", script, "sh"), output=output) as server:
        yield server


def _fill(server: Server) -> None:
    for place in TEMPORARY:
        with Path(f"/proc/{server.pid}/root{place}/fill").open("wb", buffering=0) as file:
            try:
                while file.write(b"\0" * 65536):
                    pass
            except OSError:
                continue


def _shut(server: Server) -> None:
    for place in TEMPORARY:
        subprocess.run(
            ["nsenter", "--target", str(server.pid), "--mount", "mount", "-o", "remount,ro", place],  # noqa: S607
            check=True,
        )


def _ask_all(server: Server, wanted: list[tuple[Call, int]], found: Found, when: str) -> None:
    old = server.workers()
    given = [(call, right, _status(server.port, call)) for call, right in wanted]
    wrong = [
        f"{call.method} {call.path} gives {status} in place of {right}"
        for call, right, status in given
        if status != right
    ]
    found.faults += sorted({f"{when}: {fault}" for fault in wrong})
    found.expect(server.workers() == old, f"{when}: a worker ended")
    found.figures.append(f"{when}: {len(given) - len(wrong)} of {len(given)} answers as without it, PDF included")


@cache
def _app() -> Flask:
    return app_for_all()


def _right(call: Call) -> int:
    """Return the status that the app gives here, where nothing disturbs it."""
    client = _app().test_client()
    return client.open(call.path, method=call.method, content_type=call.kind or None, data=call.body).status_code


def _status(port: int, call: Call) -> int | str:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {"Content-Type": call.kind} if call.kind else {}
        connection.request(call.method, call.path, call.body.encode() or None, headers)
        answer = connection.getresponse()
        answer.read()
    except OSError as error:
        return type(error).__name__
    else:
        return answer.status
    finally:
        connection.close()


def _needed() -> None:
    """Raise NotRunError where this machine cannot have a disk of its own for a process."""
    if sys.platform != "linux" or os.geteuid() != 0:
        raise NotRunError("needs root on Linux, to give a server disks of its own")
    if not shutil.which("unshare") or subprocess.run(["unshare", "--mount", "true"], check=False).returncode:  # noqa: S607
        raise NotRunError("needs unshare, and the right to use it")
    here = Path(__file__).resolve()
    if any(here.is_relative_to(place) or Path(sys.prefix).is_relative_to(place) for place in TEMPORARY):
        raise NotRunError(f"needs a checkout that is not below {' or '.join(TEMPORARY)}")
