"""The commands of who runs the guide: serve, and phrase, which locks the staff page."""

from __future__ import annotations

import socket
import sys

import click
from argon2 import PasswordHasher
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from careguide.cli.refusing import FAULTS, UNREADABLE, refuse
from careguide.core import every
from careguide.core.problems import QuestionnaireError
from careguide.settings import SettingsError
from careguide.web import BrokenGuaranteeError, create_app
from careguide.web.access import LONGEST

SHORTEST = 12
"""Characters that an access phrase must have."""


@click.command(epilog="Example: careguide serve --port 8080")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Worker processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the guide on a production WSGI server, until Ctrl-C."""
    try:
        create_app(warm=False)  # to say what is wrong before any worker starts; each of them makes its own
    except (QuestionnaireError, BrokenGuaranteeError, every.TooLargeError, SettingsError, OSError, ValueError) as error:
        refuse(f"The guide cannot be served yet.\n{error}", UNREADABLE)
    try:
        family, _, _, _, (address, *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server((str(address), port), family=family).close()
    except OSError as error:
        refuse(f"Cannot listen on {host}, port {port}: {error.strerror}. Try another: --port {port + 1}", UNREADABLE)
    name = f"[{host}]" if ":" in host else host
    click.echo(f"The guide is at http://{name}:{port} (Ctrl-C stops it).")
    Granian(
        "careguide.web:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=str(address),
        port=port,
        workers=workers,
        log_level=LogLevels.warning,
        log_access=False,
        blocking_threads=4,
    ).serve()


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
        refuse("This phrase holds characters that are no text. Please choose another.", FAULTS)
    click.echo("Put this line into CAREGUIDE_STAFF_PHRASE. In a shell, put it between single quotes.", err=True)


def _asked() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Access phrase", hide_input=True, confirmation_prompt="Once more", err=True))
    lines = sys.stdin.read().splitlines()
    if len(lines) > 1:  # against half a phrase: the rest would be lost without a word
        refuse("The phrase must stand on one line.", FAULTS)
    return "".join(lines)
