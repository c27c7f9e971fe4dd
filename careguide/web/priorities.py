"""What matters to a person, as it comes from a browser beside a sheet of answers: checked by the rule of the core."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from careguide.core.assessment.values import OWN_WORDS, RANKS, Priorities, check_priorities
from careguide.core.questionnaire.model import Questionnaire

PREFIX = "_"
"""How its fields begin; an id of a question never does."""

PARTS = (*RANKS, OWN_WORDS)
MATTERS = frozenset(f"{PREFIX}{part}" for part in PARTS)
"""The names of its fields. They are no answers, and a sheet is whole without them."""


class PrioritiesField(StringField):
    """One part of what was said, with what the core says of it."""

    def pre_validate(self, form: BaseForm) -> None:
        """Take the core's word."""
        assert isinstance(form, PrioritiesForm)  # noqa: S101 - it is no field of any other  # nosec B101
        if fault := form.faults.get(self.short_name):
            raise ValidationError(fault.sentence)


class PrioritiesForm(BaseForm):
    """What a person chose as most and as least, and typed. `priorities` are what can be kept of it, faulty or not."""

    def __init__(self, questionnaire: Questionnaire, posted: MultiDict[str, str]) -> None:
        """Take the posted values and check them. Most sheets come without any, and need no fields."""
        sent = not MATTERS.isdisjoint(posted.keys())
        fields: dict[str, Any] = {part: PrioritiesField(part) for part in PARTS if sent}
        super().__init__(fields, prefix=PREFIX)
        self.process(posted)
        self.priorities, self.faults = (
            check_priorities(questionnaire, {field.short_name: field.data for field in self})
            if sent
            else (Priorities(), {})
        )
        self.validate()

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong, by the name of the part."""
        return {name: fault.sentence for name, fault in self.faults.items()}

    @property
    def carried(self) -> dict[str, str]:
        """What can be sent again, by the names of the fields."""
        return {f"{PREFIX}{part}": word for part in PARTS if (word := getattr(self.priorities, part))}

    @property
    def hidden(self) -> Markup:
        """What can be sent again, as hidden fields."""
        field = Markup('<input type="hidden" name="{}" value="{}">')
        return Markup("\n").join(field.format(name, word) for name, word in self.carried.items())
