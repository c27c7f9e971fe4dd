"""The catalogue: the words of the interface, which no clinician has to look after. Each stands once, for every format.

What a clinician may change stands in `questions.yaml`. All other words that people read are in `careguide/catalogue/`,
in plain texts with ids, such as `leave.title`: an area, a dot, and a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from careguide.core.questionnaire import nodes
from careguide.core.questionnaire.content import Text, Voice
from careguide.core.questionnaire.faults import QuestionnaireError

PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""Stands for what is filled in."""

TAG = re.compile(r"</?(\w+)>")
"""Begins or ends what is marked in a text: `b` is bold, and any other name is a link that the page knows."""

WORD = re.compile(r"[a-z][a-z0-9_]*")


class CatalogueError(Exception):
    """The catalogue has no such text, or not with these facts; or it cannot be read."""


@dataclass(frozen=True)
class Catalogue:
    """Every text by its id, and the file and line where it stands."""

    texts: Mapping[str, Text]
    places: Mapping[str, tuple[str, int]]

    def text(self, name: str) -> Text:
        """Return a text in both voices. Raises CatalogueError for an id that is not there."""
        try:
            return self.texts[name]
        except KeyError:
            raise CatalogueError(f"The catalogue has no text '{name}'.") from None

    def say(self, name: str, voice: Voice = Voice.SELF, /, **facts: object) -> str:
        """Return a text in one voice, filled in. Raises CatalogueError for an unknown id, or for other facts."""
        return filled(self.text(name).in_voice(voice), facts)

    def area(self, area: str) -> dict[str, Text]:
        """Return all texts of an area, by their names."""
        begin = f"{area}."
        found = {name.removeprefix(begin): text for name, text in self.texts.items() if name.startswith(begin)}
        if not found:
            raise CatalogueError(f"The catalogue has no area '{area}'.")
        return found


def filled(words: str, facts: Mapping[str, object]) -> str:
    """Return words with a fact for each placeholder. Raises CatalogueError if one has none, or if one is left over."""
    wanted = set(PLACEHOLDER.findall(words))
    if wanted != facts.keys():
        raise CatalogueError(f"'{words}' takes {sorted(wanted)}, and not {sorted(facts)}.")
    return PLACEHOLDER.sub(lambda found: str(facts[found[1]]), words) if wanted else words


def read_catalogue(files: Mapping[str, str]) -> Catalogue:
    """Return the catalogue of these texts of YAML, by the names of their files.

    Raises QuestionnaireError for what is no YAML or has equal keys, and CatalogueError for anything else.
    """
    texts: dict[str, Text] = {}
    places: dict[str, tuple[str, int]] = {}
    for file, source in files.items():
        root, problems = nodes.load(source, file)
        if problems or root is None:
            raise QuestionnaireError(problems)
        for area, names in _block(root, file):
            for name, node in _block(names, file):
                if f"{area}.{name}" in texts:
                    raise CatalogueError(f"{file} has '{area}.{name}' once more. Each text stands once.")
                texts[f"{area}.{name}"] = _text(node, file)
                places[f"{area}.{name}"] = file, node.start_mark.line + 1
    return Catalogue(texts, places)


def _block(node: yaml.Node, file: str) -> Iterator[tuple[str, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        raise CatalogueError(f"{_at(node, file)}: there has to be a block of names here.")
    for key, value in node.value:
        if not WORD.fullmatch(str(key.value)):
            raise CatalogueError(f"{_at(key, file)}: '{key.value}' is no name. Use small letters, digits and '_'.")
        yield key.value, value


def _text(node: yaml.Node, file: str) -> Text:
    """Return a text that is the same in both voices, or a block with one for each."""
    if isinstance(node, yaml.ScalarNode):
        words = _words(node, file)
        return Text(words, words)
    voices = {name: _words(value, file) for name, value in _block(node, file)}
    if voices.keys() != set(Voice):
        raise CatalogueError(f"{_at(node, file)}: a text has one wording, or one each for 'self' and 'someone'.")
    one, other = voices[Voice.SELF], voices[Voice.SOMEONE]
    if set(PLACEHOLDER.findall(one)) != set(PLACEHOLDER.findall(other)):
        raise CatalogueError(f"{_at(node, file)}: both voices have to take the same placeholders.")
    return Text(one, other)


def _words(node: yaml.Node, file: str) -> str:
    words = " ".join(str(node.value).split()) if isinstance(node, yaml.ScalarNode) else ""
    if not words:
        raise CatalogueError(f"{_at(node, file)}: there are no words here.")
    return words


def _at(node: yaml.Node, file: str) -> str:
    return f"{file}, line {node.start_mark.line + 1}"
