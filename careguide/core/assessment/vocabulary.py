"""Everything a summary may say in one voice for one country, prepared in advance: nothing here depends on an answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement, product
from typing import Annotated

from careguide.core.assessment.assess import Corner, cells_between
from careguide.core.assessment.reasons import effects_of
from careguide.core.questionnaire.content import Country, HelpLine, Message, Place, Voice
from careguide.core.questionnaire.model import Cell, Daily, Medical, Questionnaire


@dataclass(frozen=True)
class Note:
    """A message in full: `lines` are the help lines of the chosen country that go with it."""

    id: Annotated[str, "Id of the message."]
    title: Annotated[str, "Its heading."]
    body: Annotated[tuple[str, ...], "Its sentences, each a paragraph."]
    lines: Annotated[tuple[HelpLine, ...], "Help lines of the chosen country that go with it."]
    sources: Annotated[tuple[str, ...], "Ids of the sources that say so."]


@dataclass(frozen=True)
class Choice:
    """A cell of the grid as people read it, with the id of its setting and its two steps."""

    setting: Annotated[str, "Id of the kind of care."]
    name: Annotated[str, "What people read."]
    short: Annotated[str, "The same in a few words."]
    medical: Annotated[str, "Who watches the body: the step's name; empty for no change."]
    daily: Annotated[str, "What holds the day together: the step's name; empty for no change."]


class Words:
    """Messages, questions to take along and wishes, by their ids."""

    def __init__(self, questionnaire: Questionnaire, voice: Voice, country: Country) -> None:
        self.note = {item.id: _note(item, voice, country) for item in questionnaire.messages if country.has(item)}
        self.message = questionnaire.message
        self.next_steps = {message.id for message in questionnaire.messages if message.place is Place.NEXT_STEP}
        self.first_steps = {message.id for message in questionnaire.messages if message.place is Place.FIRST_STEP}
        self.ask = {item.id: item.text.in_voice(voice) for item in questionnaire.take_along if country.has(item)}
        self.ask_always = [item.id for item in questionnaire.take_along if item.always]
        self.take_along = {item.id: item for item in questionnaire.take_along}
        self.ending = tuple(text.in_voice(voice) for text in questionnaire.phrases.ending)
        no_change = questionnaire.setting[questionnaire.always_shown]
        name = no_change.name.in_voice(voice)
        self.always_shown = Choice(no_change.id, name, name, "", "")
        self.no_change_is_calm_only = no_change.calm_only
        self.brings = {
            (question.id, word): [effect for effect in effects if effect.notes or effect.ask]
            for question, word, effects in effects_of(questionnaire)
        }
        options = ((question, option) for question in questionnaire.questions for option in question.options)
        self.wishes = {(question.id, option.id): option for question, option in options if option.wants}


@lru_cache(maxsize=64)
def words_of(questionnaire: Questionnaire, voice: Voice, country: str) -> Words:
    """Return everything that may be said, made once. Raises KeyError for a country that is not in the questionnaire."""
    return Words(questionnaire, voice, questionnaire.country[country])


def _note(message: Message, voice: Voice, country: Country) -> Note:
    return Note(
        id=message.id,
        title=message.title.in_voice(voice),
        body=tuple(text.in_voice(voice) for text in message.body),
        lines=tuple(line for kind in message.lines for line in country.lines if line.kind is kind),
        sources=message.sources,
    )


class Choices:
    """Every choice in one voice, prepared in advance; the cells at the `other_names` corners use their other name.

    `beyond` has, for any three corners in order, the choices up to the last that the second does not reach by name.
    """

    def __init__(self, questionnaire: Questionnaire, voice: Voice, other_names: frozenset[Corner]) -> None:
        self.start = {
            corner: _choice(cell, voice, corner in other_names) for corner, cell in questionnaire.cell.items()
        }
        self.beyond: dict[tuple[Corner, Corner, Corner], tuple[Choice, ...]] = {}
        for rows, columns in product(
            combinations_with_replacement(Medical, 3), combinations_with_replacement(Daily, 3)
        ):
            low, near, far = zip(rows, columns, strict=True)
            named = {cell.name for cell in cells_between(questionnaire, low, near)}
            kept = {cell.name: cell for cell in cells_between(questionnaire, low, far) if cell.name not in named}
            self.beyond[low, near, far] = tuple(self.start[cell.medical, cell.daily] for cell in kept.values())


@lru_cache(maxsize=64)
def choices_of(questionnaire: Questionnaire, voice: Voice, other_names: frozenset[Corner]) -> Choices:
    """Return every choice, made once."""
    return Choices(questionnaire, voice, other_names)


def _choice(cell: Cell, voice: Voice, is_renamed: bool) -> Choice:
    words = cell.instead if is_renamed and cell.instead else cell
    return Choice(
        cell.setting, words.name.in_voice(voice), words.short.in_voice(voice), cell.medical.name, cell.daily.name
    )
