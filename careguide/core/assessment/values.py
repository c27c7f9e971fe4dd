"""What matters to a person, beside the kinds of care that their result names. It is put beside what is finished.

A summary is composed without any of this. Only then can it be put beside it, so nothing that matters to anyone can move
a need, a warning, what to do or where to start.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Annotated

from careguide.core.assessment.vocabulary import Choice
from careguide.core.questionnaire.content import Source, Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.core.questionnaire.values import Match, MatchKind, Value

if TYPE_CHECKING:
    from careguide.core.assessment.summary import Summary

RANKS = ("most", "least")
"""What a person can say of a value, in the order in which it is shown."""

OWN_WORDS = "own_words"
"""What a person says beside them; with the ranks, the names of all that can be said."""

LETTERS = 200
"""Letters that a person's own words may have."""

NOT_SAID = frozenset({"Cc", "Cs"})
"""What nobody types: control characters, and halves of pairs."""
NO_LETTERS = "\ufffe\uffff"


@dataclass(frozen=True)
class Priorities:
    """What a person said of values: the ids of what matters most and least, and their own words; empty if not said."""

    most: str = ""
    least: str = ""
    own_words: str = ""

    def __bool__(self) -> bool:
        """Whether anything was said."""
        return bool(self.most or self.least or self.own_words)


class PriorityFault(Enum):
    """What can be wrong with priorities, in words for the person who gave them."""

    UNKNOWN_VALUE = "That is not one of the choices here. Please choose again."
    SAME = "Most and least are the same here. Please choose two that differ, or leave one open."
    TOO_LONG = "Your own words can have {letters} letters at most. Please use fewer."
    WRONG_TYPE = "This came in a form that cannot be read. Please choose again."

    @property
    def sentence(self) -> str:
        """The words for the person."""
        return self.value.format(letters=LETTERS)


@dataclass(frozen=True)
class Priority:
    """A value that the person named, as they read it."""

    rank: Annotated[str, "most or least."]
    id: Annotated[str, "Id of the value."]
    label: Annotated[str, "What people read."]


@dataclass(frozen=True)
class ToldMatch:
    """How a kind of care sits with a value that was named."""

    kind: Annotated[MatchKind, "fits, asks (it asks something of the person) or not_known."]
    because: Annotated[str, "The reason."]
    sources: Annotated[tuple[str, ...], "Ids of the sources that say so."]


@dataclass(frozen=True)
class SettingMatches:
    """A kind of care in the range, and how it sits with each value that was named."""

    setting: Annotated[str, "Id of the kind of care."]
    name: Annotated[str, "What people read."]
    matches: Annotated[tuple[ToldMatch, ...], "One for each of `priorities`, in their order."]


@dataclass(frozen=True)
class WhatMatters:
    """What matters to the person, beside the kinds of care in the range. It moved nothing, and it ranks nothing."""

    priorities: Annotated[tuple[Priority, ...], "The values that were named: most, then least."]
    own_words: Annotated[str, "What the person typed; empty if nothing."]
    settings: Annotated[tuple[SettingMatches, ...], "The kinds of care, in the order in which the result names them."]
    sources: Annotated[tuple[Source, ...], "Sources of the matches that nothing else in the summary cites."]


def check_priorities(
    questionnaire: Questionnaire, given: Mapping[str, object]
) -> tuple[Priorities, dict[str, PriorityFault]]:
    """Return what can be kept of `most`, `least` and `own_words`, and what is wrong, by the same names.

    Nothing is lost that can be shown again: two values that are the same, and words that are too long, are kept.
    """
    kept, faults = {}, dict[str, PriorityFault]()
    known = {value.id for value in questionnaire.values}
    for name in (*RANKS, OWN_WORDS):
        word = given.get(name)
        if word is not None and not isinstance(word, str):
            faults[name] = PriorityFault.WRONG_TYPE
        elif name in RANKS and word and word not in known:
            faults[name] = PriorityFault.UNKNOWN_VALUE
        else:
            kept[name] = word or ""
    if len(kept.get(OWN_WORDS, "")) > LETTERS:
        faults[OWN_WORDS] = PriorityFault.TOO_LONG
    kept[OWN_WORDS] = _tidy(kept.get(OWN_WORDS, ""))
    found = Priorities(**kept)
    if found.most and found.most == found.least:
        faults["least"] = PriorityFault.SAME
    return found, faults


def in_range(summary: Summary) -> tuple[Choice, ...]:
    """Return the kinds of care that a summary names as a start or as worth asking about, each once, in its order."""
    named = (summary.start, *summary.also, summary.always_shown)
    found: dict[str, Choice] = {}
    for choice in named:
        if choice:
            found.setdefault(choice.setting, choice)
    return tuple(found.values())


def with_priorities(questionnaire: Questionnaire, summary: Summary, priorities: Priorities) -> Summary:
    """Return a finished summary with what matters to the person beside the kinds of care that it names.

    Nothing else in it is touched. An emergency stays alone, and where no kind of care is named there is nothing to put
    it beside. The priorities are those that `check_priorities` found no fault in.
    """
    choices = in_range(summary)
    if not (priorities and choices):
        return summary
    known = {value.id: value for value in questionnaire.values}
    named = [(rank, known[word]) for rank in RANKS if (word := getattr(priorities, rank))]
    voice = summary.voice
    matches = {
        choice.setting: tuple(_told(_match(value, choice.setting), voice) for _, value in named) for choice in choices
    }
    cited = {source for told in matches.values() for match in told for source in match.sources}
    cited -= {source.id for source in summary.sources}
    found = WhatMatters(
        priorities=tuple(Priority(rank, value.id, value.label.in_voice(voice)) for rank, value in named),
        own_words=priorities.own_words,
        settings=tuple(SettingMatches(one.setting, one.name, matches[one.setting]) for one in choices if named),
        sources=tuple(source for source in questionnaire.sources if source.id in cited),
    )
    return replace(summary, what_matters=found)


def _match(value: Value, setting: str) -> Match:
    return next(match for match in value.matches if match.setting == setting)


def _told(match: Match, voice: Voice) -> ToldMatch:
    return ToldMatch(match.kind, match.because.in_voice(voice), match.sources)


def _tidy(words: str) -> str:
    """Return words on one line, without what nobody types."""
    words = " ".join(words.split())
    return "".join(one for one in words if unicodedata.category(one) not in NOT_SAID and one not in NO_LETTERS)
