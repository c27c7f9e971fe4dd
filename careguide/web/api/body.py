"""The body of a request: strict JSON, read once, and handed on as what the core takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from flask import request

from careguide.core.assessment.answers import Sheet, read_sheet
from careguide.core.assessment.values import OWN_WORDS, Priorities, check_priorities
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.faults import did_you_mean
from careguide.core.questionnaire.model import Questionnaire
from careguide.web import strict_json
from careguide.web.api.problems import LIMIT, ApiProblem, ProblemError, faults_of, pointer
from careguide.web.api.shapes import Fault

MEMBERS = ("answers", "values", "voice", "country")
SAID = tuple(field.name for field in fields(Priorities))


@dataclass(frozen=True)
class Asked:
    """A sheet of answers that fits, what matters to the person, the voice to speak in, and whose help lines."""

    sheet: Sheet
    priorities: Priorities
    voice: Voice
    country: str


def read_body(questionnaire: Questionnaire, home: str) -> Asked:
    """Return what the current request asks for; `home` is the country if none is named.

    Raises ProblemError with every fault at once.
    """
    data = _read()
    given = data.get("answers")
    faults = [*_strange(data), *_spoken(data, questionnaire)]
    sheet: Sheet = {}
    if not isinstance(given, Mapping):
        found = "is not there" if "answers" not in data else "is not an object"
        faults.append(Fault(pointer("answers"), f"'answers' {found}. Put each answer below the id of its question."))
    elif len(given) > len(questionnaire.questions):  # against whoever sends thousands of names to be looked up
        faults.append(Fault(pointer("answers"), "There are more answers than questions. Send one for each at most."))
    else:
        sheet, problems = read_sheet(questionnaire, given)
        faults.extend(faults_of(questionnaire, given, problems))
    priorities, wrong = _priorities(questionnaire, data.get("values"))
    if faults := [*faults, *wrong]:
        raise ProblemError(ApiProblem.DOES_NOT_FIT, *faults)
    return Asked(sheet, priorities, Voice(data.get("voice", Voice.SELF)), data.get("country", home))


def _priorities(questionnaire: Questionnaire, given: object) -> tuple[Priorities, list[Fault]]:
    """Return what `values` say, and what is wrong with them. What someone typed is never repeated."""
    if given is None:
        return Priorities(), []
    if not isinstance(given, Mapping):
        return Priorities(), [Fault(pointer("values"), f"'values' is not an object. It takes: {', '.join(SAID)}.")]
    strange = not given.keys() <= {*SAID}
    faults = [Fault(pointer("values"), f"There are members here that have no meaning. Send only: {', '.join(SAID)}.")]
    found, wrong = check_priorities(questionnaire, given)
    known = ", ".join(value.id for value in questionnaire.values)
    takes = {name: "" if name == OWN_WORDS else f" It takes one of: {known}." for name in SAID}
    return found, [
        *(faults if strange else ()),
        *(Fault(pointer("values", name), f"{fault.sentence}{takes[name]}") for name, fault in wrong.items()),
    ]


def _read() -> dict[str, Any]:
    """Return the JSON object in the body of the current request."""
    if request.query_string:
        raise ProblemError(ApiProblem.IN_ADDRESS)
    if request.mimetype != "application/json" or request.content_encoding:
        raise ProblemError(ApiProblem.NOT_LABELLED_JSON)
    request.max_content_length = LIMIT + 1  # of a body that tells no length, what goes beyond is cut off in silence
    body = request.get_data(cache=False)
    if len(body) > LIMIT:
        raise ProblemError(ApiProblem.TOO_LARGE)
    try:
        data = strict_json.parsed(body)
    except ValueError:
        raise ProblemError(ApiProblem.NOT_JSON) from None
    if not isinstance(data, dict):
        raise ProblemError(ApiProblem.DOES_NOT_FIT, Fault("", "The body is not a JSON object. Begin it with '{'."))
    return data


def _strange(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield one fault for all unknown members, however many there are."""
    strange = [name for name in data if name not in MEMBERS]
    if strange:
        hint = did_you_mean(strange[0], MEMBERS)
        yield Fault("", f"There are members that have no meaning here.{hint} Send only: {', '.join(MEMBERS)}.")


def _spoken(data: Mapping[str, Any], questionnaire: Questionnaire) -> Iterator[Fault]:
    """Yield what is wrong with the voice and the country. A wrong country would bring help lines that do not work."""
    for name, known in (("voice", tuple(Voice)), ("country", tuple(questionnaire.country))):
        if name in data and data[name] not in known:
            yield Fault(pointer(name), f"This guide has no such {name}. It takes one of: {', '.join(known)}.")
