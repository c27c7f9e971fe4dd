"""The proof: whether each guarantee holds for every sheet, and where every sheet ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import ResultKind, outcome
from careguide.core.assessment.bits import COULD, Bits, Plan, join_states
from careguide.core.proof.all_sheets import AllSheets, Layer, Trail, View, fold
from careguide.core.proof.all_sheets import AnswerClass as AnswerKind
from careguide.core.proof.beside import moves_nothing
from careguide.core.proof.contradictions import first_lines, no_contradiction, nothing_calms, own_advice
from careguide.core.proof.guarantees import (
    Break,
    Proof,
    alarms,
    critical,
    explained,
    least_care,
    one_summary,
    promised,
    reachable,
    same_for_all,
)
from careguide.core.proof.pair_guarantees import more_risk, never_moves, not_knowing
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Effect, Guarantee, Question, Questionnaire

BUILT_IN: tuple[tuple[str, str, Callable[[Proof], Break | None]], ...] = (
    ("one_summary", "Every path ends in one summary, and none asks more questions than allowed.", one_summary),
    ("reachable", "Every question, option, rule, flag and setting can come up.", reachable),
    ("alarms", "An emergency stands alone, and no answer takes a warning back.", alarms),
    ("more_risk", "More risk never means less care.", more_risk),
    ("not_knowing", "Not knowing never reassures.", not_knowing),
    ("least_care", "The least care is only named with no emergency and no critical answer missing.", least_care),
    ("explained", "Every need and every warning has a reason with a source.", explained),
    (
        "nothing_calms",
        "Nothing that calms is said beside a danger, a need for more care, or too much that is not known.",
        nothing_calms,
    ),
    ("own_advice", "Each warning gives its own advice and its own help lines, and none of another's.", own_advice),
    ("no_contradiction", "Nobody reads something that their own answers deny.", no_contradiction),
    (
        "moves_nothing",
        "What matters to a person stands beside the kinds of care, and moves no need, no warning and no start.",
        moves_nothing,
    ),
    ("same_for_all", "Both voices lead to the same result, and the order of answers does not matter.", same_for_all),
)
"""What every questionnaire must keep. Guarantees about its own content are in the file, under `guarantees:`."""


@dataclass(frozen=True)
class Verdict:
    """One guarantee, judged over every sheet.

    `broken` says how it breaks, and `witness` is the shortest sheet, or pair of sheets, that shows it.
    """

    id: str
    says: str
    sheets: int
    broken: str | None = None
    witness: tuple[Sheet, ...] = ()

    @property
    def held(self) -> bool:
        """Whether no sheet breaks it."""
        return self.broken is None


@dataclass(frozen=True)
class End:
    """Where sheets end: in a kind, a setting to start with, or a flag.

    `sheets` of them end there, and `witness` is one of the shortest.
    """

    what: str
    name: str
    sheets: int
    witness: Sheet


def prove(questionnaire: Questionnaire, told: Callable[[int], None] | None = None) -> Proof:
    """Fold every sheet, and look at every step that could be wrong. `told` hears how many questions are done.

    Raises TooLargeError for a questionnaire beyond the limit.
    """
    sheets = AllSheets(Plan(questionnaire))
    layers = fold(sheets, View(told_only=True, told=told))
    watch = _Watch(sheets, layers)
    return Proof(sheets, layers, watch.dropped, watch.unexplained)


def verdicts(proof: Proof) -> Iterator[Verdict]:
    """Yield the verdict on each guarantee as soon as it is known: first the built-in ones, then those in the file."""
    sheets = sum(trail.count for trail in proof.ends.values())
    checks = list(BUILT_IN)
    promises = proof.questionnaire.guarantees
    checks += [(promise.id, promise.says, partial(_claim(promise), guarantee=promise)) for promise in promises]
    for name, says, check in checks:
        found = check(proof)
        yield Verdict(name, says, sheets, found.detail if found else None, found.sheets if found else ())


def _claim(promise: Guarantee) -> Callable[..., Break | None]:
    """Return the check for what a promise in the file claims."""
    if promise.never_moves:
        return never_moves
    if promise.critical:
        return critical
    return first_lines if promise.warnings else promised


def ends(proof: Proof) -> tuple[End, ...]:
    """Count the sheets that end in each kind, start and flag, each with a witness."""
    found: dict[tuple[str, str], tuple[int, Trail]] = {}
    for state, trail in proof.ends.items():
        result = outcome(proof.layout, state)
        flags = proof.layout.flags(state)
        keys = [("kind", result.kind.value), *(("flag", flag) for flag in flags)]
        if result.kind is ResultKind.START:
            keys.append(("start", proof.questionnaire.cell[result.start].setting))
        for key in keys:
            count, best = found.get(key, (0, trail))
            found[key] = count + trail.count, min(best, trail, key=lambda one: one.cost)
    return tuple(End(*key, count, trail.sheet()) for key, (count, trail) in sorted(found.items()))


class _Watch:
    """Looks for a step of the fold that takes something away, or that adds something without a reason and a source."""

    def __init__(self, sheets: AllSheets, layers: list[Layer]) -> None:
        self.plan = sheets.plan
        self.dropped: Trail | None = None
        self.unexplained: Trail | None = None
        for question, layer in zip(self.plan.questions, layers, strict=False):
            asked = [(state, trail) for state, trail in layer.items() if self.plan.is_asked(state, question)]
            most = join_states(state for state, _ in asked)
            for kind in sheets.answers(question):
                if self._is_suspect(most, question, kind):
                    for state, trail in asked:
                        self._step(state, trail, question, kind)

    def _is_suspect(self, most: Bits, question: Question, kind: AnswerKind) -> bool:
        """Whether an answer could take something away from any state here, or bring something that it cannot explain.

        If it could not, then none of its steps can, and they need not be taken.
        """
        rules = self.plan.touched[question.id]
        brought = [
            (kind.adds, self._of_answer(question, kind)),
            *((ruled.adds, self._explained([ruled.rule])) for ruled in rules),
        ]
        explained = all(self.plan.no_less(*pair) for pair in brought)
        return not explained or not self.plan.no_less(most, self.plan.add(most, question, kind.adds))

    def _step(self, state: Bits, trail: Trail, question: Question, kind: AnswerKind) -> None:
        after = self.plan.add(state, question, kind.adds)
        if not self.plan.no_less(state, after):
            self.dropped = _shorter(self.dropped, trail, question.id, kind)
        fired = (ruled.rule for ruled in self.plan.touched[question.id] if after & ruled.does == ruled.does)
        if not self.plan.no_less(after, state | self._of_answer(question, kind) | self._explained(fired)):
            self.unexplained = _shorter(self.unexplained, trail, question.id, kind)

    def _of_answer(self, question: Question, kind: AnswerKind) -> Bits:
        words = UNKNOWN_ANSWERS if kind.answer is None else kind.answer
        return self._explained(question.effect(word) for word in words)

    def _explained(self, effects: Iterable[Effect]) -> Bits:
        """Join what these effects add, leaving out those without a reason and a source."""
        reasons = (effect for effect in effects if effect.because and effect.sources)
        far = COULD  # what is not known may reach as far as it likes: it is no reason
        return far | join_states(map(self.plan.adds, reasons))


def _shorter(old: Trail | None, trail: Trail, question: str, kind: AnswerKind) -> Trail:
    new = Trail(1, trail.cost + kind.cost, trail, question, kind.answer)
    return new if old is None or new.cost < old.cost else old
