"""Answers as a QuestionnaireResponse: out and back in with the same result, and every fault named."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import assess
from careguide.core.assessment.interview import Interview, Mark, joined_sheet, take_away
from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Factor, Questionnaire
from careguide.fhir import reading, response
from careguide.fhir.canon import NOWHERE, Canon, Resource
from careguide.fhir.outcome import Issue, RefusedError, outcome
from tests.conftest import examples
from tests.fhir_checks import ISSUES, checked, items
from tests.journey import Journey, journeys
from tests.pdf_walk import FAMILY, PERSON, heaviest, story
from tests.plans import plan_of
from tests.sheets import as_sheet, sheets
from tests.shipped import shipped
from tests.test_fhir_form import GUIDES

NOW = "2026-11-22T09:30:00Z"
CANON = Canon(plan_of(shipped()), NOWHERE)


def written(interview: Interview, canon: Canon = CANON) -> Resource:
    """Return a walk as a response, in the voice that its paper speaks in."""
    return response.response(canon, interview, interview.voice, NOW)


def asked_of(guide: Questionnaire, given: Sheet) -> Sheet:
    """Return the answers to the questions that were asked; the others count for nothing."""
    return {question.id: given[question.id] for question in assess(plan_of(guide), given).asked if question.id in given}


def read_back(resource: Resource) -> Interview:
    """Return what a response says that speaks to the person."""
    return reading.read_response(CANON, resource, Voice.SELF).interview


@pytest.mark.parametrize("journey", journeys(), ids=lambda journey: journey.name)
def test_a_journey_comes_back(journey: Journey) -> None:
    resource = response.response(CANON, Interview(person=journey.sheet), journey.voice, NOW)
    assert checked(resource)
    assert reading.read_response(CANON, resource, journey.voice) == reading.Given(
        Interview(person=journey.sheet), "completed", NOW
    )


@examples(40)
@given(data=st.data())
@pytest.mark.parametrize("name", GUIDES)
def test_any_walk_comes_back_with_the_same_result(name: str, data: st.DataObject) -> None:
    """Both sheets, guesses and the wish: what is read is what was written, and so is all that is taken away."""
    guide = GUIDES[name]()
    canon = Canon(plan_of(guide), NOWHERE)
    person, family = data.draw(sheets(guide)), data.draw(sheets(guide))
    marks = {question: data.draw(st.sampled_from(Mark)) for question in family}
    interview = Interview(person=person, family=family, marks=marks)
    back = reading.read_response(canon, written(interview, canon), interview.voice).interview
    assert joined_sheet(guide, back) == asked_of(guide, joined_sheet(guide, interview))
    country = guide.countries[0].code
    told = compose(plan_of(guide), joined_sheet(guide, back), interview.voice, country)
    whole = take_away(plan_of(guide), interview, country).summary
    # An answer to a question that was not asked is in no response; it counts only in what another answer would do.
    assert replace(told, changes=(), unknown=()) == replace(whole, changes=(), unknown=())


@pytest.mark.parametrize("interview", [story(), heaviest()], ids=["story", "heaviest"])
def test_two_respondents_stand_apart(interview: Interview) -> None:
    """Each item names who answered, in words that name no one; what differs stands twice."""
    resource = written(interview)
    assert checked(resource)
    authors: dict[str, list[str]] = {}
    for item in items(resource):
        if "answer" in item:
            (extension,) = item["extension"]
            assert extension["url"] == response.AUTHOR
            authors.setdefault(item["linkId"], []).append(extension["valueReference"]["display"])
    both = {name for name in interview.person.keys() & interview.family.keys() if name in authors}
    assert both
    assert all(authors[name] == [response.PERSON, response.FAMILY] for name in both)
    assert all(len(found) == 1 for name, found in authors.items() if name not in both)
    assert "meta" not in resource


def test_what_a_family_member_guesses_is_not_sure_too() -> None:
    interview = Interview(family=as_sheet({"home": "alone"}), marks={"home": Mark.GUESS})
    (item,) = [item for item in items(written(interview)) if item["linkId"] == "home"]
    assert [answer["valueCoding"]["code"] for answer in item["answer"]] == ["home.alone", "unknown.not_sure"]


def test_the_wish_of_the_person_stands_first() -> None:
    wish = next(question.id for question in shipped().questions if question.factor is Factor.PREFERENCE)
    back = reading.read_response(CANON, written(story()), Voice.SOMEONE).interview
    assert (back.person[wish], back.family[wish]) == (frozenset({PERSON[wish]}), frozenset({FAMILY[wish]}))
    assert joined_sheet(shipped(), back)[wish] == frozenset({PERSON[wish]})


def test_no_one_is_named() -> None:
    """Not the staff, not a note, and no reference to a record of a person: only who answered, in two words."""
    text = str(written(replace(story(), staff_name="CANARY", closing="CANARY", notes={"home": "CANARY"})))
    assert "CANARY" not in text
    assert "Patient" not in text
    assert not any(f"'{name}'" in text for name in ("identifier", "subject", "source", "author", "reference"))


def test_a_question_that_is_not_asked_has_no_item() -> None:
    given = as_sheet({"how_taken": "not_now", "how_long": "over_3_months"})
    names = [item["linkId"] for item in items(written(Interview(person=given)))]
    assert "how_taken" in names
    assert "how_long" not in names


def test_nothing_said_is_still_a_response() -> None:
    resource = written(Interview())
    assert checked(resource)
    assert "item" not in resource
    assert read_back(resource) == Interview()


def test_a_response_outlives_a_mended_comma() -> None:
    """What was saved for a record before a spelling, a date or a version changed is read afterwards."""
    before = Canon(plan_of(replace(shipped(), version="0.9", digest="0" * 12, published="2020-01-01")), NOWHERE)
    saved = response.response(before, Interview(person=as_sheet({"how_taken": "as_directed"})), Voice.SELF, NOW)
    assert saved["questionnaire"] != CANON.versioned(Voice.SELF)
    assert read_back(saved).person == as_sheet({"how_taken": "as_directed"})


# Faults


def whole() -> Resource:
    """Return a response without fault: two answers of one person."""
    return written(Interview(person=as_sheet({"how_taken": "as_directed", "also_taken": ["alcohol_some"]})))


def item_of(resource: Resource, name: str) -> dict[str, Any]:
    """Return the item of a question."""
    return next(item for item in items(resource) if item["linkId"] == name)


def answer(code: str, system: str = CANON.system) -> dict[str, Any]:
    """Return an answer with this code."""
    return {"valueCoding": {"system": system, "code": code}}


def edited(**edits: Any) -> Resource:
    """Return the response without fault with other elements on top, or without those that are None."""
    return {name: value for name, value in (whole() | edits).items() if value is not None}


def answering(name: str, *answers: Any, **more: Any) -> Resource:
    """Return the response without fault with other answers to one question, and more in its item."""
    resource = deepcopy(whole())
    item_of(resource, name).update(answer=list(answers), **more)
    return resource


TWICE = {"linkId": "how_taken", "answer": [answer("how_taken.as_directed")]}
AT, AT_HOW = "QuestionnaireResponse.item", "QuestionnaireResponse.item[0].item[0]"
AT_ANSWER = f"{AT_HOW}.answer"
ASKS_NOTHING = [{"linkId": name, "answer": [answer("home.alone")]} for name in ("section.health", "how_taken.hint")]
NO_TEXT = {"valueCoding": {"system": CANON.system, "code": {}}}
HOW = answer("how_taken.as_directed")

FAULTS: dict[str, tuple[object, str, str]] = {
    "no object": ([], "structure", ""),
    "another resource": (edited(resourceType="Observation"), "structure", ""),
    "no questionnaire": (edited(questionnaire=None), "required", "QuestionnaireResponse.questionnaire"),
    "no version": (edited(questionnaire=CANON.form(Voice.SELF)), "conflict", "QuestionnaireResponse.questionnaire"),
    "another version": (
        edited(questionnaire=f"{CANON.form(Voice.SELF)}|0.0.9"), "conflict", "QuestionnaireResponse.questionnaire"
    ),
    "another meaning": (
        edited(questionnaire=f"{CANON.form(Voice.SELF)}|{shipped().version}-000000000000-{shipped().digest}"),
        "conflict", "QuestionnaireResponse.questionnaire",
    ),
    "the other voice": (
        edited(questionnaire=CANON.versioned(Voice.SOMEONE)), "conflict", "QuestionnaireResponse.questionnaire"
    ),
    "no text for an address": (edited(questionnaire=[1]), "conflict", "QuestionnaireResponse.questionnaire"),
    "stopped": (edited(status="stopped"), "business-rule", "QuestionnaireResponse.status"),
    "in error": (edited(status="entered-in-error"), "business-rule", "QuestionnaireResponse.status"),
    "no status": (edited(status=None), "business-rule", "QuestionnaireResponse.status"),
    "a strange time": (edited(authored="yesterday"), "value", "QuestionnaireResponse.authored"),
    "a time that is no text": (edited(authored=2026), "value", "QuestionnaireResponse.authored"),
    "rules of its own": (edited(implicitRules="x"), "not-supported", "QuestionnaireResponse.implicitRules"),
    "a modifier": (edited(modifierExtension=[{}]), "not-supported", "QuestionnaireResponse.modifierExtension"),
    "items that are no list": (edited(item={"linkId": "how_taken"}), "structure", AT),
    "an item that is no object": (edited(item=["how_taken"]), "structure", AT),
    "no linkId": (edited(item=[{"answer": [HOW]}]), "not-found", f"{AT}[0].linkId"),
    "a strange linkId": (edited(item=[{"linkId": "CANARY"}]), "not-found", f"{AT}[0].linkId"),
    "a linkId that is no text": (edited(item=[{"linkId": [1]}]), "not-found", f"{AT}[0].linkId"),
    "an answer to a group": (edited(item=ASKS_NOTHING[:1]), "structure", f"{AT}[0].answer"),
    "an answer to a hint": (edited(item=ASKS_NOTHING[1:]), "structure", f"{AT}[0].answer"),
    "answered twice": (edited(item=[TWICE, TWICE]), "business-rule", f"{AT}[1]"),
    "answers that are no list": (
        edited(item=[{"linkId": "how_taken", "answer": HOW}]), "structure", f"{AT}[0].answer"
    ),
    "two of one": (answering("how_taken", HOW, answer("how_taken.not_now")), "business-rule", AT_ANSWER),
    "known and not known": (answering("how_taken", HOW, answer("unknown.not_sure")), "business-rule", AT_ANSWER),
    "a strange code": (answering("how_taken", answer("CANARY")), "code-invalid", AT_ANSWER),
    "the code of another question": (answering("how_taken", answer("home.alone")), "code-invalid", AT_ANSWER),
    "a bare code": (answering("how_taken", answer("as_directed")), "code-invalid", AT_ANSWER),
    "another system": (answering("how_taken", answer("how_taken.as_directed", "CANARY")), "code-invalid", AT_ANSWER),
    "a text": (answering("how_taken", {"valueString": "CANARY"}), "code-invalid", AT_ANSWER),
    "a text beside a code": (answering("how_taken", HOW | {"valueString": "x"}), "code-invalid", AT_ANSWER),
    "a code that is no object": (answering("how_taken", {"valueCoding": "x"}), "code-invalid", AT_ANSWER),
    "a code that is no text": (answering("how_taken", NO_TEXT), "code-invalid", AT_ANSWER),
    "an answer without value": (answering("how_taken", {}), "code-invalid", AT_ANSWER),
    "a modified item": (answering("how_taken", HOW, modifierExtension=[{}]), "not-supported", AT_HOW),
    "a modified answer": (answering("how_taken", HOW | {"modifierExtension": [{}]}), "not-supported", AT_HOW),
    "none and a danger": (
        edited(item=[{"linkId": "right_now", "answer": [answer("right_now.none"), answer("right_now.seizure")]}]),
        "business-rule", f"{AT}[0].answer",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_place_and_its_mend(name: str) -> None:
    """One issue each, with a code of FHIR and a place; no word of what was sent is in it."""
    resource, code, where = FAULTS[name]
    with pytest.raises(RefusedError) as caught:
        reading.read_response(CANON, resource, Voice.SELF)
    found = outcome(caught.value.issues)
    assert checked(found)
    (issue,) = found["issue"]
    assert (issue["code"], issue.get("expression", [""])) == (code, [where])
    assert issue["diagnostics"].count(". ") >= 1
    assert issue["diagnostics"].endswith(".")
    assert "CANARY" not in str(found)


def test_every_fault_is_named_at_once() -> None:
    resource = answering("how_taken", answer("x")) | {"status": "stopped", "questionnaire": "x"}
    with pytest.raises(RefusedError) as caught:
        reading.read_response(CANON, resource, Voice.SELF)
    assert [issue.code for issue in caught.value.issues] == ["conflict", "business-rule", "code-invalid"]
    assert str(caught.value).startswith("This answers another Questionnaire")


def test_what_is_no_answer_is_passed_over() -> None:
    """Who it is about, texts and displays, empty items: another program's response still counts."""
    resource = edited(subject={"reference": "Patient/1"}, author={"display": "x"}, identifier={"value": "x"}, text={})
    item_of(resource, "how_taken")["answer"][0]["valueCoding"]["display"] = "something else"
    resource["item"] += [{"linkId": "home", "answer": []}, {"linkId": "section.health"}, {"linkId": "home.why"}]
    back = reading.read_response(CANON, resource, Voice.SELF)
    assert back.interview == read_back(whole())


