"""Answers as a FHIR QuestionnaireResponse: what was chosen and who said it, and nothing that tells who they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from careguide.core.assessment.answers import Answer, words_of
from careguide.core.assessment.assess import assess
from careguide.core.assessment.interview import Interview, Mark, joined_sheet
from careguide.core.assessment.values import OWN_WORDS, Priorities
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import NOT_SURE, Question
from careguide.fhir.canon import PRIORITIES, Canon, Resource
from careguide.fhir.questionnaire import layout

PROFILE = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaireresponse"
AUTHOR = "http://hl7.org/fhir/StructureDefinition/questionnaireresponse-author"
PERSON, FAMILY = "The person who takes the medicine", "A family member"


def response(canon: Canon, interview: Interview, voice: Voice, authored: str, status: str = "completed") -> Resource:
    """Return the answers of an interview to the questions that it asks; `authored` is when they were given.

    If a family member answered, each item names its author in two words, and a question that both answered is there
    twice. What the family only guesses counts as not known too, so 'not sure' is a second answer then.
    """
    asked = assess(canon.plan, joined_sheet(canon.questionnaire, interview)).asked_ids
    resource: Resource = {
        "resourceType": "QuestionnaireResponse",
        "language": "en",
        "questionnaire": canon.versioned(voice),
        "status": status,
        "authored": authored,
        "item": list(_answered(canon, layout(canon, voice), interview, asked, voice)),
    }
    if not interview.family:  # the profile lets no question stand twice
        resource["meta"] = {"profile": [PROFILE]}
    return {name: value for name, value in resource.items() if value}


def _answered(
    canon: Canon, items: Sequence[Resource], interview: Interview, asked: frozenset[str], voice: Voice
) -> Iterator[Resource]:
    """Yield the items of a Questionnaire that hold an answer, nested as they are there."""
    for item in items:
        question = canon.questionnaire.question.get(item["linkId"])
        head = {name: item[name] for name in ("linkId", "text") if name in item}
        if question and question.id in asked:
            for author, answer in _by_author(question, interview):
                named = (
                    {"extension": [{"url": AUTHOR, "valueReference": {"display": author}}]} if interview.family else {}
                )
                words = [word for word in words_of(question) if word in answer]
                codings = [{"valueCoding": canon.answer(question, word, voice)} for word in words]
                yield named | head | {"answer": codings}
        elif part := PRIORITIES.get(item["linkId"]):
            if told := _of_priority(canon, interview.priorities, part, voice):
                yield head | {"answer": [told]}
        elif not question:
            inner = list(_answered(canon, item.get("item", []), interview, asked, voice))
            if inner:
                yield head | {"item": inner}


def _of_priority(canon: Canon, priorities: Priorities, part: str, voice: Voice) -> Resource | None:
    """Return one part of what matters to the person, as an answer."""
    word = getattr(priorities, part)
    if part == OWN_WORDS:
        return {"valueString": word} if word else None
    return next(
        ({"valueCoding": canon.value(value, voice)} for value in canon.questionnaire.values if value.id == word), None
    )


def _by_author(question: Question, interview: Interview) -> Iterator[tuple[str, Answer]]:
    if person := interview.person.get(question.id):
        yield PERSON, person
    if family := interview.family.get(question.id):
        guessed = interview.marks.get(question.id) is Mark.GUESS
        yield FAMILY, family | {NOT_SURE} if guessed else family
