"""The questionnaire as a FHIR Questionnaire: whole, valid, and branching just as the guide itself does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careguide.core.assessment.answers import ALONE, Sheet
from careguide.core.assessment.assess import ResultKind, assess
from careguide.core.questionnaire.content import Condition, Review, Voice
from careguide.core.questionnaire.fingerprint import of_meaning
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Factor, Questionnaire
from careguide.fhir import capability, questionnaire, summary
from careguide.fhir.canon import NOWHERE, Canon, Resource, answer_code
from tests.conftest import examples
from tests.core.tiny import edited
from tests.fhir_checks import Codes, checked, items, shown
from tests.plans import plan_of
from tests.sheets import sheets
from tests.shipped import shipped

BRANCH = "ask_if: {pain: [some, much]}"
WISH = "    optional: true\n"


def form(guide: Questionnaire, voice: Voice = Voice.SELF) -> Resource:
    """Return the Questionnaire, with the help lines of the first country."""
    return questionnaire.form(Canon(plan_of(guide), NOWHERE), voice, guide.countries[0])


def chained(wish: str, branch: str = BRANCH) -> Questionnaire:
    """Return the tiny questionnaire with a branch for its last question too, and perhaps another for the one before."""
    return edited((WISH, f"    optional: true\n    ask_if: {wish}\n"), (BRANCH, branch))


def optional_first() -> Questionnaire:
    """Return the tiny questionnaire with a branch that looks at a question which may be left out."""
    guide = edited()
    pain = replace(guide.question["pain"], optional=True, critical=False)
    questions = tuple(pain if question.id == "pain" else question for question in guide.questions)
    return replace(guide, questions=questions)


GUIDES = {
    "shipped": shipped,
    "tiny": edited,
    "two questions": lambda: edited((BRANCH, "ask_if: {pain: [much], danger: [smoke]}")),
    "a chain": lambda: chained("{sleep: [alone]}"),
    "a chain of two": lambda: chained("{sleep: [alone], danger: [fire]}", "ask_if: {pain: [much], danger: [smoke]}"),
    "optional first": optional_first,
}


@pytest.fixture(scope="module", params=GUIDES)
def guide(request: pytest.FixtureRequest) -> Questionnaire:
    """Each questionnaire with a branch of another kind."""
    made: Questionnaire = GUIDES[request.param]()
    return made


def coded(guide: Questionnaire, sheet: Sheet) -> Codes:
    """Return a sheet as a form holds it."""
    system = Canon(plan_of(guide), NOWHERE).system
    return {
        name: {(system, answer_code(guide.question[name], word)) for word in words} for name, words in sheet.items()
    }


@pytest.mark.parametrize("voice", Voice)
def test_every_form_is_valid(guide: Questionnaire, voice: Voice) -> None:
    assert checked(form(guide, voice)) > len(guide.questions)


def test_everything_else_that_is_published_is_valid() -> None:
    canon = Canon(plan_of(shipped()), "https://guide.example.org")
    found = [form(shipped())]
    for resource in (
        questionnaire.codes(canon),
        summary.result_codes(canon),
        capability.operation(canon),
        capability.statement(canon, ["Questionnaire", "CodeSystem"], shared=True),
        capability.searchset(canon, "Questionnaire", found, ""),
        capability.searchset(canon, "Questionnaire", [], "?url=x"),
    ):
        assert checked(resource)


@examples(150)
@given(data=st.data())
def test_a_form_asks_what_the_guide_asks(guide: Questionnaire, data: st.DataObject) -> None:
    """Whatever is known, not known or left open: the enabled questions are the asked ones."""
    sheet = data.draw(sheets(guide))
    asked = {question.id for question in assess(plan_of(guide), sheet).asked}
    assert shown(form(guide), coded(guide, sheet)) & guide.question.keys() == asked


def test_a_chain_needs_a_group_around_it() -> None:
    """One item can hold one line only; the second stands around it."""
    names = [item["linkId"] for item in items(form(GUIDES["a chain"]()))]
    assert "wish.if" in names
    assert "how_long.if" not in [item["linkId"] for item in items(form(shipped()))]


@examples(150)
@given(data=st.data())
def test_a_form_raises_the_alarm_when_the_guide_does(guide: Questionnaire, data: st.DataObject) -> None:
    """The words of the emergency screen are shown for every emergency, by an answer or a rule, and for nothing else."""
    sheet = data.draw(sheets(guide))
    loud = {name for name in shown(form(guide), coded(guide, sheet)) if name.endswith(".alarm")}
    assert bool(loud) is (assess(plan_of(guide), sheet).outcome.kind is ResultKind.EMERGENCY)


@pytest.mark.parametrize("voice", Voice)
def test_a_form_holds_every_question_and_answer_once(guide: Questionnaire, voice: Voice) -> None:
    found = {item["linkId"]: item for item in items(form(guide, voice))}
    assert len(found) == len(list(items(form(guide, voice))))
    assert [name for name in found if name in guide.question] == [question.id for question in guide.questions]
    for question in guide.questions:
        item = found[question.id]
        codes = [option["valueCoding"]["code"] for option in item["answerOption"]]
        assert codes == [f"{question.id}.{word}" for word in question.option] + [
            "unknown.not_sure",
            "unknown.prefer_not",
        ]
        assert (item["type"], item["repeats"], item["required"]) == ("choice", question.tick, False)
        assert item["text"] == question.ask.in_voice(voice)
        alone = {word for word in {*question.option, *UNKNOWN_ANSWERS} & ALONE if question.tick}
        exclusive = [option["valueCoding"]["code"] for option in item["answerOption"] if "extension" in option]
        assert {code.partition(".")[2] for code in exclusive} == alone


def test_every_code_is_our_own_and_defined() -> None:
    """No code of LOINC or SNOMED is made up, and none stands in a form that our code system does not hold."""
    canon = Canon(plan_of(shipped()), NOWHERE)
    system = questionnaire.codes(canon)
    known = {concept["code"] for concept in system["concept"]}
    words = {concept["display"] for concept in system["concept"]}
    words |= {word["value"] for concept in system["concept"] for word in concept.get("designation", [])}
    assert len(known) == len(system["concept"]) == system["count"]
    used = 0
    for voice in Voice:
        for item in items(form(shipped(), voice)):
            codings = item.get("code", []) + [option["valueCoding"] for option in item.get("answerOption", [])]
            used += len(codings)
            assert all(coding["system"] == canon.system and coding["code"] in known for coding in codings)
            assert all(coding["display"] in words for coding in codings)
    assert used > 200
    assert "loinc" not in str(form(shipped())).lower()


def test_a_form_says_first_what_it_is_not() -> None:
    """Not a diagnosis, not to stop, who it is not for, and where to turn in danger, before any question."""
    guide = shipped()
    first, second = (item["text"] for item in form(guide)["item"][:2])
    for text in (guide.intro.not_a_diagnosis, guide.intro.do_not_stop, guide.intro.not_for):
        assert " ".join(text.in_voice(Voice.SELF).split()) in first
    assert [line.call for line in guide.countries[0].lines if line.kind in questionnaire.URGENT and line.call]
    assert all(
        line.call in second for line in guide.countries[0].lines if line.kind in questionnaire.URGENT and line.call
    )


def test_a_form_is_a_draft_until_a_clinician_has_reviewed_it() -> None:
    guide = shipped()
    draft = form(guide)
    assert (draft["status"], draft["experimental"]) == ("draft", True)
    assert draft["version"] == f"{guide.version}-{of_meaning(guide)}-{guide.digest}"
    reviewed = form(replace(guide, review=Review("A clinician", "2027-01-01")))
    assert (reviewed["status"], reviewed["experimental"]) == ("active", False)
    assert reviewed["lastReviewDate"] == "2027-01-01"


def test_addresses_begin_where_the_site_is() -> None:
    canon = Canon(plan_of(shipped()), "https://guide.example.org")
    assert canon.form(Voice.SOMEONE) == "https://guide.example.org/fhir/R4/Questionnaire/careguide-someone"
    assert canon.versioned(Voice.SELF).startswith("https://guide.example.org/fhir/R4/Questionnaire/careguide|")


def test_branches_look_at_earlier_questions_only() -> None:
    """A form is filled from top to bottom, so the evaluation above may go from top to bottom too."""
    guide = GUIDES["a chain of two"]()
    assert isinstance(guide.question["wish"].ask_if[0], Condition)
    assert guide.question["wish"].factor is Factor.PREFERENCE
    order = [item["linkId"] for item in items(form(guide))]
    for item in items(form(guide)):
        for condition in item.get("enableWhen", []):
            assert order.index(condition["question"]) < order.index(item["linkId"])


@pytest.mark.parametrize(
    ("rule", "item"),
    [
        ("que-1", {"linkId": "x", "type": "group"}),
        ("que-2", {"linkId": "opening", "type": "display"}),
        ("que-3", {"linkId": "x", "type": "display", "code": [{"code": "x"}]}),
        ("que-6", {"linkId": "x", "type": "display", "repeats": False}),
        ("a value that no list holds", {"linkId": "x", "type": "sonnet"}),
        ("an element that there is not", {"linkId": "x", "type": "display", "colour": "red"}),
    ],
)
def test_the_checks_bite(rule: str, item: Resource) -> None:
    """What a resource is checked with finds each fault that it looks for."""
    broken = form(edited())
    broken["item"].append(item)
    with pytest.raises((AssertionError, ValueError)) as caught:
        checked(broken)
    assert rule in str(caught.value) or not rule.startswith("que")
