"""The command line: serve the guide, check its content, and see the summary of a sheet of answers."""

from __future__ import annotations

import json
import socket
import sys
from dataclasses import asdict
from typing import IO, Any, NoReturn

import click
import jinja2
import yaml
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from careguide import __version__, files
from careguide.core import document
from careguide.core.answers import Sheet, read_sheet
from careguide.core.content import Voice
from careguide.core.model import Questionnaire
from careguide.core.problems import QuestionnaireError
from careguide.core.reader import read
from careguide.core.summary import Summary, compose
from careguide.settings import SettingsError
from careguide.web import create_app

FAULTS, UNREADABLE = 1, 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Serve, check and try a private questionnaire on care for people who take clonazepam or a similar medicine."""


@main.command(epilog="Example: careguide serve --port 8080")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Worker processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the guide on a production WSGI server, until Ctrl-C."""
    try:
        create_app()
    except (QuestionnaireError, SettingsError, OSError, UnicodeDecodeError) as error:
        _refuse(f"The guide cannot be served yet.\n{error}", UNREADABLE)
    try:
        family, _, _, _, (address, *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server((str(address), port), family=family).close()
    except OSError as error:
        _refuse(f"Cannot listen on {host}, port {port}: {error.strerror}. Try another: --port {port + 1}", UNREADABLE)
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


@main.command(epilog="Example: careguide check questions.yaml")
@click.argument("file", default="", metavar="[FILE]")
def check(file: str) -> None:
    """Read a questionnaire and list every fault. Silent when there is none.

    Exit status: 0 without a fault, 1 with faults, 2 when the file cannot be read.
    """
    _questionnaire(file)


@main.command(epilog="Example: careguide summary tests/journeys/prescribed.yaml --voice someone")
@click.argument("answers", type=click.File(encoding="utf-8"))
@click.option("--json", "as_json", is_flag=True, help="Print the summary's data as JSON.")
@click.option(
    "--voice", type=click.Choice([voice.value for voice in Voice]), help="Who it speaks to; 'self' unless said."
)
@click.option("--country", help="Two-letter code of the help lines.")
@click.option("--questions", default="", help="Another questions.yaml.")
def summary(answers: IO[str], as_json: bool, voice: str | None, country: str | None, questions: str) -> None:
    """Print the summary of ANSWERS, a JSON or YAML file with `answers:` and perhaps `voice:` and `country:`.

    '-' reads from standard input. Exit status: 0, 1 for answers that do not fit, 2 for a file that cannot be read.
    """
    questionnaire = _questionnaire(questions)
    given, sheet = _sheet(questionnaire, answers)
    code = str(country or given.get("country") or questionnaire.countries[0].code).upper()
    if code not in questionnaire.country:
        _refuse(f"There are no help lines for '{code}'. There are: {', '.join(questionnaire.country)}.", FAULTS)
    said = str(voice or given.get("voice") or Voice.SELF)
    if said not in set(Voice):
        _refuse(f"'{said}' is not a voice. Use 'self' or 'someone'.", FAULTS)
    result = compose(questionnaire, sheet, Voice(said), code)
    click.echo(json.dumps(asdict(result), ensure_ascii=False, indent=2) if as_json else as_text(questionnaire, result))


def as_text(questionnaire: Questionnaire, summary: Summary) -> str:
    """Return a summary as plain text for a terminal."""
    environment = jinja2.Environment(  # noqa: S701 - plain text, not markup
        loader=jinja2.FileSystemLoader(files.find(files.TEMPLATES)),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("cli/summary.txt").render(summary=summary, questionnaire=questionnaire)


def _questionnaire(path: str) -> Questionnaire:
    try:
        return read(files.questions_text(path), path or files.QUESTIONS)
    except QuestionnaireError as error:
        _refuse(str(error), FAULTS)
    except (OSError, UnicodeDecodeError) as error:
        _refuse(f"'{path or files.QUESTIONS}' cannot be read: {error}.", UNREADABLE)


def _sheet(questionnaire: Questionnaire, answers: IO[str]) -> tuple[dict[str, Any], Sheet]:
    try:
        text = answers.read()
        _, problems = document.load(text, answers.name)
        if problems:
            _refuse("\n".join(map(str, dict.fromkeys(problems))), UNREADABLE)
        given = yaml.load(text, Loader=document.Loader)  # noqa: S506 - makes text only, no objects
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        _refuse(f"'{answers.name}' is neither YAML nor JSON: {error}", UNREADABLE)
    if not isinstance(given, dict) or "answers" not in given:
        _refuse(f"'{answers.name}' has no 'answers:'. Put the answers below it, such as 'lately: stopped'.", UNREADABLE)
    sheet, faults = read_sheet(questionnaire, given["answers"])
    if faults:
        _refuse("\n".join(f"{fault.question or 'answers'}: {fault.sentence}" for fault in faults), FAULTS)
    return given, sheet


def _refuse(sentence: str, status: int) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(status)
