"""What a person says matters to them, checked, and the shape of how each kind of care sits with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from careguide.core.questionnaire.content import Source
from careguide.core.questionnaire.model import Questionnaire
from careguide.core.questionnaire.values import MatchKind

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


def _tidy(words: str) -> str:
    """Return words on one line, without what nobody types."""
    kept = (one for one in words if one.isspace() or unicodedata.category(one) not in NOT_SAID)
    return " ".join("".join(one for one in kept if one not in NO_LETTERS).split())
