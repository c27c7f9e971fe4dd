"""The sheets that tests fill in: one for each kind of summary, those that fill the most paper, and any at all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import combinations

from hypothesis import strategies as st

from careguide.core.assessment.answers import ALONE, Answer, Sheet
from careguide.core.assessment.assess import assess
from careguide.core.assessment.bits import Bits
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Question, Questionnaire
from tests.plans import plan_of

Answers = Mapping[str, str | list[str]]
"""Answers as they are sent: one word, or every tick."""

CALM = {
    "right_now": "none",
    "how_taken": "as_directed",
    "how_long": "over_3_months",
    "lately": "nothing",
    "before": "never_tried",
    "reason": "panic_or_anxiety",
    "also_taken": "none",
    "self_harm": "no",
    "mental_health": "steady",
    "body_health": "none",
    "feels_like": "directed_want_less",
    "home": "steady_someone_checks",
    "prescriber": "yes",
    "paying": "job_or_marketplace",
    "would_choose": "home_with_prescriber",
    "past_care": "no_care_before",
}
"""Has every question answered, and starts with the own prescriber."""

SHEETS: dict[str, Answers] = {
    "start": CALM,
    "same-day": {**CALM, "lately": "cut_fast", "before": "not_sure", "also_taken": ["alcohol_some", "other_sedatives"]},
    "emergency": {**CALM, "right_now": ["seizure", "took_too_much"]},
    "combined-emergency": {**CALM, "lately": "stopped", "reason": "epilepsy"},
    "not-enough": {"right_now": "none"},
    "nothing": {},
    "not-now": {**CALM, "how_taken": "not_now"},
}
"""One for each kind of summary."""

USUAL: Answers = {
    **CALM,
    "right_now": ["none"],
    "reason": "sleep",
    "also_taken": ["none"],
    "body_health": ["none"],
    "paying": ["job_or_marketplace", "worried_about_cost"],
}
"""Starts with the own prescriber too, and has two ticks."""

TODAY: Answers = {**USUAL, "lately": "cut_fast", "home": "alone", "body_health": "not_sure"}
"""Is for the same day, with a range and something that is not known."""

UNKNOWN: Answers = dict.fromkeys(USUAL, "not_sure")
"""Knows nothing, and so has not enough to say."""

EMERGENCY: Answers = {**USUAL, "right_now": ["seizure", "took_too_much"]}
"""Is an emergency."""

GRAVEST: Answers = {
    "right_now": ["none"],
    "how_taken": "other_source",
    "how_long": "over_3_months",
    "lately": "cut_fast",
    "before": "seizure",
    "reason": "epilepsy",
    "also_taken": [
        "opioid_prescribed",
        "opioid_street",
        "methadone_or_buprenorphine",
        "alcohol_heavy",
        "alcohol_some",
        "other_sedatives",
    ],
    "self_harm": "yes_safe",
    "mental_health": "crisis",
    "body_health": [
        "pregnant",
        "breastfeeding",
        "over_65",
        "falls_or_new_confusion",
        "breathing_problem",
        "heart_liver_kidney",
        "unstable_or_recent_hospital",
    ],
    "feels_like": "causing_harm",
    "home": "no_stable_home",
    "prescriber": "none",
    "paying": [
        "job_or_marketplace",
        "medicaid_or_medicare",
        "va",
        "uninsured",
        "worried_about_cost",
        "cannot_miss_work_or_care",
    ],
    "would_choose": "live_in",
    "past_care": "live_in_too_fast",
}
"""Has every tick and the gravest of every choice that is no emergency."""

EVERYTHING: Answers = {
    **GRAVEST,
    "right_now": ["seizure", "hard_to_wake", "confused", "took_too_much", "suicide_now"],
    "lately": "stopped",
    "self_harm": "yes_plan",
}
"""Has every tick, every emergency among them."""

LONG: Answers = {
    "right_now": ["none"],
    "how_taken": "other_source",
    "how_long": "over_3_months",
    "lately": "nothing",
    "before": "could_not_go_on",
    "reason": "sleep",
    "also_taken": ["opioid_prescribed", "methadone_or_buprenorphine", "alcohol_heavy", "other_sedatives"],
    "self_harm": "no",
    "mental_health": "crisis",
    "body_health": ["pregnant", "falls_or_new_confusion", "heart_liver_kidney", "unstable_or_recent_hospital"],
    "feels_like": "not_sure",
    "home": "not_sure",
    "prescriber": "none",
    "paying": ["va", "uninsured"],
    "would_choose": "not_ready",
    "past_care": "home_went_badly",
}
"""Fills the most paper of some hundred sheets that were tried: many reasons, and much that could still change."""


def as_sheet(answers: Answers) -> Sheet:
    """Return answers as the fold takes them."""
    return {name: frozenset([words] if isinstance(words, str) else words) for name, words in answers.items()}


def possible(question: Question) -> tuple[list[Answer], list[Answer]]:
    """Return every answer of one word, and every set of two ticks or more."""
    single = [frozenset({word}) for word in (*question.option, *sorted(UNKNOWN_ANSWERS))]
    ticks = [word for word in question.option if word not in ALONE] if question.tick else []
    several = [frozenset(some) for size in range(2, len(ticks) + 1) for some in combinations(ticks, size)]
    return single, several


@cache
def answers(question: Question) -> st.SearchStrategy[Answer]:
    """Draw one option, any set of ticks where ticks are allowed, or one of the two unknown answers."""
    single, several = possible(question)
    often = single * (1 + len(several) // len(single))
    return st.sampled_from([*often, *several])


@cache
def sheets(questionnaire: Questionnaire) -> st.SearchStrategy[Sheet]:
    """Draw answers to any of the questions, asked or not; some are left open."""
    each = {}
    for question in questionnaire.questions:
        single, several = possible(question)
        often = [None, *single] * (1 + len(several) // (1 + len(single)))
        each[question.id] = st.sampled_from([*often, *several])
    return st.fixed_dictionaries(each).map(
        lambda drawn: {name: answer for name, answer in drawn.items() if answer is not None}
    )


@cache
def states(questionnaire: Questionnaire) -> st.SearchStrategy[Bits]:
    """Draw the states that sheets lead to."""
    return sheets(questionnaire).map(lambda sheet: assess(plan_of(questionnaire), sheet).bits)
