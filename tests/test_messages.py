"""What brings each message: the fewest other answers than those of someone well with which a summary tells it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain, combinations, product

import pytest

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.summary import Summary, compose
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS
from tests.journey import journeys
from tests.plans import plan_of
from tests.shipped import shipped

WELL = next(journey.sheet for journey in journeys() if journey.name == "prescribed")
COUNTRIES = ("US", "GB")
STAFF_ONLY = {together.emergency.untold for together in [shipped().together] if together}
TOLD = {*shipped().message} - STAFF_ONLY
"""All messages but the one for a family sheet from which the answer that is an emergency is left off."""
MOST = 2
"""Changed answers that are tried together."""

SHORTEST = {
    "seizure_now": "right_now: seizure",
    "breathing_now": "right_now: hard_to_wake",
    "confused_now": "right_now: confused",
    "seizure_today": "lately: stopped_few_days, before: seizure",
    "took_too_much": "right_now: took_too_much",
    "may_act": "right_now: suicide_now",
    "thoughts_of_death": "self_harm: yes_safe",
    "mental_crisis": "mental_health: crisis",
    "double_dose": "right_now: one_dose_twice",
    "same_day": "right_now: bad_signs",
    "this_week": "lately: plan_too_hard",
    "do_not_stop": "",
    "two_sedatives": "also_taken: opioid_prescribed",
    "suicide_support": "self_harm: past_attempt",
    "family_pills": "how_taken: other_source",
    "safe_keeping": "how_taken: sometimes_more",
    "dependence_not_addiction": "",
    "emergency_numbers": "right_now: not_sure",
    "keep_taking": "also_taken: methadone_or_buprenorphine",
    "alcohol_sudden": "also_taken: alcohol_heavy",
    "opioid_alcohol_warning": "also_taken: not_sure",
    "other_calming": "also_taken: other_sedatives",
    "driving": "right_now: one_dose_twice",
    "held_or_in_care": "lately: cut_fast",
    "travel": "prescriber: too_far",
    "lasting_signs": "how_taken: not_now",
    "regular_review": "body_health: over_65",
    "plan_pregnancy": "body_health: planning_pregnancy",
    "safe_at_home": "home: unsafe",
    "ask_before_stopping": "how_long: few_days_a_week",
    "seizure_prescriber": "reason: epilepsy",
    "pregnancy_together": "body_health: pregnant",
    "breastfeeding_ask": "body_health: breastfeeding",
    "over_65_falls": "body_health: over_65",
    "naloxone": "how_taken: other_source",
    "program_treats_both": "mental_health: getting_worse",
    "is_it_medical": "home: use_around",
    "nothing_decided_now": "feels_like: directed_and_helps",
    "taper_alone_not_enough": "feels_like: causing_harm",
    "how_fast": "past_care: live_in_too_fast",
    "feeling_fine_is_not_all_clear": "lately: cut_fast",
    "pills_not_what_they_seem": "how_taken: other_source",
    "talking_help": "",
    "afraid_to_ask": "prescriber: afraid_to_ask",
    "another_prescriber": "lately: prescriber_ending",
    "find_prescriber": "prescriber: none",
    "telehealth": "prescriber: too_far",
    "pay_parity": "",
    "pay_public": "paying: medicaid_or_medicare",
    "pay_va": "paying: va",
    "pay_uninsured": "paying: uninsured",
    "pay_cost": "paying: worried_about_cost",
    "time_off": "paying: cannot_miss_work_or_care",
}
"""By message: the answers that are changed. Who is well reads those with none."""


def told(summary: Summary) -> set[str]:
    """Return the ids of the messages that a summary tells."""
    panels = (summary.emergency, summary.same_day, summary.this_week)
    notes = [note for panel in panels if panel for note in panel.notes]
    return {note.id for note in (*notes, *summary.cautions, *summary.next_steps, *summary.notes)}


def changed(number: int) -> Iterator[tuple[str, Sheet]]:
    """Yield sheets in which so many answers are others than those of someone well, with the changes in words."""
    single = [
        (question.id, word)
        for question in shipped().questions
        for word in (*(option.id for option in question.options), *sorted(UNKNOWN_ANSWERS))
        if frozenset({word}) != WELL.get(question.id)
    ]
    for changes in combinations(single, number):
        sheet = {**WELL, **{question: frozenset({word}) for question, word in changes}}
        if len({question for question, _ in changes}) == number:
            yield ", ".join(f"{question}: {word}" for question, word in changes), sheet


@cache
def shortest() -> dict[str, str]:
    """Return for each message the first of the shortest changes that bring it, in either voice and some country."""
    found: dict[str, str] = {}
    for words, sheet in chain.from_iterable(map(changed, range(MOST + 1))):
        for voice, country in product(Voice, COUNTRIES):
            for message in told(compose(plan_of(shipped()), sheet, voice, country)):
                found.setdefault(message, words)
        if found.keys() >= TOLD:
            break
    return found


@pytest.mark.parametrize("message", sorted(TOLD))
def test_a_message_comes_with_the_answer_that_calls_for_it(message: str) -> None:
    """No message comes sooner than its line here says, and each comes at all."""
    assert shortest().get(message) == SHORTEST[message]
