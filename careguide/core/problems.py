"""Every fault an author can make in questions.yaml: a stable code, a sentence, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum


class Fault(Enum):
    """The catalogue. `{}` holds the facts of the case; `hint` may suggest a near word."""

    MALFORMED_YAML = (
        "This is not well-formed YAML: {detail}.",
        "Compare the indentation and quotes with a block nearby.",
    )
    TOO_LARGE = ("The file has {size} bytes; at most {limit} are read.", "Shorten the texts or split the guide.")
    TOO_DEEP = ("Lists and blocks are nested more than {limit} deep.", "Check the indentation from here on.")
    ALIAS = ("Anchors and aliases (& and *) are not used in this file.", "Write the text out where it is needed.")
    EMPTY_FILE = ("There is nothing in the file.", "Start from the questions.yaml that comes with careguide.")
    SEVERAL_DOCUMENTS = ("A second document begins here (---).", "Keep everything in one document.")
    UNKNOWN_KEY = ("'{key}' is not a key of {owner}.", "Remove it or correct its spelling.{hint}")
    DUPLICATE_KEY = ("'{key}' stands here a second time.", "Keep one of the two.")
    MISSING_KEY = ("{owner} lacks '{key}'.", "Add it: {doc}")
    WRONG_TYPE = ("'{key}' should be {wanted}, not {found}.", "Write it as {wanted}.")
    EMPTY_TEXT = ("'{key}' is empty.", "Write the text, or remove the key if it may be left out.")
    MISSING_VOICE = ("'{key}' has no words for the voice '{voice}'.", "Add '{voice}:' beside the other voice.")
    UNKNOWN_WORD = ("'{word}' is not one of the words allowed for '{key}'.", "Use one of: {allowed}.{hint}")
    UNKNOWN_STEP = ("'{word}' is not a step of this axis.", "Use one of: {allowed}.{hint}")
    BACKWARD_SPAN = ("The effect '{word}' runs from more to less.", "Put the lesser step first.")
    BAD_ID = (
        "'{id}' cannot be an id.",
        "Use small letters, digits, '_' and '-', beginning with a letter; for a country, two capital letters.",
    )
    RESERVED_ID = ("'{id}' is an answer that every question has.", "Give the option another id.")
    BAD_DATE = ("'{word}' is not a date.", "Write it as year-month-day, such as 2027-01-31.")
    DUPLICATE_ID = ("The id '{id}' is used a second time in this list.", "Give one of the two another id.")
    DANGLING_REFERENCE = ("'{id}' is not an id in '{to}'.", "Correct it, or add it to '{to}'.{hint}")
    UNKNOWN_QUESTION = ("There is no question '{id}'.", "Name a question of this file.{hint}")
    UNKNOWN_OPTION = ("The question '{question}' has no option '{id}'.", "Name one of its options.{hint}")
    CONDITION_EMPTY = ("A condition names nothing.", "Name at least one question and one of its options.")
    ASK_IF_FORWARD = ("'{id}' is not asked before this question.", "Let ask_if look at an earlier question.")
    NO_SOURCE = ("{owner} has an effect but no source.", "Add 'sources:' with at least one id.")
    NO_REASON = ("{owner} has an effect but no reason to show.", "Add 'because:' with a sentence or two.")
    TOO_FEW_POINTS = ("The setting '{id}' has {count} {side} points.", "Give at least two good and two hard points.")
    LINE_WITHOUT_CONTACT = ("The help line '{id}' cannot be reached.", "Add 'call:', 'text:' or 'web:'.")
    LINE_WITHOUT_SOURCE = ("The help line '{id}' has no source.", "Add 'source:': where the number was read.")
    NO_EMERGENCY_LINE = ("The country '{id}' has no emergency line.", "Add a line of kind 'emergency'.")
    BAD_ADDRESS = ("'{word}' is not a safe web address.", "Begin it with https://.")
    WRONG_COUNT = ("'{key}' has {count} entries.", "Give it {wanted}.")
    CELL_MISSING = ("No cell stands for {medical} and {daily}.", "Add one: the nine cells cover both axes.")
    CELL_TWICE = ("A second cell stands for {medical} and {daily}.", "Keep one of the two.")
    SECTION_BROKEN = ("The section '{id}' is taken up again here.", "Keep its questions together.")
    SECTION_EMPTY = ("The section '{id}' has no question.", "Remove it, or give it a question.")
    LEVEL_MISSING = ("No flag has the level '{level}'.", "Add one.")

    @property
    def code(self) -> str:
        """The stable name of the fault, such as `unknown_key`."""
        return self.name.lower()


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in one place: `file`, 1-based `line`, `path` of keys, what is wrong, and how to mend it."""

    file: str
    line: int
    path: str
    code: str
    sentence: str
    mend: str

    def __str__(self) -> str:
        """Return it as one line for people: file:line, code, sentence, mend."""
        where = f" (in {self.path})" if self.path else ""
        return f"{self.file}:{self.line}: {self.code}: {self.sentence} {self.mend}{where}"


class QuestionnaireError(Exception):
    """The file has faults; `problems` holds all of them, in the order of their lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, sorted by place."""
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def describe(fault: Fault, file: str, line: int, path: str, **facts: object) -> Problem:
    """Return the problem for `fault`, its sentences filled in with `facts`."""
    sentence, mend = fault.value
    facts.setdefault("hint", "")
    sentence = sentence.format(**facts)
    return Problem(file, line, path, fault.code, sentence[:1].upper() + sentence[1:], mend.format(**facts))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like `word`, or nothing when none is near."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the nearest known word, or nothing."""
    near = nearest(word, known)
    return f" Did you mean '{near}'?" if near else ""
