"""Dangerous edits of the shipped file: each must be noticed, by a guarantee or by a journey."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from careguide.core.assessment.assess import assess
from careguide.core.proof.all_sheets import AllSheets, View, fold
from careguide.core.proof.guarantees import Proof, critical, promised
from careguide.core.proof.pair_guarantees import never_moves
from careguide.core.questionnaire.content import Condition
from careguide.core.questionnaire.model import Daily, Level, Medical, Option, Question, Questionnaire, Rule, Span
from tests.journey import Journey, journeys
from tests.plans import plan_of
from tests.shipped import shipped

NO_MEDICAL = {"medical": Span(Medical.usual, Medical.usual)}
NO_DAILY = {"daily": Span(Daily.home, Daily.home)}
LOWER = {"medical": Span(Medical.usual, Medical.closer)}
NO_FLAGS: dict[str, Any] = {"flags": ()}

OPTIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a seizure is no emergency": ("right_now", "seizure", NO_FLAGS),
    "hard to wake is no emergency": ("right_now", "hard_to_wake", NO_FLAGS),
    "confusion is for the same day only": ("right_now", "confused", {"flags": ("same_day",)}),
    "too much taken is no emergency": ("right_now", "took_too_much", NO_FLAGS),
    "suicide is no emergency": ("right_now", "suicide_now", NO_FLAGS),
    "a plan to die is for the same day only": ("self_harm", "yes_plan", {"flags": ("same_day",)}),
    "thoughts of death can wait": ("self_harm", "yes_safe", NO_FLAGS),
    "taking it as prescribed loses the warning": ("how_taken", "as_directed", NO_FLAGS),
    "often more needs no closer care": ("how_taken", "often_more", NO_MEDICAL),
    "often more needs no day support": ("how_taken", "often_more", NO_DAILY),
    "pills from elsewhere can wait": ("how_taken", "other_source", {"flags": ("do_not_stop",)}),
    "months of use lose the warning": ("how_long", "over_3_months", NO_FLAGS),
    "a fast cut can wait": ("lately", "cut_fast", {"flags": ("do_not_stop",)}),
    "having stopped can wait": ("lately", "stopped", NO_FLAGS),
    "having stopped needs no closer care": ("lately", "stopped", NO_MEDICAL),
    "having stopped is lowered by a step": ("lately", "stopped", LOWER),
    "running out can wait": ("lately", "running_out", {"flags": ("do_not_stop",)}),
    "being cut off can wait": ("lately", "prescriber_ended", {"flags": ("do_not_stop",)}),
    "a seizure before is lowered by a step": ("before", "seizure", LOWER),
    "confusion before needs no closer care": ("before", "confusion_or_hospital", NO_MEDICAL),
    "epilepsy needs no closer care": ("reason", "epilepsy", NO_MEDICAL),
    "epilepsy loses the warning": ("reason", "epilepsy", NO_FLAGS),
    "street opioids can wait": ("also_taken", "opioid_street", {"flags": ("two_sedatives",)}),
    "heavy drinking loses the warning": ("also_taken", "alcohol_heavy", {"flags": ("same_day",)}),
    "methadone loses the warning": ("also_taken", "methadone_or_buprenorphine", NO_FLAGS),
    "a crisis can wait": ("mental_health", "crisis", NO_FLAGS),
    "pregnancy is lowered by a step": ("body_health", "pregnant", LOWER),
    "falls can wait": ("body_health", "falls_or_new_confusion", NO_FLAGS),
    "an unstable illness needs no closer care": ("body_health", "unstable_or_recent_hospital", NO_MEDICAL),
    "harm needs no more than home": ("feels_like", "causing_harm", NO_DAILY),
    "an unsafe home is no reason": ("home", "unsafe", NO_DAILY),
    "no stable home is no reason": ("home", "no_stable_home", NO_DAILY),
    "being alone is no reason": ("home", "alone", {**NO_MEDICAL, **NO_DAILY}),
    "paying raises a need": ("paying", "uninsured", {"daily": Span(Daily.home, Daily.day)}),
    "a wish raises a need": ("would_choose", "live_in", {"daily": Span(Daily.live_in, Daily.live_in)}),
}
RULES: dict[str, tuple[str, dict[str, Any]]] = {
    "stopping with epilepsy can wait": ("stopped_with_seizure_risk", {"flags": ("same_day",)}),
    "withdrawal beside alcohol is lowered": ("withdrawal_with_others", LOWER),
    "seizures before a change are lowered": ("seizure_history_and_change", LOWER),
    "an unsafe home in withdrawal is lowered": ("unsafe_home_and_withdrawal_risk", NO_DAILY),
    "breathing trouble can wait": ("breathing_and_sedatives", NO_FLAGS),
}


def with_option(base: Questionnaire, name: str, option: str, changes: dict[str, Any]) -> Questionnaire:
    """Return the questionnaire with one option changed."""

    def edit(question: Question) -> Question:
        options = tuple(replace(one, **changes) if one.id == option else one for one in question.options)
        return replace(question, options=options) if question.id == name else question

    return replace(base, questions=tuple(map(edit, base.questions)))


def with_question(base: Questionnaire, name: str, **changes: Any) -> Questionnaire:
    """Return the questionnaire with one question changed."""
    return replace(base, questions=tuple(replace(one, **changes) if one.id == name else one for one in base.questions))


def with_rule(base: Questionnaire, name: str, **changes: Any) -> Questionnaire:
    """Return the questionnaire with one rule changed."""
    return replace(base, rules=tuple(replace(one, **changes) if one.id == name else one for one in base.rules))


def mutations() -> dict[str, Questionnaire]:
    """Return every mutated questionnaire, by what is dangerous about it."""
    base = shipped()
    found = {name: with_option(base, *edit) for name, edit in OPTIONS.items()}
    found |= {name: with_rule(base, rule, **changes) for name, (rule, changes) in RULES.items()}
    for rule in base.rules:
        found[f"the rule {rule.id} is gone"] = replace(base, rules=tuple(one for one in base.rules if one is not rule))
    stopped, seizure = base.rules[0].when
    inverted = (Condition("before", ("got_through", "never_tried")),)
    found["a condition is inverted"] = with_rule(base, base.rules[0].id, when=(stopped, inverted))
    found["both are asked for where either is enough"] = with_rule(
        base, base.rules[0].id, when=(stopped, *((one,) for one in seizure))
    )
    pays = Rule(
        id="pays",
        when=((Condition("paying", ("uninsured",)),), (Condition("lately", ("stopped",)),)),
        medical=Span(Medical.round_the_clock, Medical.round_the_clock),
    )
    found["a rule pays attention to paying"] = replace(base, rules=(*base.rules, pays))
    found["a critical question is not counted"] = with_question(base, "before", critical=False)
    gate = (Condition("how_taken", ("as_directed",)),)
    found["a question is skipped that must be asked"] = with_question(base, "lately", ask_if=gate)
    quiet = tuple(replace(flag, level=Level.NOTE) if flag.id == "same_day" else flag for flag in base.flags)
    found["the same day is a mere note"] = replace(base, flags=quiet)
    dropped = tuple(one for one in base.question["right_now"].options if one.id != "took_too_much")
    found["a danger sign cannot be ticked"] = with_question(base, "right_now", options=dropped)
    return found


MUTATIONS = (*OPTIONS, *RULES, *(name for name in mutations() if name not in OPTIONS and name not in RULES))


def noticed_by_journey(questionnaire: Questionnaire, journey: Journey) -> bool:
    """Whether a worked case would no longer end as it was worked out."""
    words = {(question.id, word) for question in questionnaire.questions for word in known(question)}
    if any((name, word) not in words for name, answer in journey.sheet.items() for word in answer):
        return True
    result = assess(plan_of(questionnaire), journey.sheet)
    told: dict[str, Any] = {
        "kind": result.outcome.kind.value,
        "flags": sorted(result.state.flags),
        "rules": sorted(rule.id for rule in result.fired),
        "same_day": str(result.outcome.same_day).lower(),
    }
    if not journey.is_emergency and journey.expect["cell"] != "null":
        medical, _, daily = journey.expect["cell"].partition(" + ")
        told["cell"] = journey.expect["cell"] if _is_at(result.outcome.start, medical, daily) else "elsewhere"
    expected = {key: sorted(word) if isinstance(word, list) else word for key, word in journey.expect.items()}
    return any(told[key] != expected[key] for key in told.keys() & expected.keys())


def known(question: Question) -> set[str]:
    """Return every word that can answer a question."""
    return {*question.option, "not_sure", "prefer_not"}


def _is_at(start: tuple[Medical, Daily], medical: str, daily: str) -> bool:
    return start[0].name == medical and (not daily or start[1].name == daily)


def noticed_by_guarantee(questionnaire: Questionnaire) -> str | None:
    """Return the first promise of the file that is broken; the one that needs every pair of sheets comes last."""
    sheets = AllSheets(plan_of(questionnaire))
    proof = Proof(sheets, [])
    for promise in questionnaire.guarantees:
        if not promise.never_moves and (critical if promise.critical else promised)(proof, promise):
            return promise.id
    layers = fold(sheets, View())
    for promise in questionnaire.guarantees:
        if promise.never_moves and never_moves(Proof(sheets, layers), promise):
            return promise.id
    return None


def test_there_are_enough_mutations() -> None:
    """At least thirty dangerous edits are tried, and the file as it ships is none of them."""
    assert len(MUTATIONS) >= 30
    assert not any(noticed_by_journey(shipped(), journey) for journey in journeys())
    assert noticed_by_guarantee(shipped()) is None


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_dangerous_edit_is_noticed(name: str) -> None:
    """A journey ends in another way, or a promise is broken."""
    mutated = mutations()[name]
    options = [option for question in mutated.questions for option in question.options]
    assert all(isinstance(option, Option) for option in options)
    assert any(noticed_by_journey(mutated, journey) for journey in journeys()) or noticed_by_guarantee(mutated)
