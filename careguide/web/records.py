"""What health records read: FHIR resources as answers, under the names of this site."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from flask import Response, current_app

from careguide.core.assessment.interview import Interview
from careguide.core.questionnaire.content import Voice
from careguide.fhir.canon import Canon, Resource
from careguide.fhir.response import response
from careguide.web.site import site

MEDIA_TYPE = "application/fhir+json"


def canon() -> Canon:
    """Return the names of what the running app serves."""
    return site().canon


def now() -> str:
    """Return this moment as FHIR writes it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def in_json(resource: Resource) -> str:
    """Return a resource as text."""
    return json.dumps(resource, ensure_ascii=False)


def answered(resource: Resource, status: int = 200) -> Response:
    """Answer with a resource."""
    return current_app.response_class(in_json(resource), status, mimetype=MEDIA_TYPE)


def saved(interview: Interview, voice: Voice) -> Response:
    """Answer with the QuestionnaireResponse of an interview, as a file to keep."""
    made = answered(response(canon(), interview, voice, now()))
    made.headers.set("Content-Disposition", "attachment", filename="care-guide-answers.fhir.json")
    return made
