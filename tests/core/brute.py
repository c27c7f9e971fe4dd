"""The same questions as verify's, answered by trying every sheet, one at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product

from careguide.core.assessment.answers import ALONE, Answer, Sheet
from careguide.core.assessment.assess import Assessment, ResultKind, assess
from careguide.core.assessment.bits import Marks, State
from careguide.core.proof.all_sheets import iter_answers
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Level, Question, Questionnaire
from tests.plans import plan_of

Compare = Callable[[State, State], bool]

TOP = Marks(2, 2, 2)
"""The most of either need."""


def join(one: State, other: State) -> State:
    """Return the larger of each mark and truth, and every flag of either."""
    return State(
        Marks(*map(max, one.medical, other.medical)),
        Marks(*map(max, one.daily, other.daily)),
        one.flags | other.flags,
        one.unknown | other.unknown,
        tuple(map(max, one.clauses, other.clauses)),
    )


def no_less(one: State, other: State) -> bool:
    """Whether `other` has every flag of `one`, and no mark below it."""
    marks = zip((*one.medical, *one.daily), (*other.medical, *other.daily), strict=True)
    return one.flags <= other.flags and all(less <= more for less, more in marks)


def every_sheet(questionnaire: Questionnaire) -> Iterator[Sheet]:
    """Yield every sheet, answers to questions that are not asked among them."""
    choices = [list(iter_answers(question)) for question in questionnaire.questions]
    names = [question.id for question in questionnaire.questions]
    for words in product(*choices):
        yield {name: answer for name, answer in zip(names, words, strict=True) if answer is not None}


def quieter(questionnaire: Questionnaire) -> set[str]:
    """Return the flags that are no emergency: nobody is told of them beside one."""
    return {flag.id for flag in questionnaire.flags if flag.level is not Level.EMERGENCY}


def told(assessment: Assessment) -> State:
    """Return the state as far as it is told: an emergency has the most of every need, and every quieter flag."""
    state = assessment.state
    if assessment.outcome.kind is ResultKind.EMERGENCY:
        return state._replace(medical=TOP, daily=TOP, flags=state.flags | quieter(assessment.questionnaire))
    return state


def counts(questionnaire: Questionnaire) -> Counter[tuple[str, str]]:
    """Return how many sheets of asked questions end in each kind, start and flag."""
    found: Counter[tuple[str, str]] = Counter()
    for sheet in every_sheet(questionnaire):
        result = assess(plan_of(questionnaire), sheet)
        if sheet.keys() <= {question.id for question in result.asked}:
            found["kind", result.outcome.kind.value] += 1
            untold = quieter(questionnaire) if result.outcome.kind is ResultKind.EMERGENCY else set()
            found.update(("flag", flag) for flag in result.state.flags - untold)
            if result.outcome.kind is ResultKind.START:
                found["start", questionnaire.cell[result.outcome.start].setting] += 1
    return found


def cost(sheet: Sheet) -> int:
    """Return how many ids a sheet holds."""
    return sum(map(len, sheet.values()))


def shortest_least(questionnaire: Questionnaire) -> int | None:
    """Return the ids of the shortest sheet that is told the least care while a critical answer is missing."""
    found = ((sheet, assess(plan_of(questionnaire), sheet)) for sheet in every_sheet(questionnaire))
    return min(
        (
            cost(sheet)
            for sheet, result in found
            if result.outcome.kind is ResultKind.START
            and result.state.unknown
            and result.state.medical == result.state.daily == Marks()
        ),
        default=None,
    )


def something_is_lost(questionnaire: Questionnaire) -> bool:
    """Whether no sheet at all asks some question, fires some rule, raises some flag or shows some setting."""
    want = {*questionnaire.question, *(rule.id for rule in questionnaire.rules), *questionnaire.flag}
    want |= set(questionnaire.setting) - {questionnaire.always_shown}
    for sheet in every_sheet(questionnaire):
        result = assess(plan_of(questionnaire), sheet)
        is_alone = result.outcome.kind is ResultKind.EMERGENCY
        flags = result.state.flags - (quieter(questionnaire) if is_alone else set())
        want -= {question.id for question in result.asked} | {rule.id for rule in result.fired} | flags
        corners = (result.outcome.start, result.outcome.also, result.outcome.could)
        want -= set() if is_alone else {questionnaire.cell[corner].setting for corner in corners}
    return bool(want)


def shortest_pair(
    questionnaire: Questionnaire,
    exchanges: Callable[[Question], Iterator[tuple[Answer | None, Answer | None]]],
    holds: Compare,
) -> int | None:
    """Return the ids of the shortest pair of sheets that breaks what must hold of it, or None where none does."""
    best: int | None = None
    found = {_key(sheet): told(assess(plan_of(questionnaire), sheet)) for sheet in every_sheet(questionnaire)}
    for question in questionnaire.questions:
        pairs = list(exchanges(question))
        for sheet in every_sheet(questionnaire):
            if question.id in sheet:
                continue
            for one, other in pairs:
                both = [{**sheet, question.id: answer} if answer else sheet for answer in (one, other)]
                size = sum(map(cost, both))
                if (best is None or size < best) and not holds(*(found[_key(each)] for each in both)):
                    best = size
    return best


def _key(sheet: Sheet) -> frozenset[tuple[str, Answer]]:
    return frozenset(sheet.items())


def stronger(questionnaire: Questionnaire) -> Callable[[Question], Iterator[tuple[Answer, Answer]]]:
    """Return the exchanges that add risk: one more tick, or an option that adds no less and feeds every rule."""

    def exchanges(question: Question) -> Iterator[tuple[Answer, Answer]]:
        known = [answer for answer in iter_answers(question) if answer and not answer <= UNKNOWN_ANSWERS]
        for one, other in product(known, known):
            if question.tick:
                if len(other - (one - ALONE)) == 1 and one - ALONE < other and not other & ALONE:
                    yield one, other
            elif one != other and _feeds(questionnaire, question, one, other):
                yield one, other

    return exchanges


def _feeds(questionnaire: Questionnaire, question: Question, one: Answer, other: Answer) -> bool:
    plan = plan_of(questionnaire)
    less, more = (plan.read(plan.given(question, answer)) for answer in (one, other))
    named = [
        {word for condition in clause if condition.question == question.id for word in condition.options}
        for rule in questionnaire.rules
        for clause in rule.when
        if not no_less(plan.read(plan.adds(rule)), more)  # a rule that adds nothing to the answer need not hold
    ]
    return no_less(less, more) and all(words & other or not words & one for words in named)


def to_unknown(question: Question) -> Iterator[tuple[Answer, Answer | None]]:
    """Yield every known answer, exchanged for each way of not knowing."""
    unknown: list[Answer | None] = [frozenset({word}) for word in UNKNOWN_ANSWERS]
    for answer in iter_answers(question):
        if answer and not answer <= UNKNOWN_ANSWERS:
            yield from ((answer, other) for other in [*unknown, *([] if question.optional else [None])])


def no_nearer(one: State, other: State) -> bool:
    """Whether neither need could reach less far; beside an emergency none is told."""
    nearer = one.medical.could > other.medical.could or one.daily.could > other.daily.could
    return one.medical == one.daily == TOP or not nearer
