"""What a browser sends: a sheet of answers, what matters to the person, and how to speak."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnsupportedMediaType

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.beside import in_range, with_priorities
from careguide.core.assessment.summary import Summary, compose
from careguide.core.assessment.values import Priorities
from careguide.core.questionnaire.content import Country, Voice
from careguide.web.forms import COUNTRY, VERSION, VOICE, SheetForm
from careguide.web.priorities import PrioritiesForm
from careguide.web.security import FORM_TYPES
from careguide.web.site import site


class Posted(NamedTuple):
    """What a browser sends: a sheet, what matters to the person, and how to speak."""

    form: SheetForm
    matters: PrioritiesForm
    voice: Voice
    country: Country

    @classmethod
    def of(cls, sent: MultiDict[str, str]) -> Posted:
        """Check what was sent."""
        held = site()
        form = SheetForm(held.fields, sent, held.plan.meaning)
        return cls(form, PrioritiesForm(held.questionnaire, sent), *_addressed(sent))

    @classmethod
    def of_sheet(cls, sheet: Sheet, voice: Voice, country: Country) -> Posted:
        """Return a sheet that was found otherwise, as if its form had been sent."""
        said = [(name, word) for name, answer in sheet.items() for word in sorted(answer)]
        about = [(VOICE, voice.value), (COUNTRY, country.code), (VERSION, site().plan.meaning)]
        return cls.of(MultiDict([*said, *about]))

    @property
    def sound(self) -> Priorities:
        """What matters, unless it is faulty."""
        return Priorities() if self.matters.faults else self.matters.priorities

    def summary(self) -> Summary:
        """Compose the summary, with what matters beside it unless that is faulty."""
        held = site()
        result = compose(held.plan, self.form.sheet, self.voice, self.country.code, exchanges=False)
        return with_priorities(held.questionnaire, result, self.sound)

    def problems(self, summary: Summary) -> dict[str, str]:
        """Return what is wrong with what matters, where the summary asks for it; nothing stands beside an emergency."""
        return self.matters.problems if in_range(summary) else {}


def addressed() -> tuple[Voice, Country]:
    """Return in which voice, and for which country, this request wants its answer."""
    return _addressed(request.form)


def _addressed(sent: MultiDict[str, str]) -> tuple[Voice, Country]:
    voice = Voice.SOMEONE if sent.get(VOICE) == Voice.SOMEONE else Voice.SELF
    return voice, site().country(sent.get(COUNTRY))


def posted() -> Posted:
    """Check what came with this request. Raises UnsupportedMediaType for what no form sends."""
    if request.mimetype not in FORM_TYPES and request.get_data(cache=True):
        raise UnsupportedMediaType
    return Posted.of(request.form)
