"""What one other answer would do: the sheet folded again with a single answer exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from careguide.core.answers import ALONE, Answer, Sheet
from careguide.core.assess import Assessment, Kind, Outcome, assess
from careguide.core.model import NONE_ANSWERS, Question


class Move(StrEnum):
    """What an exchange does to the result, gravest first; one that does several counts as the first."""

    EMERGENCY = "emergency"
    SAME_DAY = "same_day"
    START = "start"
    RANGE = "range"
    LESS_URGENT = "less_urgent"


@dataclass(frozen=True)
class Exchange:
    """One answer exchanged for another: `added` is false where a tick is taken away."""

    question: Question
    option: str
    added: bool
    outcome: Outcome
    move: Move


@dataclass(frozen=True)
class Missing:
    """A question whose answer is not known, and what knowing it could do.

    `width` is the mean number of steps that the range would still span, over the question's options:
    the less, the more it narrows the answer. `worst` is the outcome of its gravest option, and
    `moves` tells whether any option alone would move the result.
    """

    question: Question
    width: Fraction
    worst: Outcome
    moves: bool


def exchanges(assessment: Assessment) -> tuple[Exchange, ...]:
    """Return the single exchanges of a known answer that move what a person would be shown."""
    found = []
    for question in assessment.asked:
        if not assessment.is_unknown(question):
            for option, added, answer in _other_answers(assessment, question):
                outcome = _outcome(assessment, question, answer)
                move = _move(assessment.outcome, outcome)
                if move:
                    found.append(Exchange(question, option, added, outcome, move))
    return tuple(found)


def missing(assessment: Assessment) -> tuple[Missing, ...]:
    """Return the questions that are not known, the one that would narrow the answer most first."""
    found = [_missing(assessment, question) for question in assessment.asked if assessment.is_unknown(question)]
    return tuple(sorted(found, key=lambda item: (item.width, not item.question.critical, not item.moves)))


def gravity(outcome: Outcome) -> tuple[bool, bool, int, int]:
    """Return a key that orders outcomes: emergency, then help today, then how far the range reaches."""
    return outcome.kind is Kind.EMERGENCY, outcome.same_day, sum(outcome.also), sum(outcome.start)


def _move(now: Outcome, then: Outcome) -> Move | None:
    if then.kind is Kind.EMERGENCY or now.kind is Kind.EMERGENCY:
        return None if then.kind is now.kind else Move.EMERGENCY if then.kind is Kind.EMERGENCY else Move.LESS_URGENT
    if then.same_day and not now.same_day:
        return Move.SAME_DAY
    if (then.kind, then.start) != (now.kind, now.start):
        return Move.START
    if then.also != now.also:
        return Move.RANGE
    return Move.LESS_URGENT if now.same_day and not then.same_day else None


def _other_answers(assessment: Assessment, question: Question) -> Iterator[tuple[str, bool, Answer]]:
    given = assessment.sheet.get(question.id, frozenset())
    for option in question.options:
        if question.tick and option.id not in ALONE:
            added = option.id not in given
            answer = (given - ALONE) | {option.id} if added else given - {option.id}
        elif question.tick or option.id in given:
            continue
        else:
            added, answer = True, frozenset({option.id})
        yield option.id, added, answer or _none(question)


def _none(question: Question) -> Answer:
    return frozenset(NONE_ANSWERS & question.option.keys())


def _outcome(assessment: Assessment, question: Question, answer: Answer) -> Outcome:
    sheet: Sheet = {**assessment.sheet, question.id: answer}
    return assess(assessment.questionnaire, sheet).outcome


def _missing(assessment: Assessment, question: Question) -> Missing:
    outcomes = [_outcome(assessment, question, frozenset({option.id})) for option in question.options]
    spans = [sum(outcome.could) - sum(outcome.start) for outcome in outcomes]
    moves = any(_move(assessment.outcome, outcome) for outcome in outcomes)
    return Missing(question, Fraction(sum(spans), len(spans)), max(outcomes, key=gravity), moves)
