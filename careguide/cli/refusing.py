"""How a command refuses: one sentence on standard error, and the exit status."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

FAULTS, UNREADABLE = 1, 2


def refuse(sentence: str, status: int) -> NoReturn:
    """Say why on standard error, and end with a status."""
    click.echo(sentence, err=True)
    sys.exit(status)
