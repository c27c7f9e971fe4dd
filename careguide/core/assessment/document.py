"""A summary as one list of parts, in the order in which it is read. Every format draws this list and has no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from careguide.core.assessment.acts import SpokenAct
from careguide.core.assessment.assess import ResultKind
from careguide.core.assessment.summary import Panel, Summary
from careguide.core.assessment.values import SettingMatches, WhatMatters
from careguide.core.assessment.vocabulary import Choice, Note, Reason
from careguide.core.assessment.what_if import Change, Move, Unknown
from careguide.core.questionnaire.catalogue import Catalogue
from careguide.core.questionnaire.content import HelpLine
from careguide.core.questionnaire.model import Questionnaire


class Weight(StrEnum):
    """How much a part weighs: to be read first, the answer itself, or there for who wants it."""

    FIRST = "first"
    MAIN = "main"
    MORE = "more"


class Paragraph(NamedTuple):
    """One paragraph."""

    text: str


class Entry(NamedTuple):
    """One entry of a list: a name that stands out, what is said of it, and the ids of its sources."""

    name: str
    text: str = ""
    sources: tuple[str, ...] = ()


class Entries(NamedTuple):
    """A list, in an order that matters where it is `ordered`."""

    items: tuple[Entry, ...]
    ordered: bool = False


class Notice(NamedTuple):
    """A message; a loud one is a warning, with its lines to call first and one step a line."""

    note: Note
    loud: bool = False


Block = Paragraph | Entries | Notice


@dataclass(frozen=True)
class Part:
    """One part of a summary: its id, its heading, how much it weighs, and what it says."""

    id: str
    heading: str
    weight: Weight
    blocks: tuple[Block, ...]


def parts_of(questionnaire: Questionnaire, summary: Summary, catalogue: Catalogue) -> tuple[Part, ...]:
    """Return the parts of a summary that have something to say. An emergency stands alone and first."""
    writer = _Writer(questionnaire, summary, catalogue)
    own = writer.emergency() if summary.kind is ResultKind.EMERGENCY else writer.whole()
    return tuple(part for part in (*own, *writer.always()) if part.blocks)


def review_of(summary: Summary, catalogue: Catalogue) -> str:
    """Return who reviewed the content, or that no one did, and which content it is."""
    by = {"name": summary.reviewed_by} if summary.reviewed_by else {}
    reviewed = catalogue.say("summary.reviewed" if by else "summary.unreviewed", summary.voice, **by)
    version = {"version": summary.version, "digest": summary.digest}
    return f"{reviewed} {catalogue.say('summary.version', summary.voice, **version)}"


def line_entry(line: HelpLine, catalogue: Catalogue) -> Entry:
    """Return a help line as an entry: its name, and every way to reach it."""
    text = line.text and catalogue.say("summary.by_text", number=line.text)
    tty = line.tty and catalogue.say("summary.by_tty", number=line.tty)
    ways = (line.call, text, line.web, tty)
    return Entry(line.name, ", ".join(filter(None, ways)))


class _Writer:
    def __init__(self, questionnaire: Questionnaire, summary: Summary, catalogue: Catalogue) -> None:
        self.phrases = questionnaire.phrases
        self.summary = summary
        self.voice = summary.voice
        self.catalogue = catalogue

    def _say(self, name: str, /, **facts: object) -> str:
        return self.catalogue.say(name, self.voice, **facts)

    def emergency(self) -> Iterator[Part]:
        panel = self.summary.emergency or Panel((), ())
        loud = tuple(Notice(note, loud=True) for note in panel.notes)
        yield Part("emergency", self.summary.headline, Weight.FIRST, loud)
        yield self._part("why", Weight.MAIN, _reasons(panel.reasons))

    def whole(self) -> Iterator[Part]:
        summary = self.summary
        yield self._part("acts", Weight.FIRST, self._acts())
        yield Part(summary.kind.value, summary.headline, Weight.FIRST, tuple(self._start()))
        yield self._part(
            "cautions", Weight.FIRST, map(Notice, (note for note in summary.cautions if note != summary.until))
        )
        yield from self._range()
        yield self._side("for_more_care", summary.for_more_care)
        yield self._side("for_home", summary.for_home)
        yield self._part("ask", Weight.MAIN, _entries(Entry(words) for words in summary.ask))
        if matters := summary.what_matters:
            yield self._part("what_matters", Weight.MAIN, self._matters(matters))
        yield self._part("unknown", Weight.MAIN, self._unknown(summary.unknown))
        yield self._part("could_change", Weight.MAIN, self._may_come())
        if fit := summary.preference:
            yield self._part("preference", Weight.MAIN, [Entries((Entry(fit.choice, fit.sentence),))])
        yield from self._urgent()
        yield self._part("changes", Weight.MORE, self._changes())
        yield self._part("notes", Weight.MORE, map(Notice, summary.notes))
        yield self._part("next_steps", Weight.MORE, map(Notice, summary.next_steps))

    def _acts(self) -> Iterator[Block]:
        whens = self.catalogue.area("when")
        named = ((f"{whens[act.when].in_voice(self.voice)}: {act.title}.", act) for act in self.summary.acts)
        yield from _entries((Entry(name, self._told(act), act.sources) for name, act in named), ordered=True)
        if until := self.summary.until:
            yield Paragraph(" ".join((f"{until.title}.", *until.body)))

    def _told(self, act: SpokenAct) -> str:
        lines = (f"{line.name}: {line_entry(line, self.catalogue).text}." for line in act.lines)
        say = f"{self._say('summary.say')} “{act.say}”" if act.say else ""
        return " ".join(filter(None, (act.body, *lines, say, act.otherwise)))

    def _matters(self, matters: WhatMatters) -> Iterator[Block]:
        said = [Entry(self._say(f"rank.{one.rank}"), one.label) for one in matters.priorities]
        if matters.own_words:
            said.append(Entry(self._say("matters.own_words"), f"“{matters.own_words}”"))
        yield Entries(tuple(said))
        yield from _entries(self._matched(matters, one) for one in matters.settings)
        yield Paragraph(self._say("matters.moves_nothing"))

    def _matched(self, matters: WhatMatters, one: SettingMatches) -> Entry:
        """Return a kind of care, and how it sits with each value that was named."""
        told = (
            f"{self._say(f'rank.{named.rank}')}: {self._say(f'match.{match.kind}')}. {match.because}"
            for named, match in zip(matters.priorities, one.matches, strict=True)
        )
        sources = dict.fromkeys(source for match in one.matches for source in match.sources)
        return Entry(one.name, " ".join(told), tuple(sources))

    def _urgent(self) -> Iterator[Part]:
        """Yield the messages of warnings for today and this week in full, and the answers that raised them."""
        for name, panel in (("same_day", self.summary.same_day), ("this_week", self.summary.this_week)):
            if panel:
                blocks: list[Block] = [*map(Notice, panel.notes)]
                if panel.reasons:
                    blocks += [Paragraph(self._say("heading.because") + ":"), *_reasons(panel.reasons)]
                yield self._part(name, Weight.MORE, blocks)

    def _may_come(self) -> Iterator[Block]:
        then = self.catalogue.area("then")
        yield from _entries(
            Entry(change.answers[0], f"{then[change.move].in_voice(self.voice)}.") for change in self.summary.may_come
        )

    def always(self) -> Iterator[Part]:
        summary = self.summary
        yield self._part(
            "help_lines", Weight.MORE, _entries(line_entry(line, self.catalogue) for line in summary.help_lines)
        )
        yield self._part("ending", Weight.MORE, _entries(Entry(words) for words in summary.ending))
        listed = (Entry(f"{source.title} ({source.evidence.value}).", source.where) for source in summary.cited)
        yield self._part(
            "sources", Weight.MORE, [*_entries(listed, ordered=True), Paragraph(review_of(summary, self.catalogue))]
        )

    def _part(self, name: str, weight: Weight, blocks: Iterable[Block]) -> Part:
        return Part(name, self._say(f"heading.{name}"), weight, tuple(blocks))

    def _side(self, name: str, reasons: tuple[Reason, ...]) -> Part:
        nothing = Paragraph(self._say("summary.no_reason"))
        return self._part(name, Weight.MAIN, _reasons(reasons) or [nothing])

    def _start(self) -> Iterator[Paragraph]:
        summary, phrases = self.summary, self.phrases
        if summary.kind is ResultKind.NOT_ENOUGH:
            yield Paragraph(phrases.not_enough_next.in_voice(self.voice))
            if summary.start:
                yield Paragraph(f"{phrases.at_least.in_voice(self.voice)}: {summary.start.name}.")
        else:
            yield Paragraph(f"{phrases.start.in_voice(self.voice)}: {summary.headline}.")
        yield Paragraph(summary.who_decides)

    def _range(self) -> Iterator[Part]:
        """Yield what else is worth asking about, what hangs on the unknown, and making no change for now."""
        summary, phrases = self.summary, self.phrases
        yield Part("also", phrases.also.in_voice(self.voice), Weight.MAIN, tuple(_choices(summary.also)))
        about = self._say("summary.not_known", topics=", ".join(summary.depends_on))
        depends: list[Block] = [*_choices(summary.depends), Paragraph(about)] if summary.depends else []
        yield Part("depends", phrases.depends.in_voice(self.voice), Weight.MAIN, tuple(depends))
        no_change = [Paragraph(phrases.no_change.in_voice(self.voice))] if summary.always_shown else []
        yield self._part("always_shown", Weight.MAIN, no_change)

    def _unknown(self, unknown: Iterable[Unknown]) -> Iterator[Block]:
        entries = tuple(Entry(item.ask, self._left(item)) for item in unknown)
        if entries:
            yield Paragraph(self._say("summary.first_unknown"))
            yield Entries(entries, ordered=True)

    def _left(self, item: Unknown) -> str:
        said = [f"{item.answer}."]
        if item.critical:
            said.append(self._say("summary.matters"))
        if item.moves:
            said.append(self._say("summary.at_most", worst=item.worst))
        return " ".join(said)

    def _changes(self) -> Iterator[Block]:
        changes = self.summary.changes
        if not changes:
            yield Paragraph(self._say("summary.no_other_answer"))
        for move, words in self.catalogue.area("move").items():
            if found := tuple(self._change(change) for change in changes if change.move == move):
                yield Paragraph(words.in_voice(self.voice))
                yield Entries(found)

    def _change(self, change: Change) -> Entry:
        answers = f"; {self._say('summary.or')} ".join(change.answers)
        answers = answers if change.added else self._say("summary.without", answers=answers)
        ends = {Move.START: change.result, Move.RANGE: self._say("summary.up_to", result=change.result)}
        return Entry(change.topic, f"{answers} → {ends[change.move]}" if change.move in ends else answers)


def _entries(items: Iterable[Entry], *, ordered: bool = False) -> list[Entries]:
    """Return a list, or nothing where it would be empty."""
    found = tuple(items)
    return [Entries(found, ordered)] if found else []


def _reasons(reasons: Iterable[Reason]) -> list[Entries]:
    return _entries(Entry(item.topic, f"{item.answer}. {item.because}", item.sources) for item in reasons)


def _choices(choices: Iterable[Choice]) -> list[Entries]:
    return _entries(Entry(choice.name) for choice in choices)
