"""Lists what differs between two versions: each change by name, and how to make it alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from careguide.core.diff.align import Aligned, Item, in_order
from careguide.core.questionnaire.content import Condition, HelpLine, Text, Voice
from careguide.core.questionnaire.model import NOT_SURE, PREFER_NOT, Effect, Flag, Question, Questionnaire, Rule, Span

WEIGHED = ("medical", "daily", "flags")
"""The keys of an answer or a rule that can move a result."""
ASKED = ("ask_if", "tick", "critical", "optional")
"""The keys of a question that can move a result."""
MEASURED = frozenset({*WEIGHED, *ASKED, "when", "level"})


@dataclass(frozen=True)
class Edit:
    """A change that may move a result. `make` gives a questionnaire this change alone."""

    says: str
    make: Callable[[Questionnaire], Questionnaire]


def edits(aligned: Aligned) -> Iterator[Edit]:
    """Yield each change that may move a result: questions in their order, then rules, then flags."""
    for one, other in zip(aligned.old.questions, aligned.new.questions, strict=True):
        if one.id in aligned.added or one.id in aligned.removed:
            way = "added" if one.id in aligned.added else "removed"
            yield Edit(f"question '{one.id}' {way}", _put_question(other))
        else:
            yield from _question_edits(one, other)
    rules = {rule.id: rule for rule in aligned.new.rules}
    before = {rule.id: rule for rule in aligned.old.rules}
    for name in sorted({*rules, *before}):
        if name not in before or name not in rules:
            yield Edit(f"rule '{name}' {'added' if name in rules else 'removed'}", _put_rule(name, rules.get(name)))
            continue
        for key in _different(before[name], rules[name], ("when", *WEIGHED)):
            changed = replace(before[name], **{key: getattr(rules[name], key)})
            yield Edit(f"rule '{name}': {_change(before[name], rules[name], key)}", _put_rule(name, changed))
    for flag in aligned.new.flags:
        was = aligned.old.flag[flag.id]
        if was.level is not flag.level:
            yield Edit(f"flag '{flag.id}': level {was.level} -> {flag.level}", _put_level(flag.id, flag.level))


@dataclass(frozen=True)
class OtherEdit:
    """A change that moves no need and no flag: where it is, and what was and is there. None stands for nothing."""

    place: str
    before: str | None
    after: str | None


def others(aligned: Aligned) -> tuple[OtherEdit, ...]:
    """Return the changes of words, sources and help lines, in the order of NEW, and then what only OLD has."""
    before, after = (dict(_leaves(one, ())) for one in (aligned.old, aligned.new))
    named = {("questions", *name.split(".")) for name in (*aligned.added, *aligned.removed)}
    found: dict[tuple[str, ...], OtherEdit] = {}
    for path in {**after, **before}:
        if path in before and path in after:
            if before[path] != after[path]:
                found[path] = OtherEdit(".".join(path), *_shown(before[path], after[path]))
            continue
        there, gone = (after, before) if path in after else (before, after)
        block = _outermost(path, gone)
        if not any(tuple(part for part in block if part != "options")[: len(name)] == name for name in named):
            told = _shown(there[path], there[path])[0] if block == path else "there"
            found.setdefault(block, OtherEdit(".".join(block), *((None, told) if there is after else (told, None))))
    return (*found.values(), *_reordered(aligned.old.act, aligned.new.act))


def _reordered(old: Iterable[str], new: Iterable[str]) -> Iterator[OtherEdit]:
    """Yield the acts that changed places, from the first to the last. Their order in the file is that of telling."""
    kept = {*old} & {*new}
    was, now = ([name for name in names if name in kept] for names in (old, new))
    moved = [place for place, names in enumerate(zip(was, now, strict=True)) if len({*names}) > 1]
    if moved:
        part = slice(moved[0], moved[-1] + 1)
        yield OtherEdit("acts, in order", ", ".join(was[part]), ", ".join(now[part]))


def _outermost(path: tuple[str, ...], gone: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the outermost block around a place that is entirely missing from the other version."""
    known = set(gone)
    for end in range(1, len(path)):
        if not any(place[:end] == path[:end] for place in known):
            return path[:end]
    return path


def _shown(before: object, after: object) -> tuple[str, str]:
    """Return both values as people read them; of two texts, in the first voice in which they differ."""
    if isinstance(before, Text) and isinstance(after, Text):
        voice = next((one for one in Voice if before.in_voice(one) != after.in_voice(one)), Voice.SELF)
        return before.in_voice(voice), after.in_voice(voice)
    return _in_short(before), _in_short(after)


