"""A code that is not right: no single slip passes, and each fault is told apart and says what to do."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import combinations
from math import prod
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careguide.core.assessment.phone_code import (
    ALPHABET,
    BITS,
    MOST,
    VERSIONS,
    CodeFault,
    PhoneCodeError,
    TooLongError,
    decode,
    encode,
    length,
)
from careguide.core.questionnaire import fingerprint
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.core.review import wording
from tests.conftest import examples
from tests.core.test_handoff import TINY, VOICES, question, questionnaires, symbols
from tests.sheets import possible, sheets
from tests.shipped import shipped


def refused(questionnaire: Questionnaire, text: str) -> PhoneCodeError:
    """Decode what cannot be read, and return what is said of it."""
    with pytest.raises(PhoneCodeError) as caught:
        decode(questionnaire, text)
    assert str(caught.value) == caught.value.sentence
    return caught.value


def fault(questionnaire: Questionnaire, text: str) -> CodeFault:
    """Return the fault of a text that cannot be read."""
    return refused(questionnaire, text).fault


@cache
def weight(symbol: str, place: int) -> int:
    """Return alpha^place times a symbol, by a table of powers and not by the way of the module."""
    powers = [1]
    for _ in range(30):
        shifted = powers[-1] << 1
        powers.append(shifted ^ 0b100101 if shifted > 31 else shifted)
    assert len(set(powers)) == 31, "alpha makes every element of the field but 0"
    value = ALPHABET.index(symbol)
    return powers[(powers.index(value) + place) % 31] if value else 0


def passes(text: str) -> bool:
    """Whether the weights of all symbols of a text are together 0."""
    total = 0
    for place, symbol in enumerate(reversed(text)):
        total ^= weight(symbol, place)
    return total == 0


def written(number: int, size: int) -> str:
    """Return the symbols of a number, with the one check symbol that fits."""
    data = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(size - 1)))
    (found,) = [data + symbol for symbol in ALPHABET if passes(data + symbol)]
    return found


# Slips


def typos(code: str) -> list[str]:
    """Return every text that differs from a code in one symbol."""
    return [
        code[:place] + symbol + code[place + 1 :]
        for place, right in enumerate(code)
        for symbol in ALPHABET
        if symbol != right
    ]


def swaps(code: str) -> list[str]:
    """Return every text in which two different symbols of a code have changed places, neighbours or not."""
    found = []
    for one, other in combinations(range(len(code)), 2):
        if code[one] != code[other]:
            found.append(code[:one] + code[other] + code[one + 1 : other] + code[one] + code[other + 1 :])
    return found


def test_no_single_slip_passes_in_thousands_of_codes() -> None:
    """Each of 31 wrong symbols in each place moves the sum, and so does each swap of two different symbols."""
    chance = Random(1)
    choices = {each.id: [None, *possible(each)[0], *possible(each)[1]] for each in shipped().questions}
    for voice in [*Voice] * 1500:
        drawn = {name: chance.choice(some) for name, some in choices.items()}
        code = symbols(encode(shipped(), {name: answer for name, answer in drawn.items() if answer}, voice))
        assert passes(code)
        places = list(enumerate(reversed(code)))
        moved = [{weight(right, place) ^ weight(wrong, place) for wrong in ALPHABET} for place, right in places]
        assert {len(changes) for changes in moved} == {32}
        for (one, a), (other, b) in combinations(places, 2):
            assert a == b or weight(a, one) ^ weight(b, other) != weight(b, one) ^ weight(a, other)


@examples(30)
@given(questionnaires() | st.builds(shipped), st.data(), VOICES)
def test_no_single_slip_is_decoded(questionnaire: Questionnaire, data: st.DataObject, voice: Voice) -> None:
    """The same by decoding every one of them, for codes of any number of symbols."""
    code = symbols(encode(questionnaire, data.draw(sheets(questionnaire)), voice))
    assert {fault(questionnaire, text) for text in [*typos(code), *swaps(code)]} == {CodeFault.MISTYPED}


def test_a_code_that_cannot_be_checked_is_not_made() -> None:
    """Beyond 31 symbols a swap could pass, so there is no code; at 31 there is one, and it still finds every slip."""
    many = [question(f"q{place}", tick=True, words=[*"abcdefghi"]) for place in range(15)]
    one = question("last", tick=False, words=["a"])
    longest = replace(TINY, questions=tuple(many[:14]))
    assert length(longest) == 30
    longest = replace(TINY, questions=(*many[:14], one, one, one))
    assert length(longest) == MOST
    code = symbols(encode(longest, {"q0": frozenset("ab"), "q7": frozenset("c")}, Voice.SOMEONE))
    assert all(fault(longest, wrong) is CodeFault.MISTYPED for wrong in [*typos(code), *swaps(code)])
    for call in (length, lambda long: encode(long, {}, Voice.SELF), lambda long: decode(long, code)):
        with pytest.raises(TooLongError, match=f"at most {MOST}"):
            call(replace(TINY, questions=tuple(many)))


# Every fault is said


@pytest.mark.parametrize("text", ["", " ", "-", " - \n\t", "\u2013\u00a0"])
def test_no_code_at_all(text: str) -> None:
    """Spaces and hyphens alone are no code."""
    assert fault(shipped(), text) is CodeFault.EMPTY


@pytest.mark.parametrize(
    ("character", "named"),
    [
        ("U", "'U'"),
        ("u", "'u'"),
        ("*", "'*'"),
        ("$", "'$'"),
        ("_", "'_'"),
        ("{", "'{'"),
        ("%", "'%'"),
        ("é", "'é'"),
        ("\u0664", "'\u0664'"),  # four, Arabic-Indic
        ("\uff17", "'\uff17'"),  # seven, full width
        ("\u0967", "'\u0967'"),  # one, Devanagari
        ("\u00b2", "'\u00b2'"),  # two, superscript
        ("\uff21", "'\uff21'"),  # A, full width
        ("\u0410", "'\u0410'"),  # A, Cyrillic
        ("\u017f", "'\u017f'"),  # the long s, whose capital is S
        ("\u0131", "'\u0131'"),  # the i without a dot, whose capital is I
        ("\u00df", "'\u00df'"),  # the sharp s, whose capital is SS
        ("\U0001d7d9", "'\U0001d7d9'"),  # one, double-struck
        ("\x00", "a hidden character"),
        ("\x1b", "a hidden character"),
        ("\u200b", "a hidden character"),
        ("\u202e", "a hidden character"),
        ("\ud800", "a hidden character"),
    ],
)
def test_a_strange_character_is_named(character: str, named: str) -> None:
    """What is no symbol is named, if it can be seen, wherever it stands; nothing like a symbol is taken for one."""
    code = encode(shipped(), {}, Voice.SELF)
    for text in (character, character + code, code[1:] + character, code[:5] + character + code[6:]):
        said = refused(shipped(), text)
        assert said.fault is CodeFault.STRANGE
        assert f": {named}." in said.sentence


def test_a_few_strange_characters_are_named() -> None:
    """However many there are, the sentence stays short, and each is named once."""
    assert ": '#', '!', '?'. " in refused(shipped(), "##!?!#.+%&" * 1000).sentence


@pytest.mark.parametrize("change", [-MOST, -4, -1, 1, 4, 16, 100_000])
def test_a_code_of_another_length(change: int) -> None:
    """Too short or too long: it says how many symbols there are and how many there must be."""
    code = symbols(encode(shipped(), {}, Voice.SELF))
    count = max(1, len(code) + change)
    said = refused(shipped(), code[:count].ljust(count, "7"))
    assert said.fault is CodeFault.LENGTH
    assert f"{count} symbols, but it must have {len(code)}." in said.sentence


@given(st.text() | st.text(ALPHABET, min_size=length(shipped()), max_size=length(shipped())))
def test_no_text_at_all_breaks_it(text: str) -> None:
    """Whatever is typed is a code that leads back to itself, or is refused."""
    try:
        found, voice = decode(shipped(), text)
    except PhoneCodeError:
        return
    assert symbols(encode(shipped(), found, voice)) == text


@given(st.data(), VOICES)
def test_a_code_of_another_version_is_known(data: st.DataObject, voice: Voice) -> None:
    """The same questions in another order have another tag, and their codes are not read as ours."""
    first, *rest = shipped().questions
    others = [replace(shipped(), questions=tuple(turned)) for turned in ([*rest, first], [first, *reversed(rest)])]
    code = encode(shipped(), data.draw(sheets(shipped())), voice)
    assert {fault(other, code) for other in others} == {CodeFault.OTHER_VERSION}


@pytest.mark.parametrize(("tag", "is_ours"), [("0fff", True), ("4fff", True), ("1fff", False)])
def test_the_tag_of_a_version_is_the_end_of_its_fingerprint(
    tag: str, is_ours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two versions look the same to a code where the last 14 bits of their structures' prints are, and only there."""
    monkeypatch.setattr(fingerprint, "of_structure", lambda _: "aaaaaaaa0fff")
    code = encode(replace(TINY), {}, Voice.SELF)
    monkeypatch.setattr(fingerprint, "of_structure", lambda _: f"bbbbbbbb{tag}")
    other = replace(TINY)  # the tag of a questionnaire is worked out once
    if is_ours:
        assert decode(other, code) == ({}, Voice.SELF)
    else:
        assert fault(other, code) is CodeFault.OTHER_VERSION


