"""Update everything that is made from the code: the proof, and the pages, sample sheets and pictures of docs/.

Measurements are separate, as they take minutes on a machine that does nothing else: `make figures`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from playwright.sync_api import sync_playwright

from careguide import files, proof
from careguide.core.proof.verify import prove, verdicts
from makedocs.pages import PAGES
from makedocs.pictures import pictured, words
from makedocs.sheets import SHEETS, sheet
from tests.browser.watch import FLAGS
from tests.conftest import ROOT, program
from tests.shipped import shipped

DOCS = ROOT / "docs"
WORDS = DOCS / "pictures.json"


def _proof() -> Iterator[Path]:
    """Prove every guarantee; a record that speaks of this content and this core stays, with its day."""
    questionnaire, kept = shipped(), proof.shipped()
    if kept is None or (kept.digest, kept.core) != (questionnaire.digest, proof.core_hash()):
        made = proof.record(questionnaire, verdicts(prove(questionnaire)))
        if made.broken:
            raise click.ClickException("A guarantee is broken, so nothing was made: careguide verify")
        proof.keep(made)
    yield files.PACKAGE / proof.RECORD


def _pages() -> Iterator[Path]:
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        yield DOCS / name


def _sheets() -> Iterator[Path]:
    for name in SHEETS:
        (DOCS / name).write_bytes(sheet(name))
        yield DOCS / name


def _pictures() -> Iterator[Path]:
    chromium = program("CHROMIUM", "chromium", "chromium-browser", "google-chrome")
    if not chromium:
        raise click.ClickException("The pictures need a Chromium: install chromium, or set CHROMIUM to its path.")
    said = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, page in pictured(browser, Path(folder)):
            said[name] = words(page)
            page.screenshot(path=DOCS / name, animations="disabled")
            yield DOCS / name
        browser.close()
    WORDS.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    yield WORDS


PARTS: dict[str, Callable[[], Iterator[Path]]] = {
    "proof": _proof,
    "pages": _pages,
    "sheets": _sheets,
    "pictures": _pictures,
}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
def main(parts: tuple[str, ...]) -> None:
    """Update all of it, or only these PARTS."""
    for part in parts or PARTS:
        for path in PARTS[part]():
            click.echo(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
