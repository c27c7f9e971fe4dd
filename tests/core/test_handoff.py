"""A sheet of answers as a code: nothing is lost, and no two sheets share one; on paper and on the telephone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.phone_code import ALPHABET, WORDS, PhoneCodeError, decode, encode, length, spelled
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import NONE_ANSWERS, Question, Questionnaire
from careguide.core.questionnaire.reader import read
from tests.core.brute import every_sheet
from tests.core.tiny import TEXT, sheet
from tests.sheets import sheets
from tests.shipped import shipped

TINY = read(TEXT, "tiny.yaml")
NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
DIGITS = {word: str(number) for number, word in enumerate(NUMBERS)}
VOICES = st.sampled_from(list(Voice))


def question(name: str, tick: bool, words: list[str]) -> Question:
    """Return a question with these options; a code depends on nothing else of it."""
    old = TINY.questions[0]
    return replace(old, id=name, tick=tick, options=tuple(replace(old.options[0], id=word) for word in words))


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """Draw a questionnaire of up to eight questions."""
    words = st.lists(st.sampled_from([*"abcdef", *sorted(NONE_ANSWERS)]), min_size=1, unique=True)
    each = draw(st.lists(st.tuples(st.booleans(), words), max_size=8))
    questions = tuple(question(f"q{place}", tick, words) for place, (tick, words) in enumerate(each))
    return replace(TINY, questions=questions)


def symbols(code: str) -> str:
    """Return a code without its hyphens."""
    return code.replace("-", "")


# There and back


def test_a_sheet_comes_back_as_it_was() -> None:
    """An example: what was left open is absent, and what was ticked is ticked."""
    answers: Sheet = sheet("danger=fire+smoke pain=much")
    assert decode(TINY, encode(TINY, answers, Voice.SOMEONE)) == (answers, Voice.SOMEONE)


@given(st.data(), VOICES)
def test_the_shipped_questions_come_back(data: st.DataObject, voice: Voice) -> None:
    """Every sheet of the shipped questionnaire comes back from its code, with its voice and nothing more."""
    answers = data.draw(sheets(shipped()))
    assert decode(shipped(), encode(shipped(), answers, voice)) == (answers, voice)


@given(questionnaires(), st.data(), VOICES)
def test_any_questions_come_back(questionnaire: Questionnaire, data: st.DataObject, voice: Voice) -> None:
    """So it is with any questionnaire, and every one of its codes has the same number of symbols."""
    answers = data.draw(sheets(questionnaire))
    code = encode(questionnaire, answers, voice)
    assert decode(questionnaire, code) == (answers, voice)
    assert len(symbols(code)) == length(questionnaire)


def test_no_two_sheets_share_a_code() -> None:
    """Each sheet of the tiny questionnaire, in each voice, has a code of its own that leads back to it."""
    all_sheets = list(every_sheet(TINY))
    codes = {encode(TINY, answers, voice): (answers, voice) for answers in all_sheets for voice in Voice}
    assert len(codes) == 2 * len(all_sheets) > 2000
    assert [code for code, told in codes.items() if decode(TINY, code) != told] == []


def test_a_code_of_the_shipped_questions_fits_on_a_line() -> None:
    """At most five groups of four fit on one line of a note, whatever was answered."""
    assert length(shipped()) <= 20
    for answers in ({}, {name: frozenset({"prefer_not"}) for name in shipped().question}):
        code = encode(shipped(), answers, Voice.SELF)
        assert re.fullmatch(rf"([{ALPHABET}]{{4}}-)+[{ALPHABET}]{{1,4}}", code)
        assert len(symbols(code)) == length(shipped())


@given(questionnaires(), VOICES)
def test_a_code_stands_in_groups_of_four(questionnaire: Questionnaire, voice: Voice) -> None:
    """The last group alone may be shorter."""
    *groups, last = encode(questionnaire, {}, voice).split("-")
    assert {len(group) for group in groups} <= {4}
    assert 1 <= len(last) <= 4


@given(st.data(), VOICES)
def test_a_code_is_read_in_any_writing(data: st.DataObject, voice: Voice) -> None:
    """Small letters, look-alikes, and spaces and hyphens anywhere change nothing."""
    answers = data.draw(sheets(shipped()))
    looks = {"1": "1IiLl", "0": "0Oo"}
    forms = [looks.get(each, each + each.lower()) for each in symbols(encode(shipped(), answers, voice))]
    between = st.text(" -\t\r\n\u00a0\u2010\u2011\u2013\u2014", max_size=3)
    typed = "".join(data.draw(between) + data.draw(st.sampled_from(form)) for form in forms) + data.draw(between)
    assert decode(shipped(), typed) == (answers, voice)


# Only what one person can answer


@pytest.mark.parametrize(
    "words",
    [
        "nothing=yes",
        "pain=fire",
        "pain=some+much",
        "pain=much+not_sure",
        "danger=fire+none",
        "danger=fire+not_sure",
        "danger=none+prefer_not",
        "danger=flood",
    ],
)
def test_an_answer_that_cannot_be_given_has_no_code(words: str) -> None:
    """What no respondent can answer is a fault of the caller, and so are two respondents joined into one sheet."""
    with pytest.raises(ValueError, match=r"no answer|no question"):
        encode(TINY, sheet(words), Voice.SELF)


def test_an_empty_answer_has_no_code() -> None:
    """A question that was left open is absent; an answer of no words could not come back as it was."""
    with pytest.raises(ValueError, match="no answer"):
        encode(TINY, {"pain": frozenset()}, Voice.SELF)


# On the telephone


def test_every_symbol_has_a_word_of_its_own() -> None:
    """A letter's word begins with it, and no two words are alike."""
    assert len({word.lower() for word in WORDS}) == len(ALPHABET) == len(WORDS)
    letters = [(symbol, word) for symbol, word in zip(ALPHABET, WORDS, strict=True) if symbol.isalpha()]
    assert [(symbol, word) for symbol, word in letters if word[0] != symbol] == []


@given(st.data(), VOICES)
def test_a_code_comes_back_over_the_telephone(data: st.DataObject, voice: Voice) -> None:
    """Said word by word, and written down by what each word means, a code leads to the same answers."""
    answers = data.draw(sheets(shipped()))
    code = encode(shipped(), answers, voice)
    heard = [DIGITS.get(word, word[0]) for _, word in spelled(code)]
    assert decode(shipped(), " ".join(heard)) == (answers, voice)
    assert "".join(symbol for symbol, _ in spelled(code.lower())) == symbols(code)


def test_only_a_code_can_be_spelled() -> None:
    """A text that is no code has no words."""
    with pytest.raises(PhoneCodeError):
        spelled("K7QF-U")
