"""Why a result is what it is: every answer and rule that spoke, on its side, with its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from careguide.core.answers import Answer
from careguide.core.assess import Assessment
from careguide.core.content import Voice
from careguide.core.model import NOT_SURE, PREFER_NOT, Effect, Question, Questionnaire, Rule, Span


@dataclass(frozen=True)
class Reason:
    """One thing that spoke: an answer or a rule.

    `axes` names the axes it raises for certain, `widens` those it raises only for some clinicians;
    `home` is true where it speaks for care at home. `sources` holds ids.
    """

    questions: Annotated[tuple[str, ...], "Ids of the questions that spoke."]
    rule: Annotated[str | None, "Id of the rule that spoke; null for an answer."]
    topic: Annotated[str, "What it is about, in two or three words."]
    answer: Annotated[str, "The answer as it is read."]
    because: Annotated[str, "The reason itself."]
    home: Annotated[bool, "true when it speaks for care at home."]
    axes: Annotated[tuple[str, ...], "The axes that it raises for certain."]
    widens: Annotated[tuple[str, ...], "The axes that it raises for some clinicians only."]
    flags: Annotated[tuple[str, ...], "Ids of the flags that it raises."]
    sources: Annotated[tuple[str, ...], "Ids of the sources that say so."]

    @property
    def for_more_care(self) -> bool:
        """Whether it speaks for more care than one's own prescriber and home."""
        return bool(self.axes or self.widens)


def reasons(assessment: Assessment, voice: Voice) -> tuple[Reason, ...]:
    """Return every reason of an assessment: rules first, then answers in the order they were asked."""
    return (*_from_rules(assessment, voice), *_from_answers(assessment, voice))


def answer_words(questionnaire: Questionnaire, question: Question, answer: Answer | None, voice: Voice) -> str:
    """Return an answer as it is read: its labels, in the order of the options."""
    labels = questionnaire.labels
    if answer is None:
        return labels.unanswered.said(voice)
    known = [option.label for option in question.options if option.id in answer]
    unknown = {NOT_SURE: labels.not_sure, PREFER_NOT: labels.prefer_not}
    return " · ".join(text.said(voice) for text in (*known, *(unknown[word] for word in unknown if word in answer)))


def spoken_effects(assessment: Assessment, question: Question) -> tuple[tuple[str | None, Effect], ...]:
    """Return what an asked question's answer brought: option id and effect; the id is None where it was left open."""
    answer = assessment.sheet.get(question.id)
    if answer is None:
        return () if question.optional else ((None, question.not_sure), (None, question.prefer_not))
    words = [*question.option, NOT_SURE, PREFER_NOT]
    return tuple((word, question.effect(word)) for word in words if word in answer)


def _from_answers(assessment: Assessment, voice: Voice) -> Iterator[Reason]:
    for question in assessment.asked:
        seen: set[Reason] = set()
        for word, effect in spoken_effects(assessment, question):
            if not effect.matters:
                continue
            chosen = None if word is None else frozenset({word})
            said = answer_words(assessment.questionnaire, question, chosen, voice)
            reason = _reason(effect, (question.id,), question.topic.said(voice), said, voice)
            if reason not in seen:
                yield reason
            seen.add(reason)


def _from_rules(assessment: Assessment, voice: Voice) -> Iterator[Reason]:
    for rule in assessment.fired:
        parts = list(_meeting(assessment, rule))
        questions = tuple(question.id for question, _ in parts)
        topics = " + ".join(question.topic.said(voice) for question, _ in parts)
        words = (answer_words(assessment.questionnaire, question, answer, voice) for question, answer in parts)
        yield _reason(rule, questions, topics, " + ".join(words), voice, rule.id)


def _meeting(assessment: Assessment, rule: Rule) -> Iterator[tuple[Question, Answer]]:
    """Yield the questions and just those answers that make the rule hold."""
    for question in assessment.asked:
        named = {
            word
            for clause in rule.when
            for condition in clause
            if condition.question == question.id
            for word in condition.options
        }
        met = named & assessment.sheet.get(question.id, frozenset())
        if met:
            yield question, frozenset(met)


def _reason(
    effect: Effect, questions: tuple[str, ...], topic: str, answer: str, voice: Voice, rule: str | None = None
) -> Reason:
    spans: dict[str, Span[Any]] = {"medical": effect.medical, "daily": effect.daily}
    return Reason(
        questions=questions,
        rule=rule,
        topic=topic,
        answer=answer,
        because=effect.because.said(voice) if effect.because else "",
        home=effect.home,
        axes=tuple(axis for axis, span in spans.items() if span.least > 0),
        widens=tuple(axis for axis, span in spans.items() if span.most > span.least),
        flags=effect.flags,
        sources=effect.sources,
    )
