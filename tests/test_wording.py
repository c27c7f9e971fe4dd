"""The words of the shipped questions.yaml: short, plain, without blame, and without a number that is not needed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import textstat

from careguide.core.content import HelpLine, Source, Text, Voice
from careguide.core.links import walk
from careguide.core.model import Questionnaire
from tests.shipped import shipped

GRADE = 6.0
SHORTEST = 8
"""Words that a text must have for the formula to mean anything."""
SENTENCE = 15
EXEMPT = 30

REFUSED = {
    "addict": r"addicts?|junkies?|abusers?|abus(?:e|es|ed|ing)",
    "blame": r"habits?|dirty|clean|drug.seeking|hooked|fix(?:es|ed)?|high|committed suicide",
    "promise": r"best|most effective|only (?:way|road)|guarantee\w*|cur(?:e|es|ed|ing)|safe to stop|all.clear",
    "verdict": r"(?:you|they) need rehab\w*|(?:you|they) are (?:an )?addict\w*|diagnos\w+ of|scores?|low.risk",
    "amount": r"\d+(?:\.\d+)? ?(?:mg|milligrams?|ml|%|percent|per cent|tablets?|pills)|percent\w*|milligram\w*",
    "pace": r"(?:taper|cut|reduc|lower)\w*\b[^.?!]*\b"
    r"(?:\d{1,3}|half|quarter|third|tenth|(?:each|every|per) (?:day|week|month))",
    "cold turkey": r"cold.turkey",
    "criteria": r"asam|levels? \d\S*|dimensions?",
}
WARNED = {
    "warned": r"users?|addicted to|relaps\w+|detox\w*|sober|drug.free|suffer\w*|victims?|failed treatment|"
    r"non.?complian\w+|in denial|loved ones?",
}
ALLOWED = {
    ("promise", "not an all-clear"),
    ("addict", "Substance abuse intensive outpatient programs: assessing the evidence"),
    ("addict", "benzodiazepine harmful use, abuse or dependence"),
    ("addict", "National Institute on Drug Abuse, Words Matter"),
    ("warned", "a marketing text about Klonopin treatment, with detox and aftercare"),
}
"""Names, titles of sources and warnings in which a refused word may stand: the group, and the words around it."""

NUMBERS = {
    "5 to 10 minutes", "18", "65", "24-hour", "2 out of 100", "Press 1 after", "option 2 for",
}  # fmt: skip
"""Numbers that are needed, with the words that explain them."""


@pytest.fixture(scope="module")
def guide() -> Questionnaire:
    """Read the shipped questionnaire."""
    return shipped()


def texts(guide: Questionnaire) -> Iterator[tuple[str, str]]:
    """Yield everything that people read in either voice, with where it stands."""
    for path, block in walk(guide):
        where = ".".join(map(str, path))
        if isinstance(block, Text):
            yield from ((f"{where} ({voice})", block.said(voice)) for voice in Voice)
        elif isinstance(block, Source):
            yield where, block.title
        elif isinstance(block, HelpLine):
            yield where, block.name


def grade(guide: Questionnaire, words: str) -> float:
    """Return the reading grade of a text, with the exempt words taken as short."""
    exempt = rf"\b(?:{'|'.join(map(re.escape, guide.wording.exempt))})\b"
    return float(textstat.flesch_kincaid_grade(re.sub(exempt, "it", words, flags=re.IGNORECASE)))


def joined(voice: Voice, *parts: Text | None) -> str:
    """Return some texts in one voice, one after another, each a sentence of its own."""
    said = [part.said(voice) for part in parts if part]
    return " ".join(words if words.endswith((".", "?", "!")) else f"{words}." for words in said)


def hard(guide: Questionnaire, told: Iterator[tuple[str, str]]) -> list[str]:
    """Return which of some texts are harder to read than they may be."""
    long = [(where, words) for where, words in told if len(words.split()) >= SHORTEST]
    assert long
    return [f"{where}: {grade(guide, words):.1f}: {words}" for where, words in long if grade(guide, words) > GRADE]


def whole(pattern: str) -> re.Pattern[str]:
    """Return a pattern that finds whole words, in any case of letters."""
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def test_few_words_are_exempt(guide: Questionnaire) -> None:
    """At most thirty words are taken as short by the formula, and each of them is used."""
    everything = " ".join(words for _, words in texts(guide)).lower()
    assert len(guide.wording.exempt) <= EXEMPT
    assert [word for word in guide.wording.exempt if not re.search(rf"\b{word.lower()}\b", everything)] == []


def test_every_text_is_easy_to_read(guide: Questionnaire) -> None:
    """Every text of eight words or more reads at grade six or below, in each voice."""
    own = ((where, words) for where, words in texts(guide) if not where.startswith("sources"))
    assert hard(guide, own) == []


@pytest.mark.parametrize("voice", Voice)
def test_every_option_is_easy_to_read(guide: Questionnaire, voice: Voice) -> None:
    """An option together with its reason reads at grade six or below."""
    told = (
        (f"{question.id}.{option.id}", joined(voice, option.label, option.because))
        for question in guide.questions
        for option in question.options
    )
    assert hard(guide, told) == []


@pytest.mark.parametrize("voice", Voice)
def test_every_screen_is_easy_to_read(guide: Questionnaire, voice: Voice) -> None:
    """A question with its hint, its reason and its options reads at grade six or below."""
    told = (
        (item.id, joined(voice, item.ask, item.hint, item.why, *(option.label for option in item.options)))
        for item in guide.questions
    )
    assert hard(guide, told) == []


@pytest.mark.parametrize("voice", Voice)
def test_every_message_is_easy_to_read(guide: Questionnaire, voice: Voice) -> None:
    """A message with its title reads at grade six or below, and so does a setting as a whole."""
    told = [(item.id, joined(voice, item.title, *item.body)) for item in guide.messages]
    for item in guide.settings:
        lives = (item.name, item.lives, item.watches, item.day, item.lasts, item.body, item.feelings, item.family)
        told.append((item.id, joined(voice, *lives, item.costs, item.fits, *item.good, *item.hard, *item.ask)))
    assert hard(guide, iter(told)) == []


def test_sentences_are_short(guide: Questionnaire) -> None:
    """No sentence has more than fifteen words; titles of sources are left as they are."""
    long = []
    for where, words in texts(guide):
        sentences = re.split(r"(?<=[.?!])\s+", words)
        long += [f"{where}: {one}" for one in sentences if len(one.split()) > SENTENCE]
    assert [place for place in long if not place.startswith("sources")] == []


@pytest.mark.parametrize(("group", "pattern"), [*REFUSED.items(), *WARNED.items()], ids=[*REFUSED, *WARNED])
def test_no_refused_word_is_used(guide: Questionnaire, group: str, pattern: str) -> None:
    """No refused word stands in what people read, but in the names and warnings that are allowed."""
    allowed = [words for name, words in ALLOWED if name == group]
    found = []
    for where, words in texts(guide):
        left = re.sub("|".join(map(re.escape, allowed)), "", words) if allowed else words
        found += [f"{where}: {hit[0]!r}: {words}" for hit in whole(pattern).finditer(left)]
    assert found == []


@pytest.mark.parametrize(("group", "words"), sorted(ALLOWED))
def test_what_is_allowed_is_there(guide: Questionnaire, group: str, words: str) -> None:
    """Every allowed name or warning still stands in the file, and holds a word that needs the allowance."""
    assert any(words in text for _, text in texts(guide))
    assert whole((REFUSED | WARNED)[group]).search(words)


def test_only_needed_numbers_are_told(guide: Questionnaire) -> None:
    """A number stands in a text only where it is needed, always with the same words around it."""
    own = [(where, words) for where, words in texts(guide) if not where.startswith(("sources", "countries"))]
    notes = [(where, words) for where, words in texts(guide) if where.startswith("countries") and ".note" in where]
    left = [(where, whole("|".join(map(re.escape, NUMBERS))).sub("", words)) for where, words in own + notes]
    assert [place for place in left if re.search(r"\d", place[1])] == []


@pytest.mark.parametrize(
    ("group", "refused", "kept"),
    [
        ("addict", "a drug abuser", "addiction care"),
        ("blame", "they are hooked", "the highway"),
        ("promise", "the most effective", "it may help"),
        ("verdict", "you need rehab", "not a diagnosis"),
        ("amount", "take 2 mg", "2 out of 100 people"),
        ("amount", "cut by 10%.", "18 or older"),
        ("pace", "lower it by half", "a slow plan to lower it"),
        ("pace", "cut a little each week", "ask how slowly they lower it"),
        ("cold turkey", "going cold-turkey", "a sudden stop"),
        ("criteria", "ASAM level 3.7", "on the same level"),
        ("warned", "after detox", "a program"),
    ],
)
def test_the_patterns_bite(group: str, refused: str, kept: str) -> None:
    """Each pattern finds what it refuses, and leaves alone what is allowed."""
    pattern = whole((REFUSED | WARNED)[group])
    assert pattern.search(refused)
    assert not pattern.search(kept)
