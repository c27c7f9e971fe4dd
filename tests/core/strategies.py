"""Answers that Hypothesis makes up: every sheet that a person could fill in."""

from __future__ import annotations

from functools import cache
from itertools import combinations

from hypothesis import strategies as st

from careguide.core.assessment.answers import ALONE, Answer, Sheet
from careguide.core.assessment.assess import assess
from careguide.core.assessment.bits import Bits
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Question, Questionnaire
from tests.plans import plan_of


def possible(question: Question) -> tuple[list[Answer], list[Answer]]:
    """Return every answer of one word, and every set of two ticks or more."""
    single = [frozenset({word}) for word in (*question.option, *sorted(UNKNOWN_ANSWERS))]
    ticks = [word for word in question.option if word not in ALONE] if question.tick else []
    several = [frozenset(some) for size in range(2, len(ticks) + 1) for some in combinations(ticks, size)]
    return single, several


@cache
def answers(question: Question) -> st.SearchStrategy[Answer]:
    """Draw one option, any set of ticks where ticks are allowed, or one of the two unknown answers."""
    single, several = possible(question)
    often = single * (1 + len(several) // len(single))
    return st.sampled_from([*often, *several])


@cache
def sheets(questionnaire: Questionnaire) -> st.SearchStrategy[Sheet]:
    """Draw answers to any of the questions, asked or not; some are left open."""
    each = {}
    for question in questionnaire.questions:
        single, several = possible(question)
        often = [None, *single] * (1 + len(several) // (1 + len(single)))
        each[question.id] = st.sampled_from([*often, *several])
    return st.fixed_dictionaries(each).map(
        lambda drawn: {name: answer for name, answer in drawn.items() if answer is not None}
    )


@cache
def states(questionnaire: Questionnaire) -> st.SearchStrategy[Bits]:
    """Draw the states that sheets lead to."""
    return sheets(questionnaire).map(lambda sheet: assess(plan_of(questionnaire), sheet).bits)
