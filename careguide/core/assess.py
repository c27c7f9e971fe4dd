"""The fold: a sheet of answers joined, one small effect at a time, into a need on two axes and a set of flags.

Every part of a State only ever grows in a join, so the order of answers cannot matter and more risk
cannot mean less care.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import NamedTuple

from careguide.core.answers import Answer, Sheet
from careguide.core.model import (
    UNKNOWN_ANSWERS,
    Cell,
    Clause,
    Daily,
    Effect,
    Level,
    Medical,
    Question,
    Questionnaire,
    Rule,
)

ENOUGH_UNKNOWN = 3
"""As many critical questions not known as make the whole result 'not enough to say'."""


class Truth(IntEnum):
    """Whether a condition holds; unknown stands between, so that `or` is max and `and` is min."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


class Marks(NamedTuple):
    """A need on one axis, in steps: at least this, up to that, and as far as `could` if the unknown is the worst."""

    at_least: int = 0
    up_to: int = 0
    could: int = 0


class State(NamedTuple):
    """All that the answers so far amount to; `clauses` is the truth so far of each clause of the questionnaire."""

    medical: Marks
    daily: Marks
    flags: frozenset[str]
    unknown: frozenset[str]
    clauses: tuple[Truth, ...]


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


@dataclass(frozen=True)
class Assessment:
    """One folded sheet: which questions were asked, the state they led to, and the rules that fired or may yet."""

    questionnaire: Questionnaire
    sheet: Sheet
    asked: tuple[Question, ...]
    state: State
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


