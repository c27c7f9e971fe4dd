"""What one assess and one compose cost in the process: `python -m pytest benchmarks/core.py`."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import ResultKind, assess
from careguide.core.assessment.bits import Plan
from careguide.core.assessment.summary import compose, spoken_words
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.reader import read
from careguide.files import questions_text
from tests.journey import journeys

PLAN = Plan(read(questions_text(), "questions.yaml"))
CASES = {journey.name: journey for journey in journeys()}
USUAL = "prescribed"


def words(name: str) -> int:
    """Return how many words the summary of a worked case says."""
    return spoken_words(compose(PLAN, CASES[name].sheet, Voice.SELF, "US"))


PICKED = {"shortest": min(CASES, key=words), "usual": USUAL, "longest": max(CASES, key=words)}
SHEETS: dict[str, Sheet] = {name: CASES[case].sheet for name, case in PICKED.items()} | {"nothing known": {}}
KINDS = {name: ResultKind(CASES[case].expect["kind"]) for name, case in PICKED.items()} | {
    "nothing known": ResultKind.NOT_ENOUGH
}


@pytest.mark.parametrize("name", SHEETS)
def test_assess(benchmark: BenchmarkFixture, name: str) -> None:
    """Fold one sheet."""
    assert benchmark(assess, PLAN, SHEETS[name]).outcome.kind is KINDS[name]


@pytest.mark.parametrize("name", SHEETS)
def test_compose(benchmark: BenchmarkFixture, name: str) -> None:
    """Fold one sheet and tell all of it, with every exchange of one answer."""
    assert benchmark(compose, PLAN, SHEETS[name], Voice.SELF, "US").kind is KINDS[name]
