"""Style and script that travel inside the page, so that nothing else has to be fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import rcssmin
import rjsmin
from markupsafe import Markup

from careguide.core.model import UNKNOWN_ANSWERS, Clause, Level, Questionnaire, Rule
from careguide.core.walk import Mark

STATIC = Path(__file__).parent / "static"

RESPONDENTS = ("person", "family")
"""Who may answer on the staff page; an input's id and name begin with one of these there."""

SCRIPTS = ("guide.js", "summary.js", "together/hide.js")

TOGETHER = ("walk", "live", "keep")
"""The parts of the staff page's script, in the order in which they stand in it."""


@dataclass(frozen=True)
class Inline:
    """Every inline block, letter for letter as pages hold it, since the CSP allows it by its hash."""

    style: Markup
    branches: Markup
    script: Markup
    summary_script: Markup
    together_style: Markup
    together_branches: Markup
    together_script: Markup
    hide_script: Markup
    emergency_rules: tuple[str, ...] = field(kw_only=True)

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> Inline:
        """Shorten style and script, and write the rules that show and hide by answers alone."""
        style, together_style = (rcssmin.cssmin(_static(name)) for name in ("guide.css", "together.css"))
        script, summary_script, hide = (rjsmin.jsmin(_static(name)) for name in SCRIPTS)
        parts = "".join(_static(f"together/{name}.js") for name in TOGETHER)
        rules, together_rules = ("".join(branches(questionnaire, who)) for who in ((), RESPONDENTS))
        texts = (style, rules, script, summary_script, together_style, together_rules, rjsmin.jsmin(parts), hide)
        return cls(*map(Markup, texts), emergency_rules=tuple(rule.id for rule in emergencies(questionnaire)))

    @property
    def styles(self) -> tuple[str, ...]:
        """Every style, for the policy that allows just these."""
        return self.style, self.branches, self.together_style, self.together_branches

    @property
    def scripts(self) -> tuple[str, ...]:
        """Every script, for the policy that allows just these."""
        return self.script, self.summary_script, self.together_script, self.hide_script


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def branches(questionnaire: Questionnaire, respondents: Sequence[str] = ()) -> Iterator[str]:
    """Yield the style rules of a questionnaire: what is not asked is hidden, and an emergency shows at once.

    Where `respondents` are named, the inputs of each carry that name before their id, and what any of them says
    counts: only what all of them rule out is not asked.
    Ids are checked by the reader to be plain words, so none can break out of a selector.
    """
    for question in questionnaire.questions:
        if question.ask_if:
            ruled_out = "".join(_ruled_out(questionnaire, question.ask_if, respondents))
            yield f"form{ruled_out} #q-{question.id}{{--unasked:1;display:none}}"
    for rule in emergencies(questionnaire):
        holds = "".join(_holds(clause, respondents) for clause in rule.when)
        yield f"form{holds}{{--rule-{rule.id}:1}}" * bool(respondents) + f"form{holds} .alarm{{display:block}}"


def emergencies(questionnaire: Questionnaire) -> tuple[Rule, ...]:
    """Return the rules that make an emergency of answers that are none by themselves."""
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
    if respondents:
        ids = [*(f"{who}-{word}" for who in respondents for word in ids), *marks]
    return f":has(:is({','.join(f'#{word}' for word in ids)}):checked{':enabled' * bool(respondents)})"
