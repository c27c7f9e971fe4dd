"""How loud the guide is: `make loudness` asks made-up people, and counts who is told to see someone, and why.

The people of population.yaml are assumptions, not facts about anybody: they only show how often an alarm rings beside
how it rang before. Where a worked case and an aim below disagree, the case is right.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import yaml

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import Assessment, ResultKind, assess
from careguide.core.assessment.bits import Plan
from careguide.core.assessment.summary import summarize
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Level
from careguide.core.questionnaire.reader import read
from careguide.files import questions_text

GUIDE = read(questions_text(), "questions.yaml")
PLAN = Plan(GUIDE)
POPULATION = Path(__file__).with_name("population.yaml")
SEED = 20261127
COUNTRY = "US"
ROUND_THE_CLOCK = "medical_unit"
ONE_OF = ("how_taken", "how_long", "lately", "before", "reason", "self_harm", "mental_health", "feels_like", "home")
SHOWN = 8
"""Single causes that are printed of each group."""

Shares = Mapping[str, float]
Answers = dict[str, set[str]]


def population() -> dict[str, Any]:
    """Return the groups by name, and under `mapping` how answers of the first edition are split into today's."""
    found: dict[str, Any] = yaml.safe_load(POPULATION.read_text())
    return found


def people(name: str, seed: int = SEED) -> Iterator[Sheet]:
    """Yield the sheets of a group, always the same ones for a seed."""
    found = population()
    group, mapping = found[name], found["mapping"]
    draw = Random(f"{seed} {name}")  # noqa: S311 - nothing is kept secret by it
    for _ in range(group["draws"]):
        yield {question: frozenset(words) for question, words in _person(group, mapping, draw).items()}


def _person(group: Mapping[str, Any], mapping: Mapping[str, Any], draw: Random) -> Answers:
    answers: Answers = {"right_now": {_one(group["right_now"], draw)}}
    for question in ONE_OF:
        answers[question] = {_one(group[question], draw)}
    answers["prescriber"] = {_one(group["prescriber"], draw)}
    answers["also_taken"] = _also(group, draw)
    answers["body_health"] = _body(group, mapping["body"], draw)
    _related(answers, mapping["related"], draw)
    for question, splits in mapping["split"].items():
        answers[question] = {_one(splits.get(word) or {word: 100}, draw) for word in sorted(answers[question])}
    _signs(answers, mapping["signs"], draw)
    if answers["how_taken"] == {"not_now"}:
        del answers["how_long"]
    return answers


def _one(shares: Shares, draw: Random) -> str:
    return draw.choices(list(shares), cum_weights=list(accumulate(shares.values())))[0]


def _is_drawn(percent: float, draw: Random) -> bool:
    return draw.random() * 100 < percent


def _also(group: Mapping[str, Any], draw: Random) -> set[str]:
    ticked = {option for option, share in group["also"].items() if _is_drawn(share, draw)}
    heavy, some = group["heavy"], group["some"]
    drinking = _one({"alcohol_heavy": heavy, "alcohol_some": some, "": 100 - heavy - some}, draw)
    return ticked | {drinking} - {""} or {"none"}


def _body(group: Mapping[str, Any], mapping: Mapping[str, Any], draw: Random) -> set[str]:
    ticked = {option for option, share in group["body"].items() if _is_drawn(share, draw)}
    is_old = _is_drawn(group["old"], draw)
    if is_old:
        ticked = ticked - {"pregnant", "breastfeeding"} | {"over_65"}
    if _is_drawn(group["fall_old" if is_old else "fall_young"], draw):
        ticked.add("falls_or_new_confusion")
    more = mapping["old" if is_old else "young"]
    return ticked | {option for option, share in more.items() if _is_drawn(share, draw)} or {"none"}


def _related(answers: Answers, related: Mapping[str, Any], draw: Random) -> None:
    """Make answers fit each other as population.yaml says."""
    if answers["how_taken"] == {"other_source"}:
        if _is_drawn(related["other_source_not_prescribed"], draw):
            answers["reason"] = {"not_prescribed"}
        answers["feels_like"] = {_one(related["other_source_feels_like"], draw)}
    if answers["lately"] == {"stopped"} and _is_drawn(related["stopped_not_now"], draw):
        answers["how_taken"] = {"not_now"}
    elif answers["how_taken"] == {"not_now"} and _is_drawn(related["not_now_stopped"], draw):
        answers["lately"] = {"stopped"}
    if answers["lately"] == {"prescriber_ended"}:
        answers["prescriber"] = {"will_not"}
    if answers["mental_health"] == {"crisis"}:
        answers["self_harm"] = {_one(related["crisis_self_harm"], draw)}


def _signs(answers: Answers, signs: Shares, draw: Random) -> None:
    """Give those who lowered or stopped it signs of that, and another answer to who took it on few days."""
    (lately,) = answers["lately"]
    if answers["right_now"] == {"none"} and _is_drawn(signs.get(lately, 0), draw):
        answers["right_now"] = {"bad_signs"}
    if lately == "stopped" and answers["how_taken"] != {"not_now"} and answers["how_long"] == {"few_days_a_week"}:
        answers["lately"] = {"stopped_few_days"}


def single_cause(found: Assessment) -> str | None:
    """Return what alone brings "today" to an assessed sheet, or None where nothing or more than one thing does."""
    flags = {flag.id for flag in GUIDE.flags if flag.level is Level.SAME_DAY}
    rules = [f"rule {rule.id}" for rule in found.fired if flags.intersection(rule.flags)]
    answers = [
        f"{question.id}: {option.id}"
        for question in found.asked
        for option in question.options
        if option.id in found.sheet.get(question.id, ()) and flags.intersection(option.flags)
    ]
    causes = [*answers, *rules]
    return causes[0] if len(causes) == 1 else None


def measured(sheets: Iterable[Sheet]) -> dict[str, Counter[str]]:
    """Return what people are told, counted: kinds, `told` (today, this week, 24-hour care), starts, single causes."""
    counts: dict[str, Counter[str]] = {part: Counter() for part in ("kind", "told", "start", "single cause of today")}
    for sheet in sheets:
        found = assess(PLAN, sheet)
        summary = summarize(found, Voice.SELF, COUNTRY)
        counts["kind"][summary.kind] += 1
        named = {choice.setting for choice in (summary.start, *summary.also) if choice}
        told = {
            "today": summary.same_day is not None and not summary.emergency,
            "this week": summary.this_week is not None and not summary.emergency,
            "24-hour care named": ROUND_THE_CLOCK in named,
        }
        counts["told"].update(words for words, so in told.items() if so)
        counts["start"][summary.start.setting if summary.start else "none"] += 1
        cause = single_cause(found)
        if summary.kind is not ResultKind.EMERGENCY and cause:
            counts["single cause of today"][cause] += 1
    return counts


def main() -> None:
    """Print each group's table, in percent of the group."""
    sys.stdout.write("These are made-up people: assumptions, not facts about anybody.\n")
    found = population()
    for name in found["groups"]:
        group, total = found[name], found[name]["draws"]
        aim, before = group["aim"], group["first_edition"]
        sys.stdout.write(f"\n{name}: {total} made-up people\n")
        for part, counts in measured(people(name)).items():
            sys.stdout.write(f"  {part}\n")
            for words, count in counts.most_common(SHOWN):
                aimed = f"  (aim: at most {aim[words]}; first edition: {before[words]})" if words in aim else ""
                sys.stdout.write(f"    {100 * count / total:5.1f} %  {words}{aimed}\n")


if __name__ == "__main__":
    main()
