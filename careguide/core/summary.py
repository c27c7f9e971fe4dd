"""What a person is told: one assessment composed into data, in one voice, for one country."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, is_dataclass, replace
from functools import lru_cache
from typing import Annotated

from careguide.core.answers import Sheet
from careguide.core.assess import Assessment, Kind, assess, cells_between
from careguide.core.content import HelpLine, Message, Place, Setting, Source, Text, Voice
from careguide.core.exchanges import Change, Unknown, changes, unknowns
from careguide.core.model import Cell, Effect, Level, Questionnaire
from careguide.core.reasons import Reason, reasons, spoken_effects


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


@dataclass(frozen=True)
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
    return _Composer(assess(questionnaire, sheet), voice, country).summary()


def spoken_words(data: object) -> int:
    """Return how many words a summary holds, however deep; other dataclasses, dicts and lists are counted alike."""
    strings: list[str] = []
    rest = [data]
    while rest:
        item = rest.pop()
        if isinstance(item, str):
            strings.append(item)
        elif isinstance(item, list | tuple):
            rest.extend(item)
        elif isinstance(item, dict) or is_dataclass(item):
            rest.extend((item if isinstance(item, dict) else vars(item)).values())
    return len(" ".join(strings).split())


@lru_cache(maxsize=64)
def _notes(questionnaire: Questionnaire, voice: Voice, country: str) -> dict[str, Note]:
    """Return every message in one voice, with the help lines of one country."""
    return {
        message.id: Note(
            id=message.id,
            title=message.title.said(voice),
            body=tuple(text.said(voice) for text in message.body),
            lines=tuple(
                line for kind in message.lines for line in questionnaire.country[country].lines if line.kind is kind
            ),
            sources=message.sources,
        )
        for message in questionnaire.messages
    }


class _Composer:
    def __init__(self, assessment: Assessment, voice: Voice, country: str) -> None:
        self.assessment = assessment
        self.questionnaire = assessment.questionnaire
        self.phrases = assessment.questionnaire.phrases
        self.outcome = assessment.outcome
        self.voice = voice
        self.country = assessment.questionnaire.country[country]
        self.reasons = reasons(assessment, voice)
        self.effects = self._effects()
        self.note = _notes(assessment.questionnaire, voice, country)

    def said(self, text: Text) -> str:
        return text.said(self.voice)

    def summary(self) -> Summary:
        start, also, depends = self._choices()
        panels = self._panel(Level.EMERGENCY), self._panel(Level.SAME_DAY)
        loud = [note for panel in panels if panel for note in panel.notes]
        notes = self._messages({note.id for note in loud})
        common = self._common(start, panels, [*loud, *(self.note[message.id] for message in notes)])
        if self.outcome.kind is Kind.EMERGENCY:
            return replace(common, ask=())  # what to ask a program can wait
        unknown = unknowns(self.assessment, self.voice)
        flagged = {flag.message for flag in self.questionnaire.flags if flag.id in self.assessment.flags}
        others = [message for message in notes if message.id not in flagged]
        return replace(
            common,
            start=start,
            also=also,
            depends=depends,
            depends_on=tuple(item.topic for item in unknown if depends and item.reaches),
            always_shown=self._always_shown(),
            for_home=tuple(reason for reason in self.reasons if reason.home),
            for_more_care=tuple(reason for reason in self.reasons if reason.for_more_care),
            unknown=unknown,
            changes=changes(self.assessment, self.voice),
            preference=self._fit(start, also, depends),
            cautions=tuple(self.note[message.id] for message in notes if message.id in flagged),
            next_steps=self._placed(others, Place.NEXT_STEP),
            notes=self._placed(others, Place.NOTE),
        )

    def _common(
        self, start: Choice | None, panels: tuple[Panel | None, Panel | None], notes: Iterable[Note]
    ) -> Summary:
        review = self.questionnaire.review
        return Summary(
            kind=self.outcome.kind,
            voice=self.voice,
            country=self.country.code,
            headline=self._headline(start),
            who_decides=self.said(self.phrases.who_decides),
            emergency=panels[0],
            same_day=panels[1],
            warnings=tuple(reason for reason in self.reasons if reason.flags),
            ask=self._ask(),
            help_lines=self.country.lines,
            ending=tuple(self.said(text) for text in self.phrases.ending),
            sources=self._sources(notes),
            reviewed_by=review.by if review.on else None,
            version=self.questionnaire.version,
            digest=self.questionnaire.digest,
        )

    def _headline(self, start: Choice | None) -> str:
        if self.outcome.kind is Kind.EMERGENCY:
            return self.said(self.phrases.emergency)
        if self.outcome.kind is Kind.NOT_ENOUGH or start is None:
            return self.said(self.phrases.not_enough)
        return start.name

    def _choice(self, cell: Cell) -> Choice:
        name, short = self.said(cell.name), self.said(cell.short)
        return Choice(cell.setting, name, short, cell.medical.name, cell.daily.name)

    def _choices(self) -> tuple[Choice | None, tuple[Choice, ...], tuple[Choice, ...]]:
        """Return start, also and depends, never mixed; while too much is unknown the least cell is no start."""
        result = self.outcome
        unsure_start = result.kind is Kind.NOT_ENOUGH and not any(result.start)
        start = cells_between(self.questionnaire, result.start, result.start)
        also = cells_between(self.questionnaire, result.start, result.also)
        could = cells_between(self.questionnaire, result.start, result.could)
        if unsure_start:
            return None, self._distinct(also, start), self._distinct(could, also)
        return self._choice(start[0]), self._distinct(also, start), self._distinct(could, (*also, *start))

    def _distinct(self, cells: Iterable[Cell], without: Iterable[Cell]) -> tuple[Choice, ...]:
        """Return the choices of `cells` that are not named in `without`, each name once."""
        named = {cell.name for cell in without}
        kept = {cell.name: cell for cell in cells if cell.name not in named}
        return tuple(self._choice(cell) for cell in kept.values())

    def _always_shown(self) -> Choice:
        setting: Setting = self.questionnaire.setting[self.questionnaire.always_shown]
        name = self.said(setting.name)
        return Choice(setting.id, name, name, "", "")

    def _panel(self, level: Level) -> Panel | None:
        flags = self.assessment.questionnaire.flags
        raised = {flag.id: flag for flag in flags if flag.level is level and flag.id in self.assessment.flags}
        if not raised:
            return None
        words = dict.fromkeys(flag.message for flag in raised.values())
        if level is Level.EMERGENCY:  # all that helps stands on that screen, since nothing else does
            loud = (effect for effect in self.effects if raised.keys() & set(effect.flags))
            words |= dict.fromkeys(word for effect in loud for word in effect.notes)
        spoke = tuple(reason for reason in self.reasons if raised.keys() & set(reason.flags))
        return Panel(tuple(self.note[word] for word in words), spoke)

    def _effects(self) -> list[Effect]:
        spoken = [
            effect for question in self.assessment.asked for _, effect in spoken_effects(self.assessment, question)
        ]
        return [*self.assessment.fired, *spoken]

    def _messages(self, shown: set[str]) -> tuple[Message, ...]:
        """Return the messages of note flags and of every effect, each once, save those that a panel already shows."""
        questionnaire = self.questionnaire
        flags = [flag.message for flag in questionnaire.flags if flag.id in self.assessment.flags]
        brought = [word for effect in self.effects for word in effect.notes]
        return tuple(questionnaire.message[word] for word in dict.fromkeys([*flags, *brought]) if word not in shown)

    def _placed(self, messages: Iterable[Message], place: Place) -> tuple[Note, ...]:
        return tuple(self.note[message.id] for message in messages if message.place is place)

    def _is_calm(self) -> bool:
        """Whether nothing speaks against making no change for now."""
        result = self.outcome
        return result.kind is Kind.START and not result.same_day and not any(result.also)

    def _fit(self, start: Choice | None, also: tuple[Choice, ...], depends: tuple[Choice, ...]) -> Fit | None:
        for question in self.assessment.asked:
            for option in question.options:
                if option.wants and option.id in self.assessment.sheet.get(question.id, ()):
                    wanted = {*option.wants}
                    ranks = {"start": (start,) if start else (), "also": also, "depends": depends}
                    if self._is_calm():
                        ranks["also"] = (*also, self._always_shown())
                    standing = next(
                        (rank for rank, choices in ranks.items() if wanted & {choice.setting for choice in choices}),
                        "outside",
                    )
                    sentence = self.said(getattr(self.phrases, f"fit_{standing}"))
                    return Fit(self.said(option.label), standing, sentence)
        return None

    def _ask(self) -> tuple[str, ...]:
        """Return the questions to take along: those that the answers bring first, then the three for any program."""
        items = {item.id: item for item in self.questionnaire.take_along}
        drawn = [word for effect in self.effects for word in effect.ask]
        always = [item.id for item in items.values() if item.always]
        return tuple(self.said(items[word].text) for word in dict.fromkeys([*drawn, *always]))

    def _sources(self, notes: Iterable[Note]) -> tuple[Source, ...]:
        cited = {word for note in notes for word in note.sources}
        cited |= {word for reason in self.reasons for word in reason.sources}
        return tuple(source for source in self.questionnaire.sources if source.id in cited)
