"""What a larger questionnaire costs: `python -m benchmarks.growth` measures it; --draw writes docs/growth.svg.

Questionnaires of any size are made by asking the shipped questions again and again under new names, each time with
their branches and rules, so that every part of them is as dense as the real one.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from math import log
from pathlib import Path
from statistics import linear_regression

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import assess
from careguide.core.assessment.bits import Plan
from careguide.core.assessment.summary import compose
from careguide.core.proof.all_sheets import TooLargeError
from careguide.core.proof.verify import prove, verdicts
from careguide.core.questionnaire.content import Clause, Voice
from careguide.core.questionnaire.model import Question, Questionnaire, Rule
from careguide.core.questionnaire.reader import read
from careguide.files import questions_text
from tests.journey import journeys

HERE = Path(__file__).resolve().parent
FIGURE = HERE.parent / "docs" / "growth.svg"
USUAL = next(journey.sheet for journey in journeys() if journey.name == "prescribed")
SIZES = (10, 30, 100, 300, 1000)
PROVED = (4, 8, 16, 32)
ROUNDS = 10
PATIENCE = 20.0
"""Seconds: a proof that took longer is the last one tried."""


@dataclass(frozen=True)
class Line:
    """What one thing costs at each size, in microseconds of this process."""

    name: str
    costs: dict[int, float]

    @property
    def exponent(self) -> float:
        """How fast the cost grows: 1 is linear, 2 is with the square (least squares over the logarithms)."""
        return linear_regression(list(map(log, self.costs)), list(map(log, self.costs.values()))).slope


def grown(base: Questionnaire, size: int) -> Questionnaire:
    """Return a questionnaire of so many questions; what speaks of questions by the file's own names is left out."""
    base = _unbound(base)
    questions: list[Question] = []
    rules: list[Rule] = []
    for turn in count():
        some = base.questions[: size - len(questions)]
        if not some:
            break
        names = {question.id: f"{question.id}_{turn}" for question in some}
        questions += (
            replace(question, id=names[question.id], ask_if=_renamed(question.ask_if, names)) for question in some
        )
        rules += _rules(base, names, turn)
    return replace(base, questions=tuple(questions), rules=tuple(rules), guarantees=(), at_most=0)


def _unbound(base: Questionnaire) -> Questionnaire:
    """Return it without conditions on its texts."""
    return replace(
        base,
        questions=tuple(
            replace(question, options=tuple(replace(option, unless=()) for option in question.options))
            for question in base.questions
        ),
        messages=tuple(replace(message, unless=(), tell_if=()) for message in base.messages),
        take_along=tuple(replace(item, tell_if=()) for item in base.take_along),
        cells=tuple(replace(cell, instead=None) for cell in base.cells),
    )


def _rules(base: Questionnaire, names: dict[str, str], turn: int) -> Iterator[Rule]:
    for rule in base.rules:
        if names.keys() >= {condition.question for clause in rule.when for condition in clause}:
            yield replace(rule, id=f"{rule.id}_{turn}", when=tuple(_renamed(clause, names) for clause in rule.when))


def _renamed(clause: Clause, names: dict[str, str]) -> Clause:
    return tuple(replace(condition, question=names[condition.question]) for condition in clause)


def usual(questionnaire: Questionnaire) -> Sheet:
    """Return the usual sheet, given again at every turn: each of its answers can be exchanged."""
    return {question.id: USUAL[question.id.rpartition("_")[0]] for question in questionnaire.questions}


def cost(work: Callable[[], object]) -> float:
    """Return the least time of some rounds, in microseconds that this thread had the processor."""
    return min(_once(work) for _ in range(ROUNDS))


def _once(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return (time.thread_time() - started) * 1e6


def telling(base: Questionnaire) -> list[Line]:
    """Measure assess and compose at each size."""
    lines = [Line("assess", {}), Line("compose, with its exchanges", {})]
    for size in SIZES:
        questionnaire = grown(base, size)
        plan, sheet = Plan(questionnaire), usual(questionnaire)
        country = questionnaire.countries[0].code
        lines[0].costs[size] = cost(lambda p=plan, s=sheet: assess(p, s))  # type: ignore[misc]
        lines[1].costs[size] = cost(lambda p=plan, s=sheet, c=country: compose(p, s, Voice.SELF, c))  # type: ignore[misc]
    return lines


def proving(base: Questionnaire) -> Line:
    """Measure the whole proof at each size, once each, until one takes too long or is refused."""
    line = Line("verify", {})
    for size in PROVED:
        questionnaire = grown(base, size)
        try:
            line.costs[size] = _once(lambda q=questionnaire: list(verdicts(prove(q))))  # type: ignore[misc]
        except TooLargeError as error:
            print(f"verify refuses {size} questions: {error}")
            break
        if line.costs[size] > PATIENCE * 1e6:
            print(f"verify of more than {size} questions was not tried.")
            break
    return line


def draw(lines: list[Line]) -> str:
    """Return the figure: cost against size, both on logarithmic axes."""
    x_range, y_range = (3, 1100), (10, max(max(line.costs.values()) for line in lines) * 3)

    def place(value: float, ends: tuple[float, float], pixels: tuple[float, float]) -> float:
        part = (log(value) - log(ends[0])) / (log(ends[1]) - log(ends[0]))
        return round(pixels[0] + part * (pixels[1] - pixels[0]), 1)

    units = ((1e6, "s"), (1e3, "ms"), (1, "µs"))
    powers = [10**power for power in range(1, 9) if y_range[0] <= 10**power <= y_range[1]]
    ticks = {power: next(f"{power / unit:g} {name}" for unit, name in units if power >= unit) for power in powers}
    templates = Environment(loader=FileSystemLoader(HERE), undefined=StrictUndefined, autoescape=True, trim_blocks=True)
    return templates.get_template("growth.svg.jinja").render(
        lines=lines,
        ticks=ticks,
        sizes=(4, 10, 32, 100, 320, 1000),
        x=lambda size: place(size, x_range, (70, 610)),
        y=lambda micro: place(micro, y_range, (350, 20)),
    )


def main() -> None:
    """Measure, print and draw."""
    base = read(questions_text(), "questions.yaml")
    lines = [*telling(base), proving(base)]
    for line in lines:
        told = ", ".join(f"{size}: {micro:,.0f}" for size, micro in line.costs.items())
        print(f"{line.name} (questions: µs) {told}; exponent {line.exponent:.2f}")
    if "--draw" in sys.argv:
        FIGURE.write_text(draw(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
