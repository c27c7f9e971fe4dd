"""What the commands read: a questionnaire, and a sheet of answers with its voice and country."""

from __future__ import annotations

from typing import IO, Any

import click
import yaml

from careguide import files, revisions
from careguide.cli.refusing import FAULTS, UNREADABLE, refuse
from careguide.core.assessment.answers import Sheet, read_sheet
from careguide.core.assessment.values import OWN_WORDS, RANKS, Priorities, check_priorities
from careguide.core.questionnaire import nodes
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.faults import QuestionnaireError
from careguide.core.questionnaire.model import Questionnaire
from careguide.core.questionnaire.reader import Places, read_with_places


def name_bundled(path: str) -> None:
    """Say on standard error which file is read where none was named."""
    if not path:
        where = files.questions_path()
        click.echo(f"No FILE was named, so this is about the {where.name} that comes with careguide: {where}", err=True)


def questionnaire_at(path: str, faults: int = FAULTS) -> Questionnaire:
    """Return the questionnaire of a file or REV:path, or with '' the one that is served; or refuse with this status."""
    return placed_at(path, faults)[0]


def placed_at(path: str, faults: int = FAULTS) -> tuple[Questionnaire, Places]:
    """Return the same with the places of its texts."""
    try:
        return read_with_places(revisions.text(path), path or files.QUESTIONS)
    except QuestionnaireError as error:
        refuse(str(error), faults)
    except files.UnreadableError as error:
        refuse(error.named_by(_argument(path)) if path else str(error), UNREADABLE)
    except FileNotFoundError as error:  # the questions that should have come along
        refuse(str(error), UNREADABLE)


def _argument(value: str) -> str:
    """Return the argument or option of the command that is running which has this value, as its help writes it."""
    context = click.get_current_context()
    having = [param for param in context.command.params if context.params.get(param.name or "") == value]
    return " or ".join(
        max(param.opts, key=len) if param.opts[0][0] == "-" else param.opts[0].upper() for param in having
    )


def answers_in(questionnaire: Questionnaire, answers: IO[str]) -> tuple[dict[str, Any], Sheet]:
    """Return everything in a file of answers, and its sheet; or refuse what does not fit."""
    try:
        text = answers.read()
        _, problems = nodes.load(text, answers.name)
        if problems:
            refuse("\n".join(map(str, dict.fromkeys(problems))), UNREADABLE)
        given = yaml.load(text, Loader=nodes.Loader)  # noqa: S506 - makes text only  # nosec B506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        refuse(f"'{answers.name}' is neither YAML nor JSON: {error}", UNREADABLE)
    if not isinstance(given, dict) or "answers" not in given:
        refuse(f"'{answers.name}' has no 'answers:'. Put the answers below it, such as 'lately: stopped'.", UNREADABLE)
    sheet, faults = read_sheet(questionnaire, given["answers"])
    if faults:
        refuse("\n".join(f"{fault.question or 'answers'}: {fault.sentence}" for fault in faults), FAULTS)
    return given, sheet


def priorities_in(questionnaire: Questionnaire, given: dict[str, Any]) -> Priorities:
    """Return what `values:` beside the answers says to matter; or refuse what does not fit."""
    said = given.get("values") or {}
    if not isinstance(said, dict) or not said.keys() <= {*RANKS, OWN_WORDS}:
        refuse(f"'values:' takes only: {', '.join((*RANKS, OWN_WORDS))}.", FAULTS)
    priorities, faults = check_priorities(questionnaire, said)
    if faults:
        known = ", ".join(value.id for value in questionnaire.values)
        lines = (f"values, {name}: {fault.sentence}" for name, fault in faults.items())
        refuse("\n".join((*lines, f"There are: {known}.")), FAULTS)
    return priorities


def addressed(
    questionnaire: Questionnaire, given: dict[str, Any], voice: str | None = None, country: str | None = None
) -> tuple[Voice, str]:
    """Return the voice and the country: as asked, else as `given` beside the answers, else the defaults; or refuse."""
    code = str(country or given.get("country") or questionnaire.countries[0].code).upper()
    if code not in questionnaire.country:
        refuse(f"There are no help lines for '{code}'. There are: {', '.join(questionnaire.country)}.", FAULTS)
    said = str(voice or given.get("voice") or Voice.SELF)
    if said not in set(Voice):
        refuse(f"'{said}' is not a voice. Use 'self' or 'someone'.", FAULTS)
    return Voice(said), code
