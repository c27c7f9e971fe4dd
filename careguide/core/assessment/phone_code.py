"""Answers as a short code: one respondent's whole sheet in a few symbols that can be read out on the telephone.

A sheet is one number: each question is a digit, whose base is its number of answers. Then come the voice and a tag of
the structure, so that a code made with other questions is recognised. The number is written in symbols
of five bits, and one more symbol checks the rest. This hides nothing: anyone with the code has the answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import prod

from careguide.core.assessment.answers import ALONE, Answer, Sheet
from careguide.core.questionnaire import fingerprint
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import NOT_SURE, PREFER_NOT, Question, Questionnaire

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L and O, which look like 1 and 0, and no U."""
READ_AS = {"I": "1", "L": "1", "O": "0"}
SKIPPED = frozenset(" \t\r\n-\u00a0\u2010\u2011\u2012\u2013\u2014\u2212")
"""Spaces and hyphens, and the dashes that telephones and word processors make of hyphens."""

GROUP = 4
BITS = 5
VERSIONS = 2**14
"""Tags of the questionnaire: a code of other questions with as many symbols passes for one of these once in 16,384."""
MOST = 31
"""Symbols that one check symbol can guard, itself included: the powers of alpha in GF(32) repeat after 31."""
POLYNOMIAL = 0b100101
"""x^5 + x^2 + 1, of which alpha is a root."""

WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "Juliett", "Kilo", "Mike"),
    *("November", "Papa", "Quebec", "Romeo", "Sierra", "Tango", "Victor", "Whiskey", "X-ray", "Yankee", "Zulu"),
)
"""How each symbol of the alphabet is said on the telephone, in its order: the spelling alphabet of ICAO."""

NAMED = 3
"""How many strange characters are named at most."""

_VALUE = {
    form: ALPHABET.index(READ_AS.get(letter, letter))
    for letter in (*ALPHABET, *READ_AS)
    for form in (letter, letter.lower())
}


class CodeFault(Enum):
    """What can be wrong with a code, in words for a member of staff who has the person on the telephone."""

    EMPTY = "There is no code here yet. Ask the person to read it out, four symbols at a time."
    STRANGE = (
        "This cannot stand in a code: {strange}. A code has only digits and letters, and never a U. "
        "Ask the person to say that part again, with a word for each letter."
    )
    LENGTH = (
        "This code has {found} symbols, but it must have {wanted}. Ask the person to read it again. "
        "If it stays the same, it was made with another version of the questions. Then ask the questions again."
    )
    MISTYPED = (
        "This code is not right: one symbol is wrong, or two are swapped. "
        "Ask the person to read it again, with a word for each symbol."
    )
    OTHER_VERSION = (
        "This code was made with another version of the questions. It cannot be read here. Ask the questions again."
    )
    DAMAGED = (
        "This code stands for no answers at all. Ask the person to read it again. "
        "If it stays the same, ask the questions again."
    )


class PhoneCodeError(Exception):
    """A code that cannot be read: `fault` says which kind, by its `facts`; `sentence` what is wrong and what to do."""

    def __init__(self, fault: CodeFault, **facts: object) -> None:
        """Fill in the sentence of the fault with `facts`."""
        self.fault = fault
        self.facts = facts
        self.sentence = fault.value.format(**facts)
        super().__init__(self.sentence)


class TooLongError(Exception):
    """The questionnaire has more sheets than a code can tell apart; the message says so."""


@dataclass(frozen=True)
class _Digit:
    """What one question adds to the number: 0 for left open, then the single answers, then every set of ticks."""

    question: str
    alone: tuple[str, ...]
    ticks: tuple[str, ...]

    @property
    def base(self) -> int:
        return len(self.alone) + (1 << len(self.ticks))

    def written(self, answer: Answer | None) -> int:
        """Return the digit of an answer. Raises ValueError for one that a person cannot give."""
        if answer is None:
            return 0
        if len(answer) == 1 and not answer.isdisjoint(self.alone):
            return 1 + self.alone.index(min(answer))
        if not answer or not answer.issubset(self.ticks):
            raise ValueError(f"{sorted(answer)} is no answer of one respondent to '{self.question}'")
        return len(self.alone) + sum(1 << place for place, word in enumerate(self.ticks) if word in answer)

    def read(self, digit: int) -> Answer | None:
        """Return the answer of a digit below the base."""
        if digit == 0:
            return None
        if digit <= len(self.alone):
            return frozenset({self.alone[digit - 1]})
        chosen = digit - len(self.alone)
        return frozenset(word for place, word in enumerate(self.ticks) if chosen >> place & 1)


def length(questionnaire: Questionnaire) -> int:
    """Return how many symbols every code of a questionnaire has. Raises TooLongError if there are more than 31."""
    return _layout(questionnaire)[1]


