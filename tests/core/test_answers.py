"""What a respondent said: what is kept of it, and what is told to be wrong."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from careguide.core.assessment.answers import AnswerFault, check_answer, read_sheet
from careguide.core.questionnaire.model import Questionnaire
from tests.core.tiny import edited

UNKNOWN_OPTION, ONE_ONLY, CONTRADICTION = AnswerFault.UNKNOWN_OPTION, AnswerFault.ONE_ONLY, AnswerFault.CONTRADICTION

CHECKS = [
    # a question with ticks
    ("danger", "", "", None),
    ("danger", "fire", "fire", None),
    ("danger", "smoke", "smoke", None),
    ("danger", "fire smoke", "fire smoke", None),
    ("danger", "smoke fire", "fire smoke", None),
    ("danger", "fire fire", "fire", None),
    ("danger", "none", "none", None),
    ("danger", "none none", "none", None),
    ("danger", "not_sure", "not_sure", None),
    ("danger", "prefer_not", "prefer_not", None),
    # ticks that deny each other: the danger stays
    ("danger", "fire none", "fire", CONTRADICTION),
    ("danger", "none fire", "fire", CONTRADICTION),
    ("danger", "none smoke fire", "fire smoke", CONTRADICTION),
    ("danger", "fire not_sure", "fire", CONTRADICTION),
    ("danger", "not_sure fire", "fire", CONTRADICTION),
    ("danger", "smoke prefer_not", "smoke", CONTRADICTION),
    ("danger", "fire none not_sure prefer_not", "fire", CONTRADICTION),
    ("danger", "none not_sure", "", CONTRADICTION),
    ("danger", "none prefer_not", "", CONTRADICTION),
    ("danger", "not_sure prefer_not", "", CONTRADICTION),
    # ticks that the question does not have: the known dangers stay
    ("danger", "flood", "", UNKNOWN_OPTION),
    ("danger", "flood fire", "fire", UNKNOWN_OPTION),
    ("danger", "fire smoke flood", "fire smoke", UNKNOWN_OPTION),
    ("danger", "fire none flood", "fire", UNKNOWN_OPTION),
    ("danger", "not_sure fire flood", "fire", UNKNOWN_OPTION),
    ("danger", "none flood", "", UNKNOWN_OPTION),
    ("danger", "not_sure flood", "", UNKNOWN_OPTION),
    ("danger", "FIRE", "", UNKNOWN_OPTION),
    ("danger", "much", "", UNKNOWN_OPTION),
    # a question with one answer
    ("pain", "", "", None),
    ("pain", "little", "little", None),
    ("pain", "some", "some", None),
    ("pain", "much", "much", None),
    ("pain", "not_sure", "not_sure", None),
    ("pain", "prefer_not", "prefer_not", None),
    ("pain", "little much", "", ONE_ONLY),
    ("pain", "much much", "", ONE_ONLY),
    ("pain", "much not_sure", "", ONE_ONLY),
    ("pain", "not_sure prefer_not", "", ONE_ONLY),
    ("pain", "little some much", "", ONE_ONLY),
    ("pain", "fire", "", UNKNOWN_OPTION),
    ("pain", "much fire", "", UNKNOWN_OPTION),
    ("pain", "none", "", UNKNOWN_OPTION),
]


@pytest.mark.parametrize(("question", "given", "kept", "fault"), CHECKS)
def test_an_answer_is_checked(
    tiny: Questionnaire, question: str, given: str, kept: str, fault: AnswerFault | None
) -> None:
    """What was given is kept as far as it can be true, and the fault is named."""
    assert check_answer(tiny.question[question], given.split()) == (frozenset(kept.split()), fault)


@pytest.mark.parametrize("word", ["none", "none_of_these"])
def test_both_words_for_none_stand_alone(word: str) -> None:
    """A tick beside 'none' or 'none_of_these' is kept, and the denial is not."""
    guide = edited(("{id: none, label: None of these}", f"{{id: {word}, label: None of these}}"))
    assert check_answer(guide.question["danger"], [word, "smoke"]) == (frozenset({"smoke"}), CONTRADICTION)


def test_none_may_be_an_option_where_one_is_chosen() -> None:
    """Where only one answer is chosen, an option called 'none' is an answer like any other."""
    guide = edited(("{id: near, label", "{id: none, label"))
    assert check_answer(guide.question["sleep"], ["none"]) == (frozenset({"none"}), None)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ({}, {}),
        ({"pain": "much"}, {"pain": "much"}),
        ({"pain": ["much"]}, {"pain": "much"}),
        ({"pain": ("much",)}, {"pain": "much"}),
        ({"pain": None}, {}),
        ({"pain": []}, {}),
        ({"danger": ["fire", "smoke"], "pain": None}, {"danger": "fire smoke"}),
        ({"danger": "none", "wish": "go", "sleep": "not_sure"}, {"danger": "none", "wish": "go", "sleep": "not_sure"}),
    ],
)
def test_a_good_sheet_is_read_whole(tiny: Questionnaire, raw: dict[str, object], kept: dict[str, str]) -> None:
    """A sheet without fault keeps every answer, and a question without answer is left open."""
    assert read_sheet(tiny, raw) == ({name: frozenset(words.split()) for name, words in kept.items()}, ())


@pytest.mark.parametrize(
    ("raw", "question", "fault"),
    [
        ({"pian": "much"}, "pian", AnswerFault.UNKNOWN_QUESTION),
        ({"": "much"}, "", AnswerFault.UNKNOWN_QUESTION),
        ({7: "much"}, "7", AnswerFault.UNKNOWN_QUESTION),
        ({None: "much"}, "None", AnswerFault.UNKNOWN_QUESTION),
        ({("pain",): "much"}, "('pain',)", AnswerFault.UNKNOWN_QUESTION),
        ({"pain": 1}, "pain", AnswerFault.WRONG_TYPE),
        ({"pain": True}, "pain", AnswerFault.WRONG_TYPE),
        ({"pain": {"much": True}}, "pain", AnswerFault.WRONG_TYPE),
        ({"pain": [["much"]]}, "pain", AnswerFault.WRONG_TYPE),
        ({"pain": ["much", None]}, "pain", AnswerFault.WRONG_TYPE),
        ({"pain": b"much"}, "pain", AnswerFault.WRONG_TYPE),
        ({"pain": ""}, "pain", UNKNOWN_OPTION),
        ({"pain": "MUCH"}, "pain", UNKNOWN_OPTION),
        ({"pain": ["little", "much"]}, "pain", ONE_ONLY),
        ({"pain": "much\0"}, "pain", UNKNOWN_OPTION),
    ],
)
def test_a_bad_answer_is_left_out_and_named(
    tiny: Questionnaire, raw: dict[object, object], question: str, fault: AnswerFault
) -> None:
    """An answer that cannot be read is left out, its question and fault are named, and the rest is kept."""
    sheet, problems = read_sheet(tiny, {**raw, "wish": "go"})
    assert sheet == {"wish": frozenset({"go"})}
    assert [(problem.question, problem.fault) for problem in problems] == [(question, fault)]
    assert "{" not in problems[0].sentence


@pytest.mark.parametrize("raw", [None, [], "pain", 7, [("pain", "much")], {"pain"}])
def test_what_is_no_sheet_is_no_answer(tiny: Questionnaire, raw: object) -> None:
    """What is not a mapping of answers gives an empty sheet and one problem."""
    sheet, problems = read_sheet(tiny, raw)
    assert sheet == {}
    assert [problem.fault for problem in problems] == [AnswerFault.WRONG_TYPE]


def test_a_danger_is_kept_from_a_faulty_answer(tiny: Questionnaire) -> None:
    """A danger ticked beside 'none' stays in the sheet, and the contradiction is told."""
    sheet, problems = read_sheet(tiny, {"danger": ["none", "fire"]})
    assert sheet == {"danger": frozenset({"fire"})}
    assert [problem.fault for problem in problems] == [CONTRADICTION]


def test_every_faulty_answer_is_told(tiny: Questionnaire) -> None:
    """All faults of a sheet are told at once, in the order of its answers."""
    _, problems = read_sheet(tiny, {"wish": 1, "pain": ["little", "much"], "slep": "alone", "danger": ["fire", "none"]})
    assert [problem.question for problem in problems] == ["wish", "pain", "slep", "danger"]


def test_a_near_question_is_suggested(tiny: Questionnaire) -> None:
    """A misspelt question is told with the one that was meant."""
    _, (problem,) = read_sheet(tiny, {"pian": "much"})
    assert "'pain'" in problem.sentence


def test_any_mapping_is_a_sheet(tiny: Questionnaire) -> None:
    """A sheet may be any mapping, not only a dict."""
    assert read_sheet(tiny, MappingProxyType({"pain": "much"})) == ({"pain": frozenset({"much"})}, ())


@pytest.mark.parametrize("fault", AnswerFault, ids=lambda fault: fault.name)
def test_a_fault_speaks_to_the_person(fault: AnswerFault) -> None:
    """What is wrong is said in whole sentences, without the name of the fault."""
    assert fault.value.removesuffix("{hint}").endswith(".")
    assert "_" not in fault.value