@given(questionnaires())
def test_a_number_beyond_every_sheet_is_damaged(questionnaire: Questionnaire) -> None:
    """The last sheet has the highest number; the next number, where the symbols can hold it, is damaged."""
    size, tag = length(questionnaire), int(fingerprint.of_structure(questionnaire), 16) % VERSIONS
    beyond = prod(1 + sum(map(len, possible(each))) for each in questionnaire.questions) * 2
    last = decode(questionnaire, written((beyond - 1) * VERSIONS + tag, size))
    assert symbols(encode(questionnaire, *last)) == written((beyond - 1) * VERSIONS + tag, size)
    if beyond * VERSIONS < 32 ** (size - 1):
        assert fault(questionnaire, written(beyond * VERSIONS + tag, size)) is CodeFault.DAMAGED


def test_a_damaged_code_of_the_shipped_questions() -> None:
    """The shipped questions leave room for numbers that no sheet has; with the right tag and check they are damaged."""
    tag = int(fingerprint.of_structure(shipped()), 16) % VERSIONS
    symbols = length(shipped())
    text = written(2 ** (BITS * (symbols - 1)) - VERSIONS + tag, symbols)
    assert fault(shipped(), text) is CodeFault.DAMAGED


@pytest.mark.skipif(not wording.can_measure(), reason="textstat is not on this machine")
@pytest.mark.parametrize("each", CodeFault, ids=lambda each: each.name)
def test_the_sentences_are_plain(each: CodeFault) -> None:
    """Each sentence can be read at grade 6 by a member of staff in a hurry, and says what to ask."""
    sentence = each.value.format(strange="'U'", found=15, wanted=16)
    assert wording.grade(sentence) <= wording.GRADE
    assert re.search(r"\bask\b", sentence, re.IGNORECASE)
