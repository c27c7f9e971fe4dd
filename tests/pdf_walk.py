"""Walks that the PDFs are made of: one worked story, and the one that fills the most paper."""

from __future__ import annotations

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.interview import Interview, Mark, NextStep, ProfessionalView
from careguide.core.questionnaire.model import Level, Question
from tests.sheets import GRAVEST, Answers, as_sheet
from tests.shipped import shipped

PERSON: Answers = {
    "right_now": ["none"],
    "how_taken": "as_directed",
    "how_long": "over_3_months",
    "lately": "slow_plan",
    "before": "could_not_go_on",
    "reason": "sleep",
    "also_taken": ["alcohol_some"],
    "self_harm": "no",
    "mental_health": "hard_with_care",
    "body_health": ["over_65"],
    "feels_like": "directed_want_less",
    "home": "some_support",
    "prescriber": "yes",
    "paying": ["medicaid_or_medicare", "worried_about_cost"],
    "would_choose": "home_with_prescriber",
}
FAMILY: Answers = {
    "right_now": ["none"],
    "how_taken": "sometimes_more",
    "lately": "slow_plan",
    "before": "could_not_go_on",
    "also_taken": ["alcohol_some"],
    "mental_health": "getting_worse",
    "feels_like": "hard_to_control",
    "home": "alone",
    "would_choose": "day_program",
}


def story() -> Interview:
    """Return a walk with someone over 65 who lowers the medicine slowly, and a sister who worries."""
    return Interview(
        person=as_sheet(PERSON),
        family=as_sheet(FAMILY),
        marks={"how_taken": Mark.SAW, "mental_health": Mark.TOLD, "feels_like": Mark.TOLD, "home": Mark.SAW},
        notes={
            "how_taken": "One more tablet on some nights. The sister counted the box with them.",
            "lately": "The last step down was two weeks ago. Sleep is worse since then.",
            "home": "The sister comes by on Sundays. No one else has a key.",
        },
        closing="Nothing changes until the prescriber has been asked. We talk again next week, by telephone.",
        steps=(
            NextStep("The person", "Ask the prescriber to wait with the next step", "Tomorrow morning"),
            NextStep("The sister", "Come by on two evenings each week, and keep a key", "From this week"),
            NextStep("The care desk", "Find out which evening program has a place", "By Friday"),
        ),
        staff_name="the nurse at the care desk",
        view=ProfessionalView("day_program", "safety_concern", "Nights alone are the hard part for now."),
    )


def heaviest(letters: int = 1) -> Interview:
    """Return a walk in which two respondents tick all they can and differ in all they can, and every text is full.

    With more `letters`, texts are so many times as long as the staff page lets people type.
    """
    talk = "we call the clinic and ask who can look at this with us before the week is over; " * 80
    person = as_sheet(GRAVEST)
    return Interview(
        person=person,
        family={question.id: _another(question, person) for question in shipped().questions if question.id in person},
        marks=dict.fromkeys(person, Mark.TOLD),
        notes=dict.fromkeys(person, talk[: 500 * letters]),
        closing=talk[: 1000 * letters],
        steps=tuple(
            NextStep(f"{number} {talk[: 58 * letters]}", talk[: 160 * letters], talk[: 60 * letters])
            for number in range(6)
        ),
        staff_name=talk[: 80 * letters],
        staff_contact=talk[: 120 * letters],
        view=ProfessionalView("own_prescriber", "clinical_judgement", talk[: 500 * letters]),
    )


def _another(question: Question, sheet: Sheet) -> frozenset[str]:
    """Return another answer than the one of a sheet, and no emergency."""
    loud = {flag.id for flag in shipped().flags if flag.level is Level.EMERGENCY}
    calm = [option.id for option in question.options if loud.isdisjoint(option.flags)]
    others = [word for word in calm if word not in sheet[question.id] and not word.startswith("none")]
    return frozenset(others[:1] or calm[: -1 - len(calm[-1:])] or calm)
