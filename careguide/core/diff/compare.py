"""Compares two versions over every sheet: how many results move, which way, and because of which change.

A sheet answers every question that either version asks. Each version takes from it what its own form would take: a
question that it does not have is skipped, an option that it does not offer is left out, and if nothing is left of an
answer, the question counts as left open. So what was added or removed counts the way people would meet it.

One fold carries OLD, NEW, and OLD with each change alone, all at once. A change has moved a sheet if the result moves
from OLD to NEW, and this change alone moves it too. A sheet can be in several groups. Results that move, though no
single change moves them, are in the group 'together'.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from careguide.core.assessment.assess import ResultKind, outcome
from careguide.core.assessment.bits import Bits, Plan
from careguide.core.diff.align import align
from careguide.core.diff.edits import OtherEdit, edits, others
from careguide.core.diff.side_by_side import fold_beside
from careguide.core.proof.all_sheets import AllSheets, TooLargeError, Trail
from careguide.core.questionnaire.model import Daily, Medical, Questionnaire

MAX_EDITS = 12
"""How many changes are followed one by one. Each means one more version to fold."""
TOGETHER = "together"
"""The group of results that no single change moves."""


@dataclass(frozen=True)
class Result:
    """What a person gets, in the words of the file. A corner is a step of `medical` and one of `daily`.

    An emergency stands alone and has no corners.
    """

    kind: str
    same_day: bool
    this_week: bool
    flags: tuple[str, ...]
    start: tuple[str, str] | None = None
    also: tuple[str, str] | None = None
    could: tuple[str, str] | None = None


@dataclass(frozen=True)
class Group:
    """Results that one change moves: how many, in which ways, and one of the shortest sheets, before and after."""

    change: str
    sheets: int
    ways: dict[str, int]
    example: dict[str, tuple[str, ...]]
    before: Result
    after: Result


@dataclass(frozen=True)
class Comparison:
    """Every sheet in both versions. `added`, `removed` and `renamed` list questions and options, such as 'pain.much'.

    `changes` may move a result, `others` cannot. `ungrouped` says why there are no groups although results moved.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    order_changed: bool
    sheets: int
    moved: int
    ways: dict[str, int]
    changes: tuple[str, ...]
    groups: tuple[Group, ...]
    ungrouped: str | None
    others: tuple[OtherEdit, ...]


def compare(old: Questionnaire, new: Questionnaire) -> Comparison:
    """Fold every sheet through both versions.

    Raises TooLargeError beyond the limit, and CrossedError if branches cross. If there are too many changes or states
    to follow each change, there are no groups, and `ungrouped` says why.
    """
    aligned = align(old, new)
    changes = tuple(edits(aligned))
    both = aligned.old, aligned.new
    ungrouped = None
    if len(changes) > MAX_EDITS:
        ungrouped = f"There are {len(changes)} changes; the causes are named for at most {MAX_EDITS} at a time."
    try:
        tally = _tallied(both, None if ungrouped else {one.says: one.make(aligned.old) for one in changes})
    except TooLargeError as error:
        if ungrouped or len(changes) < 2:
            raise
        ungrouped, tally = str(error), _tallied(both, None)
    return Comparison(
        added=aligned.added,
        removed=aligned.removed,
        renamed=aligned.renamed,
        order_changed=aligned.order_changed,
        sheets=tally.sheets,
        moved=tally.moved.sheets,
        ways=dict(sorted(tally.moved.ways.items())),
        changes=tuple(change.says for change in changes),
        groups=tuple(heap.group(name) for name, heap in tally.groups.items() if heap.sheets),
        ungrouped=ungrouped if tally.moved.sheets else None,
        others=others(aligned),
    )


def result(plan: Plan, state: Bits) -> Result:
    """Return what a person is told in this state."""
    told = outcome(plan, state)
    flags = tuple(sorted(plan.flags(state)))
    if told.kind is ResultKind.EMERGENCY:
        return Result(told.kind.value, told.same_day, told.this_week, flags)
    corners = ((medical.name, daily.name) for medical, daily in (told.start, told.also, told.could))
    return Result(told.kind.value, told.same_day, told.this_week, flags, *corners)


def ways(before: Result, after: Result) -> Iterator[str]:
    """Yield each way in which a result moves: a kind or flag gained or lost, and the steps of a corner that changed."""
    for name, was, now in (
        *(
            (kind.value, before.kind == kind, after.kind == kind)
            for kind in (ResultKind.EMERGENCY, ResultKind.NOT_ENOUGH)
        ),
        ("same_day", before.same_day, after.same_day),
        ("this_week", before.this_week, after.this_week),
        *((f"flag {flag}", flag in before.flags, flag in after.flags) for flag in {*before.flags, *after.flags}),
    ):
        if was is not now:
            yield f"{name} {'gained' if now else 'lost'}"
    if ResultKind.EMERGENCY.value in (before.kind, after.kind):
        return
    for mark in ("start", "also", "could"):
        for place, axis in enumerate((Medical, Daily)):
            first, last = (axis[getattr(one, mark)[place]].name for one in (before, after))
            if first != last:
                yield f"{axis.__name__.lower()} {mark} {first} -> {last}"


@dataclass
class _Heap:
    """Results that moved: how many, in which ways, and the first of the shortest, before and after."""

    sheets: int = 0
    ways: Counter[str] = field(default_factory=Counter)
    best: tuple[Trail, Result, Result] | None = None

    def add(self, trail: Trail, before: Result, after: Result) -> None:
        self.sheets += trail.count
        for way in ways(before, after):
            self.ways[way] += trail.count
        if self.best is None or trail.cost < self.best[0].cost:
            self.best = trail, before, after

    def group(self, name: str) -> Group:
        if self.best is None:
            raise ValueError("An empty heap is not a group.")
        trail, before, after = self.best
        example = {question: tuple(sorted(answer)) for question, answer in trail.sheet().items()}
        return Group(name, self.sheets, dict(sorted(self.ways.items())), example, before, after)


@dataclass
class _Tally:
    """What the fold ends in: how many sheets there are, which of them moved, and by which change."""

    sheets: int = 0
    moved: _Heap = field(default_factory=_Heap)
    groups: dict[str, _Heap] = field(default_factory=dict)


def _tallied(both: tuple[Questionnaire, Questionnaire], alone: dict[str, Questionnaire] | None) -> _Tally:
    """Fold OLD and NEW, and, to name causes, OLD with each change alone."""
    versions = tuple(AllSheets(Plan(version)) for version in (*both, *(alone or {}).values()))
    plans = [version.plan for version in versions]
    names = (*(alone or ()), TOGETHER) if alone else ()
    tally = _Tally(groups={name: _Heap() for name in names})
    for states, trail in fold_beside(versions):
        tally.sheets += trail.count
        before, after, *changed = map(result, plans, states)
        if before == after:
            continue
        tally.moved.add(trail, before, after)
        causes = [name for name, told in zip(names, changed, strict=False) if told != before]
        for name in causes or names[-1:]:
            tally.groups[name].add(trail, before, after)
    return tally
