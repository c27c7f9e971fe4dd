"""What effects, conditions and rules do, in words for someone who has never seen the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from careguide.core.questionnaire.acts import Act
from careguide.core.questionnaire.content import Axis, Claim, Clause, Message, TakeAlong, Text, Voice
from careguide.core.questionnaire.model import Effect, Guarantee, Option, Question, Questionnaire, Span


def in_words(text: Text) -> str:
    """Return the words of a text that speak about a person, as staff do."""
    return text.in_voice(Voice.SOMEONE)


def count_words(html: str) -> int:
    """Return how many words a reader of this HTML reads."""
    return len(re.sub(r"<[^<>]*>", " ", html).split())


def sides(text: Text) -> tuple[str, ...]:
    """Return what a text says in each voice: once where both say the same."""
    return tuple(dict.fromkeys((text.to_self, text.to_someone)))


def needs(questionnaire: Questionnaire, effect: Effect | Guarantee) -> Iterator[str]:
    """Yield what an effect, or a promise, asks for on each axis that it moves, in the words of the axes."""
    for axis, span in ((questionnaire.axes.medical, effect.medical), (questionnaire.axes.daily, effect.daily)):
        if span.most > 0:
            yield f"{in_words(axis.name)}: {_reach(axis, span)}"


def _reach(axis: Axis, span: Span[Any]) -> str:
    least, most = (in_words(axis.steps[step]).lower() for step in (span.least, span.most))
    if span.least == span.most:
        return f"at least {least}"
    return f"at least {least}, perhaps {most}" if span.least else f"perhaps {most}"


def promise(questionnaire: Questionnaire, guarantee: Guarantee) -> tuple[str, ...]:
    """Return what a promise of the file is about: questions, or answers and what they always bring."""
    named = (*guarantee.never_moves, *guarantee.critical)
    lines = [in_words(questionnaire.question[word].topic) for word in named]
    told = [brief(questionnaire, clause) for clause in guarantee.when]
    lines += [f"{'and ' if place else 'When '}{words}" for place, words in enumerate(told)]
    lines += [f"then: {flag_name(questionnaire, flag)}" for flag in guarantee.raises]
    lines += [f"Warning: {flag_name(questionnaire, flag)}" for flag in guarantee.warnings]
    if guarantee.warnings:
        lines.append(f"then first: a line of the kind '{guarantee.first_line.replace('_', ' ')}'")
    return (*lines, *(f"then: {need}" for need in needs(questionnaire, guarantee)))


def flag_name(questionnaire: Questionnaire, flag: str) -> str:
    """Return what a warning is called: the title of its message."""
    return in_words(questionnaire.message[questionnaire.flag[flag].message].title)


def warnings(questionnaire: Questionnaire, effect: Effect) -> Iterator[str]:
    """Yield the warnings that an effect raises."""
    for flag in effect.flags:
        yield f"Warning: {flag_name(questionnaire, flag)}"


def weighs(questionnaire: Questionnaire, effect: Effect) -> tuple[str, ...]:
    """Return what an effect weighs, most serious first: warnings, needs, and a reason for care at home."""
    home = ("A reason for care at home",) if effect.home else ()
    return (*warnings(questionnaire, effect), *needs(questionnaire, effect), *home)


def brings(questionnaire: Questionnaire, effect: Effect) -> tuple[str, ...]:
    """Return what an effect brings beside its weight: messages, questions to ask, kinds of care that suit a wish."""
    asks = {item.id: item.text.to_self for item in questionnaire.take_along}
    lines = [f"Shows: {in_words(questionnaire.message[word].title)}" for word in effect.notes]
    lines += [f"To ask: {asks[word]}" for word in effect.ask]
    lines += [f"To do: {in_words(questionnaire.act[effect.act].title)}"] if effect.act else []
    if isinstance(effect, Option) and effect.unless:
        lines.append(f"This reason is not given beside: {brief(questionnaire, effect.unless)}")
    if isinstance(effect, Option) and effect.wants:
        lines.append(f"Would suit: {', '.join(in_words(questionnaire.setting[word].name) for word in effect.wants)}")
    return tuple(lines)


def brought_by(questionnaire: Questionnaire, act: Act) -> Iterator[str]:
    """Yield all that brings an act: answers, rules, warnings, and the kinds of care that a talk starts with."""
    for question in questionnaire.questions:
        given = [in_words(option.label) for option in question.options if option.act == act.id]
        unknown = (
            (question.not_sure, questionnaire.labels.not_sure),
            (question.prefer_not, questionnaire.labels.prefer_not),
        )
        given += [in_words(words) for effect, words in unknown if effect.act == act.id]
        if given:
            yield f"{in_words(question.topic)}: {' / '.join(given)}"
    yield from (f"Rule: {short((rule.id,))}" for rule in questionnaire.rules if rule.act == act.id)
    for flag in questionnaire.flags:
        if flag.act == act.id:
            yield f"Warning, unless what raises it brings an act as soon: {flag_name(questionnaire, flag.id)}"
    for setting in questionnaire.settings:
        if setting.act == act.id:
            yield f"The talk starts with: {in_words(setting.name)}"
    if act.alone:
        yield "There is nothing else to do"


def limits(questionnaire: Questionnaire, block: Message | TakeAlong) -> tuple[str, ...]:
    """Return when a text is shown: what must be so, and what may not have been answered."""
    lines = ["Only when nothing speaks against it"] if isinstance(block, Message) and block.calm_only else []
    if isinstance(block, Message) and block.unless:
        lines.append(f"Not beside: {brief(questionnaire, block.unless)}")
    if isinstance(block, TakeAlong) and block.settings:
        names = (in_words(questionnaire.setting[word].name) for word in block.settings)
        lines.append(f"Only where one of these is in the range: {'; '.join(names)}")
    lines += [f"Only with this, or where it is not known: {brief(questionnaire, line)}" for line in block.tell_if]
    return (*lines, *only_in(questionnaire, block))


def only_in(questionnaire: Questionnaire, block: Message | TakeAlong | Option | Claim) -> tuple[str, ...]:
    """Return where a text or an answer is shown, if it is not shown everywhere."""
    names = [country.name for country in questionnaire.countries if country.code in block.countries]
    return (f"Only in: {', '.join(names)}",) if names else ()


def condition(questionnaire: Questionnaire, clause: Clause) -> str:
    """Return a condition in words: topic and answers, joined by 'or'."""
    parts = []
    for one in clause:
        question = questionnaire.question[one.question]
        answers = " or ".join(f"“{label(question, word)}”" for word in one.options)
        parts.append(f"{in_words(question.topic)}: {answers}")
    return "; or ".join(parts)


def label(question: Question, word: str) -> str:
    """Return what people read for an option."""
    return in_words(question.option[word].label)


def brief(questionnaire: Questionnaire, clause: Clause) -> str:
    """Return a condition in few words: topic, and the fixed names of answers read as words."""
    told = (f"{in_words(questionnaire.question[one.question].topic)}: {short(one.options)}" for one in clause)
    return ", or ".join(told)


def short(words: Iterable[str]) -> str:
    """Return fixed names as words: 'cut_fast' and 'stopped' as 'cut fast / stopped'."""
    return " / ".join(word.replace("_", " ") for word in words)
