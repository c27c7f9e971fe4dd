"""The operator's commands: serve, and phrase, which locks the staff page."""

from __future__ import annotations

import os
import socket
import sys

import click
from argon2 import PasswordHasher

from careguide.cli import server
from careguide.cli.refusing import FAULTS, UNREADABLE, refuse
from careguide.config import Config, from_environment
from careguide.web import UNSERVABLE
from careguide.web.staff_lock import LONGEST

SHORTEST = 12
"""Characters that an access phrase must have."""


@click.command(epilog="Example: careguide serve --port 8080")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1), help="Worker processes; as many as there are cores if left out.")
def serve(host: str, port: int, workers: int | None) -> None:
    """Serve the guide on a production WSGI server, until Ctrl-C.

    SIGHUP starts new workers, with the questionnaire as it is now, and ends the old ones when they are done.
    """
    settings, ready = _ready()
    address = _free(host, port)
    if settings.metrics_port:
        _free("127.0.0.1", settings.metrics_port)
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
    return settings, ready


def _free(host: str, port: int) -> str:
    """Return the numeric address of a host, if nothing else listens on this port yet."""
    try:
        family, _, _, _, (address, *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server((str(address), port), family=family).close()
    except OSError as error:
        refuse(f"Cannot listen on {host}, port {port}: {error.strerror}. Try another: --port {port + 1}", UNREADABLE)
    return str(address)


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
