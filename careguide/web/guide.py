"""The guide itself: questions in, summary out, and the pages that say what it is."""

from __future__ import annotations

import re
from math import isqrt
from typing import Any, NamedTuple

import zxingcpp
from flask import Blueprint, Response, current_app, g, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge, UnsupportedMediaType

from careguide import pdf
from careguide.core.assessment import phone_code
from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.interview import Interview
from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.content import Country, Voice
from careguide.web.cached_page import cached_page
from careguide.web.embed.framed import look
from careguide.web.forms import COUNTRY, VOICE, SheetForm
from careguide.web.pdfs import EXTENSION, BusyError, Queue
from careguide.web.records import saved
from careguide.web.rendering import around, render
from careguide.web.security import FORM_TYPES
from careguide.web.site import site
from careguide.web.words import say

blueprint = Blueprint("guide", __name__)

ROBOTS = "User-agent: *\nAllow: /\n"

MARGIN = 4
"""Squares of white around a QR code, as its standard requires."""

OWN = {"start": "start_here", "also": "ask_about", "depends": "not_known"}
"""How a summary can name a kind of care, the strongest first, each with the name of its words."""
SIGNS = {"start": "●", "also": "○", "depends": "?"}

RUNS = re.compile(rb"\0+|\xff+")
"""Squares of one colour, dark or light, side by side."""


class Code(NamedTuple):
    """A sheet as a code: its symbols, the words to say for each group of them, and a picture to scan."""

    symbols: str
    spelled: tuple[str, ...]
    picture: Markup


@blueprint.get("/", defaults={"voice": "self"})
@blueprint.get("/someone", defaults={"voice": "someone"})
def questions(voice: str) -> Response:
    """Show every question in one document, the same bytes for everyone."""
    return _public("guide/questions.html", Voice(voice))


@blueprint.get("/options")
def options() -> Response:
    """Show the kinds of care side by side."""
    _with_compare()
    return _public("guide/options.html", **_beside({}, []))


@blueprint.post("/options")
def compare() -> Response:
    """Show them with a person's own marked. Their summary sends along which kinds of care it names, and no answer."""
    _with_compare()
    voice, country = _addressed()
    known, posted = site().questionnaire.setting, request.form
    marks = {word: mark for mark in reversed(OWN) for word in posted.getlist(mark) if word in known}
    order = [word for name in ("show", *OWN) for word in posted.getlist(name) if word in known]
    html = render("guide/options.html", country=country, voice=voice, **_beside(marks, order))
    return current_app.response_class(html)


@blueprint.get("/about")
def about() -> Response:
    """Say what the guide is, how it weighs answers, and what it rests on."""
    return _public("guide/about.html")


@blueprint.get("/method")
def method() -> Response:
    """Say in words which rules join answers, and what is proved about all of them."""
    return _public("guide/method.html")


@blueprint.get("/privacy")
def privacy() -> Response:
    """Say what the server sees, keeps and logs."""
    return _public("guide/privacy.html")


@blueprint.get("/leave")
def leave() -> Response:
    """Show a page that gives nothing away, and empty this site's cache, so that Back cannot show a summary."""
    response = current_app.response_class(render("guide/leave.html", country=_country()))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.get("/healthz")
def healthz() -> Response:
    """Say that the server is up, and which content it serves."""
    questionnaire = site().questionnaire
    text = f"ok {questionnaire.version} {questionnaire.digest}\n"
    return current_app.response_class(text, mimetype="text/plain")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Let search engines read all pages; pages that should not be found say so themselves."""
    return cached_page(lambda: ROBOTS, _country(), mimetype="text/plain")


@blueprint.get("/summary")
def again() -> Response:
    """Show a page that asks for the summary again if the tab's history still has the sheet. The page has none."""
    return current_app.response_class(render("guide/again.html", country=_country()))


@blueprint.post("/summary")
def summary() -> Response:
    """Check the posted sheet, compose its summary, and forget it; or return the form with what can be kept."""
    form, voice, country = _posted()
    if not form.is_whole:
        return _filled(form, voice, country, 422)
    result = compose(site().plan, form.sheet, voice, country.code)
    main = render(
        "guide/told.html",
        country=country,
        voice=voice,
        summary=result,
        sheet=form.sheet,
        code=_code(form.sheet, voice) if not result.emergency else None,
    )
    title = result.headline if result.emergency else say("after.yours")
    html = around("guide/summary.html", country=country, voice=voice, title=title, main=Markup(main))  # noqa: S704 - as Jinja escaped it  # nosec B704
    return current_app.response_class(html)


