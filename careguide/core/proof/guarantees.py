"""What is promised about every sheet. Each guarantee is a check that finds the shortest sheets that break it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import Outcome, ResultKind, assess, outcome
from careguide.core.assessment.bits import COULD, TOP, Bits, Plan, join_states
from careguide.core.assessment.fitting import fits
from careguide.core.assessment.summary import PANEL_LEVELS, Summary, compose
from careguide.core.proof.all_sheets import AllSheets, Layer, Trail, View, fold
from careguide.core.proof.lengths import lengths
from careguide.core.questionnaire.content import Text, Voice
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Effect, Flag, Guarantee, Level, Questionnaire, Rule
from careguide.core.questionnaire.references import iter_blocks

MARK = "*"
"""The id of a flag that no file can have. The answers that a guarantee is about raise it."""


@dataclass(frozen=True)
class Break:
    """How a guarantee breaks, and the shortest sheets that show it: one, or two that differ in one answer."""

    detail: str
    sheets: tuple[Sheet, ...] = ()


@dataclass(frozen=True)
class Proof:
    """The fold over every sheet.

    `dropped` is the shortest sheet on which an answer takes something back, and `unexplained` the shortest on which a
    need or a flag has no reason.
    """

    sheets: AllSheets
    layers: list[Layer]
    dropped: Trail | None = None
    unexplained: Trail | None = None

    @property
    def layout(self) -> Plan:
        """The plan of the questionnaire."""
        return self.sheets.plan

    @property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire that is proved."""
        return self.sheets.questionnaire

    @property
    def ends(self) -> Layer:
        """The states after the last question."""
        return self.layers[-1]

    @cached_property
    def told(self) -> tuple[tuple[Bits, Trail, Summary], ...]:
        """A state, its shortest sheet and its summary, for each kind and set of flags that sheets end in."""
        flags = join_states(self.layout.flag.values())
        found: dict[tuple[ResultKind, Bits], tuple[Bits, Trail]] = {}
        for state, trail in sorted(self.ends.items(), key=lambda item: item[1].cost):
            found.setdefault((outcome(self.layout, state).kind, state & flags), (state, trail))
        return tuple((state, trail, self.summary(trail, Voice.SELF)) for state, trail in found.values())

    @cached_property
    def outcomes(self) -> tuple[tuple[Trail, Summary], ...]:
        """One of the shortest sheets and its summary, for each result that sheets end in."""
        found: dict[Outcome, Trail] = {}
        for state, trail in sorted(self.ends.items(), key=lambda item: item[1].cost):
            found.setdefault(outcome(self.layout, state), trail)
        return tuple((trail, self.summary(trail, Voice.SELF)) for trail in found.values())

    def is_due(self, trail: Trail, flag: Flag) -> bool:
        """Whether the message of a flag fits the answers of a trail's shortest sheet."""
        return fits(assess(self.layout, trail.sheet()), self.questionnaire.message[flag.message])

    def summary(self, trail: Trail, voice: Voice) -> Summary:
        """Compose the summary of a trail's shortest sheet, without what other answers would change."""
        return compose(self.layout, trail.sheet(), voice, self.questionnaire.countries[0].code, what_if=False)


def one_summary(proof: Proof) -> Break | None:
    """Check that each summary is of the right kind, and that no path asks more questions than the file allows."""
    limit = proof.questionnaire.at_most or len(proof.questionnaire.questions)
    asked = lengths(proof.sheets)
    if max(asked) > limit:
        return Break(f"A path asks {max(asked)} questions; at most {limit} are allowed.", (asked[max(asked)].sheet(),))
    for state, trail, summary in proof.told:
        if summary.kind is not outcome(proof.layout, state).kind:
            return Break("A summary is of another kind than its need asks for.", (trail.sheet(),))
    return None


def reachable(proof: Proof) -> Break | None:
    """Check that every question, option, rule, flag and setting can come up."""
    questionnaire = proof.questionnaire
    lost = [
        f"question '{name}'" for number, name in enumerate(questionnaire.question) if not sheet_that_asks(proof, number)
    ]
    lost += [f"rule '{rule.id}'" for rule in questionnaire.rules if not sheet_that_fires(questionnaire, rule)]
    raised = proof.layout.flags(join_states(proof.ends))
    lost += [f"flag '{name}'" for name in questionnaire.flag if name not in raised]
    results = [outcome(proof.layout, state) for state in proof.ends]
    corners = [
        (result.start, result.also, result.could) for result in results if result.kind is not ResultKind.EMERGENCY
    ]
    shown = {cell.setting for place, cell in questionnaire.cell.items() if any(place in one for one in corners)}
    shown.add(questionnaire.always_shown)
    lost += [f"setting '{name}'" for name in questionnaire.setting if name not in shown]
    return Break(f"No sheet ever leads to: {', '.join(lost)}.") if lost else None


def sheet_that_asks(proof: Proof, number: int) -> Trail | None:
    """Return the shortest sheet after which the question at this place is asked, if there is one."""
    plan, question = proof.layout, proof.questionnaire.questions[number]
    return shortest(trail for state, trail in proof.layers[number].items() if plan.is_asked(state, question))


def sheet_that_fires(questionnaire: Questionnaire, rule: Rule) -> Trail | None:
    """Return the shortest sheet on which a rule fires, if there is one."""
    needed = {condition.question for clause in rule.when for condition in clause}
    for question in reversed(questionnaire.questions):
        if question.id in needed:
            needed |= {condition.question for condition in question.ask_if}
    marked = Rule(id=MARK, when=rule.when, flags=(MARK,))
    plan = Plan(replace(questionnaire, rules=(marked,)))
    ends = fold(AllSheets(plan), View(only=frozenset(needed)))[-1]
    return shortest(trail for state, trail in ends.items() if state & plan.flag[MARK])


