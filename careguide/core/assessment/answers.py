"""What a respondent answers: a sheet, checked against its questionnaire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from careguide.core.questionnaire.faults import did_you_mean
from careguide.core.questionnaire.model import (
    NONE_ANSWERS,
    NOT_SURE,
    PREFER_NOT,
    UNKNOWN_ANSWERS,
    Factor,
    Question,
    Questionnaire,
)

Answer = frozenset[str]
"""The ids that were chosen: one, several for a tick question, or one of the two unknown answers."""

NOTHING: Answer = frozenset()

Sheet = Mapping[str, Answer]
"""Answers by question id; a question that was left open is absent."""

ALONE = NONE_ANSWERS | UNKNOWN_ANSWERS
"""Answers that exclude every other answer of their question."""


class AnswerFault(Enum):
    """What can be wrong with an answer, in words for the person who gave it."""

    UNKNOWN_QUESTION = "There is no question '{word}' in this guide.{hint}"
    UNKNOWN_OPTION = "That answer is not one of the choices here. Please choose again."
    ONE_ONLY = "Please choose just one answer here."
    CONTRADICTION = "This answer cannot go with the others. Keep the ones that are true, and untick the rest."
    WRONG_TYPE = "This answer came in a form that cannot be read. Please choose again."


@dataclass(frozen=True)
class AnswerProblem:
    """One fault in one answer: the question's id and a sentence for the person."""

    question: str
    fault: AnswerFault
    sentence: str


def words_of(question: Question) -> tuple[str, ...]:
    """Return every answer that a question takes, in the order in which they are shown."""
    return (*question.option, NOT_SURE, PREFER_NOT)


def check_answer(question: Question, given: Sequence[str]) -> tuple[Answer, AnswerFault | None]:
    """Return which of the ids in `given` can be kept, and what is wrong with them.

    In a contradiction the ticked answers are kept and the answer that denies them is not, so that
    a danger that was ticked is never lost.
    """
    known = [word for word in given if word in question.option or word in UNKNOWN_ANSWERS]
    if len(known) < len(given):
        return frozenset(known) - ALONE if question.tick else frozenset(), AnswerFault.UNKNOWN_OPTION
    if not question.tick and len(given) > 1:
        return frozenset(), AnswerFault.ONE_ONLY
    if len(set(given)) > 1 and ALONE & set(given):
        return frozenset(given) - ALONE, AnswerFault.CONTRADICTION
    return frozenset(given), None


def read_sheet(questionnaire: Questionnaire, raw: object) -> tuple[Sheet, tuple[AnswerProblem, ...]]:
    """Return the valid answers of `raw`, a mapping of question id to an id or a list of ids, and its problems."""
    if not isinstance(raw, Mapping):
        sentence = "Answers should be a list of question names, each with its answer."
        return {}, (AnswerProblem("", AnswerFault.WRONG_TYPE, sentence),)
    sheet: dict[str, Answer] = {}
    problems: list[AnswerProblem] = []
    for name, value in raw.items():
        question = questionnaire.question.get(name) if isinstance(name, str) else None
        given = [value] if isinstance(value, str) else value
        if question is None:
            hint = did_you_mean(str(name), questionnaire.question)
            sentence = AnswerFault.UNKNOWN_QUESTION.value.format(word=name, hint=hint)
            problems.append(AnswerProblem(str(name), AnswerFault.UNKNOWN_QUESTION, sentence))
        elif value is None:
            continue
        elif not isinstance(given, list | tuple) or not all(isinstance(word, str) for word in given):
            problems.append(AnswerProblem(name, AnswerFault.WRONG_TYPE, AnswerFault.WRONG_TYPE.value))
        else:
            kept, fault = check_answer(question, given)
            if kept:
                sheet[name] = kept
            if fault:
                problems.append(AnswerProblem(name, fault, fault.value))
    return sheet, tuple(problems)


def merge_sheets(questionnaire: Questionnaire, one: Sheet, other: Sheet) -> Sheet:
    """Return the sheet of two respondents: everything that either said counts, so the more cautious answer stands.

    What one left open, the other's answer fills. Only the wish is not joined: that of `one`, the person, counts.
    """
    sheet: dict[str, Answer] = {}
    for question in questionnaire.questions:
        answers = [given[question.id] for given in (one, other) if question.id in given]
        if answers:
            sheet[question.id] = answers[0] if question.factor is Factor.PREFERENCE else frozenset().union(*answers)
    return sheet
