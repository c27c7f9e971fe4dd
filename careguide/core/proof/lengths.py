"""How many questions a path can ask: a fold that remembers only the gates to come and how many were asked."""

from __future__ import annotations

from careguide.core.assessment.bits import Bits
from careguide.core.proof.all_sheets import AllSheets, Trail, both_bits


def lengths(sheets: AllSheets) -> dict[int, Trail]:
    """Return one of the shortest sheets for each number of questions that a path can ask."""
    plan = sheets.plan
    layer: dict[tuple[Bits, int], Trail] = {(0, 0): Trail(1, 0, None, "", None)}
    for number, question in enumerate(sheets.plan.questions):
        after: dict[tuple[Bits, int], Trail] = {}
        for (state, asked), trail in layer.items():
            is_next = plan.is_asked(state, question)
            for kind in sheets.answers(question) if is_next else ():
                gates = _gates(sheets, plan.step(state, question, kind.answer), number + 1)
                cost = trail.cost + kind.cost
                if (gates, asked + 1) not in after or cost < after[gates, asked + 1].cost:
                    after[gates, asked + 1] = Trail(1, cost, trail, question.id, kind.answer)
            if not is_next:
                after[_gates(sheets, state, number + 1), asked] = trail
        layer = after
    return {asked: trail for (_, asked), trail in sorted(layer.items(), key=lambda item: -item[1].cost)}


def _gates(sheets: AllSheets, state: Bits, done: int) -> Bits:
    return state & both_bits(sheets.horizons[done].gates)
