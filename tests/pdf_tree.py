"""How the tests read a PDF: its words, its structure tree, and what of PDF/UA-1 can be checked without a validator."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import Any

from pypdf import PageObject, PdfReader

DASH = "\u2013"
STRING = re.compile(rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)", re.DOTALL)
OPERATOR = re.compile(
    rb"/(?P<tag>\w+)\s*(?P<properties><<(?:[^<>]|<[^<>]*>)*>>|/\w+)?\s*(?:BDC|BMC)"
    rb"|(?<![\w/])(?:(?P<end>EMC)|(?P<draws>TJ|Tj|'|\"|S|s|f\*?|F|B\*?|b\*?|Do|sh))(?!\w)"
)
"""What begins or ends a marked piece of a page, and what draws; reading all else takes pypdf thirty times as long."""


@dataclass(frozen=True)
class Element:
    """One element of the structure tree, with all below it; `marks` are its own pieces of pages, as (page, number)."""

    role: str
    alt: str
    marks: tuple[tuple[int, int], ...]
    parts: tuple[Element, ...] = field(repr=False)

    def all(self) -> Iterator[Element]:
        """Yield it and everything below it, in reading order."""
        yield self
        for part in self.parts:
            yield from part.all()

    def of(self, *roles: str) -> list[Element]:
        """Return what is below it and has one of these roles, in reading order."""
        return [element for element in self.all() if element.role in roles]


def reader(pdf: bytes) -> PdfReader:
    """Open a PDF."""
    return PdfReader(BytesIO(pdf))


def plain(text: str) -> str:
    """Return words as they are compared: in small letters, whole signs, and without spaces, as lines break anywhere."""
    return re.sub(r"[\s\u200b]+", "", unicodedata.normalize("NFKC", text)).lower()


def words(made: bytes) -> str:
    """Return all words of a PDF to compare with `plain` ones, without the foot of each page."""
    pdf = reader(made)
    _, _, guide = str(pdf.metadata.title if pdf.metadata else "").partition(f" {DASH} ")
    text = plain("".join(page.extract_text() for page in pdf.pages))
    return re.sub(rf"{plain(guide)}page\d+of\d+", "", text)


def tree(pdf: PdfReader) -> Element:
    """Return the root of the structure tree."""
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(pdf.pages) if page.indirect_reference}
    top: Any = pdf.root_object["/StructTreeRoot"]
    (root,) = _kids(top["/K"])
    return _element(root, pages, None)


def _kids(kids: Any) -> list[Any]:
    found = kids.get_object()
    return [kid.get_object() for kid in found] if isinstance(found, list) else [found]


def _element(node: Any, pages: dict[int, int], page: int | None) -> Element:
    page = pages[node.raw_get("/Pg").idnum] if "/Pg" in node else page
    marks, parts = [], []
    for kid in _kids(node["/K"]) if "/K" in node else []:
        if isinstance(kid, int):
            marks.append((page, kid))
        elif "/MCID" in kid:
            marks.append((pages[kid.raw_get("/Pg").idnum] if "/Pg" in kid else page, kid["/MCID"]))
        elif "/S" in kid:
            parts.append(_element(kid, pages, page))
    known = tuple((at, number) for at, number in marks if at is not None)
    return Element(str(node["/S"])[1:], str(node.get("/Alt", "")), known, tuple(parts))


def marked(page: PageObject) -> tuple[list[int], int]:
    """Return the numbers of a page's marked pieces in the order they are drawn, and how much is in none of them."""
    contents: Any = page["/Contents"]
    stack: list[bool] = []
    numbers, loose = [], 0
    for found in OPERATOR.finditer(STRING.sub(b"()", contents.get_data())):
        if found["tag"]:
            number = re.search(rb"/MCID\s+(\d+)", found["properties"] or b"")
            numbers += [int(number[1])] if number else []
            stack.append(bool(number) or found["tag"] == b"Artifact")
        elif found["end"]:
            stack.pop()
        else:
            loose += not any(stack)
    assert not stack
    return numbers, loose


def faults(made: bytes) -> list[str]:
    """Return what a PDF lacks for those who hear it read, as sentences; none is right."""
    pdf = reader(made)
    root: Any = pdf.root_object
    metadata = root["/Metadata"].get_data()
    wanted = {
        "it says that it is PDF/UA-1": b"<pdfuaid:part>1<" in metadata,
        "it is marked": bool(root["/MarkInfo"]["/Marked"]),
        "it has a language": root.get("/Lang") == "en",
        "it has a title": bool(pdf.metadata and pdf.metadata.title),
        "its title is shown": bool(root["/ViewerPreferences"].get("/DisplayDocTitle")),
        "each page is read in the order of the tree": all(page.get("/Tabs") in (None, "/S") for page in pdf.pages),
    }
    return [*(f"not so: {rule}" for rule, kept in wanted.items() if not kept), *_of_tree(pdf), *_of_fonts(pdf)]


def _of_tree(pdf: PdfReader) -> Iterator[str]:
    top = tree(pdf)
    levels = [int(element.role[1:]) for element in top.all() if re.fullmatch(r"H\d", element.role)]
    if levels[:1] != [1] or any(after > before + 1 for before, after in pairwise(levels)):
        yield f"headings are not in order: {levels}"
    yield from ("a figure has no words" for figure in top.of("Figure") if not figure.alt)
    for table in top.of("Table"):
        rows = table.of("TR")
        heads, cells = len(rows[0].of("TH")), {len(row.of("TH", "TD")) for row in rows}
        if cells != {heads}:
            yield f"a table has {heads} heads for {cells} cells"
    for held in top.of("L"):
        if not held.parts or any(part.role not in ("LI", "L", "Caption") for part in held.parts):
            yield "a list holds what is no item"
    named = sorted(mark for element in top.all() for mark in element.marks)
    for number, page in enumerate(pdf.pages):
        drawn, loose = marked(page)
        if sorted(drawn) != [mark for at, mark in named if at == number]:
            yield f"the tree does not name what is on page {number + 1}, each piece once"
        if loose:
            yield f"page {number + 1} shows what is not marked"


def _of_fonts(pdf: PdfReader) -> Iterator[str]:
    for page in pdf.pages:
        resources: Any = page["/Resources"]
        for name, font in resources.get("/Font", {}).items():
            inner = font.get_object()["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = inner["/FontDescriptor"].get_object()
            if "/ToUnicode" not in font.get_object() or not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor):
                yield f"the font {name} is not whole in the file"