class Plan:
    """The clauses of a questionnaire, numbered, with what each question has to say to them."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        """Give each clause a number, those of branches first, then those of rules."""
        clauses: list[Clause] = []
        self.branch: dict[str, int] = {}
        self.rules: list[tuple[Rule, tuple[int, ...]]] = []
        for question in questionnaire.questions:
            if question.ask_if:
                self.branch[question.id] = len(clauses)
                clauses.append(question.ask_if)
        for rule in questionnaire.rules:
            self.rules.append((rule, tuple(range(len(clauses), len(clauses) + len(rule.when)))))
            clauses.extend(rule.when)
        self.clauses = tuple(clauses)
        self.start = State(Marks(), Marks(), frozenset(), frozenset(), (Truth.FALSE,) * len(clauses))
        self.touched = {
            question.id: tuple(
                (rule, numbers)
                for rule, numbers in self.rules
                if any(question.id == condition.question for clause in rule.when for condition in clause)
            )
            for question in questionnaire.questions
        }


@lru_cache(maxsize=64)
def clause_plan(questionnaire: Questionnaire) -> Plan:
    """Return the numbered clauses of a questionnaire, made once."""
    return Plan(questionnaire)


def start(questionnaire: Questionnaire) -> State:
    """Return the state before any question: the least need and no flag."""
    return clause_plan(questionnaire).start


def join(one: State, other: State) -> State:
    """Return the least state that holds both: the larger of each mark and truth, and every flag of either."""
    return State(
        _larger(one.medical, other.medical),
        _larger(one.daily, other.daily),
        one.flags | other.flags if other.flags else one.flags,
        one.unknown | other.unknown if other.unknown else one.unknown,
        tuple(map(max, one.clauses, other.clauses)) if any(other.clauses) else one.clauses,
    )


def _larger(one: Marks, other: Marks) -> Marks:
    if one[0] >= other[0] and one[1] >= other[1] and one[2] >= other[2]:
        return one  # most joins change nothing, and verify makes a hundred thousand of them
    return Marks(max(one[0], other[0]), max(one[1], other[1]), max(one[2], other[2]))


def no_less(one: State, other: State) -> bool:
    """Whether `other` has every flag of `one`, and no mark below it."""
    marks = zip((*one.medical, *one.daily), (*other.medical, *other.daily), strict=True)
    return one.flags <= other.flags and all(less <= more for less, more in marks)


def is_asked(questionnaire: Questionnaire, state: State, question: Question) -> bool:
    """Whether the answers so far leave the question to be asked: only a known answer can rule one out."""
    number = clause_plan(questionnaire).branch.get(question.id)
    return number is None or state.clauses[number] is not Truth.FALSE


def step(questionnaire: Questionnaire, state: State, question: Question, answer: Answer | None) -> State:
    """Return `state` after one more answer; None means that the question was left open.

    Questions come in the order of the questionnaire, since a branch looks at the answers before it.
    A question that is not asked changes nothing, whatever its answer.
    """
    if not is_asked(questionnaire, state, question):
        return state
    state = join(state, given(questionnaire, question, answer))
    for rule, numbers in clause_plan(questionnaire).touched[question.id]:
        truth = min(state.clauses[number] for number in numbers)
        if truth is not Truth.FALSE:
            state = join(state, _ruled(questionnaire, rule, truth))
    return state


@lru_cache(maxsize=65536)
def given(questionnaire: Questionnaire, question: Question, answer: Answer | None) -> State:
    """Return what one answer adds by itself. Left open counts as both unknown answers; optional ones add nothing.

    Where two respondents were joined, an unknown answer can stand beside a known one. It still widens the range, since
    not knowing never reassures; but the question is not missed, since one of them could answer it.
    """
    plan = clause_plan(questionnaire)
    if answer is None and question.optional:
        return plan.start
    words = UNKNOWN_ANSWERS if answer is None else answer
    state = plan.start
    for word in words:
        state = join(state, adds(questionnaire, question.effect(word)))
    doubted = not words.isdisjoint(UNKNOWN_ANSWERS)
    if doubted:
        could = [Marks(0, 0, max(getattr(option, axis).most for option in question.options)) for axis in _AXES]
        missed = frozenset({question.id} if question.critical and words <= UNKNOWN_ANSWERS else ())
        state = join(state, plan.start._replace(medical=could[0], daily=could[1], unknown=missed))
    truths = tuple(_truth(clause, question, words, doubted) for clause in plan.clauses)
    return state._replace(clauses=truths)


_AXES = ("medical", "daily")


def _truth(clause: Clause, question: Question, words: Answer, doubted: bool) -> Truth:
    options = {word for condition in clause if condition.question == question.id for word in condition.options}
    if options & words:
        return Truth.TRUE
    return Truth.UNKNOWN if options and doubted else Truth.FALSE


def adds(questionnaire: Questionnaire, effect: Effect) -> State:
    """Return what one effect adds by itself."""
    medical, daily = effect.medical, effect.daily
    return start(questionnaire)._replace(
        medical=Marks(medical.least, medical.most, medical.most),
        daily=Marks(daily.least, daily.most, daily.most),
        flags=frozenset(effect.flags),
    )


@lru_cache(maxsize=4096)
def _ruled(questionnaire: Questionnaire, rule: Rule, truth: Truth) -> State:
    if truth is Truth.TRUE:
        return adds(questionnaire, rule)
    return start(questionnaire)._replace(medical=Marks(0, 0, rule.medical.most), daily=Marks(0, 0, rule.daily.most))


def assess(questionnaire: Questionnaire, sheet: Sheet) -> Assessment:
    """Fold one sheet. Answers to questions that are not asked are passed over."""
    plan = clause_plan(questionnaire)
    state, asked = plan.start, []
    for question in questionnaire.questions:
        if is_asked(questionnaire, state, question):
            asked.append(question)
            state = step(questionnaire, state, question, sheet.get(question.id))
    truths = [(rule, min(state.clauses[number] for number in numbers)) for rule, numbers in plan.rules]
    return Assessment(
        questionnaire,
        sheet,
        tuple(asked),
        state,
        tuple(rule for rule, truth in truths if truth is Truth.TRUE),
        tuple(rule for rule, truth in truths if truth is Truth.UNKNOWN),
        outcome(questionnaire, state),
    )


def outcome(questionnaire: Questionnaire, state: State) -> Outcome:
    """Return what a person sees of a state. An emergency comes before all else."""
    levels = {questionnaire.flag[name].level for name in state.flags}
    if Level.EMERGENCY in levels:
        kind = Kind.EMERGENCY
    else:
        kind = Kind.NOT_ENOUGH if len(state.unknown) >= ENOUGH_UNKNOWN else Kind.START
    corners = [(Medical(medical), Daily(daily)) for medical, daily in zip(state.medical, state.daily, strict=True)]
    return Outcome(kind, Level.SAME_DAY in levels, *corners)


def cells_between(
    questionnaire: Questionnaire, low: tuple[Medical, Daily], top: tuple[Medical, Daily]
) -> tuple[Cell, ...]:
    """Return the cells from the corner `low` to the corner `top`, least first, both included."""
    return tuple(
        questionnaire.cell[Medical(medical), Daily(daily)]
        for medical in range(low[0], top[0] + 1)
        for daily in range(low[1], top[1] + 1)
    )
