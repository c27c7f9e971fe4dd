"""The staff page: the questions gone through together, with a live picture and two sheets. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge, TooManyRequests

from careguide import pdf
from careguide.core.assessment.family import for_family
from careguide.core.assessment.interview import Takeaway, joined_sheet, take_away
from careguide.core.assessment.phone_code import PhoneCodeError, TooLongError, decode
from careguide.core.assessment.summary import PANEL_LEVELS
from careguide.core.questionnaire.content import Country
from careguide.web import staff_lock
from careguide.web.cached_page import cached_page
from careguide.web.forms import COUNTRY, STEPS, InterviewForm
from careguide.web.pdfs import EXTENSION, BusyError, Queue
from careguide.web.records import saved
from careguide.web.rendering import render
from careguide.web.site import site
from careguide.web.templating import is_answered
from careguide.web.words import say

INTERRUPTING = ("emergency", "same_day")
"""Levels whose dialog interrupts, as in live.js; what can wait for the week does not."""

blueprint = Blueprint("together", __name__, url_prefix="/together")
blueprint.before_request(staff_lock.gate)


@blueprint.get("")
def walk() -> Response:
    """Show every question and what to say, for two respondents side by side."""
    country = site().country(request.args.get("country"))
    return cached_page(lambda: render("together/walk.html", country=country, steps=STEPS), country)


@blueprint.get("/clear")
def clear() -> Response:
    """Show the empty page, and make the browser forget what it has of this site."""
    return walk()


@blueprint.after_request
def forget(response: Response) -> Response:
    """Clear everything, even if the page was locked in the meantime."""
    if request.endpoint == "together.clear":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.post("/enter")
def enter() -> Response:
    """Unlock the page for anyone who knows the access phrase."""
    return staff_lock.enter()


@blueprint.post("/live")
def live() -> Response:
    """Answer with the picture so far, as a part of a page, and forget the answers."""

    def drawn(found: Takeaway, country: Country) -> Response:
        sheet = joined_sheet(site().questionnaire, found.interview)
        panels = {level.value: getattr(found.summary, level) for level in PANEL_LEVELS}
        spoke = {  # a question that was not asked yet interrupts no one
            level: [reason for reason in panel.reasons if is_answered(reason.questions, sheet)] if panel else []
            for level, panel in panels.items()
        }
        rules = [f"{level}:{reason.rule}" for level in INTERRUPTING for reason in spoke[level] if reason.rule]
        return _page("live", country, takeaway=found, sheet=sheet, loud=rules, spoke=spoke)

    return _answered(drawn)


@blueprint.post("/code")
def code() -> Response:
    """Return the answers that a code stands for, or a sentence that says what is wrong with it."""
    if not staff_lock.tries().may_type_code(request.remote_addr or ""):
        return _refusal([say("refusal.codes")], 429)
    try:
        sheet, voice = decode(site().questionnaire, request.form.get("code", ""))
    except (PhoneCodeError, TooLongError) as error:
        return _refusal([str(error)], 422)
    return jsonify(voice=voice, answers={name: sorted(answer) for name, answer in sheet.items()})


@blueprint.post("/family")
def family() -> Response:
    """Show the family sheet."""

    def drawn(whole: Takeaway, country: Country) -> Response:
        found = for_family(site().plan, whole)
        return _page("family", country, takeaway=found, summary=found.summary, voice=found.summary.voice)

    return _answered(drawn)


@blueprint.post("/staff")
def staff() -> Response:
    """Show the staff sheet."""
    return _answered(
        lambda found, country: _page(
            "staff", country, takeaway=found, summary=found.summary, voice=found.interview.voice
        ),
        exchanges=True,
    )


@blueprint.post("/family.pdf")
def family_pdf() -> Response:
    """Send the family sheet as a PDF."""
    plan = site().plan
    return _pdf(lambda found: pdf.family_pdf(plan.questionnaire, for_family(plan, found)), "care-guide-family.pdf")


@blueprint.post("/staff.pdf")
def staff_pdf() -> Response:
    """Send the staff sheet as a PDF."""
    questionnaire = site().questionnaire
    return _pdf(lambda found: pdf.staff_pdf(questionnaire, found), "care-guide-staff.pdf", exchanges=True)


@blueprint.post("/answers.fhir.json")
def answers_fhir() -> Response:
    """Send what both answered as a file for a health record; it has every answer, as the staff sheet does."""
    return _answered(lambda found, _: saved(found.interview, found.interview.voice))


@blueprint.errorhandler(BadRequest)
@blueprint.errorhandler(RequestEntityTooLarge)
def unreadable(error: HTTPException) -> Response:
    """Say that the request cannot be read; the page that sent it still has everything."""
    sentence = say("refusal.too_much" if error.code == RequestEntityTooLarge.code else "refusal.unreadable")
    return _refusal([sentence], error.code or BadRequest.code)


@blueprint.errorhandler(BusyError)
def busy(error: BusyError) -> Response:
    """Say that too many PDFs are waiting, and that the sheet can be printed instead."""
    return error.asking_again(_refusal([say("refusal.pdf_busy")], error.status))


@blueprint.errorhandler(TooManyRequests)
def too_many(_: HTTPException) -> Response:
    """Say that too much came at once; the page that sent it still has everything."""
    return _refusal([say("refusal.too_often")], 429)


def _answered(make: Callable[[Takeaway, Country], Response], *, exchanges: bool = False) -> Response:
    """Answer a posted interview with what `make` makes of it, or say what is wrong with it.

    Only the staff sheet tells what other answers would change.
    """
    held, posted = site(), request.form
    country = held.country(posted.get(COUNTRY))
    form = InterviewForm(held.fields, held.typed_fields, posted, held.plan.meaning)
    if form.problems:
        return _refusal(form.problems, 422)
    return make(take_away(held.plan, form.interview(), country.code, exchanges=exchanges), country)


def _pdf(make: Callable[[Takeaway], bytes], name: str, *, exchanges: bool = False) -> Response:
    queue: Queue = current_app.extensions[EXTENSION]
    with queue.place():
        return _answered(lambda found, _: queue.made(lambda: make(found), name), exchanges=exchanges)


def _page(name: str, country: Country, **context: Any) -> Response:
    return current_app.response_class(render(f"together/{name}.html", country=country, **context))


def _refusal(sentences: list[str], status: int) -> Response:
    country, is_busy = site().home_country, status in (429, 503)
    html = render("together/refusal.html", country=country, sentences=sentences, busy=is_busy)
    return current_app.response_class(html, status)
