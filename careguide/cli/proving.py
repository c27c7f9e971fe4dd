"""The commands that check a questionnaire: check, verify, compare."""

from __future__ import annotations

import json
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import click

from careguide import files
from careguide.cli.moved import Retold, share
from careguide.cli.printing import as_json, rendered
from careguide.cli.reading import name_bundled, placed_at, questionnaire_at
from careguide.cli.refusing import FAULTS, UNREADABLE, refuse
from careguide.core.assessment.answers import Sheet
from careguide.core.diff.align import CrossedError
from careguide.core.diff.compare import compare as compared
from careguide.core.proof import all_sheets
from careguide.core.proof.verify import ends, prove, verdicts
from careguide.core.questionnaire.faults import Breach, Problem
from careguide.core.questionnaire.model import Questionnaire
from careguide.core.questionnaire.reader import Places
from careguide.core.review.warnings import find_warnings as check_words
from careguide.core.review.wording import can_measure
from careguide.proof import Promise, Record, keep, proved
from careguide.proof import record as made_record


@click.command(epilog="Example: careguide check questions.yaml")
@click.argument("file", default="", metavar="[FILE]")
@click.option("-w", "--warnings", is_flag=True, help="List warnings as well.")
@click.option("--strict", is_flag=True, help="List warnings as well, and fail when there is one.")
def check(file: str, warnings: bool, strict: bool) -> None:
    """List what is wrong in a questionnaire, and with the words of the pages. Silent when nothing is.

    Faults come first. Without any, it lists words that may not be said, texts that are hard to read and claims without
    a source. Without those, it proves every promise, as the guide does when it starts, and lists each that is broken.
    Warnings, such as a missing review, are listed only with --warnings or --strict.

    Exit status: 0 when nothing is wrong, 1 when something is, 2 when the file cannot be read.
    """
    name_bundled(file)
    questionnaire, places = placed_at(file)
    found = check_words(questionnaire, places, files.templates_text(), files.catalogue(), datetime.now(UTC).date())
    told = [str(problem) for problem in found if problem.warning and (warnings or strict)]
    wrong = [str(problem) for problem in found if not problem.warning]
    wrong = wrong or [str(problem) for problem in _breaches(questionnaire, places, file)]
    for problem in (*told, *wrong):
        click.echo(problem, err=problem in wrong)
    if not can_measure():
        click.echo("Reading grades were not measured. For that: pip install 'careguide[check]'", err=True)
    sys.exit(FAULTS if wrong or (strict and (told or not can_measure())) else 0)


def _breaches(questionnaire: Questionnaire, places: Places, file: str) -> Iterator[Problem]:
    """Yield each promise that is broken, at its line: those of every questionnaire are kept by its flags and rules."""
    try:
        broken = proved(questionnaire).broken
    except all_sheets.TooLargeError as error:
        yield places.problem(Breach.BEYOND_PROOF, ("questions",), why=error)
        return
    own = {guarantee.id: place for place, guarantee in enumerate(questionnaire.guarantees)}
    for promise in broken:
        path = ("guarantees", own[promise.id]) if promise.id in own else ()
        facts = {"says": promise.says.rstrip("."), "broken": promise.broken, "named": shlex.quote(file) if file else ""}
        yield places.problem(Breach.BROKEN_PROMISE, path, **facts)


@click.command(epilog="Example: careguide verify questions.yaml")
@click.argument("file", default="", metavar="[FILE]")
@click.option("--json", "in_json", is_flag=True, help="Print the verdicts as JSON.")
@click.option("--record", is_flag=True, help="Keep the result beside the code, as the proof that is shipped.")
def verify(file: str, in_json: bool, record: bool) -> None:
    """Prove every guarantee over every sheet of answers that can be given.

    Exit status: 0 when all hold, 1 when some are broken, 2 when the file cannot be read or is beyond proof.
    """
    name_bundled(file)
    questionnaire = questionnaire_at(file, UNREADABLE)
    click.echo(_size(questionnaire), err=True)
    started, found = time.perf_counter(), []
    try:
        proof = prove(questionnaire, _progress(len(questionnaire.questions)))
        for verdict in verdicts(proof):
            found.append((verdict, time.perf_counter() - started))
            started = time.perf_counter()
    except all_sheets.TooLargeError as error:
        refuse(f"This questionnaire is beyond proof. {error}", UNREADABLE)
    broken = sum(not verdict.held for verdict, _ in found)
    context = {
        "verdicts": found,
        "ends": ends(proof),
        "broken": broken,
        "file": shlex.quote(file) if file else "",
        "replay": _replay,
    }
    click.echo(as_json(_plain(context)) if in_json else rendered("cli/verify.txt", **context))
    if record and not broken:
        _keep(made_record(questionnaire, (verdict for verdict, _ in found)))
    sys.exit(FAULTS if broken else 0)


