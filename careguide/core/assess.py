"""The fold: a sheet of answers joined, one small effect at a time, into a need on two axes and a set of flags.

A state only ever gains bits (see the plan), so the order of answers cannot matter and more risk cannot mean less care.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from careguide.core.answers import Answer, Sheet
from careguide.core.model import UNKNOWN_ANSWERS, Cell, Daily, Medical, Question, Questionnaire, Rule
from careguide.core.plan import AXIS, LADDER, Bits, Plan, Ruled, State, joined, judged, plan_of

ENOUGH_UNKNOWN = 3
"""As many critical questions not known as make the whole result 'not enough to say'."""


class Kind(StrEnum):
    """What a summary can be: the emergency screen alone, too much unknown, or a place to start the talk."""

    EMERGENCY = "emergency"
    NOT_ENOUGH = "not_enough"
    START = "start"


Corner = tuple[Medical, Daily]


class Outcome(NamedTuple):
    """What a person sees of a state: its kind, whether to ask for help today, and the corners of the range."""

    kind: Kind
    same_day: bool
    start: Corner
    also: Corner
    could: Corner


EMERGENCY, NOT_ENOUGH, START = Kind  # a name is found five times as fast as a member of an enumeration
ROWS, COLUMNS = tuple(Medical), tuple(Daily)
CORNERS = {LADDER[medical] | LADDER[daily] << AXIS: (medical, daily) for medical in ROWS for daily in COLUMNS}
"""Two steps by the bits of one mark of either need."""
CORNER = 0b11 | 0b11 << AXIS


@dataclass(frozen=True)
class Assessment:
    """One folded sheet: which questions were asked, what the answer to each adds, the state they led to, and rules.

    Of the rules, some fired, and others may yet, should what is not known turn out so.
    """

    questionnaire: Questionnaire
    sheet: Sheet
    asked: tuple[Question, ...]
    said: dict[str, Bits]
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
        answer = self.sheet.get(question.id)
        return self.is_unknown(question) if not answer else not UNKNOWN_ANSWERS.isdisjoint(answer)

    @cached_property
    def plan(self) -> Plan:
        """How the questionnaire is laid out."""
        return plan_of(self.questionnaire)

    @cached_property
    def state(self) -> State:
        """The state that the answers led to, to be read."""
        return self.plan.read(self.bits)

    @cached_property
    def flags(self) -> frozenset[str]:
        """The ids of the flags that were raised."""
        return self.plan.flags(self.bits)

    @cached_property
    def without(self) -> dict[str, Others]:
        """By question, what stands whatever its band is answered."""
        plan, own = self.plan, []
        found: dict[str, Others] = {}
        every = twice = 0
        for band in plan.bands:
            adds = 0
            for question in band.questions:
                adds |= self.said.get(question.id, 0)
            own.append(adds)
            twice |= every & adds
            every |= adds
        brings = {rule.id: plan.ruled[rule.id].adds for rule in self.fired}
        brings |= {rule.id: plan.ruled[rule.id].widens for rule in self.possible}
        brought = Counter(brings.values())
        whole = joined(brought)
        for band, adds in zip(plan.bands, own, strict=True):
            state = every & (~adds | twice)  # without what only this band adds
            may = state | band.could
            rules = [ruled for ruled in band.rules if may & ruled.may == ruled.may]
            looking = [brings[ruled.rule.id] for ruled in rules if ruled.rule.id in brings]
            if looking:
                state |= joined([bits for bits, times in brought.items() if looking.count(bits) < times])
            else:
                state |= whole
            for question in band.questions:
                found[question.id] = state, band.questions, rules
        return found


Others = tuple[Bits, tuple[Question, ...], Sequence[Ruled]]
"""The state that all questions but those of one band lead to, the band, and the rules that it could make hold.

A rule that looks at the band is left out of that state, to be judged with what the band is answered instead.
Every other rule brings what it brings beside the band's own answers.
"""


def is_asked(questionnaire: Questionnaire, state: Bits, question: Question) -> bool:
    """Whether the answers so far leave the question to be asked: only a known answer can rule one out."""
    return plan_of(questionnaire).is_asked(state, question)


def step(questionnaire: Questionnaire, state: Bits, question: Question, answer: Answer | None) -> Bits:
    """Return `state` after one more answer; None means that the question was left open.

    A question comes after those that its branch looks at; beyond that no order matters.
    A question that is not asked changes nothing, whatever its answer.
    """
    plan = plan_of(questionnaire)
    return plan.step(state, question, plan.given(question, answer))


def given(questionnaire: Questionnaire, question: Question, answer: Answer | None) -> Bits:
    """Return what one answer adds by itself. Left open counts as both unknown answers; optional ones add nothing."""
    return plan_of(questionnaire).given(question, answer)


def assess(questionnaire: Questionnaire, sheet: Sheet) -> Assessment:
    """Fold one sheet. Answers to questions that are not asked are passed over."""
    plan, state = plan_of(questionnaire), 0
    asked, said = [], {}
    for question in questionnaire.questions:
        if plan.is_asked(state, question):
            asked.append(question)
            said[question.id] = adds = plan.given(question, sheet.get(question.id))
            state = judged(state | adds, plan.touched[question.id])
    may = [ruled for ruled in plan.rules if state & ruled.may == ruled.may]
    return Assessment(
        questionnaire,
        sheet,
        tuple(asked),
        said,
        state,
        tuple([ruled.rule for ruled in may if state & ruled.does == ruled.does]),
        tuple([ruled.rule for ruled in may if state & ruled.does != ruled.does]),
        outcome(questionnaire, state),
    )


def no_less(questionnaire: Questionnaire, one: Bits, other: Bits) -> bool:
    """Whether `other` has every flag of `one`, and no mark below it."""
    return not one & ~other & plan_of(questionnaire).told


def kind_of(plan: Plan, state: Bits) -> Kind:
    """Return the kind of a state."""
    if state & plan.emergency:
        return EMERGENCY
    return NOT_ENOUGH if (state & plan.critical).bit_count() >= ENOUGH_UNKNOWN else START


def outcome(questionnaire: Questionnaire, state: Bits) -> Outcome:
    """Return what a person sees of a state. An emergency comes before all else."""
    plan = plan_of(questionnaire)
    return Outcome(
        kind_of(plan, state),
        bool(state & plan.same_day),
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
