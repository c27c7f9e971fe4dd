"""While the page is still on its way: its first screen comes first, and nothing of it can stay hidden."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.conftest import PATIENCE
from tests.browser.server import Server
from tests.browser.watch import slow_down

pytestmark = pytest.mark.browser

NEVER = 1
"""Milliseconds at which the page's clock stands still, so that no wait of its own ever ends."""

END = '<section class="step" id="last">'
"""Where the page stops for a while, or for good: all questions stand before it, and the script behind."""

LOST = "<script>throw new Error('lost on the way')</script>"


@dataclass
class Line:
    """A line that carries the first page up to some mark, and the rest of it when it is let go on."""

    html: str
    headers: dict[str, str]
    address: str = ""
    until: str = ""
    on: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    """Lay a line that carries the guide's own first page, with its policy."""
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        connection.request("GET", "/")
        answer = connection.getresponse()
        laid = Line(answer.read().decode(), {"Content-Security-Policy": answer.headers["Content-Security-Policy"]})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            first, mark, rest = laid.html.partition(laid.until or "no such mark")
            self.send_response(200)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **laid.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(first.encode())
            self.wfile.flush()
            if mark:
                laid.on.wait(60)
                self.wfile.write((mark + rest).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing on standard error."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        laid.address = f"http://127.0.0.1:{running.server_port}/"
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield laid
        laid.on.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page, whose faults are what these tests are about, so that nobody watches for them."""
    context = browser.new_context()
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    slow_down(opened)
    yield opened
    context.close()


def stop_the_clock(page: Page) -> None:
    """Let no time pass for the page: what shows then shows for another reason than that it was slow."""
    page.clock.install(time=0)
    page.clock.pause_at(NEVER)


def test_what_lies_behind_start_waits_while_the_page_comes(page: Page, line: Line) -> None:
    """The first screen is there before the rest, without questions below it; the whole page then goes step by step."""
    line.until = END
    stop_the_clock(page)
    page.goto(line.address, wait_until="commit")
    expect(page.locator("#q-past_care")).to_be_attached()
    expect(page.locator("legend:visible")).to_have_count(0)
    line.on.set()
    steps.at(page, "intro")
    expect(page.locator("html.coming")).to_have_count(0)
    expect(page.locator("legend:visible")).to_have_count(0)


def test_start_works_while_the_page_comes(page: Page, line: Line) -> None:
    """Who presses Start before the script is there can answer at once, is not moved on, and can go back."""
    line.until = END
    stop_the_clock(page)
    page.goto(line.address, wait_until="commit")
    page.click("#intro a.next")
    expect(page.locator("#q-right_now legend")).to_be_in_viewport()
    page.check("#right_now-none")
    line.on.set()
    steps.at(page, "right_now")
    assert steps.ticked(page) == ["right_now-none"]
    page.go_back()
    steps.at(page, "intro")
    page.go_forward()
    steps.at(page, "right_now")
    assert steps.ticked(page) == ["right_now-none"]


def test_a_line_that_stalls_hides_nothing_for_long(page: Page, line: Line) -> None:
    """When the rest has not come after a few seconds, all that has come can be read and answered."""
    line.until = END
    page.goto(line.address, wait_until="commit")
    expect(page.locator("#q-past_care legend")).to_be_visible()
    expect(page.locator(".stepping")).to_have_count(0)


def test_half_a_page_is_shown_whole(page: Page, line: Line) -> None:
    """When the line breaks, all questions that have come are shown, one below the other."""
    stop_the_clock(page)
    line.html = line.html.partition(END)[0]
    page.goto(line.address)
    expect(page.locator("#q-past_care legend")).to_be_visible()


def test_a_script_that_fails_hides_nothing(page: Page, line: Line) -> None:
    """When the script at the end of the page does not run, the page is as it is without script."""
    stop_the_clock(page)
    start = line.html.rindex("<script>")
    line.html = line.html[:start] + LOST + "</body></html>"
    line.headers = {}
    page.goto(line.address)
    expect(page.locator("#q-past_care legend")).to_be_visible()
    expect(page.get_by_role("button", name="Show the summary")).to_be_visible()
