"""The fold: joins a sheet of answers, one small effect at a time, into a need on two axes and a set of flags.

A state only ever gains bits (see bits.py), so the order of answers cannot matter and more risk cannot mean less care.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.bits import AXIS, LADDER, Bits, Plan, State
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Cell, Daily, Medical, Question, Questionnaire, Rule

ENOUGH_UNKNOWN = 3
"""How many unknown critical questions make the whole result 'not enough to say'."""


class ResultKind(StrEnum):
    """What a summary can be: the emergency screen alone, too much unknown, or a place to start the talk."""

    EMERGENCY = "emergency"
    NOT_ENOUGH = "not_enough"
    START = "start"


Corner = tuple[Medical, Daily]


class Outcome(NamedTuple):
    """What a person sees of a state: its kind, whether to ask for help today or this week, and the range's corners."""

    kind: ResultKind
    same_day: bool
    this_week: bool
    start: Corner
    also: Corner
    could: Corner


EMERGENCY, NOT_ENOUGH, START = ResultKind  # a name is found five times as fast as a member of an enumeration
ROWS, COLUMNS = tuple(Medical), tuple(Daily)
CORNERS = {LADDER[medical] | LADDER[daily] << AXIS: (medical, daily) for medical in ROWS for daily in COLUMNS}
"""Two steps by the bits of one mark of either need."""
CORNER = 0b11 | 0b11 << AXIS


@dataclass(frozen=True)
class Assessment:
    """One folded sheet: which questions were asked, the state that the answers led to, and the rules.

    Some rules fired; `possible` ones may still fire, depending on what is not known.
    """

    layout: Plan
    sheet: Sheet
    asked: tuple[Question, ...]
    bits: Bits
    fired: tuple[Rule, ...]
    possible: tuple[Rule, ...]
    outcome: Outcome

    def is_unknown(self, question: Question) -> bool:
        """Whether the answer to an asked question is not known; leaving out an optional one does not count."""
        answer = self.sheet.get(question.id)
        return not question.optional if answer is None else answer <= UNKNOWN_ANSWERS

    def is_doubted(self, question: Question) -> bool:
        """Whether an asked question is not known, or only one respondent knows and the other is not sure."""
        answer = self.sheet.get(question.id)
        return self.is_unknown(question) if not answer else not UNKNOWN_ANSWERS.isdisjoint(answer)

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """What was asked."""
        return self.layout.questionnaire

    @cached_property
    def state(self) -> State:
        """The state that the answers led to, in readable form."""
        return self.layout.read(self.bits)

    @cached_property
    def given(self) -> list[tuple[Question, Bits]]:
        """What each answer adds alone, in the order of the questions."""
        return self.layout.given_by(self.sheet)

    @cached_property
    def flags(self) -> frozenset[str]:
        """The ids of the flags that were raised."""
        return self.layout.flags(self.bits)

    @cached_property
    def asked_ids(self) -> frozenset[str]:
        """The ids of the questions that were asked."""
        return frozenset(question.id for question in self.asked)


def assess(plan: Plan, sheet: Sheet) -> Assessment:
    """Fold one sheet. Answers to questions that are not asked are ignored."""
    state = plan.fold(sheet)
    may = [ruled for ruled in plan.rules if state & ruled.may == ruled.may]
    return Assessment(
        plan,
        sheet,
        tuple(question for question in plan.questions if plan.is_asked(state, question)),
        state,
        tuple(ruled.rule for ruled in may if state & ruled.does == ruled.does),
        tuple(ruled.rule for ruled in may if state & ruled.does != ruled.does),
        outcome(plan, state),
    )


def kind_of(plan: Plan, state: Bits) -> ResultKind:
    """Return the kind of a state."""
    if state & plan.emergency:
        return EMERGENCY
    return NOT_ENOUGH if (state & plan.critical).bit_count() >= ENOUGH_UNKNOWN else START


def outcome(plan: Plan, state: Bits) -> Outcome:
    """Return what a person sees of a state. An emergency comes before all else."""
    return Outcome(
        kind_of(plan, state),
        bool(state & plan.same_day),
        bool(state & plan.this_week),
        CORNERS[state & CORNER],
        CORNERS[state >> 2 & CORNER],
        CORNERS[state >> 4 & CORNER],
    )


def cells_between(questionnaire: Questionnaire, low: Corner, top: Corner) -> tuple[Cell, ...]:
    """Return the cells from the corner `low` to the corner `top`, least first, both included."""
    return tuple(
        questionnaire.cell[medical, daily]
        for medical in ROWS[low[0] : top[0] + 1]
        for daily in COLUMNS[low[1] : top[1] + 1]
    )
