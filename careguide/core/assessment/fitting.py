"""Which words fit beside the answers: nothing that an answer denies, and nothing calm beside danger."""

from __future__ import annotations

from careguide.core.assessment.assess import Assessment, Corner, ResultKind
from careguide.core.assessment.bits import TOP
from careguide.core.questionnaire.content import Clause, Message
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS


def is_said(assessment: Assessment, clause: Clause) -> bool:
    """Whether any answer that the clause names was given; one of two respondents is enough."""
    return any(
        condition.question in assessment.asked_ids
        and not assessment.sheet.get(condition.question, frozenset()).isdisjoint(condition.options)
        for condition in clause
    )


def may_be(assessment: Assessment, clause: Clause) -> bool:
    """Whether any answer that the clause names was given, or still may be, as the question is open or not known."""
    for condition in clause:
        if condition.question in assessment.asked_ids:
            answer = assessment.sheet.get(condition.question)
            if not answer or not answer.isdisjoint(UNKNOWN_ANSWERS.union(condition.options)):
                return True
    return False


def may_all_be(assessment: Assessment, lines: tuple[Clause, ...]) -> bool:
    """Whether the known answers leave every line possible."""
    return all(may_be(assessment, line) for line in lines)


def is_calm(assessment: Assessment) -> bool:
    """Whether nothing speaks against going on as now.

    That is: no emergency, no advice for today or this week, enough known, and no need that is or could be above the
    least.
    """
    result = assessment.outcome
    is_urgent = result.same_day or result.this_week
    return result.kind is ResultKind.START and not is_urgent and not assessment.bits & TOP


def fits(assessment: Assessment, message: Message) -> bool:
    """Whether a message may be shown beside the answers that were given."""
    if message.calm_only and not is_calm(assessment):
        return False
    return not is_said(assessment, message.unless) and may_all_be(assessment, message.tell_if)


def renamed(assessment: Assessment) -> frozenset[Corner]:
    """Return the corners whose cell goes by its other name, as its own names something the person cannot have."""
    return frozenset(
        corner
        for corner, cell in assessment.questionnaire.cell.items()
        if cell.instead and is_said(assessment, cell.instead.when)
    )
