"""What a comparison found, as one says it to a colleague: how many, what became of it, and who for example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from careguide.core.assessment.assess import ResultKind
from careguide.core.diff.compare import Result
from careguide.core.questionnaire.model import NOT_SURE, PREFER_NOT, Daily, Medical, Option, Questionnaire
from careguide.core.review import prose
from careguide.core.review.prose import in_words

HALF = 2
MOVES = {
    "emergency gained": "The emergency screen now comes, alone.",
    "emergency lost": "The emergency screen no longer comes.",
    "not_enough gained": "It now says that there is not enough to say.",
    "not_enough lost": "It no longer says that there is not enough to say.",
    "same_day gained": "Advice for the same day now stands on top.",
    "same_day lost": "Advice for the same day no longer stands on top.",
    "this_week gained": "Advice for this week is now given.",
    "this_week lost": "Advice for this week is no longer given.",
}


def share(count: int, whole: int) -> str:
    """Return how many of all sheets, in numbers that one can picture: "1 in 500 sheets"."""
    if count == whole:
        return "Every sheet"
    if count * HALF > whole:
        return f"{'More than ' if count * 10 > whole * 9 else ''}{min(round(10 * count / whole), 9)} in 10 sheets"
    rough = float(f"{whole / count:.2g}")
    return f"1 in {rough:,.0f} sheets"


@dataclass(frozen=True)
class Retold:
    """Two versions, for the names that things have in either."""

    old: Questionnaire
    new: Questionnaire

    def way(self, way: str) -> str:
        """Return one way in which results moved, as a sentence."""
        if way in MOVES:
            return MOVES[way]
        kind, name, *steps = way.split(" ")
        if not steps or (steps[-1] in ("gained", "lost") and kind != "flag"):
            return f"{way[:1].upper()}{way[1:]}.".replace("_", " ")
        if kind == "flag":
            return f"The warning “{self._flag(name)}” is {'now' if steps == ['gained'] else 'no longer'} given."
        scale, axis = (Medical, self.new.axes.medical) if kind == "medical" else (Daily, self.new.axes.daily)
        before, after = scale[steps[0]], scale[steps[-1]]
        was, now = in_words(axis.steps[before]), in_words(axis.steps[after])
        if name == "start":
            return f"The talk now starts with “{now}”, no longer with “{was}”."
        for_what = "" if name == "also" else ", for what is not known"
        return f"“{now}” is now named too{for_what}." if after > before else f"“{was}” is no longer named{for_what}."

    def change(self, change: str) -> str:
        """Return a change of the file as a sentence; the ids are those that stand in it."""
        if change == "together":
            return "Several changes together, and none of them alone."
        head, arrow, now = change.partition(" -> ")
        if not arrow:
            return f"{head[:1].upper()}{head[1:]}."
        head = f"{head[: -len(' []')]} none" if head.endswith(" []") else head
        return f"{head[:1].upper()}{head[1:]} becomes {'none' if now == '[]' else now}."

    def example(self, sheet: Mapping[str, Sequence[str]]) -> str:
        """Return who gives these answers."""
        if not sheet:
            return "someone who left every question open"
        told = "; ".join(self._answer(name, answer) for name, answer in sheet.items())
        return f"someone who only answered {told}"

    def _answer(self, name: str, answer: Sequence[str]) -> str:
        question = self.new.question.get(name) or self.old.question[name]
        unknown = {NOT_SURE: self.new.labels.not_sure, PREFER_NOT: self.new.labels.prefer_not}
        known = {option.id: option.label for one in (self.old, self.new) for option in _options(one, name)} | unknown
        words = " and ".join(f"“{in_words(known[word])}”" for word in answer)
        return f"{words} ({in_words(question.topic)})"

    def result(self, version: Questionnaire, result: Result) -> str:
        """Return what the guide tells them."""
        return " ".join(self._result(version, result))

    def _result(self, version: Questionnaire, result: Result) -> Iterator[str]:
        if result.kind == ResultKind.EMERGENCY.value:
            yield "The emergency screen, alone."
        else:
            start, also, could = (_cell(version, corner) for corner in (result.start, result.also, result.could))
            enough = result.kind != ResultKind.NOT_ENOUGH.value
            yield f"The talk starts with {start}." if enough else f"There is not enough to say; at least {start}."
            if also != start:
                yield f"Also named, as far as {also}."
            if could not in (start, also):
                yield f"For what is not known, as far as {could}."
            if result.same_day:
                yield "Advice for the same day on top."
            if result.this_week:
                yield "Advice for this week, in a panel of its own."
        yield f"Warnings: {'; '.join(f'“{self._flag(name)}”' for name in result.flags) or 'none'}."

    def _flag(self, name: str) -> str:
        return prose.flag_name(self.new if name in self.new.flag else self.old, name)


def _options(version: Questionnaire, name: str) -> tuple[Option, ...]:
    question = version.question.get(name)
    return question.options if question else ()


def _cell(version: Questionnaire, corner: tuple[str, str] | None) -> str:
    medical, daily = corner or (Medical(0).name, Daily(0).name)
    return f"“{in_words(version.cell[Medical[medical], Daily[daily]].name)}”"
