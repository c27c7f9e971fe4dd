"""A summary as a FHIR document: a Composition that says what the page says, with the answers that it rests on."""

from __future__ import annotations

from typing import NamedTuple

import careguide
from careguide.core.assessment.document import review_of
from careguide.core.assessment.summary import Summary
from careguide.fhir.canon import RESULTS, Canon, Resource
from careguide.fhir.narrative import narrative, paragraphs
from careguide.fhir.questionnaire import code_system
from careguide.fhir.reading import Given
from careguide.fhir.response import response
from careguide.fhir.sections import TITLES, Section, sections

TYPE, TYPE_TITLE = "summary", "Summary of a care guide"
CHECKED = "The answers as they were checked. Who the record says they are about, or by, is not repeated here."


class Stamp(NamedTuple):
    """When a document was made, and a name that no other has for it and for each of its two resources."""

    made: str
    document: str
    composition: str
    response: str


def document(canon: Canon, given: Given, summary: Summary, stamp: Stamp) -> Resource:
    """Return the Bundle of a summary: the Composition first, then the answers as they were checked."""
    answers = response(canon, given.interview, summary.voice, given.authored or stamp.made, given.status)
    return {
        "resourceType": "Bundle",
        "language": "en",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": stamp.document},
        "type": "document",
        "timestamp": stamp.made,
        "entry": [
            {"fullUrl": stamp.composition, "resource": _composition(canon, summary, stamp)},
            {"fullUrl": stamp.response, "resource": answers},
        ],
    }


def _composition(canon: Canon, summary: Summary, stamp: Stamp) -> Resource:
    parts = sections(canon.questionnaire, summary)
    panels = (summary.same_day, summary.this_week)
    soon = [note.title for panel in panels if panel for note in panel.notes]
    said = [*soon, summary.headline, summary.who_decides]
    said = [summary.headline] if summary.emergency else said  # nothing stands beside an emergency
    answers = _section(canon, Section("answers", TITLES["answers"], paragraphs(CHECKED)))
    return {
        "resourceType": "Composition",
        "language": "en",
        "text": narrative(paragraphs(*said, review_of(summary))),
        "status": "preliminary",
        "type": {"coding": [canon.coding(TYPE, TYPE_TITLE, RESULTS)]},
        "date": stamp.made,
        "author": [{"display": f"careguide {careguide.__version__}, content {canon.version}"}],
        "title": canon.questionnaire.title.in_voice(summary.voice),
        "section": [*(_section(canon, part) for part in parts), answers | {"entry": [{"reference": stamp.response}]}],
    }


def _section(canon: Canon, part: Section) -> Resource:
    coding = canon.coding(part.code, TITLES[part.code], RESULTS)
    return {"title": part.title, "code": {"coding": [coding]}, "text": narrative(part.xhtml)}


def result_codes(canon: Canon) -> Resource:
    """Return our own CodeSystem of a summary and its sections."""
    titles = {TYPE: TYPE_TITLE, **TITLES}
    concepts = [{"code": code, "display": title} for code, title in titles.items()]
    return code_system(canon, RESULTS, "CareGuideSummary", "Sections of a summary of the care guide", concepts)
