"""Folds every sheet through several versions at once. A live state is one state of each, and counts are exact.

The versions have the same questions in one order. Each takes from an answer what its own form would take: an option
that it does not offer is left out, and if nothing is left, the question counts as left open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from careguide.core.assessment.answers import Answer, check_answer
from careguide.core.assessment.bits import Bits
from careguide.core.proof.all_sheets import MAX_STATES, MAX_TICKS, AllSheets, TooLargeError, Trail, iter_answers
from careguide.core.questionnaire.model import Question, Questionnaire

ASKING = 2
"""How many versions, from the first, decide what a sheet answers. The others see only what those ask."""

Row = list[int]
"""Where each choice leads from one state. States go by number, so that a state of many versions is a few numbers."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Answers that add the same in every version: one of the shortest, how many, and what each version takes of it."""

    answer: Answer | None
    count: int
    taken: tuple[Answer | None, ...]
    adds: tuple[Bits, ...]


def fold_beside(versions: tuple[AllSheets, ...]) -> list[tuple[tuple[Bits, ...], Trail]]:
    """Return the states in which each version ends, over every sheet. Raises TooLargeError if there are too many.

    A sheet answers each question that one of the first two versions asks.
    """
    fold = _Fold(versions)
    layer = {(fold.number(0),) * len(versions): Trail(1, 0, None, "", None)}
    for place, question in enumerate(versions[0].plan.questions):
        after: dict[tuple[int, ...], Trail] = {}
        fold.begin(place)
        for numbers, trail in layer.items():
            for reached, next_trail in fold.steps(numbers, trail):
                old = after.get(reached)
                if old is None:
                    after[reached] = next_trail
                    continue
                best = next_trail if next_trail.cost < old.cost else old
                count = old.count + next_trail.count
                after[reached] = Trail(count, best.cost, best.before, best.question, best.answer)
            if len(after) > MAX_STATES:
                raise TooLargeError(
                    f"After '{question.id}' there are more than {MAX_STATES:,} live states of {len(versions)} versions."
                )
        layer = after
    return [(tuple(fold.states[number] for number in numbers), trail) for numbers, trail in layer.items()]


class _Fold:
    """Takes steps between states by their numbers. Versions that decide a step alike share it."""

    def __init__(self, versions: tuple[AllSheets, ...]) -> None:
        self.versions = versions
        self.states: list[Bits] = []
        self._numbers: dict[Bits, int] = {}
        kinds: dict[object, int] = {}
        self._alike = [kinds.setdefault(_deciding(version.questionnaire), len(kinds)) for version in versions]

    def number(self, state: Bits) -> int:
        found = self._numbers.setdefault(state, len(self.states))
        if found == len(self.states):
            self.states.append(state)
        return found

    def begin(self, place: int) -> None:
        """Go on to the question at this place."""
        self._place = place
        self._questions = [version.plan.questions[place] for version in self.versions]
        self._choices = _choices(self.versions, self._questions)
        self._rows: list[dict[int, tuple[bool, Row]]] = [{} for _ in self.versions]
        self._stepped: dict[tuple[int, int, Bits], int] = {}

    def steps(self, numbers: tuple[int, ...], trail: Trail) -> Iterator[tuple[tuple[int, ...], Trail]]:
        """Yield where each choice leads from a state of all versions."""
        rows = [self._row(which, number) for which, number in enumerate(numbers)]
        if not any(asked for asked, _ in rows[:ASKING]):
            yield tuple(row[0] for _, row in rows), trail
            return
        question = self._questions[0].id
        for choice, reached in zip(self._choices, zip(*(row for _, row in rows), strict=True), strict=True):
            cost = trail.cost + len(choice.answer or ())
            yield reached, Trail(trail.count * choice.count, cost, trail, question, choice.answer)

    def _row(self, which: int, number: int) -> tuple[bool, Row]:
        found = self._rows[which].get(number)
        if found is None:
            asked = self.versions[which].plan.is_asked(self.states[number], self._questions[which])
            row = [self._step(which, number, choice) for choice in (self._choices if asked else self._choices[:1])]
            found = self._rows[which][number] = asked, row if asked else row * len(self._choices)
        return found

    def _step(self, which: int, number: int, choice: Choice) -> int:
        key = self._alike[which], number, choice.adds[which]
        found = self._stepped.get(key)
        if found is None:
            version = self.versions[which]
            state = version.plan.step(self.states[number], self._questions[which], choice.taken[which])
            found = self._stepped[key] = self.number(version.forget(state, self._place + 1))
        return found


def _deciding(version: Questionnaire) -> object:
    """Return all that decides where a step leads, beside the state and the answer. Places matter too."""
    return (
        tuple((rule.when, rule.medical, rule.daily, rule.flags) for rule in version.rules),
        tuple((question.ask_if, question.critical) for question in version.questions),
        tuple((flag.id, flag.level) for flag in version.flags),
    )


def _choices(versions: tuple[AllSheets, ...], questions: list[Question]) -> list[Choice]:
    """Return the answers that one of the first two versions offers, grouped by what they add. Left open comes first."""
    options = {option.id: option for question in questions[:ASKING] for option in question.options}
    tick = any(question.tick for question in questions[:ASKING])
    if tick and len(options) > MAX_TICKS:
        raise TooLargeError(f"'{questions[0].id}' has {len(options)} ticks; at most {MAX_TICKS} can be compared.")
    found: dict[tuple[Bits, ...], Choice] = {}
    for answer in iter_answers(replace(questions[0], tick=tick, options=tuple(options.values()))):
        taken = tuple(check_answer(question, sorted(answer or ()))[0] or None for question in questions)
        adds = tuple(
            version.plan.given(question, own) for version, question, own in zip(versions, questions, taken, strict=True)
        )
        old = found.get(adds)
        if old is None:
            found[adds] = Choice(answer, 1, taken, adds)
        else:
            keep = old.answer is None or (answer is not None and len(old.answer) <= len(answer))
            best = old if keep else Choice(answer, 1, taken, adds)
            found[adds] = replace(best, count=old.count + 1)
    return list(found.values())
