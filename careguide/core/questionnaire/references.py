"""What no single key shows: ids that lead nowhere, conditions that cannot hold, lists that are not complete."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from itertools import product
from typing import Any, get_args, get_type_hints

from careguide.core.questionnaire.content import Condition, LineKind, Message, Ref
from careguide.core.questionnaire.faults import Fault, FindingKind, did_you_mean
from careguide.core.questionnaire.model import (
    NONE_ANSWERS,
    UNKNOWN_ANSWERS,
    Daily,
    Effect,
    Level,
    Medical,
    Question,
    Questionnaire,
)

ID = re.compile(r"[a-z][a-z0-9_-]*")
COUNTRY_CODE = re.compile(r"[A-Z]{2}")
NUMBER = r"\+?[0-9(][0-9 ().-]*[0-9]"
NUMBERS = {"call": re.compile(NUMBER), "tty": re.compile(NUMBER), "text": re.compile(rf"(?:\w+ to )?{NUMBER}")}
POINTS = 2
ALWAYS_ASKED = 3
STEPS = 3

Path = tuple[str | int, ...]
Blocks = tuple[tuple[Path, Any], ...]


@dataclass(frozen=True)
class Finding:
    """Something found at a path of keys, with the facts that its sentence needs."""

    entry: FindingKind
    path: Path
    facts: dict[str, object]


def find_faults(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Yield every fault of a questionnaire whose parts have the right shape."""
    blocks = tuple(iter_blocks(questionnaire))
    yield from _ids(blocks)
    yield from _references(questionnaire, blocks)
    yield from _effects(blocks)
    yield from _conditions(questionnaire, blocks)
    yield from _left_out(questionnaire)
    yield from _questions(questionnaire)
    yield from _sections(questionnaire)
    yield from _settings(questionnaire)
    yield from _cells(questionnaire)
    yield from _help_lines(questionnaire)
    yield from _counts(questionnaire)
    yield from _dates(questionnaire)


def _finding(fault: Fault, *path: str | int, **facts: object) -> Finding:
    return Finding(fault, path, facts)


