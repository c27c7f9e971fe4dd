"""A QuestionnaireResponse read back: the answers in it by the same rule as everywhere, or every fault in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from careguide.core.assessment.answers import AnswerFault, read_sheet, words_of
from careguide.core.assessment.interview import Interview, Mark
from careguide.core.assessment.values import OWN_WORDS, check_priorities
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import NOT_SURE, Question
from careguide.fhir.canon import PRIORITIES, Canon, Resource, answer_code, value_code
from careguide.fhir.outcome import Issue, RefusedError
from careguide.fhir.questionnaire import layout
from careguide.fhir.response import AUTHOR, FAMILY

KIND = "QuestionnaireResponse"
STATUSES = ("completed", "amended", "in-progress")
INSTANT = re.compile(
    r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
    r"(T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00)))?)?)?"
)
ITEMS = 10_000
"""Items that are looked at; a response with every answer has some fifty."""

CODES = {
    AnswerFault.UNKNOWN_OPTION: "code-invalid",
    AnswerFault.ONE_ONLY: "business-rule",
    AnswerFault.CONTRADICTION: "business-rule",
}


NO_WORD = 0
"""Stands for what was said of a value in a form that cannot be read."""


@dataclass(frozen=True)
class Given:
    """What a response says: the answers, their status, and when they were given, if it says so."""

    interview: Interview
    status: str
    authored: str


@dataclass
class _Found:
    """What was found so far: by respondent, question and answers; and the faults."""

    words: dict[bool, dict[str, list[str]]] = field(default_factory=lambda: {False: {}, True: {}})
    places: dict[tuple[bool, str], str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    said: dict[str, object] = field(default_factory=dict)
    said_at: dict[str, str] = field(default_factory=dict)


def read_response(canon: Canon, resource: object, voice: Voice) -> Given:
    """Return what a response to the Questionnaire in this voice says. Raises RefusedError with all its faults.

    Who it is about and who wrote it is passed over, and so is every display text; a modifier that would change
    what an answer means is refused.
    """
    if not isinstance(resource, dict) or resource.get("resourceType") != KIND:
        raise RefusedError(
            [Issue("structure", f"This is not a {KIND}. Send one, or Parameters with one as 'response'.")]
        )
    found = _Found(issues=list(_head(canon, resource, voice)))
    links = set(_links(layout(canon, voice)))
    for number, (place, item) in enumerate(_items(resource, found)):
        if number == ITEMS:
            sentence = f"There are more than {ITEMS} items. Send one for each item of the Questionnaire."
            raise RefusedError([Issue("too-costly", sentence), *found.issues])
        _read(canon, links, place, item, found)
    interview = _interview(canon, found)
    if found.issues:
        raise RefusedError(found.issues)
    return Given(interview, resource["status"], resource.get("authored", ""))


def _head(canon: Canon, resource: Resource, voice: Voice) -> Iterator[Issue]:
    named, right = resource.get("questionnaire"), canon.versioned(voice)
    where = f"{KIND}.questionnaire"
    if named is None:
        yield Issue("required", f"The response names no Questionnaire. Put '{right}' there.", where)
    elif not (isinstance(named, str) and canon.answers(named, voice)):
        fetch = "Fetch the Questionnaire again, answer that one, and send it to its own address"
        yield Issue("conflict", f"This answers another Questionnaire, or another version. {fetch}: '{right}'.", where)
    if resource.get("status") not in STATUSES:
        sentence = f"The status says that these answers do not stand. Use one of: {', '.join(STATUSES)}."
        yield Issue("business-rule", sentence, f"{KIND}.status")
    authored = resource.get("authored")
    if authored is not None and not (isinstance(authored, str) and INSTANT.fullmatch(authored)):
        sentence = (
            "The time of the answers is not a FHIR dateTime. Write it like '2026-11-22T09:30:00Z', or leave it out."
        )
        yield Issue("value", sentence, f"{KIND}.authored")
    for name in ("implicitRules", "modifierExtension"):
        if name in resource:
            yield Issue("not-supported", _MODIFIED, f"{KIND}.{name}")


_MODIFIED = "A modifier may change what the answers mean, and none is known here. Send the response without it."


def _links(items: Sequence[Resource]) -> Iterator[str]:
    for item in items:
        yield item["linkId"]
        yield from _links(item.get("item", []))


def _items(resource: Resource, found: _Found) -> Iterator[tuple[str, Resource]]:
    """Yield every item, however deep, each with its FHIRPath; the depth is not that of Python's stack."""
    waiting = [(KIND, resource)]
    while waiting:
        place, holder = waiting.pop()
        for inner, item in _each(place, holder, "item", found):
            yield inner, item
            waiting.append((inner, item))
            waiting.extend(_each(inner, item, "answer", found))


