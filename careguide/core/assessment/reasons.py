"""Why a result is what it is: every answer and rule that has a reason, on its side, with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from careguide.core.assessment.answers import NOTHING, Answer, words_of
from careguide.core.assessment.assess import Assessment
from careguide.core.assessment.fitting import is_said
from careguide.core.assessment.vocabulary import Reason, Vocabulary, Word, answer_words
from careguide.core.questionnaire.model import Effect, Question, Rule


def reasons(assessment: Assessment, vocabulary: Vocabulary) -> tuple[Reason, ...]:
    """Return every reason of an assessment: rules first, then answers in the order they were asked."""
    return (*_from_rules(assessment, vocabulary), *_from_answers(assessment, vocabulary))


def spoken_effects(assessment: Assessment, question: Question) -> tuple[tuple[str | None, Effect], ...]:
    """Return what the answer to an asked question brings: option id and effect; the id is None if it was left open."""
    answer = assessment.sheet.get(question.id)
    if answer is None:
        return () if question.optional else ((None, question.not_sure), (None, question.prefer_not))
    words = answer if len(answer) == 1 else [word for word in words_of(question) if word in answer]
    return tuple((word, question.effect(word)) for word in words)


def words_given(assessment: Assessment) -> list[Word]:
    """Return each word of every answer to what was asked, in order."""
    found: list[Word] = []
    for question in assessment.asked:
        answer = assessment.sheet.get(question.id)
        if answer is None or len(answer) == 1:
            found.append((question.id, next(iter(answer or (None,)))))
        else:
            found += [(question.id, word) for word in words_of(question) if word in answer]
    return found


def _from_answers(assessment: Assessment, vocabulary: Vocabulary) -> Iterable[Reason]:
    told, denied = vocabulary.told, vocabulary.denied
    words = (word for word in words_given(assessment) if word not in denied or not is_said(assessment, denied[word]))
    found = [reason for word in words for reason in told[word]]
    return {id(reason): reason for reason in found}.values()  # equal ones are one object there


def _from_rules(assessment: Assessment, vocabulary: Vocabulary) -> Iterator[Reason]:
    voice = vocabulary.voice
    for rule in assessment.fired:
        parts = _meeting(assessment, rule, vocabulary)
        questions = tuple(question.id for question, _ in parts)
        topics = " + ".join(question.topic.in_voice(voice) for question, _ in parts)
        words = [answer_words(assessment.questionnaire, question, answer, voice) for question, answer in parts]
        yield Reason.of(rule, questions, topics, " + ".join(words), voice, rule.id)


def _meeting(assessment: Assessment, rule: Rule, vocabulary: Vocabulary) -> list[tuple[Question, Answer]]:
    """Return the questions and just those answers that make the rule hold."""
    found = []
    for question, named in vocabulary.named[rule.id]:
        met = named & assessment.sheet.get(question.id, NOTHING)
        if met and assessment.layout.is_asked(assessment.bits, question):
            found.append((question, met))
    return found
