"""What the server can do, as a CapabilityStatement, and the one operation that it has."""

from __future__ import annotations

from collections.abc import Iterable

import careguide
from careguide.fhir.canon import FHIR_VERSION, OPERATION, Canon, Resource
from careguide.fhir.narrative import narrative, paragraphs

NOTHING_KEPT = "Nothing that is sent is kept, logged or sent on. There is no sign-in, and no record of a person."
SUMMARY = "Checks the answers and returns the summary of them as a document. Nothing is stored."


def statement(canon: Canon, kinds: Iterable[str], *, shared: bool) -> Resource:
    """Return the CapabilityStatement of a server with these kinds of resource.

    `shared` is whether scripts of other sites may ask.
    """
    return canon.published("CapabilityStatement", "careguide") | {
        "text": narrative(paragraphs("FHIR R4 of the care guide.", SUMMARY, NOTHING_KEPT)),
        "name": "CareGuideServer",
        "title": "FHIR R4 of the care guide",
        "kind": "instance",
        "software": {"name": "careguide", "version": careguide.__version__},
        "implementation": {"description": "The care guide", "url": canon.server},
        "fhirVersion": FHIR_VERSION,
        "format": ["application/fhir+json", "json"],
        "rest": [
            {
                "mode": "server",
                "documentation": NOTHING_KEPT,
                "security": {"cors": shared, "description": "Open to anyone; HTTPS is up to whoever serves it."},
                "resource": [_readable(canon, kind) for kind in kinds],
            }
        ],
    }


def _readable(canon: Canon, kind: str) -> Resource:
    resource = {
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "searchParam": [{"name": "url", "type": "uri", "documentation": "The canonical address, without a version."}],
    }
    if kind == "Questionnaire":
        definition = canon.url("OperationDefinition", OPERATION)
        resource["operation"] = [{"name": "summary", "definition": definition, "documentation": SUMMARY}]
    return resource


def operation(canon: Canon) -> Resource:
    """Return the OperationDefinition of $summary."""
    codes = ", ".join(country.code for country in canon.questionnaire.countries)
    return canon.published("OperationDefinition", OPERATION) | {
        "text": narrative(paragraphs(SUMMARY)),
        "name": "Summary",
        "title": "Summary of answers",
        "kind": "operation",
        "description": SUMMARY,
        "affectsState": False,
        "code": "summary",
        "resource": ["Questionnaire"],
        "system": False,
        "type": False,
        "instance": True,
        "parameter": [
            _parameter("response", "in", 1, "QuestionnaireResponse", "The answers, to this version of the questions."),
            _parameter("country", "in", 0, "code", f"Whose help lines to show: {codes}."),
            _parameter(
                "return", "out", 1, "Bundle", "A document: a Composition, and the answers as they were checked."
            ),
        ],
    }


def _parameter(name: str, use: str, least: int, kind: str, says: str) -> Resource:
    return {"name": name, "use": use, "min": least, "max": "1", "documentation": says, "type": kind}


def searchset(canon: Canon, kind: str, found: Iterable[Resource], asked: str) -> Resource:
    """Return the Bundle of what a search found; `asked` is the part of the query that was understood."""
    entries = [{"fullUrl": resource["url"], "resource": resource, "search": {"mode": "match"}} for resource in found]
    address = f"{canon.server}/{kind}{asked}"
    bundle = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(entries),
        "link": [{"relation": "self", "url": address}],
        "entry": entries,
    }
    return {name: value for name, value in bundle.items() if value or name == "total"}
