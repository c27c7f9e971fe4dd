"""The web: the only room that knows HTTP."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, request
from flask.templating import Environment
from jinja2.ext import Extension
from werkzeug.exceptions import BadHost, HTTPException, InternalServerError, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from careguide import files, proof
from careguide.config import Config, ConfigError, from_environment
from careguide.core.assessment.bits import Plan
from careguide.core.proof.all_sheets import TooLargeError
from careguide.core.questionnaire.faults import QuestionnaireError
from careguide.core.questionnaire.reader import read
from careguide.web import api, fhir, guide, origins, paper, pdfs, places, security, staff, staff_lock, templating
from careguide.web.cached_page import same_for_all
from careguide.web.compression import compressed
from careguide.web.embed import routes as embed
from careguide.web.embed.framed import FRAMED
from careguide.web.inline import Inline
from careguide.web.rendering import render
from careguide.web.site import Site, site
from careguide.web.words import say
from careguide.web.wsgi import access_log
from careguide.web.wsgi.bodies import MAX_BODY
from careguide.web.wsgi.front import Front, Turns

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

FIRST = 1
"""Pages that are ready before the first person comes: the questions to a person who takes the medicine."""

FRONT = "careguide.front"
"""Name of the extension that answers pages from memory."""

FOR_PROGRAMS = {"/api/": api.of_error, "/fhir/": fhir.of_error}
"""What answers errors instead of a page, by how the address begins."""


class BrokenGuaranteeError(Exception):
    """The questionnaire breaks a guarantee, so it is not served; the message says which, and what can be done."""

    def __init__(self, path: Path, broken: tuple[proof.Promise, ...]) -> None:
        """Say which guarantees of the file at this path are broken."""
        lines = [f"  {promise.id}: {promise.says} {promise.broken}" for promise in broken]
        mend = f"See the shortest example with `careguide verify {shlex.quote(str(path))}`, and mend the file."
        super().__init__("\n".join([f"{path.name} breaks what is promised of it:", *lines, mend]))


LIMITS = {"MAX_CONTENT_LENGTH": MAX_BODY, "MAX_FORM_MEMORY_SIZE": MAX_BODY, "MAX_FORM_PARTS": 500}
"""How much of a request is read, in bytes and parts."""

UNSERVABLE = (QuestionnaireError, BrokenGuaranteeError, TooLargeError, ConfigError, OSError, ValueError)
"""What `create_app` raises if it cannot serve people well; each error says in words what is wrong."""


INCLUDE = re.compile(r'{% include "([^"]+)" %}')
"""Where a template has a part of its own in a file of its own."""


class Inlined(Extension):
    """Puts the parts of a template in their places once: to look for them on each page takes a tenth of its time."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - as Jinja calls it
        """Return the source of a template with its parts in it. What is set in a part stays in it, as before."""
        return INCLUDE.sub(lambda found: f"{{% with %}}{self._part(found[1])}{{% endwith %}}", source)

    def _part(self, name: str) -> str:
        env = self.environment
        source = env.loader.get_source(env, name)[0] if env.loader else ""
        return self.preprocess(source, name).removesuffix("\n")


class Templates(Environment):
    """Flask's templates, with all that they may use in one dictionary: to copy a chain of two takes 40 µs a page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template may use: all that is there by then, and more of its own."""
        return {**self.globals, **(d or {})}


class Guide(Flask):
    """Flask, but for what it writes down."""

    jinja_environment = Templates

    def log_exception(self, exc_info: Any) -> None:
        """Log what went wrong while an error was answered; Flask writes the address, in which anything can stand."""
        self.logger.error("%s while answering an error", exc_info[0].__name__)