@blueprint.post("/summary.pdf")
def summary_pdf() -> Response:
    """Send the summary of the posted sheet as a PDF, and forget it; or return the form."""
    form, voice, country = _posted()
    if not form.is_whole:
        return _filled(form, voice, country, 422)
    plan = site().plan
    queue: Queue = current_app.extensions[EXTENSION]
    try:
        with queue.place():
            result = compose(plan, form.sheet, voice, country.code)
            return queue.made(lambda: pdf.summary_pdf(plan.questionnaire, result), "care-guide.pdf")
    except BusyError as error:
        return error.asking_again(_filled(form, voice, country, error.status, busy=True))


@blueprint.post("/answers.fhir.json")
def answers_fhir() -> Response:
    """Send the posted sheet as a file for a health record, and forget it; or return the form."""
    form, voice, country = _posted()
    return saved(Interview(person=form.sheet), voice) if form.is_whole else _filled(form, voice, country, 422)


@blueprint.post("/answers")
def answers() -> Response:
    """Return the filled form, so that the person can change answers."""
    form, voice, country = _posted()
    return _filled(form, voice, country, 200)


@blueprint.errorhandler(BadRequest)
@blueprint.errorhandler(RequestEntityTooLarge)
@blueprint.errorhandler(UnsupportedMediaType)
def unreadable(error: HTTPException) -> Response:
    """Say that the request cannot be read, and return an empty form, since nothing of it can be kept."""
    notice = say("error.too_much" if error.code == RequestEntityTooLarge.code else "error.unreadable")
    html = render("guide/questions.html", country=site().home_country, filled=True, notice=notice)
    return current_app.response_class(html, error.code)


def _code(sheet: Sheet, voice: Voice) -> Code | None:
    """Return the sheet as a code to read out, or None for a questionnaire that is too large for one."""
    try:
        code = phone_code.encode(site().questionnaire, sheet, voice)
    except phone_code.TooLongError:
        return None
    words = [word for _, word in phone_code.spelled(code)]
    groups = (words[start : start + phone_code.GROUP] for start in range(0, len(words), phone_code.GROUP))
    return Code(code, tuple(map(", ".join, groups)), _picture(code))


def _picture(code: str) -> Markup:
    """Return a text as a QR code in SVG: a path with one stroke for each run of dark squares."""
    made = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    squares = bytes(zxingcpp.write_barcode_to_image(made, add_quiet_zones=False))  # type: ignore[call-overload]
    width = isqrt(len(squares))
    strokes = []
    for row in range(width):
        strokes.append(f"M{MARGIN} {row + MARGIN}.5")
        runs = RUNS.findall(squares, row * width, (row + 1) * width)
        strokes += [f"m{len(run)} 0" if run[0] else f"h{len(run)}" for run in runs]
    whole = width + 2 * MARGIN
    return Markup(  # noqa: S704 - numbers only  # nosec B704
        f'<svg viewBox="0 0 {whole} {whole}"><path fill="#fff" d="M0 0h{whole}v{whole}H0z"/>'
        f'<path stroke="#000" d="{"".join(strokes)}"/></svg>'
    )


def _with_compare() -> None:
    """Let this page have the style of the comparison; no other has it, nor the room for one more in its policy."""
    look()
    inline: Any = current_app.jinja_env.globals["inline"]
    g.styles = (*g.styles, inline.style["compare"])


def _beside(marks: dict[str, str], order: list[str]) -> dict[str, Any]:
    """Return what the comparison needs: what is marked, in words, and the two that stand side by side at first."""
    first = (*order, *site().questionnaire.setting)
    words = {mark: f"{SIGNS[mark]} {say(f'picture.{name}')}" for mark, name in OWN.items()}
    return {"marks": marks, "own_words": words, "beside": list(dict.fromkeys(first))[:2]}


def _public(template: str, voice: Voice = Voice.SELF, **context: Any) -> Response:
    country = _country()
    return cached_page(lambda: render(template, country=country, voice=voice, **context), country, voice)


def _country() -> Country:
    return site().country(request.args.get("country"))


def _posted() -> tuple[SheetForm, Voice, Country]:
    if request.mimetype not in FORM_TYPES and request.get_data(cache=True):
        raise UnsupportedMediaType
    held = site()
    return SheetForm(held.fields, request.form, held.plan.meaning), *_addressed()


def _addressed() -> tuple[Voice, Country]:
    posted = request.form
    return Voice.SOMEONE if posted.get(VOICE) == Voice.SOMEONE else Voice.SELF, site().country(posted.get(COUNTRY))


def _filled(form: SheetForm, voice: Voice, country: Country, status: int, *, busy: bool = False) -> Response:
    html = render(
        "guide/questions.html",
        country=country,
        voice=voice,
        sheet=form.sheet,
        errors=form.errors,
        strange=form.strange,
        older=form.is_older,
        filled=True,
        busy=busy,
    )
    return current_app.response_class(html, status)
