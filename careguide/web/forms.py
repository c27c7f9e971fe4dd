"""The questionnaire as a WTForms form: each question is a field, checked by the same rule as everywhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField
from wtforms.form import BaseForm
from wtforms.validators import AnyOf, Length, Optional, ValidationError

from careguide.core.assessment.answers import Answer, Sheet, check_answer
from careguide.core.assessment.family import private
from careguide.core.assessment.interview import Interview, Mark, NextStep, ProfessionalView
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Question, Questionnaire
from careguide.web.priorities import MATTERS
from careguide.web.words import say

COUNTRY, VOICE, VERSION = "_country", "_voice", "_version"
CARRIED = frozenset({COUNTRY, VOICE, VERSION})
"""Fields that say how to speak, not what was answered; an id never begins with an underscore."""

PERSON, FAMILY = "person-", "family-"
"""How the names of fields begin on the staff page, by who answers."""

LEAVE, AGREE = "leave-", "agree-"
"""How the names of fields begin that leave an answer off the family sheet, or that let a private one be shown."""

STEPS = 6
"""Agreed next steps that the staff page has room for."""

STEP_PARTS = {"who": 60, "what": 160, "when": 60}
"""What staff type for each agreed step, and how many letters it may have."""

NAMED, LONGEST_NAME = 10, 60
"""How many unknown fields are named, and how many letters of each: a reply must not be larger than the request."""


Inputs = dict[tuple[str, str], str]
"""The hidden input that carries each answer, by question and id, as HTML."""


class AnswerField(Field):
    """The answer to one question: `data` as it arrived, and after validation `kept`, what can be kept of it."""

    data: list[str] | None

    def __init__(self, question: Question, **kwargs: Any) -> None:
        """Stand for `question`, whether it takes one answer or several ticks."""
        super().__init__(question.topic.to_self, **kwargs)
        self.question = question
        self.kept: Answer = frozenset()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take every value that was sent. If only one is allowed, a second is a fault to report, not to drop."""
        self.data = valuelist

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - the library calls it so
        """Check the answer by the rule of the core."""
        self.kept, fault = check_answer(self.question, self.data or ())
        if fault:
            raise ValidationError(fault.value)


@dataclass(frozen=True)
class Ready:
    """A field that was bound once, and is copied for each form: 12 µs a sheet, where WTForms takes 90 to build it anew.

    It stands in the place of WTForms' own unbound field, and so has a name and can be bound.
    """

    bound: Field
    name: None = None

    def bind(self, **_: Any) -> Field:
        """Return a copy for another form of the same prefix. Python's own copy calls the class, and gets none bound."""
        fresh: Field = object.__new__(type(self.bound))
        vars(fresh).update(vars(self.bound))
        return fresh


Fields = dict[str, dict[str, Any]]
"""What is ready of the fields, by who answers and question id."""


