"""Random sheets are found again nowhere. `python -m tests.web.canaries 1000` sends many more of them."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from careguide.cli.logs import set_up
from careguide.config import Config
from careguide.web import create_app
from tests.browser.server import Server
from tests.sheets import CALM
from tests.shipped import shipped
from tests.web.canaries import LOUD, MANY, MARK, Flight, left, missed, needles, search, watched
from tests.web.every_route import app_for_all, calls

SHEETS = 30


@pytest.mark.slow
def test_nothing_of_random_sheets_is_found_again() -> None:
    """Not in what a loud server says, counts and leaves behind, nor in the core of a worker that crashes."""
    flight = watched(SHEETS)
    assert flight.found == []
    assert missed(flight, calls(app_for_all()), SHEETS) == []


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """A word in what is said, in a file deep down and in the midst of a core is found, and so is an answer."""
    folder, output = tmp_path / "folder", tmp_path / "said.txt"
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "left").write_text("lately=cut_fast", encoding="utf-8")
    (folder / "core").write_bytes(os.urandom(5000) + MARK.upper().encode() + os.urandom(5000))
    output.write_text(f"GET /?{MARK}1", encoding="utf-8")
    flight = Flight()
    search(left(Server(0, folder, output)), needles(shipped()), flight)
    assert {line.partition(" stands in ")[2] for line in flight.found} == {
        "what it said", "the file core", "the file a/b/left",
    }  # fmt: skip


def test_a_run_that_searched_nothing_fails() -> None:
    """A run without sheets, without a word of the server and without counts says what it missed."""
    found = missed(Flight(), calls(app_for_all()), MANY)
    assert "no sheet went to /summary" in found
    assert "no answer had the status 422" in found
    assert "the server said nothing, so nothing was searched" in found
    assert "its counts were not searched" in found


@pytest.mark.parametrize("broken", ["view", "template"])
def test_a_trace_holds_no_locals(broken: str) -> None:
    """A fault in a view, and one in a template: what is written names its kind and place only."""
    app = create_app(Config(), warm=False)
    _break(app, broken)
    root, stream = logging.getLogger(), io.StringIO()
    handler = logging.StreamHandler(stream)
    setup = set_up(LOUD["CAREGUIDE_LOG_LEVEL"])
    handler.setFormatter(setup["formatters"]["json"]["()"](
        foreign_pre_chain=setup["formatters"]["json"]["foreign_pre_chain"],
        processors=setup["formatters"]["json"]["processors"],
    ))  # fmt: skip
    root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    try:
        response = app.test_client().post("/summary", data={**CALM, "_country": MARK, MARK: MARK})
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert response.status_code == 500
    said = stream.getvalue()
    assert "Error" in said
    assert MARK not in said + response.get_data(as_text=True)
    assert "directed_want_less" not in said


def _break(app: Flask, part: str) -> None:
    def fail(word: str = MARK, **_: object) -> str:
        raise ValueError(word)

    if part == "template":
        app.jinja_env.filters["in_voice"] = _failing_once(app.jinja_env.filters["in_voice"])
    else:
        app.view_functions["guide.summary"] = fail


def _failing_once(filtered: Callable[..., str]) -> Callable[..., str]:
    """Fail where the summary is drawn, and not where the error page is."""
    calls_made: list[str] = []

    def fail(*words: Any, **more: Any) -> str:
        calls_made.append(MARK)
        if len(calls_made) == 1:
            raise ValueError(MARK)
        return filtered(*words, **more)

    return fail
