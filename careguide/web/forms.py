"""The questionnaire as a WTForms form: each question a field, checked by the same rule as everywhere else."""

from __future__ import annotations

from typing import Any, cast

from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from careguide.core.answers import Answer, Sheet, check
from careguide.core.model import Question, Questionnaire

COUNTRY, VOICE, VERSION = "_country", "_voice", "_version"
CARRIED = frozenset({COUNTRY, VOICE, VERSION})
"""Fields that say how to speak, not what was answered; an id never begins with an underscore."""


class AnswerField(Field):
    """The answer to one question: `data` as it came, and after validation `kept`, what can be kept of it."""

    data: list[str] | None

    def __init__(self, question: Question, **kwargs: Any) -> None:
        """Stand for `question`, whether it takes one answer or several ticks."""
        super().__init__(question.topic.to_self, **kwargs)
        self.question = question
        self.kept: Answer = frozenset()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take every value that was sent: a second one where one is allowed is a fault to name, not to drop."""
        self.data = valuelist

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - the library calls it so
        """Check the answer by the rule of the core."""
        self.kept, fault = check(self.question, self.data or ())
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
