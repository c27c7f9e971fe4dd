"""The words that may not or should not be said, and how hard a text is to read."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from careguide.core.questionnaire.content import Voice, Wording
from careguide.core.questionnaire.faults import Advice, Slip
from careguide.core.questionnaire.references import Finding
from careguide.core.review.texts import Group, Said

GRADE = 6.0
SHORTEST = 8
"""Words that a text must have for the reading grade to mean anything."""
SENTENCE = 15
EXEMPT = 30
START = 5
"""How many words of a long sentence are quoted, so that it can be found."""

REFUSED = {
    "it names a person by an illness": r"addicts?|junkies?|abusers?|abus(?:e|es|ed|ing)",
    "it blames": r"habits?|dirty|clean|drug.seeking|hooked|fix(?:es|ed)?|high|committed suicide",
    "no one can promise that": r"best|most effective|only (?:way|road)|guarantee\w*|cur(?:e|es|ed|ing)|safe to stop|"
    r"all.clear",
    "it is a verdict, and this guide gives none": r"(?:you|they) need rehab\w*|(?:you|they) are (?:an )?addict\w*|"
    r"diagnos\w+ of|scores?|low.risk",
    "it may stand in a warning only": r"cold.turkey",
    "it belongs to placement criteria of others": r"asam|levels? \d\S*|dimensions?",
}
WARNED = (
    r"users?|addicted to|relaps\w+|detox\w*|sober|drug.free|suffer\w*|victims?|failed treatment|"
    r"non.?complian\w+|in denial|loved ones?"
)
CHANGE = r"(?:taper|cut|reduc|lower)\w*"
PACE = (
    r"\d{1,3}|half|third|quarter|fifth|tenth|weekly|fortnightly|monthly|"
    r"(?:each|every|per|a) (?:week|fortnight|month)|(?:each|every|per) day"
)
DOSE_OR_PACE = (
    r"\d+(?:\.\d+)? ?(?:mg|milligrams?|ml|%|percent|per cent|tablets?|pills)|percent\w*|milligram\w*|"
    rf"{CHANGE}\b[^.?!]*\b(?:{PACE})|(?:{PACE})\b[^.?!]*\b{CHANGE}"
)

Words = tuple[str, ...]


def whole(pattern: str) -> re.Pattern[str]:
    """Return a pattern that finds whole words, in any case of letters."""
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


_REFUSED = {why: whole(pattern) for why, pattern in REFUSED.items()}
_WARNED, _DOSE_OR_PACE = whole(WARNED), whole(DOSE_OR_PACE)


def find_wording_problems(wording: Wording, told: Sequence[Said], together: Iterable[Group]) -> Iterator[Finding]:
    """Yield what is wrong with the words of some texts, and of groups of them where no text alone is to blame."""
    hard: list[Finding] = []
    for said in told:
        yield from _refused(said, wording.allowed)
        if said.graded:
            yield from _long_sentences(said)
            hard += _hard(said.path, "This text", said.words, wording.exempt)
    for group in together:
        if not any(found.path[: len(group.path)] == group.path for found in hard):
            voices = (_hard(group.path, group.what, group.in_voice(voice), wording.exempt) for voice in Voice)
            hard += next(filter(None, voices), [])
    yield from hard


def declared(wording: Wording, told: Sequence[Said]) -> Iterator[Finding]:
    """Yield words that are exempt or allowed without need; `told` is everything that is said anywhere."""
    everything = "\n".join(said.words for said in told)
    if len(wording.exempt) > EXEMPT:
        yield Finding(Slip.TOO_MANY_EXEMPT, ("wording", "exempt"), {"count": len(wording.exempt), "limit": EXEMPT})
    for index, word in enumerate(wording.exempt):
        if not whole(re.escape(word)).search(everything):
            yield Finding(Advice.EXEMPT_UNUSED, ("wording", "exempt", index), {"word": word})
    for index, phrase in enumerate(wording.allowed):
        needed = any(_refused(Said((), phrase), ()))
        if not needed or phrase.lower() not in everything.lower():
            yield Finding(Advice.ALLOWED_UNUSED, ("wording", "allowed", index), {"word": phrase})


def can_measure() -> bool:
    """Whether reading grades can be measured: the library for them is an extra."""
    return _formula() is not None


def grade(words: str, exempt: Words = ()) -> float:
    """Return the reading grade of a text, with the exempt words counted as short; 0 if it cannot be measured."""
    formula = _formula()
    return formula(_shortened(words, exempt)) if formula else 0.0


@cache
def _formula() -> Callable[[str], float] | None:
    """Return the Flesch-Kincaid formula, read only when it is needed: that takes a third of a second."""
    try:
        with warnings.catch_warnings(action="ignore"):
            import textstat  # noqa: PLC0415
    except ModuleNotFoundError:
        return None
    return lambda words: float(textstat.flesch_kincaid_grade(words))


@cache
def _any_of(words: Words) -> re.Pattern[str]:
    return whole("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)")


def _shortened(words: str, exempt: Words) -> str:
    return _any_of(exempt).sub("it", words)


def _refused(said: Said, allowed: Words) -> Iterator[Finding]:
    words = _any_of(allowed).sub("", said.words)
    for why, pattern in _REFUSED.items():
        for word in _found(pattern, words):
            yield Finding(Slip.REFUSED_WORD, said.path, {"word": word, "why": why})
    for word in _found(_DOSE_OR_PACE, words):
        yield Finding(Slip.DOSE_OR_PACE, said.path, {"word": word})
    for word in _found(_WARNED, words):
        yield Finding(Advice.WARNED_WORD, said.path, {"word": word})


def _found(pattern: re.Pattern[str], words: str) -> dict[str, None]:
    return dict.fromkeys(hit[0] for hit in pattern.finditer(words))


def _long_sentences(said: Said) -> Iterator[Finding]:
    for sentence in re.split(r"(?<=[.?!])\s+", said.words):
        words = sentence.split()
        if len(words) > SENTENCE:
            facts = {"count": len(words), "start": " ".join(words[:START]), "limit": SENTENCE}
            yield Finding(Advice.LONG_SENTENCE, said.path, facts)


def _hard(path: tuple[str | int, ...], what: str, words: str, exempt: Words) -> list[Finding]:
    found = grade(words, exempt) if len(words.split()) >= SHORTEST else 0.0
    if found <= GRADE:
        return []
    hardest = max(re.findall(r"[\w'-]+", _shortened(words, exempt)), key=len)
    return [Finding(Slip.HARD_TO_READ, path, {"what": what, "grade": found, "limit": int(GRADE), "hardest": hardest})]