def encode(questionnaire: Questionnaire, sheet: Sheet, voice: Voice) -> str:
    """Return the code of one respondent's sheet, in groups of four symbols.

    Raises ValueError for an answer that a person cannot give, and TooLongError.
    """
    digits, symbols, tag = _layout(questionnaire)
    if strange := sheet.keys() - questionnaire.question.keys():
        raise ValueError(f"{sorted(strange)} are no questions of this questionnaire")
    number = 0
    for digit in digits:
        number = number * digit.base + digit.written(sheet.get(digit.question))
    number = number * len(Voice) + list(Voice).index(voice)
    number = number * VERSIONS + tag
    values = [number >> BITS * place & 31 for place in reversed(range(symbols - 1))]
    values.append(_weighed([*values, 0]))
    code = "".join(ALPHABET[value] for value in values)
    return "-".join(code[start : start + GROUP] for start in range(0, symbols, GROUP))


def decode(questionnaire: Questionnaire, text: str) -> tuple[Sheet, Voice]:
    """Return the sheet and the voice of a code, typed in any way. Raises PhoneCodeError, and TooLongError.

    Capitals, spaces and hyphens do not matter; I and L are read as 1, and O as 0.
    """
    (digits, symbols, current), values = _layout(questionnaire), _values(text)
    if len(values) != symbols:
        raise PhoneCodeError(CodeFault.LENGTH, found=len(values), wanted=symbols)
    if _weighed(values):
        raise PhoneCodeError(CodeFault.MISTYPED)
    number = sum(value << BITS * place for place, value in enumerate(reversed(values[:-1])))
    number, tag = divmod(number, VERSIONS)
    if tag != current:
        raise PhoneCodeError(CodeFault.OTHER_VERSION)
    number, voice = divmod(number, len(Voice))
    found: dict[str, Answer | None] = {}
    for digit in reversed(digits):
        number, value = divmod(number, digit.base)
        found[digit.question] = digit.read(value)
    if number:
        raise PhoneCodeError(CodeFault.DAMAGED)
    return {name: answer for name, answer in reversed(found.items()) if answer is not None}, list(Voice)[voice]


def spelled(code: str) -> tuple[tuple[str, str], ...]:
    """Return each symbol of a code with the word to say it by. Raises PhoneCodeError for text that is no code."""
    return tuple((ALPHABET[value], WORDS[value]) for value in _values(code))


@lru_cache(maxsize=8)
def _layout(questionnaire: Questionnaire) -> tuple[tuple[_Digit, ...], int, int]:
    """Return the digits of a code, how many symbols it has, and the tag of the structure. Raises TooLongError."""
    digits = tuple(map(_digit, questionnaire.questions))
    sheets = prod(digit.base for digit in digits)
    symbols = -((sheets * len(Voice) * VERSIONS - 1).bit_length() // -BITS) + 1
    if symbols > MOST:
        raise TooLongError(f"A code of these questions would have {symbols} symbols; at most {MOST} can be checked.")
    return digits, symbols, int(fingerprint.of_structure(questionnaire), 16) % VERSIONS


def _digit(question: Question) -> _Digit:
    ticks = tuple(word for word in question.option if word not in ALONE) if question.tick else ()
    alone = tuple(word for word in question.option if word not in ticks)
    return _Digit(question.id, (*alone, NOT_SURE, PREFER_NOT), ticks)


def _values(text: str) -> list[int]:
    """Return the values of the symbols in a text. Raises PhoneCodeError if there are none, or other symbols.

    Only these very characters count: what Python takes for a digit or turns into a capital, such as the
    full-width 7 or the long s, is strange, so that no two writings of a code differ without a person seeing it.
    """
    kept = [character for character in text if character not in SKIPPED]
    strange = dict.fromkeys(character for character in kept if character not in _VALUE)
    if strange:
        named = [f"'{character}'" if character.isprintable() else "a hidden character" for character in strange]
        raise PhoneCodeError(CodeFault.STRANGE, strange=", ".join([*dict.fromkeys(named)][:NAMED]))
    if not kept:
        raise PhoneCodeError(CodeFault.EMPTY)
    return [_VALUE[character] for character in kept]


def _weighed(values: list[int]) -> int:
    """Return the sum of alpha^i times symbol i in GF(32), counted from the end; 0 for a code without a slip.

    One wrong symbol adds alpha^i times its change, and a swap adds (alpha^i + alpha^j) times the difference of the
    two: products of what is not 0, since the powers differ for up to 31 places, and in a field such a product is not 0.
    """
    total = 0
    for value in values:
        total <<= 1
        if total >> BITS:
            total ^= POLYNOMIAL
        total ^= value
    return total
