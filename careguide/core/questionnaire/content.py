"""What is said: the texts of questions.yaml that do not change how an answer is weighed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Protocol


@dataclass(frozen=True)
class Ref:
    """Marks a key whose values are ids from another list of the file, named by its top-level key."""

    to: str


class Voice(StrEnum):
    """Who the words speak to: the person who takes the medicine, or someone who cares for them."""

    SELF = "self"
    SOMEONE = "someone"


SELF = Voice.SELF  # a name is found five times as fast as a member of an enumeration


class Evidence(StrEnum):
    """How a source knows what it says."""

    GUIDELINE = "guideline"
    REGULATOR = "regulator"
    LABEL = "label"
    REVIEW = "review"
    TRIAL = "trial"
    COHORT = "cohort"
    CONSENSUS = "consensus"
    DOCUMENT = "document"


class Place(StrEnum):
    """Where in the summary a message stands."""

    NOTE = "note"
    NEXT_STEP = "next_step"
    FIRST_STEP = "first_step"


class LineKind(StrEnum):
    """What a help line is for. `referral` finds care; it is never a crisis line."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    VETERANS = "veterans"
    POISON = "poison"
    VIOLENCE = "violence"
    HEALTH = "health"
    ALCOHOL_AND_DRUGS = "alcohol_and_drugs"
    REFERRAL = "referral"
    LOCATOR = "locator"


@dataclass(frozen=True)
class Text:
    """One thing said in both voices."""

    to_self: str
    to_someone: str

    def in_voice(self, voice: Voice) -> str:
        """Return the words for this voice."""
        return self.to_self if voice is SELF else self.to_someone


@dataclass(frozen=True)
class Condition:
    """True when the answer to `question` holds at least one of `options`."""

    question: str
    options: tuple[str, ...]


Clause = tuple[Condition, ...]
"""True when any of its conditions is true."""


@dataclass(frozen=True)
class Axis:
    """What an axis and its three steps are called."""

    name: Annotated[Text, "What people read."]
    steps: Annotated[tuple[Text, ...], "Three names, least to most."]


@dataclass(frozen=True)
class Axes:
    """The two axes that are never mixed."""

    medical: Annotated[Axis, "Who watches the body."]
    daily: Annotated[Axis, "What holds the day together."]


@dataclass(frozen=True)
class Section:
    """A group of questions with a title of its own."""

    id: Annotated[str, "Fixed name."]
    title: Annotated[Text, "What people read."]


@dataclass(frozen=True)
class Message:
    """Something that the reader is told in full, wherever it is needed."""

    id: Annotated[str, "Fixed name."]
    title: Annotated[Text, "Its heading."]
    body: Annotated[tuple[Text, ...], "One sentence or two each."]
    place: Annotated[Place, "note; next_step for cost and access; first_step for what to do before all else."] = (
        Place.NOTE
    )
    lines: Annotated[tuple[LineKind, ...], "Kinds of help line shown with it; numbers never stand in the text."] = ()
    calm_only: Annotated[bool, "true when it may calm: people see it only if nothing speaks against it."] = False
    countries: Annotated[tuple[str, ...], Ref("countries"), "Codes of the only countries where it is shown."] = ()
    unless: Annotated[Clause, "Left out beside any of these answers: {question: [options]}."] = ()
    tell_if: Annotated[tuple[Clause, ...], "Lines that must all hold, or not be known, for it to be shown."] = ()
    sources: Annotated[tuple[str, ...], Ref("sources"), "Ids of the sources that say so."] = ()


@dataclass(frozen=True)
class TakeAlong:
    """A question to put to a doctor, a pharmacist or a program."""

    id: Annotated[str, "Fixed name."]
    text: Annotated[Text, "The question, as the reader would ask it."]
    always: Annotated[bool, "true when every summary has it."] = False
    settings: Annotated[tuple[str, ...], Ref("settings"), "Included only if one of these is in the range."] = ()
    countries: Annotated[tuple[str, ...], Ref("countries"), "Codes of the only countries where it is included."] = ()
    tell_if: Annotated[tuple[Clause, ...], "Lines that must all hold, or not be known, for it to be included."] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class Setting:
    """A kind of care, described in the same detail as every other."""

    id: Annotated[str, "Fixed name."]
    name: Annotated[Text, "What people read."]
    lives: Annotated[Text, "Where you live."]
    watches: Annotated[Text, "Who watches your body, and how often."]
    day: Annotated[Text, "What fills the day."]
    lasts: Annotated[Text, "How long it tends to last, or 'ask'."]
    good: Annotated[tuple[Text, ...], "At least two good points."]
    hard: Annotated[tuple[Text, ...], "At least two hard points."]
    body: Annotated[Text, "What it is like for the body."]
    feelings: Annotated[Text, "What it is like for the feelings."]
    family: Annotated[Text, "What it is like for family and work."]
    costs: Annotated[Text, "What it tends to cost beside the others, in words."]
    fits: Annotated[Text, "Who it often fits."]
    ask: Annotated[tuple[Text, ...], "Questions to ask them."]
    sources: Annotated[tuple[str, ...], Ref("sources"), "Ids of the sources."]
    calm_only: Annotated[bool, "true when a summary offers it only when nothing speaks against it."] = False
    act: Annotated[str, Ref("acts"), "Id of what to do first where the talk starts with it."] = ""


