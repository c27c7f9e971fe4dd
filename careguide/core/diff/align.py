"""Puts two versions of a questionnaire side by side: the same questions, in one order.

A question that a version does not have is added to it as one that is never asked, so that both can be folded at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from careguide.core.questionnaire.content import Clause, Condition
from careguide.core.questionnaire.model import Question, Questionnaire, Rule


class CrossedError(Exception):
    """One question decides whether another is asked in OLD, and the other way round in NEW."""


@dataclass(frozen=True)
class Aligned:
    """Two versions with all questions and flags of both, in one order. What was renamed has its new name in both.

    `added`, `removed` and `renamed` (old name, new name) list questions and options, such as 'pain' and 'pain.much'.
    """

    old: Questionnaire
    new: Questionnaire
    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    order_changed: bool


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Item = TypeVar("Item", bound=_Named)


def align(old: Questionnaire, new: Questionnaire) -> Aligned:
    """Return both versions with all questions of either. Raises CrossedError if no order suits both."""
    old, renamed = _renamed(old, new)
    common = [[name for name in one.question if name in other.question] for one, other in ((old, new), (new, old))]
    added, removed = tuple(_only_in(new, old)), tuple(_only_in(old, new))
    order = _order(old, new)
    return Aligned(_whole(old, new, order), _whole(new, old, order), added, removed, renamed, common[0] != common[1])


def in_order(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Sort rules by id. Their order changes no result, so two versions that mean the same become equal."""
    return tuple(sorted(rules, key=lambda rule: rule.id))


def _whole(one: Questionnaire, other: Questionnaire, order: Iterable[str]) -> Questionnaire:
    questions = tuple(one.question.get(name) or _never_asked(other.question[name]) for name in order)
    flags = (*one.flags, *(flag for flag in other.flags if flag.id not in one.flag))
    return replace(one, questions=questions, rules=in_order(one.rules), flags=flags)


def _never_asked(question: Question) -> Question:
    return replace(question, ask_if=(Condition(question.id, ()),))


def _only_in(one: Questionnaire, other: Questionnaire) -> Iterator[str]:
    for question in one.questions:
        if question.id not in other.question:
            yield question.id
            continue
        known = other.question[question.id].option
        yield from (f"{question.id}.{word}" for word in question.option if word not in known)


def _order(old: Questionnaire, new: Questionnaire) -> list[str]:
    """Return one order for all questions: that of NEW, each question of OLD alone after the one it followed.

    A question moves only as far as it must, so that the questions in its `ask_if` come before it.
    """
    order = list(new.question)
    before = ""
    for name in old.question:
        if name not in new.question:
            order.insert(order.index(before) + 1 if before else 0, name)
        before = name
    gates = {name: {word for one in (old, new) for word in _gates(one, name)} for name in order}
    placed: dict[str, None] = {}
    while len(placed) < len(order):
        ready = next((name for name in order if name not in placed and gates[name] <= placed.keys()), None)
        if ready is None:
            stuck = ", ".join(f"'{name}'" for name in order if name not in placed)
            raise CrossedError(f"No order of questions suits both versions, since their branches cross: {stuck}.")
        placed[ready] = None
    return list(placed)


def _gates(questionnaire: Questionnaire, name: str) -> Iterator[str]:
    question = questionnaire.question.get(name)
    return (condition.question for condition in (question.ask_if if question else ()))


def _renamed(old: Questionnaire, new: Questionnaire) -> tuple[Questionnaire, tuple[tuple[str, str], ...]]:
    """Return OLD with the names that NEW uses, and what was renamed.

    A question is the same if its words are, an option if its label is, and a rule if it does the same.
    """
    names = _twins(old.questions, new.questions, lambda question: question.ask)
    words: dict[tuple[str, str], str] = {}
    for question in old.questions:
        twin = new.question.get(names.get(question.id, question.id))
        found = _twins(question.options, twin.options, lambda option: option.label) if twin else {}
        words |= {(question.id, word): name for word, name in found.items()}

    def clause(conditions: Clause) -> Clause:
        return tuple(
            Condition(
                names.get(one.question, one.question), tuple(words.get((one.question, w), w) for w in one.options)
            )
            for one in conditions
        )

    questions = tuple(
        replace(
            question,
            id=names.get(question.id, question.id),
            ask_if=clause(question.ask_if),
            options=tuple(replace(one, id=words.get((question.id, one.id), one.id)) for one in question.options),
        )
        for question in old.questions
    )
    rules = tuple(replace(rule, when=tuple(map(clause, rule.when))) for rule in old.rules)
    ruled = _twins(rules, new.rules, lambda rule: (rule.when, rule.medical, rule.daily, rule.flags))
    rules = tuple(replace(rule, id=ruled.get(rule.id, rule.id)) for rule in rules)
    told = [
        *names.items(),
        *((f"{name}.{was}", f"{names.get(name, name)}.{word}") for (name, was), word in words.items()),
    ]
    return replace(old, questions=questions, rules=rules), tuple(told)


def _twins(old: Iterable[Item], new: Iterable[Item], key: Callable[[Item], object]) -> dict[str, str]:
    """Return the new name of each thing whose old name is gone, if exactly one new thing is like it."""
    old, new = list(old), list(new)
    gone = [item for item in old if item.id not in {other.id for other in new}]
    come = [item for item in new if item.id not in {other.id for other in old}]
    found = {}
    for item in gone:
        alike = [[other for other in some if key(other) == key(item)] for some in (gone, come)]
        if len(alike[0]) == len(alike[1]) == 1:
            found[item.id] = alike[1][0].id
    return found
