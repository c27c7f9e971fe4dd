"""The JSON API: the questions out, a sheet of answers in, the summary's data out. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import msgspec
from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState

from careguide.core.assessment.summary import Summary, compose
from careguide.core.questionnaire.content import Voice
from careguide.web.api.body import read_body
from careguide.web.api.problems import LIMIT, PREFIX, ApiProblem, ProblemError, answer, of_error
from careguide.web.api.public import public
from careguide.web.api.shapes import DUTIES, PURPOSE, Problem, PublicQuestionnaire, asked_type
from careguide.web.pages import Site, render, site

__all__ = ["PREFIX", "blueprint", "of_error"]

DOCUMENT = "careguide.openapi"
"""Where the app holds its OpenAPI document."""

GIVEN = (Summary, PublicQuestionnaire, Problem)
"""The types of what the API returns."""

HERE = "http://127.0.0.1:8000"
"""Where `careguide serve` answers, for examples on a server that does not know its address."""

SHOWN = 3
"""Questions that the example on the readable page answers."""


def blueprint(held: Site) -> Blueprint:
    """Return the routes of the API."""
    made = Blueprint("api", __name__, url_prefix=PREFIX)
    made.get("/")(reference)
    made.get("/openapi.json")(openapi)
    made.get("/questionnaire")(questionnaire)
    made.post("/summary")(summary)
    made.register_error_handler(ProblemError, _refused)

    @made.record_once
    def describe(state: BlueprintSetupState) -> None:
        state.app.extensions[DOCUMENT] = cache(partial(_document, held))

    return made


def _document(held: Site) -> dict[str, Any]:
    """Return the OpenAPI document: the routes, described by the types of what they take and give."""
    # Loaded when it is asked for: nobody needs to wait for it at start, of which it took a sixteenth.
    from careguide.web.api.contract import Replies, document  # noqa: PLC0415

    body = asked_type(held.questionnaire, held.home_country.code)
    questions_out = Replies("HTTP_304", model=PublicQuestionnaire, meaning="The questionnaire.", problems={400})
    summary_out = Replies(model=Summary, meaning="The summary.", problems={400, 413, 415, 422})
    views = {
        questionnaire: {"resp": questions_out, "operation_id": "questionnaire"},
        summary: {"json": body, "resp": summary_out, "operation_id": "summary"},
    }
    return document(held.settings.public_url, views, GIVEN)


def questionnaire() -> Response:
    """Return the questions, their branches and their warnings.

    The same for everyone, so it may be kept: ask again with `If-None-Match`, and 304 says that nothing has changed.
    Show a flagged answer's message the moment the answer is chosen, and an emergency with the country's help lines.
    """
    held = site()
    return _kept(lambda: msgspec.json.encode(public(held.questionnaire, held.home_country.code)).decode())


def summary() -> Response:
    """Weigh a sheet of answers, and forget it.

    Send answers as they are, with what is open left out: not knowing widens the result, and never reassures. If
    `digest` is not that of the questions you have shown, fetch them again and ask the person again. Keep no answer.
    """
    held = site()
    given = read_body(held.questionnaire, held.home_country.code)
    result = compose(held.questionnaire, given.sheet, given.voice, given.country)
    return current_app.response_class(msgspec.json.encode(result), mimetype="application/json")


def openapi() -> Response:
    """Return the OpenAPI document."""
    return _kept(lambda: msgspec.json.encode(current_app.extensions[DOCUMENT]()).decode())


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
            document=current_app.extensions[DOCUMENT](),
            duties=DUTIES,
            kinds=list(ApiProblem),
            limit=LIMIT,
            purpose=PURPOSE,
            to_ask=f"curl {address}/questionnaire",
            to_weigh=f"curl -H 'Content-Type: application/json' -d '{example}' {address}/summary",
        )

    return held.page(country, Voice.SELF, drawn)


def _kept(make: Callable[[], str]) -> Response:
    """Answer with JSON that is the same for everyone; it is made and compressed when it is first asked for."""
    held = site()
    response = held.page(held.home_country, Voice.SELF, make)
    response.mimetype = "application/json"
    return response


def _refused(error: ProblemError) -> Response:
    return answer(error.kind, *error.faults)