@dataclass(frozen=True, kw_only=True)
class HelpLine:
    """A way to reach help. `checked_on` stays empty until a person has tried it."""

    kind: Annotated[LineKind, "What it is for."]
    name: Annotated[str, "What it is called."]
    call: Annotated[str | None, "Number to call."] = None
    text: Annotated[str | None, "Number to send a text to, with the word to send."] = None
    web: Annotated[str | None, "Its page, with https."] = None
    tty: Annotated[str | None, "Number for a text telephone."] = None
    note: Annotated[Text | None, "One line on who it is for."] = None
    source: Annotated[str, "Where the number was read."]
    checked_on: Annotated[str | None, "Date when a person last tried it; null until then."] = None


class Local(Protocol):
    """Something that may be for some countries only."""

    @property
    def countries(self) -> tuple[str, ...]:
        """Codes of the only countries that it is for; empty for all."""


@dataclass(frozen=True)
class Country:
    """The help lines of one country."""

    code: Annotated[str, "Two letters."]
    name: Annotated[str, "What people read."]
    lines: Annotated[tuple[HelpLine, ...], "Its help lines; one of them for emergencies."]

    def has(self, item: Local) -> bool:
        """Whether something is for this country: it names it, or no country at all."""
        return not item.countries or self.code in item.countries


@dataclass(frozen=True)
class Source:
    """A document that is cited."""

    id: Annotated[str, "Fixed name."]
    title: Annotated[str, "Its title, with publisher and year."]
    evidence: Annotated[Evidence, "How it knows."]
    where: Annotated[str, "DOI, page or file where it can be found."]
    countries: Annotated[
        tuple[str, ...], Ref("countries"), "Codes of the only countries where the page about the guide lists it."
    ] = ()


@dataclass(frozen=True)
class Review:
    """The clinician who reviewed the content; empty while no one has."""

    by: Annotated[str | None, "Name and role; null until then."] = None
    on: Annotated[str | None, "Date; null until then."] = None


@dataclass(frozen=True, kw_only=True)
class Intro:
    """The first screen, before any question."""

    title: Annotated[Text, "The heading."]
    what: Annotated[Text, "What this is."]
    time: Annotated[Text, "How long it takes."]
    not_a_diagnosis: Annotated[Text, "What it is not."]
    do_not_stop: Annotated[Text, "Not to stop or cut the medicine because of it."]
    answers: Annotated[Text, "What happens to the answers."]
    scope: Annotated[Text, "Who it is for."]
    not_for: Annotated[Text, "Who should ask their care team instead."]


@dataclass(frozen=True, kw_only=True)
class Labels:
    """The words for what is not known."""

    not_sure: Annotated[Text, "The answer 'not sure'."]
    prefer_not: Annotated[Text, "The answer 'prefer not to say'."]
    unanswered: Annotated[Text, "What to call a question that was left open."]


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """The sentences that hold a summary together."""

    emergency: Annotated[Text, "Headline of the emergency screen."]
    start: Annotated[Text, "Line above the setting to start the talk with."]
    at_least: Annotated[Text, "The same while too much is unknown."]
    also: Annotated[Text, "Line above what is also worth asking about."]
    depends: Annotated[Text, "Line above what depends on what is not known."]
    no_change: Annotated[Text, "Line on making no change for now."]
    not_enough: Annotated[Text, "Headline when too much is unknown."]
    not_enough_next: Annotated[Text, "What to do then."]
    fit_start: Annotated[Text, "The choice is where the talk starts."]
    fit_also: Annotated[Text, "The choice is among what is worth asking about."]
    fit_depends: Annotated[Text, "The choice depends on what is not known."]
    fit_outside: Annotated[Text, "The choice is something to talk over."]
    who_decides: Annotated[Text, "That a professional decides with them; not a diagnosis, not an all-clear."]
    ending: Annotated[tuple[Text, ...], "How every result ends: take it along, danger signs, help today."]


@dataclass(frozen=True)
class Claim:
    """A sentence on a page, with its sources."""

    text: Annotated[Text, "The sentence."]
    sources: Annotated[tuple[str, ...], Ref("sources"), "Ids of the sources that say so."] = ()
    ourselves: Annotated[bool, "true for what the guide says about itself: it needs no source."] = False
    exact: Annotated[bool, "true for the one claim in a regulator's terms, which need not be easy to read."] = False
    countries: Annotated[tuple[str, ...], Ref("countries"), "Codes of the only countries where it is said."] = ()


@dataclass(frozen=True)
class About:
    """One part of the page about the guide."""

    id: Annotated[str, "Fixed name."]
    title: Annotated[Text, "Its heading."]
    claims: Annotated[tuple[Claim, ...], "What it says."]


@dataclass(frozen=True)
class Wording:
    """How the words are measured."""

    exempt: Annotated[tuple[str, ...], "Words that count as short in the reading grade, such as names of medicines."]
    allowed: Annotated[tuple[str, ...], "Names, titles and warnings with a word that is otherwise not allowed."] = ()
