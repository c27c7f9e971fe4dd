"""What is promised about two sheets that differ in one answer: more risk, money and wishes, not knowing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, permutations

from careguide.core.assessment.answers import ALONE
from careguide.core.assessment.assess import ResultKind, assess
from careguide.core.assessment.bits import COULD, Bits
from careguide.core.proof.all_sheets import AllSheets, both_bits, holds_all_of, iter_answers, reaches_all_of
from careguide.core.proof.guarantees import Break, Proof
from careguide.core.proof.sheet_pairs import Claim, Exchanged, first_break
from careguide.core.questionnaire.model import NOT_SURE, PREFER_NOT, UNKNOWN_ANSWERS, Guarantee, Question


def more_risk(proof: Proof) -> Break | None:
    """Check that one more tick, or an option that is stronger in every way, never lowers a need or drops a flag."""
    sheets = proof.sheets
    no_less = sheets.plan.no_less

    def exchanged(question: Question) -> Iterable[Exchanged]:
        return _cheapest(sheets, question, _stronger(sheets, question))

    def settled(done: int, one: Bits, other: Bits) -> bool:
        return no_less(one, other) and _follows(sheets, done, one, other)

    trail = first_break(sheets, proof.layers, Claim(exchanged, settled, no_less))
    return Break("More risk leads to less care.", trail.sheets()) if trail else None


def never_moves(proof: Proof, guarantee: Guarantee) -> Break | None:
    """Check that answers to the questions a guarantee names never change a need, a flag or what is unknown."""
    sheets = proof.sheets

    def exchanged(question: Question) -> Iterable[Exchanged]:
        if question.id not in guarantee.never_moves:
            return ()
        return combinations([kind.answer for kind in sheets.answers(question)], 2)

    def settled(_: int, one: Bits, other: Bits) -> bool:
        return one == other

    trail = first_break(sheets, proof.layers, Claim(exchanged, settled, lambda one, other: one == other))
    return Break("An answer that should never matter does.", trail.sheets()) if trail else None


def not_knowing(proof: Proof) -> Break | None:
    """Check that exchanging a known answer for an unknown one never lowers how far a need could go."""
    sheets = proof.sheets
    for word in (NOT_SURE, PREFER_NOT):
        sheet = {question.id: frozenset({word}) for question in sheets.plan.questions}
        result = assess(sheets.plan, sheet).outcome
        if result.kind is ResultKind.START and not any(result.start):
            return Break("A sheet where nothing is known starts at the least care, without saying so.", (sheet,))

    def exchanged(question: Question) -> Iterator[Exchanged]:
        known = [kind.answer for kind in sheets.answers(question) if kind.answer]
        for unknown in (*({word} for word in (NOT_SURE, PREFER_NOT)), *([] if question.optional else [set()])):
            for answer in known:
                if not answer <= UNKNOWN_ANSWERS:
                    yield answer, frozenset(unknown) or None

    def no_nearer(one: Bits, other: Bits) -> bool:
        alone = one & sheets.plan.emergency  # no need is told beside an emergency
        return bool(alone) or not one & ~other & COULD

    def settled(done: int, one: Bits, other: Bits) -> bool:
        return no_nearer(one, other) and _may_follow(sheets, done, one, other)

    trail = first_break(sheets, proof.layers, Claim(exchanged, settled, no_nearer))
    return Break("Not knowing reassures.", trail.sheets()) if trail else None


def _stronger(sheets: AllSheets, question: Question) -> Iterator[Exchanged]:
    known = [answer for answer in iter_answers(question) if answer and not answer <= UNKNOWN_ANSWERS]
    if question.tick:
        ids = [option.id for option in question.options if option.id not in ALONE]
        yield from ((one, (one - ALONE) | {word}) for one in known for word in ids if word not in one)
        return
    plan = sheets.plan
    for one, other in permutations(known, 2):
        less, more = (plan.given(question, answer) for answer in (one, other))
        if plan.no_less(less, more) and _follows(sheets, 0, less, more, gates=False):
            yield one, other


def _cheapest(sheets: AllSheets, question: Question, pairs: Iterable[Exchanged]) -> Iterable[Exchanged]:
    """Of the pairs that add the same, keep the shortest."""
    plan = sheets.plan
    found: dict[tuple[Bits, Bits], Exchanged] = {}
    for one, other in pairs:
        adds = plan.given(question, one), plan.given(question, other)
        cost = len(one or ()) + len(other or ())
        if adds not in found or cost < sum(len(answer or ()) for answer in found[adds]):
            found[adds] = one, other
    return found.values()


def _follows(sheets: AllSheets, done: int, one: Bits, other: Bits, gates: bool = True) -> bool:
    """Whether `other` stays no less than `one`, whatever is answered later.

    It does if every later question that `one` is asked is asked of `other` too, and every rule that may fire for `one`
    may fire for `other`: answers only ever add.
    """
    horizon = sheets.horizons[done]
    ahead = one & ~other
    if gates and ahead & both_bits(horizon.gates):
        return False
    return not any(
        ahead & (ruled.may << 1 if reaches_all_of(other, ruled) else ruled.does)
        for ruled, _ in horizon.rules
        if not holds_all_of(other, ruled)
    )


def _may_follow(sheets: AllSheets, done: int, one: Bits, other: Bits) -> bool:
    """Whether the same holds for how far a need could go. There, a rule that may fire counts as one that does."""
    horizon = sheets.horizons[done]
    ahead = one & ~other
    missed = (ahead & ruled.may for ruled, _ in horizon.rules if not reaches_all_of(other, ruled))
    return not (ahead & horizon.gates or any(missed))
