"""What a browser keeps and tells: nothing. No cookie, no storage, no other host, no answer in an address."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.watch import Watch
from tests.sheets import USUAL

pytestmark = pytest.mark.browser

STORED = """async () => ({
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: self.caches ? (await caches.keys()).length : 0,
  workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
  cookie: document.cookie,
  name: window.name,
})"""
NOTHING = {"local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0, "cookie": "", "name": ""}

REFUSE = """(() => {
  const refuse = () => { throw new DOMException('refused by the person', 'SecurityError'); };
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore'])
    Object.defineProperty(window, name, {get: refuse});
  Object.defineProperty(Document.prototype, 'cookie', {get: refuse, set: refuse});
})()"""


def whole_visit(page: Page) -> None:
    """Do all that there is to do: walk, read, change answers, ask again, and leave."""
    steps.walk(page, USUAL)
    with page.expect_navigation():
        page.get_by_role("button", name="Change answers").click()
    steps.at(page, "last")
    steps.show_summary(page)
    page.get_by_role("button", name="Compare these kinds of care").click()
    page.wait_for_url("**/options*")
    for name in ("About this guide", "Privacy"):
        page.locator(".foot").get_by_role("link", name=name).click()
        page.wait_for_load_state()


def test_nothing_is_kept_in_the_browser(visit: Visit) -> None:
    """After a whole visit there is no cookie, and nothing in any kind of storage."""
    page = visit("/someone")
    whole_visit(page)
    assert page.evaluate(STORED) == NOTHING
    assert page.context.cookies() == []
    assert page.context.storage_state(indexed_db=True) == {"cookies": [], "origins": []}
    page.locator(".top .leave").click()
    expect(page.locator("h1")).to_have_text("This page is blank")
    assert page.evaluate(STORED) == NOTHING
    assert page.context.cookies() == []


def test_it_works_where_cookies_and_storage_are_refused(visit: Visit) -> None:
    """A browser that refuses cookies and every kind of storage walks to the same summary."""
    page = visit("/options")
    page.context.add_init_script(REFUSE)
    page.context.new_cdp_session(page).send("Emulation.setDocumentCookieDisabled", {"disabled": True})
    page.goto("/")
    refused = "(name) => { try { return String(eval(name)); } catch (refusal) { return refusal.name; } }"
    for name in ("localStorage", "sessionStorage", "indexedDB", "document.cookie"):
        assert page.evaluate(refused, name) == "SecurityError"
    whole_visit(page)


def test_no_answer_is_in_an_address_or_a_referrer(visit: Visit, watch: Watch) -> None:
    """No address asked for holds more than a page and a country, and no request says where it comes from."""
    page = visit("/?country=GB")
    whole_visit(page)
    page.locator(".top .leave").click()
    page.wait_for_url("**/leave?country=GB")
    asked = [request for request in watch.requests if not request.url.startswith("data:")]
    addresses = {request.url.removeprefix(watch.url) for request in asked}
    pages = {"/", "/options", "/about", "/privacy", "/leave"}
    assert addresses == {
        "/aids",
        "/summary",
        "/answers",
        *(f"{path}?country=GB" for path in pages - {"/"}),
        "/?country=GB",
    }
    headers: list[dict[str, Any]] = [request.all_headers() for request in asked]
    assert [header["referer"] for header in headers if header.get("referer")] == []  # Chromium has "" for a fetch
    assert [header["cookie"] for header in headers if "cookie" in header] == []
    assert [request.url for request in asked if request.response() is None] == []


def test_answers_leave_the_device_once(visit: Visit, watch: Watch) -> None:
    """While a person answers, nothing is sent at all; the summary is one request, and it carries the answers."""
    page = visit()
    steps.start(page)
    expect(page.locator(".aids")).to_be_visible()
    before = len(watch.requests)
    steps.to_review(page, USUAL)
    assert len(watch.requests) == before
    steps.show_summary(page)
    sent = watch.requests[before:]
    assert [(request.method, request.url) for request in sent] == [("POST", f"{watch.url}/summary")]
    body = sent[0].post_data or ""
    assert all(f"{name.replace('-', '=', 1)}" in body for name in steps.ids_of(USUAL))


def test_the_watch_bites(visit: Visit, watch: Watch) -> None:
    """A request to another host, a script that fails and a style that the policy forbids are each noticed."""
    page = visit()
    with page.context.expect_event("weberror"), page.context.expect_event("console"):
        page.evaluate("""() => {
          document.body.setAttribute('style', 'color: red');
          setTimeout(() => { throw new Error('broken'); });
        }""")
    with pytest.raises(Error):
        page.goto("http://127.0.0.2:9/")
    found = " ".join(watch.troubles)
    watch.troubles.clear()
    assert "Content Security Policy" in found
    assert "script: broken" in found
    assert "another host: http://127.0.0.2:9/" in found
