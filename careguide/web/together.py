"""The staff page: going through the guide together, with a live picture and sheets to take away. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge

from careguide import pdf
from careguide.core.answers import Sheet
from careguide.core.content import Country, Voice
from careguide.core.handoff import HandoffError, TooLongError, decode
from careguide.core.model import Questionnaire
from careguide.core.reasons import Reason
from careguide.core.walk import Takeaway, for_family, joined_sheet, take_away
from careguide.web import access
from careguide.web.forms import COUNTRY, STEPS, VERSION, WalkForm
from careguide.web.pages import density, render, site

OLDER = "The questions have changed since this page was opened. Save the walk, load this page anew, and open the file."

blueprint = Blueprint("together", __name__, url_prefix="/together")
blueprint.before_request(access.gate)


@blueprint.get("")
def walk() -> Response:
    """Show every question with what to say, for two respondents side by side."""
    country = site().country(request.args.get("country"))
    return site().page(country, Voice.SELF, lambda: render("together/walk.html", country=country, steps=STEPS))


@blueprint.get("/clear")
def clear() -> Response:
    """Show the empty page, and make the browser forget what it holds of this site."""
    return walk()


@blueprint.after_request
def forget(response: Response) -> Response:
    """Clear away even where the door was shut in the meantime."""
    if request.endpoint == "together.clear":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.post("/enter")
def enter() -> Response:
    """Let in whoever knows the access phrase."""
    return access.enter()


@blueprint.post("/live")
def live() -> Response:
    """Answer with the picture so far as a part of a page, and forget the answers."""
    form, country = _posted()
    if form.problems:
        return _refusal(form.problems, 422)
    questionnaire = site().questionnaire
    found = take_away(questionnaire, form.walk(), country.code)
    sheet = joined_sheet(questionnaire, form.walk())
    panels = {"emergency": found.summary.emergency, "same_day": found.summary.same_day}
    given = {level: _given(panel.reasons if panel else (), sheet) for level, panel in panels.items()}
    rules = [f"{level}:{reason.rule}" for level in given for reason in given[level] if reason.rule]
    html = render(
        "together/live.html", country=country, takeaway=found, sheet=sheet, loud=rules, same_day=given["same_day"]
    )
    return current_app.response_class(html)


@blueprint.post("/code")
def code() -> Response:
    """Answer with the answers that a code stands for, or with the sentence that says what is wrong with it."""
    try:
        sheet, voice = decode(site().questionnaire, request.form.get("code", ""))
    except (HandoffError, TooLongError) as error:
        return _refusal([str(error)], 422)
    return jsonify(voice=voice, answers={name: sorted(answer) for name, answer in sheet.items()})


@blueprint.post("/family")
def family() -> Response:
    """Show the family sheet."""

    def drawn(whole: Takeaway, country: Country) -> str:
        found = for_family(site().questionnaire, whole)
        beside = (*found.differences, *found.walk.steps, found.view)
        dense = density(found.summary, *beside)
        voice = found.walk.voice
        return render(
            "together/family.html", country=country, voice=voice, takeaway=found, summary=found.summary, dense=dense
        )

    return _sheet(drawn)


@blueprint.post("/staff")
def staff() -> Response:
    """Show the staff sheet."""
    return _sheet(
        lambda found, country: render(
            "together/staff.html", country=country, voice=found.walk.voice, takeaway=found, summary=found.summary
        )
    )


@blueprint.post("/family.pdf")
def family_pdf() -> Response:
    """Give the family sheet as a PDF."""
    return _file(
        lambda questionnaire, found: pdf.family_pdf(questionnaire, for_family(questionnaire, found)),
        "care-guide-family.pdf",
    )


@blueprint.post("/staff.pdf")
def staff_pdf() -> Response:
    """Give the staff sheet as a PDF."""
    return _file(pdf.staff_pdf, "care-guide-staff.pdf")


@blueprint.errorhandler(BadRequest)
@blueprint.errorhandler(RequestEntityTooLarge)
def unreadable(error: HTTPException) -> Response:
    """Say that what was sent cannot be read; the page that sent it still holds everything."""
    sentence = "That was too much to read." if error.code == RequestEntityTooLarge.code else "That could not be read."
    return _refusal([sentence], error.code or BadRequest.code)


def _posted() -> tuple[WalkForm, Country]:
    held, posted = site(), request.form
    form = WalkForm(held.fields, held.typed_fields, posted)
    if posted.get(VERSION, held.questionnaire.digest) != held.questionnaire.digest:
        form.problems.insert(0, OLDER)
    return form, held.country(posted.get(COUNTRY))


def _given(reasons: tuple[Reason, ...], sheet: Sheet) -> list[Reason]:
    """Keep the reasons that stand on an answer: a question that was not asked yet interrupts no one."""
    return [reason for reason in reasons if any(name in sheet for name in reason.questions)]


def _sheet(make: Callable[[Takeaway, Country], str]) -> Response:
    form, country = _posted()
    if form.problems:
        return _refusal(form.problems, 422)
    return current_app.response_class(make(take_away(site().questionnaire, form.walk(), country.code), country))


def _file(make: Callable[[Questionnaire, Takeaway], bytes], name: str) -> Response:
    form, country = _posted()
    if form.problems:
        return _refusal(form.problems, 422)
    questionnaire = site().questionnaire
    found = make(questionnaire, take_away(questionnaire, form.walk(), country.code))
    response = current_app.response_class(found, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _refusal(sentences: list[str], status: int) -> Response:
    html = render("together/refusal.html", country=site().home_country, sentences=sentences)
    return current_app.response_class(html, status)
