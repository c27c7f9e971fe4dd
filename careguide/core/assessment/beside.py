"""What matters to a person, beside the kinds of care that their result names. It is put beside what is finished.

A summary is composed without any of this, and only then it stands beside it. So nothing that matters to anyone can move
a need, a warning, what to do or where to start.
"""

from __future__ import annotations

from dataclasses import replace

from careguide.core.assessment.summary import Summary
from careguide.core.assessment.values import RANKS, Priorities, Priority, SettingMatches, ToldMatch, WhatMatters
from careguide.core.assessment.vocabulary import Choice
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.core.questionnaire.values import Match, Value


def in_range(summary: Summary) -> tuple[Choice, ...]:
    """Return the kinds of care that a summary names as a start or as worth asking about, each once, in its order."""
    named = (summary.start, *summary.also, summary.always_shown)
    found: dict[str, Choice] = {}
    for choice in named:
        if choice:
            found.setdefault(choice.setting, choice)
    return tuple(found.values())


def with_priorities(questionnaire: Questionnaire, summary: Summary, priorities: Priorities) -> Summary:
    """Return a finished summary with what matters to the person beside the kinds of care that it names.

    Nothing else in it is touched. An emergency stays alone, and where no kind of care is named there is nothing to put
    it beside. The priorities are those that `check_priorities` found no fault in.
    """
    choices = in_range(summary)
    if not (priorities and choices):
        return summary
    known = {value.id: value for value in questionnaire.values}
    named = [(rank, known[word]) for rank in RANKS if (word := getattr(priorities, rank))]
    voice = summary.voice
    matches = {
        choice.setting: tuple(_told(_match(value, choice.setting), voice) for _, value in named) for choice in choices
    }
    cited = {source for told in matches.values() for match in told for source in match.sources}
    cited -= {source.id for source in summary.sources}
    found = WhatMatters(
        priorities=tuple(Priority(rank, value.id, value.label.in_voice(voice)) for rank, value in named),
        own_words=priorities.own_words,
        settings=tuple(SettingMatches(one.setting, one.name, matches[one.setting]) for one in choices if named),
        sources=tuple(source for source in questionnaire.sources if source.id in cited),
    )
    return replace(summary, what_matters=found)


def _match(value: Value, setting: str) -> Match:
    return next(match for match in value.matches if match.setting == setting)


def _told(match: Match, voice: Voice) -> ToldMatch:
    return ToldMatch(match.kind, match.because.in_voice(voice), match.sources)
