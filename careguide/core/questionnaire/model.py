"""What is asked and weighed: the questionnaire as frozen data, and what each key of questions.yaml means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import Annotated, Generic, TypeVar

from careguide.core.questionnaire.acts import Act
from careguide.core.questionnaire.content import (
    About,
    Axes,
    Clause,
    Country,
    Intro,
    Labels,
    LineKind,
    Message,
    Phrases,
    Ref,
    Review,
    Section,
    Setting,
    Source,
    TakeAlong,
    Text,
    Wording,
)
from careguide.core.questionnaire.staff_words import Script, Together
from careguide.core.questionnaire.values import Value


class Medical(IntEnum):
    """Who watches the body, least to most."""

    usual = 0
    closer = 1
    round_the_clock = 2


class Daily(IntEnum):
    """What holds the day together, least to most."""

    home = 0
    day = 1
    live_in = 2


class Factor(StrEnum):
    """What the source documents say people weigh."""

    SAFETY = "safety"
    SEVERITY = "severity"
    CO_OCCURRING = "co_occurring"
    SUPPORT = "support"
    COST = "cost"
    PREFERENCE = "preference"


class Level(StrEnum):
    """How loudly a flag speaks: alone and first, today, this week, or as a note."""

    EMERGENCY = "emergency"
    SAME_DAY = "same_day"
    THIS_WEEK = "this_week"
    NOTE = "note"


NOT_SURE = "not_sure"
PREFER_NOT = "prefer_not"
NONE_ANSWERS = frozenset({"none", "none_of_these"})
UNKNOWN_ANSWERS = frozenset({NOT_SURE, PREFER_NOT})

Step = TypeVar("Step", Medical, Daily)


@dataclass(frozen=True)
class Span(Generic[Step]):
    """Part of an axis that an effect points at: at least `least`, up to `most`."""

    least: Step
    most: Step


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What an answer or a rule does: it may raise a need, raise flags, and bring messages and questions to ask."""

    medical: Annotated[Span[Medical], "Who should watch the body: one step, or 'closer to round_the_clock'."] = Span(
        Medical.usual, Medical.usual
    )
    daily: Annotated[Span[Daily], "What should hold the day together: one step, or 'home to day'."] = Span(
        Daily.home, Daily.home
    )
    flags: Annotated[tuple[str, ...], Ref("flags"), "Ids of the flags that this raises."] = ()
    home: Annotated[bool, "true when this counts as a reason for care at home."] = False
    because: Annotated[Text | None, "The reason, as the summary gives it."] = None
    notes: Annotated[tuple[str, ...], Ref("messages"), "Ids of the messages that this brings."] = ()
    ask: Annotated[tuple[str, ...], Ref("take_along"), "Ids of the questions to take along."] = ()
    act: Annotated[str, Ref("acts"), "Id of what to do first."] = ""
    sources: Annotated[tuple[str, ...], Ref("sources"), "Ids of the sources that say so."] = ()

    @property
    def raises_need(self) -> bool:
        """Whether either axis moves above its least step."""
        return self.medical.most > 0 or self.daily.most > 0

    @property
    def matters(self) -> bool:
        """Whether this needs a reason and a source: it moves a need, raises a flag or speaks for care at home."""
        return self.raises_need or self.home or bool(self.flags)


@dataclass(frozen=True, kw_only=True)
class Option(Effect):
    """One answer that a person can choose."""

    id: Annotated[str, "Fixed name, never shown to people; rules use it."]
    label: Annotated[Text, "What the person reads and chooses."]
    wants: Annotated[tuple[str, ...], Ref("settings"), "For a preference: ids of settings that would suit it."] = ()
    information: Annotated[bool, "true when it changes nothing and is there only to be known."] = False
    may_come: Annotated[bool, "true when it may come next to anyone, so that people are told what it would change."] = (
        False
    )
    unless: Annotated[Clause, "As a reason for care at home, left out beside any of these answers."] = ()
    countries: Annotated[tuple[str, ...], Ref("countries"), "Codes of the only countries where it is offered."] = ()


