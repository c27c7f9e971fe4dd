"""What to do first: the acts of questions.yaml, each with when to do it and what to say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from careguide.core.questionnaire.content import LineKind, Ref, Text


class When(StrEnum):
    """When something is to be done, the soonest first."""

    TODAY = "today"
    THIS_WEEK = "this_week"
    NEXT_VISIT = "next_visit"

    @property
    def place(self) -> int:
        """Its place in the order, the soonest first."""
        return list(When).index(self)


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something to do, with the words to say and what to do if that does not work out."""

    id: Annotated[str, "Fixed name."]
    when: Annotated[When, "today, this_week or next_visit."]
    title: Annotated[Text, "What to do, in a few words."]
    body: Annotated[Text, "One sentence or two on how, or why."]
    say: Annotated[Text | None, "Words to say aloud, or to hand over."] = None
    otherwise: Annotated[Text | None, "What to do if that does not work out."] = None
    warm: Annotated[Text | None, "One kind sentence, said where this is what to do first."] = None
    lines: Annotated[tuple[LineKind, ...], "Kinds of help line shown with it; numbers never stand in the text."] = ()
    replaces: Annotated[tuple[str, ...], Ref("acts"), "Ids of acts that it takes the place of."] = ()
    alone: Annotated[bool, "true when it is told only where there is nothing else to do."] = False
    sources: Annotated[tuple[str, ...], Ref("sources"), "Ids of the sources that say so."]
