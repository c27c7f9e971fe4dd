"""What the API gives out and takes in, as types; the OpenAPI document is made from these and from those of the core."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec

from careguide.core.assessment.answers import ALONE
from careguide.core.assessment.values import LETTERS, RANKS
from careguide.core.questionnaire.content import (
    Clause,
    Country,
    Intro,
    Labels,
    Message,
    Review,
    Section,
    Source,
    Text,
    Voice,
)
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Factor, Flag, Question, Questionnaire

PURPOSE = "Weighs answers about benzodiazepines, and says where to start the talk about care. It is not a diagnosis."

DUTIES = (
    "Show `emergency` alone and first. While it is there, show no kind of care and nothing that may calm.",
    "Show `acts` on top of every result, the first of them in full: they say what to do today and this week.",
    "Never headline `depends`: it is what could be, should the unknown turn out badly.",
    "Show `who_decides` with every result: a professional decides with the person.",
    "While `reviewed_by` is null, say that no clinician has reviewed this guide.",
    "Do not keep, log or pass on answers. This server does not.",
)
"""The duties of anyone who shows a summary to people."""


@dataclass(frozen=True)
class PublicAnswer:
    """One answer that can be chosen."""

    id: Annotated[str, "What to send."]
    label: Annotated[Text, "What the person reads."]
    alone: Annotated[bool, "true when it goes with no other answer: choosing it unticks the rest, and they untick it."]
    flags: Annotated[tuple[str, ...], "Ids of the warnings that it raises by itself, to be shown at once."]


@dataclass(frozen=True)
class PublicQuestion:
    """One question.

    `ask_if` is empty, or else names answers to earlier questions. Ask the question unless every condition in it is
    ruled out. Known answers to a condition's question rule it out when none of them is named. So does leaving that
    question open when it is `optional`, and so does not asking it. `not_sure`, `prefer_not` and a question that is left
    open rule nothing out. The answer to a question that is not asked counts for nothing.
    """

    id: Annotated[str, "Its name in `answers`."]
    section: Annotated[str, "Id of its section."]
    factor: Annotated[Factor, "What kind of thing is weighed."]
    topic: Annotated[Text, "Two or three words that name it in a list."]
    ask: Annotated[Text, "The question itself."]
    hint: Annotated[Text | None, "A line below the question."]
    why: Annotated[Text, "Why it is asked."]
    tick: Annotated[bool, "true when all that apply may be ticked; then send a list."]
    critical: Annotated[bool, "true when withdrawal cannot be judged without it."]
    optional: Annotated[bool, "true when leaving it open means nothing."]
    ask_if: Annotated[Clause, "When it is asked; see above."]
    shows: Annotated[tuple[str, ...], "Ids of the messages to show beside it before any answer."]
    options: Annotated[tuple[PublicAnswer, ...], "The answers, in the order to show them."]
    unknown_answers: Annotated[tuple[PublicAnswer, ...], "The two answers for what is not known, to show last."]


@dataclass(frozen=True)
class Alarm:
    """Answers that raise a warning together, though none of them does alone.

    It holds when every line of `when` holds; a line holds when any condition in it does. Answers to questions that are
    not asked count for nothing.
    """

    id: Annotated[str, "Fixed name."]
    when: Annotated[tuple[Clause, ...], "Lines that must all hold."]
    flags: Annotated[tuple[str, ...], "Ids of the warnings that it raises, to be shown at once."]


@dataclass(frozen=True)
class PublicValue:
    """Something that can matter to a person. It moves no result; it can be sent as `most` or `least`."""

    id: Annotated[str, "What to send."]
    label: Annotated[Text, "What the person reads."]


@dataclass(frozen=True)
class PublicQuestionnaire:
    """All that is needed to ask the questions, to branch, and to warn at once. Texts come in both voices."""

    version: Annotated[str, "Version of the content."]
    published: Annotated[str, "Date of this version."]
    next_review: Annotated[str, "Date by which it must be read again."]
    digest: Annotated[str, "Changes with what is asked and weighed, not with its spelling; the summary names it too."]
    review: Annotated[Review, "Who has reviewed it. While both are null, no clinician has: say so."]
    country: Annotated[str, "Code of the help lines that are given where none are asked for."]
    title: Annotated[Text, "Name of the guide."]
    intro: Annotated[Intro, "What to say before the first question."]
    labels: Annotated[Labels, "The words for what is not known."]
    who_decides: Annotated[Text, "That a professional decides with them; to be shown with every result."]
    emergency: Annotated[Text, "Headline of an emergency."]
    sections: Annotated[tuple[Section, ...], "The groups of questions that belong together."]
    questions: Annotated[tuple[PublicQuestion, ...], "The questions, in order."]
    values: Annotated[tuple[PublicValue, ...], "What can matter to a person: asked beside a result, if at all."]
    alarms: Annotated[tuple[Alarm, ...], "Answers that warn together."]
    flags: Annotated[tuple[Flag, ...], "The warnings, each with the message that says what to do."]
    messages: Annotated[tuple[Message, ...], "What warnings and questions say in full."]
    countries: Annotated[tuple[Country, ...], "The help lines."]
    sources: Annotated[tuple[Source, ...], "What the messages cite."]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in what was sent. No answer is ever repeated here."""

    pointer: Annotated[str, "JSON pointer to the member that is meant; empty for the whole body."]
    detail: Annotated[str, "What is wrong with it, and how to mend it."]


