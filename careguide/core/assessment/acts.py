"""What a person is told to do first: the acts that their answers bring, the soonest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from careguide.core.questionnaire.acts import Act, When
from careguide.core.questionnaire.content import Country, HelpLine, Message, Text, Voice
from careguide.core.questionnaire.model import Effect, Flag, Level, Questionnaire

URGENT = {Level.SAME_DAY: When.TODAY, Level.THIS_WEEK: When.THIS_WEEK}
"""When to do something about a flag, by its level."""


@dataclass(frozen=True)
class SpokenAct:
    """Something to do, as one voice is told it; `lines` are the help lines of the chosen country that go with it."""

    id: Annotated[str, "Id of the act, or of the message of a flag that has none."]
    when: Annotated[str, "today, this_week or next_visit."]
    title: Annotated[str, "What to do, in a few words."]
    body: Annotated[str, "One sentence or two on how, or why."]
    say: Annotated[str | None, "Words to say aloud, or to hand over."]
    otherwise: Annotated[str | None, "What to do if that does not work out."]
    warm: Annotated[str | None, "One kind sentence, said where this is what to do first."]
    lines: Annotated[tuple[HelpLine, ...], "Help lines of the chosen country that go with it."]
    sources: Annotated[tuple[str, ...], "Ids of the sources that say so."]

    @classmethod
    def of(cls, act: Act, voice: Voice, country: Country) -> SpokenAct:
        """Return an act in one voice, with the help lines of one country."""
        return cls(
            id=act.id,
            when=act.when.value,
            title=act.title.in_voice(voice),
            body=act.body.in_voice(voice),
            say=_spoken(act.say, voice),
            otherwise=_spoken(act.otherwise, voice),
            warm=_spoken(act.warm, voice),
            lines=tuple(line for kind in act.lines for line in country.lines if line.kind is kind),
            sources=act.sources,
        )


class Acts:
    """Everything that a questionnaire says to do, and which of it a sheet calls for."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        """Gather the acts; a flag without one says what its message says."""
        urgent = {flag: URGENT[flag.level] for flag in questionnaire.flags if flag.level in URGENT}
        told = {
            flag.message: _act_of(questionnaire.message[flag.message], when)
            for flag, when in urgent.items()
            if not flag.act
        }
        self.by_id = {**questionnaire.act, **told}
        self.of_flag = {flag.id: self.by_id[flag.act or flag.message] for flag in urgent}

    def named(self, flags: Iterable[Flag], effects: Iterable[Effect], setting: str) -> list[Act]:
        """Return what to do, the soonest first: the acts of flags, of effects, and of the setting to start with.

        A flag speaks only where no effect that raised it has an act as urgent as itself.
        """
        effects = [effect for effect in effects if effect.act]
        names = {effect.act for effect in effects} | {setting} | set(self._of_flags(flags, effects))
        found = [act for name, act in self.by_id.items() if name in names and not act.alone]
        replaced = {name for act in found for name in act.replaces}
        kept = [act for act in found if act.id not in replaced] or [act for act in self.by_id.values() if act.alone]
        return sorted(kept, key=lambda act: act.when.place)

    def _of_flags(self, flags: Iterable[Flag], effects: list[Effect]) -> Iterator[str]:
        for flag in flags:
            if own := self.of_flag.get(flag.id):
                when = URGENT[flag.level]
                if not any(flag.id in one.flags and self.by_id[one.act].when is when for one in effects):
                    yield own.id


def _act_of(message: Message, when: When) -> Act:
    """Return what a message says to do."""
    body = Text(*(" ".join(text.in_voice(voice) for text in message.body) for voice in Voice))
    return Act(id=message.id, when=when, title=message.title, body=body, lines=message.lines, sources=message.sources)


def _spoken(text: Text | None, voice: Voice) -> str | None:
    return text.in_voice(voice) if text else None