def _in_short(value: object) -> str:
    if isinstance(value, Text):
        return value.in_voice(Voice.SELF)
    words = ", ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
    return words or "nothing"


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield each value with its place. Items of a list go by their id, or by their number if they have none."""
    if isinstance(value, tuple) and any(map(is_dataclass, value)):
        for number, item in enumerate(value, 1):
            name = getattr(item, "id", "") or getattr(item, "code", "")
            name = name or (item.name if isinstance(item, HelpLine) else str(number))
            yield from _leaves(item, (*path, name))
    elif is_dataclass(value) and not isinstance(value, Text):
        hidden = MEASURED if isinstance(value, Question | Effect | Flag) else {"digest"}
        for field in fields(value):
            if field.name not in hidden:
                yield from _leaves(getattr(value, field.name), (*path, field.name))
    else:
        yield path, value


def _question_edits(one: Question, other: Question) -> Iterator[Edit]:
    for key in _different(one, other, ASKED):
        yield Edit(f"'{one.id}': {_change(one, other, key)}", _put_question_part(one.id, key, getattr(other, key)))
    for word in dict.fromkeys((*one.option, *other.option)):
        if word not in one.option or word not in other.option:
            way = "added" if word in other.option else "removed"
            yield Edit(f"'{one.id}': option '{word}' {way}", _put_option(other, word, None))
    for word in (*(word for word in one.option if word in other.option), NOT_SURE, PREFER_NOT):
        for key in _different(one.effect(word), other.effect(word), WEIGHED):
            says = f"'{one.id}', answer '{word}': {_change(one.effect(word), other.effect(word), key)}"
            yield Edit(says, _put_option(other, word, key))


# Making a change


def _put_question(question: Question) -> Callable[[Questionnaire], Questionnaire]:
    return lambda whole: replace(whole, questions=_swapped(whole.questions, question))


def _put_question_part(name: str, key: str, value: object) -> Callable[[Questionnaire], Questionnaire]:
    return lambda whole: _put_question(replace(whole.question[name], **{key: value}))(whole)  # type: ignore[arg-type]


def _put_option(other: Question, word: str, key: str | None) -> Callable[[Questionnaire], Questionnaire]:
    """Give one answer what it has in the other version: one of its keys or, without a key, to be offered at all."""

    def make(whole: Questionnaire) -> Questionnaire:
        question = whole.question[other.id]
        if key is None:
            options = tuple(option for option in question.options if option.id != word)
            came = tuple(option for option in other.options if option.id == word)
            return _put_question(replace(question, options=options + came))(whole)
        effect: Any = replace(question.effect(word), **{key: getattr(other.effect(word), key)})
        if word in question.option:
            return _put_question(replace(question, options=_swapped(question.options, effect)))(whole)
        return _put_question_part(other.id, word, effect)(whole)

    return make


def _put_rule(name: str, rule: Rule | None) -> Callable[[Questionnaire], Questionnaire]:
    came = (rule,) if rule else ()
    return lambda whole: replace(whole, rules=in_order((*(one for one in whole.rules if one.id != name), *came)))


def _put_level(name: str, level: Any) -> Callable[[Questionnaire], Questionnaire]:
    return lambda whole: replace(whole, flags=_swapped(whole.flags, replace(whole.flag[name], level=level)))


def _swapped(items: tuple[Item, ...], item: Item) -> tuple[Item, ...]:
    return tuple(item if one.id == item.id else one for one in items)


# Naming a change


def _different(one: object, other: object, keys: Iterable[str]) -> Iterator[str]:
    return (key for key in keys if _meaning(getattr(one, key)) != _meaning(getattr(other, key)))


def _meaning(value: Any) -> object:
    """Return a value as a set if its order means nothing."""
    return frozenset(value) if isinstance(value, tuple) else value


def _change(one: object, other: object, key: str) -> str:
    return f"{key} {in_file_words(getattr(one, key))} -> {in_file_words(getattr(other, key))}"


def in_file_words(value: Any) -> str:
    """Return a value of the questionnaire in the words of the file."""
    if isinstance(value, Span):
        names = dict.fromkeys((value.least.name, value.most.name))
        return " to ".join(names)
    if isinstance(value, Condition):
        return f"{value.question} [{', '.join(value.options)}]"
    if isinstance(value, bool):
        return str(value).lower()
    if value and isinstance(value[0], tuple):
        return "; and ".join(map(in_file_words, value))
    if value and isinstance(value[0], Condition):
        return " or ".join(map(in_file_words, value))
    return f"[{', '.join(value)}]"
