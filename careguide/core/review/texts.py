"""Everything that people read, and where it is: in a questionnaire, and in a template."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from careguide.core.questionnaire.catalogue import PLACEHOLDER, TAG, Catalogue
from careguide.core.questionnaire.content import Claim, HelpLine, Source, Text, Voice
from careguide.core.questionnaire.model import Guarantee, Questionnaire
from careguide.core.questionnaire.references import Path, iter_blocks

NOT_SHOWN = re.compile(r"\{#.*?#\}|<!--.*?-->|<(style|script)\b.*?</\1>", re.DOTALL)
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
STRING = re.compile(r'"([^"]*)"')
SPOKEN = re.compile(r'\s(?:aria-label|title|alt|placeholder)="([^"]*)"')
INLINE = re.compile(r"</?(?:a|b|cite|code|em|i|span|strong)\b[^<>]*>")
BREAK, LINES = re.compile(r"<[^<>]*>|\0"), re.compile(r"[\n\0]")
SENTENCE = re.compile(r"[A-Z]|.*[a-z] [a-z]")
TYPST = re.compile(r'//[^\n]*|"((?:[^"\\]|\\.)*)"', re.DOTALL)
"""A comment or a string of a typst template; everything that it says is in strings, the rest is code."""

FOR_REVIEWERS = "templates/dossier/"
"""What only clinical reviewers read: it must be exact, and has no reading grade."""


@dataclass(frozen=True)
class Said:
    """Words that people read, where they are, and whether they have to keep a reading grade."""

    path: Path
    words: str
    graded: bool = True


@dataclass(frozen=True)
class Group:
    """Texts that are read together, and what they form together."""

    path: Path
    what: str
    parts: tuple[Text | None, ...]

    def in_voice(self, voice: Voice) -> str:
        """Return the texts in one voice, one after another, each a sentence of its own."""
        words = [part.in_voice(voice) for part in self.parts if part]
        return " ".join(word if word.endswith((".", "?", "!")) else f"{word}." for word in words)


def of_questionnaire(questionnaire: Questionnaire) -> Iterator[Said]:
    """Yield everything in a questionnaire that people read, each voice by itself where they differ.

    Names and titles of others are not ours to shorten; what a clinician signs or a regulator reads must be exact: no
    grade for these.
    """
    exact = {(*path, "text") for path, block in iter_blocks(questionnaire) if isinstance(block, Claim) and block.exact}
    for path, block in iter_blocks(questionnaire):
        if path in exact and isinstance(block, Text):
            yield from (Said(path, words, graded=False) for words in {block.to_self, block.to_someone})
        elif isinstance(block, Text):
            same = block.to_self == block.to_someone
            yield from (
                [Said(path, block.to_self)]
                if same
                else (Said((*path, voice.value), block.in_voice(voice)) for voice in Voice)
            )
        elif isinstance(block, Source):
            yield Said((*path, "title"), block.title, graded=False)
        elif isinstance(block, HelpLine):
            yield Said((*path, "name"), block.name, graded=False)
            yield Said((*path, "source"), block.source, graded=False)
        elif isinstance(block, Guarantee):
            yield Said((*path, "says"), block.says, graded=False)


def groups(questionnaire: Questionnaire) -> Iterator[Group]:
    """Yield what is read together: an option with its reason, a question on its screen, a message, a setting."""
    for index, question in enumerate(questionnaire.questions):
        path: Path = ("questions", index)
        for place, option in enumerate(question.options):
            yield Group((*path, "options", place), "This option with its reason", (option.label, option.because))
        labels = (option.label for option in question.options)
        yield Group(path, "This question with its options", (question.ask, question.hint, question.why, *labels))
    for index, message in enumerate(questionnaire.messages):
        yield Group(("messages", index), "This message", (message.title, *message.body))
    for index, value in enumerate(questionnaire.values):
        reasons = (match.because for match in value.matches)
        yield Group(("values", index), "This value with its matches", (value.label, *reasons))
    for index, setting in enumerate(questionnaire.settings):
        texts = tuple(block for _, block in iter_blocks(setting) if isinstance(block, Text))
        yield Group(("settings", index), "This setting", texts)


def of_catalogue(catalogue: Catalogue) -> Iterator[Said]:
    """Yield the words of the interface, each with its file and line. What is filled in counts as one short word."""
    for name, text in catalogue.texts.items():
        for words in dict.fromkeys((text.to_self, text.to_someone)):
            yield Said(catalogue.places[name], TAG.sub("", PLACEHOLDER.sub("it", words)))


def of_template(source: str, name: str) -> Iterator[Said]:
    """Yield what a template says: its text, its spoken attributes and the strings in its code, each with its line.

    What is filled in later counts as one short word, so that the words around it are still a sentence.
    """
    if name.endswith(".typ"):
        for string in TYPST.finditer(source):
            if SENTENCE.match((string[1] or "").strip()):
                yield from _readable(source, string.start(1), string[1], name)
        return
    source = NOT_SHOWN.sub(_hidden, source)
    for code in JINJA.finditer(source):
        for string in STRING.finditer(code[0]):
            if SENTENCE.match(string[1]):
                yield from _readable(source, code.start() + string.start(1), string[1], name)
    plain = JINJA.sub(_filled, source)
    for attribute in SPOKEN.finditer(plain):
        yield from _readable(plain, attribute.start(1), attribute[1], name)
    plain = INLINE.sub(_hidden, plain)
    start = 0
    for end in (BREAK if name.endswith(".html") else LINES).finditer(plain):
        yield from _readable(plain, start, plain[start : end.start()], name)
        start = end.end()
    yield from _readable(plain, start, plain[start:], name)


def _hidden(code: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", code[0])


def _filled(code: re.Match[str]) -> str:
    blank = _hidden(code)
    return f"it{blank[2:]}" if code[0].startswith("{{") else f"\0{blank[1:]}"


def _readable(source: str, start: int, words: str, name: str) -> Iterator[Said]:
    if re.search(r"[A-Za-z]", re.sub(r"\bit\b", "", words)):
        line = source.count("\n", 0, start + len(words) - len(words.lstrip())) + 1
        words = re.sub(r"\s+(?=[.,;:?!])", "", " ".join(words.split()))
        yield Said((name, line), words, graded=not name.startswith(FOR_REVIEWERS))
