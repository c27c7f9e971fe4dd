"""Texts that try to become markup or script, through every field and address: each stays text in the page's source.

Every text goes into every field here; `tests/browser/test_markup.py` puts each into one of each page, in Chromium.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from justhtml import Element, JustHTML

from careguide.core.questionnaire.model import Questionnaire
from tests.markup import (
    BY_COUNTRY,
    BY_QUERY,
    CORPUS,
    DECLARED,
    LONGEST,
    PARAMETERS,
    ROOMS,
    SHOWN_ON_BOTH,
    by_turns,
    typed,
    words,
)
from tests.sheets import CALM

pytestmark = pytest.mark.lengthy

HARMLESS = "plain words"
LEADING = ("href", "src", "action", "formaction", "data", "srcdoc", "content")
"""Attributes whose value is an address or a page, and so could lead somewhere else."""


@lru_cache(maxsize=8)  # most addresses bring the very same page
def bones(html: str) -> list[str]:
    """Return what a page is made of: each element, its attributes, where it leads, and each script and style whole."""
    return [bone for element in _elements(JustHTML(html, sanitize=False).root) for bone in _bone(element)]


def _elements(node: object) -> Iterator[Element]:
    for child in getattr(node, "children", None) or ():
        if isinstance(child, Element):
            yield child
        yield from _elements(child)


def _bone(element: Element) -> Iterator[str]:
    held = element.attrs or {}
    leading = [f"{name}={held[name]}" for name in LEADING if name in held and "plain+words" not in (held[name] or "")]
    yield f"<{element.name} {' '.join(sorted(held))}> {' '.join(leading)}"
    if element.name in ("script", "style"):
        yield element.to_text()


def test_the_corpus_is_wide_and_fits() -> None:
    """There are sixty texts and more, none twice, and each fits the shortest field, so that none is refused for it."""
    assert len(set(CORPUS)) == len(CORPUS) >= 60
    assert [text for text in CORPUS if len(text) > LONGEST] == []


@pytest.mark.lengthy
@pytest.mark.parametrize("path", ["/together/family", "/together/staff"])
def test_what_staff_type_is_shown_as_text(client: FlaskClient, questionnaire: Questionnaire, path: str) -> None:
    """Every text in every field that staff can type in, by turns, on the sheet that shows it."""
    names = typed(questionnaire.questions)
    usual = bones(client.post(path, data={**dict(DECLARED), **dict.fromkeys(names, HARMLESS)}).text)
    for turn in range(len(CORPUS)):
        said = by_turns(names, turn)
        html = client.post(path, data={**dict(DECLARED), **said}).text
        assert bones(html) == usual, turn
        seen = words(JustHTML(html, sanitize=False).to_text(separator=""))
        on_both = [text for name, text in said.items() if name.startswith(SHOWN_ON_BOTH)]
        assert [text for text in on_both if words(text) not in seen] == [], turn


@pytest.mark.parametrize("path", ["/summary", "/embed/summary", "/together/family", "/together/live"])
def test_names_of_fields_are_shown_as_text(client: FlaskClient, path: str) -> None:
    """Every text as the name of a field that no page has; the pages for staff list such names."""
    usual = bones(client.post(path, data={HARMLESS: HARMLESS}).text)
    for text in CORPUS:
        response = client.post(path, data={text: text})
        assert response.status_code == 422
        assert bones(response.text) == usual, text
        assert not path.startswith("/together") or words(text) in words(
            JustHTML(response.text, sanitize=False).to_text()
        )


@pytest.mark.parametrize("path", [*BY_QUERY, *BY_COUNTRY])
def test_addresses_are_never_markup(client: FlaskClient, path: str) -> None:
    """Every text in every part of an address that any page reads, and in one that none reads."""
    harmless = [HARMLESS, f"https://zq.invalid/{HARMLESS}"]  # what is almost an address is refused for other reasons
    usual = [bones(client.get(f"{path}?{query(text)}").text) for text in harmless]
    for text in CORPUS:
        assert bones(client.get(f"{path}?{query(text)}").text) in usual, text


def query(text: str) -> str:
    """Return a query with a text as every parameter, and as the name of one."""
    return urlencode({**dict.fromkeys(PARAMETERS, text), text: text})


@pytest.mark.parametrize("room", ROOMS)
def test_addresses_that_are_none_are_never_markup(client: FlaskClient, room: str) -> None:
    """Every text as the address of a page that is not there, below each room."""
    usual = client.get(room + quote(HARMLESS))
    for text in CORPUS:
        for safe in ("", "/:"):
            response = client.get(room + quote(text, safe=safe))
            assert response.content_type == usual.content_type
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert bones(response.text) == bones(usual.text), text


def test_a_whole_summary_takes_no_markup_along(client: FlaskClient) -> None:
    """A sound sheet with a text as country and voice gives the usual summary."""
    usual = bones(client.post("/summary", data={**CALM, "_country": HARMLESS, "_voice": HARMLESS}).text)
    for text in CORPUS:
        response = client.post("/summary", data={**CALM, "_country": text, "_voice": text})
        assert response.status_code == 200
        assert bones(response.text) == usual, text


@pytest.mark.parametrize(
    "text",
    [
        "<script>hit()</script>",
        '<p onclick="hit()">',
        "<a href=javascript:hit()>zq</a>",
        "<b id=zq>",
        "<style>:root{--zq:1}</style>",
        "</p><p>",
    ],
)
def test_the_bones_tell(text: str) -> None:
    """A page with a hole in it has other bones."""
    page = "<!doctype html><html lang=en><title>x</title><body><p>{}"
    assert bones(page.format(text)) != bones(page.format(HARMLESS))
    assert bones(page.format("&lt;b&gt;")) == bones(page.format(HARMLESS))


def test_the_bones_hold_each_script_and_where_a_page_leads(client: FlaskClient) -> None:
    """A change within a script, and of a link's address, is one of the bones."""
    html = client.get("/").text
    for old, new in (("</script>", ";hit()</script>"), ('action="summary"', 'action="//zq.invalid/"')):
        assert old in html
        assert bones(html.replace(old, new)) != bones(html)
