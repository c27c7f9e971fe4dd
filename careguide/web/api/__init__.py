"""The JSON API: the questions out, a sheet of answers in, the summary's data out. Nothing is kept."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, current_app, request

from careguide.core.assessment.beside import with_priorities
from careguide.core.assessment.summary import Summary, compose
from careguide.web.api.body import read_body
from careguide.web.api.contract import Operation, document
from careguide.web.api.problems import LIMIT, PREFIX, ApiProblem, ProblemError, answer, of_error
from careguide.web.api.public import public
from careguide.web.api.shapes import DUTIES, PURPOSE, PublicQuestionnaire, asked_type
from careguide.web.cached_page import cached_page
from careguide.web.rendering import render
from careguide.web.site import site

__all__ = ["PREFIX", "blueprint", "of_error"]

HERE = "http://127.0.0.1:8000"
"""Where `careguide serve` answers, for examples on a server that does not know its address."""

JSON = "application/json"

SHOWN = 3
"""Questions that the example on the readable page answers."""


blueprint = Blueprint("api", __name__, url_prefix=PREFIX)


def _document() -> dict[str, Any]:
    """Return the OpenAPI document: the routes, described by the types of what they take and give."""
    held = site()
    body = asked_type(held.questionnaire, held.home_country.code)
    asking = Operation(questionnaire, PublicQuestionnaire, "The questionnaire.", frozenset({400}))
    weighing = Operation(summary, Summary, "The summary.", frozenset({400, 413, 415, 422}), body)
    operations = {f"{PREFIX}/questionnaire": {"get": asking}, f"{PREFIX}/summary": {"post": weighing}}
    return document(held.settings.public_url, operations)


@blueprint.get("/questionnaire")
def questionnaire() -> Response:
    """Return the questions, their branches and their warnings.

    The same for everyone, so it may be kept: ask again with `If-None-Match`, and 304 says that nothing has changed.
    Show a flagged answer's message the moment the answer is chosen, and an emergency with the country's help lines.
    """
    held = site()
    home = held.home_country
    return cached_page(lambda: msgspec.json.encode(public(held.plan, home.code)).decode(), home, mimetype=JSON)


@blueprint.post("/summary")
def summary() -> Response:
    """Weigh a sheet of answers, and forget it.

    Send answers as they are, with what is open left out: not knowing widens the result, and never reassures. If
    `digest` is not that of the questions you have shown, fetch them again and ask the person again. Keep no answer.
    """
    held = site()
    given = read_body(held.questionnaire, held.home_country.code)
    result = compose(held.plan, given.sheet, given.voice, given.country)
    result = with_priorities(held.questionnaire, result, given.priorities)
    return current_app.response_class(msgspec.json.encode(result), mimetype=JSON)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Return the OpenAPI document."""
    held = site()
    return cached_page(lambda: msgspec.json.encode(_document()).decode(), held.home_country, mimetype=JSON)


@blueprint.get("/")
def reference() -> Response:
    """Show the OpenAPI document as a page to read, with examples."""
    held = site()
    country = held.country(request.args.get("country"))
    address = f"{held.settings.public_url or HERE}{PREFIX}"
    shown = {question.id: question.options[-1].id for question in held.questionnaire.questions[:SHOWN]}
    example = msgspec.json.encode({"answers": shown}).decode()

    def drawn() -> str:
        return render(
            "api/reference.html",
            country=country,
            document=_document(),
            duties=DUTIES,
            kinds=list(ApiProblem),
            limit=LIMIT,
            purpose=PURPOSE,
            to_ask=f"curl {address}/questionnaire",
            to_weigh=f"curl -H 'Content-Type: application/json' -d '{example}' {address}/summary",
        )

    return cached_page(drawn, country)


@blueprint.errorhandler(ProblemError)
def refused(error: ProblemError) -> Response:
    """Answer with every fault of what was sent."""
    return answer(error.kind, *error.faults)
