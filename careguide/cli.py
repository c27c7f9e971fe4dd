"""The command line: serve the guide, check its content, and see the summary of a sheet of answers."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NoReturn

import click
import jinja2
import yaml
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from careguide import __version__, files, revisions
from careguide.core import advice, document, every, telling
from careguide.core.align import CrossedError
from careguide.core.answers import Sheet, read_sheet
from careguide.core.chart import mermaid, outline
from careguide.core.compare import compare as compared
from careguide.core.content import Voice
from careguide.core.dossier import Case, gather
from careguide.core.model import Questionnaire
from careguide.core.problems import QuestionnaireError
from careguide.core.reader import Places, read_with_places
from careguide.core.schema import schema as made_schema
from careguide.core.summary import Summary, compose
from careguide.core.verify import ends, prove, verdicts
from careguide.core.wording import can_measure
from careguide.proof import keep
from careguide.proof import record as made_record
from careguide.settings import SettingsError
from careguide.web import BrokenGuaranteeError, create_app

FAULTS, UNREADABLE = 1, 2
JOURNEYS = "tests/journeys"


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
    except (QuestionnaireError, BrokenGuaranteeError, every.TooLargeError, SettingsError, OSError, ValueError) as error:
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
@click.option("-w", "--warnings", is_flag=True, help="List warnings as well.")
@click.option("--strict", is_flag=True, help="List warnings as well, and fail when there is one.")
def check(file: str, warnings: bool, strict: bool) -> None:
    """List what is wrong in a questionnaire, and with the words of the pages. Silent when nothing is.

    Faults come first. Without any, it lists words that may not be said, texts that are hard to read and claims without
    a source. Warnings, such as a missing review, are listed only with --warnings or --strict.

    Exit status: 0 when nothing is wrong, 1 when something is, 2 when the file cannot be read.
    """
    found = advice.check(*_placed(file), files.templates_text(), datetime.now(UTC).date())
    told = [str(problem) for problem in found if problem.warning and (warnings or strict)]
    wrong = [str(problem) for problem in found if not problem.warning]
    for problem in (*told, *wrong):
        click.echo(problem, err=problem in wrong)
    if not can_measure():
        click.echo("Reading grades were not measured. For that: pip install 'careguide[check]'", err=True)
    sys.exit(FAULTS if wrong or (strict and (told or not can_measure())) else 0)


@main.command(epilog="Example: careguide verify questions.yaml")
@click.argument("file", default="", metavar="[FILE]")
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON.")
@click.option("--record", is_flag=True, help="Keep the result beside the code, as the proof that is shipped.")
def verify(file: str, as_json: bool, record: bool) -> None:
    """Prove every guarantee over every sheet of answers that can be given.

    Exit status: 0 when all hold, 1 when some are broken, 2 when the file cannot be read or is beyond proof.
    """
    questionnaire = _questionnaire(file, UNREADABLE)
    click.echo(f"Up to {every.size(questionnaire):,} sheets of {len(questionnaire.questions)} questions.", err=True)
    started, found = time.perf_counter(), []
    try:
        proof = prove(questionnaire, _progress(len(questionnaire.questions)))
        for verdict in verdicts(proof):
            found.append((verdict, time.perf_counter() - started))
            started = time.perf_counter()
    except every.TooLargeError as error:
        _refuse(f"This questionnaire is beyond proof. {error}", UNREADABLE)
    broken = sum(not verdict.held for verdict, _ in found)
    context = {"verdicts": found, "ends": ends(proof), "broken": broken, "file": file, "replay": _replay}
    click.echo(_as_json(context) if as_json else _rendered("cli/verify.txt", **context))
    if record and not broken:
        keep(made_record(questionnaire, (verdict for verdict, _ in found)))
    sys.exit(FAULTS if broken else 0)


@main.command(epilog="Example: careguide compare HEAD~1:questions.yaml questions.yaml")
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
def compare(old: str, new: str, as_json: bool) -> None:
    """Take every sheet through two versions, each a file or REV:path of git, and say which results moved, and why.

    Exit status: 0 when no result moved, 1 when some did, 2 when a version cannot be read or compared.
    """
    try:
        found = compared(_questionnaire(old, UNREADABLE), _questionnaire(new, UNREADABLE))
    except (every.TooLargeError, CrossedError) as error:
        _refuse(f"These two cannot be compared. {error}", UNREADABLE)
    context = {"found": found, "old": old, "new": new, "replay": _replay}
    as_data = json.dumps(asdict(found), ensure_ascii=False, indent=2) if as_json else ""
    click.echo(as_data or _rendered("cli/compare.txt", **context))
    sys.exit(FAULTS if found.moved else 0)


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
    result = compose(questionnaire, sheet, *_addressed(questionnaire, given, voice, country))
    click.echo(json.dumps(asdict(result), ensure_ascii=False, indent=2) if as_json else as_text(questionnaire, result))


@main.command(epilog="Example: careguide schema > docs/questions.schema.json")
def schema() -> None:
    """Print the JSON Schema of questions.yaml, for editors that complete and check while one types."""
    click.echo(json.dumps(made_schema(), ensure_ascii=False, indent=1))


@main.command("map", epilog="Example: careguide map --text")
@click.argument("file", default="", metavar="[FILE]")
@click.option("--text", is_flag=True, help="Print an outline in words.")
def draw(file: str, text: bool) -> None:
    """Print the flow of a questionnaire as a Mermaid flowchart."""
    questionnaire = _questionnaire(file)
    click.echo(outline(questionnaire) if text else mermaid(questionnaire), nl=False)


@main.command(epilog="Example: careguide dossier -o dossier.html")
@click.argument("file", default="", metavar="[FILE]")
@click.option("-o", "--output", type=click.File("w", encoding="utf-8"), default="-", help="The file to write.")
@click.option("--journeys", type=click.Path(exists=True, file_okay=False), help="Folder of worked cases.")
def dossier(file: str, output: IO[str], journeys: str | None) -> None:
    """Write all that a clinical reviewer reads and signs as one page of HTML that prints well.

    Worked cases are read from tests/journeys beside FILE, where there is such a folder, unless another is named.
    """
    questionnaire = _questionnaire(file)
    paths = sorted(Path(journeys or files.questions_path(file).parent / JOURNEYS).glob("*.yaml"))
    try:
        gathered = gather(questionnaire, [_case(questionnaire, path) for path in paths])
    except every.TooLargeError as error:
        _refuse(f"This questionnaire is beyond proof. {error}", UNREADABLE)
    click.echo(_rendered("dossier/dossier.html", dossier=gathered, telling=telling), file=output)


def _case(questionnaire: Questionnaire, path: Path) -> Case:
    with path.open(encoding="utf-8") as answers:
        given, sheet = _sheet(questionnaire, answers)
    voice, country = _addressed(questionnaire, given)
    words = [" ".join(str(given.get(key, "")).split()) for key in ("title", "story")]
    return Case(words[0] or path.stem, words[1], voice, country, sheet, given.get("expect") or {})


def _addressed(
    questionnaire: Questionnaire, given: dict[str, Any], voice: str | None = None, country: str | None = None
) -> tuple[Voice, str]:
    code = str(country or given.get("country") or questionnaire.countries[0].code).upper()
    if code not in questionnaire.country:
        _refuse(f"There are no help lines for '{code}'. There are: {', '.join(questionnaire.country)}.", FAULTS)
    said = str(voice or given.get("voice") or Voice.SELF)
    if said not in set(Voice):
        _refuse(f"'{said}' is not a voice. Use 'self' or 'someone'.", FAULTS)
    return Voice(said), code


def as_text(questionnaire: Questionnaire, summary: Summary) -> str:
    """Return a summary as plain text for a terminal."""
    return _rendered("cli/summary.txt", summary=summary, questionnaire=questionnaire)


def _rendered(template: str, **context: Any) -> str:
    environment = jinja2.Environment(
        autoescape=jinja2.select_autoescape(["html"]),
        loader=jinja2.FileSystemLoader(files.find(files.TEMPLATES)),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["said"] = telling.said
    return environment.get_template(template).render(**context)


def _progress(questions: int) -> Callable[[int], None]:
    def told(done: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done} of {questions} questions", nl=done == questions, err=True)

    return told


def _replay(sheet: Sheet) -> str:
    return json.dumps({"answers": {name: sorted(answer) for name, answer in sheet.items()}})


def _as_json(context: dict[str, Any]) -> str:
    def plain(sheet: Sheet) -> dict[str, list[str]]:
        return {name: sorted(answer) for name, answer in sheet.items()}

    found = [
        {**asdict(replace(verdict, witness=())), "held": verdict.held, "seconds": round(seconds, 3)}
        | {"witness": [plain(sheet) for sheet in verdict.witness]}
        for verdict, seconds in context["verdicts"]
    ]
    where = [{**asdict(replace(end, witness={})), "witness": plain(end.witness)} for end in context["ends"]]
    return json.dumps({"verdicts": found, "ends": where}, ensure_ascii=False, indent=2)


def _questionnaire(path: str, faults: int = FAULTS) -> Questionnaire:
    return _placed(path, faults)[0]


def _placed(path: str, faults: int = FAULTS) -> tuple[Questionnaire, Places]:
    try:
        return read_with_places(revisions.text(path), path or files.QUESTIONS)
    except QuestionnaireError as error:
        _refuse(str(error), faults)
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
