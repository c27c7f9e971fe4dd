"""The fold: a sheet of answers joined, one small effect at a time, into a need on two axes and a set of flags.

A state only ever gains bits (see the plan), so the order of answers cannot matter and more risk cannot mean less care.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from careguide.core.answers import Answer, Sheet
from careguide.core.model import UNKNOWN_ANSWERS, Cell, Daily, Level, Medical, Question, Questionnaire, Rule
from careguide.core.plan import AXIS, LADDER, Bits, State, plan_of

ENOUGH_UNKNOWN = 3
"""As many critical questions not known as make the whole result 'not enough to say'."""


class Kind(StrEnum):
    """What a summary can be: the emergency screen alone, too much unknown, or a place to start the talk."""

    EMERGENCY = "emergency"
    NOT_ENOUGH = "not_enough"
    START = "start"


class Outcome(NamedTuple):
    """What a person sees of a state: its kind, whether to ask for help today, and the corners of the range."""

    kind: Kind
    same_day: bool
    start: tuple[Medical, Daily]
    also: tuple[Medical, Daily]
    could: tuple[Medical, Daily]


ROWS, COLUMNS = tuple(Medical), tuple(Daily)
CORNERS = {LADDER[medical] | LADDER[daily] << AXIS: (medical, daily) for medical in ROWS for daily in COLUMNS}
"""Two steps by the bits of one mark of either need."""
CORNER = 0b11 | 0b11 << AXIS


@dataclass(frozen=True)
class Assessment:
    """One folded sheet: which questions were asked, the state they led to, and the rules that fired or may yet."""

    questionnaire: Questionnaire
    sheet: Sheet
    asked: tuple[Question, ...]
    bits: Bits
    fired: tuple[Rule, ...]
    possible: tuple[Rule, ...]
    outcome: Outcome

    def is_unknown(self, question: Question) -> bool:
        """Whether an asked question's answer is not known; an optional one that was left out is not missed."""
        answer = self.sheet.get(question.id)
        return not question.optional if answer is None else answer <= UNKNOWN_ANSWERS

    def is_doubted(self, question: Question) -> bool:
        """Whether an asked question is not known, or known to one respondent only while the other is not sure."""
        return self.is_unknown(question) or not UNKNOWN_ANSWERS.isdisjoint(self.sheet.get(question.id, ()))

    @cached_property
    def state(self) -> State:
        """The state that the answers led to, to be read."""
        return plan_of(self.questionnaire).read(self.bits)

    @cached_property
    def flags(self) -> frozenset[str]:
        """The ids of the flags that were raised."""
        return plan_of(self.questionnaire).flags(self.bits)

    @cached_property
    def without(self) -> dict[Question, tuple[Bits, tuple[Question, ...]]]:
        """By question, the state of all the others, and its band: itself, and what hangs together with it by branches.

        The band is not in that state, so that it can be asked anew.
        """
        plan = plan_of(self.questionnaire)
        found = {question: (self.bits, band) for band in plan.bands for question in band}
        adding = tuple(
            band for band in plan.bands if any(plan.given(one, self.sheet.get(one.id)) for one in band)
        )  # the others add nothing, so the state without them is the state
        return found | {question: (state, band) for band, state in self._but_one(0, adding) for question in band}

    def _but_one(
        self, state: Bits, bands: tuple[tuple[Question, ...], ...]
    ) -> Iterator[tuple[tuple[Question, ...], Bits]]:
        """Yield each band with the state of all the others: either half is folded onto what the other is told."""
        if len(bands) < 2:
            yield from ((band, state) for band in bands)
            return
        half = len(bands) // 2
        for inside, beside in ((bands[:half], bands[half:]), (bands[half:], bands[:half])):
            questions = chain.from_iterable(beside)
            yield from self._but_one(fold(self.questionnaire, state, questions, self.sheet), inside)


def is_asked(questionnaire: Questionnaire, state: Bits, question: Question) -> bool:
    """Whether the answers so far leave the question to be asked: only a known answer can rule one out."""
    gate = plan_of(questionnaire).gate.get(question.id)
    return gate is None or bool(state & gate)


def step(questionnaire: Questionnaire, state: Bits, question: Question, answer: Answer | None) -> Bits:
    """Return `state` after one more answer; None means that the question was left open.

    A question comes after those that its branch looks at; beyond that no order matters.
    A question that is not asked changes nothing, whatever its answer.
    """
    plan = plan_of(questionnaire)
    gate = plan.gate.get(question.id)
    if gate is not None and not state & gate:
        return state
    single = plan.says[question.id].get(answer)
    state |= plan.given(question, answer) if single is None else single
    for ruled in plan.touched[question.id]:
        if state & ruled.may == ruled.may:
            state |= ruled.adds if state & ruled.does == ruled.does else ruled.widens
    return state


def given(questionnaire: Questionnaire, question: Question, answer: Answer | None) -> Bits:
    """Return what one answer adds by itself. Left open counts as both unknown answers; optional ones add nothing."""
    return plan_of(questionnaire).given(question, answer)


def fold(questionnaire: Questionnaire, state: Bits, questions: Iterable[Question], sheet: Sheet) -> Bits:
    """Return `state` after the answers to these questions."""
    for question in questions:
        state = step(questionnaire, state, question, sheet.get(question.id))
    return state


def assess(questionnaire: Questionnaire, sheet: Sheet) -> Assessment:
    """Fold one sheet. Answers to questions that are not asked are passed over."""
    state = fold(questionnaire, 0, questionnaire.questions, sheet)
    may = [ruled for ruled in plan_of(questionnaire).rules if state & ruled.may == ruled.may]
    return Assessment(
        questionnaire,
        sheet,
        tuple(question for question in questionnaire.questions if is_asked(questionnaire, state, question)),
        state,
        tuple(ruled.rule for ruled in may if state & ruled.does == ruled.does),
        tuple(ruled.rule for ruled in may if state & ruled.does != ruled.does),
        outcome(questionnaire, state),
    )


def no_less(questionnaire: Questionnaire, one: Bits, other: Bits) -> bool:
    """Whether `other` has every flag of `one`, and no mark below it."""
    return not one & ~other & plan_of(questionnaire).told


def outcome(questionnaire: Questionnaire, state: Bits) -> Outcome:
    """Return what a person sees of a state. An emergency comes before all else."""
    plan = plan_of(questionnaire)
    kind = Kind.NOT_ENOUGH if (state & plan.critical).bit_count() >= ENOUGH_UNKNOWN else Kind.START
    return Outcome(
        Kind.EMERGENCY if state & plan.loud[Level.EMERGENCY] else kind,
        bool(state & plan.loud[Level.SAME_DAY]),
        CORNERS[state & CORNER],
        CORNERS[state >> 2 & CORNER],
        CORNERS[state >> 4 & CORNER],
    )


def cells_between(
    questionnaire: Questionnaire, low: tuple[Medical, Daily], top: tuple[Medical, Daily]
) -> tuple[Cell, ...]:
    """Return the cells from the corner `low` to the corner `top`, least first, both included."""
    return tuple(
        questionnaire.cell[medical, daily]
        for medical in ROWS[low[0] : top[0] + 1]
        for daily in COLUMNS[low[1] : top[1] + 1]
    )
