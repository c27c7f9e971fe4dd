"""The public part of the questionnaire: what a client needs to ask, to branch and to warn, and nothing for staff."""

from __future__ import annotations

from collections.abc import Iterator

from careguide.core.assessment.answers import ALONE
from careguide.core.assessment.bits import Plan
from careguide.core.questionnaire.content import Message
from careguide.core.questionnaire.model import NOT_SURE, PREFER_NOT, Effect, Level, Question, Questionnaire
from careguide.web.api.shapes import Alarm, PublicAnswer, PublicQuestion, PublicQuestionnaire, PublicValue

AT_ONCE = (Level.EMERGENCY, Level.SAME_DAY)
"""Levels of the warnings that are shown at once."""


def public(plan: Plan, country: str) -> PublicQuestionnaire:
    """Return the public part; `country` is the code of the help lines that are given unless others are asked for."""
    questionnaire = plan.questionnaire
    flags = tuple(flag for flag in questionnaire.flags if flag.level in AT_ONCE)
    loud = {flag.id for flag in flags}
    messages = tuple(_messages(questionnaire))
    cited = {word for message in messages for word in message.sources}
    return PublicQuestionnaire(
        version=questionnaire.version,
        published=questionnaire.published,
        next_review=questionnaire.next_review,
        digest=plan.meaning,
        review=questionnaire.review,
        country=country,
        title=questionnaire.title,
        intro=questionnaire.intro,
        labels=questionnaire.labels,
        who_decides=questionnaire.phrases.who_decides,
        emergency=questionnaire.phrases.emergency,
        sections=questionnaire.sections,
        questions=tuple(_question(questionnaire, question, loud) for question in questionnaire.questions),
        values=tuple(PublicValue(value.id, value.label) for value in questionnaire.values),
        alarms=tuple(
            Alarm(rule.id, rule.when, _raised(rule, loud)) for rule in questionnaire.rules if _raised(rule, loud)
        ),
        flags=flags,
        messages=messages,
        countries=questionnaire.countries,
        sources=tuple(source for source in questionnaire.sources if source.id in cited),
    )


def _question(questionnaire: Questionnaire, question: Question, loud: set[str]) -> PublicQuestion:
    labels = {NOT_SURE: questionnaire.labels.not_sure, PREFER_NOT: questionnaire.labels.prefer_not}
    return PublicQuestion(
        id=question.id,
        section=question.section,
        factor=question.factor,
        topic=question.topic,
        ask=question.ask,
        hint=question.hint,
        why=question.why,
        tick=question.tick,
        critical=question.critical,
        optional=question.optional,
        ask_if=question.ask_if,
        shows=question.shows,
        options=tuple(
            PublicAnswer(option.id, option.label, option.id in ALONE, _raised(option, loud))
            for option in question.options
        ),
        unknown_answers=tuple(
            PublicAnswer(word, label, alone=True, flags=_raised(question.effect(word), loud))
            for word, label in labels.items()
        ),
    )


def _raised(effect: Effect, loud: set[str]) -> tuple[str, ...]:
    return tuple(word for word in effect.flags if word in loud)


def _messages(questionnaire: Questionnaire) -> Iterator[Message]:
    """Yield each message that a loud flag or a question names, in the order of the file."""
    named = {flag.message for flag in questionnaire.flags if flag.level in AT_ONCE}
    named |= {word for question in questionnaire.questions for word in question.shows}
    return (message for message in questionnaire.messages if message.id in named)
