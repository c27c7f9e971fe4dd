"""The words of the shipped questions.yaml: the patterns that guard them, and which numbers are told.

Reading grades, sentences and refused words of the shipped file and the templates: tests/core/test_advice.py.
"""

from __future__ import annotations

import re

import pytest

from careguide.core.content import Wording
from careguide.core.problems import Advice, Slip
from careguide.core.texts import Said, of_questionnaire
from careguide.core.wording import check, grade, whole
from tests.shipped import shipped

NUMBERS = {
    "5 to 10 minutes", "18", "65", "24-hour", "2 out of 100", "Press 1 after", "option 2 for",
}  # fmt: skip
"""Numbers that are needed, with the words that explain them."""


def codes(words: str, *allowed: str) -> set[str]:
    """Return the codes of what is found in a text."""
    return {finding.entry.code for finding in check(Wording((), allowed), [Said((), words)], ())}


def test_only_needed_numbers_are_told() -> None:
    """A number stands in a text only where it is needed, always with the same words around it."""
    said = [(".".join(map(str, item.path)), item.words) for item in of_questionnaire(shipped()) if item.graded]
    left = [(where, whole("|".join(map(re.escape, NUMBERS))).sub("", words)) for where, words in said]
    assert left
    assert [place for place in left if re.search(r"\d", place[1])] == []


@pytest.mark.parametrize(
    ("code", "refused", "kept"),
    [
        ("refused_word", "a drug abuser", "addiction care"),
        ("refused_word", "they are hooked", "the highway"),
        ("refused_word", "the most effective", "it may help"),
        ("refused_word", "you need rehab", "not a diagnosis"),
        ("refused_word", "going cold-turkey", "a sudden stop"),
        ("refused_word", "ASAM level 3.7", "on the same level"),
        ("refused_word", "a low-risk person", "risky withdrawal"),
        ("dose_or_pace", "take 2 mg", "2 out of 100 people"),
        ("dose_or_pace", "cut by 10%.", "18 or older"),
        ("dose_or_pace", "lower it by half", "a slow plan to lower it"),
        ("dose_or_pace", "cut a little each week", "ask how slowly they lower it"),
        ("dose_or_pace", "each week, lower it a little", "each week. Then lower it"),
        ("dose_or_pace", "reducing it weekly", "a weekly visit"),
        ("warned_word", "after detox", "a program"),
        ("warned_word", "a loved one", "someone close"),
    ],
)
def test_the_patterns_bite(code: str, refused: str, kept: str) -> None:
    """Each pattern finds what it refuses, and leaves alone what is allowed."""
    assert codes(refused) == {code}
    assert codes(kept) == set()


def test_a_word_is_allowed_in_its_phrase_only() -> None:
    """An allowed phrase hides its own words, in any case of letters, and no other use of them."""
    assert codes("This is Not an all-clear.", "not an all-clear") == set()
    assert codes("This is an all-clear, not an all-clear.", "not an all-clear") == {Slip.REFUSED_WORD.code}


def test_exempt_words_count_as_short() -> None:
    """A drug name makes a text hard to read only while it is not exempt; a word inside another is not exempt."""
    words = "Ask the pharmacist if clonazepam and buprenorphine can go on."
    assert grade(words, ("clonazepam", "Buprenorphine", "pharmacist")) < grade(words)
    assert grade(words, ("clona",)) == grade(words)


def test_a_sentence_may_have_fifteen_words() -> None:
    """Fifteen words are a sentence, sixteen are a warning, and a new sentence begins to count anew."""
    assert codes(f"{'go ' * 14}on. {'go ' * 14}on.") == set()
    assert codes(f"{'go ' * 15}on.") == {Advice.LONG_SENTENCE.code}
