"""What the API answers when something is wrong: problem documents (RFC 9457) that say where, and how to fix it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum

import msgspec
from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException

from careguide.core.assessment.answers import AnswerProblem
from careguide.core.questionnaire.faults import did_you_mean
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Questionnaire
from careguide.web.api.shapes import Fault, Problem

PREFIX = "/api/v1"
MEDIA_TYPE = "application/problem+json"
LIMIT = 16 * 1024
"""Bytes of a body; a whole sheet has about two thousand."""


class ApiProblem(Enum):
    """Every kind of problem: its status, its name, and how to fix it. The id is the name in small letters."""

    NOT_JSON = (400, "Not well-formed JSON", "Send one JSON object in UTF-8, with each name once and without NaN.")
    IN_ADDRESS = (400, "Something follows the '?'", "Send answers in the body only; an address can end up in a log.")
    UNREADABLE = (400, "A request that cannot be read", f"Compare it with the example at {PREFIX}/.")
    NO_SUCH_ADDRESS = (404, "No such address", f"Take one of the addresses at {PREFIX}/.")
    OTHER_METHOD = (405, "Another method is needed", "Take the method that the 'Allow' header names.")
    TOO_SLOW = (408, "Too slow", "The body did not arrive in time. Send it again, on a faster line or in fewer bytes.")
    NO_LENGTH = (411, "Without its length", "Send the header 'Content-Length'. A body in chunks is not read.")
    TOO_LARGE = (413, "Too large", f"Send at most {LIMIT} bytes; a whole sheet of answers has about 2000.")
    NOT_LABELLED_JSON = (415, "Not labelled as JSON", "Send the header 'Content-Type: application/json', unpacked.")
    DOES_NOT_FIT = (422, "Answers that do not fit", "Mend each place that 'errors' names; the rest was understood.")
    TOO_OFTEN = (429, "Too many requests", "Wait for the seconds that the 'Retry-After' header names, then go on.")
    OUR_FAULT = (500, "A fault of this server", "This is not your fault. Try again, and tell whoever runs this server.")
    BUSY = (503, "Too busy", "Wait for the seconds that the 'Retry-After' header names, then send it again.")

    def __init__(self, status: int, title: str, mend: str) -> None:
        """Unpack what belongs to the kind."""
        self.status, self.title, self.mend = status, title, mend

    @property
    def id(self) -> str:
        """The fixed name, which is also the place on the readable page that explains this kind."""
        return self.name.lower().replace("_", "-")


USUAL = {400: ApiProblem.UNREADABLE, 404: ApiProblem.NO_SUCH_ADDRESS, 405: ApiProblem.OTHER_METHOD} | {
    kind.status: kind for kind in ApiProblem if kind.status > ApiProblem.OTHER_METHOD.status
}
"""The kind of problem for a status if nothing else is known."""


class ProblemError(Exception):
    """A request cannot be answered; the kind says why, and `faults` name the places in its body."""

    def __init__(self, kind: ApiProblem, *faults: Fault) -> None:
        """Keep the kind and the faults."""
        super().__init__(kind.id)
        self.kind, self.faults = kind, faults


def answer(kind: ApiProblem, *faults: Fault, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a problem document. It repeats nothing that was sent."""
    return _response(
        Problem(f"{request.script_root}{PREFIX}/#{kind.id}", kind.title, kind.status, kind.mend, faults), headers
    )


def of_error(error: HTTPException) -> Response:
    """Answer with the problem document for any other error under the address of the API."""
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    status = error.code or ApiProblem.OUR_FAULT.status
    if kind := USUAL.get(status):
        return answer(kind, headers=kept)
    return _response(Problem("about:blank", error.name, status, "Ask whoever runs this server why."), kept)


def _response(problem: Problem, headers: Mapping[str, str] | None) -> Response:
    return current_app.response_class(msgspec.json.encode(problem), problem.status, headers, mimetype=MEDIA_TYPE)


def faults_of(
    questionnaire: Questionnaire, raw: Mapping[str, object], found: tuple[AnswerProblem, ...]
) -> Iterator[Fault]:
    """Yield each fault of `raw`, the answers as they were sent. No answer and no unknown name is repeated.

    An unknown name could be private words in the wrong place: it is counted, not named.
    """
    names = list(raw)
    for problem in found:
        question = questionnaire.question.get(problem.question)
        if question is None:
            hint = did_you_mean(problem.question, questionnaire.question) or " Take the ids of the questions."
            detail = f"Member {names.index(problem.question) + 1} of 'answers' is not a question of this guide.{hint}"
            yield Fault("/answers", detail)
        else:
            mend = f" It takes {'several' if question.tick else 'one'} of: "
            words = ", ".join((*question.option, *sorted(UNKNOWN_ANSWERS)))
            yield Fault(pointer("answers", question.id), f"{problem.sentence}{mend}{words}.")


def pointer(*names: str) -> str:
    """Return the JSON pointer (RFC 6901) to a member; the names are ours, never those that were sent."""
    return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in names)
