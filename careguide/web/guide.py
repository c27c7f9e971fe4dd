"""The guide itself: questions in, summary out, and the pages that say what it is."""

from __future__ import annotations

import re
from math import isqrt
from typing import NamedTuple

import zxingcpp
from flask import Blueprint, Response, current_app, request
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, HTTPException, NotFound, RequestEntityTooLarge, UnsupportedMediaType

from careguide import pdf
from careguide.core.assessment import phone_code
from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.interview import Interview
from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.content import Country, Voice
from careguide.web.cached_page import cached_page
from careguide.web.embed.framed import framed
from careguide.web.forms import COUNTRY, VERSION, VOICE, SheetForm, carried
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

RUNS = re.compile(rb"\0+|\xff+")
"""Squares of one colour, dark or light, side by side."""

FAULTS = {
    phone_code.CodeFault.EMPTY: "code.empty",
    phone_code.CodeFault.STRANGE: "code.strange",
    phone_code.CodeFault.LENGTH: "code.length",
    phone_code.CodeFault.MISTYPED: "code.mistyped",
    phone_code.CodeFault.OTHER_VERSION: "code.other_version",
    phone_code.CodeFault.DAMAGED: "code.damaged",
}
"""What a person is told who types a code; the sentences of the faults themselves are for staff."""


GAP = " \N{EN DASH} "
"""Between groups of words that are said for a code."""


class Code(NamedTuple):
    """A sheet as a code: its symbols, and the words to say for each group of them."""

    symbols: str = ""
    spelled: str = ""


@blueprint.get("/", defaults={"voice": "self"})
@blueprint.get("/someone", defaults={"voice": "someone"})
def questions(voice: str) -> Response:
    """Show every question in one document, the same bytes for everyone."""
    return _public("guide/questions.html", Voice(voice))


@blueprint.get("/aids")
def aids() -> Response:
    """Send what the page of the questions asks for once a person has started: style, script and a few controls."""
    return _public("guide/aids.html")


@blueprint.get("/options")
def options() -> Response:
    """Show the kinds of care side by side."""
    return _public("guide/options.html")


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
    """Show a page that gives nothing away, and empty this site's cache, so that Back cannot show a summary.

    From there it goes on to the page that the operator names, if any.
    """
    leave_to = "" if framed() else site().settings.leave_to
    response = current_app.response_class(render("guide/leave.html", country=_country(), leave_to=leave_to))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.get("/open")
def typing() -> Response:
    """Show where a code is typed that a summary showed."""
    return _public("guide/open.html")


@blueprint.post("/open")
def opened() -> Response:
    """Return the form filled with the answers that a code stands for, or a sentence that says what is wrong with it."""
    country, typed, held = site().country(request.form.get(COUNTRY)), request.form.get("code", ""), site()
    try:
        sheet, voice = phone_code.decode(held.questionnaire, typed)
    except phone_code.PhoneCodeError as error:
        problem = say(FAULTS[error.fault], **error.facts)
    except phone_code.TooLongError:
        problem = say("code.none")
    else:
        posted = MultiDict([(name, word) for name, answer in sheet.items() for word in sorted(answer)])
        posted[VERSION] = held.plan.meaning
        return _filled(SheetForm(held.fields, posted, held.plan.meaning), voice, country, 200)
    html = render("guide/open.html", country=country, problem=problem, typed=typed)
    return current_app.response_class(html, 422)


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
@blueprint.get("/code")
def again() -> Response:
    """Show a page that asks for the summary again if the tab's history still has the sheet. The page has none."""
    return current_app.response_class(render("guide/again.html", country=_country()))


@blueprint.post("/summary")
def summary() -> Response:
    """Check the posted sheet, compose its summary, and forget it; or return the form with what can be kept."""
    form, voice, country = _posted()
    if not form.is_whole:
        return _filled(form, voice, country, 422)
    result = compose(site().plan, form.sheet, voice, country.code, exchanges=False)
    code = None if result.emergency else _code(form.sheet, voice)
    # Made in an emergency too, so that what is kept of it does not tell whether there was one.
    fold = around("guide/symbols.html", country=country, voice=voice, **(code or Code())._asdict())
    html = around(
        "guide/summary.html",
        country=country,
        voice=voice,
        title=result.headline if result.emergency else say("after.yours"),
        main=Markup(render("guide/result.html", country=country, voice=voice, summary=result)),  # noqa: S704 - as Jinja escaped it  # nosec B704
        carried=carried(site().inputs, form.sheet),
        code=Markup(fold) if code else "",  # noqa: S704 - as above  # nosec B704
    )
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
            result = compose(plan, form.sheet, voice, country.code, exchanges=False)
            return queue.made(lambda: pdf.summary_pdf(plan.questionnaire, result), "care-guide.pdf")
    except BusyError as error:
        return error.asking_again(_filled(form, voice, country, error.status, busy=True))


@blueprint.post("/code")
def code() -> Response:
    """Show the code of the posted sheet as a picture to scan, and forget it; or return the form.

    The picture takes longer to draw than a summary takes to compose, and few ask for it.
    """
    form, voice, country = _posted()
    if not form.is_whole:
        return _filled(form, voice, country, 422)
    found = _code(form.sheet, voice)
    if found is None:
        raise NotFound
    picture = _picture(found.symbols)
    html = render("guide/code.html", country=country, voice=voice, sheet=form.sheet, code=found, picture=picture)
    return current_app.response_class(html)


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
    return Code(code, GAP.join(map(", ".join, groups)))


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


def _public(template: str, voice: Voice = Voice.SELF) -> Response:
    country = _country()
    return cached_page(lambda: render(template, country=country, voice=voice), country, voice)


def _country() -> Country:
    return site().country(request.args.get("country"))


def _posted() -> tuple[SheetForm, Voice, Country]:
    if request.mimetype not in FORM_TYPES and request.get_data(cache=True):
        raise UnsupportedMediaType
    posted = request.form
    voice = Voice.SOMEONE if posted.get(VOICE) == Voice.SOMEONE else Voice.SELF
    held = site()
    return SheetForm(held.fields, posted, held.plan.meaning), voice, held.country(posted.get(COUNTRY))


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
