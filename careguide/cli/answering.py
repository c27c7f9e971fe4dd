"""The commands that take a sheet of answers: summary, and code, which makes it short enough to read out."""

from __future__ import annotations

from dataclasses import asdict
from typing import IO, Any

import click

from careguide.cli.printing import as_json, as_text
from careguide.cli.reading import addressed, answers_in, priorities_in, questionnaire_at
from careguide.cli.refusing import FAULTS, UNREADABLE, refuse
from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.beside import with_priorities
from careguide.core.assessment.bits import Plan
from careguide.core.assessment.phone_code import PhoneCodeError, TooLongError, decode, encode
from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire

voices = click.Choice([voice.value for voice in Voice])


@click.command(epilog="Example: careguide summary tests/journeys/prescribed.yaml --voice someone")
@click.argument("answers", type=click.File(encoding="utf-8"), required=False)
@click.option("--code", help="The code of the answers, in place of ANSWERS; '-' reads it from standard input.")
@click.option("--json", "in_json", is_flag=True, help="Print the summary's data as JSON.")
@click.option("--voice", type=voices, help="Who it speaks to; 'self' unless said.")
@click.option("--country", help="Two-letter code of the help lines.")
@click.option("--questions", default="", help="Another questions.yaml.")
def summary(
    answers: IO[str] | None, code: str | None, in_json: bool, voice: str | None, country: str | None, questions: str
) -> None:
    """Print the summary of ANSWERS, a JSON or YAML file with `answers:`, and perhaps `values:`, `voice:`, `country:`.

    '-' reads from standard input. In place of a file, --code takes what `careguide code` or a summary page gave. A code
    that is typed after --code stays in the shell's history, and it holds every answer: to keep it out, use --code -.

    Exit status: 0, 1 for answers or a code that do not fit, 2 for a file that cannot be read.
    """
    if (answers is None) == (code is None):
        raise click.UsageError("Give either ANSWERS or --code, and not both.")
    questionnaire = questionnaire_at(questions)
    given, sheet = answers_in(questionnaire, answers) if answers else _decoded(questionnaire, code or "")
    result = compose(Plan(questionnaire), sheet, *addressed(questionnaire, given, voice, country))
    result = with_priorities(questionnaire, result, priorities_in(questionnaire, given))
    click.echo(as_json(asdict(result)) if in_json else as_text(questionnaire, result))


@click.command(epilog="Example: careguide code tests/journeys/prescribed.yaml")
@click.argument("answers", type=click.File(encoding="utf-8"))
@click.option("--voice", type=voices, help="Who the summary speaks to; 'self' unless said.")
@click.option("--questions", default="", help="Another questions.yaml.")
def code(answers: IO[str], voice: str | None, questions: str) -> None:
    """Print the code of ANSWERS, a file as for summary: all of them in a few symbols that can be read out.

    The code is not secret writing: whoever has it can see the answers. It fits just this version of the questions.

    Exit status: 0, 1 for answers that do not fit, 2 for a file that cannot be read, or too many questions for a code.
    """
    questionnaire = questionnaire_at(questions)
    given, sheet = answers_in(questionnaire, answers)
    try:
        click.echo(encode(questionnaire, sheet, addressed(questionnaire, given, voice)[0]))
    except TooLongError as error:
        refuse(str(error), UNREADABLE)


def _decoded(questionnaire: Questionnaire, code: str) -> tuple[dict[str, Any], Sheet]:
    """Return what a code holds, in the form of a file of answers; or refuse it."""
    if code == "-":
        code = click.open_file("-", encoding="utf-8", errors="replace").read()
    try:
        sheet, voice = decode(questionnaire, code)
    except PhoneCodeError as error:
        refuse(error.sentence, FAULTS)
    except TooLongError as error:
        refuse(str(error), UNREADABLE)
    return {"voice": voice.value}, sheet
