"""One sound call of every route, and one of every kind of error: `python -m tests.web.every_route` lists them as JSON.

Whoever looks at all that the guide answers begins here, so that no route is left out.
"""

from __future__ import annotations

import json
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask

from careguide.config import Config
from careguide.web import create_app
from careguide.web.wsgi.bodies import MAX_BODY
from tests.sheets import CALM
from tests.web.conftest import GUIDE, SITE

FORM, JSON, FHIR = "application/x-www-form-urlencoded", "application/json", "application/fhir+json"
SHEET = urlencode(CALM)
WALK = urlencode({f"person-{name}": word for name, word in CALM.items()})
WORDS = {
    "/api/v1/summary": (JSON, json.dumps({"answers": {"right_now": ["none"]}})),
    "/together/code": (FORM, "code=not+a+code"),
    "/together/enter": (FORM, "phrase=not+the+phrase"),
}
"""What is sent to each address that takes something else than a sheet or a walk."""


class Call(NamedTuple):
    """A call: what it shows, its method, its address, and what it sends as what."""

    name: str
    method: str
    path: str
    kind: str = ""
    body: str = ""


def calls(app: Flask) -> list[Call]:
    """Return one call for each route of the app and each of its methods, and one for each error."""
    found = []
    record = app.test_client().post("/answers.fhir.json", data=CALM).get_data(as_text=True)
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            kind, body = _sent(rule.rule, record) if method == "POST" else ("", "")
            path = f"{rule.rule}?url={GUIDE}/" if rule.rule == "/oembed" else rule.rule
            found.append(Call(rule.endpoint, method, path, kind, body))
    return [*found, *errors()]


def _sent(path: str, record: str) -> tuple[str, str]:
    if path.startswith("/fhir/"):
        return FHIR, record.replace("careguide|", "careguide-someone|") if "someone" in path else record
    return WORDS.get(path, (FORM, WALK if path.startswith("/together") else SHEET))


def errors() -> list[Call]:
    """Return calls that are refused: as pages, below the API and below FHIR."""
    long = "x" * (MAX_BODY + 1)
    return [
        *(Call("404", "GET", path) for path in ("/nowhere", "/api/v1/nowhere", "/fhir/R4/nowhere", "/embed/nowhere")),
        *(Call("405", "GET", path) for path in ("/answers", "/api/v1/summary", "/together/live", "/embed/answers")),
        Call("406", "GET", "/fhir/R4/metadata?_format=xml"),
        *(Call("413", "POST", path, FORM, long) for path in ("/summary", "/together/live", "/embed/answers")),
        Call("413", "POST", "/api/v1/summary", JSON, f'{{"answers": {{"a": "{long}"}}}}'),
        *(Call("415", "POST", path, "text/plain", "a=1") for path in ("/summary", "/api/v1/summary")),
        Call("400", "POST", "/api/v1/summary", JSON, "{"),
        *(Call("422", "POST", path, FORM, "right_now=nonsense") for path in ("/summary", "/embed/summary")),
        Call("422", "POST", "/together/live", FORM, "nonsense=1"),
        Call("422", "POST", "/api/v1/summary", JSON, '{"answers": {"nonsense": []}}'),
        Call("501", "GET", f"/oembed?format=xml&url={GUIDE}/"),
    ]


def app_for_all() -> Flask:
    """Make an app that has every route, with its guide open to a frame of another site."""
    return create_app(Config(embed_origins=(SITE,), public_url=GUIDE), warm=False)


if __name__ == "__main__":
    print(json.dumps([call._asdict() for call in calls(app_for_all())]))