def shortest(trails: Iterator[Trail]) -> Trail | None:
    """Return the trail with the fewest ids, if there is one."""
    return min(trails, key=lambda trail: trail.cost, default=None)


def alarms(proof: Proof) -> Break | None:
    """Check that no answer takes a flag back, and that every flag is as loud in the summary as its level demands."""
    if proof.dropped:
        return Break("An answer takes a flag back.", (proof.dropped.sheet(),))
    for state, trail, summary in proof.told:
        flags = proof.layout.flags(state)
        raised = [flag for flag in proof.questionnaire.flags if flag.id in flags]
        levels = {flag.level for flag in raised}
        settings = (summary.start, *summary.also, *summary.depends, summary.always_shown)
        panels = {level: getattr(summary, level) for level in PANEL_LEVELS}
        panel = [note for one in panels.values() if one for note in one.notes]
        said = {note.id for note in (*summary.cautions, *panel)}
        due = (flag for flag in raised if flag.level is Level.NOTE and proof.is_due(trail, flag))
        quiet = [flag.id for flag in due if flag.message not in said]
        if Level.EMERGENCY in levels and (summary.emergency is None or any(settings)):
            return Break("An emergency does not stand alone.", (trail.sheet(),))
        if missing := [level.value for level in PANEL_LEVELS if level in levels and panels[level] is None]:
            return Break(f"A flag of the level '{missing[0]}' has no panel.", (trail.sheet(),))
        if quiet and Level.EMERGENCY not in levels:
            return Break(f"What the flag '{quiet[0]}' says is missing.", (trail.sheet(),))
    return None


def critical(proof: Proof, guarantee: Guarantee) -> Break | None:
    """Check that exactly the named questions are critical, and that not knowing any of them counts."""
    questionnaire = proof.questionnaire
    plan = proof.layout
    found = {question.id for question in questionnaire.questions if question.critical}
    if found != set(guarantee.critical):
        return Break(f"Critical by promise or by mark, but not by both: {', '.join(found ^ set(guarantee.critical))}.")
    for name in guarantee.critical:
        for answer in (None, *(frozenset({word}) for word in UNKNOWN_ANSWERS)):
            if not plan.given(questionnaire.question[name], answer) & plan.missed[name]:
                return Break(f"Not knowing '{name}' is not counted.", ({name: answer} if answer else {},))
    return None


def promised(proof: Proof, guarantee: Guarantee) -> Break | None:
    """Check that the answers a guarantee names always raise its flags and reach its needs."""
    questionnaire = proof.questionnaire
    promise = Effect(medical=guarantee.medical, daily=guarantee.daily, flags=guarantee.raises)
    helping = tuple(rule for rule in questionnaire.rules if _helps(rule, promise))
    plan = Plan(replace(questionnaire, rules=(*helping, Rule(id=MARK, when=guarantee.when, flags=(MARK,)))))
    wanted, mark = plan.adds(promise) & ~COULD, plan.flag[MARK]

    def project(state: Bits) -> Bits:
        """Keep only what is promised. Once all of it is there, nothing later can take it away."""
        return state & (wanted | mark | ~(plan.told | plan.critical)) if wanted & ~state else wanted

    ends = fold(AllSheets(plan), View(project=project))[-1]
    trail = shortest(trail for state, trail in ends.items() if state & mark and wanted & ~state)
    return Break("These answers do not bring what is promised.", (trail.sheet(),)) if trail else None


def _helps(rule: Rule, promise: Effect) -> bool:
    axes = ((rule.medical, promise.medical), (rule.daily, promise.daily))
    return bool({*rule.flags} & {*promise.flags}) or any(all(span.most for span in spans) for spans in axes)


def least_care(proof: Proof) -> Break | None:
    """Check that the least care alone is never named while a critical answer is missing."""
    trail = shortest(
        trail
        for state, trail in proof.ends.items()
        if not state & TOP and state & proof.layout.critical and outcome(proof.layout, state).kind is ResultKind.START
    )
    return Break("The least care is named while a critical answer is missing.", (trail.sheet(),)) if trail else None


def explained(proof: Proof) -> Break | None:
    """Check that every flag, and every need above the least, comes with a reason and a source."""
    if proof.unexplained:
        return Break("A need or a flag has no reason with a source.", (proof.unexplained.sheet(),))
    return None


def same_for_all(proof: Proof) -> Break | None:
    """Check that both voices have words for everything and lead to the same, in whatever order answers come."""
    for path, block in iter_blocks(proof.questionnaire):
        if isinstance(block, Text) and not (block.to_self and block.to_someone):
            return Break(f"A text has no words in one voice: {'.'.join(map(str, path))}.")
    for _, trail, summary in proof.told:
        other = proof.summary(trail, Voice.SOMEONE)
        if _told(summary) != _told(other):
            return Break("The two voices lead to different results.", (trail.sheet(),))
    questionnaire = proof.questionnaire
    plan = proof.layout
    free = [question for question in questionnaire.questions if not question.ask_if]
    said = [(question, kind.answer) for question in free for kind in proof.sheets.answers(question)]
    first = [plan.step(0, *answered) for answered in said]
    for (after_one, one), (after_another, another) in combinations(zip(first, said, strict=True), 2):
        if plan.step(after_one, *another) != plan.step(after_another, *one):
            return Break("The order of two answers matters.")
    return None


def _told(summary: Summary) -> tuple[object, ...]:
    cells = [(choice.medical, choice.daily) for choice in (summary.start, *summary.also, *summary.depends) if choice]
    urgent = summary.same_day is None, summary.this_week is None
    return summary.kind, cells, urgent, [note.id for note in summary.cautions]