def _each(place: str, holder: Resource, name: str, found: _Found) -> list[tuple[str, Resource]]:
    held = holder.get(name, [])
    entries = held if isinstance(held, list) else [held]
    if not isinstance(held, list) or not all(isinstance(entry, dict) for entry in entries):
        sentence = f"'{name}' has to be a list of objects. Write it so, in square brackets."
        found.issues.append(Issue("structure", sentence, f"{place}.{name}"))
    return [(f"{place}.{name}[{number}]", entry) for number, entry in enumerate(entries) if isinstance(entry, dict)]


def _read(canon: Canon, links: set[str], place: str, item: Resource, found: _Found) -> None:
    name = item.get("linkId")
    question = canon.questionnaire.question.get(name) if isinstance(name, str) else None
    answers = [answer for _, answer in _each(place, item, "answer", _Found())]
    if any("modifierExtension" in part for part in (item, *answers)):
        found.issues.append(Issue("not-supported", _MODIFIED, place))
    if not isinstance(name, str) or name not in links:
        sentence = "The Questionnaire has no item with this linkId. Use the linkIds of the Questionnaire."
        found.issues.append(Issue("not-found", sentence, f"{place}.linkId"))
    elif part := PRIORITIES.get(name):
        _read_priority(canon, part, place, answers, found)
    elif question is None:
        if answers:
            sentence = "This item asks nothing, so it takes no answer. Answer the questions inside it."
            found.issues.append(Issue("structure", sentence, f"{place}.answer"))
    elif answers:
        family = _is_family(item)
        if (family, question.id) in found.places:
            sentence = f"The question '{name}' is answered twice. Send one item for it, or one for each author."
            found.issues.append(Issue("business-rule", sentence, place))
        else:
            found.places[family, question.id] = place
            found.words[family][question.id] = [_word(canon, question, answer) for answer in answers]


def _read_priority(canon: Canon, part: str, place: str, answers: list[Resource], found: _Found) -> None:
    """Note one part of what matters; more than one answer, or one of another type, is no word of any value."""
    if not answers:
        return
    if part in found.said_at:
        found.issues.append(Issue("business-rule", f"'{part}' of the values is said twice. Send one item.", place))
    found.said_at[part] = place
    values = [name for name in answers[0] if name.startswith("value")]
    kind = "valueString" if part == OWN_WORDS else "valueCoding"
    word: object = answers[0][kind] if len(answers) == 1 and values == [kind] else None
    if isinstance(word, dict):
        known = {value_code(value.id): value.id for value in canon.questionnaire.values}
        code = word.get("code")
        word = known.get(code) if isinstance(code, str) and word.get("system") == canon.system else None
    found.said[part] = word if isinstance(word, str) else NO_WORD


def _is_family(item: Resource) -> bool:
    """Whether the item says that a family member answered; every other author is passed over."""
    named = {"url": AUTHOR, "valueReference": {"display": FAMILY}}
    extensions = item.get("extension")
    return isinstance(extensions, list) and named in extensions


def _word(canon: Canon, question: Question, answer: Resource) -> str:
    """Return the answer that a code stands for; one that is no code of this question is no word of any."""
    coding: Any = answer.get("valueCoding")
    values = [name for name in answer if name.startswith("value")]
    if values != ["valueCoding"] or not isinstance(coding, dict):
        return ""
    words = {answer_code(question, word): word for word in words_of(question)}
    code, system = coding.get("code"), coding.get("system")
    return words.get(code, "") if isinstance(code, str) and system == canon.system else ""


def _interview(canon: Canon, found: _Found) -> Interview:
    """Check what each respondent said by the rule of the core."""
    marks = {}
    for name, words in found.words[True].items():
        if NOT_SURE in words and len(words) > 1:
            marks[name] = Mark.GUESS
            words.remove(NOT_SURE)
    sheets = {}
    for family, raw in found.words.items():
        sheets[family], problems = read_sheet(canon.questionnaire, raw)
        for problem in problems:
            sentence = f"'{problem.question}': {problem.sentence} Its codes are in the Questionnaire."
            place = found.places[family, problem.question]
            found.issues.append(Issue(CODES[problem.fault], sentence, f"{place}.answer"))
    priorities, faults = check_priorities(canon.questionnaire, found.said)
    for part, fault in faults.items():
        found.issues.append(Issue("business-rule", fault.sentence, f"{found.said_at[part]}.answer"))
    return Interview(person=sheets[False], family=sheets[True], marks=marks, priorities=priorities)
