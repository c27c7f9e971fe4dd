"""The catalogue of the interface: how its files are read, and how a text of it is said."""

from __future__ import annotations

import pytest

from careguide.core.questionnaire.catalogue import Catalogue, CatalogueError, read_catalogue
from careguide.core.questionnaire.content import Text, Voice
from careguide.core.questionnaire.faults import QuestionnaireError
from careguide.files import catalogue

SMALL = """
page: # a page
  leave: Leave   this
    page
  more: "{count} more"
  ask:
    self: Ask you
    someone: Ask them
"""


def small() -> Catalogue:
    """Return a small catalogue."""
    return read_catalogue({"a.yaml": SMALL})


def test_a_text_is_read_with_its_place() -> None:
    """A text has the words of both voices, in one line, and is found by area and name, with its file and line."""
    found = small()
    assert found.texts == {
        "page.leave": Text("Leave this page", "Leave this page"),
        "page.more": Text("{count} more", "{count} more"),
        "page.ask": Text("Ask you", "Ask them"),
    }
    assert found.places["page.more"] == ("a.yaml", 5)
    assert list(found.area("page")) == ["leave", "more", "ask"]


def test_a_text_is_said_in_a_voice_and_filled_in() -> None:
    """What is filled in may look like a placeholder, and stays as it is."""
    assert small().say("page.ask", Voice.SOMEONE) == "Ask them"
    assert small().say("page.more", count="{count}") == "{count} more"


@pytest.mark.parametrize(("name", "facts"), [("page.no", {}), ("page.more", {}), ("page.leave", {"count": 3})])
def test_what_does_not_fit_is_an_error_and_no_blank(name: str, facts: dict[str, int]) -> None:
    """An unknown id, a placeholder without its fact, and a fact without its place are refused."""
    with pytest.raises(CatalogueError):
        small().say(name, **facts)
    with pytest.raises(CatalogueError):
        small().area("nowhere")


@pytest.mark.parametrize(
    "source",
    [
        "page: Leave",
        "page: [Leave]",
        "- page",
        "page:\n  Leave: x",
        "page:\n  leave:",
        "page:\n  leave: ' '",
        "page:\n  leave: [x]",
        "page:\n  leave: {self: x}",
        "page:\n  leave: {self: x, someone: y, other: z}",
        "page:\n  leave: {self: x, someone: '{y}'}",
    ],
)
def test_a_faulty_file_is_refused_with_its_place(source: str) -> None:
    """Whatever is no text in one wording or in two is refused, with its file and line."""
    with pytest.raises(CatalogueError, match=r"^a\.yaml, line [12]: "):
        read_catalogue({"a.yaml": source})


def test_equal_ids_are_refused() -> None:
    """A text stands once, in one file and over all files."""
    with pytest.raises(QuestionnaireError):
        read_catalogue({"a.yaml": "page:\n  leave: x\n  leave: y"})
    with pytest.raises(CatalogueError, match=r"b\.yaml has 'page\.leave' once more"):
        read_catalogue({"a.yaml": SMALL, "b.yaml": "page:\n  leave: y"})


@pytest.mark.smoke
def test_the_shipped_catalogue_is_whole() -> None:
    """It can be read, and comes with the package."""
    assert len(catalogue().texts) > 400
