"""The pictures of docs/: pages of the guide as people see them, taken with a real Chromium.

A picture looks a little different on each machine. So `pictures.json` keeps a hash of the words that its page held:
where a page says something else by now, its picture is old.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser import staff, steps
from tests.browser.hosting import hosting
from tests.browser.server import serving
from tests.conftest import ROOT
from tests.pdf_walk import PERSON

CLINIC = ROOT / "docs" / "embed-demo"
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
TOGETHER = ("person-right_now-none", "family-right_now-none", "mark-right_now-saw", "person-how_taken-as_directed",
            "family-how_taken-often_more", "mark-how_taken-told")  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A picture: how large it is, and how its page is brought about from the first page of the guide, or of a site."""

    width: int
    height: int
    bring: Callable[[Page], object]
    path: str = "/"


def _summary(page: Page) -> None:
    steps.walk(page, PERSON)


def _together(page: Page) -> None:
    staff.fill(page, TOGETHER)
    staff.go(page, "how_taken")
    staff.picture(page, "They see this differently")


def _embed(page: Page) -> None:
    frame = page.frame_locator("iframe")
    frame.locator("#intro a.next").click()
    frame.locator("#right_now-none").check()
    frame.locator(".walk .next").click()
    expect(frame.locator("#q-how_taken.now")).to_be_visible()
    expect(page.locator("#events li").last).to_contain_text("resize")
    page.evaluate("scrollTo(0, 0)")


PICTURES = {
    "questions.png": Picture(430, 860, steps.start),
    "summary.png": Picture(1100, 860, _summary),
    "together.png": Picture(1280, 900, _together, "/together"),
    "embed.png": Picture(1000, 1250, _embed, "clinic"),
}
"""Every picture by its name in docs/."""


def pictured(browser: Browser, folder: Path) -> Iterator[tuple[str, Page]]:
    """Yield each picture's page, brought about, from a server that runs in `folder`."""
    (folder / "home").mkdir()
    with hosting() as site, serving(folder / "home", folder, CAREGUIDE_EMBED_ORIGINS=site.origin) as server:
        for file in CLINIC.iterdir():
            text = file.read_text(encoding="utf-8").replace("http://127.0.0.1:8000", server.url)
            site.pages["/" if file.stem == "index" else f"/{file.name}"] = text, {"Content-Type": KINDS[file.suffix]}
        for name, picture in PICTURES.items():
            size = {"width": picture.width, "height": picture.height}
            with closing(browser.new_context(viewport=size, reduced_motion="reduce")) as context:  # type: ignore[arg-type]
                page = context.new_page()
                page.goto(site.origin if picture.path == "clinic" else server.url + picture.path)
                picture.bring(page)
                page.mouse.move(0, 0)
                yield name, page


def words(page: Page) -> str:
    """Return a hash of all that a page and its frames say."""
    said = "\n".join(frame.inner_text("body") for frame in page.frames)
    return sha256(said.encode()).hexdigest()[:16]