def test_items_need_no_groups_and_may_lie_deep() -> None:
    """Every item counts wherever it stands: none is lost because it is nested in another way, or very deep."""
    flat = edited(item=[item for item in items(whole()) if "answer" in item])
    assert read_back(flat) == read_back(whole())
    deep = flat["item"]
    for _ in range(5000):
        deep = [{"linkId": "section.health", "item": deep}]
    assert read_back(edited(item=deep)).person.keys() == {"how_taken", "also_taken"}
    nested = {"linkId": "how_taken", "answer": [HOW | {"item": [{"linkId": "CANARY"}]}]}
    with pytest.raises(RefusedError) as caught:
        reading.read_response(CANON, edited(item=[nested]), Voice.SELF)
    assert [issue.where for issue in caught.value.issues] == ["QuestionnaireResponse.item[0].answer[0].item[0].linkId"]


def faults(resource: object) -> tuple[Issue, ...]:
    """Return what is wrong with a response."""
    try:
        reading.read_response(CANON, resource, Voice.SELF)
    except RefusedError as error:
        return error.issues
    return ()


NAMES = ("resourceType", "item", "answer", "linkId", "valueCoding", "code", "system", "extension", "questionnaire")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["how_taken", "section.health"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=12,
)


@examples(300)
@given(junk=JSON, item=JSON)
def test_whatever_is_sent_is_read_or_refused(junk: object, item: object) -> None:
    """Nothing that JSON can hold ends in any other error."""
    for resource in (junk, edited(item=[item]), edited(item=junk)):
        assert all(issue.code in ISSUES and issue.sentence for issue in faults(resource))
