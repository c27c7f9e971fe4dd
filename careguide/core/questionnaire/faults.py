"""Everything that can be found in questions.yaml: a stable code, a sentence, and how to fix it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum


class FindingKind(Enum):
    """What can be found, each with a sentence and how to fix it. `{}` stands for the facts of the case."""

    @property
    def code(self) -> str:
        """The stable name, such as `unknown_key`."""
        return self.name.lower()


class Fault(FindingKind):
    """What keeps the file from being read. `hint` may suggest a near word."""

    MALFORMED_YAML = (
        "This is not well-formed YAML: {detail}.",
        "Compare the indentation and quotes with a block nearby.",
    )
    UNCLOSED_QUOTE = (
        "In '{start}' a quote opens and never closes.",
        "Put {sign} at the end of this text, or take the first one out.",
    )
    TEXT_AFTER_QUOTE = (
        "The quotes {sign} close before the text ends; '{rest}' stands behind them.",
        "If {sign} belongs to the text, put {other} around the whole text.",
    )
    BAD_ESCAPE = (
        "'{sign}' means nothing between double quotes.",
        "Put single quotes around the text, or take the backslash out.",
    )
    CURLY_QUOTE = ("'{sign}' is a curly quote, as word processors make them.", "Type {straight} instead.")
    UNCLOSED_BRACKET = ("The bracket '{sign}' opens here and never closes.", "Put '{close}' where its list ends.")
    TEXT_AFTER_BRACKET = (
        "'{rest}' stands behind the bracket '{close}'.",
        "If all of it is one text, put quotes around it.",
    )
    COLON_IN_TEXT = ("The text '{start}' has a colon in it.", "Put quotes around it.")
    COMMA_IN_TEXT = (
        "'{start}' stands alone behind a comma.",
        "If it belongs to the text before the comma, put quotes around the whole text.",
    )
    COLON_WITHOUT_SPACE = ("A space is missing behind the colon of '{key}:'.", "Write '{key}: {rest}'.")
    MISSING_COLON = (
        "'{start}' is no name with a colon, and no text goes on here.",
        "Put a colon and a space behind the name; a text that goes on stands further in than the name above it.",
    )
    SIGN_AT_START = ("A text cannot begin with '{sign}'.", "Put quotes around the text.")
    MISALIGNED = (
        "'{start}' does not line up: {count} spaces stand before it.",
        "Put {wanted} before it, as in its block above, or compare with a block nearby.",
    )
    TAB = ("A tab stands here.", "Use spaces: two for each step further in.")
    PASTED_SPACE = ("A {name} stands here, as word processors make them.", "Delete it, and type plain spaces.")
    INVISIBLE_SIGN = ("A sign that cannot be seen stands here: {name}, behind '{before}'.", "Delete it.")
    DASH_WITHOUT_SPACE = ("A space is missing behind the dash.", "Write '- {rest}'.")
    PASTED_DASH = ("'{sign}' is not the dash that begins an item.", "Type '-' and a space instead.")
    MERGE_MARK = (
        "Here git could not join two versions of these lines.",
        "Keep what is right of both, and delete the lines that begin with <<<, === and >>>.",
    )
    TOO_LARGE = ("The file has {size} bytes; at most {limit} are read.", "Shorten the texts or split the guide.")
    TOO_DEEP = ("Lists and blocks are nested more than {limit} deep.", "Check the indentation from here on.")
    ALIAS = (
        "Anchors and aliases (& and *) are not used in this file.",
        "Write the text out; if a text begins with & or *, put quotes around it.",
    )
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
    UNKNOWN_OPTION = (
        "The question '{question}' has no option '{id}'.",
        "Name one of its options, or put this one back if it was taken out or given another id.{hint}",
    )
    OPTION_GONE = (
        "The question '{question}' has no option '{id}', but {count} places need it: lines {lines}.",
        "If its id was changed, write '{id}' again; if it was taken out, change those places first.",
    )
    CONDITION_EMPTY = ("A condition names nothing.", "Name at least one question and one of its options.")
    ASK_IF_FORWARD = ("'{id}' is not asked before this question.", "Let ask_if look at an earlier question.")
    NO_SOURCE = ("{owner} has an effect but no source.", "Add 'sources:' with at least one id.")
    NO_REASON = ("{owner} has an effect but no reason to show.", "Add 'because:' with a sentence or two.")
    WARNING_LEFT_OUT = (
        "The message of the warning '{id}' can be left out.",
        "Take 'calm_only', 'unless', 'tell_if' and 'countries' out of that message: a loud warning is always shown.",
    )
    REASON_LEFT_OUT = (
        "The reason of '{id}' can be left out, but it raises a need or a warning.",
        "Remove 'unless', and word the reason so that no other answer denies it.",
    )
    ACT_TOO_LOUD = (
        "'{id}' is something to do today, but nothing here raises a warning for today.",
        "Raise a flag of the level 'same_day', or bring an act that can wait.",
    )
    ACT_TAKES_SOONER_PLACE = (
        "'{id}' takes the place of '{other}', which is to be done sooner.",
        "Let it replace only what can wait as long as it can, or longer.",
    )
    ACTS_REPLACE_EACH_OTHER = (
        "'{id}' and '{other}' each take the place of the other, so that neither is told.",
        "Let only one of them replace the other.",
    )
    TOO_FEW_POINTS = ("The setting '{id}' has {count} {side} points.", "Give at least two good and two hard points.")
    MATCH_COUNT = (
        "The value '{value}' has {count} matches for the setting '{setting}'.",
        "Say how it sits with each setting once.",
    )
    MATCH_WITHOUT_SOURCE = (
        "How '{setting}' sits with '{value}' has no source.",
        "Add 'sources:' with at least one id, or say 'kind: not_known'.",
    )
    LINE_WITHOUT_CONTACT = ("The help line '{id}' cannot be reached.", "Add 'call:', 'text:' or 'web:'.")
    LINE_WITHOUT_SOURCE = ("The help line '{id}' has no source.", "Add 'source:': where the number was read.")
    NO_EMERGENCY_LINE = ("The country '{id}' has no emergency line.", "Add a line of kind 'emergency'.")
    BAD_NUMBER = (
        "'{word}' is not a number to {key}.",
        "Write digits, spaces and hyphens only, for a text 'WORD to 12345' too; the rest goes to 'note:' or 'web:'.",
    )
    BAD_ADDRESS = ("'{word}' is not a safe web address.", "Begin it with https://.")
    WRONG_COUNT = ("'{key}' has {count} entries.", "Give it {wanted}.")
    CELL_MISSING = ("No cell stands for {medical} and {daily}.", "Add one: the nine cells cover both axes.")
    CELL_TWICE = ("A second cell stands for {medical} and {daily}.", "Keep one of the two.")
    SECTION_BROKEN = ("The section '{id}' begins again here.", "Keep its questions together.")
    SECTION_EMPTY = ("The section '{id}' has no question.", "Remove it, or give it a question.")
    LEVEL_MISSING = ("No flag has the level '{level}'.", "Add one.")


class Slip(FindingKind):
    """What the guide may not say to people, or not ask of them. The file can be read, but `careguide check` fails."""

    REFUSED_WORD = (
        "'{word}' may not be said: {why}.",
        "Say it in another way; if it is a name, a title or a warning, put its words under 'wording: allowed'.",
    )
    DOSE_OR_PACE = (
        "'{word}' tells a dose, a percentage or a pace.",
        "Leave it out: only a prescriber can say how much and how fast.",
    )
    HARD_TO_READ = (
        "{what} reads at grade {grade}; at most grade {limit} is easy to read.",
        "Use shorter words and sentences; '{hardest}' is long.",
    )
    TOO_MANY_EXEMPT = (
        "There are {count} exempt words; at most {limit} may be.",
        "Keep the names of medicines and what cannot be said in another way.",
    )
    TOO_MANY_EXACT = (
        "There are {count} claims in exact terms; one may be.",
        "Say the others in easy words, and take 'exact: true' out.",
    )
    CALM_WORD = (
        "'{word}' may calm someone who is in danger.",
        "Say it in a message or a setting with 'calm_only: true', which people see only if nothing speaks against it.",
    )
    CLAIM_WITHOUT_SOURCE = (
        "This claim about the world has no source.",
        "Add 'sources:'; if it is about this guide itself, add 'ourselves: true'.",
    )
    PATH_TOO_LONG = (
        "The longest path asks {count} questions; 'at_most' allows {limit}.",
        "Raise 'at_most', take out a question, or ask one in fewer cases with 'ask_if'.",
    )
    TOO_MANY_TICKS = (
        "The question '{id}' has {count} ticks; at most {limit} can be proved.",
        "Make it two questions.",
    )

    NUMBER_SIGN = (
        "What stands behind ' #' is left out: '{rest}'.",
        "Put quotes around the whole text; a remark stands on a line of its own, or two spaces behind.",
    )
    NO_BREAK_SPACE = (
        "A {name} stands in this line, behind '{before}'.",
        "Delete it, and type a plain space.",
    )


class Breach(FindingKind):
    """What is proved not to hold. The file can be read, but `careguide check` fails and nothing is served from it."""

    BROKEN_PROMISE = (
        "{broken} That breaks the promise '{says}'.",
        "Undo the edit that breaks it; `careguide verify {named}` shows answers that do.",
    )
    BEYOND_PROOF = ("{why} So no promise could be looked at.", "Take questions, ticks or rules out until it can be.")


class Advice(FindingKind):
    """What a person should look at. `careguide check` fails on it with --strict only."""

    WARNED_WORD = (
        "'{word}' can hurt or blame.",
        "Say what happens or what to do, or allow it under 'wording: allowed'.",
    )
    LONG_SENTENCE = ("This sentence has {count} words: '{start} …'.", "Make it two; at most {limit} words are wanted.")
    UNEQUAL_DETAIL = (
        "The setting '{id}' has {count} {what}; the others have about {usual}.",
        "Describe every setting in the same detail, so that none looks like the winner.",
    )
    SOURCE_UNUSED = ("Nothing cites the source '{id}'.", "Cite it where it is used, or remove it.")
    LINE_UNCHECKED = (
        "No person has tried the help line '{id}' yet.",
        "Dial or open it, then write the date at 'checked_on'.",
    )
    REVIEW_MISSING = (
        "No clinician has reviewed this file.",
        "Let one read it, then write name and date under 'review'.",
    )
    REVIEW_PAST = (
        "It should have been reviewed again by {date}.",
        "Let a clinician read it again, then set 'next_review' to a later date.",
    )
    VOICE_SLIP = ("The words for '{voice}' say '{word}'.", "Let 'self' speak to the person, 'someone' about them.")
    VOICES_DIFFER = ("The two voices tell different numbers.", "Say the same thing in both.")
    OPTION_CHANGES_NOTHING = (
        "The option '{id}' changes nothing: no need, flag, message, question or rule.",
        "Give it something to do; if it is there to be known only, add 'information: true'.",
    )
    INFORMATION_WITH_EFFECT = (
        "The option '{id}' is marked as information, but it changes something.",
        "Remove 'information: true', or what the option brings.",
    )
    ALLOWED_UNUSED = ("'{word}' is allowed, but no text needs it.", "Remove it from 'wording: allowed'.")
    EXEMPT_UNUSED = ("'{word}' is exempt, but no text uses it.", "Remove it from 'wording: exempt'.")


@dataclass(frozen=True, order=True)
class Problem:
    """One finding in one place: `file`, 1-based `line`, `path` of keys, what is wrong, and how to fix it."""

    file: str
    line: int
    path: str
    code: str
    sentence: str
    mend: str
    warning: bool = False

    def __str__(self) -> str:
        """Return it as one line for people: file:line, code, sentence, mend."""
        where = f" (in {self.path})" if self.path else ""
        code = f"warning: {self.code}" if self.warning else self.code
        return f"{self.file}:{self.line}: {code}: {self.sentence} {self.mend}{where}"


class QuestionnaireError(Exception):
    """The file has faults; `problems` holds all of them, in the order of their lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, sorted by place."""
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def describe(entry: FindingKind, file: str, line: int, path: str, **facts: object) -> Problem:
    """Return the problem for an entry of a catalogue, its sentences filled in with `facts`."""
    sentence, mend = (words.format(**{"hint": "", **facts}) for words in entry.value)
    sentence = sentence[:1].upper() + sentence[1:]
    return Problem(file, line, path, entry.code, sentence, mend, isinstance(entry, Advice))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word most like `word`, or nothing if none is close."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the nearest known word, or nothing; known words in a row lack a comma."""
    known = list(known)
    if " " in word and set(word.split()) <= set(known):
        return " Put a comma between two ids."
    near = nearest(word, known)
    return f" Did you mean '{near}'?" if near else ""
