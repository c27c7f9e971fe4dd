"""The guide itself: questions in, summary out, and the pages that say what it is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, HTTPException, NotFound, RequestEntityTooLarge, UnsupportedMediaType

from careguide import pdf
from careguide.core.assessment import phone_code
from careguide.core.assessment.beside import in_range
from careguide.core.assessment.interview import Interview
from careguide.core.assessment.values import LETTERS
from careguide.core.questionnaire.content import Country, Voice
from careguide.web.cached_page import cached_page
from careguide.web.codes import FAULTS, Code, code_of, picture_of
from careguide.web.comparison import beside, marked, with_style
from careguide.web.embed.framed import framed
from careguide.web.forms import COUNTRY, carried
from careguide.web.pdfs import EXTENSION, BusyError, Queue
from careguide.web.posted import Posted, addressed, posted
from careguide.web.records import saved
from careguide.web.rendering import around, render
from careguide.web.site import site
from careguide.web.words import say

blueprint = Blueprint("guide", __name__)

ROBOTS = "User-agent: *\nAllow: /\n"


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
    with_style()
    return _public("guide/options.html", **beside({}, []))


@blueprint.post("/options")
def compare() -> Response:
    """Show them with a person's own marked. Their summary sends along which kinds of care it names, and no answer."""
    with_style()
    voice, country = addressed()
    html = render("guide/options.html", country=country, voice=voice, **marked(request.form))
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
    """Show a page that gives nothing away, and empty this site's cache, so that Back cannot show a summary.

    From there it goes on to the page that the operator names, if any.
    """
    leave_to = "" if framed() else site().settings.leave_to
    response = current_app.response_class(render("guide/leave.html", country=_country(), leave_to=leave_to))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.get("/open", endpoint="open")
def code_page() -> Response:
    """Show where a code is typed that a summary showed."""
    return _public("guide/open.html")


@blueprint.post("/open")
def opened() -> Response:
    """Return the form filled with the answers that a code stands for, or a sentence that says what is wrong with it."""
    country, typed = site().country(request.form.get(COUNTRY)), request.form.get("code", "")
    try:
        sheet, voice = phone_code.decode(site().questionnaire, typed)
    except phone_code.PhoneCodeError as error:
        problem = say(FAULTS[error.fault], **error.facts)
    except phone_code.TooLongError:
        problem = say("code.none")
    else:
        return _filled(Posted.of_sheet(sheet, voice, country), 200)
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
    sent = posted()
    return _told(sent) if sent.form.is_whole else _filled(sent, 422)


@blueprint.post("/summary.pdf")
def summary_pdf() -> Response:
    """Send the summary of the posted sheet as a PDF, and forget it; or return the form."""
    sent = posted()
    if not sent.form.is_whole:
        return _filled(sent, 422)
    queue: Queue = current_app.extensions[EXTENSION]
    try:
        with queue.place():
            result = sent.summary()
            if sent.problems(result):
                return _told(sent)
            return queue.made(lambda: pdf.summary_pdf(site().questionnaire, result), "care-guide.pdf")
    except BusyError as error:
        return error.asking_again(_filled(sent, error.status, busy=True))


@blueprint.post("/code")
def code() -> Response:
    """Show the code of the posted sheet as a picture to scan, and forget it; or return the form.

    The picture takes longer to draw than a summary takes to compose, and few ask for it.
    """
    sent = posted()
    if not sent.form.is_whole:
        return _filled(sent, 422)
    found = code_of(sent.form.sheet, sent.voice)
    if found is None:
        raise NotFound
    html = render(
        "guide/code.html",
        country=sent.country,
        voice=sent.voice,
        sheet=sent.form.sheet,
        matters=sent.matters,
        code=found,
        picture=picture_of(found.symbols),
    )
    return current_app.response_class(html)


@blueprint.post("/answers.fhir.json")
def answers_fhir() -> Response:
    """Send the posted sheet as a file for a health record, and forget it; or return the form."""
    sent = posted()
    if not sent.form.is_whole:
        return _filled(sent, 422)
    if sent.matters.faults and sent.problems(sent.summary()):
        return _told(sent)
    return saved(Interview(person=sent.form.sheet, priorities=sent.sound), sent.voice)


@blueprint.post("/answers")
def answers() -> Response:
    """Return the filled form, so that the person can change answers."""
    return _filled(posted(), 200)


@blueprint.errorhandler(BadRequest)
@blueprint.errorhandler(RequestEntityTooLarge)
@blueprint.errorhandler(UnsupportedMediaType)
def unreadable(error: HTTPException) -> Response:
    """Say that the request cannot be read, and return an empty form, since nothing of it can be kept."""
    notice = say("error.too_much" if error.code == RequestEntityTooLarge.code else "error.unreadable")
    html = render("guide/questions.html", country=site().home_country, filled=True, notice=notice)
    return current_app.response_class(html, error.code)


def _public(template: str, voice: Voice = Voice.SELF, **context: Any) -> Response:
    country = _country()
    return cached_page(lambda: render(template, country=country, voice=voice, **context), country, voice)


def _country() -> Country:
    return site().country(request.args.get("country"))


def _told(sent: Posted) -> Response:
    """Show the summary of a whole sheet. If what was said to matter is faulty, it says so where that is asked."""
    result, sheet, country, voice = sent.summary(), sent.form.sheet, sent.country, sent.voice
    problems = sent.problems(result)
    asks_values = bool(site().questionnaire.values and in_range(result))
    main = render(
        "guide/result.html",
        country=country,
        voice=voice,
        summary=result,
        matters=sent.matters,
        problems=problems,
        asks_values=asks_values,
        letters=LETTERS,
    )
    code = None if result.emergency else code_of(sheet, voice)
    # Made in an emergency too, so that what is kept of it does not tell whether there was one.
    fold = around("guide/symbols.html", country=country, voice=voice, **(code or Code())._asdict())
    html = around(
        "guide/summary.html",
        country=country,
        voice=voice,
        title=result.headline if result.emergency else say("after.yours"),
        main=Markup(main),  # noqa: S704 - as Jinja escaped it  # nosec B704
        carried=carried(site().inputs, sheet) + ("" if asks_values else sent.matters.hidden),
        code=Markup(fold) if code else "",  # noqa: S704 - as above  # nosec B704
    )
    return current_app.response_class(html, 422 if problems else 200)


def _filled(sent: Posted, status: int, *, busy: bool = False) -> Response:
    form = sent.form
    html = render(
        "guide/questions.html",
        country=sent.country,
        voice=sent.voice,
        sheet=form.sheet,
        matters=sent.matters,
        errors=form.errors,
        strange=form.strange,
        older=form.is_older,
        filled=True,
        busy=busy,
    )
    return current_app.response_class(html, status)
