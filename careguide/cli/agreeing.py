"""The command that works out how far the guide and clinicians agree, and the forms for that study."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import IO

import click

from careguide.cli.printing import as_json, rendered
from careguide.cli.reading import addressed, answers_in, questionnaire_at
from careguide.cli.refusing import FAULTS, UNREADABLE, refuse
from careguide.core.assessment.assess import assess
from careguide.core.assessment.bits import Plan
from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.model import Daily, Medical
from careguide.core.review.agreement import COLUMNS, GUIDE, SCALES, RatingsError, agreement, read_ratings

SHEETS = click.Path(exists=True, file_okay=False)
CLINICIANS, VIGNETTES = 10, 30
"""How many the protocol asks for, at least."""


@click.command("agreement", epilog="Example: careguide agreement tests/study-example.csv")
@click.argument("file", type=click.File(encoding="utf-8-sig"), required=False)
@click.option("--form", is_flag=True, help=f"Print an empty form for one clinician and {VIGNETTES} vignettes, as CSV.")
@click.option("--guide", type=SHEETS, metavar="FOLDER", help="Print what the guide says on each sheet of a folder.")
@click.option("--questions", default="", metavar="FILE", help="With --guide: another questionnaire.")
@click.option("--quadratic", is_flag=True, help="Weigh disagreements by the square of their distance.")
@click.option("--json", "in_json", is_flag=True, help="Print the figures as JSON.")
def agree(file: IO[str] | None, form: bool, guide: str | None, questions: str, quadratic: bool, in_json: bool) -> None:
    """Work out how far clinicians and the guide agree on vignettes: FILE is a CSV with one line for each judgment.

    Its columns are vignette, rater, medical, daily and urgency; an empty cell is not counted. The lines of the rater
    'guide' hold what the guide says. `careguide dossier` has the protocol.

    Exit status: 0 when it could be worked out, 1 when the table has faults, 2 when it cannot be read.
    """
    if form or guide:
        empty = [f"vignette-{number:02},,,," for number in range(1, VIGNETTES + 1)]
        rows = _guide_rows(guide, questions) if guide else empty
        click.echo("\n".join([",".join(COLUMNS), *rows]))
        return
    if file is None:
        refuse("Name a table, or ask for one: careguide agreement --form", UNREADABLE)
    try:
        ratings = read_ratings(file.read())
    except RatingsError as error:
        refuse(str(error), FAULTS)
    except UnicodeDecodeError:
        refuse(f"'{file.name}' is no text in UTF-8. Save the table as CSV in UTF-8.", UNREADABLE)
    found = [agreement(scale, ratings[scale], 2 if quadratic else 1) for scale in SCALES]
    context = {"found": found, "scales": SCALES, "wanted": (CLINICIANS, VIGNETTES), "quadratic": quadratic}
    click.echo(as_json([asdict(one) for one in found]) if in_json else rendered("cli/agreement.txt", **context))


def _guide_rows(folder: str, questions: str) -> list[str]:
    """Return a line for each sheet of answers in a folder: where the guide would start, and how urgent it is."""
    plan = Plan(questionnaire_at(questions))
    paths = sorted(Path(folder).glob("*.yaml"))
    if not paths:
        refuse(f"There is no sheet of answers (*.yaml) in '{folder}'.", UNREADABLE)
    return [",".join([path.stem, GUIDE, *_judged(plan, path)]) for path in paths]


def _judged(plan: Plan, path: Path) -> tuple[str, str, str]:
    with path.open(encoding="utf-8") as answers:
        given, sheet = answers_in(plan.questionnaire, answers)
    found = assess(plan, sheet)
    levels = {plan.questionnaire.flag[name].level.value for name in found.state.flags}
    urgency = next((step for step in reversed(SCALES["urgency"]) if step in levels), "none")
    if compose(plan, sheet, *addressed(plan.questionnaire, given)).emergency:
        return "", "", urgency
    medical, daily = found.outcome.start
    return Medical(medical).name, Daily(daily).name, urgency
