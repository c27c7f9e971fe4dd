"""The command line: serve the guide, judge and show its content, and see the summary of a sheet of answers."""

from __future__ import annotations

import click

from careguide import __version__
from careguide.cli.answering import code, summary
from careguide.cli.proving import check, compare, verify
from careguide.cli.serving import phrase, serve
from careguide.cli.showing import dossier, draw, schema


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Serve, check and try a private questionnaire on care for people who take clonazepam or a similar medicine."""


for command in (serve, phrase, check, verify, compare, summary, code, schema, draw, dossier):
    main.add_command(command)
