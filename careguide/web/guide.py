"""The guide itself: questions in, summary out, and the pages that say what it is."""

from __future__ import annotations

import re
from math import isqrt
from typing import NamedTuple

import zxingcpp
from flask import Blueprint, Response, current_app, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge, UnsupportedMediaType

from careguide import pdf
from careguide.core.assessment import phone_code
from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.beside import in_range, with_priorities
from careguide.core.assessment.interview import Interview
from careguide.core.assessment.summary import Summary, compose
from careguide.core.assessment.values import LETTERS, Priorities
from careguide.core.questionnaire.content import Country, Voice
from careguide.web.cached_page import cached_page
from careguide.web.forms import COUNTRY, VOICE, SheetForm
from careguide.web.pdfs import EXTENSION, BusyError, Queue
from careguide.web.priorities import PrioritiesForm
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


class Code(NamedTuple):
    """A sheet as a code: its symbols, the words to say for each group of them, and a picture to scan."""

    symbols: str
    spelled: tuple[str, ...]
    picture: Markup


class Posted(NamedTuple):
    """What a browser sends: a sheet, what matters to the person, and how to speak."""

    form: SheetForm
    matters: PrioritiesForm
    voice: Voice
    country: Country

    @property
    def sound(self) -> Priorities:
        """What matters, unless it is faulty."""
        return Priorities() if self.matters.faults else self.matters.priorities

    def summary(self) -> Summary:
        """Compose the summary, with what matters beside it unless that is faulty."""
        held = site()
        result = compose(held.plan, self.form.sheet, self.voice, self.country.code)
        return with_priorities(held.questionnaire, result, self.sound)

    def problems(self, summary: Summary) -> dict[str, str]:
        """Return what is wrong with what matters, where the summary asks for it; nothing stands beside an emergency."""
        return self.matters.problems if in_range(summary) else {}


@blueprint.get("/", defaults={"voice": "self"})
@blueprint.get("/someone", defaults={"voice": "someone"})
def questions(voice: str) -> Response:
    """Show every question in one document, the same bytes for everyone."""
    return _public("guide/questions.html", Voice(voice))


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
    posted = _posted()
    return _told(posted) if posted.form.is_whole else _filled(posted, 422)


@blueprint.post("/summary.pdf")
def summary_pdf() -> Response:
    """Send the summary of the posted sheet as a PDF, and forget it; or return the form."""
    posted = _posted()
    if not posted.form.is_whole:
        return _filled(posted, 422)
    queue: Queue = current_app.extensions[EXTENSION]
    try:
        with queue.place():
            result = posted.summary()
            if posted.problems(result):
                return _told(posted)
            return queue.made(lambda: pdf.summary_pdf(site().questionnaire, result), "care-guide.pdf")
    except BusyError as error:
        return error.asking_again(_filled(posted, error.status, busy=True))


@blueprint.post("/answers.fhir.json")
def answers_fhir() -> Response:
    """Send the posted sheet as a file for a health record, and forget it; or return the form."""
    posted = _posted()
    if not posted.form.is_whole:
        return _filled(posted, 422)
    if posted.matters.faults and posted.problems(posted.summary()):
        return _told(posted)
    return saved(Interview(person=posted.form.sheet, priorities=posted.sound), posted.voice)


@blueprint.post("/answers")
def answers() -> Response:
    """Return the filled form, so that the person can change answers."""
    return _filled(_posted(), 200)


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


def _public(template: str, voice: Voice = Voice.SELF) -> Response:
    country = _country()
    return cached_page(lambda: render(template, country=country, voice=voice), country, voice)


def _country() -> Country:
    return site().country(request.args.get("country"))


def _posted() -> Posted:
    if request.mimetype not in FORM_TYPES and request.get_data(cache=True):
        raise UnsupportedMediaType
    posted = request.form
    held = site()
    return Posted(
        SheetForm(held.fields, posted, held.plan.meaning),
        PrioritiesForm(held.questionnaire, posted),
        Voice.SOMEONE if posted.get(VOICE) == Voice.SOMEONE else Voice.SELF,
        held.country(posted.get(COUNTRY)),
    )


def _told(posted: Posted) -> Response:
    """Show the summary of a whole sheet. If what was said to matter is faulty, it says so where that is asked."""
    result, sheet = posted.summary(), posted.form.sheet
    problems = posted.problems(result)
    main = render(
        "guide/told.html",
        country=posted.country,
        voice=posted.voice,
        summary=result,
        sheet=sheet,
        matters=posted.matters,
        problems=problems,
        asks_values=bool(site().questionnaire.values and in_range(result)),
        letters=LETTERS,
        code=_code(sheet, posted.voice) if not result.emergency else None,
    )
    title = result.headline if result.emergency else say("after.yours")
    html = around("guide/summary.html", country=posted.country, voice=posted.voice, title=title, main=Markup(main))  # noqa: S704 - as Jinja escaped it  # nosec B704
    return current_app.response_class(html, 422 if problems else 200)


def _filled(posted: Posted, status: int, *, busy: bool = False) -> Response:
    form = posted.form
    html = render(
        "guide/questions.html",
        country=posted.country,
        voice=posted.voice,
        sheet=form.sheet,
        matters=posted.matters,
        errors=form.errors,
        strange=form.strange,
        older=form.is_older,
        filled=True,
        busy=busy,
    )
    return current_app.response_class(html, status)
