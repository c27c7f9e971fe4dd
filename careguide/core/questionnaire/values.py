"""What can matter to a person, and how each kind of care sits with it. No need, warning or start hangs on any of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from careguide.core.questionnaire.content import Ref, Text


class MatchKind(StrEnum):
    """How a kind of care sits with a value."""

    FITS = "fits"
    ASKS = "asks"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, kw_only=True)
class Match:
    """How one kind of care sits with a value, and why."""

    setting: Annotated[str, Ref("settings"), "Id of the kind of care."]
    kind: Annotated[MatchKind, "fits, asks (it asks something of the person) or not_known."]
    because: Annotated[Text, "The reason, in a short sentence or two."]
    sources: Annotated[tuple[str, ...], Ref("sources"), "Ids of the sources that say so; not_known needs none."] = ()


@dataclass(frozen=True, kw_only=True)
class Value:
    """Something that can matter to a person. It stands beside a finished result, and moves nothing."""

    id: Annotated[str, "Fixed name, never shown to people."]
    label: Annotated[Text, "What people read and choose."]
    matches: Annotated[tuple[Match, ...], "How each kind of care sits with it; every one of them, once."]
