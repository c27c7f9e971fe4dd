"""Folds every possible sheet at once, with the same step that serves people.

Sheets that reach the same state are counted together. After each question a state drops what no later question can see,
so that more states become equal. Counts stay exact, and each state keeps one of its shortest sheets as a witness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import combinations
from math import prod
from operator import pos

from careguide.core.assessment.answers import ALONE, NOTHING, Answer
from careguide.core.assessment.assess import ENOUGH_UNKNOWN
from careguide.core.assessment.bits import COULD, TOP, Bits, Plan, Ruled, join_states
from careguide.core.questionnaire.model import NOT_SURE, PREFER_NOT, Question, Questionnaire

MAX_TICKS = 12
"""The most ticks that a question may have. Each further tick doubles the number of answers."""
MAX_STATES = 50_000
"""The most live states. With more, the fold would take minutes and gigabytes."""


class TooLargeError(Exception):
    """The questionnaire is too large to fold in seconds. The message says why."""


@dataclass(frozen=True, slots=True)
class AnswerClass:
    """Answers to one question that add the same bits: one of the shortest, and how many there are."""

    adds: Bits
    answer: Answer | None
    count: int

    @property
    def cost(self) -> int:
        """How many option ids the answer holds."""
        return len(self.answer or ())


@dataclass(frozen=True, slots=True)
class Trail:
    """How a live state was reached.

    `count` sheets lead to it. The shortest of them holds `cost` ids and ends with `answer` to `question`.
    """

    count: int
    cost: int
    before: Trail | None
    question: str
    answer: Answer | None

    def sheet(self) -> dict[str, Answer]:
        """Return the shortest sheet that leads here."""
        trail: Trail | None = self
        found: dict[str, Answer] = {}
        while trail:
            if trail.answer is not None:
                found[trail.question] = trail.answer
            trail = trail.before
        return dict(reversed(found.items()))


Layer = dict[Bits, Trail]


def iter_answers(question: Question) -> Iterator[Answer | None]:
    """Yield every answer to a question: none, the two unknown ones, then each option or each set of ticks."""
    yield None
    yield frozenset({NOT_SURE})
    yield frozenset({PREFER_NOT})
    if not question.tick:
        yield from (frozenset({option.id}) for option in question.options)
        return
    ticks = [option.id for option in question.options if option.id not in ALONE]
    yield from (frozenset({option.id}) for option in question.options if option.id in ALONE)
    for size in range(1, len(ticks) + 1):
        yield from map(frozenset, combinations(ticks, size))


def count_sheets(questionnaire: Questionnaire) -> int:
    """Return how many sheets there would be if every question were always asked. Branches leave fewer."""
    return prod(_count(question) for question in questionnaire.questions)


def _count(question: Question) -> int:
    ticks = sum(option.id not in ALONE for option in question.options)
    alone = len(question.options) - ticks
    return 3 + (alone + 2**ticks - 1 if question.tick else len(question.options))


def _answer_classes(plan: Plan, question: Question) -> tuple[AnswerClass, ...]:
    """Group the answers to a question by what they add. Raises TooLargeError if it has too many ticks."""
    if question.tick and len(question.options) > MAX_TICKS:
        raise TooLargeError(
            f"'{question.id}' has {len(question.options)} ticks, so {_count(question):,} answers; "
            f"at most {MAX_TICKS} ticks can be proved. Split the question."
        )
    ticks = [option.id for option in question.options if question.tick and option.id not in ALONE]
    alone = (None, *(frozenset({word}) for word in (NOT_SURE, PREFER_NOT, *question.option) if word not in ticks))
    found = [AnswerClass(plan.given(question, answer), answer, 1) for answer in alone]
    ticked: tuple[AnswerClass, ...] = ()
    for word in ticks:  # tick by tick, as there are far fewer classes than sets of ticks
        adds = plan.given(question, frozenset({word}))
        more = [AnswerClass(kind.adds | adds, (kind.answer or NOTHING) | {word}, kind.count) for kind in ticked]
        ticked = _alike([*ticked, AnswerClass(adds, frozenset({word}), 1), *more], pos)
    return _alike([*found, *ticked], pos)


@dataclass(frozen=True, slots=True)
class Horizon:
    """What can still matter once some of the questions are done.

    `gates` has a bit for each gate of a later question that may be open. `rules` are those that a later question can
    still decide, each with the bits that it needs and that must be there by now. `critical[n]` has the bits of n
    critical questions, for n from 0 up to the number that is enough.
    """

    gates: Bits
    rules: tuple[tuple[Ruled, Bits], ...]
    critical: tuple[Bits, ...]


def _horizons(plan: Plan) -> tuple[Horizon, ...]:
    order = {question.id: number for number, question in enumerate(plan.questions)}
    last = [max(order[condition.question] for condition in clause) for clause in plan.clauses]
    missed = tuple(plan.missed.values())
    return tuple(
        Horizon(
            join_states(gate for name, gate in plan.gate.items() if order[name] >= done),
            tuple(
                (ruled, plan.at(number for number in ruled.numbers if last[number] < done))
                for ruled in plan.rules
                if any(last[number] >= done for number in ruled.numbers)
            ),
            tuple(join_states(missed[:count]) for count in range(ENOUGH_UNKNOWN + 1)),
        )
        for done in range(len(plan.questions) + 1)
    )


class AllSheets:
    """A questionnaire, made ready to fold all its sheets. Made once from its plan.

    `forget` and `answers` remember what they have returned.
    """

    def __init__(self, plan: Plan) -> None:
        """Set up what is remembered."""
        self.plan = plan
        self.questionnaire = plan.questionnaire
        self.forget = lru_cache(maxsize=MAX_STATES)(self._forget)
        self.answers = lru_cache(maxsize=None)(partial(_answer_classes, plan))

    @cached_property
    def horizons(self) -> tuple[Horizon, ...]:
        """What can still matter, by how many questions are done."""
        return _horizons(self.plan)

    def _forget(self, state: Bits, done: int, *, told_only: bool = False) -> Bits:
        """Return a state after `done` questions, without what can no longer matter.

        Of the critical questions that are not known, only their number matters, and only up to the number that is
        enough. A clause that matters only if it holds is dropped as long as it is unknown.
        """
        plan = self.plan
        kept = state & self.sight(state, done, told_only=told_only)
        kept |= kept >> 1 & plan.unknown
        if state & plan.emergency:
            return kept | TOP
        unknown = min((state & plan.critical).bit_count(), ENOUGH_UNKNOWN)
        return kept & ~plan.critical | self.horizons[done].critical[unknown]

    def sight(self, state: Bits, done: int, *, told_only: bool = False) -> Bits:
        """Return the bits that can still matter to a state after `done` questions, whether they are set yet or not.

        A clause no longer matters once its rule cannot fire, or once everything that the rule adds is already there.
        That a clause is unknown no longer matters once the rule's reach is already there. An emergency stands alone: no
        needs are shown next to it, so all needs count as one. With `told_only`, flags below an emergency do not count
        there either.
        """
        plan, horizon = self.plan, self.horizons[done]
        seen = plan.told | plan.critical | both_bits(horizon.gates)
        if state & plan.emergency:
            untold = TOP | plan.critical | (plan.told & ~plan.emergency if told_only else 0)
            seen, state = seen & ~untold, state | untold
        for ruled, needed in horizon.rules:
            if state & needed == needed and not holds_all_of(state, ruled):
                seen |= ruled.may << 1 if reaches_all_of(state, ruled) else ruled.does
        return seen


def both_bits(truths: Bits) -> Bits:
    """Turn each clause that may hold into one that does."""
    return truths | truths << 1


def holds_all_of(state: Bits, ruled: Ruled) -> bool:
    """Whether nothing would change if the rule fired."""
    return not ruled.adds & ~COULD & ~state


def reaches_all_of(state: Bits, ruled: Ruled) -> bool:
    """Whether nothing would change if the rule might fire."""
    return not ruled.widens & ~state


@dataclass(frozen=True)
class View:
    """What one fold looks at.

    `only` leaves all other questions open. `project` drops the bits that are not of interest. It is applied to answers
    as well, so states that look the same must still look the same after the same answer. `told_only` keeps only what
    people are told of an emergency. `told` is called with the number of questions done.
    """

    only: frozenset[str] | None = None
    project: Callable[[Bits], Bits] | None = None
    told_only: bool = False
    told: Callable[[int], None] | None = None


def fold(sheets: AllSheets, view: View = View()) -> list[Layer]:
    """Return the live states before each question, and after the last one.

    Raises TooLargeError if there are more than MAX_STATES of them.
    """
    layers: list[Layer] = [{0: Trail(1, 0, None, "", None)}]
    for number, question in enumerate(sheets.plan.questions):
        after: Layer = {}
        for state, trail in _steps(sheets, question, number, layers[-1], view):
            kept = sheets.forget(state, number + 1, told_only=view.told_only)
            _put(after, view.project(kept) if view.project else kept, trail)
        if len(after) > MAX_STATES:
            raise TooLargeError(
                f"After '{question.id}' there are {len(after):,} live states; at most {MAX_STATES:,} can be "
                "proved. Too many rules join questions that are far apart: ask what belongs together in a row."
            )
        layers.append(after)
        if view.told:
            view.told(number + 1)
    return layers


def _steps(
    sheets: AllSheets, question: Question, number: int, layer: Layer, view: View
) -> Iterator[tuple[Bits, Trail]]:
    plan, choices = sheets.plan, _choices(sheets, question, view)
    brings = join_states(kind.adds for kind in choices)
    kinds: dict[Bits, tuple[AnswerClass, ...]] = {}
    for state, trail in layer.items():
        if not plan.is_asked(state, question):
            yield state, trail
            continue
        news = brings & sheets.sight(state, number, told_only=view.told_only) & ~state
        if news not in kinds:
            kinds[news] = _alike(choices, news.__and__)
        for kind in kinds[news]:
            next_trail = Trail(trail.count * kind.count, trail.cost + kind.cost, trail, question.id, kind.answer)
            yield plan.add(state, question, kind.adds), next_trail


def _choices(sheets: AllSheets, question: Question, view: View) -> Iterable[AnswerClass]:
    if view.only is not None and question.id not in view.only:
        return (AnswerClass(sheets.plan.given(question, None), None, 1),)
    choices = sheets.answers(question)
    return _alike(choices, view.project) if view.project else choices


def _alike(kinds: Iterable[AnswerClass], seen: Callable[[Bits], Bits]) -> tuple[AnswerClass, ...]:
    """Merge the classes of answers that look the same. Each keeps one of its shortest answers."""
    found: dict[Bits, AnswerClass] = {}
    for kind in kinds:
        looks = seen(kind.adds)
        old = found.get(looks)
        best = kind if old is None or kind.cost < old.cost else old
        found[looks] = AnswerClass(best.adds, best.answer, kind.count + (old.count if old else 0))
    return tuple(found.values())


def _put(layer: Layer, state: Bits, trail: Trail) -> None:
    old = layer.get(state)
    if old is None:
        layer[state] = trail
        return
    best = trail if trail.cost < old.cost else old
    layer[state] = Trail(old.count + trail.count, best.cost, best.before, best.question, best.answer)
