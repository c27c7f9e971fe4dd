"""The questions as every page here asks them, and as SurveyJS and FHIR write them down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from careguide.core.assessment.answers import ALONE
from careguide.core.assessment.bits import Plan
from careguide.core.questionnaire.content import Clause, Voice
from careguide.core.questionnaire.model import NOT_SURE, PREFER_NOT, Questionnaire
from careguide.core.questionnaire.reader import read
from careguide.fhir.canon import NOWHERE, Canon
from careguide.fhir.questionnaire import form as fhir_form
from careguide.files import questions_text

VOICE = Voice.SELF


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen; `alone` rules out every other."""

    id: str
    label: str
    alone: bool


@dataclass(frozen=True)
class Asked:
    """One question with its help and its answers."""

    id: str
    ask: str
    hint: str
    why: str
    tick: bool
    ask_if: Clause
    options: tuple[Choice, ...]


def guide() -> Questionnaire:
    """Return the questionnaire that ships with careguide."""
    return read(questions_text())


def asked(guide: Questionnaire) -> tuple[Asked, ...]:
    """Return every question in its order."""
    unknown = ((NOT_SURE, guide.labels.not_sure), (PREFER_NOT, guide.labels.prefer_not))
    return tuple(
        Asked(
            id=question.id,
            ask=question.ask.in_voice(VOICE),
            hint=question.hint.in_voice(VOICE) if question.hint else "",
            why=question.why.in_voice(VOICE),
            tick=question.tick,
            ask_if=question.ask_if,
            options=tuple(
                Choice(name, label.in_voice(VOICE), name in ALONE)
                for name, label in (*((option.id, option.label) for option in question.options), *unknown)
            ),
        )
        for question in guide.questions
    )


def as_survey(title: str, questions: tuple[Asked, ...]) -> dict[str, Any]:
    """Return the form as SurveyJS takes it: one question at a time, branching kept."""
    return {
        "title": title,
        "questionsOnPageMode": "questionPerPage",
        "elements": [_element(each) for each in questions],
    }


def _element(question: Asked) -> dict[str, Any]:
    element: dict[str, Any] = {
        "type": "checkbox" if question.tick else "radiogroup",
        "name": question.id,
        "title": question.ask,
        "description": " ".join(filter(None, (question.hint, question.why))),
        "choices": [
            {"value": option.id, "text": option.label}
            | ({"isExclusive": True} if option.alone and question.tick else {})
            for option in question.options
        ],
    }
    if question.ask_if:
        either = (f"{{{line.question}}} anyof {list(line.options)}" for line in question.ask_if)
        element["visibleIf"] = " or ".join((f"{{{question.ask_if[0].question}}} empty", *either))
    return element


def as_fhir(guide: Questionnaire) -> dict[str, Any]:
    """Return the FHIR Questionnaire that careguide itself publishes, with branching and alarms."""
    return fhir_form(Canon(Plan(guide), NOWHERE), VOICE, guide.countries[0])
