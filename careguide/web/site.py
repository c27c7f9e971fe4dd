"""What a running app holds: the questionnaire, its form fields, and the pages rendered so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import current_app

from careguide.config import Config
from careguide.core.assessment.bits import Plan
from careguide.core.questionnaire.content import Country, Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.fhir.canon import NOWHERE, Canon
from careguide.proof import Record
from careguide.web import forms
from careguide.web.embed.look import Look
from careguide.web.forms import Fields, Inputs
from careguide.web.wsgi.page import Key, Page

if TYPE_CHECKING:
    from careguide.web.ahead import Ahead

MOST_KEPT = 1000
"""How many parts of pages, and how many addresses, are kept; one site has some hundreds."""


@dataclass
class Site:
    """What a running app holds: the questionnaire, its form fields, and the pages rendered so far.

    `pages` can only grow to routes times countries times voices, whatever is asked for, and the headers that each of
    them keeps to two schemes times three encodings.
    """

    plan: Plan
    settings: Config
    proof: Record
    fields: Fields = field(init=False)
    typed_fields: dict[str, Any] = field(init=False)
    inputs: Inputs = field(init=False)
    pages: dict[Key, Page] = field(default_factory=dict)
    addresses: dict[tuple[object, ...], str] = field(default_factory=dict)
    looks: dict[tuple[Key, str, Look, bool], Page] = field(default_factory=dict)
    parts: dict[tuple[object, ...], list[str]] = field(default_factory=dict)
    ahead: dict[tuple[str, Voice, str], Ahead] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the form fields, and the hidden inputs that carry answers on."""
        self.inputs = forms.inputs_of(self.questionnaire)
        self.fields, self.typed_fields = forms.fields(self.questionnaire), forms.typed_fields(self.questionnaire)

    @property
    def questionnaire(self) -> Questionnaire:
        """What is asked."""
        return self.plan.questionnaire

    @cached_property
    def canon(self) -> Canon:
        """What health records call all this."""
        return Canon(self.plan, self.settings.public_url or NOWHERE)

    @property
    def home_country(self) -> Country:
        """The country whose help lines are shown unless another is chosen."""
        return self.questionnaire.country[self.settings.country or self.questionnaire.countries[0].code]

    def country(self, code: str | None) -> Country:
        """Return the country of this code, or the default one for a code that is not known."""
        return self.questionnaire.country.get((code or "").upper(), self.home_country)


def site() -> Site:
    """Return what the running app holds."""
    held: Site = current_app.extensions["careguide"]
    return held


def bounded(known: dict[Any, Any]) -> dict[Any, Any]:
    """Return it with room for one more; its keys come from requests."""
    if len(known) >= MOST_KEPT:
        known.clear()
    return known
