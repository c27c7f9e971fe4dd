"""The commands that show a questionnaire: its schema, its flow, all of it for a reviewer, and a sheet to print."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import click

from careguide import files, pdf
from careguide.cli.answering import voices
from careguide.cli.printing import as_json, rendered
from careguide.cli.reading import addressed, answers_in, questionnaire_at
from careguide.cli.refusing import UNREADABLE, refuse
from careguide.core.proof import all_sheets
from careguide.core.questionnaire.model import Questionnaire
from careguide.core.questionnaire.schema import schema as made_schema
from careguide.core.review import prose
from careguide.core.review.agreement import URGENCY
from careguide.core.review.chart import mermaid, outline
from careguide.core.review.dossier import PACE, Case, gather

JOURNEYS = "tests/journeys"


@click.command(epilog="Example: careguide schema > docs/questions.schema.json")
def schema() -> None:
    """Print the JSON Schema of questions.yaml, for editors that complete and check while you type."""
    click.echo(as_json(made_schema(), indent=1))


@click.command("map", epilog="Example: careguide map --text")
@click.argument("file", default="", metavar="[FILE]")
@click.option("--text", is_flag=True, help="Print an outline in words.")
def draw(file: str, text: bool) -> None:
    """Print the flow of a questionnaire as a Mermaid flowchart."""
    questionnaire = questionnaire_at(file)
    click.echo(outline(questionnaire) if text else mermaid(questionnaire), nl=False)


@click.command(epilog="Example: careguide dossier -o dossier.html")
@click.argument("file", default="", metavar="[FILE]")
@click.option("-o", "--output", type=click.File("w", encoding="utf-8"), default="-", help="The file to write.")
@click.option("--journeys", type=click.Path(exists=True, file_okay=False), help="Folder of worked cases.")
def dossier(file: str, output: IO[str], journeys: str | None) -> None:
    """Write everything a clinical reviewer reads and signs as one page of HTML that prints well.

    Its first part can be read and signed within an hour; the rest is an appendix to look things up.
    Worked cases are read from tests/journeys beside FILE, if there is such a folder, unless another is named.
    """
    questionnaire = questionnaire_at(file)
    paths = sorted(Path(journeys or files.questions_path(file).parent / JOURNEYS).glob("*.yaml"))
    try:
        gathered = gather(questionnaire, [_case(questionnaire, path) for path in paths])
    except all_sheets.TooLargeError as error:
        refuse(f"This questionnaire is beyond proof. {error}", UNREADABLE)
    page = rendered("dossier/dossier.html", dossier=gathered, prose=prose, pace=PACE, urgency=URGENCY)
    click.echo(page, file=output)


@click.command(epilog="Example: careguide paper -o questions.pdf --voice someone --country GB")
@click.argument("file", default="", metavar="[FILE]")
@click.option("-o", "--output", type=click.File("wb"), default="-", help="The file to write.")
@click.option("--voice", type=voices, help="Who it speaks to; 'self' unless said.")
@click.option("--country", help="Two-letter code of the help lines.")
def paper(file: str, output: IO[bytes], voice: str | None, country: str | None) -> None:
    """Write all questions as a PDF to print and to fill in by hand, with the keys by which staff type it in.

    It is the same as /questions.pdf and /someone/questions.pdf of a guide that serves FILE.
    """
    questionnaire = questionnaire_at(file)
    spoken, code = addressed(questionnaire, {}, voice, country)
    output.write(pdf.paper_pdf(questionnaire, spoken, questionnaire.country[code]))


def _case(questionnaire: Questionnaire, path: Path) -> Case:
    with path.open(encoding="utf-8") as answers:
        given, sheet = answers_in(questionnaire, answers)
    voice, country = addressed(questionnaire, given)
    words = [" ".join(str(given.get(key, "")).split()) for key in ("title", "story")]
    return Case(words[0] or path.stem, words[1], voice, country, sheet, given.get("expect") or {})