@dataclass(frozen=True)
class Problem:
    """A problem document (RFC 9457)."""

    type: Annotated[str, "Address of the words on this kind of problem, relative to the server."]
    title: Annotated[str, "The kind of problem."]
    status: Annotated[int, "The HTTP status again."]
    detail: Annotated[str, "What is wrong, and how to mend it."]
    errors: Annotated[tuple[Fault, ...], "Each fault and its place; empty if there is no place to name."] = ()


def asked_type(questionnaire: Questionnaire, country: str) -> type[msgspec.Struct]:
    """Return the type of a body that asks for a summary: exactly what this questionnaire accepts."""
    answers = msgspec.defstruct(
        "Answers",
        [(question.id, _answer_type(question), None) for question in questionnaire.questions],
        namespace={"__doc__": "Answers by the id of their question. One that is left out or null is open."},
        forbid_unknown_fields=True,
    )
    same = [{name: _words([value.id]) for name in RANKS} for value in questionnaire.values]
    apart: dict[str, Any] = (
        {"not": {"anyOf": [{"properties": both, "required": [*RANKS]} for both in same]}} if same else {}
    )
    return msgspec.defstruct(
        "Asked",
        [
            ("answers", answers),
            ("values", Annotated[_values_type(questionnaire) | None, msgspec.Meta(extra_json_schema=apart)], None),
            ("voice", Annotated[Voice, msgspec.Meta(description="Who the words speak to.")], Voice.SELF),
            (
                "country",
                Annotated[_one_of(tuple(questionnaire.country)), msgspec.Meta(description="Code of the help lines.")],
                country,
            ),
        ],
        namespace={"__doc__": "A sheet of answers, and how to speak about it."},
        forbid_unknown_fields=True,
    )


def _values_type(questionnaire: Questionnaire) -> Any:
    """Return the type of what matters to a person."""
    ids = {"anyOf": [_words(["", *(value.id for value in questionnaire.values)]), {"type": "null"}]}
    words = {"anyOf": [{"type": "string", "maxLength": LETTERS}, {"type": "null"}]}
    told: dict[str, tuple[str, dict[str, Any]]] = {
        "most": ("Id of what matters most.", ids),
        "least": ("Id of what matters least; another one.", ids),
        "own_words": (f"The person's own words, at most {LETTERS} letters on one line.", words),
    }
    return msgspec.defstruct(
        "Values",
        [
            (name, Annotated[Any, msgspec.Meta(description=means, extra_json_schema=shape)], None)
            for name, (means, shape) in told.items()
        ],
        namespace={"__doc__": "What matters to the person. It moves nothing: it stands beside the result."},
        forbid_unknown_fields=True,
    )


def _answer_type(question: Question) -> Any:
    """Return the type of an answer: a word, a list of words, or null. Each has its `type`, for programs that make code.

    The library can tell of one kind of list only, and there is one for each answer that goes with no other.
    """
    words = [*question.option, *sorted(UNKNOWN_ANSWERS)]
    lists: list[dict[str, Any]] = [{"items": _words(words), "maxItems": 1}]
    if question.tick:
        together = [word for word in words if word not in ALONE]
        lists = [{"items": _words(group)} for group in (together, *([word] for word in words if word in ALONE))]
    shapes = [_words(words), *({"type": "array", **several} for several in lists), {"type": "null"}]
    return Annotated[Any, msgspec.Meta(description=question.topic.to_self, extra_json_schema={"anyOf": shapes})]


def _words(words: list[str]) -> dict[str, Any]:
    return {"type": "string", "enum": words}


def _one_of(words: tuple[str, ...]) -> Any:
    """Return the type of these words. It is made at run time, so type checkers cannot see it."""
    return Literal.__getitem__(words)
