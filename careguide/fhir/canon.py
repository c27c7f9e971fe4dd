"""What everything is called: the canonical addresses and the codes that belong to one questionnaire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from careguide.core.assessment.bits import Plan
from careguide.core.assessment.values import OWN_WORDS, RANKS
from careguide.core.assessment.vocabulary import answer_words
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Question, Questionnaire
from careguide.core.questionnaire.values import Value

Resource = dict[str, Any]
"""A resource, or a part of one, as it stands in JSON."""

NOWHERE = "https://careguide.example"
"""Where the addresses begin while no public address is set: a name that no one can ever own."""

FHIR_VERSION = "4.0.1"
NAMES = {Voice.SELF: "careguide", Voice.SOMEONE: "careguide-someone"}
ANSWERS, RESULTS, OPERATION = "careguide", "careguide-summary", "careguide-summary"
UNKNOWN = "unknown"
VALUES = "value"
"""Begins the codes and links of what can matter to a person."""
PRIORITIES = {f"{VALUES}.{part}": part for part in (*RANKS, OWN_WORDS)}
"""What can be said of values, by its link."""
"""Goes before the code of an answer that is not known. No option may be called so, so no other code is the same."""


@dataclass(frozen=True)
class Canon:
    """The addresses of one questionnaire at one place; `base` ends without a slash.

    `layouts` keeps the items of a Questionnaire in each voice, as they are made.
    """

    plan: Plan
    base: str
    layouts: dict[Voice, tuple[Resource, ...]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def questionnaire(self) -> Questionnaire:
        """Return what is asked."""
        return self.plan.questionnaire

    @property
    def version(self) -> str:
        """Return the version: as the content names it, what it means, and a hash that changes with every letter."""
        return f"{self.questionnaire.version}-{self.plan.meaning}-{self.questionnaire.digest}"

    @property
    def draft(self) -> bool:
        """Whether no clinician has reviewed the content."""
        return self.questionnaire.review.on is None

    @property
    def server(self) -> str:
        """Return the address that the server answers at."""
        return f"{self.base}/fhir/R4"

    @property
    def system(self) -> str:
        """Return the code system of every answer."""
        return self.url("CodeSystem", ANSWERS)

    def url(self, kind: str, name: str) -> str:
        """Return the canonical address of a resource."""
        return f"{self.server}/{kind}/{name}"

    def form(self, voice: Voice) -> str:
        """Return the canonical address of the Questionnaire in this voice."""
        return self.url("Questionnaire", NAMES[voice])

    def versioned(self, voice: Voice) -> str:
        """Return what a response has to name: the Questionnaire and its version."""
        return f"{self.form(voice)}|{self.version}"

    def answers(self, named: str, voice: Voice) -> bool:
        """Whether what a response names is the Questionnaire in this voice, in a version that means the same."""
        form, _, version = named.partition("|")
        return form == self.form(voice) and version.split("-")[-2:-1] == [self.plan.meaning]

    def coding(self, code: str, display: str, system: str = ANSWERS) -> Resource:
        """Return a code of our own."""
        return {"system": self.url("CodeSystem", system), "code": code, "display": display}

    def answer(self, question: Question, word: str, voice: Voice) -> Resource:
        """Return the code of one answer to a question."""
        display = answer_words(self.questionnaire, question, frozenset({word}), voice)
        return self.coding(answer_code(question, word), display)

    def value(self, value: Value, voice: Voice) -> Resource:
        """Return the code of something that can matter to a person."""
        return self.coding(value_code(value.id), value.label.in_voice(voice))

    def published(self, kind: str, name: str) -> Resource:
        """Return what every resource that is published begins with."""
        return {
            "resourceType": kind,
            "id": name,
            "language": "en",
            "url": self.url(kind, name),
            "version": self.version,
            "status": "draft" if self.draft else "active",
            "experimental": self.draft,
            "date": self.questionnaire.published,
        }


def value_code(name: str) -> str:
    """Return the code of a value. It has two dots, so that no answer to a question can have the same."""
    return f"{VALUES}.of.{name}"


def answer_code(question: Question, word: str) -> str:
    """Return the code of an answer: that of an option is its question's, a dot and its own."""
    return f"{UNKNOWN if word in UNKNOWN_ANSWERS else question.id}.{word}"