def create_app(
    settings: Config | None = None,
    before: Callable[[], Response | None] | None = None,
    *,
    tell: access_log.Tell | None = None,
    warm: bool = True,
) -> Flask:
    """Return the app; `before` is called before each request and may answer or refuse it (docs/api.md has an example).

    `tell` hears of each answered request, but not of what was in it.
    If not `warm`, the first page is rendered when it is first asked for, like all others.
    Raises one of UNSERVABLE.
    """
    settings = settings or from_environment(os.environ)
    path = files.questions_path(settings.questions)
    try:
        questionnaire = read(files.questions_text(settings.questions), path.name)
    except files.UnreadableError as error:
        raise ConfigError(f"{error.named_by('CAREGUIDE_QUESTIONS')} Leave it out for those of careguide.") from error
    if settings.country and settings.country not in questionnaire.country:
        raise ConfigError(
            f"CAREGUIDE_COUNTRY is '{settings.country}', but {path.name} has no help lines for it. "
            f"It has: {', '.join(questionnaire.country)}."
        )
    found = proof.proved(questionnaire)
    if found.broken and not settings.serve_broken_guarantees:
        raise BrokenGuaranteeError(path, found.broken)
    app = Guide("careguide", static_folder=None, template_folder=str(files.find(files.TEMPLATES)))
    app.config.update(LIMITS, TRUSTED_HOSTS=list(settings.hosts) or None)
    held = Site(Plan(questionnaire), settings, found)
    app.extensions["careguide"] = held
    app.extensions[pdfs.EXTENSION] = pdfs.Queue()
    inline = Inline.of(questionnaire)
    if before:
        app.before_request(before)
    app.register_blueprint(guide.blueprint)
    app.register_blueprint(guide.blueprint, name=FRAMED, url_prefix="/embed")
    app.register_blueprint(paper.blueprint)
    app.register_blueprint(embed.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(fhir.blueprint)
    if settings.staff_page and questionnaire.together:
        app.register_blueprint(staff.blueprint)
        staff_lock.count_tries(app, settings.limits_storage)
    app.jinja_env.add_extension(Inlined)
    templating.set_up(app, held, inline)
    app.register_error_handler(Exception, _error)
    app.after_request(compressed)
    policies = {room: security.content_policy(*texts, icon=room != FRAMED) for room, texts in inline.rooms.items()}
    security.protect(app, policies, settings.embed_origins)
    app.before_request(places.led_to_folder)
    origins.open_to(app, settings.api_origins)
    routes = {} if before else same_for_all(app, held)
    front = Front(app.wsgi_app, routes, held.pages, app.config["TRUSTED_HOSTS"])
    app.extensions[FRONT] = front
    app.wsgi_app = _before(Turns(front), settings, tell)  # type: ignore[method-assign,assignment]
    if warm:
        front.fill(FIRST)
    return app


def _before(behind: WSGIApplication, settings: Config, tell: access_log.Tell | None) -> WSGIApplication:
    """Put the log, the counts and the check of the proxies in front of the app."""
    told: list[access_log.Tell] = []
    if settings.access_log != "off":
        told.append(access_log.access(networks=settings.access_log == "networks"))
    if tell:
        told.append(tell)
    if told:
        behind = access_log.Watched(behind, *told)
    if count := settings.trusted_proxies:  # anyone else could claim to be another address, or to speak HTTPS
        behind = ProxyFix(places.Prefixed(behind, count), x_for=count, x_proto=count, x_host=0)
    return behind


def _error(error: Exception) -> Response:
    """Answer with a plain page. Of an unexpected error only the kind is logged, as its message may hold an answer."""
    if not isinstance(error, HTTPException):
        current_app.logger.error("%s while answering %s", type(error).__name__, request.endpoint)
        error = InternalServerError()
    for begin, answer in FOR_PROGRAMS.items():
        if request.path.startswith(begin):
            return answer(error)
    # A host that is not ours, or none: no page can name its own address, whatever else is wrong.
    if isinstance(error, SecurityError | BadHost) or isinstance(request.routing_exception, SecurityError | BadHost):
        return current_app.response_class(f"{say('error.wrong_name')}\n", 400, mimetype="text/plain")
    country = site().home_country
    html = render("error.html", country=country, code=error.code or 500)
    response = current_app.response_class(html, error.code or 500)
    if after := dict(error.get_headers()).get("Retry-After"):
        response.headers["Retry-After"] = after
    if error.code == 405:
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return response