class SheetForm(BaseForm):
    """One sheet of answers as it came from a browser.

    `is_older` means that it was filled in on questions that meant something else.
    """

    def __init__(self, fields: Fields, posted: MultiDict[str, str], meaning: str, prefix: str = "") -> None:
        """Take the posted values and check them, with a fresh copy of the questionnaire's fields.

        `meaning` is the questionnaire's fingerprint; a sheet without one is taken as it is.
        A `prefix` says who answers. With one, other names are not unknown: they belong to someone else.
        """
        super().__init__(fields[prefix], prefix=prefix)
        self.is_older = posted.get(VERSION, meaning) != meaning
        self.process(posted)
        self.strange = [] if prefix else _named(posted.keys() - fields[prefix].keys() - CARRIED - MATTERS)
        self.validate()

    @property
    def sheet(self) -> Sheet:
        """Every answer that can be kept."""
        given = (field for field in self if isinstance(field, AnswerField))
        return {field.question.id: field.kept for field in given if field.kept}

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong, so that it can have a result."""
        return not self.errors and not self.strange and not self.is_older


class InterviewForm:
    """Everything that the staff page sends: the sheets of both respondents, and what staff typed and chose."""

    def __init__(self, fields: Fields, typed: dict[str, Any], posted: MultiDict[str, str], meaning: str) -> None:
        """Bind and check all of it; `problems` are sentences, empty when nothing is wrong."""
        self.person, self.family = (SheetForm(fields, posted, meaning, prefix) for prefix in (PERSON, FAMILY))
        self.typed = BaseForm(typed)
        self.typed.process(posted)
        self.typed.validate()
        known = {field.name for form in (self.person, self.family, self.typed) for field in form}
        strange = _named(posted.keys() - known - CARRIED - {"here"})
        self.problems = [
            *([say("refusal.older")] if self.person.is_older else ()),
            *_told(strange),
            *self._half_a_view(),
            *(
                f"{field.label.text}: {error}"
                for form in (self.person, self.family, self.typed)
                for field in form
                for error in field.errors
            ),
        ]

    def _half_a_view(self) -> Iterator[str]:
        setting, reason, text = (self.typed.data[f"view-{part}"] for part in ("setting", "reason", "text"))
        if setting and not reason:
            yield say("refusal.view_why")
        if (reason or text) and not setting:
            yield say("refusal.view_where")

    def interview(self) -> Interview:
        """Return what can be kept of the interview."""
        data = {name: value or "" for name, value in self.typed.data.items()}
        said = {name: data[f"mark-{name}"] for name in self.family.sheet}
        view = ProfessionalView(data["view-setting"], data["view-reason"], data["view-text"])
        steps = (NextStep(*(data[f"{part}-{number}"] for part in STEP_PARTS)) for number in range(1, STEPS + 1))
        return Interview(
            person=self.person.sheet,
            family=self.family.sheet,
            marks={name: Mark(mark) for name, mark in said.items() if mark},
            notes={
                name.removeprefix("note-"): text for name, text in data.items() if name.startswith("note-") and text
            },
            closing=data["closing"],
            steps=tuple(step for step in steps if any((step.who, step.what, step.when))),
            staff_name=data["staff-name"],
            staff_contact=data["staff-contact"],
            view=view if view.setting else None,
            left_off=_chosen(data, LEAVE),
            agreed=_chosen(data, AGREE),
        )


def _chosen(data: Mapping[str, str], prefix: str) -> frozenset[str]:
    return frozenset(name.removeprefix(prefix) for name, on in data.items() if name.startswith(prefix) and on)


def _named(names: Iterable[str | None]) -> list[str]:
    """Return names in order; a part of a broken form can be without one."""
    return sorted(name or "" for name in names)


def _told(strange: list[str]) -> Iterator[str]:
    """Yield a sentence for each of the first unknown fields, and one for all others."""
    for name in strange[:NAMED]:
        cut = name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
        yield say("refusal.strange", name=cut)
    if len(strange) > NAMED:
        yield say("refusal.more_strange", count=len(strange) - NAMED)


def typed_fields(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the unbound fields of the staff page that hold no answer, by name."""
    words = questionnaire.together
    lengths = {"closing": 1000, "view-text": 500, "staff-name": 80, "staff-contact": 120}
    lengths |= {f"note-{question.id}": 500 for question in questionnaire.questions}
    lengths |= {f"{part}-{number}": length for number in range(1, STEPS + 1) for part, length in STEP_PARTS.items()}
    choices: dict[str, list[str]] = {
        "view-setting": [setting.id for setting in questionnaire.settings],
        "view-reason": [reason.id for reason in words.view_reasons] if words else [],
    }
    choices |= {f"mark-{question.id}": list(Mark) for question in questionnaire.questions}
    choices |= {
        f"{AGREE if question.id in private(questionnaire) else LEAVE}{question.id}": ["yes"]
        for question in questionnaire.questions
    }
    topics = {
        f"note-{question.id}": say("refusal.note_on", topic=question.topic.to_self)
        for question in questionnaire.questions
    }
    texts = {
        name: StringField(
            topics.get(name, name),
            filters=[_tidy],
            validators=[Length(max=most, message=say("refusal.too_long", most=most))],
        )
        for name, most in lengths.items()
    }
    picks = {
        name: StringField(name, filters=[_tidy], validators=[Optional(), AnyOf(ids, message=say("refusal.no_choice"))])
        for name, ids in choices.items()
    }
    return texts | picks


def _tidy(text: str | None) -> str | None:
    """Count a line break as one letter, as the page does; browsers send two."""
    return text.replace("\r\n", "\n").strip() if text else text


def inputs_of(questionnaire: Questionnaire) -> Inputs:
    """Return the hidden input that carries each answer of each question."""
    return {
        (question.id, word): str(Markup('<input type="hidden" name="{}" value="{}">').format(question.id, word))
        for question in questionnaire.questions
        for word in (*question.option, *UNKNOWN_ANSWERS)
    }


def carried(inputs: Inputs, sheet: Sheet) -> Markup:
    """Return the hidden inputs that carry a sheet."""
    found = (inputs[name, word] for name, answer in sheet.items() for word in sorted(answer))
    return Markup("\n".join(found))  # noqa: S704 - each is escaped  # nosec B704


def fields(questionnaire: Questionnaire) -> Fields:
    """Return the fields of a questionnaire, by who answers and question id, to be copied for each sheet."""
    unbound: dict[str, Any] = {question.id: AnswerField(question) for question in questionnaire.questions}
    forms = {prefix: BaseForm(unbound, prefix=prefix) for prefix in ("", PERSON, FAMILY)}
    return {prefix: {name: Ready(form[name]) for name in unbound} for prefix, form in forms.items()}
