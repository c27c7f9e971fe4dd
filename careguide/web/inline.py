"""Style and script that travel inside the page, so that nothing else has to be fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import rcssmin
import rjsmin
from markupsafe import Markup

from careguide.core.model import Clause, Level, Questionnaire

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Inline:
    """Every inline block, letter for letter as pages hold it, since the CSP allows it by its hash."""

    style: Markup
    branches: Markup
    script: Markup
    summary_script: Markup

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> Inline:
        """Shorten style and script, and write the rules that show and hide by answers alone."""
        style = rcssmin.cssmin(_static("guide.css"))
        scripts = (rjsmin.jsmin(_static(name)) for name in ("guide.js", "summary.js"))
        return cls(*map(Markup, (style, "".join(branches(questionnaire)), *scripts)))


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def branches(questionnaire: Questionnaire) -> Iterator[str]:
    """Yield the style rules of a questionnaire: what is not asked is hidden, and an emergency shows at once.

    Ids are checked by the reader to be plain words, so none can break out of a selector.
    """
    for question in questionnaire.questions:
        if question.ask_if:
            ruled_out = "".join(_ruled_out(questionnaire, question.ask_if))
            yield f"form{ruled_out} #q-{question.id}{{--unasked:1;display:none}}"
    flags = {flag.id for flag in questionnaire.flags if flag.level is Level.EMERGENCY}
    for rule in questionnaire.rules:
        if flags & set(rule.flags):
            yield f"form{''.join(map(_holds, rule.when))} .alarm{{display:block}}"


def _holds(clause: Clause) -> str:
    return _checked(f"{condition.question}-{word}" for condition in clause for word in condition.options)


def _ruled_out(questionnaire: Questionnaire, clause: Clause) -> Iterator[str]:
    for condition in clause:
        known = questionnaire.question[condition.question].option
        yield _checked(f"{condition.question}-{word}" for word in known)
        yield f":not({_checked(f'{condition.question}-{word}' for word in condition.options)})"


def _checked(ids: Iterable[str]) -> str:
    return f":has(:is({','.join(f'#{word}' for word in ids)}):checked)"
