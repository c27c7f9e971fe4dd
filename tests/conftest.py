"""What every test shares: where things are, how far Hypothesis looks, a browser, and pages kept for the validator."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

import careguide

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path(careguide.__file__).resolve().parent
IN_CHECKOUT = PACKAGE.parent == ROOT and (ROOT / "Makefile").is_file()
BESIDE = ROOT if IN_CHECKOUT else PACKAGE
"""Where templates/ and questions.yaml are: in a checkout beside the package, in a wheel inside it."""

needs_checkout = pytest.mark.skipif(not IN_CHECKOUT, reason="looks at files that only a checkout has, not a wheel")

# The same examples each time, so that a test that fails is one that a change broke; `make nightly` draws new ones.
settings.register_profile("here", deadline=None, max_examples=30, derandomize=True, print_blob=True)
settings.register_profile("full", settings.get_profile("here"), max_examples=100)
settings.register_profile("nightly", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("here")


def examples(full: int) -> settings:
    """Return how many examples to try where `full` of them are, in the profile `full`; `make nightly` has most."""
    return settings(max_examples=max(10, full * settings().max_examples // 100))


def keep_page(name: str, html: str) -> None:
    """Keep a rendered page for the HTML validator of .ci/run; without PAGES_OUT do nothing."""
    if folder := os.environ.get("PAGES_OUT"):
        Path(folder, f"{name}.html").write_text(html, encoding="utf-8")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the Chromium to drive; without one the test is skipped, or fails where a browser is required."""
    return _browser("Chromium", "CHROMIUM", "chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def headless_chromium(chromium: str) -> str:
    """Path of the same browser without its window, which opens a page in a third of the time, or of the whole one."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or chromium


@pytest.fixture(scope="session")
def firefox() -> str:
    """Path of the Firefox to drive; without one the test is skipped, or fails where a browser is required."""
    return _browser("Firefox", "FIREFOX", "firefox-esr", "firefox")


def _browser(title: str, variable: str, *names: str) -> str:
    found = program(variable, *names)
    return found or required(f"no {title} found: install one, or name it in {variable}")


def program(variable: str, *names: str) -> str | None:
    """Return the path of a program: the one that a variable names, or the first that is found."""
    return os.environ.get(variable) or next(filter(None, map(shutil.which, names)), None)


def required(reason: str) -> NoReturn:
    """Skip a test for want of a program, or fail it where all of them are required, as in .ci/run."""
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
