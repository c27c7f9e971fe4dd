"""What is promised about words.

Nothing calms next to danger, each warning gives its own advice, and nobody reads what their own answers deny.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from operator import is_
from typing import TypeVar

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import assess
from careguide.core.assessment.bits import Bits, Plan, join_states
from careguide.core.assessment.fitting import is_calm
from careguide.core.assessment.summary import PANEL_LEVELS, Panel, Summary, compose
from careguide.core.proof.all_sheets import AllSheets, View, fold
from careguide.core.proof.guarantees import MARK, Break, Proof
from careguide.core.questionnaire.content import Clause, Condition, Message, TakeAlong, Voice
from careguide.core.questionnaire.model import Effect, Flag, Guarantee, Level, Questionnaire, Rule

E = TypeVar("E", bound=Effect)

BESIDE = "**"
"""The id of a flag that no file can have. The answers next to which a text may not appear raise it."""


def nothing_calms(proof: Proof) -> Break | None:
    """Check that no `calm_only` text appears next to a warning, a need, or too much that is not known."""
    questionnaire = proof.questionnaire
    if questionnaire.setting[questionnaire.always_shown].calm_only:
        for trail, summary in proof.outcomes:
            if summary.always_shown and not _is_calm(proof.layout, trail.sheet()):
                return Break("Making no change is offered beside what speaks against it.", (trail.sheet(),))
    for message in questionnaire.messages:
        for sheet in _sheets_that_bring(questionnaire, message) if message.calm_only else ():
            if message.id in _told(_summary(proof.layout, sheet)) and not _is_calm(proof.layout, sheet):
                return Break(f"'{message.id}' reassures beside what speaks against it.", (sheet,))
    return None


def own_advice(proof: Proof) -> Break | None:
    """Check that each loud warning has a message of its own, and that its panel has no advice or line of another."""
    questionnaire = proof.questionnaire
    loud = {flag.message: flag.id for flag in questionnaire.flags if flag.level is not Level.NOTE}
    for flag in questionnaire.flags:
        if flag.level is not Level.NOTE and loud[flag.message] != flag.id:
            return Break(f"The warnings '{flag.id}' and '{loud[flag.message]}' give the same advice.")
    for _, trail, summary in proof.told:
        raised = assess(proof.layout, trail.sheet()).flags
        for level, panel in ((level, getattr(summary, level)) for level in PANEL_LEVELS):
            own = [flag.message for flag in questionnaire.flags if flag.id in raised and flag.level is level]
            if panel and not _is_own(questionnaire, panel, own):
                return Break(f"A panel of the level '{level}' gives other advice than its warnings.", (trail.sheet(),))
    return None


def first_lines(proof: Proof, guarantee: Guarantee) -> Break | None:
    """Check that the warnings a guarantee names show the promised kind of line first, wherever a country has one."""
    questionnaire, kind = proof.questionnaire, guarantee.first_line
    for name in guarantee.warnings:
        message = questionnaire.message[questionnaire.flag[name].message]
        if message.lines[:1] != (kind,):
            return Break(f"'{message.id}' does not bring a line of the kind '{kind}' first.")
    seen: set[frozenset[str]] = set()
    for state, trail, _ in proof.told:
        raised = proof.layout.flags(state)
        wanted = frozenset(questionnaire.flag[name].message for name in guarantee.warnings if name in raised)
        if wanted in seen:
            continue
        seen.add(wanted)
        for country in questionnaire.countries:
            if any(line.kind is kind for line in country.lines):
                there = compose(proof.layout, trail.sheet(), Voice.SELF, country.code, what_if=False)
                panels = (getattr(there, level) for level in PANEL_LEVELS)
                notes = [note for panel in panels if panel for note in panel.notes]
                if any(note.id in wanted and note.lines[0].kind is not kind for note in notes):
                    return Break(f"In {country.code} another line than '{kind}' comes first.", (trail.sheet(),))
    return None


def no_contradiction(proof: Proof) -> Break | None:
    """Check that no message, reason, name or question appears next to answers that deny it."""
    questionnaire = proof.questionnaire
    for message in questionnaire.messages:
        for beside in _denials(questionnaire, message.unless, message.tell_if):
            for sheet in _sheets_beside(questionnaire, _brings(questionnaire, message), beside):
                if message.id in _told(_summary(proof.layout, sheet)):
                    return Break(f"'{message.id}' appears beside answers that deny it.", (sheet,))
    for question in questionnaire.questions:
        for option in question.options:
            for sheet in _sheets_beside(questionnaire, partial(is_, option), (option.unless,)) if option.unless else ():
                told = [reason.answer for reason in _summary(proof.layout, sheet).for_home]
                if option.label.in_voice(Voice.SELF) in told:
                    return Break(f"'{question.id}: {option.id}' speaks for home beside what denies it.", (sheet,))
    return _wrong_name(proof) or _wrong_question(proof)


def _wrong_name(proof: Proof) -> Break | None:
    questionnaire = proof.questionnaire
    for cell in questionnaire.cells:
        for sheet in _sheets_beside(questionnaire, None, (cell.instead.when,)) if cell.instead else ():
            if cell.name.in_voice(Voice.SELF) in _names(_summary(proof.layout, sheet, what_if=True)):
                return Break(f"'{cell.setting}' goes by a name that an answer denies.", (sheet,))
    return None


def _wrong_question(proof: Proof) -> Break | None:
    for item in proof.questionnaire.take_along:
        for beside in _denials(proof.questionnaire, (), item.tell_if):
            for sheet in _sheets_beside(proof.questionnaire, _asks(item), beside):
                if item.text.in_voice(Voice.SELF) in _summary(proof.layout, sheet).ask:
                    return Break(f"'{item.id}' is asked beside answers that deny it.", (sheet,))
    limited = {
        item.text.in_voice(Voice.SELF): {*item.settings} for item in proof.questionnaire.take_along if item.settings
    }
    for trail, summary in proof.outcomes:
        named = {choice.setting for choice in (summary.start, *summary.also) if choice}
        for asked in summary.ask:
            if not limited.get(asked, named) & named and asked in limited:
                return Break("A question is for kinds of care that are not named.", (trail.sheet(),))
    return None


def _is_own(questionnaire: Questionnaire, panel: Panel, own: list[str]) -> bool:
    """Whether a panel begins with the messages of its warnings, with their lines, and then has only what they bring."""
    told = [note.id for note in panel.notes]
    raising = {flag for reason in panel.reasons for flag in reason.flags}
    brought = {word for effect in _effects(questionnaire) if raising & {*effect.flags} for word in effect.notes}
    kinds = [(questionnaire.message[note.id].lines, [line.kind for line in note.lines]) for note in panel.notes]
    in_order = all([kind for kind in wanted if kind in found] == list(dict.fromkeys(found)) for wanted, found in kinds)
    return told[: len(own)] == own and {*told[len(own) :]} <= brought and in_order


def _effects(questionnaire: Questionnaire) -> Iterator[Effect]:
    for question in questionnaire.questions:
        yield from (*question.options, question.not_sure, question.prefer_not)
    yield from questionnaire.rules


def _brings(questionnaire: Questionnaire, message: Message) -> Callable[[Effect], bool]:
    flags = {flag.id for flag in questionnaire.flags if flag.message == message.id}
    return lambda effect: message.id in effect.notes or bool(flags & {*effect.flags})


def _asks(item: TakeAlong) -> Callable[[Effect], bool] | None:
    return None if item.always else lambda effect: item.id in effect.ask


def _denials(questionnaire: Questionnaire, unless: Clause, tell_if: tuple[Clause, ...]) -> Iterator[tuple[Clause, ...]]:
    """Yield each set of answers next to which a text may not appear, as lines that all hold."""
    if unless:
        yield (unless,)
    for line in tell_if:
        yield tuple(
            (Condition(condition.question, tuple(questionnaire.question[condition.question].option.keys() - named)),)
            for condition in line
            for named in [{*condition.options}]
        )


def _sheets_that_bring(questionnaire: Questionnaire, message: Message) -> Iterator[Sheet]:
    """Yield one of the shortest sheets with this message, for each result that such sheets can have."""
    plan = Plan(_marked(questionnaire, _brings(questionnaire, message), ()))
    levels = plan.emergency, plan.same_day, plan.this_week
    notes = join_states(plan.flag.values()) & ~join_states(levels) & ~plan.flag[MARK]

    def project(state: Bits) -> Bits:
        """Keep how loud a result is, but not which flag makes it so. An emergency is as loud as can be."""
        if state & plan.emergency:
            return (state | join_states(levels)) & ~notes
        for level in levels:
            state |= level if state & level else 0
        return state & ~notes

    yield from _found(plan, View(project=project), [MARK])


def _sheets_beside(
    questionnaire: Questionnaire, is_marked: Callable[[Effect], bool] | None, beside: tuple[Clause, ...]
) -> Iterator[Sheet]:
    """Yield the shortest sheets that have a marked effect and make each line of `beside` hold.

    Nothing else that is answered changes either, so states that differ only in needs, warnings or what is unknown count
    as one. An emergency is kept apart, since it shows hardly anything else.
    """
    plan = Plan(_marked(questionnaire, is_marked or (lambda _: False), beside))
    kept = _bits(plan, (MARK, BESIDE)) | ~(plan.told | plan.critical)

    def project(state: Bits) -> Bits:
        return state & kept | (plan.emergency if state & plan.emergency else 0)

    yield from _found(plan, View(project=project), [BESIDE] if is_marked is None else [MARK, BESIDE])


def _marked(
    questionnaire: Questionnaire, is_marked: Callable[[Effect], bool], beside: tuple[Clause, ...]
) -> Questionnaire:
    def mark(effect: E) -> E:
        return replace(effect, flags=(*effect.flags, MARK)) if is_marked(effect) else effect

    questions = tuple(
        replace(
            question,
            options=tuple(map(mark, question.options)),
            not_sure=mark(question.not_sure),
            prefer_not=mark(question.prefer_not),
        )
        for question in questionnaire.questions
    )
    denying = [Rule(id=BESIDE, when=beside, flags=(BESIDE,))] if beside else []
    flags = (*questionnaire.flags, Flag(MARK, Level.NOTE, ""))
    return replace(questionnaire, questions=questions, rules=(*map(mark, questionnaire.rules), *denying), flags=flags)


def _found(plan: Plan, view: View, flags: list[str]) -> Iterator[Sheet]:
    wanted = [_bits(plan, (flag,)) for flag in flags]
    if all(wanted):
        ends = fold(AllSheets(plan), view)[-1]
        yield from (trail.sheet() for state, trail in ends.items() if all(state & bit for bit in wanted))


def _bits(plan: Plan, flags: Iterable[str]) -> Bits:
    return sum(plan.flag.get(flag, 0) for flag in flags)


def _summary(plan: Plan, sheet: Sheet, *, what_if: bool = False) -> Summary:
    return compose(plan, sheet, Voice.SELF, plan.questionnaire.countries[0].code, what_if=what_if)


def _is_calm(plan: Plan, sheet: Sheet) -> bool:
    return is_calm(assess(plan, sheet))


def _told(summary: Summary) -> set[str]:
    return {note.id for note in (*summary.cautions, *summary.notes, *summary.next_steps)}


def _names(summary: Summary) -> set[str]:
    choices = {choice.name for choice in (summary.start, *summary.also, *summary.depends) if choice}
    return choices | {change.result for change in summary.changes} | {item.worst for item in summary.unknown}
