"""Visit a page as a phone on a slow line does: what travels, and when its first question can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from benchmarks.rivals.contenders import Contender

BITS_PER_SECOND, ROUND_TRIP_MS = 1_600_000, 150
"""Slow 4G as Lighthouse's mobile preset has it."""

PHONE = ViewportSize(width=412, height=823)
PATIENCE = 120_000

WATCH = """([question, start, patience]) => {
  const visible = {opacityProperty: true, visibilityProperty: true};
  const shown = (found) => found && found.textContent.trim() && found.checkVisibility(visible);
  const onScreen = ({top, bottom}) => top < innerHeight && bottom > 0;
  let pressed = !start;
  let readable;
  window.firstQuestion = new Promise((resolve, reject) => {
    readable = resolve;
    setTimeout(() => reject(new Error('The first question never came.')), patience);
  });
  // A task that is queued in a frame runs after that frame is painted.
  const painted = (then) => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = then;
    port2.postMessage(null);
  };
  const look = () => {
    if (!pressed && shown(document.querySelector(start))) {
      pressed = true;
      painted(() => document.querySelector(start).click());
    }
    const found = document.querySelector(question);
    if (shown(found) && onScreen(found.getBoundingClientRect())) {
      painted(() => readable(performance.now()));
      return;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""

WORDS = """new Promise((resolve) => new PerformanceObserver((list) => {
  for (const found of list.getEntriesByName('first-contentful-paint')) resolve(found.startTime);
}).observe({type: 'paint', buffered: true}))"""


class BrokenPageError(Exception):
    """A page does not do what it is measured for."""


@dataclass(frozen=True)
class Visit:
    """One cold visit: milliseconds to the first question and the first words, and what travelled until it was quiet."""

    milliseconds: float
    words: float
    bytes: int
    requests: int
    script: int


def visit(browser: Browser, address: str, contender: Contender, slowdown: float) -> Visit:
    """Open a page in a fresh browser context, with an empty cache, on the slow line and a slowed processor."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=1.75, is_mobile=True, has_touch=True)
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        session = context.new_cdp_session(page)
        traffic = _Traffic(session)
        line = {"offline": False, "latency": ROUND_TRIP_MS, "uploadThroughput": 750_000 / 8}
        session.send("Network.emulateNetworkConditions", {**line, "downloadThroughput": BITS_PER_SECOND / 8})
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        page.add_init_script(f"({WATCH})({[contender.question, contender.start, PATIENCE]})")
        page.goto(f"{address}/", wait_until="networkidle")
        return Visit(page.evaluate("window.firstQuestion"), page.evaluate(WORDS), *traffic.total())
    finally:
        context.close()


def answer(browser: Browser, address: str, contender: Contender, ask: str, label: str) -> None:
    """Hold the page to what is measured: it asks the first question, and one of its answers can be chosen."""
    context = browser.new_context(viewport=PHONE)
    try:
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("response", lambda found: wrong.append(found.url) if found.status >= 400 else None)
        page.goto(f"{address}/", wait_until="networkidle")
        if contender.start:
            page.locator(contender.start).click()
        _choose(page, contender, ask, label)
        if wrong:
            raise BrokenPageError(f"{contender.name} does not work: {wrong[0]}")
    finally:
        context.close()


def _choose(page: Page, contender: Contender, ask: str, label: str) -> None:
    said = " ".join(page.locator(contender.question).first.inner_text().split())
    if ask not in said:
        raise BrokenPageError(f"{contender.name} does not show the first question: {said!r}")
    page.get_by_text(label, exact=True).first.click()
    if page.locator("input:checked").count() != 1:
        raise BrokenPageError(f"{contender.name} does not take an answer to the first question.")


class _Traffic:
    def __init__(self, session: Any) -> None:
        self.kinds: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        session.on("Network.responseReceived", self._began)
        session.on("Network.loadingFinished", self._ended)
        session.send("Network.enable")

    def _began(self, event: dict[str, Any]) -> None:
        if event["response"]["url"].startswith("http"):
            self.kinds[event["requestId"]] = event["type"]

    def _ended(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])

    def total(self) -> tuple[int, int, int]:
        """Return the bytes over the wire with their headers, the requests, and the bytes that were script."""
        sizes = {name: self.sizes[name] for name in self.kinds}
        script = sum(size for name, size in sizes.items() if self.kinds[name] == "Script")
        return sum(sizes.values()), len(sizes), script
