"""FHIR R4: the questionnaire out, a response in, the summary as a document out. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple
from uuid import uuid4

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, HTTPException, NotAcceptable, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.http import parse_options_header

from careguide.core.assessment.beside import with_priorities
from careguide.core.assessment.interview import joined_sheet
from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.content import Country, Voice
from careguide.fhir import capability, questionnaire, reading, summary
from careguide.fhir.canon import ANSWERS, NAMES, OPERATION, RESULTS, Resource
from careguide.fhir.outcome import Issue, RefusedError, outcome
from careguide.web import strict_json
from careguide.web.cached_page import cached_page
from careguide.web.records import MEDIA_TYPE, answered, canon, in_json, now
from careguide.web.site import Site, site

PREFIX = "/fhir/R4"
MEDIA_TYPES = (MEDIA_TYPE, "application/json", "text/json", "json")
ANY = ("*/*", "application/*", "text/*")
SPOKEN = "4.0"
"""The version of FHIR as a media type names it."""

LIMIT = 64 * 1024
"""Bytes of a body; the answers of two respondents with every tick have about twenty thousand."""

UNDERSTOOD = ("country", "_format", "_pretty")

blueprint = Blueprint("fhir", __name__, url_prefix=PREFIX)

USUAL = {
    400: Issue("invalid", "The request cannot be read. Send one resource as well-formed JSON, with each name once."),
    404: Issue("not-found", f"There is nothing at this address. GET {PREFIX}/metadata lists what there is."),
    405: Issue("not-supported", "This address takes another method. The 'Allow' header names it."),
    406: Issue("not-supported", "Only JSON of FHIR 4.0 is spoken here. Ask for 'application/fhir+json'."),
    408: Issue("timeout", "The body did not arrive in time. Send it again, on a faster line."),
    411: Issue("required", "The body comes without its length. Send 'Content-Length'; chunks are not read."),
    413: Issue("too-long", "That is too much to read. Send just the QuestionnaireResponse; 64 KB is the most."),
    415: Issue("not-supported", "This is not labelled as JSON. Send 'Content-Type: application/fhir+json', unpacked."),
    429: Issue("throttled", "Too many requests came. Wait for the seconds that 'Retry-After' names."),
    503: Issue("transient", "This server is too busy. Wait for the seconds that 'Retry-After' names, and send again."),
    500: Issue("exception", "This server made a fault, and you did not. Try again, and tell whoever runs it."),
}
"""What to say about a status if nothing else is known."""

FAULTY = 422


def _form(voice: Voice) -> Resource:
    return questionnaire.form(canon(), voice, site().home_country)


class Published(NamedTuple):
    """A resource that is the same for everyone."""

    kind: str
    name: str
    make: Callable[[], Resource]


PUBLISHED = {
    **{f"form_{voice}": Published("Questionnaire", name, partial(_form, voice)) for voice, name in NAMES.items()},
    "codes": Published("CodeSystem", ANSWERS, lambda: questionnaire.codes(canon())),
    "result_codes": Published("CodeSystem", RESULTS, lambda: summary.result_codes(canon())),
    "operation": Published("OperationDefinition", OPERATION, lambda: capability.operation(canon())),
}
"""Every resource that can be read, by the name of its route."""

KINDS = tuple(dict.fromkeys(published.kind for published in PUBLISHED.values()))


@blueprint.get("/metadata")
def metadata() -> Response:
    """Say what this server can do."""
    held = site()
    return _kept(lambda: capability.statement(canon(), KINDS, shared=bool(held.settings.api_origins)))


def read() -> Response:
    """Give one resource."""
    return _kept(PUBLISHED[str(request.endpoint).rpartition(".")[2]].make)


def search(kind: str) -> Response:
    """Give every resource of one kind, or the one with a canonical address; other parameters are ignored."""
    wanted = request.args.get("url")
    found = [published.make() for published in PUBLISHED.values() if published.kind == kind]
    matching = [resource for resource in found if wanted in (None, resource["url"])]
    asked = f"?url={matching[0]['url']}" if wanted and matching else ""
    return answered(capability.searchset(canon(), kind, matching, asked))


for _route, _published in PUBLISHED.items():
    blueprint.add_url_rule(f"/{_published.kind}/{_published.name}", _route, read)
for _kind in KINDS:
    blueprint.add_url_rule(f"/{_kind}", "search", search, defaults={"kind": _kind})


@blueprint.post(f"/Questionnaire/{NAMES[Voice.SELF]}/$summary", defaults={"voice": Voice.SELF})
@blueprint.post(f"/Questionnaire/{NAMES[Voice.SOMEONE]}/$summary", defaults={"voice": Voice.SOMEONE})
def summarise(voice: Voice) -> Response:
    """Check a response, compose its summary as a document, and forget both."""
    held, named = site(), canon()
    resource, code = _posted()
    country = _country(held, code)
    given = reading.read_response(named, resource, voice)
    result = compose(held.plan, joined_sheet(held.questionnaire, given.interview), voice, country.code)
    result = with_priorities(held.questionnaire, result, given.interview.priorities)
    stamp = summary.Stamp(now(), *(uuid4().urn for _ in range(3)))
    return answered(summary.document(named, given, result, stamp))


def _posted() -> tuple[object, object]:
    """Return the response that was sent, bare or in Parameters, and the country, if one was named."""
    if set(request.args) - set(UNDERSTOOD):  # an answer there would stand in the logs of whatever is between us
        raise RefusedError([Issue("not-supported", f"Only {', '.join(UNDERSTOOD)} may follow the '?' here.")])
    if not _is_json(request.content_type or "") or request.content_encoding:
        raise UnsupportedMediaType
    request.max_content_length = LIMIT + 1  # of a body that tells no length, what goes beyond is cut off in silence
    raw = request.get_data(cache=False)
    if len(raw) > LIMIT:
        raise RequestEntityTooLarge
    try:
        body = strict_json.parsed(raw)
    except ValueError:
        raise BadRequest from None
    if isinstance(body, dict) and body.get("resourceType") == "Parameters":
        given = _parameters(body)
        return given.get("response"), given.get("country", request.args.get("country"))
    return body, request.args.get("country")


def _parameters(body: Resource) -> dict[str, object]:
    """Return what Parameters hold, by name."""
    entries = body.get("parameter")
    entries = entries if isinstance(entries, list) else []
    values = {"response": "resource", "country": "valueCode"}
    names = [str(entry.get("name")) if isinstance(entry, dict) else "" for entry in entries]
    if any(name not in values for name in names) or len({*names}) < len(names):
        sentence = "Only the parameters 'response' and 'country' are known, each once. Send just those."
        raise RefusedError([Issue("not-supported", sentence, "Parameters.parameter")])
    return {name: entry.get(values[name]) for name, entry in zip(names, entries, strict=True)}


def _country(held: Site, code: object) -> Country:
    """Return the country that was asked for; help lines of another country would help nobody."""
    if code is None:
        return held.home_country
    if not isinstance(code, str) or code.upper() not in held.questionnaire.country:
        known = ", ".join(held.questionnaire.country)
        raise RefusedError([Issue("value", f"There are no help lines for this country. Use one of: {known}.")])
    return held.questionnaire.country[code.upper()]


def _is_json(media_type: str) -> bool:
    """Whether a media type is JSON, and of this version of FHIR if it names one."""
    kind, options = parse_options_header(media_type)
    return kind.lower() in MEDIA_TYPES and options.get("fhirversion", SPOKEN) == SPOKEN


def _kept(make: Callable[[], Resource]) -> Response:
    """Answer with a resource that is the same for everyone, made and compressed the first time it is asked for."""
    return cached_page(lambda: in_json(make()), site().home_country, mimetype=MEDIA_TYPE)


@blueprint.before_request
def acceptable() -> None:
    """Refuse clients that cannot read JSON. '_format' counts more than the header."""
    wanted = request.args.get("_format")
    # A plus sign in an address is a space.
    kinds = [wanted.replace(" ", "+")] if wanted else [kind for kind, weight in request.accept_mimetypes if weight]
    if kinds and not any(_is_json(kind) or kind in ANY for kind in kinds):
        raise NotAcceptable


@blueprint.errorhandler(RefusedError)
def refused(error: RefusedError) -> Response:
    """Answer with every fault of what was sent."""
    return answered(outcome(error.issues), FAULTY)


def of_error(error: HTTPException) -> Response:
    """Answer with the OperationOutcome of any other error under the address of FHIR."""
    status = error.code or 500
    response = answered(outcome([USUAL.get(status, USUAL[400 if status < 500 else 500])]), status)
    response.headers.extend((name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After"))
    return response
