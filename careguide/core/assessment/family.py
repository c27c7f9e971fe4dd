"""What a family reads of an interview: the whole result, without a word of the answers that are left off.

Of those answers only the needs and flags of the result are used. So if these are the same, the sheet is the same,
letter for letter, whatever the answers are; and no need or flag is ever lower than on any other sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from careguide.core.assessment.assess import Assessment, assess
from careguide.core.assessment.bits import TOP, Plan, join_states
from careguide.core.assessment.interview import Interview, Takeaway, joined_sheet
from careguide.core.assessment.summary import PANEL_LEVELS, Summary, summarize, until_of
from careguide.core.assessment.vocabulary import Note, Reason, Vocabulary
from careguide.core.assessment.what_if import unknowns
from careguide.core.questionnaire.model import Flag, Level, Questionnaire

UNTOLD = {level: f"*{level}" for level in PANEL_LEVELS}
"""Flags that no file can have."""
KEPT = 32
"""How many plans for families are kept."""


def private(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return the ids of the questions whose answers are shown only if the person agrees."""
    return questionnaire.together.private if questionnaire.together else ()


def left_off(questionnaire: Questionnaire, interview: Interview) -> frozenset[str]:
    """Return the ids of the questions that a family does not read about.

    A question that comes only after some answers to another goes with it, for that it was asked would tell of them.
    """
    off = {*interview.left_off, *private(questionnaire)} - (interview.agreed - interview.left_off)
    for question in questionnaire.questions:
        if any(condition.question in off for condition in question.ask_if):
            off.add(question.id)
    return frozenset(off)


def for_family(plan: Plan, takeaway: Takeaway) -> Takeaway:
    """Return what a family may read of an interview: the same result, told from the answers that may be shown.

    Against harm at home: what a person said alone must not be on the paper that someone else takes along, nor be
    there to be worked out. What other answers would change is left out too: it hangs on every answer.
    """
    questionnaire, interview = plan.questionnaire, takeaway.interview
    off = left_off(questionnaire, interview)
    if not off:
        return takeaway
    whole = assess(plan, joined_sheet(questionnaire, interview))
    kept = replace(
        interview,
        person={name: answer for name, answer in interview.person.items() if name not in off},
        family={name: answer for name, answer in interview.family.items() if name not in off},
        marks={name: mark for name, mark in interview.marks.items() if name not in off},
        notes={},
    )
    shown = assess(_spared(plan, off), joined_sheet(questionnaire, kept))
    said = tuple(item for item in takeaway.said if item.question not in off)
    return replace(
        takeaway, interview=kept, summary=_summary(takeaway.summary, shown, whole, off), said=said, contributions=()
    )


def _summary(full: Summary, shown: Assessment, whole: Assessment, off: frozenset[str]) -> Summary:
    """Return the result of all answers, in the words of the answers that are shown."""
    flags = join_states(shown.layout.flag[name] for name in _flags(shown, whole, off))
    bits = shown.bits | whole.bits & TOP | flags
    summary = summarize(replace(shown, bits=bits, outcome=whole.outcome), full.voice, full.country, exchanges=False)
    if summary.emergency:
        return summary
    # How far what is not known could lead is not said: beside the answers that are left off it could be less or more.
    vocabulary = Vocabulary.of(shown.layout, full.voice, full.country)
    unknown = tuple(replace(item, moves=False) for item in unknowns(shown, vocabulary))
    topics = tuple(item.topic for item in unknown if item.reaches)
    summary = replace(summary, unknown=unknown, depends_on=topics if summary.depends else (), may_come=())
    return _undenied(whole.questionnaire, summary, off)


def _undenied(questionnaire: Questionnaire, summary: Summary, off: frozenset[str]) -> Summary:
    """Leave out what a left-off answer might deny, whether or not it does."""

    def is_safe(note: Note) -> bool:
        return off.isdisjoint(condition.question for condition in questionnaire.message[note.id].unless)

    def is_firm(reason: Reason) -> bool:
        options = (questionnaire.question[name].options for name in reason.questions if not reason.rule)
        deniable = (option for some in options for option in some if option.because and option.unless)
        said = (one for one in deniable if one.because and one.because.in_voice(summary.voice) == reason.because)
        return all(off.isdisjoint(condition.question for condition in one.unless) for one in said)

    return replace(
        summary,
        until=until_of(questionnaire, filter(is_safe, (*summary.cautions, *summary.notes))),
        cautions=tuple(filter(is_safe, summary.cautions)),
        notes=tuple(filter(is_safe, summary.notes)),
        next_steps=tuple(filter(is_safe, summary.next_steps)),
        for_home=tuple(filter(is_firm, summary.for_home)),
    )


def _flags(shown: Assessment, whole: Assessment, off: frozenset[str]) -> Iterator[str]:
    """Yield the flags to show; if only left-off answers raise one, show just how loud it is.

    A quiet one that such an answer could raise is shown to everyone, so that it gives no answer away.
    """
    guide = whole.questionnaire
    explained = {guide.flag[name].level for name in shown.flags}
    hidden = {flag for name in off for option in guide.question[name].options for flag in option.flags}
    for flag in guide.flags:
        if flag.level is Level.NOTE and (flag.id in whole.flags or flag.id in hidden):
            yield flag.id
        elif flag.id in whole.flags:
            if flag.id in shown.flags:
                yield flag.id
            elif flag.level not in explained:
                yield UNTOLD[flag.level]


def _spared(plan: Plan, off: frozenset[str]) -> Plan:
    """Return the plan without these questions, made once; only some are kept, as staff choose what to leave off."""
    found = plan.spared.get(off)
    if found is None:
        if len(plan.spared) >= KEPT:
            plan.spared.clear()
        found = plan.spared[off] = Plan(_without(plan.questionnaire, off))
    return found


def _without(questionnaire: Questionnaire, off: frozenset[str]) -> Questionnaire:
    """Return the questionnaire as it would be if leaving out these questions had no effect.

    It has a flag more for each level, for what is loud without a word of why.
    """
    questions = tuple(
        replace(question, optional=True) if question.id in off else question for question in questionnaire.questions
    )
    words = questionnaire.together
    said: dict[Level, str] = {flag.level: flag.message for flag in questionnaire.flags if flag.level is Level.THIS_WEEK}
    if words:
        said |= {Level.EMERGENCY: words.emergency.untold, Level.SAME_DAY: words.same_day.untold}
    untold = (Flag(UNTOLD[level], level, message) for level, message in said.items())
    return replace(questionnaire, questions=questions, flags=(*questionnaire.flags, *untold))
