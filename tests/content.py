"""What the content was agreed to be, written out a second time and apart from questions.yaml.

E is an emergency and S is help today, with the kind of danger behind a colon; S alone is for the medicine, and W is
help this week. N is 'do not stop suddenly', O is 'two sedating things together'. M and D are steps on the medical and
the daily axis, as a point or a span; `home` is a reason for care at home.
"""

from __future__ import annotations

LETTERS = {
    "E:seizure": "seizure",
    "E:breath": "hard_to_wake",
    "E:confused": "confused",
    "E:stopped": "seizure_danger",
    "E:too_much": "took_too_much",
    "E:suicide": "may_act",
    "S:suicide": "thoughts_of_death",
    "S:crisis": "mental_crisis",
    "S:double": "double_dose",
    "S:doubt": "may_be_danger",
    "S": "same_day",
    "W": "this_week",
    "N": "do_not_stop",
    "O": "two_sedatives",
}
FIRST_LINE = {
    "E:seizure": "emergency",
    "E:breath": "emergency",
    "E:confused": "emergency",
    "E:stopped": "emergency",
    "E:too_much": "poison",
    "E:suicide": "crisis",
    "S:suicide": "crisis",
    "S:crisis": "crisis",
    "S:double": "poison",
    "S:doubt": "emergency",
    "S": "health",
    "W": "health",
}
"""The kind of help line that each loud warning brings first."""

QUESTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "right_now": ("safety tick", {
        "seizure": "E:seizure", "hard_to_wake": "E:breath", "confused": "E:confused",
        "stiff_or_silent": "E:confused", "took_too_much": "E:too_much", "one_dose_twice": "S:double",
        "bad_signs": "S M1-2", "suicide_now": "E:suicide", "none": "", "not_sure": "S:doubt", "prefer_not": "S:doubt",
    }),
    "how_taken": ("severity critical", {
        "as_directed": "N home", "sometimes_more": "N M0-1", "often_more": "N M1-2 D0-1", "other_source": "N S M1-2",
        "not_now": "",
    }),
    "how_long": ("severity", {
        "few_days_a_week": "home", "under_1_month": "N home", "months_1_to_3": "N", "over_3_months": "N",
        "not_sure": "N",
    }),
    "lately": ("severity critical", {
        "nothing": "", "slow_plan": "home", "plan_too_hard": "W N M1", "lower_alone": "W N M0-1",
        "cut_fast": "S N M1-2", "stopped_few_days": "W", "stopped": "S M1-2", "running_out": "S N",
        "prescriber_ending": "W N", "prescriber_ended": "S N", "not_sure": "S",
    }),
    "before": ("severity critical", {
        "seizure": "N M1-2", "confusion_or_hospital": "N M1-2", "could_not_go_on": "N M0-1", "got_through": "N home",
        "never_tried": "",
    }),
    "reason": ("co_occurring", {
        "epilepsy": "N M1", "panic_or_anxiety": "", "sleep": "", "muscle_or_other": "", "not_prescribed": "",
    }),
    "also_taken": ("co_occurring tick critical", {
        "opioid_prescribed": "O N M0-1", "opioid_street": "O S M1-2 D0-1", "methadone_or_buprenorphine": "O",
        "alcohol_heavy": "O W M1-2", "alcohol_some": "O", "other_sedatives": "O M0-1", "none": "home",
    }),
    "self_harm": ("co_occurring critical", {
        "no": "", "yes_safe": "S:suicide D0-1", "yes_plan": "E:suicide", "past_attempt": "D0-1",
    }),
    "mental_health": ("co_occurring", {
        "steady": "home", "hard_with_care": "", "getting_worse": "D0-1", "crisis": "S:crisis M1-2 D0-1",
    }),
    "body_health": ("co_occurring tick", {
        "pregnant": "N W M1", "planning_pregnancy": "", "breastfeeding": "", "over_65": "", "forgets_doses": "W",
        "falls_or_new_confusion": "S",
        "breathing_problem": "", "heart_liver_kidney": "M0-1", "unstable_or_recent_hospital": "M1-2", "none": "home",
    }),
    "feels_like": ("severity", {
        "directed_want_less": "home", "directed_and_helps": "home", "hard_to_control": "D0-1", "causing_harm": "D1-2",
    }),
    "home": ("support", {
        "steady_someone_checks": "home", "some_support": "", "alone": "M0-1 D0-1", "use_around": "D1-2",
        "unsafe": "D1-2", "no_stable_home": "D2",
    }),
    "prescriber": ("support", {"yes": "home", "afraid_to_ask": "", "will_not": "", "none": "", "too_far": ""}),
    "paying": ("cost tick", {
        "job_or_marketplace": "", "medicaid_or_medicare": "", "va": "", "uninsured": "", "worried_about_cost": "",
        "cannot_miss_work_or_care": "", "none_of_these": "",
    }),
    "would_choose": ("preference", {
        "home_with_prescriber": "", "day_program": "", "live_in": "", "lower_not_stop": "", "not_ready": "",
    }),
    "past_care": ("severity optional", {
        "home_went_badly": "M0-1 D0-1", "home_went_well": "home", "live_in_too_fast": "", "live_in_helped": "",
        "no_care_before": "",
    }),
}  # fmt: skip

ASK_IF = {"how_long": {"how_taken": "as_directed sometimes_more often_more other_source"}}

