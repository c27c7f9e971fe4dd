"""The words of a summary that are the interface's and not a clinician's: each stands here once, for every format."""

from __future__ import annotations

from careguide.core.questionnaire.content import Text


def _same(words: str) -> Text:
    return Text(words, words)


HEADINGS = {
    "because": Text("Because you said", "Because of these answers"),
    "why": _same("Why this page says so"),
    "cautions": _same("Take care"),
    "always_shown": _same("No change for now"),
    "sides": _same("Reasons on both sides"),
    "for_home": _same("For care at home"),
    "for_more_care": _same("For more care"),
    "preference": Text("What you would choose", "What they would choose"),
    "unknown": _same("What is not known yet"),
    "ask": _same("Questions to take along"),
    "changes": _same("What would change this"),
    "notes": _same("What to know"),
    "next_steps": _same("Cost and access"),
    "help_lines": _same("Help lines"),
    "ending": _same("Before you go"),
    "sources": _same("Sources"),
}
"""What each part of a summary is called, by its id, where `questions.yaml` has no words of its own for it."""

SENTENCES = {
    "no_reason": _same("Nothing in the answers points this way."),
    "more_reasons": _same("More reasons ({count})"),
    "more_questions": _same("More questions ({count})"),
    "more_unknown": _same("More that is not known ({count})"),
    "first_unknown": _same("Finding out the first of these would help most."),
    "matters": _same("This one matters for safety."),
    "at_most": _same("At most it could lead to: {worst}."),
    "not_known": _same("Not known: {topics}."),
    "no_other_answer": _same("No other single answer would change where to start."),
    "unreviewed": _same("No clinician has reviewed this guide yet."),
    "reviewed": _same("Reviewed by {name}."),
    "version": _same("Guide version {version} ({digest})."),
}
"""Sentences around what a person is told; braces stand for what is filled in."""

MOVES = {
    "emergency": _same("It would be an emergency"),
    "same_day": _same("It would be time to talk to someone the same day"),
    "this_week": _same("It would be time to talk to someone this week"),
    "start": _same("The talk would start in another place"),
    "range": _same("There would be more, or less, to ask about"),
    "less_urgent": _same("It would be less urgent"),
}
"""What another answer would do, gravest first."""
