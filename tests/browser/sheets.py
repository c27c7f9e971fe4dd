"""Sheets of answers, one for each kind of summary, and those that fill the most paper."""

from __future__ import annotations

from tests.browser.steps import Answers

USUAL: Answers = {
    "right_now": ["none"],
    "how_taken": "as_directed",
    "how_long": "over_3_months",
    "lately": "nothing",
    "before": "never_tried",
    "reason": "sleep",
    "also_taken": ["none"],
    "self_harm": "no",
    "mental_health": "steady",
    "body_health": ["none"],
    "feels_like": "directed_want_less",
    "home": "steady_someone_checks",
    "prescriber": "yes",
    "paying": ["job_or_marketplace", "worried_about_cost"],
    "would_choose": "home_with_prescriber",
    "past_care": "no_care_before",
}
"""Starts with the own prescriber."""

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
