"""Why a result is what it is: every answer and rule that has a reason, on its side, with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Annotated, Any

from careguide.core.assessment.answers import NOTHING, Answer
from careguide.core.assessment.assess import Assessment
from careguide.core.assessment.fitting import is_said
from careguide.core.questionnaire.content import Clause, Voice
from careguide.core.questionnaire.model import NOT_SURE, PREFER_NOT, Effect, Question, Questionnaire, Rule, Span

Word = tuple[str, str | None]
"""A question's id and one id of its answer; None if it was left open."""


@dataclass(frozen=True)
class Reason:
    """One reason: an answer or a rule.

    `axes` names the axes it raises for certain, `widens` those it raises only for some clinicians;
    `home` is true if it is a reason for care at home. `sources` holds ids.
    """

    questions: Annotated[tuple[str, ...], "Ids of the questions whose answers give this reason."]
    rule: Annotated[str | None, "Id of the rule that gives this reason; null for an answer."]
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
        """Whether it is a reason for more care than one's own prescriber and home."""
        return bool(self.axes or self.widens)


def reasons(assessment: Assessment, voice: Voice) -> tuple[Reason, ...]:
    """Return every reason of an assessment: rules first, then answers in the order they were asked."""
    return (*_from_rules(assessment, voice), *_from_answers(assessment, voice))


def answer_words(questionnaire: Questionnaire, question: Question, answer: Answer | None, voice: Voice) -> str:
    """Return an answer as people read it: its labels, in the order of the options."""
    labels = questionnaire.labels
    if answer is None:
        return labels.unanswered.in_voice(voice)
    said = [option.label.in_voice(voice) for option in question.options if option.id in answer]
    if NOT_SURE in answer:
        said.append(labels.not_sure.in_voice(voice))
    if PREFER_NOT in answer:
        said.append(labels.prefer_not.in_voice(voice))
    return " · ".join(said)


def spoken_effects(assessment: Assessment, question: Question) -> tuple[tuple[str | None, Effect], ...]:
    """Return what the answer to an asked question brings: option id and effect; the id is None if it was left open."""
    answer = assessment.sheet.get(question.id)
    if answer is None:
        return () if question.optional else ((None, question.not_sure), (None, question.prefer_not))
    words = answer if len(answer) == 1 else [word for word in _words(question) if word in answer]
    return tuple((word, question.effect(word)) for word in words)


def words_given(assessment: Assessment) -> list[Word]:
    """Return each word of every answer to what was asked, in order."""
    found: list[Word] = []
    for question in assessment.asked:
        answer = assessment.sheet.get(question.id)
        if answer is None or len(answer) == 1:
            found.append((question.id, next(iter(answer or (None,)))))
        else:
            found += [(question.id, word) for word in _words(question) if word in answer]
    return found


def effects_of(questionnaire: Questionnaire) -> Iterator[tuple[Question, str | None, tuple[Effect, ...]]]:
    """Yield every possible answer with its effects; a question left open has those of both unknown answers."""
    for question in questionnaire.questions:
        for word in _words(question):
            yield question, word, (question.effect(word),)
        yield question, None, () if question.optional else (question.not_sure, question.prefer_not)


def _words(question: Question) -> tuple[str, ...]:
    return (*question.option, NOT_SURE, PREFER_NOT)


def _from_answers(assessment: Assessment, voice: Voice) -> Iterable[Reason]:
    told, denied = _told(assessment.questionnaire, voice), _deniable(assessment.questionnaire)
    words = (word for word in words_given(assessment) if word not in denied or not is_said(assessment, denied[word]))
    found = [reason for word in words for reason in told[word]]
    return {id(reason): reason for reason in found}.values()  # equal ones are one object there


@lru_cache(maxsize=64)
def _told(questionnaire: Questionnaire, voice: Voice) -> dict[Word, tuple[Reason, ...]]:
    """Return the reasons that each word of an answer gives."""
    found: dict[Word, tuple[Reason, ...]] = {}
    one: dict[Reason, Reason] = {}
    for question, word, effects in effects_of(questionnaire):
        chosen = None if word is None else frozenset({word})
        said = answer_words(questionnaire, question, chosen, voice)
        topic = question.topic.in_voice(voice)
        reasons = (_reason(effect, (question.id,), topic, said, voice) for effect in effects if effect.matters)
        found[question.id, word] = tuple(one.setdefault(reason, reason) for reason in reasons)
    return found


@lru_cache(maxsize=64)
def _deniable(questionnaire: Questionnaire) -> dict[Word, Clause]:
    """Return the answers whose reason for care at home is left out beside some others, each with those others."""
    options = ((question, option) for question in questionnaire.questions for option in question.options)
    return {(question.id, option.id): option.unless for question, option in options if option.unless}


def _from_rules(assessment: Assessment, voice: Voice) -> Iterator[Reason]:
    for rule in assessment.fired:
        parts = _meeting(assessment, rule)
        questions = tuple(question.id for question, _ in parts)
        topics = " + ".join(question.topic.in_voice(voice) for question, _ in parts)
        words = [answer_words(assessment.questionnaire, question, answer, voice) for question, answer in parts]
        yield _reason(rule, questions, topics, " + ".join(words), voice, rule.id)


def _meeting(assessment: Assessment, rule: Rule) -> list[tuple[Question, Answer]]:
    """Return the questions and just those answers that make the rule hold."""
    found = []
    for question, named in _named(assessment.questionnaire)[rule.id]:
        met = named & assessment.sheet.get(question.id, NOTHING)
        if met and assessment.layout.is_asked(assessment.bits, question):
            found.append((question, met))
    return found


@lru_cache(maxsize=64)
def _named(questionnaire: Questionnaire) -> dict[str, tuple[tuple[Question, Answer], ...]]:
    """Return the questions that each rule looks at, in order, with those of their options that it names."""
    place = {name: number for number, name in enumerate(questionnaire.question)}
    found = {}
    for rule in questionnaire.rules:
        named: dict[str, set[str]] = {}
        for condition in chain.from_iterable(rule.when):
            named.setdefault(condition.question, set()).update(condition.options)
        ordered = sorted(named, key=place.__getitem__)
        found[rule.id] = tuple((questionnaire.question[name], frozenset(named[name])) for name in ordered)
    return found


def _reason(
    effect: Effect, questions: tuple[str, ...], topic: str, answer: str, voice: Voice, rule: str | None = None
) -> Reason:
    spans: list[tuple[str, Span[Any]]] = [("medical", effect.medical), ("daily", effect.daily)]
    return Reason(
        questions=questions,
        rule=rule,
        topic=topic,
        answer=answer,
        because=effect.because.in_voice(voice) if effect.because else "",
        home=effect.home,
        axes=tuple(axis for axis, span in spans if span.least > 0),
        widens=tuple(axis for axis, span in spans if span.most > span.least),
        flags=effect.flags,
        sources=effect.sources,
    )
