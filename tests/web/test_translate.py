"""Translators of pages, such as the one in Chrome, rewrite no code, no word that spells it, and no telephone number."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from careguide.core.assessment import phone_code
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.web.templating import numbers_marked
from tests.sheets import SHEETS, as_sheet
from tests.web.every_route import Call, app_for_all, calls

pytestmark = pytest.mark.lengthy

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "title"}
"""Elements whose text is no part of the page; a title cannot be marked."""

APP = app_for_all()
GUIDE: Questionnaire = APP.extensions["careguide"].questionnaire
PAGES = [
    *calls(APP),
    *(Call(f"lines of {country}", "GET", f"/?country={country}") for country in GUIDE.country),
    *(
        Call(f"{name} on {path}", "POST", path, "form", name)
        for name in SHEETS
        for path in ("/summary", "/embed/summary", "/together/family", "/together/staff")
    ),
]


class Texts(HTMLParser):
    """Takes down the texts of a page in two lists: what a translator may rewrite, and what it may not."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.free: list[str] = []
        self.kept: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note whether what is inside may be rewritten."""
        if tag not in VOID:
            inherited = bool(self.open) and self.open[-1][1]
            self.open.append((tag, {"no": True, "yes": False}.get(str(dict(attrs).get("translate")), inherited)))

    def handle_endtag(self, tag: str) -> None:
        """Go back to what is around; end tags that may be left out close with it."""
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Take down a text."""
        if self.open and self.open[-1][0] not in SILENT:
            (self.kept if self.open[-1][1] else self.free).append(data)


def numbers() -> re.Pattern[str]:
    """Return what finds a telephone number of the guide in a text, and not in another number."""
    lines = [line for country in GUIDE.countries for line in country.lines]
    found = {number for line in lines for number in (line.call, line.tty, line.text) if number}
    # "000" is Australia's number for emergencies, and the number of a source.
    known = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    return re.compile(rf"(?<![\w,])(?<!number )(?:{known})(?!\w|,\d)")


def shown(call: Call) -> str | None:
    """Return the page that answers a call, or None where it is none."""
    client = APP.test_client()
    if call.kind == "form":
        sheet = SHEETS[call.body]
        interview = call.path.startswith("/together")
        data = {f"person-{name}" if interview else name: word for name, word in sheet.items()}
        response = client.post(call.path, data=data)
    else:
        response = client.open(call.path, method=call.method, data=call.body or None, content_type=call.kind or None)
    return response.get_data(as_text=True) if response.mimetype == "text/html" else None


@pytest.mark.parametrize("call", PAGES, ids=lambda call: f"{call.name}-{call.method}-{call.path}")
def test_no_number_is_rewritten(call: Call) -> None:
    """On every page and every error, each telephone number stands where no translator may touch it."""
    html = shown(call)
    if html is None:
        return
    texts = Texts(html)
    found = numbers()
    assert [text for text in texts.free if found.search(text)] == []
    assert GUIDE.digest not in " ".join(texts.free)
    if 'href="tel:' in html:
        assert any(found.search(text) for text in texts.kept)


@pytest.mark.parametrize("path", ["/summary", "/embed/summary"])
def test_no_code_is_rewritten(path: str) -> None:
    """The code that is read out, and the words that spell it, are kept as they are."""
    sheet = as_sheet(SHEETS["start"])
    code = phone_code.encode(GUIDE, sheet, Voice.SELF)
    texts = Texts(APP.test_client().post(path, data=SHEETS["start"]).get_data(as_text=True))
    assert code in texts.kept
    assert not [text for text in texts.free if code in text]
    words = [word for _, word in phone_code.spelled(code)]
    assert any(all(word in text for word in words) for text in texts.kept)
    assert not [text for text in texts.free if ", ".join(words[: phone_code.GROUP]) in text]


def test_how_to_reach_staff_is_not_rewritten() -> None:
    """The name and contact that staff typed stay as they were typed."""
    interview = {"person-right_now": "none", "staff-name": "Sam", "staff-contact": "Room 12, 555-0100"}
    texts = Texts(APP.test_client().post("/together/family", data=interview).get_data(as_text=True))
    assert "Sam, Room 12, 555-0100" in texts.kept


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("988 Lifeline", '<span translate="no">988</span> Lifeline'),
        ("Call 911.", 'Call <span translate="no">911</span>.'),
        ("A9881 and 9880", "A9881 and 9880"),
        ("<b>988</b>", '&lt;b&gt;<span translate="no">988</span>&lt;/b&gt;'),
    ],
)
def test_numbers_in_a_text_are_marked(text: str, marked: str) -> None:
    """Whole numbers only, and nothing of the text becomes markup."""
    assert numbers_marked(re.compile(r"(?<!\w)(?:988|911)(?!\w)"), text) == marked


def test_the_parser_sees_what_is_marked() -> None:
    """The list of what may be rewritten is not empty, and a mark ends with its element."""
    texts = Texts('<p>a <span translate="no">b<i>c</i></span> d<br>e</p>')
    assert (texts.free, texts.kept) == (["a ", " d", "e"], ["b", "c"])
