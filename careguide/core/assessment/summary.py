"""What a person reads at the end: one assessment composed into data, in one voice, for one country."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from careguide.core.assessment.acts import SpokenAct
from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import Assessment, ResultKind, assess
from careguide.core.assessment.bits import Plan
from careguide.core.assessment.fitting import fits, is_calm, may_all_be, renamed
from careguide.core.assessment.reasons import reasons, words_given
from careguide.core.assessment.values import WhatMatters
from careguide.core.assessment.vocabulary import Choice, Note, Reason, Vocabulary
from careguide.core.assessment.what_if import Change, Unknown, changes, may_come, unknowns
from careguide.core.questionnaire.content import HelpLine, Source, TakeAlong, Voice
from careguide.core.questionnaire.model import Effect, Level, Questionnaire

PANEL_LEVELS = (Level.EMERGENCY, Level.SAME_DAY, Level.THIS_WEEK)
"""Levels that have a panel, which a summary names as the level is named."""


@dataclass(frozen=True)
class Panel:
    """A warning that comes before everything else: what to do, what else to know, and the reasons for it."""

    notes: Annotated[tuple[Note, ...], "What to do, most urgent first."]
    reasons: Annotated[tuple[Reason, ...], "The answers and rules that raised it."]


@dataclass(frozen=True)
class Fit:
    """What the person would choose, beside the result: `standing` is start, also, depends or outside."""

    choice: Annotated[str, "What they said they would choose."]
    standing: Annotated[str, "start, also, depends or outside."]
    sentence: Annotated[str, "What to say about it."]


@dataclass
class Summary:
    """Everything that a summary page, a print or a program needs; see the type of each part.

    In an emergency `ask` and everything from `start` on is empty: it stands alone, and nothing may reassure beside it.
    `cautions` are first steps and the messages of flags without a panel; `notes` are those of answers and rules.
    """

    kind: Annotated[ResultKind, "emergency, not_enough (too much is not known) or start."]
    voice: Annotated[Voice, "Who it speaks to."]
    country: Annotated[str, "Whose help lines it has."]
    headline: Annotated[str, "The one great line."]
    who_decides: Annotated[str, "That a professional decides with them."]
    emergency: Annotated[Panel | None, "Shown alone and first, when it is there."]
    same_day: Annotated[Panel | None, "Shown on top of every result, when it is there."]
    this_week: Annotated[Panel | None, "Shown below that, when it is there."]
    warnings: Annotated[tuple[Reason, ...], "Every answer and rule that raised a flag."]
    ask: Annotated[tuple[str, ...], "Questions to take to a professional."]
    help_lines: Annotated[tuple[HelpLine, ...], "All help lines of the country."]
    ending: Annotated[tuple[str, ...], "How every summary ends."]
    sources: Annotated[tuple[Source, ...], "What the reasons and notes rest on."]
    reviewed_by: Annotated[str | None, "The clinician who reviewed the content; null while no one has."]
    version: Annotated[str, "Version of the content."]
    digest: Annotated[str, "Fingerprint of what was asked and weighed; no comment, spelling or help line is in it."]
    acts: Annotated[tuple[SpokenAct, ...], "What to do first, the soonest first."] = ()
    until: Annotated[Note | None, "What holds until then."] = None
    start: Annotated[Choice | None, "Where to start the conversation."] = None
    also: Annotated[tuple[Choice, ...], "Also worth asking about."] = ()
    depends: Annotated[
        tuple[Choice, ...], "What it could be, should the unknown turn out badly; never a headline."
    ] = ()
    depends_on: Annotated[tuple[str, ...], "Topics that are not known and could lead there."] = ()
    always_shown: Annotated[Choice | None, "Making no change for now; null beside anything that speaks against it."] = (
        None
    )
    for_home: Annotated[tuple[Reason, ...], "Reasons for care at home."] = ()
    for_more_care: Annotated[tuple[Reason, ...], "Reasons for more care."] = ()
    unknown: Annotated[tuple[Unknown, ...], "What is not known, the most telling first."] = ()
    changes: Annotated[tuple[Change, ...], "What one other answer would change."] = ()
    may_come: Annotated[tuple[Change, ...], "Of these, what may come next and would be more urgent."] = ()
    preference: Annotated[Fit | None, "What they would choose, beside the result."] = None
    cautions: Annotated[tuple[Note, ...], "First steps, and warnings without a panel, such as not to stop."] = ()
    next_steps: Annotated[tuple[Note, ...], "On cost and access."] = ()
    notes: Annotated[tuple[Note, ...], "What else to know."] = ()
    what_matters: Annotated[WhatMatters | None, "What matters to them, beside the kinds of care; it moved nothing."] = (
        None
    )

    @property
    def cited(self) -> tuple[Source, ...]:
        """All sources, numbered as they stand here: those of the result, then what only `what_matters` adds."""
        return self.sources + (self.what_matters.sources if self.what_matters else ())


def compose(
    plan: Plan, sheet: Sheet, voice: Voice, country: str, *, what_if: bool = True, exchanges: bool = True
) -> Summary:
    """Return the summary of a sheet. Raises KeyError for a country that is not in the questionnaire."""
    return summarize(assess(plan, sheet), voice, country, what_if=what_if, exchanges=exchanges)


def summarize(
    found: Assessment, voice: Voice, country: str, *, what_if: bool = True, exchanges: bool = True
) -> Summary:
    """Return the summary of an assessed sheet.

    Without `what_if` it says nothing of other answers: neither what is unknown nor what changes. Without `exchanges`
    only `changes` is empty, which takes longest and which only staff and programs read.
    """
    return _Composer(found, voice, country).summary(what_if=what_if, exchanges=exchanges)


def until_of(questionnaire: Questionnaire, notes: Iterable[Note]) -> Note | None:
    """Return what holds until then: the first of the file's `until` among these notes, if any is."""
    told = {note.id: note for note in notes}
    return next((told[word] for word in questionnaire.until if word in told), None)