@dataclass(frozen=True, kw_only=True)
class UnknownAnswer(Effect):
    """What 'not sure' or 'prefer not to say' brings on one question, beside widening the result."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Question:
    """One question with its options. It is compared by identity, so that it can be a cache key."""

    id: Annotated[str, "Fixed name, never shown to people."]
    section: Annotated[str, Ref("sections"), "Id of the section it stands in."]
    factor: Annotated[Factor, "What kind of thing is weighed."]
    topic: Annotated[Text, "Two or three words that name it in a list."]
    ask: Annotated[Text, "The question itself."]
    hint: Annotated[Text | None, "A line below the question."] = None
    why: Annotated[Text, "Why we ask."]
    script: Annotated[Script, "For staff who read it aloud."]
    tick: Annotated[bool, "true when all that apply may be ticked."] = False
    critical: Annotated[bool, "true when withdrawal cannot be judged without it."] = False
    optional: Annotated[bool, "true when leaving it out means nothing."] = False
    ask_if: Annotated[Clause, "Ask it unless an earlier answer rules it out: {question: [options]}."] = ()
    shows: Annotated[tuple[str, ...], Ref("messages"), "Ids of messages shown beside it before any answer."] = ()
    options: Annotated[tuple[Option, ...], "The answers, in the order they are shown."]
    not_sure: Annotated[UnknownAnswer, "What 'not sure' brings here."] = UnknownAnswer()
    prefer_not: Annotated[UnknownAnswer, "What 'prefer not to say' brings here."] = UnknownAnswer()

    @cached_property
    def option(self) -> dict[str, Option]:
        """Every option by its id."""
        return {option.id: option for option in self.options}

    def effect(self, answer: str) -> Effect:
        """Return what one given answer brings; `answer` is an option's id or one of the two unknown answers."""
        if answer in UNKNOWN_ANSWERS:
            return self.not_sure if answer == NOT_SURE else self.prefer_not
        return self.option[answer]


@dataclass(frozen=True, eq=False, kw_only=True)
class Rule(Effect):
    """A combination of answers that does more than each alone."""

    id: Annotated[str, "Fixed name, never shown to people."]
    when: Annotated[tuple[Clause, ...], "Lines that must all hold; two questions in one line: either is enough."]


@dataclass(frozen=True)
class Flag:
    """A warning: once an answer raises it, nothing takes it back."""

    id: Annotated[str, "Fixed name."]
    level: Annotated[Level, "emergency (alone and first), same_day (on top), this_week (below it) or note."]
    message: Annotated[str, Ref("messages"), "Id of the message that says what to do."]
    act: Annotated[str, Ref("acts"), "Id of what to do first, where no answer that raises it brings another act."] = ""


