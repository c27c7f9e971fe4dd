"""What the web tests share: the app, a client, and strict HTML."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import Element, JustHTML

from careguide.config import Config
from careguide.core.questionnaire.model import Questionnaire
from careguide.web import create_app
from tests.conftest import keep_page

SITE, OTHER = "https://clinic.example", "https://portal.example:8443"
"""Sites that may embed the guide."""

GUIDE = "https://guide.example"
"""Where people reach it."""


@pytest.fixture(scope="session")
def app() -> Flask:
    """Make the app on the shipped questionnaire."""
    return create_app(Config())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Make a client that keeps nothing of earlier tests."""
    return app.test_client()


@pytest.fixture(scope="session")
def embedding() -> Flask:
    """Make an app that two sites may embed."""
    return create_app(Config(embed_origins=(SITE, OTHER), public_url=GUIDE))


@pytest.fixture
def framing(embedding: Flask) -> FlaskClient:
    """Make a client of that app."""
    return embedding.test_client()


@pytest.fixture(scope="session")
def questionnaire(app: Flask) -> Questionnaire:
    """Return the questionnaire that the app serves."""
    held: Questionnaire = app.extensions["careguide"].questionnaire
    return held


@contextmanager
def logged(app: Flask) -> Iterator[list[str]]:
    """Give every line that is logged meanwhile, at any level; the last shows that something was listened to."""
    kept: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(self.format(record))

    root, keeper = logging.getLogger(), Keeper(level=logging.DEBUG)
    root.addHandler(keeper)
    level, root.level = root.level, logging.DEBUG
    try:
        yield kept
        app.logger.error("the keeper hears")
    finally:
        root.removeHandler(keeper)
        root.setLevel(level)
    assert kept


def one(page: JustHTML | Element, selector: str) -> Element:
    """Return the first match of a selector; it is a failure when there is none."""
    found = page.query(selector)
    assert found, f"nothing on the page matches {selector}"
    assert isinstance(found[0], Element)
    return found[0]


def attrs(page: JustHTML | Element, selector: str) -> list[dict[str, str]]:
    """Return the attributes of every match of a selector, in order; one without a value is an empty text."""
    return [{name: value or "" for name, value in (match.attrs or {}).items()} for match in page.query(selector)]


def parsed(html: str) -> JustHTML:
    """Parse a page as it is, failing on any HTML fault."""
    return JustHTML(html, strict=True, sanitize=False)


def fragment(html: str) -> JustHTML:
    """Parse a piece of markup within a whole page, as strictly."""
    return parsed(f"<!doctype html><html><head><title>x</title></head><body>{html}</body></html>")


def valid(html: str, name: str) -> JustHTML:
    """Parse a page, failing on any HTML fault, and keep it for the validator."""
    keep_page(name, html)
    return parsed(html)
