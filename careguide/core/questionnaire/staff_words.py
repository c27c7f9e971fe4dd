"""What the staff page says: words for staff who go through the questions with a person and their family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from careguide.core.questionnaire.content import Ref, Text


@dataclass(frozen=True)
class WhatNow:
    """What a member of staff does as soon as a warning appears."""

    title: Annotated[Text, "What the warning is called."]
    in_room: Annotated[tuple[Text, ...], "What to do when they sit with you."]
    on_phone: Annotated[tuple[Text, ...], "What to do when they are on the telephone."]
    untold: Annotated[str, Ref("messages"), "Id of the message for the family where the cause is left off."]


@dataclass(frozen=True)
class ViewReason:
    """Why a professional would start the talk in another place."""

    id: Annotated[str, "Fixed name."]
    label: Annotated[Text, "What staff choose."]


@dataclass(frozen=True, kw_only=True)
class Together:
    """The staff page: the words for staff who go through the questions with a person and their family."""

    emergency: Annotated[WhatNow, "What to do at once when an answer is an emergency."]
    same_day: Annotated[WhatNow, "What to do when an answer needs advice today."]
    saw: Annotated[Text, "How a family member knows an answer: they saw it."]
    told: Annotated[Text, "The same: they were told."]
    guess: Annotated[Text, "The same: they are not sure; the answer then counts, and counts as not known too."]
    view_reasons: Annotated[tuple[ViewReason, ...], "Why a professional would start in another place."]
    private: Annotated[tuple[str, ...], Ref("questions"), "Ids of questions that need agreement to be read."] = ()
