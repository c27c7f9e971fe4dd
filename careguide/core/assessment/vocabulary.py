"""Everything a summary may say in one voice for one country, prepared in advance: nothing here depends on an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, combinations_with_replacement, product
from typing import Annotated, Any

from careguide.core.assessment.answers import Answer, words_of
from careguide.core.assessment.assess import CORNER, CORNERS, EMERGENCY, NOT_ENOUGH, Corner, ResultKind, cells_between
from careguide.core.assessment.bits import Bits, Plan
from careguide.core.questionnaire.content import Country, HelpLine, Message, Place, Voice
from careguide.core.questionnaire.model import (
    NOT_SURE,
    PREFER_NOT,
    Cell,
    Daily,
    Effect,
    Medical,
    Question,
    Questionnaire,
    Span,
)

Word = tuple[str, str | None]
"""A question's id and one id of its answer; None if it was left open."""


@dataclass(frozen=True)
class Note:
    """A message in full: `lines` are the help lines of the chosen country that go with it."""

    id: Annotated[str, "Id of the message."]
    title: Annotated[str, "Its heading."]
    body: Annotated[tuple[str, ...], "Its sentences, each a paragraph."]
    lines: Annotated[tuple[HelpLine, ...], "Help lines of the chosen country that go with it."]
    sources: Annotated[tuple[str, ...], "Ids of the sources that say so."]


