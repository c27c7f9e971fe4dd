"""A real server, a real Chromium, and pages that fail their test when anything goes wrong in them.

What is started here ends with this folder's tests and not with the run: as long as Playwright runs, so does its
event loop, and no test that comes after could run one of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from careguide.core.questionnaire.model import Questionnaire
from tests import waiting
from tests.browser.hosting import Host, hosting
from tests.browser.reader import Reader, chromium_reader, firefox_reader
from tests.browser.server import Server, serving
from tests.browser.states import STATES
from tests.browser.watch import FLAGS, Watch
from tests.shipped import shipped

PATIENCE = 1000 * waiting.PATIENCE
"""Milliseconds that a slow machine may take for one step."""

expect.set_options(timeout=PATIENCE)


class Visit(Protocol):
    """Open a page of its own at an address of the guide, with or without script, and watch it."""

    def __call__(self, path: str = "/", *, script: bool = True, **options: Any) -> Page: ...


@pytest.fixture(scope="package")
def guide() -> Questionnaire:
    """Return the questionnaire that the server serves."""
    return shipped()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the guide as a person would, to all of these tests."""
    with serving(tmp_path_factory.mktemp("server"), tmp_path_factory.mktemp("said")) as running:
        yield running


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Start the driver once."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright, headless_chromium: str) -> Iterator[Browser]:
    """Start Chromium once; it keeps no page alive for Back, so every Back loads the page anew."""
    running = playwright.chromium.launch(executable_path=headless_chromium, args=FLAGS)
    yield running
    running.close()


@pytest.fixture(scope="package")
def whole_browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """Start a Chromium with all that is around a page: its own page for an error, and what Back and Reload restore."""
    running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    yield running
    running.close()


@pytest.fixture(scope="package")
def keeping_browser(playwright: Playwright, headless_chromium: str) -> Iterator[Browser]:
    """Start a Chromium that keeps pages alive for Back, as people's own browsers do."""
    without = ["--disable-back-forward-cache"]
    running = playwright.chromium.launch(executable_path=headless_chromium, args=FLAGS, ignore_default_args=without)
    yield running
    running.close()


@pytest.fixture
def watch(server: Server) -> Iterator[Watch]:
    """Watch every page of this test; what went wrong in one fails the test at its end."""
    watching = Watch(server.url)
    yield watching
    watching.close()


@pytest.fixture
def visit(browser: Browser, server: Server, watch: Watch) -> Visit:
    """Return how this test opens pages, each in a browser profile of its own."""
    return visiting(browser, server, watch)


def visiting(browser: Browser, server: Server, watch: Watch, *, together: bool = False) -> Visit:
    """Return how to open watched pages in `browser`: each in a profile of its own, or `together` as tabs of one."""

    def visit(path: str = "/", *, script: bool = True, **options: Any) -> Page:
        if not (together and watch.contexts):
            watch.over(browser.new_context(base_url=server.url, **options))
        page = watch.contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        if not script:
            watch.silence(page)
        page.goto(path)
        return page

    return visit


@pytest.fixture
def visit_whole(whole_browser: Browser, server: Server, watch: Watch) -> Visit:
    """Return how to open pages where the browser's own pages, or what it restores, are part of the test."""
    return visiting(whole_browser, server, watch)


@pytest.fixture(params=[pytest.param("browser", marks=pytest.mark.slow), "keeping_browser"])
def visit_either(request: pytest.FixtureRequest, server: Server, watch: Watch) -> Visit:
    """Return how to open pages in a Chromium that loads pages anew for Back, and then in one that keeps them alive."""
    return visiting(request.getfixturevalue(request.param), server, watch)


class Bring(Protocol):
    """Open a page and bring it into one of the states by name."""

    def __call__(self, name: str, **options: Any) -> Page: ...


@pytest.fixture
def bring(visit: Visit, watch: Watch) -> Bring:
    """Return how this test brings about a state."""
    return bringing(visit, watch)


def bringing(visit: Visit, watch: Watch) -> Bring:
    """Return how to bring about a state in a watched page."""

    def bring(name: str, **options: Any) -> Page:
        state = STATES[name]
        watch.refusals.add(state.refusal)
        page = visit(state.path, script=state.script, **options)
        state.bring(page)
        return page

    return bring


@pytest.fixture(scope="package")
def host() -> Iterator[Host]:
    """Run a site that may embed the guide."""
    with hosting() as running:
        yield running


@pytest.fixture(scope="package")
def stranger() -> Iterator[Host]:
    """Run a site that is not on the list."""
    with hosting() as running:
        yield running


@pytest.fixture(scope="package")
def embedded(host: Host, stranger: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the guide so that one site may embed it."""
    folders = tmp_path_factory.mktemp("embedded"), tmp_path_factory.mktemp("embedded-said")
    with serving(*folders, CAREGUIDE_EMBED_ORIGINS=host.origin, CAREGUIDE_PUBLIC_URL="{url}") as running:
        host.guide = stranger.guide = running.url
        yield running


@pytest.fixture(scope="package")
def chromium_that_refuses(
    playwright: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reader]:
    """Start a Chromium that refuses cookies."""
    with chromium_reader(playwright, chromium, tmp_path_factory.mktemp("chromium") / "profile") as running:
        yield running


@pytest.fixture(scope="package")
def firefox_that_refuses(firefox: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Start a Firefox that refuses cookies."""
    with firefox_reader(firefox, tmp_path_factory.mktemp("firefox")) as running:
        yield running


EITHER_BROWSER = pytest.mark.parametrize("reader", ["chromium", "firefox"], indirect=True)
"""For a test of what browsers do each in a way of their own; any other goes to Firefox among the slow ones only."""


@pytest.fixture(params=["chromium", pytest.param("firefox", marks=pytest.mark.slow)])
def reader(request: pytest.FixtureRequest, embedded: Server) -> Reader:  # noqa: ARG001 - its site must run
    """Read in Chromium, and then in Firefox."""
    found: Reader = request.getfixturevalue(f"{request.param}_that_refuses")
    return found
