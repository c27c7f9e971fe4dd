"""A text of the catalogue as markup: what is escaped, what is bold, what is a link."""

from __future__ import annotations

import pytest
from flask import Flask, g
from markupsafe import Markup

from careguide.core.questionnaire.catalogue import CatalogueError
from careguide.core.questionnaire.content import Voice
from careguide.web import inline
from careguide.web.words import as_is, link_to, say, t


def test_facts_are_escaped_unless_they_are_markup() -> None:
    """What a person typed is no markup; what a template made is."""
    assert t("page.call", name="<b>", number=as_is("9<1")) == '&lt;b&gt;: call <span translate="no">9&lt;1</span>'
    assert t("page.call", name="{number}", number=1) == "{number}: call 1"
    assert "browser's" in t("page.back")


def test_a_text_may_have_links_and_what_is_bold() -> None:
    """Marks of a text become tags; the start of a link comes from the page."""
    assert t("ask.scripts_off", page=link_to("/?a=1&b", Markup(" download"))).endswith(
        'To be sure, <a href="/?a=1&amp;b" download>open the guide on its own page</a>.'
    )
    assert "<strong>not tried yet</strong>." in t("about.untried", name="a", source="b")


@pytest.mark.parametrize(
    ("name", "facts"), [("page.nowhere", {}), ("page.call", {"name": "a"}), ("page.leave", {"x": 1}), ("leave", {})]
)
def test_what_does_not_fit_is_an_error_and_no_blank(name: str, facts: dict[str, object]) -> None:
    """An unknown id and other facts than a text takes are refused."""
    with pytest.raises(CatalogueError):
        t(name, **facts)


def test_the_voice_is_that_of_the_page(app: Flask) -> None:
    """Where the voices differ, the page says which."""
    with app.test_request_context("/"):
        g.voice = Voice.SOMEONE
        assert t("heading.preference") == say("heading.preference") == "What they would choose"
        g.voice = Voice.SELF
        assert t("heading.preference") == say("heading.preference") == "What you would choose"


def test_a_script_has_its_words_in_it() -> None:
    """The words of a script are strings of it, joined with what is filled in, and with the strings beside them."""
    told = inline.script("guide.js")
    assert "(left?'at most '+left+' more':'the last question')" in told
    assert "'Change: '+topic)" in inline.script("aids/steps.js")
    assert "'<p role=alert>This could not be sent. Please try again.'" in inline.script("framed.js")
    assert not [name for name in inline.SCRIPTS if "say(" in inline.script(f"{name}.js")]
