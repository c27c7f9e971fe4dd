"""The questions as a PDF to print and to fill in by hand: the same for everyone, and without an answer in it."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from careguide import pdf
from careguide.core.questionnaire.content import Voice
from careguide.web.pdfs import EXTENSION, BusyError, Queue, attached
from careguide.web.site import site
from careguide.web.wsgi.bodies import AGAIN
from careguide.web.wsgi.page import Page

NAMES = {Voice.SELF: "care-guide-questions.pdf", Voice.SOMEONE: "care-guide-questions-for-someone.pdf"}

blueprint = Blueprint("paper", __name__)


@blueprint.get("/questions.pdf", defaults={"voice": "self"})
@blueprint.get("/someone/questions.pdf", defaults={"voice": "someone"})
def questions(voice: str) -> Response:
    """Send all questions to print; they are laid out once for each voice and country, and then kept in memory."""
    held, spoken, country = site(), Voice(voice), site().country(request.args.get("country"))
    key = (str(request.endpoint), country.code, spoken)
    if key not in held.pages:
        queue: Queue = current_app.extensions[EXTENSION]
        try:
            with queue.place():
                staffed = held.settings.staff_page
                made = queue.pressed(lambda: pdf.paper_pdf(held.questionnaire, spoken, country, staffed=staffed))
        except BusyError as error:
            refused = TooManyRequests if error.status == TooManyRequests.code else ServiceUnavailable
            raise refused(retry_after=AGAIN) from error
        held.pages[key] = Page.of(made)
    return attached(held.pages[key].response("application/pdf"), NAMES[spoken])
