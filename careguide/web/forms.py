"""The questionnaire as a WTForms form: each question a field, checked by the same rule as everywhere else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from werkzeug.datastructures import MultiDict
from wtforms import SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from careguide.core.answers import Answer, Sheet, check
from careguide.core.model import NOT_SURE, PREFER_NOT, Question, Questionnaire

COUNTRY, VOICE, VERSION = "_country", "_voice", "_version"
CARRIED = frozenset({COUNTRY, VOICE, VERSION})
"""Fields that say how to speak, not what was answered; an id never begins with an underscore."""


class AnswerField(SelectMultipleField):
    """The answer to one question. After validation `kept` holds what can be kept of it."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        """Offer the options of `question` and the two unknown answers."""
        labels = {option.id: option.label.to_self for option in question.options}
        choices = [*labels.items(), (NOT_SURE, NOT_SURE), (PREFER_NOT, PREFER_NOT)]
        super().__init__(question.topic.to_self, choices=choices, **kwargs)
        self.question = question
        self.kept: Answer = frozenset()

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - the library calls it so
        """Check the answer by the rule of the core, in place of the library's check of each choice."""
        given: Sequence[str] = self.data or ()
        self.kept, fault = check(self.question, given)
        if fault:
            raise ValidationError(fault.value)


class SheetForm(BaseForm):
    """One sheet of answers as it came from a browser."""

    def __init__(self, fields: dict[str, Any], posted: MultiDict[str, str]) -> None:
        """Bind the posted values and check them; the questionnaire's fields are built once and shared."""
        super().__init__(fields)
        self.process(posted)
        self.strange = sorted(set(posted) - set(fields) - CARRIED)
        self.validate()

    @property
    def sheet(self) -> Sheet:
        """Every answer that can be kept."""
        given = ((name, cast(AnswerField, field).kept) for name, field in self._fields.items())
        return {name: answer for name, answer in given if answer}

    @property
    def is_whole(self) -> bool:
        """Whether nothing was wrong."""
        return not self.errors and not self.strange


def fields(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the unbound fields of a questionnaire, by question id."""
    return {question.id: AnswerField(question) for question in questionnaire.questions}
