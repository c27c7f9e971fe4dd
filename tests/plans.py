"""What the core makes once of a questionnaire, and what it has ready to say."""

from __future__ import annotations

from functools import lru_cache

from careguide.core.assessment.bits import Plan
from careguide.core.assessment.vocabulary import Vocabulary
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire


@lru_cache(maxsize=64)
def plan_of(questionnaire: Questionnaire) -> Plan:
    """Return how a questionnaire is laid out, made once."""
    return Plan(questionnaire)


def vocabulary_of(questionnaire: Questionnaire, voice: Voice) -> Vocabulary:
    """Return what may be said in one voice, with the help lines of the first country."""
    return Vocabulary.of(plan_of(questionnaire), voice, questionnaire.countries[0].code)
