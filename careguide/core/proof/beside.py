"""What is promised about what matters to a person: it stands beside a finished result, and moves nothing in it."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from careguide.core.assessment.beside import in_range, with_priorities
from careguide.core.assessment.bits import Plan
from careguide.core.assessment.summary import Summary
from careguide.core.assessment.values import Priorities
from careguide.core.proof.guarantees import Break, Proof
from careguide.core.questionnaire.model import Questionnaire

WORDS = "own words"


def moves_nothing(proof: Proof) -> Break | None:
    """Check that what matters is no part of what is weighed, and changes nothing else in a summary of any result.

    A sheet has no place for it, and a summary is composed before it is known. So it is enough to put every pair of
    values beside one summary of each result, and to look at what else differs: an emergency has to stay alone, and any
    other has to say of each kind of care that it names, and of no other, how it sits with both.
    """
    questionnaire = proof.questionnaire
    if Plan(replace(questionnaire, values=())).meaning != proof.layout.meaning:
        return Break("What matters to a person is weighed.")
    ids = [value.id for value in questionnaire.values]
    said = [Priorities(own_words=WORDS), *(Priorities(*pair, WORDS) for pair in permutations(ids, 2))]
    for trail, summary in proof.outcomes:
        for priorities in said:
            if broken := _broken(questionnaire, summary, priorities):
                return Break(broken, (trail.sheet(),))
    return None


def _broken(questionnaire: Questionnaire, summary: Summary, priorities: Priorities) -> str:
    """Return what is wrong with what these priorities do to a summary, or nothing."""
    told = with_priorities(questionnaire, summary, priorities)
    if replace(told, what_matters=None) != summary:
        return "What matters to a person changes a result."
    named = tuple(choice.setting for choice in in_range(summary))
    if told.what_matters is None:
        return "What matters is left out beside a kind of care." if named else ""
    if summary.emergency:
        return "What matters stands beside an emergency."
    wanted = named if priorities.most else ()
    if tuple(one.setting for one in told.what_matters.settings) != wanted:
        return "What matters is told of other kinds of care than the result names."
    return ""
