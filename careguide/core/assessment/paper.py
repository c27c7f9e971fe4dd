"""The questions on paper: the key beside each answer, which question comes next, and what must not wait.

Paper cannot hide a question or raise an alarm: what a page does by itself is worked out here, for any questionnaire.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace

from careguide.core.assessment.answers import ALONE, words_of
from careguide.core.questionnaire.content import Clause, Country, HelpLine, LineKind, Message, Text
from careguide.core.questionnaire.model import NOT_SURE, UNKNOWN_ANSWERS, Flag, Level, Question, Questionnaire

KEYS = "1234567890abcdefghijklmopqrvwxyz"
"""What staff press for the first answer of a question, the second and so on. n, s, t and u do other things there."""

CANNOT_WAIT = (Level.EMERGENCY, Level.SAME_DAY)


@dataclass(frozen=True)
class Ticks:
    """Some answers of one question: its number, and the keys of the answers. It holds where one of them is ticked.

    A question that may be `left` out counts as well where it was: what depends on it is then left out too.
    """

    number: int
    keys: tuple[str, ...]
    left: bool = False


@dataclass(frozen=True)
class Choice:
    """An answer to tick: its key, its words, whom to call now, and the number of the question to go to, or 0.

    Behind the last question is one more number: the end.
    """

    key: str
    label: Text
    call: HelpLine | None
    go_to: int


@dataclass(frozen=True)
class Told:
    """What stands beside a question before any answer: the first sentence of a message, and its lines."""

    text: Text
    lines: tuple[HelpLine, ...]


@dataclass(frozen=True)
class Asked:
    """One question. It is left out where every one of `left_out` holds, and nothing else is ticked there."""

    number: int
    section: Text | None
    ask: Text
    hint: Text | None
    tick: bool
    left_out: tuple[Ticks, ...]
    told: tuple[Told, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Alarm:
    """What must not wait for a reader: a warning, how to act on it, whom to reach, and what brings it.

    Of `when`, one of the ticks in each line must hold.
    """

    title: Text
    how: Text
    call: HelpLine | None
    when: tuple[tuple[Ticks, ...], ...]


@dataclass(frozen=True)
class Paper:
    """The questions to print for one country: when to call now, each question, and what to look for at the end."""

    dangers: tuple[Alarm, ...]
    questions: tuple[Asked, ...]
    alarms: tuple[Alarm, ...]


def on_paper(questionnaire: Questionnaire, country: Country) -> Paper:
    """Return the questions as they stand on paper, with the answers and help lines of a country."""
    return _Printer(questionnaire, country).paper()


class _Printer:
    """What is worked out once for all questions of one country."""

    def __init__(self, questionnaire: Questionnaire, country: Country) -> None:
        self.questionnaire = questionnaire
        self.country = country
        self.number = {question.id: number for number, question in enumerate(questionnaire.questions, 1)}
        self.keys = {question.id: keys_of(question, country) for question in questionnaire.questions}

    def paper(self) -> Paper:
        loud = [flag for flag in self.questionnaire.flags if flag.level in CANNOT_WAIT]
        grave = [flag for flag in loud if flag.level is Level.EMERGENCY]
        dangers = (self.alarm(flag, (self.raising(flag),)) for flag in grave)
        joined = (self.alarm(flag, when) for flag in grave for when in self.joined(flag))
        single = (self.alarm(flag, (self.raising(flag),)) for flag in loud if flag not in grave)
        return Paper(_that_can_be(dangers), tuple(self.asked()), _that_can_be((*joined, *single)))

    def asked(self) -> Iterator[Asked]:
        section = ""
        titles = {one.id: one.title for one in self.questionnaire.sections}
        for question in self.questionnaire.questions:
            yield Asked(
                self.number[question.id],
                titles[question.section] if question.section != section else None,
                question.ask,
                question.hint,
                question.tick,
                self.ruling_out(question.ask_if),
                tuple(self.told(self.questionnaire.message[word]) for word in question.shows),
                tuple(self.choices(question)),
            )
            section = question.section

    def told(self, message: Message) -> Told:
        return Told(message.body[0], tuple(self.lines(message.lines)))

    def choices(self, question: Question) -> Iterator[Choice]:
        flags, labels = self.questionnaire.flag, self.questionnaire.labels
        unknown = {word: labels.not_sure if word == NOT_SURE else labels.prefer_not for word in UNKNOWN_ANSWERS}
        for word, key in self.keys[question.id].items():
            label = unknown[word] if word in unknown else question.option[word].label
            grave = (flags[flag] for flag in question.effect(word).flags if flags[flag].level is Level.EMERGENCY)
            yield Choice(key, label, next(map(self.call, grave), None), self.after(question, word))

    def after(self, question: Question, word: str) -> int:
        """Return the number of the question that this answer leads to, or 0 for the next one."""
        if word in UNKNOWN_ANSWERS or (question.tick and word not in ALONE):
            return 0
        here = self.number[question.id]
        passed: set[str] = set()
        for later in self.questionnaire.questions[here:]:
            if not _rules_out(later.ask_if, question.id, word, passed):
                break
            passed.add(later.id)
        return here + len(passed) + 1 if passed else 0

    def ruling_out(self, clause: Clause) -> tuple[Ticks, ...]:
        """Return, for each question that a clause looks at, the answers that do not fulfil it; none if all do."""
        found = []
        for condition in sorted(clause, key=lambda condition: self.number[condition.question]):
            question = self.questionnaire.question[condition.question]
            others = [word for word in self.keys[question.id] if word not in (*condition.options, *UNKNOWN_ANSWERS)]
            found.append(replace(self.ticks(question.id, others), left=bool(question.ask_if)))
        return tuple(found) if all(ticks.keys or ticks.left for ticks in found) else ()

    def raising(self, flag: Flag) -> tuple[Ticks, ...]:
        """Return the ticks of which each alone raises a flag."""
        found = []
        for question in self.questionnaire.questions:
            raising = [word for word in self.keys[question.id] if flag.id in question.effect(word).flags]
            found += [self.ticks(question.id, raising)] if raising else []
        return tuple(found)

    def joined(self, flag: Flag) -> Iterator[tuple[tuple[Ticks, ...], ...]]:
        """Yield the lines of each rule that raises a flag."""
        for rule in self.questionnaire.rules:
            if flag.id in rule.flags:
                yield tuple(tuple(self.ticks(one.question, one.options) for one in clause) for clause in rule.when)

    def ticks(self, question: str, words: Iterable[str]) -> Ticks:
        keys = self.keys[question]
        return Ticks(self.number[question], tuple(keys[word] for word in words if word in keys))

    def alarm(self, flag: Flag, when: tuple[tuple[Ticks, ...], ...]) -> Alarm:
        message, act = self.questionnaire.message[flag.message], self.questionnaire.act.get(flag.act)
        return Alarm(message.title, act.body if act else message.body[0], self.call(flag), when)

    def call(self, flag: Flag) -> HelpLine | None:
        """Return whom to reach first for a warning: in an emergency at least the emergency number."""
        act = self.questionnaire.act.get(flag.act)
        kinds = [*(act.lines if act else self.questionnaire.message[flag.message].lines)]
        kinds += [LineKind.EMERGENCY] if flag.level is Level.EMERGENCY else []
        return next((line for line in self.lines(kinds) if line.call or line.text), None)

    def lines(self, kinds: Iterable[LineKind]) -> list[HelpLine]:
        return [line for kind in kinds for line in self.country.lines if line.kind is kind]


def keys_of(question: Question, country: Country) -> dict[str, str]:
    """Return what staff press for each answer that a question offers in a country, by id and in the order shown.

    An answer beyond all keys has its number, which no key types.
    """
    words = [word for word in words_of(question) if word in UNKNOWN_ANSWERS or country.has(question.option[word])]
    return {word: KEYS[place] if place < len(KEYS) else str(place + 1) for place, word in enumerate(words)}


def _rules_out(clause: Clause, question: str, word: str, passed: Set[str]) -> bool:
    """Whether one answer, with the questions that it passes over, means that what has this clause is not asked."""
    return bool(clause) and all(
        one.question in passed or (one.question == question and word not in one.options) for one in clause
    )


def _that_can_be(alarms: Iterable[Alarm]) -> tuple[Alarm, ...]:
    """Return the alarms that some ticks bring."""
    return tuple(alarm for alarm in alarms if all(any(one.keys for one in line) for line in alarm.when))
