"""The sections of a summary in the order of the page, each as words for people with a code for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

from careguide.core.assessment.assess import ResultKind
from careguide.core.assessment.reasons import Reason
from careguide.core.assessment.summary import Panel, Summary
from careguide.core.assessment.vocabulary import Choice, Note
from careguide.core.assessment.what_if import Change, Move
from careguide.core.questionnaire.content import HelpLine, Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.fhir.narrative import named_narrative, paragraphs, points

TITLES = {
    "emergency": "Emergency",
    "same_day": "Advice on the same day",
    "why": "Why this says so",
    "start": "A place to start the talk with a professional",
    "not_enough": "There is not enough to say yet",
    "cautions": "Take care",
    "also": "Also worth asking about",
    "depends": "This depends on what is not known yet",
    "always_shown": "No change for now",
    "for_home": "For care at home",
    "for_more_care": "For more care",
    "preference": "What the person would choose",
    "unknown": "What is not known yet",
    "ask": "Questions to take along",
    "changes": "What would change this",
    "notes": "What to know",
    "next_steps": "Cost and access",
    "help_lines": "Help lines",
    "ending": "Before you go",
    "sources": "Sources",
    "answers": "The answers that this rests on",
}
"""What each section is called where the summary has no words of its own for it, by its code."""

UNREVIEWED = "No clinician has reviewed this guide yet."
NO_REASON = "Nothing in the answers points this way."
MOVES = {
    Move.EMERGENCY: "It would be an emergency",
    Move.SAME_DAY: "It would be time to talk to someone the same day",
    Move.START: "The talk would start in another place",
    Move.RANGE: "There would be more, or less, to ask about",
    Move.LESS_URGENT: "It would be less urgent",
}


class Section(NamedTuple):
    """One section: its code, its title and its XHTML."""

    code: str
    title: str
    xhtml: str


def sections(questionnaire: Questionnaire, summary: Summary) -> tuple[Section, ...]:
    """Return the sections of a summary that have something to say. An emergency stands alone and first."""
    told = _Told(questionnaire, summary)
    parts = told.emergency() if summary.kind is ResultKind.EMERGENCY else told.whole()
    return tuple(part for part in (*parts, *told.always()) if part.xhtml)


def review(summary: Summary) -> str:
    """Return who reviewed the content, or that no one did, and which content it is."""
    by = f"Reviewed by {summary.reviewed_by}." if summary.reviewed_by else UNREVIEWED
    return f"{by} Guide version {summary.version} ({summary.digest})."


class _Told:
    def __init__(self, questionnaire: Questionnaire, summary: Summary) -> None:
        self.phrases = questionnaire.phrases
        self.summary = summary
        self.voice = summary.voice
        self.numbers = {source.id: number for number, source in enumerate(summary.sources, 1)}

    def emergency(self) -> Iterator[Section]:
        summary = self.summary
        panel = summary.emergency or Panel((), ())
        yield Section("emergency", summary.headline, "".join(map(self._loud, panel.notes)))
        yield self._section("why", self._reasons(panel.reasons))

    def whole(self) -> Iterator[Section]:
        summary, phrases = self.summary, self.phrases
        if summary.same_day:
            notes = summary.same_day.notes
            yield Section("same_day", notes[0].title, "".join(map(self._loud, notes)))
            yield self._section("why", self._reasons(summary.same_day.reasons))
        yield self._start()
        yield self._section("cautions", "".join(map(self._note, summary.cautions)))
        yield Section("also", phrases.also.in_voice(self.voice), _choices(summary.also))
        about = f"Not known: {', '.join(summary.depends_on)}." if summary.depends else ""
        yield Section("depends", phrases.depends.in_voice(self.voice), _choices(summary.depends) + paragraphs(about))
        no_change = [phrases.no_change.in_voice(self.voice)] if summary.always_shown else []
        yield self._section("always_shown", paragraphs(*no_change))
        yield self._section("for_home", self._reasons(summary.for_home) or paragraphs(NO_REASON))
        yield self._section("for_more_care", self._reasons(summary.for_more_care) or paragraphs(NO_REASON))
        if summary.preference:
            title = "What you would choose" if self.voice is Voice.SELF else "What they would choose"
            fit = named_narrative(summary.preference.choice, summary.preference.sentence)
            yield Section("preference", title, f"<p>{fit}</p>")
        yield self._section("unknown", self._unknown())
        yield self._section("ask", points(map(escape, summary.ask)))
        yield self._section("changes", self._changes())
        yield self._section("notes", "".join(map(self._note, summary.notes)))
        yield self._section("next_steps", "".join(map(self._note, summary.next_steps)))

    def always(self) -> Iterator[Section]:
        summary = self.summary
        yield self._section("help_lines", points(map(_line, summary.help_lines)))
        yield self._section("ending", points(map(escape, summary.ending)))
        listed = (f"{source.title} ({source.evidence.value}). {source.where}" for source in summary.sources)
        yield self._section("sources", points(map(escape, listed), "ol") + paragraphs(review(summary)))

    def _section(self, code: str, xhtml: str) -> Section:
        return Section(code, TITLES[code], xhtml)

    def _start(self) -> Section:
        summary, phrases = self.summary, self.phrases
        said = [summary.who_decides]
        if summary.kind is ResultKind.NOT_ENOUGH:
            least = [f"{phrases.at_least.in_voice(self.voice)}: {summary.start.name}."] if summary.start else []
            said = [phrases.not_enough_next.in_voice(self.voice), *least, *said]
        else:
            said = [f"{phrases.start.in_voice(self.voice)}: {summary.headline}.", *said]
        return Section(summary.kind.value, summary.headline, paragraphs(*said))

    def _cited(self, ids: Iterable[str]) -> str:
        numbers = ", ".join(str(self.numbers[word]) for word in ids)
        return f" [{numbers}]" if numbers else ""

    def _reasons(self, reasons: Iterable[Reason]) -> str:
        return points(
            named_narrative(reason.topic, f"{reason.answer}. {reason.because}{self._cited(reason.sources)}")
            for reason in reasons
        )

    def _loud(self, note: Note) -> str:
        """Return a warning: the lines to call, then one step a line."""
        title = f"<p><b>{escape(note.title)}</b></p>"
        return title + points(map(_line, note.lines)) + points(map(escape, note.body))

    def _note(self, note: Note) -> str:
        return f"<p>{named_narrative(note.title, ' '.join(note.body) + self._cited(note.sources))}</p>" + points(
            map(_line, note.lines)
        )

    def _unknown(self) -> str:
        matters, first = " This one matters for safety.", "Finding out the first of these would help most."
        return (paragraphs(first) if self.summary.unknown else "") + points(
            (
                f"<b>{escape(item.ask)}</b> "
                + escape(item.answer + "." + matters * item.critical)
                + escape(f" At most it could lead to: {item.worst}." if item.moves else "")
                for item in self.summary.unknown
            ),
            "ol",
        )

    def _changes(self) -> str:
        changes = self.summary.changes
        found = "".join(
            paragraphs(sentence) + points(_change(change) for change in changes if change.move is move)
            for move, sentence in MOVES.items()
            if any(change.move is move for change in changes)
        )
        return found or paragraphs("No other single answer would change where to start.")


def _choices(choices: Iterable[Choice]) -> str:
    return points(escape(choice.name) for choice in choices)


def _change(change: Change) -> str:
    ends = {Move.START: f" → {change.result}", Move.RANGE: f" → up to {change.result}"}
    answers = ("" if change.added else "without ") + "; or ".join(change.answers)
    return named_narrative(change.topic, answers + ends.get(change.move, ""))


def _line(line: HelpLine) -> str:
    ways = (line.call, line.text and f"text {line.text}", line.web, line.tty and f"TTY {line.tty}")
    return named_narrative(line.name, ", ".join(filter(None, ways)))
