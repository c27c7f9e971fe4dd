"""What one other answer would do: a single answer exchanged, and folded onto all the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from careguide.core.answers import ALONE, Answer
from careguide.core.assess import Assessment, Kind, Outcome, fold, outcome, step
from careguide.core.content import Voice
from careguide.core.model import NONE_ANSWERS, Option, Question
from careguide.core.plan import AT_LEAST, COULD, TOP, Bits, plan_of
from careguide.core.reasons import answer_words


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
    option: Option
    added: bool
    outcome: Outcome
    move: Move


@dataclass(frozen=True)
class Change:
    """Other answers to one question, each of which alone would move the result in the same way.

    `added` is false where a tick would be taken away. `result` names where the talk would start then,
    or, for a move of the range, how far it would reach.
    """

    question: Annotated[str, "Id of the question."]
    topic: Annotated[str, "What it is about."]
    move: Annotated[Move, "How the result would move."]
    added: Annotated[bool, "false when a tick would be taken away."]
    result: Annotated[str, "Where the talk would start then, or how far the range would reach."]
    options: Annotated[tuple[str, ...], "Ids of the answers, each of which alone would do it."]
    answers: Annotated[tuple[str, ...], "The same as they are read."]


@dataclass(frozen=True)
class Unknown:
    """A question whose answer is not known, and what knowing it could do.

    `width` is the mean number of steps that the range would still span, over the question's options:
    the less, the more it narrows the answer. `worst` names the gravest result that it could bring,
    `moves` tells whether any option alone would move the result, and `reaches` whether any would move the
    range or how far it could go.
    """

    question: Annotated[str, "Id of the question."]
    topic: Annotated[str, "What it is about."]
    ask: Annotated[str, "The question itself."]
    answer: Annotated[str, "How it was left."]
    critical: Annotated[bool, "true when withdrawal cannot be judged without it."]
    moves: Annotated[bool, "true when knowing it could move the result."]
    reaches: Annotated[bool, "true when it could move the range."]
    worst: Annotated[str, "The gravest result that it could bring."]
    width: Annotated[float, "Steps that the range would still span on average: the less, the more it tells."]


def exchanges(assessment: Assessment) -> tuple[Exchange, ...]:
    """Return the single exchanges of a known answer that move what a person would be shown."""
    questionnaire, found = assessment.questionnaire, []
    shown = plan_of(questionnaire).shown
    for question in assessment.asked:
        if assessment.is_unknown(question):
            continue
        for option, added, answer in _other_answers(assessment, question):
            state = _exchanged(assessment, question, answer)
            if (state ^ assessment.bits) & shown:  # most change nothing that is seen
                then = outcome(questionnaire, state)
                if move := _move(assessment.outcome, then):
                    found.append(Exchange(question, option, added, then, move))
    return tuple(found)


def changes(assessment: Assessment, voice: Voice) -> tuple[Change, ...]:
    """Return what would change the result, one entry for each question, move and result."""
    groups: dict[tuple[Question, Move, bool, str], list[Option]] = {}
    for item in exchanges(assessment):
        corner = item.outcome.also if item.move is Move.RANGE else item.outcome.start
        result = _name(assessment, item.outcome._replace(start=corner), voice)
        groups.setdefault((item.question, item.move, item.added, result), []).append(item.option)
    return tuple(
        Change(
            question.id,
            question.topic.said(voice),
            move,
            added,
            result,
            tuple(option.id for option in options),
            tuple(option.label.said(voice) for option in options),
        )
        for (question, move, added, result), options in groups.items()
    )


def unknowns(assessment: Assessment, voice: Voice) -> tuple[Unknown, ...]:
    """Return the questions that are not known, the one that would narrow the answer most first."""
    found = [_unknown(assessment, question, voice) for question in assessment.asked if assessment.is_doubted(question)]
    return tuple(sorted(found, key=lambda item: (item.width, not item.critical, not item.moves)))


def _unknown(assessment: Assessment, question: Question, voice: Voice) -> Unknown:
    shown = plan_of(assessment.questionnaire).shown
    states = [_exchanged(assessment, question, frozenset({option.id})) & shown for option in question.options]
    alike = {state: outcome(assessment.questionnaire, state) for state in dict.fromkeys(states)}
    outcomes = alike.values()
    spans = [(state & COULD).bit_count() - (state & AT_LEAST).bit_count() for state in states]
    worst = max(outcomes, key=_gravity)
    if worst.kind is Kind.NOT_ENOUGH:  # other questions stay open; how far this one could lead is known
        worst = worst._replace(kind=Kind.START, start=worst.also)
    return Unknown(
        question=question.id,
        topic=question.topic.said(voice),
        ask=question.ask.said(voice),
        answer=answer_words(assessment.questionnaire, question, assessment.sheet.get(question.id), voice),
        critical=question.critical,
        moves=any(_move(assessment.outcome, then) for then in outcomes),
        reaches=any((state ^ assessment.bits) & TOP for state in alike),
        worst=_name(assessment, worst, voice),
        width=sum(spans) / len(spans),
    )


def _gravity(then: Outcome) -> tuple[bool, bool, int, int]:
    return then.kind is Kind.EMERGENCY, then.same_day, sum(then.also), sum(then.start)


def _name(assessment: Assessment, then: Outcome, voice: Voice) -> str:
    phrases = assessment.questionnaire.phrases
    if then.kind is Kind.EMERGENCY:
        return phrases.emergency.said(voice)
    if then.kind is Kind.NOT_ENOUGH:
        return phrases.not_enough.said(voice)
    return assessment.questionnaire.cell[then.start].name.said(voice)


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


def _other_answers(assessment: Assessment, question: Question) -> Iterator[tuple[Option, bool, Answer]]:
    given = assessment.sheet.get(question.id, frozenset())
    for option in question.options:
        if question.tick and option.id not in ALONE:
            added = option.id not in given
            answer = (given - ALONE) | {option.id} if added else given - {option.id}
        elif question.tick or given == {option.id}:
            continue
        else:
            added, answer = True, frozenset({option.id})
        yield option, added, answer or frozenset(NONE_ANSWERS & question.option.keys())


def _exchanged(assessment: Assessment, question: Question, answer: Answer) -> Bits:
    """Return the state with this answer in place of the one that was given."""
    questionnaire, (state, band) = assessment.questionnaire, assessment.without[question]
    if len(band) == 1:
        return step(questionnaire, state, question, answer)
    return fold(questionnaire, state, band, {**assessment.sheet, question.id: answer})
