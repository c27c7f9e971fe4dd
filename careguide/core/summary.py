"""What a person is told: one assessment composed into data, in one voice, for one country."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import combinations_with_replacement, product
from typing import Annotated

from careguide.core.answers import Sheet
from careguide.core.assess import Assessment, Corner, Kind, assess, cells_between
from careguide.core.content import Country, HelpLine, Message, Place, Source, Voice
from careguide.core.exchanges import Change, Unknown, changes, unknowns
from careguide.core.model import Cell, Daily, Effect, Level, Medical, Questionnaire
from careguide.core.reasons import Reason, effects_of, reasons, words_given


@dataclass(frozen=True)
class Note:
    """Something said in full: `lines` are the help lines of the chosen country that go with it."""

    id: Annotated[str, "Id of the message."]
    title: Annotated[str, "Its heading."]
    body: Annotated[tuple[str, ...], "Its sentences, each a paragraph."]
    lines: Annotated[tuple[HelpLine, ...], "Help lines of the chosen country that go with it."]
    sources: Annotated[tuple[str, ...], "Ids of the sources that say so."]


@dataclass(frozen=True)
class Panel:
    """A warning that comes before everything else: what to do, what more to know, and the reasons for it."""

    notes: Annotated[tuple[Note, ...], "What to do, most urgent first."]
    reasons: Annotated[tuple[Reason, ...], "The answers and rules that raised it."]


@dataclass(frozen=True)
class Choice:
    """A cell of the grid as it is named to people, with the id of its setting and its two steps."""

    setting: Annotated[str, "Id of the kind of care."]
    name: Annotated[str, "What people read."]
    short: Annotated[str, "The same in a few words."]
    medical: Annotated[str, "Who watches the body: the step's name; empty for no change."]
    daily: Annotated[str, "What holds the day together: the step's name; empty for no change."]


@dataclass(frozen=True)
class Fit:
    """What the person would choose, beside the result: `standing` is start, also, depends or outside."""

    choice: Annotated[str, "What they said they would choose."]
    standing: Annotated[str, "start, also, depends or outside."]
    sentence: Annotated[str, "What to say about it."]


@dataclass
class Summary:
    """Everything a summary page, a print or a program needs; see each part's own type.

    An emergency leaves `ask` and everything from `start` on empty: it stands alone, and nothing may reassure beside it.
    `cautions` are the messages of flags that are no panel, such as not to stop; `notes` are those of answers and rules.
    """

    kind: Annotated[Kind, "emergency, not_enough (too much is not known) or start."]
    voice: Annotated[Voice, "Who it speaks to."]
    country: Annotated[str, "Whose help lines it has."]
    headline: Annotated[str, "The one great line."]
    who_decides: Annotated[str, "That a professional decides with them."]
    emergency: Annotated[Panel | None, "Shown alone and first, when it is there."]
    same_day: Annotated[Panel | None, "Shown on top of every result, when it is there."]
    warnings: Annotated[tuple[Reason, ...], "Every answer and rule that raised a flag."]
    ask: Annotated[tuple[str, ...], "Questions to take to a professional."]
    help_lines: Annotated[tuple[HelpLine, ...], "All help lines of the country."]
    ending: Annotated[tuple[str, ...], "How every summary ends."]
    sources: Annotated[tuple[Source, ...], "What the reasons and notes rest on."]
    reviewed_by: Annotated[str | None, "The clinician who reviewed the content; null while no one has."]
    version: Annotated[str, "Version of the content."]
    digest: Annotated[str, "Fingerprint of the content."]
    start: Annotated[Choice | None, "Where to start the conversation."] = None
    also: Annotated[tuple[Choice, ...], "Also worth asking about."] = ()
    depends: Annotated[
        tuple[Choice, ...], "What it could be, should the unknown turn out badly; never a headline."
    ] = ()
    depends_on: Annotated[tuple[str, ...], "Topics that are not known and could lead there."] = ()
    always_shown: Annotated[Choice | None, "Making no change for now, which is always among what is compared."] = None
    for_home: Annotated[tuple[Reason, ...], "Reasons for care at home."] = ()
    for_more_care: Annotated[tuple[Reason, ...], "Reasons for more care."] = ()
    unknown: Annotated[tuple[Unknown, ...], "What is not known, the most telling first."] = ()
    changes: Annotated[tuple[Change, ...], "What one other answer would change."] = ()
    preference: Annotated[Fit | None, "What they would choose, beside the result."] = None
    cautions: Annotated[tuple[Note, ...], "Warnings that are no panel, such as not to stop."] = ()
    next_steps: Annotated[tuple[Note, ...], "On cost and access."] = ()
    notes: Annotated[tuple[Note, ...], "What else to know."] = ()


def compose(questionnaire: Questionnaire, sheet: Sheet, voice: Voice, country: str) -> Summary:
    """Return the summary of a sheet. Raises KeyError for a country that the questionnaire does not hold."""
    return told(assess(questionnaire, sheet), voice, country)


def told(found: Assessment, voice: Voice, country: str) -> Summary:
    """Return the summary of an assessed sheet."""
    return _Composer(found, voice, country).summary()


def spoken_words(data: object) -> int:
    """Return how many words a summary holds, however deep; other dataclasses, dicts and lists are counted alike."""
    strings, rest = list[str](), [data]
    for item in rest:  # which grows meanwhile
        if isinstance(item, str):
            strings.append(item)
        elif isinstance(item, (tuple, list)):
            rest += item
        elif isinstance(item, dict):
            rest += item.values()
        elif hasattr(item, "__dataclass_fields__"):
            rest += vars(item).values()
    return len(" ".join(strings).split())


class _Words:
    """All that a summary may say in one voice for one country, made ahead: nothing in it depends on an answer."""

    def __init__(self, questionnaire: Questionnaire, voice: Voice, country: Country) -> None:
        self.note = {message.id: _note(message, voice, country) for message in questionnaire.messages}
        self.next_steps = {message.id for message in questionnaire.messages if message.place is Place.NEXT_STEP}
        self.ask = {item.id: item.text.said(voice) for item in questionnaire.take_along}
        self.ask_always = [item.id for item in questionnaire.take_along if item.always]
        self.ending = tuple(text.said(voice) for text in questionnaire.phrases.ending)
        name = questionnaire.setting[questionnaire.always_shown].name.said(voice)
        self.always_shown = Choice(questionnaire.always_shown, name, name, "", "")
        self.brings = {
            (question.id, word): [effect for effect in effects if effect.notes or effect.ask]
            for question, word, effects in effects_of(questionnaire)
        }
        options = ((question, option) for question in questionnaire.questions for option in question.options)
        self.wishes = {(question.id, option.id): option for question, option in options if option.wants}
        self.start = {steps: _choice(cell, voice) for steps, cell in questionnaire.cell.items()}
        self.beyond = _beyond(questionnaire, voice)


@lru_cache(maxsize=64)
def _words(questionnaire: Questionnaire, voice: Voice, country: str) -> _Words:
    return _Words(questionnaire, voice, questionnaire.country[country])


def _note(message: Message, voice: Voice, country: Country) -> Note:
    return Note(
        id=message.id,
        title=message.title.said(voice),
        body=tuple(text.said(voice) for text in message.body),
        lines=tuple(line for kind in message.lines for line in country.lines if line.kind is kind),
        sources=message.sources,
    )


def _choice(cell: Cell, voice: Voice) -> Choice:
    return Choice(cell.setting, cell.name.said(voice), cell.short.said(voice), cell.medical.name, cell.daily.name)


def _beyond(questionnaire: Questionnaire, voice: Voice) -> dict[tuple[Corner, Corner, Corner], tuple[Choice, ...]]:
    """Return, for any three corners in order, the choices up to the last that the second does not reach by name."""
    found = {}
    for rows, columns in product(combinations_with_replacement(Medical, 3), combinations_with_replacement(Daily, 3)):
        low, near, far = zip(rows, columns, strict=True)
        named = {cell.name for cell in cells_between(questionnaire, low, near)}
        kept = {cell.name: cell for cell in cells_between(questionnaire, low, far) if cell.name not in named}
        found[low, near, far] = tuple(_choice(cell, voice) for cell in kept.values())
    return found


class _Composer:
    def __init__(self, assessment: Assessment, voice: Voice, country: str) -> None:
        self.assessment = assessment
        self.questionnaire = assessment.questionnaire
        self.phrases = assessment.questionnaire.phrases
        self.outcome = assessment.outcome
        self.voice = voice
        self.country = assessment.questionnaire.country[country]
        self.words = _words(assessment.questionnaire, voice, country)
        self.raised = [flag for flag in assessment.questionnaire.flags if flag.id in assessment.flags]
        self.reasons = reasons(assessment, voice)
        self.given = words_given(assessment)
        spoken = [effect for word in self.given for effect in self.words.brings[word]]
        self.effects: list[Effect] = [*assessment.fired, *spoken]

    def summary(self) -> Summary:
        start, also, depends = self._choices()
        panels = self._panel(Level.EMERGENCY), self._panel(Level.SAME_DAY)
        loud = [note for panel in panels if panel for note in panel.notes]
        notes = self._notes({note.id for note in loud})
        common = self._common(start, panels, [*loud, *notes])
        if self.outcome.kind is Kind.EMERGENCY:
            return common()
        unknown = unknowns(self.assessment, self.voice)
        flagged = {flag.message for flag in self.raised}
        others = [note for note in notes if note.id not in flagged]
        return common(
            ask=self._ask(),
            start=start,
            also=also,
            depends=depends,
            depends_on=tuple([item.topic for item in unknown if depends and item.reaches]),
            always_shown=self.words.always_shown,
            for_home=tuple([reason for reason in self.reasons if reason.home]),
            for_more_care=tuple([reason for reason in self.reasons if reason.for_more_care]),
            unknown=unknown,
            changes=changes(self.assessment, self.voice),
            preference=self._fit(start, also, depends),
            cautions=tuple([note for note in notes if note.id in flagged]),
            next_steps=tuple([note for note in others if note.id in self.words.next_steps]),
            notes=tuple([note for note in others if note.id not in self.words.next_steps]),
        )

    def _common(
        self, start: Choice | None, panels: tuple[Panel | None, Panel | None], notes: Iterable[Note]
    ) -> partial[Summary]:
        """Return what every summary has, and an emergency alone: what to ask a program can wait."""
        return partial(
            Summary,
            kind=self.outcome.kind,
            voice=self.voice,
            country=self.country.code,
            headline=self._headline(start),
            who_decides=self.phrases.who_decides.said(self.voice),
            emergency=panels[0],
            same_day=panels[1],
            warnings=tuple([reason for reason in self.reasons if reason.flags]),
            ask=(),
            help_lines=self.country.lines,
            ending=self.words.ending,
            sources=self._sources(notes),
            reviewed_by=self.questionnaire.review.by if self.questionnaire.review.on else None,
            version=self.questionnaire.version,
            digest=self.questionnaire.digest,
        )

    def _headline(self, start: Choice | None) -> str:
        if self.outcome.kind is Kind.EMERGENCY:
            return self.phrases.emergency.said(self.voice)
        known = start if self.outcome.kind is Kind.START else None
        return known.name if known else self.phrases.not_enough.said(self.voice)

    def _choices(self) -> tuple[Choice | None, tuple[Choice, ...], tuple[Choice, ...]]:
        """Return start, also and depends, never mixed; while too much is unknown the least cell is no start."""
        kind, _, start, also, could = self.outcome
        unsure_start = kind is Kind.NOT_ENOUGH and not any(start)
        beyond = self.words.beyond
        return (
            None if unsure_start else self.words.start[start],
            beyond[start, start, also],
            beyond[start, also, could],
        )

    def _panel(self, level: Level) -> Panel | None:
        raised = {flag.id: flag for flag in self.raised if flag.level is level}
        if not raised:
            return None
        words = dict.fromkeys(flag.message for flag in raised.values())
        if level is Level.EMERGENCY:  # all that helps stands on that screen, since nothing else does
            loud = (effect for effect in self.effects if raised.keys() & set(effect.flags))
            words |= dict.fromkeys(word for effect in loud for word in effect.notes)
        spoke = tuple(reason for reason in self.reasons if raised.keys() & set(reason.flags))
        return Panel(tuple(self.words.note[word] for word in words), spoke)

    def _notes(self, shown: set[str]) -> list[Note]:
        """Return the messages of note flags and of every effect, each once, save those that a panel already shows."""
        words = dict.fromkeys(flag.message for flag in self.raised)
        for effect in self.effects:
            words |= dict.fromkeys(effect.notes)
        return [self.words.note[word] for word in words if word not in shown]

    def _is_calm(self) -> bool:
        """Whether nothing speaks against making no change for now."""
        return self.outcome.kind is Kind.START and not self.outcome.same_day and not any(self.outcome.also)

    def _fit(self, start: Choice | None, also: tuple[Choice, ...], depends: tuple[Choice, ...]) -> Fit | None:
        wish = next((self.words.wishes[word] for word in self.given if word in self.words.wishes), None)
        if wish is None:
            return None
        ranks = {"start": (start,) if start else (), "also": also, "depends": depends}
        if self._is_calm():
            ranks["also"] = (*also, self.words.always_shown)
        standing = next(
            (rank for rank, choices in ranks.items() if any(choice.setting in wish.wants for choice in choices)),
            "outside",
        )
        return Fit(wish.label.said(self.voice), standing, getattr(self.phrases, f"fit_{standing}").said(self.voice))

    def _ask(self) -> tuple[str, ...]:
        """Return the questions to take along: those that the answers bring first, then the three for any program."""
        drawn = [word for effect in self.effects for word in effect.ask]
        return tuple([self.words.ask[word] for word in dict.fromkeys([*drawn, *self.words.ask_always])])

    def _sources(self, notes: Iterable[Note]) -> tuple[Source, ...]:
        cited = {word for note in notes for word in note.sources}
        cited |= {word for reason in self.reasons for word in reason.sources}
        return tuple([source for source in self.questionnaire.sources if source.id in cited])
