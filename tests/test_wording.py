"""The words of the shipped questions.yaml: the patterns that guard them, and which numbers are told.

Reading grades, sentences and refused words of the shipped file and the templates: tests/core/test_advice.py.
"""

from __future__ import annotations

import re

import pytest

from careguide.core.questionnaire.content import Wording
from careguide.core.questionnaire.faults import Advice, Slip
from careguide.core.review.texts import TYPST, Said, of_catalogue, of_questionnaire, of_template
from careguide.core.review.wording import find_wording_problems, grade, whole
from careguide.files import catalogue
from tests.house import read, templates, where
from tests.shipped import shipped

NUMBERS = {
    "5 to 10 minutes", "18", "65", "24-hour", "2 out of 100", "Press 1 after", "option 2 for",
}  # fmt: skip
"""Numbers that are needed, with the words that explain them."""


def codes(words: str, *allowed: str) -> set[str]:
    """Return the codes of what is found in a text."""
    return {finding.entry.code for finding in find_wording_problems(Wording((), allowed), [Said((), words)], ())}


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


TYPST_CODE = """// "A clean comment" is no word
#let a = "#175e54" // nor is "this"
#let b = (one: "usual", two: "It is \\"clean\\" here")
#text(font: "x", " with a low-risk place")
"""


def test_the_words_of_a_typst_template_are_its_strings() -> None:
    """Strings that hold a word or more for people are told with their line; comments, names and code are not."""
    told = [(said.path, said.words) for said in of_template(TYPST_CODE, "a.typ")]
    assert told == [(("a.typ", 3), 'It is \\"clean\\" here'), (("a.typ", 4), "with a low-risk place")]
    assert codes(told[0][1]) == codes(told[1][1]) == {"refused_word"}


def test_typst_templates_say_nothing_outside_strings() -> None:
    """In a typst template all words for people stand in strings, where they are checked, and never as plain markup."""
    paths = [path for path in templates() if path.suffix == ".typ"]
    assert paths
    code = {where(path): TYPST.sub(lambda hit: '""' if hit[0][0] == '"' else "", read(path)) for path in paths}
    blocks = [(place, block) for place, text in code.items() for block in re.findall(r"\[([^\[\]]*)\]", text)]
    called = re.compile(r"#[\w.-]+(?:\([^()]*\))?|<\w+>")
    assert [block for block in blocks if re.search(r"[a-z]", called.sub("", block[1]))] == []
    lines = [(place, line) for place, text in code.items() for line in text.splitlines()]
    assert [line for line in lines if re.match(r"[A-Z=*_-]", line[1])] == []


def test_the_words_of_the_sheets_are_kept_plain() -> None:
    """No text that a sheet in typst says holds a refused word, a hard text or a long sentence."""
    told = [said for said in of_catalogue(catalogue()) if said.path[0] == "catalogue/sheets.yaml"]
    assert len(told) > 50
    assert list(find_wording_problems(shipped().wording, told, ())) == []