@click.command(epilog="Example: careguide compare HEAD~1:questions.yaml questions.yaml")
@click.argument("old")
@click.argument("new")
@click.option("--json", "in_json", is_flag=True, help="Print the comparison as JSON.")
def compare(old: str, new: str, in_json: bool) -> None:
    """Take every sheet through two versions, each a file or REV:path of git, and say which results changed, and why.

    Each promise that NEW breaks is named first; the guide would not serve it.

    Exit status: 0 when no result changed and no promise broke, 1 when one did, 2 when a version cannot be read or
    compared.
    """
    versions = questionnaire_at(old, UNREADABLE), questionnaire_at(new, UNREADABLE)
    try:
        found = compared(*versions)
    except (all_sheets.TooLargeError, CrossedError) as error:
        refuse(f"These two cannot be compared. {error}", UNREADABLE)
    broken, unproved = _newly_broken(*versions)
    context = {
        "found": found,
        "old": old,
        "new": new,
        "quoted": shlex.quote(new),
        "broken": broken,
        "unproved": unproved,
        "versions": versions,
        "retold": Retold(*versions),
        "share": share,
        "replay": _replay,
    }
    data = asdict(found) | {"broken": [asdict(promise) | {"held_before": held} for promise, held in broken]}
    click.echo(as_json(data) if in_json else rendered("cli/compare.txt", **context))
    sys.exit(FAULTS if found.moved or any(held for _, held in broken) else 0)


def _newly_broken(old: Questionnaire, new: Questionnaire) -> tuple[list[tuple[Promise, bool]], str]:
    """Return each promise that NEW breaks, with whether OLD held it; or why that cannot be said."""
    try:
        broken = proved(new).broken
        before = {promise.id for promise in proved(old).broken} if broken else set()
    except all_sheets.TooLargeError as error:
        return [], str(error)
    return [(promise, promise.id not in before) for promise in broken], ""


def _size(questionnaire: Questionnaire) -> str:
    """Say how many sheets there could be, and why those that are counted after it may be fewer."""
    most = f"Up to {all_sheets.count_sheets(questionnaire):,} sheets of {len(questionnaire.questions)} questions"
    if any(question.ask_if for question in questionnaire.questions):
        return f"{most}, were each always asked; fewer are counted below, as answers rule some questions out."
    return f"{most}."


def _keep(made: Record) -> None:
    try:
        keep(made)
    except OSError as error:
        refuse(f"The proof cannot be kept in {error.filename}: {error.strerror}. Leave --record out.", UNREADABLE)


def _progress(questions: int) -> Callable[[int], None]:
    def told(done: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done} of {questions} questions", nl=done == questions, err=True)

    return told


def _answers(sheet: Sheet) -> dict[str, list[str]]:
    return {name: sorted(answer) for name, answer in sheet.items()}


def _replay(sheet: Sheet) -> str:
    return json.dumps({"answers": _answers(sheet)})


def _plain(context: dict[str, Any]) -> dict[str, Any]:
    found = [
        {**asdict(replace(verdict, witness=())), "held": verdict.held, "seconds": round(seconds, 3)}
        | {"witness": [_answers(sheet) for sheet in verdict.witness]}
        for verdict, seconds in context["verdicts"]
    ]
    where = [{**asdict(replace(end, witness={})), "witness": _answers(end.witness)} for end in context["ends"]]
    return {"verdicts": found, "ends": where}