def spoken_words(data: object) -> int:
    """Return how many words a summary has, however deep; it counts any dataclass, dict or list."""
    strings, rest = list[str](), [data]
    while rest:
        item = rest.pop()
        if isinstance(item, str):
            strings.append(item)
        elif isinstance(item, (tuple, list)):
            rest += item
        elif isinstance(item, dict):
            rest += item.values()
        elif hasattr(item, "__dataclass_fields__"):
            rest += vars(item).values()
    return len(" ".join(strings).split())


class _Composer:
    def __init__(self, assessment: Assessment, voice: Voice, country: str) -> None:
        self.assessment = assessment
        self.questionnaire = assessment.questionnaire
        self.phrases = assessment.questionnaire.phrases
        self.outcome = assessment.outcome
        self.voice = voice
        self.country = assessment.questionnaire.country[country]
        self.words = Vocabulary.of(assessment.layout, voice, country)
        self.choices = self.words.choices(renamed(assessment))
        self.is_calm = is_calm(assessment)
        self.raised = [flag for flag in assessment.questionnaire.flags if flag.id in assessment.flags]
        self.reasons = reasons(assessment, self.words)
        self.given = words_given(assessment)
        spoken = [effect for word in self.given for effect in self.words.brings[word]]
        self.effects: list[Effect] = [*assessment.fired, *spoken]

    def summary(self, *, what_if: bool, exchanges: bool) -> Summary:
        start, also, depends = self._choices()
        panels = {level: self._panel(level) for level in PANEL_LEVELS}
        loud = [note for panel in panels.values() if panel for note in panel.notes]
        notes = self._notes({note.id for note in loud})
        acts = self._acts(start)
        common = self._common(start, panels, [*loud, *notes, *acts])
        if self.outcome.kind is ResultKind.EMERGENCY:
            return common()
        unknown = unknowns(self.assessment, self.words) if what_if else ()
        moves = changes(self.assessment, self.words, coming=not exchanges) if what_if else ()
        first = {flag.message for flag in self.raised} | self.words.first_steps
        others = [note for note in notes if note.id not in first]
        cautions = [note for note in notes if note.id in first]
        return common(
            acts=acts,
            until=until_of(self.questionnaire, notes),
            ask=self._ask({choice.setting for choice in (start, *also) if choice}),
            start=start,
            also=also,
            depends=depends,
            depends_on=tuple(item.topic for item in unknown if depends and item.reaches),
            always_shown=self.words.always_shown if self._offers_no_change() else None,
            for_home=tuple(reason for reason in self.reasons if reason.home),
            for_more_care=tuple(reason for reason in self.reasons if reason.for_more_care),
            unknown=unknown,
            changes=moves if exchanges else (),
            may_come=may_come(self.questionnaire, moves),
            preference=self._fit(start, also, depends),
            cautions=tuple(sorted(cautions, key=lambda note: note.id not in self.words.first_steps)),
            next_steps=tuple(note for note in others if note.id in self.words.next_steps),
            notes=tuple(note for note in others if note.id not in self.words.next_steps),
        )

    def _common(
        self, start: Choice | None, panels: dict[Level, Panel | None], notes: Iterable[Note | SpokenAct]
    ) -> partial[Summary]:
        """Return what every summary has. An emergency has only this, since questions for a program can wait."""
        return partial(
            Summary,
            kind=self.outcome.kind,
            voice=self.voice,
            country=self.country.code,
            headline=self._headline(start),
            who_decides=self.phrases.who_decides.in_voice(self.voice),
            emergency=panels[Level.EMERGENCY],
            same_day=panels[Level.SAME_DAY],
            this_week=panels[Level.THIS_WEEK],
            warnings=tuple(reason for reason in self.reasons if reason.flags),
            ask=(),
            help_lines=self.country.lines,
            ending=self.words.ending,
            sources=self._sources(notes),
            reviewed_by=self.questionnaire.review.by if self.questionnaire.review.on else None,
            version=self.questionnaire.version,
            digest=self.assessment.layout.meaning,
        )

    def _headline(self, start: Choice | None) -> str:
        if self.outcome.kind is ResultKind.EMERGENCY:
            return self.phrases.emergency.in_voice(self.voice)
        known = start if self.outcome.kind is ResultKind.START else None
        return known.name if known else self.phrases.not_enough.in_voice(self.voice)

    def _choices(self) -> tuple[Choice | None, tuple[Choice, ...], tuple[Choice, ...]]:
        """Return start, also and depends, never mixed; while too much is unknown, the least cell is not a start."""
        kind, *_, start, also, could = self.outcome
        unsure_start = kind is ResultKind.NOT_ENOUGH and not any(start)
        beyond = self.choices.beyond
        return (
            None if unsure_start else self.choices.start[start],
            beyond[start, start, also],
            beyond[start, also, could],
        )

    def _acts(self, start: Choice | None) -> tuple[SpokenAct, ...]:
        setting = self.questionnaire.setting[start.setting].act if start else ""
        return tuple(self.words.act[act.id] for act in self.words.acts.named(self.raised, self.effects, setting))

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
        """Return the messages of note flags and of every effect, each once, except those that a panel already shows."""
        words = dict.fromkeys(flag.message for flag in self.raised)
        for effect in self.effects:
            words |= dict.fromkeys(effect.notes)
        kept = (word for word in words if word in self.words.note and word not in shown)
        return [self.words.note[word] for word in kept if fits(self.assessment, self.words.message[word])]

    def _offers_no_change(self) -> bool:
        return self.is_calm or not self.words.no_change_is_calm_only

    def _fit(self, start: Choice | None, also: tuple[Choice, ...], depends: tuple[Choice, ...]) -> Fit | None:
        wish = next((self.words.wishes[word] for word in self.given if word in self.words.wishes), None)
        if wish is None:
            return None
        ranks = {"start": (start,) if start else (), "also": also, "depends": depends}
        if self.is_calm:
            ranks["also"] = (*also, self.words.always_shown)
        standing = next(
            (rank for rank, choices in ranks.items() if any(choice.setting in wish.wants for choice in choices)),
            "outside",
        )
        return Fit(
            wish.label.in_voice(self.voice), standing, getattr(self.phrases, f"fit_{standing}").in_voice(self.voice)
        )

    def _ask(self, named: set[str]) -> tuple[str, ...]:
        """Return the questions to take along: those that the answers bring, then those of every summary.

        One for some kinds of care only is left out where none of them is `named`, and one that the answers rule out.
        """
        drawn = [word for effect in self.effects for word in effect.ask]
        words = dict.fromkeys([*drawn, *self.words.ask_always])
        return tuple(self.words.ask[word] for word in words if self._may_ask(self.words.take_along[word], named))

    def _may_ask(self, item: TakeAlong, named: set[str]) -> bool:
        in_range = not item.settings or not named.isdisjoint(item.settings)
        return in_range and item.id in self.words.ask and may_all_be(self.assessment, item.tell_if)

    def _sources(self, notes: Iterable[Note | SpokenAct]) -> tuple[Source, ...]:
        cited = {word for note in notes for word in note.sources}
        cited |= {word for reason in self.reasons for word in reason.sources}
        return tuple(source for source in self.questionnaire.sources if source.id in cited)
