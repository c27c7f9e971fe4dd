"""What summaries may say, as markup that is made ahead: nothing here depends on an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app
from markupsafe import Markup

from careguide.core.assessment.vocabulary import Reason, Vocabulary
from careguide.core.questionnaire.content import Country, Voice
from careguide.web.places import own_tab
from careguide.web.site import site
from careguide.web.words import as_is, t


@dataclass(frozen=True)
class Ahead:
    """All that summaries in one voice for one country may say: acts, messages and sources by id, and reasons.

    All of it is made before the first of them, so that what is kept tells nothing of any sheet.
    """

    first: dict[str, Markup]
    act: dict[str, Markup]
    caution: dict[str, Markup]
    panel: dict[str, Markup]
    card: dict[str, Markup]
    note: dict[str, Markup]
    source: dict[str, Markup]
    help_lines: Markup
    ending: Markup
    last: Markup
    version: Markup
    reasons: dict[Reason, Markup]

    def reason(self, reason: Reason) -> Markup:
        """Return a reason in full; that of a rule names the answers that met."""
        return self.reasons.get(reason) or _macro("reason_in_full")(reason)


def ahead(country: Country, voice: Voice) -> Ahead:
    """Return what summaries in the voice of this page may say, made once; links in a frame open a tab of their own."""
    known, key = site().ahead, (country.code, voice, own_tab())
    if key not in known:
        known[key] = _made(Vocabulary.of(site().plan, voice, country.code), country)
    return known[key]


def _made(words: Vocabulary, country: Country) -> Ahead:
    act, notes = _macro("act"), words.note
    parts = ("caution", "panel", "card", "note")
    return Ahead(
        first={name: act(item, is_first=True) for name, item in words.act.items()},
        act={name: act(item) for name, item in words.act.items()},
        **{part: dict(zip(notes, map(_macro(part), notes.values()), strict=True)) for part in parts},
        help_lines=_macro("help_lines")(country.lines),
        ending=_macro("ending")(),
        last=_macro("last")(country),
        version=t("summary.version", version=words.questionnaire.version, digest=as_is(site().plan.meaning)),
        source={source.id: _macro("source")(source) for source in words.questionnaire.sources},
        reasons={reason: _macro("reason_in_full")(reason) for some in words.told.values() for reason in some},
    )


def _macro(name: str) -> Callable[..., Markup]:
    return cast("Callable[..., Markup]", current_app.jinja_env.globals[name])
