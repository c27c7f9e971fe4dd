"""Answers that Hypothesis makes up: every sheet that a person could fill in."""

from __future__ import annotations

from hypothesis import strategies as st

from careguide.core.answers import ALONE, Answer, Sheet
from careguide.core.assess import State, assess
from careguide.core.model import UNKNOWN_ANSWERS, Question, Questionnaire


def answers(question: Question) -> st.SearchStrategy[Answer]:
    """One option, any set of ticks where ticks are allowed, or one of the two unknown answers."""
    single = st.sampled_from([frozenset({word}) for word in (*question.option, *sorted(UNKNOWN_ANSWERS))])
    ticks = [word for word in question.option if word not in ALONE]
    return single | st.frozensets(st.sampled_from(ticks), min_size=1) if question.tick else single


def sheets(questionnaire: Questionnaire) -> st.SearchStrategy[Sheet]:
    """Any answers to any of the questions, asked or not; some are left open."""
    each = {question.id: st.none() | answers(question) | answers(question) for question in questionnaire.questions}
    return st.fixed_dictionaries(each).map(
        lambda drawn: {name: answer for name, answer in drawn.items() if answer is not None}
    )


def states(questionnaire: Questionnaire) -> st.SearchStrategy[State]:
    """The states that sheets lead to."""
    return sheets(questionnaire).map(lambda sheet: assess(questionnaire, sheet).state)