def iter_blocks(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every block of a value that is a dataclass, outermost first, with its path of keys."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from iter_blocks(item, (*path, index))
    elif is_dataclass(value):
        yield path, value
        for field in fields(value):
            yield from iter_blocks(getattr(value, field.name), (*path, field.name))


def _ids(blocks: Blocks) -> Iterator[Finding]:
    for place, block in blocks:
        for field in fields(block):
            items = getattr(block, field.name)
            if not isinstance(items, tuple):
                continue
            seen: set[str] = set()
            for index, item in enumerate(items):
                name = "code" if hasattr(item, "code") else "id"
                word = getattr(item, name, "")
                where = (*place, field.name, index, name)
                if word and word in seen:
                    yield _finding(Fault.DUPLICATE_ID, *where, id=word)
                if word and not (COUNTRY_CODE if name == "code" else ID).fullmatch(word):
                    yield _finding(Fault.BAD_ID, *where, id=word)
                seen.add(word)


@cache
def hints(kind: Any) -> dict[str, Any]:
    """Return the types of a dataclass's fields, with their annotations; working them out takes long."""
    return get_type_hints(kind, include_extras=True)


@cache
def _reference_fields(kind: Any) -> tuple[tuple[str, str], ...]:
    marks = ((name, mark) for name, hint in hints(kind).items() for mark in get_args(hint))
    return tuple((name, mark.to) for name, mark in marks if isinstance(mark, Ref))


def _whole(known: Collection[str]) -> bool:
    """Whether a list of ids could be read. If not, or if it is empty, only that is reported."""
    return bool(known) and "" not in known


def _references(questionnaire: Questionnaire, blocks: Blocks) -> Iterator[Finding]:
    for path, block in blocks:
        for name, to in _reference_fields(block.__class__):
            value = getattr(block, name)
            known = {item.code if to == "countries" else item.id for item in getattr(questionnaire, to)}
            for index, word in enumerate(value if isinstance(value, tuple) else (value,)):
                if word and word not in known and _whole(known):
                    where = (*path, name, index) if isinstance(value, tuple) else (*path, name)
                    hint = did_you_mean(word, known)
                    yield _finding(Fault.DANGLING_REFERENCE, *where, id=word, to=to, hint=hint)


def _effects(blocks: Blocks) -> Iterator[Finding]:
    for path, block in blocks:
        if isinstance(block, Effect) and block.matters:
            owner = f"'{getattr(block, 'id', path[-1])}'"
            if not block.sources:
                yield _finding(Fault.NO_SOURCE, *path, "sources", owner=owner)
            if block.because is None:
                yield _finding(Fault.NO_REASON, *path, "because", owner=owner)


def _conditions(questionnaire: Questionnaire, blocks: Blocks) -> Iterator[Finding]:
    for index, rule in enumerate(questionnaire.rules):
        if not rule.when:
            yield _finding(Fault.CONDITION_EMPTY, "rules", index, "when")
    for path, block in blocks:
        if isinstance(block, Condition):
            yield from _condition(questionnaire.question, block, path[:-1])
        else:
            yield from _empty_lines(path, block)
    earlier: set[str] = set()
    for index, question in enumerate(questionnaire.questions):
        for condition in question.ask_if:
            if condition.question in questionnaire.question and condition.question not in earlier:
                where = ("questions", index, "ask_if", condition.question)
                yield _finding(Fault.ASK_IF_FORWARD, *where, id=condition.question)
        earlier.add(question.id)


def _empty_lines(path: Path, block: Any) -> Iterator[Finding]:
    for field in fields(block):
        value = getattr(block, field.name)
        for line, clause in enumerate(value if isinstance(value, tuple) else ()):
            if clause == ():
                yield _finding(Fault.CONDITION_EMPTY, *path, field.name, line)


def _condition(known: dict[str, Question], condition: Condition, path: Path) -> Iterator[Finding]:
    name = condition.question
    if name not in known:
        if _whole(known):
            yield _finding(Fault.UNKNOWN_QUESTION, *path, name, id=name, hint=did_you_mean(name, known))
        return
    if not condition.options:
        yield _finding(Fault.CONDITION_EMPTY, *path, name)
    options = known[name].option
    for word in condition.options:
        if word and word not in options and _whole(options):
            facts = {"question": name, "id": word, "hint": did_you_mean(word, options)}
            yield _finding(Fault.UNKNOWN_OPTION, *path, name, **facts)


def _may_be_missing(message: Message) -> bool:
    return bool(message.calm_only or message.unless or message.tell_if or message.countries)


def _left_out(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find words that can be left out beside some answers, though a warning or a need hangs on them."""
    for index, flag in enumerate(questionnaire.flags):
        message = questionnaire.message.get(flag.message)
        if flag.level is not Level.NOTE and message and _may_be_missing(message):
            yield _finding(Fault.WARNING_LEFT_OUT, "flags", index, "message", id=flag.id)
    for index, question in enumerate(questionnaire.questions):
        for place, option in enumerate(question.options):
            if option.unless and (option.flags or option.raises_need):
                yield _finding(Fault.REASON_LEFT_OUT, "questions", index, "options", place, "unless", id=option.id)


def _questions(questionnaire: Questionnaire) -> Iterator[Finding]:
    for index, question in enumerate(questionnaire.questions):
        path = ("questions", index, "options")
        for place, option in enumerate(question.options):
            if option.id in UNKNOWN_ANSWERS:
                yield _finding(Fault.RESERVED_ID, *path, place, "id", id=option.id)
        if len(question.options) < 2:
            yield _finding(Fault.WRONG_COUNT, *path, key="options", count=len(question.options), wanted="two or more")
        if question.tick and not NONE_ANSWERS & question.option.keys():
            words = " or ".join(sorted(NONE_ANSWERS))
            facts = {"key": "options", "count": "no 'none' among its", "wanted": f"an option {words}"}
            yield _finding(Fault.WRONG_COUNT, *path, **facts)


def _sections(questionnaire: Questionnaire) -> Iterator[Finding]:
    done: list[str] = []
    known = {section.id for section in questionnaire.sections}
    placed = [question.section in known for question in questionnaire.questions]
    for index, question in enumerate(questionnaire.questions):
        if question.section in done[:-1]:
            yield _finding(Fault.SECTION_BROKEN, "questions", index, "section", id=question.section)
        elif question.section in known and question.section not in done:
            done.append(question.section)
    for index, section in enumerate(questionnaire.sections):
        if section.id not in done and placed and all(placed):
            yield _finding(Fault.SECTION_EMPTY, "sections", index, id=section.id)


def _settings(questionnaire: Questionnaire) -> Iterator[Finding]:
    for index, setting in enumerate(questionnaire.settings):
        for side in ("good", "hard"):
            count = len(getattr(setting, side))
            if count < POINTS:
                facts = {"id": setting.id, "count": count, "side": side}
                yield _finding(Fault.TOO_FEW_POINTS, "settings", index, side, **facts)


def _cells(questionnaire: Questionnaire) -> Iterator[Finding]:
    seen: set[tuple[Medical, Daily]] = set()
    for index, cell in enumerate(questionnaire.cells):
        if (cell.medical, cell.daily) in seen:
            yield _finding(Fault.CELL_TWICE, "cells", index, medical=cell.medical.name, daily=cell.daily.name)
        seen.add((cell.medical, cell.daily))
    for medical, daily in product(Medical, Daily):
        if (medical, daily) not in seen:
            yield _finding(Fault.CELL_MISSING, "cells", medical=medical.name, daily=daily.name)


def _help_lines(questionnaire: Questionnaire) -> Iterator[Finding]:
    for index, country in enumerate(questionnaire.countries):
        if LineKind.EMERGENCY not in {line.kind for line in country.lines}:
            yield _finding(Fault.NO_EMERGENCY_LINE, "countries", index, id=country.code)
        for place, line in enumerate(country.lines):
            path = ("countries", index, "lines", place)
            if not (line.call or line.text or line.web):
                yield _finding(Fault.LINE_WITHOUT_CONTACT, *path, id=line.name)
            for key, shape in NUMBERS.items():
                if (word := getattr(line, key)) and not shape.fullmatch(word):
                    yield _finding(Fault.BAD_NUMBER, *path, key, word=word, key="text" if key == "text" else "call")
            if line.web and not line.web.startswith("https://"):
                yield _finding(Fault.BAD_ADDRESS, *path, "web", word=line.web)


def _counts(questionnaire: Questionnaire) -> Iterator[Finding]:
    for name in ("medical", "daily"):
        count = len(getattr(questionnaire.axes, name).steps)
        if count != STEPS:
            yield _finding(Fault.WRONG_COUNT, "axes", name, "steps", key="steps", count=count, wanted=STEPS)
    always = sum(item.always for item in questionnaire.take_along)
    if always < ALWAYS_ASKED:
        facts = {"key": "take_along", "count": f"{always} 'always: true'", "wanted": f"at least {ALWAYS_ASKED}"}
        yield _finding(Fault.WRONG_COUNT, "take_along", **facts)
    for key in ("sections", "questions", "messages", "settings", "countries", "sources"):
        if not getattr(questionnaire, key):
            yield _finding(Fault.WRONG_COUNT, key, key=key, count="no", wanted="one or more")
    for level in (Level.EMERGENCY, Level.SAME_DAY):
        if level not in {flag.level for flag in questionnaire.flags}:
            yield _finding(Fault.LEVEL_MISSING, "flags", level=level.value)


def _dates(questionnaire: Questionnaire) -> Iterator[Finding]:
    dated: list[tuple[Path, str | None]] = [
        ((name,), getattr(questionnaire, name)) for name in ("published", "next_review")
    ]
    dated.append((("review", "on"), questionnaire.review.on))
    for index, country in enumerate(questionnaire.countries):
        for place, line in enumerate(country.lines):
            dated.append((("countries", index, "lines", place, "checked_on"), line.checked_on))
    for path, word in dated:
        if word and not _is_date(word):
            yield _finding(Fault.BAD_DATE, *path, word=word)


def _is_date(word: str) -> bool:
    try:
        return date.fromisoformat(word).isoformat() == word
    except ValueError:
        return False