@dataclass(frozen=True, kw_only=True)
class Instead:
    """What a cell is called for people who cannot have what its own name says."""

    when: Annotated[Clause, "Any of these answers: {question: [options]}."]
    name: Annotated[Text, "What people read then."]
    short: Annotated[Text, "The same in a few words."]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One of the nine places where the two axes meet, and its setting."""

    medical: Annotated[Medical, "Its row."]
    daily: Annotated[Daily, "Its column."]
    setting: Annotated[str, Ref("settings"), "Id of the setting."]
    name: Annotated[Text, "What people read."]
    short: Annotated[Text, "The same in a few words, for the picture."]
    instead: Annotated[Instead | None, "Another name, for people who cannot have what this one says."] = None


@dataclass(frozen=True, kw_only=True)
class Guarantee:
    """A promise about this content, proved over every sheet. It holds one of the claims below."""

    id: Annotated[str, "Fixed name."]
    says: Annotated[str, "The promise in a sentence that a clinician can sign."]
    never_moves: Annotated[tuple[str, ...], Ref("questions"), "Ids of questions that never move a need or flag."] = ()
    critical: Annotated[tuple[str, ...], Ref("questions"), "Ids of the questions that are the critical ones."] = ()
    when: Annotated[tuple[Clause, ...], "Lines that must all hold for what follows to be promised."] = ()
    raises: Annotated[tuple[str, ...], Ref("flags"), "Ids of flags that are then always raised."] = ()
    medical: Annotated[Span[Medical], "How far the need for medical care then always goes."] = Span(
        Medical.usual, Medical.usual
    )
    daily: Annotated[Span[Daily], "How far the need for daily support then always goes."] = Span(Daily.home, Daily.home)
    warnings: Annotated[tuple[str, ...], Ref("flags"), "Ids of loud flags that show the same kind of line first."] = ()
    first_line: Annotated[LineKind, "The kind of line that they show first, in every country that has it."] = (
        LineKind.EMERGENCY
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Questionnaire:
    """Everything a clinician may edit, whole and without fault."""

    version: Annotated[str, "Version of the content; raise it with every change."]
    published: Annotated[str, "Date of this version."]
    next_review: Annotated[str, "Date by which it must be read again."]
    review: Annotated[Review, "Who has reviewed it."]
    title: Annotated[Text, "Name of the guide."]
    intro: Annotated[Intro, "The first screen."]
    labels: Annotated[Labels, "The words for what is not known."]
    phrases: Annotated[Phrases, "The sentences that hold a summary together."]
    axes: Annotated[Axes, "The two axes that are never mixed."]
    sections: Annotated[tuple[Section, ...], "The groups of questions that belong together."]
    questions: Annotated[tuple[Question, ...], "The questions, in order."]
    rules: Annotated[tuple[Rule, ...], "Combinations of answers that do more than each alone."]
    at_most: Annotated[int, "The most questions that any path may ask; 0 for no limit."] = 0
    guarantees: Annotated[tuple[Guarantee, ...], "What is promised of this content, and proved over every sheet."] = ()
    flags: Annotated[tuple[Flag, ...], "The warnings."]
    messages: Annotated[tuple[Message, ...], "Everything that is said in full."]
    acts: Annotated[tuple[Act, ...], "What to do first; of those that are as soon, in this order."] = ()
    until: Annotated[tuple[str, ...], Ref("messages"), "Ids of what holds until then; the first that is told."] = ()
    take_along: Annotated[tuple[TakeAlong, ...], "Questions to take to a professional."]
    settings: Annotated[tuple[Setting, ...], "The kinds of care."]
    always_shown: Annotated[str, Ref("settings"), "Id of the setting that is always among those compared."]
    values: Annotated[tuple[Value, ...], "What can matter to a person; it moves nothing."] = ()
    cells: Annotated[tuple[Cell, ...], "The nine places where the two axes meet."]
    countries: Annotated[tuple[Country, ...], "Help lines, by country; the first is the default."]
    together: Annotated[Together | None, "The words of the staff page; without them there is none."] = None
    about: Annotated[tuple[About, ...], "The page about the guide."]
    sources: Annotated[tuple[Source, ...], "The documents that are cited."]
    wording: Annotated[Wording, "How the words are measured."]
    digest: str = ""

    @cached_property
    def question(self) -> dict[str, Question]:
        """Every question by its id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def flag(self) -> dict[str, Flag]:
        """Every flag by its id."""
        return {flag.id: flag for flag in self.flags}

    @cached_property
    def act(self) -> dict[str, Act]:
        """Every act by its id, in their order."""
        return {act.id: act for act in self.acts}

    @cached_property
    def message(self) -> dict[str, Message]:
        """Every message by its id."""
        return {message.id: message for message in self.messages}

    @cached_property
    def setting(self) -> dict[str, Setting]:
        """Every setting by its id."""
        return {setting.id: setting for setting in self.settings}

    @cached_property
    def country(self) -> dict[str, Country]:
        """Every country by its code."""
        return {country.code: country for country in self.countries}

    @cached_property
    def cell(self) -> dict[tuple[Medical, Daily], Cell]:
        """Every cell by its row and column."""
        return {(cell.medical, cell.daily): cell for cell in self.cells}

    @cached_property
    def source(self) -> dict[str, Source]:
        """Every source by its id."""
        return {source.id: source for source in self.sources}
