"""A sheet that was filled in on questions which meant something else: no route makes anything of it."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.sheets import CALM
from tests.web.conftest import attrs, parsed
from tests.web.every_route import FORM, Call, app_for_all, calls

pytestmark = pytest.mark.lengthy

TAKES_NO_SHEET = {"together.enter", "together.code", "guide.compare", "framed.compare", "guide.opened", "framed.opened"}
"""A phrase, codes that hold a version of their own, and which kinds of care to mark."""
GIVES_THE_FORM_BACK = {"guide.answers", "framed.answers"}
PRINTS = {"guide.summary_pdf", "guide.answers_fhir", "framed.summary_pdf", "together.family_pdf", "together.staff_pdf"}
CHANGED = "The questions have changed since"


@pytest.fixture(scope="module")
def whole() -> Flask:
    """Make an app that has every route."""
    return app_for_all()


@pytest.fixture(scope="module")
def posts(whole: Flask) -> dict[str, Call]:
    """Return a sound call of each route that takes a sheet as a form, from the table of routes."""
    found = {call.name: call for call in calls(whole) if call.method == "POST" and call.kind == FORM}
    found = {name: call for name, call in found.items() if "." in name and name not in TAKES_NO_SHEET}
    assert {*PRINTS, *GIVES_THE_FORM_BACK, "guide.summary", "together.live", "together.answers_fhir"} <= {*found}
    return found


def sent(client: FlaskClient, call: Call, **more: str) -> tuple[int, str]:
    """Send a call with more fields; return the status and what was said."""
    answer = client.post(call.path, data={**dict(parse_qsl(call.body)), **more})
    return answer.status_code, answer.get_data().decode(errors="replace")


def test_every_route_that_takes_a_sheet_looks_at_its_version(whole: Flask, posts: dict[str, Call]) -> None:
    """With another version each refuses, and says so; with that of the page, or none, each answers."""
    client = whole.test_client()
    here = attrs(parsed(client.get("/").text), "[name=_version]")[0]["value"]
    for name, call in posts.items():
        status, said = sent(client, call, _version="000000000000")
        assert status == (200 if name in GIVES_THE_FORM_BACK else 422), name
        assert CHANGED in said, name
        for more in ({}, {"_version": here}):
            status, said = sent(client, call, **more)
            assert status == 200, name
            assert CHANGED not in said, name


@pytest.mark.parametrize("page", ["/", "/embed/"])
def test_a_summary_hands_its_version_on(whole: Flask, page: str) -> None:
    """What a summary offers to save is asked for with the version that made it."""
    client = whole.test_client()
    here = attrs(parsed(client.get(page).text), "[name=_version]")[0]["value"]
    summary = parsed(client.post(f"{page}summary", data=CALM).text)
    assert [field["value"] for field in attrs(summary, ".actions form [name=_version]")] == [here]
