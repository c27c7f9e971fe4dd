"""What people type is shown and never run, whatever it is; and a PDF leaves nothing behind but itself."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from careguide import pdf
from careguide.core.assessment.interview import NextStep, ProfessionalView, Takeaway, take_away
from careguide.pdf.letters import ASKED, READY, Data, cleaned, held
from tests.conftest import PACKAGE, examples
from tests.pdf_tree import faults, plain, reader, words
from tests.pdf_walk import story
from tests.plans import plan_of
from tests.shipped import shipped

pytestmark = pytest.mark.slow

MARKUP = [
    '#read("/etc/passwd")',
    '#import "/data.typ": data',
    "#panic()",
    "] } ) $ x^2 $ *bold* _thin_ `code` \\ // /* <label> @ref",
    "= Heading\n- item\n+ item\n/ term: x",
    "</xmpTPg:NPages><xmpTPg:NPages>1</xmpTPg:NPages>",
    '", "without": [], "size": 1, "x": "',
    "{{ 7 * 7 }} <script>alert(1)</script>",
]
SCRIPTS = [
    "Zoë Łukasz Ñandú",
    "Ελένη",
    "Юлия",
    "שלום עליכם",
    "مرحبا بكم",
    "नमस्ते",
    "Zürich, 5 o\u2019clock \u2013 \u201cnow\u201d…",
]
STRANGE = {
    "\0\x01\x1b[31mred\x7f\x80": "[31mred",
    "half \ud83d pair \udc00": "half pair",
    "\ue000\U0010ffff\ufdd0private": "private",
    "right\u202eto left\u2066\ufeff": "rightto left",
    "I am 😀 now": "I am [grinning face] now",
    "😀😃😄😁😆": "[grinning face][smiling face with open mouth][smiling face with open mouth and smiling eyes]",
    "👩‍👩‍👧": "[woman][woman][girl]",
    "see 漢字 here": "see [cannot be printed] here",
    "ก็": "[cannot be printed]",
    "cafe\u0301": "café",
    "tab\there\r\n\r\n\u2028next": "tab here\nnext",
    "": "",
}


def talked(text: str) -> Takeaway:
    """Return what is taken away from a walk in which everything that can be typed is this text."""
    interview = replace(
        story(),
        notes={"lately": text},
        closing=text,
        steps=(NextStep(text, text, text),),
        staff_name=text,
        staff_contact=text,
        view=ProfessionalView("day_program", "cost", text),
    )
    return take_away(plan_of(shipped()), interview, "US")


@pytest.mark.parametrize("text", [*MARKUP, *SCRIPTS])
def test_what_is_typed_is_shown_as_it_is(text: str) -> None:
    """Markup of any kind is shown letter by letter and does nothing; other scripts stay as they are."""
    said = plain("".join(text.split("\n")))
    for make in (pdf.family_pdf, pdf.staff_pdf):
        made = make(shipped(), talked(text))
        assert faults(made) == []
        assert text in SCRIPTS[3:6] or words(made).count(said) >= 4
        assert "root:" not in words(made)


@pytest.mark.parametrize("text", STRANGE)
def test_what_cannot_be_printed_is_named(text: str) -> None:
    """Signs that are no letters go, and letters that no font holds give way to words; the rest stays."""
    made = pdf.family_pdf(shipped(), talked(text))
    assert faults(made) == []
    assert plain(STRANGE[text]) in words(made)


@pytest.mark.parametrize(("word", "fit"), [("M" * 900, 75), ("https://" + "a" * 300, 160), ("w@" * 200, 90)])
def test_a_very_long_word_breaks(word: str, fit: int) -> None:
    """A word without any space stays on the page: no line of it is longer than one that fits the paper."""
    made = pdf.family_pdf(shipped(), talked(word))
    lines = "\n".join(page.extract_text() for page in reader(made).pages).replace("\u200b", "").splitlines()
    runs = [len(run) for line in lines for run in re.findall(rf"(?:{word[-2:]}){{9,}}", line)]
    assert faults(made) == []
    assert len(reader(made).pages) <= pdf.PAGES
    assert runs
    assert max(runs) < fit


@examples(25)
@given(st.text(st.characters(codec=None), max_size=80))
def test_no_text_is_refused(text: str) -> None:
    """Whatever is typed, even halves of letters, there is a PDF that keeps PDF/UA-1."""
    assert faults(pdf.family_pdf(shipped(), talked(text))) == []


def test_letters_that_no_font_holds_together_give_way() -> None:
    """Where each letter is in a font but no font holds them in one place, all unusual letters give way to words."""
    assert held("\u20dd") == frozenset("\u20dd")
    made = pdf.family_pdf(shipped(), talked("circled a\u20dd, and \u00e9"))
    assert faults(made) == []
    assert plain("circled a[cannot be printed], and \u00e9") in words(made)


def test_another_fault_is_told() -> None:
    """A fault that is no matter of letters is raised as it is."""

    def draw(_: Data) -> bytes:
        raise typst.TypstError("another fault", "", [], [])

    with pytest.raises(typst.TypstError, match="another fault"):
        pdf._printed({"text": "a"}, draw)


def test_the_fonts_hold_what_is_taken_for_granted() -> None:
    """Letters that are never asked about are all in the fonts; others are told apart."""
    assert held("".join(READY - {"\n"})) == READY - {"\n"}
    assert held("😀漢ก、") == frozenset()
    assert held("→ωЖשمअ") == frozenset("→ωЖשمअ")


def test_the_same_walk_makes_the_same_bytes() -> None:
    """A PDF holds no date and nothing of chance: two of one walk are the same, byte by byte."""
    for make in (pdf.family_pdf, pdf.staff_pdf):
        one, other = make(shipped(), talked("a")), make(shipped(), talked("a"))
        assert one == other
        assert not re.search(rb"CreationDate|ModDate|CreateDate|ModifyDate", one)


NO_FILES = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
from careguide import pdf
from tests.pdf_walk import story, shipped
from tests.plans import plan_of
from careguide.core.assessment.interview import take_away
found = take_away(plan_of(shipped()), story(), "US")
made = [pdf.family_pdf(shipped(), found), pdf.staff_pdf(shipped(), found), pdf.summary_pdf(shipped(), found.summary)]
print(*map(len, made))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot forbid files to grow")
def test_nothing_is_written_to_a_disk() -> None:
    """The sheets are made where the system lets no file grow by even one byte."""
    words = [sys.executable, "-B", "-c", NO_FILES]
    root = PACKAGE.parent if (PACKAGE.parent / "tests").is_dir() else None
    done = subprocess.run(words, cwd=root, check=True, capture_output=True, text=True)
    assert [int(size) > 10_000 for size in done.stdout.split()] == [True] * 3


def test_nothing_is_remembered() -> None:
    """After a sheet typst must work as hard to make it again: it has let go of what it laid out."""
    data = cleaned(pdf._data(shipped(), talked("a").summary, {}))[0]

    def took() -> float:
        started = time.process_time()
        pdf._compiled("sheet.typ", data, pdf.STEPS[0])
        return time.process_time() - started

    remembered, forgotten = [], []
    for _ in range(4):
        took()
        remembered.append(took())
        pdf._forget()
        forgotten.append(took())
    assert min(forgotten) > 1.5 * min(remembered)


def broken(change: str) -> bytes:
    """Return a PDF of typst with a fault that the checks of these tests are there for."""
    source = {"headings": "= One\n=== Three", "figure": "= One\n#figure(rect[a], kind: image, supplement: none)"}
    start = '#set document(title: "a \u2013 b", date: none)\n#set text(lang: "en")\n'
    made = typst.compile((start + source.get(change, "= One\n*two*")).encode())
    writer: Any = PdfWriter(clone_from=BytesIO(made))
    if change == "language":
        del writer.root_object["/Lang"]
    if change == "mark":
        contents = writer.pages[0]["/Contents"]
        contents.set_data(contents.get_data().replace(b"/MCID 0", b"/MCIX 0"))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("headings", "headings are not in order: [1, 3]"),
        ("figure", "a figure has no words"),
        ("mark", "page 1 shows what is not marked"),
        ("mark", "the tree does not name what is on page 1, each piece once"),
        ("language", "not so: it has a language"),
        ("nothing", "not so: it says that it is PDF/UA-1"),
    ],
)
def test_the_checks_bite(change: str, told: str) -> None:
    """A PDF with a fault is told by the check that is there for it."""
    assert told in faults(broken(change))


NASTY = {
    "rare letters": "".join(map(chr, range(0x4E00, 0x4E00 + 6000))),
    "pictures": "".join(map(chr, range(0x1F300, 0x1F300 + 500))) * 4,
    "marks": "".join(map(chr, (*range(0x300, 0x36F), *range(0x20D0, 0x20F0)))) * 20,
    "scripts": "".join(map(chr, range(0x370, 0xE00))),
    "one word": "W" * 4000,
    "lines": "a\n" * 2000,
}


@pytest.mark.parametrize("name", NASTY)
def test_no_text_needs_many_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a sheet costs does not depend on what is typed: few runs, few letters asked about, two pages."""
    runs: list[object] = []
    asked: list[str] = []
    compiled = pdf._compiled

    def compiling(template: str, data: Data, step: pdf.Step) -> bytes:
        runs.append(step)
        return compiled(template, data, step)

    def asking(letters: str) -> frozenset[str]:
        asked.append(letters)
        return held(letters)

    monkeypatch.setattr(pdf, "_compiled", compiling)
    monkeypatch.setattr(pdf, "held", asking)
    made = pdf.family_pdf(shipped(), talked(NASTY[name]))
    assert len(reader(made).pages) <= pdf.PAGES
    # A text whose letters no font holds in one place is found out by one run more.
    assert 1 <= len(runs) <= len(pdf.STEPS).bit_length() + 3
    assert len("".join(asked)) <= ASKED
