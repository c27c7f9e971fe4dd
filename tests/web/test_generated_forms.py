"""A short run of odd requests. `.ci/run` sends more, and `make nightly` many."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from careguide.config import Config
from careguide.web import create_app
from tests.web.generated_forms import Told, apps, generated, missed

pytestmark = pytest.mark.lengthy

SENT = 1500
MET = frozenset({"200", "400", "404", "405", "411", "413", "415", "422"})


def test_no_odd_request_breaks_the_server() -> None:
    """Nothing of every shape to every route brings a fault, a stack trace or an answer without its headers."""
    told = generated(range(SENT), apps())
    assert told.wrong == []
    assert missed(told, apps()[0], SENT, MET) == []
    assert len(told.distinct) > SENT * 0.99


def test_the_run_bites() -> None:
    """A view that fails is found by its status and its line in the log, and an answer without a header is found."""
    broken = create_app(Config(), warm=False)
    for name in ("guide.answers", "together.family"):
        broken.view_functions[name] = _forgetful
    broken.after_request_funcs.setdefault(None, []).insert(0, _without_sniffing)
    wrong = "\n".join(generated(range(150), (broken, broken)).wrong)
    for words in (
        "status 500",
        "logged: ",
        "KeyError while answering guide.answers",
        "it lacks X-Content-Type-Options",
    ):
        assert words in wrong


def test_what_gets_out_of_the_app_is_found() -> None:
    """So is an error that no one catches."""

    def raising(*_: object) -> list[bytes]:
        raise RuntimeError

    flawed = Flask("flawed")
    flawed.wsgi_app = raising  # type: ignore[method-assign, assignment]
    assert "RuntimeError got out of the app" in generated(range(30), (apps()[0], flawed)).wrong[0]


def test_a_run_that_met_too_little_fails() -> None:
    """A run that sent too few, or never met a shape, a route or a status, says so."""
    found = missed(Told(), apps()[0], 10, MET)
    assert "0 were answered, 10 were wanted" in found
    assert "no request had the shape: multipart bomb" in found
    assert "no request went to /summary" in found
    assert "no answer had the status 413" in found


def _forgetful() -> str:
    held: dict[str, str] = {}
    return held["nothing"]


def _without_sniffing(response: Response) -> Response:
    del response.headers["X-Content-Type-Options"]
    return response
