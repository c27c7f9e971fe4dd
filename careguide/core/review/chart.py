"""The flow of a questionnaire, drawn from the model that serves people: a Mermaid picture, and an outline in words."""

from __future__ import annotations

from collections.abc import Iterator

from careguide.core.questionnaire.model import NOT_SURE, PREFER_NOT, Effect, Level, Question, Questionnaire, Rule
from careguide.core.review.prose import brief, condition, flag_name, in_words, needs, short, warnings, weighs

ROUND = '(["', '"])'
SHAPES = {Level.EMERGENCY: ('{{"', '"}}'), Level.SAME_DAY: ROUND, Level.THIS_WEEK: ROUND, Level.NOTE: ('("', '")')}
COLUMNS = 3
MARKED = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", "&": "#amp;"}


def mermaid(questionnaire: Questionnaire) -> str:
    """Return the flow as the text of a Mermaid flowchart."""
    return "\n".join(["flowchart TD", *_Picture(questionnaire).lines(), ""])


class _Picture:
    """Ids are numbers with a letter, so that no word of the file can clash with one of Mermaid's."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.questions = {question.id: f"q{place}" for place, question in enumerate(questionnaire.questions, 1)}

    def lines(self) -> Iterator[str]:
        yield f'  begin(["{_label(in_words(self.questionnaire.title))}"])'
        for place, section in enumerate(self.questionnaire.sections, 1):
            yield f'  subgraph s{place} ["{_label(in_words(section.title))}"]'
            for question in self.questionnaire.questions:
                if question.section == section.id:
                    yield self._question(question)
                    yield from self._raised(question)
            yield "  end"
        yield '  subgraph rules ["Rules: answers that do more together than each alone"]'
        rules = self.questionnaire.rules
        yield from (f'    r{place}["{_label(*self._rule(rule))}"]' for place, rule in enumerate(rules, 1))
        yield from (f"    r{place} ~~~ r{place + COLUMNS}" for place in range(1, len(rules) - COLUMNS + 1))
        yield "  end"
        yield '  summary(["One summary"])'
        yield from self._order()

    def _question(self, question: Question) -> str:
        name = self.questions[question.id]
        lines = [f"{name[1:]} · {in_words(question.topic)}", *_axes(self.questionnaire, question)]
        return f'    {name}["{_label(*lines)}"]'

    def _raised(self, question: Question) -> Iterator[str]:
        """Yield the warnings that answers to a question raise, each beside it, with the answers on the line to it."""
        for place, flag in enumerate(self.questionnaire.flags, 1):
            words = [option.id for option in question.options if flag.id in option.flags]
            words += [word for word in (NOT_SURE, PREFER_NOT) if flag.id in question.effect(word).flags]
            if words:
                name = self.questions[question.id]
                opening, closing = SHAPES[flag.level]
                node = f"{name}f{place}{opening}{_label(flag_name(self.questionnaire, flag.id))}{closing}"
                yield f'    {name} -. "{_label(short(words))}" .-> {node}'

    def _rule(self, rule: Rule) -> Iterator[str]:
        parts = [brief(self.questionnaire, clause) for clause in rule.when]
        yield from _joined(parts)
        yield from (f"⇒ {line}" for line in (*warnings(self.questionnaire, rule), *needs(self.questionnaire, rule)))

    def _order(self) -> Iterator[str]:
        """Yield the way through the questions; one that may be left out has a way around it."""
        behind = ["begin"]
        for question in self.questionnaire.questions:
            name = self.questions[question.id]
            gate = f'|"{_label(*_gate(self.questionnaire, question))}"| ' if question.ask_if else " "
            around = gate if question.ask_if else '|"otherwise"| '
            yield from (f"  {before} -->{around if place else gate}{name}" for place, before in enumerate(behind))
            behind = [name, *behind] if question.ask_if else [name]
        yield from (f"  {before} --> rules" for before in behind)
        yield "  rules --> summary"


def _axes(questionnaire: Questionnaire, question: Question) -> list[str]:
    medical = any(option.medical.most > 0 for option in question.options)
    daily = any(option.daily.most > 0 for option in question.options)
    axes = ((questionnaire.axes.medical, medical), (questionnaire.axes.daily, daily))
    names = [in_words(axis.name).lower() for axis, moves in axes if moves]
    return [f"can raise: {' · '.join(names)}"] if names else []


def _joined(parts: list[str]) -> list[str]:
    return [part if place == 0 else f"and {part}" for place, part in enumerate(parts)]


def _gate(questionnaire: Questionnaire, question: Question) -> list[str]:
    return [brief(questionnaire, question.ask_if), "or not known"]


def _label(*lines: str) -> str:
    return "<br>".join("".join(MARKED.get(sign, sign) for sign in line) for line in lines)


def outline(questionnaire: Questionnaire) -> str:
    """Return the flow as indented text."""
    return "\n".join([*_outlined(questionnaire), ""])


def _outlined(questionnaire: Questionnaire) -> Iterator[str]:
    yield f"{in_words(questionnaire.title)}, version {questionnaire.version}"
    number = 0
    for section in questionnaire.sections:
        yield f"\n{in_words(section.title)}"
        for question in questionnaire.questions:
            if question.section == section.id:
                number += 1
                yield from _asked(questionnaire, question, number)
    yield "\nRules: answers that do more together than each alone"
    for rule in questionnaire.rules:
        yield f"  {rule.id}"
        parts = [condition(questionnaire, clause) for clause in rule.when]
        yield from (f"    {part}" for part in _joined(parts))
        yield from _effect(questionnaire, rule, "    ")
    yield "\nWarnings"
    for flag in questionnaire.flags:
        yield f"  {flag_name(questionnaire, flag.id)} [{flag.id}]: {_LOUD[flag.level]}"
    yield "\nA question that is left open does what both of its unknown answers do; an optional one does nothing."
    yield "After the last question: one summary."


_LOUD = {
    Level.EMERGENCY: "alone and first, with no kind of care beside it",
    Level.SAME_DAY: "on top of every result",
    Level.THIS_WEEK: "below that, in a panel of its own",
    Level.NOTE: "a caution in the result",
}


def _asked(questionnaire: Questionnaire, question: Question, number: int) -> Iterator[str]:
    marks = [question.id]
    marks += [word for word in ("tick", "critical", "optional") if getattr(question, word)]
    yield f"  {number}. {in_words(question.ask)} [{', '.join(marks)}]"
    if question.ask_if:
        yield f"    Asked if {condition(questionnaire, question.ask_if)}; or if that is not known"
    for option in question.options:
        yield f"    - {in_words(option.label)} [{option.id}]"
        yield from _effect(questionnaire, option, "        ")
    for word, text in ((NOT_SURE, questionnaire.labels.not_sure), (PREFER_NOT, questionnaire.labels.prefer_not)):
        yield f"    - {in_words(text)} [{word}]"
        yield from _effect(questionnaire, question.effect(word), "        ")


def _effect(questionnaire: Questionnaire, effect: Effect, indent: str) -> Iterator[str]:
    yield from (f"{indent}-> {line}" for line in weighs(questionnaire, effect))
