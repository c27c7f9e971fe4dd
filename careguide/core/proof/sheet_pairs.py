"""Follows every pair of sheets that differ in one answer, until a claim about them is settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from careguide.core.assessment.answers import Answer
from careguide.core.assessment.bits import Bits
from careguide.core.proof.all_sheets import MAX_STATES, AllSheets, Layer, TooLargeError, Trail
from careguide.core.questionnaire.model import Question

Exchanged = tuple[Answer | None, Answer | None]
"""An answer, and the answer it is exchanged for."""


@dataclass(frozen=True, slots=True)
class PairTrail:
    """How a pair of states was reached. `cost` counts the ids of both sheets."""

    cost: int
    before: PairTrail | Trail
    question: str
    one: Answer | None
    other: Answer | None

    def sheets(self) -> tuple[dict[str, Answer], dict[str, Answer]]:
        """Return the two sheets, which differ in one answer."""
        if isinstance(self.before, Trail):
            first, second = self.before.sheet(), self.before.sheet()
        else:
            first, second = self.before.sheets()
        for sheet, answer in ((first, self.one), (second, self.other)):
            if answer is not None:
                sheet[self.question] = answer
        return first, second


Pairs = dict[tuple[Bits, Bits], PairTrail]
Candidate = tuple[Bits, Bits, PairTrail]


@dataclass(frozen=True)
class Claim:
    """A claim about pairs of sheets: which answers to exchange, when a pair is settled, and what must hold at the end.

    `settled(done, one, other)` may be true only if `holds` follows from it, whatever is answered later.
    """

    exchanges: Callable[[Question], Iterable[Exchanged]]
    settled: Callable[[int, Bits, Bits], bool]
    holds: Callable[[Bits, Bits], bool]


def first_break(sheets: AllSheets, layers: list[Layer], claim: Claim) -> PairTrail | None:
    """Return the shortest pair of sheets that breaks the claim, or None if it holds for every pair.

    Raises TooLargeError if too many pairs stay open.
    """
    pairs: Pairs = {}
    for number, question in enumerate(sheets.plan.questions):
        after: Pairs = {}
        for one, other, trail in chain(
            _followed(sheets, question, pairs), _begun(sheets, question, layers[number], claim)
        ):
            pair = sheets.forget(one, number + 1), sheets.forget(other, number + 1)
            if not claim.settled(number + 1, *pair) and (pair not in after or trail.cost < after[pair].cost):
                after[pair] = trail
        if len(after) > MAX_STATES:
            raise TooLargeError(f"After '{question.id}' {len(after):,} pairs are open; at most {MAX_STATES:,} can be.")
        pairs = after
    broken = [trail for pair, trail in pairs.items() if not claim.holds(*pair)]
    return min(broken, key=lambda trail: trail.cost, default=None)


def _followed(sheets: AllSheets, question: Question, pairs: Pairs) -> Iterator[Candidate]:
    """Yield each open pair after one more answer, which is the same in both sheets."""
    plan = sheets.plan
    for (one, other), trail in pairs.items():
        if not (plan.is_asked(one, question) or plan.is_asked(other, question)):
            yield one, other, trail
            continue
        for kind in sheets.answers(question):
            next_trail = PairTrail(trail.cost + 2 * kind.cost, trail, question.id, kind.answer, kind.answer)
            yield plan.step(one, question, kind.answer), plan.step(other, question, kind.answer), next_trail


def _begun(sheets: AllSheets, question: Question, layer: Layer, claim: Claim) -> Iterator[Candidate]:
    """Yield each pair that differs in the answer to this question, and in nothing before it."""
    exchanges = [pair for pair in claim.exchanges(question) if not _settled_everywhere(sheets, question, pair, claim)]
    plan = sheets.plan
    for state, trail in layer.items() if exchanges else ():
        if not plan.is_asked(state, question):
            continue
        for one, other in exchanges:
            cost = 2 * trail.cost + len(one or ()) + len(other or ())
            yield (
                plan.step(state, question, one),
                plan.step(state, question, other),
                PairTrail(cost, trail, question.id, one, other),
            )


def _settled_everywhere(sheets: AllSheets, question: Question, pair: Exchanged, claim: Claim) -> bool:
    """Whether what the two answers add settles the claim, no matter what else is answered.

    It does if the claim is settled for the two alone: adding the same bits to both keeps their order.
    """
    one, other = (sheets.plan.given(question, answer) for answer in pair)
    return claim.settled(0, one, other)
