"""A questionnaire laid out for the fold: everything in a state is a bit, and joining two states is `one | other`.

A larger mark or truth has every bit of a smaller one: 00, 01, 11. So `|` keeps the larger of each, and every flag of
either. It takes nothing away, and the order of answers does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any, NamedTuple

from careguide.core.assessment.answers import Answer, Sheet
from careguide.core.questionnaire.content import Clause, Voice
from careguide.core.questionnaire.fingerprint import of_meaning
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Effect, Level, Question, Questionnaire, Rule

Bits = int
"""A state as the fold holds it: the six marks, then flags, critical questions not known, and the truth of clauses."""


class Truth(IntEnum):
    """Whether a clause holds; unknown stands between, so that `or` is max and `and` is min."""

    FALSE = 0b00
    UNKNOWN = 0b01
    TRUE = 0b11


class Marks(NamedTuple):
    """A need on one axis, in steps: at least this, up to that, and as far as `could` if the unknown turns out worst."""

    at_least: int = 0
    up_to: int = 0
    could: int = 0


class State(NamedTuple):
    """Everything that the answers so far add up to, in readable form; `clauses` has the truth so far of each clause."""

    medical: Marks
    daily: Marks
    flags: frozenset[str]
    unknown: frozenset[str]
    clauses: tuple[Truth, ...]


LADDER = (0b00, 0b01, 0b11)
"""The steps of an axis as bits."""
AXIS = 6
"""Bits of one axis: three marks."""
TOP = (1 << 2 * AXIS) - 1
"""The most of either need."""
AT_LEAST = 0b000011_000011
"""The least of either need."""
UP_TO = 0b001100_001100
"""How far either need goes by what was answered."""
COULD = 0b110000_110000
"""How far either need could go."""


def need(medical: Marks, daily: Marks) -> Bits:
    """Return two needs as bits."""
    return sum(LADDER[step] << 2 * place for place, step in enumerate((*medical, *daily)))


def join_states(states: Iterable[Bits]) -> Bits:
    """Return the least state that contains all of these."""
    return reduce(or_, states, 0)


@dataclass(frozen=True, slots=True)
class Ruled:
    """A rule as bits: its clauses when all of them `may` hold, and when each `does`; and what it adds in each case."""

    rule: Rule
    numbers: tuple[int, ...]
    may: Bits
    does: Bits
    widens: Bits
    adds: Bits


def judged(state: Bits, rules: Iterable[Ruled]) -> Bits:
    """Return `state` with what these rules add: only their reach while they may hold, everything once they do."""
    for ruled in rules:
        if state & ruled.may == ruled.may:
            state |= ruled.adds if state & ruled.does == ruled.does else ruled.widens
    return state


class Plan:
    """Where everything is in a state, what each answer adds, and which rules it touches; made once and passed on.

    `moves` are the bits that move a result, `kinds` those that its kind hangs on, and `weighed` the questions that
    can add anything at all; `coming` are those of them with an answer that may come next. What is made from it later
    stays with it: `vocabularies`, what may be said by voice and country, and `spared`, the plans for families by the
    questions that are left off.
    """

    def __init__(self, questionnaire: Questionnaire) -> None:
        """Give each flag, critical question and clause a place; clauses of branches come before those of rules."""
        self.questionnaire = questionnaire
        self._meaning = ""
        self.vocabularies: dict[tuple[Voice, str], Any] = {}
        self.spared: dict[frozenset[str], Plan] = {}
        self.questions = questionnaire.questions
        self.place = {question.id: number for number, question in enumerate(self.questions)}
        raised = (flag for rule in questionnaire.rules for flag in rule.flags)
        flags = dict.fromkeys([*questionnaire.flag, *raised])
        missed = [question.id for question in questionnaire.questions if question.critical]
        self.flag = {name: 1 << place for place, name in enumerate(flags, 2 * AXIS)}
        self.missed = {name: 1 << place for place, name in enumerate(missed, 2 * AXIS + len(flags))}
        self.told = TOP | join_states(self.flag.values())
        self.critical = join_states(self.missed.values())
        self._first = 2 * AXIS + len(flags) + len(missed)
        self.emergency, self.same_day, self.this_week = (
            join_states(self.flag[flag.id] for flag in questionnaire.flags if flag.level is level)
            for level in (Level.EMERGENCY, Level.SAME_DAY, Level.THIS_WEEK)
        )
        self.kinds = self.emergency | self.critical
        self.moves = AT_LEAST | UP_TO | self.same_day | self.this_week | self.kinds
        gated = [question for question in questionnaire.questions if question.ask_if]
        self.clauses = (*(question.ask_if for question in gated), *chain(*(rule.when for rule in questionnaire.rules)))
        self.gate = {question.id: self.at([number]) for number, question in enumerate(gated)}
        self.unknown = self.at(range(len(self.clauses)))
        self.rules = tuple(self._ruled(questionnaire.rules, len(gated)))
        self.touched: dict[str, list[Ruled]] = {question.id: [] for question in questionnaire.questions}
        for ruled in self.rules:
            for name in {condition.question for clause in ruled.rule.when for condition in clause}:
                self.touched[name].append(ruled)
        named = _named(self.clauses)
        self.says = {
            question.id: self._says(question, named.get(question.id, {})) for question in questionnaire.questions
        }
        self.weighed = {name for name, says in self.says.items() if any(says.values())}
        coming = (question for question in self.questions if any(option.may_come for option in question.options))
        self.coming = self.weighed & {question.id for question in coming}

    @property
    def meaning(self) -> str:
        """The fingerprint of what is asked and weighed, made once."""
        self._meaning = self._meaning or of_meaning(self.questionnaire)
        return self._meaning

    def at(self, numbers: Iterable[int], truth: Truth = Truth.UNKNOWN) -> Bits:
        """Return the bits of a truth at the places of these clauses."""
        return join_states(truth << self._first + 2 * number for number in numbers)

    def given(self, question: Question, answer: Answer | None) -> Bits:
        """Return what one answer adds alone; None means that the question was left open.

        Where two respondents were joined, an unknown answer can stand beside a known one. It still widens the range,
        since not knowing never reassures; but the question is not missed, since one of them could answer it.
        """
        says = self.says[question.id]
        if answer is None or len(answer) == 1:
            return says[answer]
        all_said = join_states(says[frozenset({word})] for word in answer)
        return all_said if answer <= UNKNOWN_ANSWERS else all_said & ~self.critical

    def gravity(self, state: Bits) -> int:
        """Return how serious a state is, for comparing.

        It goes by emergency, help today, how far needs go, the start, and help this week.
        """
        grave = (state & UP_TO).bit_count() << 4 | (state & AT_LEAST).bit_count() << 1 | bool(state & self.this_week)
        if state & self.same_day:
            grave |= 1 << 7
        return grave | 1 << 8 if state & self.emergency else grave

    def fold(self, sheet: Sheet) -> Bits:
        """Return the state that a sheet leads to. Answers to questions that are not asked are ignored."""
        return self._joined(0, self.given_by(sheet))

    def given_by(self, sheet: Sheet) -> list[tuple[Question, Bits]]:
        """Return what each answer of a sheet adds alone, in the order of the questions."""
        return [(question, self.given(question, sheet.get(question.id))) for question in self.questions]

    def fold_each(
        self, given: list[tuple[Question, Bits]], question: Question, answers: Iterable[Answer]
    ) -> list[Bits]:
        """Return the state that a sheet leads to with each of these answers to one question in place of its own.

        `given` is what the answers of the sheet add alone.
        """
        place = self.place[question.id]
        before, after = self._joined(0, given[:place]), given[place + 1 :]
        return [self._joined(self.step(before, question, answer), after) for answer in answers]

    def _joined(self, state: Bits, given: Iterable[tuple[Question, Bits]]) -> Bits:
        for question, adds in given:
            if adds & ~state and self.is_asked(state, question):
                state = self.add(state, question, adds)
        return state

    def step(self, state: Bits, question: Question, answer: Answer | None) -> Bits:
        """Return `state` after one more answer; None means that the question was left open.

        A question comes after those that its branch looks at; beyond that no order matters.
        A question that is not asked changes nothing, whatever its answer.
        """
        if not self.is_asked(state, question):
            return state
        return self.add(state, question, self.given(question, answer))

    def add(self, state: Bits, question: Question, given: Bits) -> Bits:
        """Return `state` after what an answer to an asked question adds alone, and what its rules then add."""
        return judged(state | given, self.touched[question.id])

    def is_asked(self, state: Bits, question: Question) -> bool:
        """Whether the answers so far leave the question to be asked: only a known answer can rule one out."""
        gate = self.gate.get(question.id)
        return gate is None or state & gate != 0

    def no_less(self, one: Bits, other: Bits) -> bool:
        """Whether `other` has every flag of `one`, and no mark below it."""
        return not one & ~other & self.told

    def adds(self, effect: Effect) -> Bits:
        """Return what one effect adds by itself."""
        medical, daily = (Marks(span.least, span.most, span.most) for span in (effect.medical, effect.daily))
        return need(medical, daily) | join_states(self.flag[flag] for flag in effect.flags)

    def read(self, state: Bits) -> State:
        """Return a state in readable form."""
        steps = [(state >> 2 * place & 0b11).bit_count() for place in range(AXIS)]
        return State(
            Marks(*steps[:3]),
            Marks(*steps[3:]),
            self.flags(state),
            frozenset(name for name, bit in self.missed.items() if state & bit),
            tuple(Truth(state >> self._first + 2 * number & 0b11) for number in range(len(self.clauses))),
        )

    def flags(self, state: Bits) -> frozenset[str]:
        """Return the ids of the flags of a state."""
        return frozenset(name for name, bit in self.flag.items() if state & bit)

    def _ruled(self, rules: Iterable[Rule], first: int) -> Iterable[Ruled]:
        for rule in rules:
            numbers = tuple(range(first, first + len(rule.when)))
            widens = need(Marks(could=rule.medical.most), Marks(could=rule.daily.most))
            yield Ruled(rule, numbers, self.at(numbers), self.at(numbers, Truth.TRUE), widens, self.adds(rule))
            first += len(rule.when)

    def _says(self, question: Question, named: dict[str, list[int]]) -> dict[Answer | None, Bits]:
        """Return what each single answer adds, and what a question left open adds: both unknown answers, or nothing."""
        found: dict[Answer | None, Bits] = {
            frozenset({word}): self.adds(option) | self.at(named.get(word, ()), Truth.TRUE)
            for word, option in question.option.items()
        }
        far = (max(getattr(option, axis).most for option in question.options) for axis in ("medical", "daily"))
        unknown = need(*(Marks(could=most) for most in far)) | self.at(chain(*named.values()))
        for word in UNKNOWN_ANSWERS:
            found[frozenset({word})] = self.adds(question.effect(word)) | unknown | self.missed.get(question.id, 0)
        found[None] = 0 if question.optional else join_states(found[frozenset({word})] for word in UNKNOWN_ANSWERS)
        return found


def _named(clauses: tuple[Clause, ...]) -> dict[str, dict[str, list[int]]]:
    """Return the numbers of the clauses that name an option, by question and option."""
    found: dict[str, dict[str, list[int]]] = {}
    for number, clause in enumerate(clauses):
        for condition in clause:
            for word in condition.options:
                found.setdefault(condition.question, {}).setdefault(word, []).append(number)
    return found
