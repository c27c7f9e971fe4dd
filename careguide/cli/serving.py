"""The operator's commands: serve, and phrase, which locks the staff page."""

from __future__ import annotations

import errno
import os
import shlex
import shutil
import socket
import sys
from contextlib import suppress

import click
from argon2 import PasswordHasher

from careguide.cli import server
from careguide.cli.refusing import FAULTS, UNREADABLE, refuse
from careguide.config import MOST_PORT, Config, from_environment
from careguide.web import UNSERVABLE
from careguide.web.staff_lock import LONGEST, storage_answers

SHORTEST = 12
"""Characters that an access phrase must have."""

LOOPBACK, FIRST_PORT = "127.0.0.1", 8000
"""Where it listens unless it is told."""

AWAY = 1
"""The status where something is not there that may come back; docs/deploy/careguide@.service then tries again."""

NO_STORAGE = (
    "No Redis or Valkey answers at the address in CAREGUIDE_LIMITS_STORAGE. See that it runs and can be reached from "
    "here, and that its password is right; or leave the setting out, to count in the memory of each worker."
)


@click.command(epilog="Example: careguide serve --port 8080")
@click.option("--host", default=LOOPBACK, show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=FIRST_PORT, show_default=True, type=click.IntRange(1, MOST_PORT), help="Port to listen on."
)
@click.option("--workers", type=click.IntRange(1), help="Worker processes; as many as there are cores if left out.")
@click.option("--again", default="", hidden=True, help="What starts it anew from where it was started, up to the port.")
def serve(host: str, port: int, workers: int | None, again: str) -> None:
    """Serve the guide on a production WSGI server, until Ctrl-C.

    SIGHUP starts new workers, with the questionnaire as it is now, and ends the old ones when they are done.
    """
    settings, ready = _ready()
    address = _address(host, port, again or _called(host, workers))
    if settings.metrics_port:
        _check_metrics(settings.metrics_port, port)
    name = f"[{host}]" if ":" in host else host
    try:
        click.echo(f"The guide is at http://{name}:{port} (Ctrl-C stops it).")
    except OSError:  # such as a full disk, which is no reason not to serve; what could not be written is let go
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    server.run(ready, address, port, workers or _cores(), settings)


def _cores() -> int:
    """Return how many cores this process may use, if the system says so, or else how many there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ready() -> tuple[Config, server.Ready]:
    """Return the settings and the app, when the guide can be served with them."""
    ready = server.Ready()
    try:
        settings = from_environment(os.environ)
        ready.make()
    except UNSERVABLE as error:
        refuse(f"The guide cannot be served yet.\n{error}", UNREADABLE)
    if ready.app and not storage_answers(ready.app):
        refuse(f"The guide cannot be served yet.\n{NO_STORAGE}", AWAY)
    return settings, ready


def _address(host: str, port: int, again: str) -> str:
    """Return the numeric address of a host, if nothing else listens on this port yet."""
    try:
        return _bound(host, port)
    except OSError as error:
        strange = isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL
        mend = "Give an address of this machine, such as 127.0.0.1." if strange else f"Try: {again}{_other(host, port)}"
        refuse(f"Cannot listen on {host}, port {port}: {_why(error)}. {mend}", UNREADABLE)


def _check_metrics(port: int, guide: int) -> None:
    """Refuse a port for counts that the guide itself listens on, or something else."""
    why = "which is the port of the guide itself"
    try:
        if port != guide:
            _bound(LOOPBACK, port)
            return
    except OSError as error:
        why = f"where nothing can listen: {_why(error)}"
    other = _other(LOOPBACK, port)
    refuse(f"CAREGUIDE_METRICS_PORT is {port}, {why}. Set it to another, such as {other}, or leave it out.", UNREADABLE)


def _why(error: OSError) -> str:
    """Return the words of the system alone; Python adds an address to them in brackets."""
    return str(error.strerror).partition(" (")[0]


def _bound(host: str, port: int) -> str:
    """Return the numbers of a host's address. Raises OSError where this port of it cannot be listened on."""
    family, _, _, _, (address, *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    socket.create_server((str(address), port), family=family).close()
    return str(address)


def _other(host: str, port: int) -> int:
    """Return another port of a host, on which one can listen now: the next where that will do."""
    for other in range(port + 1 if FIRST_PORT <= port < MOST_PORT else FIRST_PORT, MOST_PORT + 1):
        with suppress(OSError):
            _bound(host, other)
            return other
    return FIRST_PORT


def _called(host: str, workers: int | None) -> str:
    """Return the command that this process was called with, as it works where it was typed, up to the port."""
    called = [sys.argv[0]]
    if called[0].endswith("__main__.py"):
        called = [sys.orig_argv[0], "-m", "careguide"]
    elif shutil.which("careguide") == called[0]:
        called = ["careguide"]
    given = [*(("--host", host) if host != LOOPBACK else ()), *(("--workers", str(workers)) if workers else ())]
    return shlex.join([*called, "serve", *given, "--port"]) + " "


@click.command(epilog="Example: careguide phrase")
def phrase() -> None:
    """Ask for an access phrase twice, and print what to put into CAREGUIDE_STAFF_PHRASE to lock the staff page.

    The phrase itself is never shown or kept, only a hash of it. It can come from standard input as well, on one line.

    Exit status: 0, 1 for a phrase that cannot be used.
    """
    try:
        chosen = _asked().strip()  # as the page does, which lets a space pass that came along in copying
        if not SHORTEST <= len(chosen) <= LONGEST:
            refuse(f"An access phrase has {SHORTEST} to {LONGEST} characters. Please choose another.", FAULTS)
        click.echo(PasswordHasher().hash(chosen))
    except UnicodeError:
        refuse("This phrase has characters that cannot be read as text. Please choose another.", FAULTS)
    click.echo("Put this line into CAREGUIDE_STAFF_PHRASE. In a shell, put it between single quotes.", err=True)


def _asked() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Access phrase", hide_input=True, confirmation_prompt="Once more", err=True))
    lines = sys.stdin.read().splitlines()
    if len(lines) > 1:  # against half a phrase: the rest would be lost without a word
        refuse("The phrase must stand on one line.", FAULTS)
    return "".join(lines)
