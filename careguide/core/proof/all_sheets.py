"""Every sheet at once: the production step over all answers, with equal states merged and counted.

A state forgets what no later question can see, so that states with the same future become one state.
Counts stay exact, and each state keeps one of its shortest sheets as a witness.
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
"""Most ticks of one question; each one more doubles its answers."""
MAX_STATES = 50_000
"""Most live states; above this the fold would take minutes and gigabytes."""


class TooLargeError(Exception):
    """The questionnaire is too large to be folded in seconds; the message says why."""


@dataclass(frozen=True, slots=True)
class AnswerClass:
    """Answers of one question that add the same: one of the shortest of them, and how many there are."""

    adds: Bits
    answer: Answer | None
    count: int

    @property
    def cost(self) -> int:
        """How many ids the answer holds."""
        return len(self.answer or ())


@dataclass(frozen=True, slots=True)
class Trail:
    """How a live state was reached: by `count` sheets, the shortest with `cost` ids, and its last answer."""

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
    """Yield every answer of a question: left open, the two unknown ones, each option or each set of ticks."""
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
    """Return how many sheets there are when every question is asked; branches leave fewer."""
    return prod(_count(question) for question in questionnaire.questions)


def _count(question: Question) -> int:
    ticks = sum(option.id not in ALONE for option in question.options)
    alone = len(question.options) - ticks
    return 3 + (alone + 2**ticks - 1 if question.tick else len(question.options))


def _answer_classes(plan: Plan, question: Question) -> tuple[AnswerClass, ...]:
    """Return the answers of a question by what they add. Raises TooLargeError for too many ticks."""
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
    """What can still matter after some questions: gates to come, and rules whose last question is still to come.

    `gates` has a bit for each gate that may be open. Each rule stands beside the bits that it needs and that no later
    question can bring. `critical` has the bits of the critical questions, 0 to as many as are enough.
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
    """Every sheet of a questionnaire: what folding all of them needs, made once from its plan.

    `forget` is `_forget`, and remembers what it returned; so does `answers`.
    """

    def __init__(self, plan: Plan) -> None:
        """Make ready to fold."""
        self.plan = plan
        self.questionnaire = plan.questionnaire
        self.forget = lru_cache(maxsize=MAX_STATES)(self._forget)
        self.answers = lru_cache(maxsize=None)(partial(_answer_classes, plan))

    @cached_property
    def horizons(self) -> tuple[Horizon, ...]:
        """What can still matter, by the number of questions done."""
        return _horizons(self.plan)

    def _forget(self, state: Bits, done: int, *, told_only: bool = False) -> Bits:
        """Return the state after `done` questions, without anything that can no longer matter.

        Of the critical questions that are not known only their number matters, and only up to the number that is
        enough. A clause that matters only if it holds is forgotten while it is unknown.
        """
        plan = self.plan
        kept = state & self.sight(state, done, told_only=told_only)
        kept |= kept >> 1 & plan.unknown
        if state & plan.emergency:
            return kept | TOP
        unknown = min((state & plan.critical).bit_count(), ENOUGH_UNKNOWN)
        return kept & ~plan.critical | self.horizons[done].critical[unknown]

    def sight(self, state: Bits, done: int, *, told_only: bool = False) -> Bits:
        """Return the bits that can still matter to a state after `done` questions, there or still to come.

        A clause cannot when its rule can no longer fire, or when all that the rule could add is there already;
        'unknown' cannot when the rule's reach is there already. An emergency stands alone: no need is told beside it,
        so all needs are one, and with `told_only` neither are the flags that are no emergency.
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
    """Return clauses that may hold as clauses that do."""
    return truths | truths << 1


def holds_all_of(state: Bits, ruled: Ruled) -> bool:
    """Whether the state would not change if the rule fired."""
    return not ruled.adds & ~COULD & ~state


def reaches_all_of(state: Bits, ruled: Ruled) -> bool:
    """Whether the state would not change if the rule could fire for all that is known."""
    return not ruled.widens & ~state


@dataclass(frozen=True)
class View:
    """What one fold looks at: `only` leaves all other questions open, `project` drops what is not asked about.

    Answers are seen through `project` too, so what looks the same must still do so once the same is joined to it.
    `told_only` keeps of an emergency what people are told. `told` is called with the number of questions done.
    """

    only: frozenset[str] | None = None
    project: Callable[[Bits], Bits] | None = None
    told_only: bool = False
    told: Callable[[int], None] | None = None


def fold(sheets: AllSheets, view: View = View()) -> list[Layer]:
    """Return the live states before each question, and after the last.

    Raises TooLargeError if there are more live states than fit.
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
    """Join the classes of answers that look the same: each as one of the shortest of them."""
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
