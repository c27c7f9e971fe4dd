"""The command line: serve the guide, check and show its content, and see the summary of a sheet of answers."""

from __future__ import annotations

import gc
from importlib import import_module

import click

from careguide import __version__

COMMANDS = {
    "serve": "serving",
    "phrase": "serving",
    "check": "proving",
    "verify": "proving",
    "compare": "proving",
    "summary": "answering",
    "code": "answering",
    "schema": "showing",
    "map": "showing:draw",
    "dossier": "showing",
    "paper": "showing",
    "agreement": "agreeing:agree",
}
"""Every command, with its module, and the function if it has another name."""


class Lazy(click.Group):
    """A group whose commands are loaded when they are called; loading all takes a third of the start of `serve`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the library calls it so
        """Return the names of the commands, in order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command, or None if there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, function = COMMANDS[cmd_name].partition(":")
        gc.disable()  # nothing is garbage yet; to look for it takes a tenth of the start
        found: click.Command = getattr(import_module(f"careguide.cli.{module}"), function or cmd_name)
        gc.enable()
        return found


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Serve, check and try a private questionnaire on care for people who take clonazepam or a similar medicine."""