SAYS_MORE = {
    "right_now": "one_dose_twice bad_signs",
    "how_taken": "other_source",
    "how_long": "few_days_a_week",
    "lately": "plan_too_hard lower_alone stopped_few_days stopped running_out prescriber_ending prescriber_ended",
    "reason": "epilepsy",
    "also_taken": "methadone_or_buprenorphine alcohol_heavy other_sedatives not_sure prefer_not",
    "self_harm": "yes_safe past_attempt not_sure prefer_not",
    "mental_health": "getting_worse",
    "body_health": "pregnant planning_pregnancy breastfeeding over_65 forgets_doses",
    "feels_like": "directed_and_helps causing_harm",
    "home": "unsafe",
    "prescriber": "afraid_to_ask will_not none too_far",
    "paying": "job_or_marketplace medicaid_or_medicare va uninsured worried_about_cost cannot_miss_work_or_care",
    "would_choose": "live_in",
    "past_care": "live_in_too_fast",
}
"""Answers that bring something to read or to ask, beside their effect."""

CRISIS_LINE = {
    "right_now": "suicide_now",
    "mental_health": "crisis",
    "self_harm": "yes_safe yes_plan past_attempt not_sure prefer_not",
}
"""Answers that bring a message with a crisis line."""

SEDATIVES = "opioid_prescribed opioid_street methadone_or_buprenorphine alcohol_heavy other_sedatives"
CHANGED = "cut_fast running_out prescriber_ended"
STOPPED = "stopped_few_days stopped"
"""A stop after use on few days counts as one wherever seizures, alcohol or other substances are part of it."""

RULES: dict[str, tuple[list[dict[str, str]], str]] = {
    "stopped_with_seizure_risk": ([{"lately": STOPPED}, {"before": "seizure", "reason": "epilepsy"}], "E:stopped"),
    "epilepsy_and_change": ([{"reason": "epilepsy"}, {"lately": CHANGED}], "S"),
    "withdrawal_with_others": (
        [{"lately": f"cut_fast {STOPPED}"}, {"also_taken": "opioid_street alcohol_heavy"}],
        "S M2",
    ),
    "seizure_history_and_change": ([{"before": "seizure confusion_or_hospital"}, {"lately": CHANGED}], "S M2"),
    "pregnant_and_change": ([{"body_health": "pregnant"}, {"lately": f"stopped {CHANGED}"}], "S M1-2"),
    "breathing_and_sedatives": ([{"body_health": "breathing_problem"}, {"also_taken": SEDATIVES}], "W"),
    "breathing_and_more_danger": (
        [
            {"body_health": "breathing_problem"},
            {"also_taken": SEDATIVES},
            {"how_taken": "often_more other_source", "lately": f"cut_fast {STOPPED}"},
        ],
        "S",
    ),
    "drinking_and_change": ([{"also_taken": "alcohol_heavy"}, {"lately": f"{STOPPED} {CHANGED}"}], "S"),
    "old_and_too_much": (
        [{"body_health": "over_65 forgets_doses"}, {"how_taken": "often_more other_source"}],
        "S",
    ),
    "old_and_bad_signs": ([{"body_health": "over_65"}, {"lately": "cut_fast stopped"}], "S M1-2"),
    "off_it_for_a_while": ([{"how_taken": "not_now"}, {"lately": "nothing"}], ""),
    "off_it_and_getting_worse": (
        [{"how_taken": "not_now"}, {"lately": "nothing"}, {"mental_health": "getting_worse"}],
        "W",
    ),
    "use_out_of_hand": (
        [
            {"feels_like": "causing_harm"},
            {"how_taken": "often_more other_source", "also_taken": "opioid_street alcohol_heavy"},
        ],
        "M1-2 D1-2",
    ),
    "unsafe_home_and_withdrawal_risk": (
        [{"home": "use_around unsafe no_stable_home"}, {"lately": "cut_fast stopped"}],
        "M1-2 D2",
    ),
    "alone_after_stopping": ([{"home": "alone"}, {"lately": "stopped"}], "M1-2"),
    "no_one_to_refill": ([{"prescriber": "will_not none"}, {"lately": "running_out"}], "S"),
}

SETTINGS = "no_change_now own_prescriber specialist_clinic day_program live_in_program live_in_medical medical_unit"
CELLS = [
    "own_prescriber day_program live_in_program",
    "specialist_clinic day_program live_in_medical",
    "medical_unit medical_unit medical_unit",
]

SOURCES = (
    "jcpg jcpg-patient fda-2020 fda-2019 fda-2017 label nhs-scotland sa-health racgp mccarty-2014 reif-2014 "
    "darker-2015 otto-1993 maust-2023 mhpaea nida-words means-matter seed-000 seed-001 seed-002 seed-003 seed-004"
)

HELP_LINES = {
    "US": [
        "emergency call 911", "crisis call 988", "crisis text 988", "crisis web 988lifeline.org", "veterans call 988",
        "veterans text 838255", "poison call 18002221222",
        "violence call 18007997233", "violence text STARTto88788", "violence tty 18007873224",
        "referral call 18006624357", "referral tty 18004874889", "locator web findtreatment.gov",
    ],
    "CA": ["emergency call 911", "crisis call 988", "health call 811", "poison call 18447647669"],
    "GB": ["emergency call 999", "health call 111", "crisis call 116123", "crisis text SHOUTto85258",
        "violence call 08082000247"],
    "IE": ["emergency call 112", "emergency call 999", "crisis call 116123", "poison call 018092166",
        "violence call 1800341900", "violence call 1800816588"],
    "AU": [
        "emergency call 000", "crisis call 131114", "health call 1800022222", "violence call 1800737732",
        "violence text 0458737732", "alcohol_and_drugs call 1800250015", "poison call 131126",
    ],
    "NZ": [
        "emergency call 111", "crisis call 1737", "health call 0800611116", "violence call 0800733843",
        "poison call 0800764766",
    ],
    "EU": ["emergency call 112"],
}  # fmt: skip
