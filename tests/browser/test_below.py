"""The guide below a path of a host, in a real browser: from the start to the summary, its PDF, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import WSGIRequestHandler, make_server

from careguide.config import Config
from careguide.web import create_app
from tests.browser import staff, steps
from tests.browser.conftest import Visit, visiting
from tests.browser.server import Server
from tests.browser.test_back import change, move
from tests.browser.watch import Watch
from tests.sheets import USUAL

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

pytestmark = pytest.mark.browser

BELOW = "/guide"
SAVE = "Save as a PDF"


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Write nothing down."""


def _outside(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("404 NOT FOUND", [("Content-Type", "text/plain")])
    return [b"This is not the guide.\n"]


@pytest.fixture(scope="module")
def mounted() -> Iterator[Server]:
    """Serve the guide below a path of a host where nothing else is."""
    whole = DispatcherMiddleware(_outside, {BELOW: create_app(Config(), warm=False)})
    running = make_server("127.0.0.1", 0, whole, threaded=True, request_handler=_Quiet)
    thread = Thread(target=running.serve_forever)
    thread.start()
    yield Server(running.server_port, Path(), Path())
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def seen(mounted: Server) -> Iterator[Watch]:
    """Watch what is asked for; a request that leaves the path fails the test at its end."""
    watching = Watch(mounted.url)
    yield watching
    watching.close()
    asked = {urlsplit(request.url).path for request in watching.requests if request.url.startswith("http")}
    assert asked
    assert {path for path in asked if not path.startswith(f"{BELOW}/")} == set()


@pytest.fixture
def visit_below(browser: Browser, mounted: Server, seen: Watch) -> Visit:
    """Return how to open pages there."""
    return visiting(browser, mounted, seen)


@pytest.mark.parametrize("path", ["/", "/someone?country=GB"])
def test_from_the_start_to_the_summary_its_pdf_and_back(visit_below: Visit, path: str) -> None:
    """In both voices: the walk, the PDF, another page and Back, the answers again, and leaving."""
    page = visit_below(f"{BELOW}{path}")
    steps.walk(page, USUAL)
    first = page.inner_text("main")
    with page.expect_download() as saved:
        page.get_by_role("button", name=SAVE).click()
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")
    page.locator(".foot").get_by_role("link", name="About this guide").click()
    page.wait_for_url(re.compile(r"/about(\?|$)"))
    move(page)
    page.wait_for_selector(".actions form")
    assert page.inner_text("main") == first
    change(page)
    steps.at(page, "last")
    assert page.url.endswith(f"{BELOW}{path}")
    steps.show_summary(page)
    assert page.inner_text("main") == first
    move(page)
    steps.at(page, "last")
    assert steps.ticked(page) == steps.ids_of(USUAL)
    page.locator(".top .leave").click()
    expect(page.locator("h1")).to_have_text("This page is blank")
    page.locator(".more > summary").click()
    page.get_by_role("link", name="Start again").click()
    steps.start(page)


def test_a_frame_s_own_pages_stay_below_too(visit_below: Visit) -> None:
    """The guide as other sites frame it walks to its summary there."""
    page = visit_below(f"{BELOW}/embed/someone")
    steps.walk(page, USUAL)
    assert urlsplit(page.url).path == f"{BELOW}/embed/summary"


def test_the_staff_page_works_there(visit_below: Visit) -> None:
    """Its scripts ask for the picture below the path, its sheets open there, and clearing leads back to it."""
    page = visit_below(f"{BELOW}/together/clear")
    page.wait_for_url(f"**{BELOW}/together")
    staff.fill(page, ["person-right_now-seizure"])
    expect(page.locator("#loud-emergency")).to_be_visible()


def test_the_bare_path_leads_to_the_guide(browser: Browser, mounted: Server) -> None:
    """Whoever leaves out the last slash gets there."""
    page = browser.new_page()
    page.goto(f"{mounted.url}{BELOW}?country=GB")
    assert page.url == f"{mounted.url}{BELOW}/?country=GB"
    steps.start(page)
    page.close()
