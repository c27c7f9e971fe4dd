"""What if one answer were different: one answer is exchanged, and folded onto all the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, NamedTuple

from careguide.core.assessment.answers import ALONE, NOTHING, Answer
from careguide.core.assessment.assess import (
    EMERGENCY,
    NOT_ENOUGH,
    START,
    Assessment,
    kind_of,
)
from careguide.core.assessment.bits import AT_LEAST, COULD, TOP, UP_TO, Bits
from careguide.core.assessment.fitting import renamed
from careguide.core.assessment.vocabulary import Choices, Vocabulary, answer_words
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import NONE_ANSWERS, Option, Question, Questionnaire


class Move(StrEnum):
    """What an exchange does to the result, most serious first; if it does several things, the first one counts."""

    EMERGENCY = "emergency"
    SAME_DAY = "same_day"
    THIS_WEEK = "this_week"
    START = "start"
    RANGE = "range"
    LESS_URGENT = "less_urgent"


URGENT = (Move.THIS_WEEK, Move.SAME_DAY, Move.EMERGENCY)
"""Moves to something that has to be done by a certain time."""


class Exchange(NamedTuple):
    """One answer exchanged for another, and the state it would lead to: `added` is false if a tick is taken away."""

    question: Question
    option: Option
    added: bool
    state: Bits
    move: Move


@dataclass
class Change:
    """Other answers to one question, each of which alone would change the result in the same way.

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


@dataclass
class Unknown:
    """A question whose answer is not known, and what it would help to know.

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


def moving_exchanges(assessment: Assessment, *, coming: bool = False) -> tuple[Exchange, ...]:
    """Return the single exchanges of a known answer that change what a person would see; or only `coming` ones."""
    plan, sheet, found = assessment.layout, assessment.sheet, []
    weighed = plan.coming if coming else plan.weighed
    for question in assessment.asked:
        if question.id not in weighed or assessment.is_unknown(question):
            continue
        answer = sheet.get(question.id, NOTHING)
        others = [other for other in _other_answers(question, answer) if other[0].may_come or not coming]
        states = plan.fold_each(assessment.given, question, (other for _, other in others))
        for (option, _), state in zip(others, states, strict=True):
            if move := _move(assessment, state):
                found.append(Exchange(question, option, not question.tick or option.id not in answer, state, move))
    return tuple(found)


def changes(assessment: Assessment, vocabulary: Vocabulary, *, coming: bool = False) -> tuple[Change, ...]:
    """Return what would change the result, one entry for each question, move and result.

    Where only what is `coming` is wanted, no other answer is folded.
    """
    voice, names = vocabulary.voice, vocabulary.choices(renamed(assessment))
    plan, reach = assessment.layout, Move.RANGE
    groups: dict[tuple[Question, Move, bool, str], tuple[list[str], list[str]]] = {}
    for question, option, added, state, move in moving_exchanges(assessment, coming=coming):
        result = names.result(kind_of(plan, state), state >> 2 if move is reach else state)
        ids, answers = groups.setdefault((question, move, added, result), ([], []))
        ids.append(option.id)
        answers.append(option.label.in_voice(voice))
    return tuple(
        Change(question.id, question.topic.in_voice(voice), move, added, result, tuple(ids), tuple(answers))
        for (question, move, added, result), (ids, answers) in groups.items()
    )


def may_come(questionnaire: Questionnaire, found: tuple[Change, ...]) -> tuple[Change, ...]:
    """Return of all changes those that may come next and would be more urgent, the least urgent first."""
    kept = []
    for change in found:
        option = questionnaire.question[change.question].option
        both = [pair for pair in zip(change.options, change.answers, strict=True) if option[pair[0]].may_come]
        if both and change.added and change.move in URGENT:
            ids, answers = zip(*both, strict=True)
            kept.append(replace(change, options=ids, answers=answers))
    return tuple(sorted(kept, key=lambda change: URGENT.index(change.move)))


def unknowns(assessment: Assessment, vocabulary: Vocabulary) -> tuple[Unknown, ...]:
    """Return the questions that are not known, first the one that would narrow the result most."""
    voice, names = vocabulary.voice, vocabulary.choices(renamed(assessment))
    doubted = (question for question in assessment.asked if assessment.is_doubted(question))
    found = [_unknown(assessment, question, names, voice) for question in doubted]
    return tuple(sorted(found, key=lambda item: (item.width, not item.critical, not item.moves)))


def _unknown(assessment: Assessment, question: Question, names: Choices, voice: Voice) -> Unknown:
    plan, sheet = assessment.layout, assessment.sheet
    states = plan.fold_each(assessment.given, question, [frozenset({option.id}) for option in question.options])
    spans = [(state & COULD).bit_count() - (state & AT_LEAST).bit_count() for state in states]
    worst = max(states, key=plan.gravity)
    kind = kind_of(plan, worst)
    if kind is NOT_ENOUGH:  # other questions stay open; how far this one could lead is known
        kind, worst = START, worst >> 2
    return Unknown(
        question=question.id,
        topic=question.topic.in_voice(voice),
        ask=question.ask.in_voice(voice),
        answer=answer_words(assessment.questionnaire, question, sheet.get(question.id), voice),
        critical=question.critical,
        moves=any(_move(assessment, state) for state in states),
        reaches=any((state ^ assessment.bits) & TOP for state in states),
        worst=names.result(kind, worst),
        width=sum(spans) / len(spans),
    )


def _move(assessment: Assessment, then: Bits) -> Move | None:
    plan, was, moved = assessment.layout, assessment.outcome, assessment.bits ^ then
    if not moved & plan.moves:
        return None
    kind = kind_of(plan, then)
    same_day, this_week = then & plan.same_day != 0, then & plan.this_week != 0
    if kind is EMERGENCY or was.kind is EMERGENCY:
        if kind is was.kind:
            return None
        return Move.EMERGENCY if kind is EMERGENCY else Move.LESS_URGENT
    if same_day and not was.same_day:
        return Move.SAME_DAY
    if this_week and not was.this_week and not was.same_day:
        return Move.THIS_WEEK
    if kind is not was.kind or moved & AT_LEAST:
        return Move.START
    if moved & UP_TO:
        return Move.RANGE
    is_less = (was.same_day and not same_day) or (was.this_week and not this_week)
    return Move.LESS_URGENT if is_less and not (was.same_day and same_day) else None


def _other_answers(question: Question, answer: Answer) -> Iterator[tuple[Option, Answer]]:
    """Yield each answer that differs by one option: another one, or one tick more or less."""
    if not question.tick:
        yield from ((option, frozenset({option.id})) for option in question.options)
        return
    ticks = answer - ALONE
    for option in question.options:
        if option.id in ticks:
            yield option, answer - {option.id} or frozenset(NONE_ANSWERS & question.option.keys())
        elif option.id not in ALONE:
            yield option, ticks | {option.id}