@dataclass(frozen=True)
class Choice:
    """A cell of the grid as people read it, with the id of its setting and its two steps."""

    setting: Annotated[str, "Id of the kind of care."]
    name: Annotated[str, "What people read."]
    short: Annotated[str, "The same in a few words."]
    medical: Annotated[str, "Who watches the body: the step's name; empty for no change."]
    daily: Annotated[str, "What holds the day together: the step's name; empty for no change."]


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

    @classmethod
    def of(
        cls, effect: Effect, questions: tuple[str, ...], topic: str, answer: str, voice: Voice, rule: str | None = None
    ) -> Reason:
        """Return the reason that an effect gives."""
        spans: list[tuple[str, Span[Any]]] = [("medical", effect.medical), ("daily", effect.daily)]
        return cls(
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


class Vocabulary:
    """Messages, questions to take along and wishes, by their ids; and the reasons that each word of an answer gives.

    `denied` are the answers whose reason for care at home is left out beside some others, each with those others.
    `named` are the questions that each rule looks at, in order, with those of their options that it names.
    """

    def __init__(self, plan: Plan, voice: Voice, country: Country) -> None:
        """Put everything into words."""
        questionnaire = plan.questionnaire
        self.questionnaire, self.voice = questionnaire, voice
        self._choices: dict[frozenset[Corner], Choices] = {}
        self.note = {item.id: _note(item, voice, country) for item in questionnaire.messages if country.has(item)}
        self.message = questionnaire.message
        self.next_steps = {message.id for message in questionnaire.messages if message.place is Place.NEXT_STEP}
        self.first_steps = {message.id for message in questionnaire.messages if message.place is Place.FIRST_STEP}
        self.ask = {item.id: item.text.in_voice(voice) for item in questionnaire.take_along if country.has(item)}
        self.ask_always = [item.id for item in questionnaire.take_along if item.always]
        self.take_along = {item.id: item for item in questionnaire.take_along}
        self.ending = tuple(text.in_voice(voice) for text in questionnaire.phrases.ending)
        no_change = questionnaire.setting[questionnaire.always_shown]
        name = no_change.name.in_voice(voice)
        self.always_shown = Choice(no_change.id, name, name, "", "")
        self.no_change_is_calm_only = no_change.calm_only
        self.brings = {
            (question.id, word): [effect for effect in effects if effect.notes or effect.ask]
            for question, word, effects in effects_of(questionnaire)
        }
        options = [(question, option) for question in questionnaire.questions for option in question.options]
        self.wishes = {(question.id, option.id): option for question, option in options if option.wants}
        self.denied = {(question.id, option.id): option.unless for question, option in options if option.unless}
        self.told = _told(questionnaire, voice)
        self.named = _named(questionnaire)

    @classmethod
    def of(cls, plan: Plan, voice: Voice, country: str) -> Vocabulary:
        """Return everything that may be said, made once for each plan. Raises KeyError for an unknown country."""
        found: Vocabulary | None = plan.vocabularies.get((voice, country))
        if found is None:
            found = plan.vocabularies[voice, country] = cls(plan, voice, plan.questionnaire.country[country])
        return found

    def choices(self, other_names: frozenset[Corner]) -> Choices:
        """Return every choice, made once for each set of cells that go by their other names."""
        if other_names not in self._choices:
            self._choices[other_names] = Choices(self.questionnaire, self.voice, other_names)
        return self._choices[other_names]


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


def effects_of(questionnaire: Questionnaire) -> Iterator[tuple[Question, str | None, tuple[Effect, ...]]]:
    """Yield every possible answer with its effects; a question left open has those of both unknown answers."""
    for question in questionnaire.questions:
        for word in words_of(question):
            yield question, word, (question.effect(word),)
        yield question, None, () if question.optional else (question.not_sure, question.prefer_not)


def _told(questionnaire: Questionnaire, voice: Voice) -> dict[Word, tuple[Reason, ...]]:
    """Return the reasons that each word of an answer gives."""
    found: dict[Word, tuple[Reason, ...]] = {}
    one: dict[Reason, Reason] = {}
    for question, word, effects in effects_of(questionnaire):
        chosen = None if word is None else frozenset({word})
        said = answer_words(questionnaire, question, chosen, voice)
        topic = question.topic.in_voice(voice)
        reasons = (Reason.of(effect, (question.id,), topic, said, voice) for effect in effects if effect.matters)
        found[question.id, word] = tuple(one.setdefault(reason, reason) for reason in reasons)
    return found


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


def _note(message: Message, voice: Voice, country: Country) -> Note:
    return Note(
        id=message.id,
        title=message.title.in_voice(voice),
        body=tuple(text.in_voice(voice) for text in message.body),
        lines=tuple(line for kind in message.lines for line in country.lines if line.kind is kind),
        sources=message.sources,
    )


class Choices:
    """Every choice in one voice, prepared in advance; the cells at the `other_names` corners use their other name.

    `beyond` has, for any three corners in order, the choices up to the last that the second does not reach by name.
    """

    def __init__(self, questionnaire: Questionnaire, voice: Voice, other_names: frozenset[Corner]) -> None:
        self._emergency = questionnaire.phrases.emergency.in_voice(voice)
        self._not_enough = questionnaire.phrases.not_enough.in_voice(voice)
        self.start = {
            corner: _choice(cell, voice, corner in other_names) for corner, cell in questionnaire.cell.items()
        }
        self._name = {bits: self.start[corner].name for bits, corner in CORNERS.items()}
        self.beyond: dict[tuple[Corner, Corner, Corner], tuple[Choice, ...]] = {}
        for rows, columns in product(
            combinations_with_replacement(Medical, 3), combinations_with_replacement(Daily, 3)
        ):
            low, near, far = zip(rows, columns, strict=True)
            named = {cell.name for cell in cells_between(questionnaire, low, near)}
            kept = {cell.name: cell for cell in cells_between(questionnaire, low, far) if cell.name not in named}
            self.beyond[low, near, far] = tuple(self.start[cell.medical, cell.daily] for cell in kept.values())

    def result(self, kind: ResultKind, corner: Bits) -> str:
        """Return the name of a result of this kind; `corner` is a state whose least marks are the corner."""
        if kind is EMERGENCY:
            return self._emergency
        return self._not_enough if kind is NOT_ENOUGH else self._name[corner & CORNER]


def _choice(cell: Cell, voice: Voice, is_renamed: bool) -> Choice:
    words = cell.instead if is_renamed and cell.instead else cell
    return Choice(
        cell.setting, words.name.in_voice(voice), words.short.in_voice(voice), cell.medical.name, cell.daily.name
    )
