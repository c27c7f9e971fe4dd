"""Style and script that travel inside the page, so that the browser needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import rcssmin
import rjsmin
from markupsafe import Markup

from careguide.core.assessment.interview import Mark
from careguide.core.questionnaire.content import Clause, LineKind
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Level, Questionnaire, Rule
from careguide.files import catalogue

STATIC = Path(__file__).parent / "static"

RESPONDENTS = ("person", "family")
"""Who may answer on the staff page; an input's id and name begin with one of these there."""

STYLES = ("guide", "dark", "result", "aids", "compare", "together", "setup")
SCRIPTS = ("coming", "guide", "framed", "setup")

PARTS = {
    "aids": ("aids/taps", "aids/away", "aids/aloud", "aids/steps"),
    "summary": ("aids/away", "aids/aloud", "aids/share", "summary"),
    "kiosk": ("aids/kiosk",),
    "together": ("together/walk", "together/live", "together/keep"),
    "hide": ("aids/taps", "together/hide"),
}
"""The scripts that are made of parts, each with its parts in order."""

SAID = re.compile(r"\bsay\('([\w.]+)'(?:, \{ (.+?) \})?\)")
"""Where a script says a text of the catalogue, with what is filled in."""

QUOTE = "\0"
"""Stands for a quote mark until all words are written; no script has this character."""
JOINED = re.compile(rf"'\s*\+\s*{QUOTE}|{QUOTE}\s*\+\s*'|\s*\+\s*{QUOTE}{QUOTE}|{QUOTE}{QUOTE}\s*\+\s*")
"""Between two strings that can be one, or around an empty one."""

Texts = tuple[Markup, ...]


@dataclass(frozen=True)
class Inline:
    """Every inline block, exactly as it is in the page, since the CSP allows it by its hash.

    `style` and `script` have the blocks that are the same for all content, by file name.
    """

    style: dict[str, Markup]
    script: dict[str, Markup]
    branches: Markup
    together_branches: Markup
    emergency_rules: tuple[str, ...]

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> Inline:
        """Shorten style and script, and write the CSS rules that show and hide questions by the answers alone."""
        scripts = {name: script(f"{name}.js") for name in SCRIPTS}
        scripts |= {name: "".join(script(f"{part}.js") for part in parts) for name, parts in PARTS.items()}
        alone, together = (Markup("").join(map(Markup, branches(questionnaire, who))) for who in ((), RESPONDENTS))
        styles = (rcssmin.cssmin(_static(f"{name}.css")) for name in STYLES)
        return cls(
            dict(zip(STYLES, map(Markup, styles), strict=True)),
            dict(zip(scripts, map(Markup, scripts.values()), strict=True)),
            alone,
            together,
            tuple(rule.id for rule in emergencies(questionnaire)),
        )

    @property
    def rooms(self) -> dict[str, tuple[Texts, Texts]]:
        """The styles and scripts of each blueprint, for the policy that allows just these; "" is any other page."""
        style, script = self.style, self.script
        always = style["guide"], style["dark"], style["result"]
        interview = script["coming"], script["guide"], script["aids"], script["summary"]
        walked = *always, style["aids"], self.branches
        return {
            "": (always, ()),
            "guide": (walked, (*interview, script["kiosk"])),
            "framed": (walked, (script["framed"], *interview)),
            "embed": ((*always, style["setup"]), (script["setup"],)),
            "together": (
                (*always, style["together"], self.together_branches),
                (script["summary"], script["together"], script["hide"]),
            ),
        }


def script(name: str) -> str:
    """Return a script with its words in it, shortened: they cost no request, and not a byte more than in its source."""
    return str(rjsmin.jsmin(JOINED.sub("", SAID.sub(_written, _static(name))).replace(QUOTE, "'")))


def _written(call: re.Match[str]) -> str:
    """Return the words of a call as strings of the script, joined with what is filled in."""
    facts = dict(fact.split(": ", 1) for fact in (call[2] or "").split(", ") if fact)
    words = catalogue().say(call[1], **{name: f"{QUOTE} + {value} + {QUOTE}" for name, value in facts.items()})
    return QUOTE + words.replace("'", "\\'") + QUOTE


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def branches(questionnaire: Questionnaire, respondents: Sequence[str] = ()) -> Iterator[str]:
    """Yield the style rules of a questionnaire: they hide what is not asked, and show an emergency at once.

    Where `respondents` are named, the inputs of each carry that name before their id, and what any of them says
    counts: only what all of them rule out is not asked.
    Ids are checked by the reader to be plain words, so none can break out of a selector.
    """
    for question in questionnaire.questions:
        if question.ask_if:
            ruled_out = "".join(_ruled_out(questionnaire, question.ask_if, respondents))
            yield f"form{ruled_out} #q-{question.id}{{--unasked:1;display:none}}"
    lines = {} if respondents else alarms(questionnaire)  # what staff do at an emergency stands in their dialogs
    for first in dict.fromkeys(kinds[0] for kinds in lines.values()):
        yield f"form:has([data-alarm={first}]:checked) .on-{first}{{display:block}}"
    for rule in emergencies(questionnaire):
        holds = "".join(_holds(clause, respondents) for clause in rule.when)
        shown = ",".join([".alarm", *(f".on-{lines[flag][0]}" for flag in rule.flags if flag in lines)])
        told = f"form{holds}{{--rule-{rule.id}:1}}" if respondents else ""
        yield f"{told}form{holds} :is({shown}){{display:block}}"


def alarms(questionnaire: Questionnaire) -> dict[str, tuple[LineKind, ...]]:
    """Return the kinds of help line of each emergency, by its flag. The alarm has one part for each first kind."""
    loud = (flag for flag in questionnaire.flags if flag.level is Level.EMERGENCY)
    return {flag.id: questionnaire.message[flag.message].lines or (LineKind.EMERGENCY,) for flag in loud}


def emergencies(questionnaire: Questionnaire) -> tuple[Rule, ...]:
    """Return the rules that make an emergency of answers that are harmless alone."""
    flags = {flag.id for flag in questionnaire.flags if flag.level is Level.EMERGENCY}
    return tuple(rule for rule in questionnaire.rules if flags & set(rule.flags))


def _holds(clause: Clause, respondents: Sequence[str]) -> str:
    return _checked([f"{condition.question}-{word}" for condition in clause for word in condition.options], respondents)


def _ruled_out(questionnaire: Questionnaire, clause: Clause, respondents: Sequence[str]) -> Iterator[str]:
    for condition in clause:
        known = questionnaire.question[condition.question].option
        yield _checked([f"{condition.question}-{word}" for word in known], respondents)
        kept = [*condition.options, *(sorted(UNKNOWN_ANSWERS) if respondents else ())]
        still = [f"{condition.question}-{word}" for word in kept]
        yield f":not({_checked(still, respondents, [f'mark-{condition.question}-{Mark.GUESS}'])})"


def _checked(ids: Sequence[str], respondents: Sequence[str] = (), marks: Sequence[str] = ()) -> str:
    state = ":checked"
    if respondents:
        ids = [*(f"{who}-{word}" for who in respondents for word in ids), *marks]
        state = ":checked:enabled"
    return f":has(:is({','.join(f'#{word}' for word in ids)}){state})"
