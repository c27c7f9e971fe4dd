"""The pages that are measured: what each one needs, laid out for one server."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import brotli
import jinja2

from benchmarks import packages
from benchmarks.rivals.asked import as_fhir, as_survey, asked, guide
from benchmarks.shelf import Item
from tests.browser.server import serving

SOURCES = Path(__file__).parent / "pages"
MIMETYPES = {".css": "text/css", ".js": "text/javascript", ".html": "text/html"}
KEPT_HEADERS = ("content-security-policy", "referrer-policy", "permissions-policy", "x-content-type-options")
FONT = re.compile(r"@font-face\{[^}]*\}")
FLOOR, OURS, SETTLED = "hand-made page", "careguide", "careguide, Start pressed once its script is there"


@dataclass(frozen=True)
class Contender:
    """A page and what it loads; the selectors of its first question, and of a step to press before it is shown."""

    name: str
    items: Mapping[str, Item]
    question: str
    start: str = ""


def contenders(folder: Path) -> tuple[Contender, ...]:
    """Return every page to measure; packages are kept in `folder`."""
    questionnaire = guide()
    questions = asked(questionnaire)
    title = questionnaire.intro.title.to_self
    (first, *_) = questions
    pages = page_maker(title=title, questions=questions)
    ours, legend, start = {"/": _ours(folder)}, f"#q-{first.id} legend", "#intro a.next"
    return (
        Contender(FLOOR, {"/": pages("hand_made.html")}, "legend"),
        Contender(OURS, ours, legend, start),
        Contender(SETTLED, ours, legend, f".stepping {start}"),
        Contender(
            "GOV.UK Frontend 6.6.0",
            {"/": pages("govuk.html"), **_govuk(packages.packed("govuk-frontend@6.6.0", folder))},
            ".govuk-fieldset__legend",
        ),
        Contender(
            "SurveyJS 2.5.38",
            {
                "/": pages("surveyjs.html", form=as_survey(title, questions)),
                **_files(
                    packages.packed("survey-core@2.5.38", folder), "survey.core.min.js", "survey-core.fontless.min.css"
                ),
                **_files(packages.packed("survey-js-ui@2.5.38", folder), "survey-js-ui.min.js"),
            },
            ".sd-question__title",
        ),
        Contender(
            "LHC-Forms 40.1.3",
            {
                "/": pages("lforms.html", form=as_fhir(questionnaire)),
                **_named(packages.packed("lforms@40.1.3", folder) / "dist" / "lforms", pages("lforms.html", form={})),
            },
            f"[id='label-{first.id}/1/1']",
        ),
    )


def first_question() -> tuple[str, str]:
    """Return the words of the first question, and of the last answer that is no "not sure"."""
    (first, *_) = asked(guide())
    return first.ask, first.options[-3].label


def inline_script(html: str) -> int:
    """Return how many bytes of a page, over the wire, are script that stands in it."""
    without = re.sub(r"<script(?![^>]*application/json)[^>]*>.*?</script>", "", html, flags=re.DOTALL)
    return len(_brotli(html)) - len(_brotli(without))


def _brotli(text: str) -> bytes:
    packed: bytes = brotli.compress(text.encode(), mode=brotli.MODE_TEXT, quality=11)
    return packed


def page_maker(**shared: Any) -> Callable[..., Item]:
    """Return what fills a page of pages/ in, where `shared` is the same for all."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(SOURCES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )

    def page(name: str, **context: Any) -> Item:
        return Item("text/html", environment.get_template(name).render(**shared, **context).encode())

    return page


def _ours(folder: Path) -> Item:
    home = folder / "home"
    home.mkdir(exist_ok=True)
    with serving(home, folder) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request("GET", "/")
        answer = connection.getresponse()
        kept = tuple((name, value) for name, value in answer.getheaders() if name.lower() in KEPT_HEADERS)
        return Item("text/html", answer.read(), kept)


def _files(folder: Path, *names: str) -> dict[str, Item]:
    return {f"/{name}": _file(folder / name) for name in names}


def _named(folder: Path, page: Item) -> dict[str, Item]:
    names = re.findall(r'(?:src|href)="/(.+?)"', page.plain.decode())
    return _files(folder, *names)


def _file(path: Path) -> Item:
    text = path.read_text(encoding="utf-8")
    return Item(MIMETYPES[path.suffix], re.sub(r"\n//# sourceMappingURL=.*", "", text).encode())


def _govuk(package: Path) -> dict[str, Item]:
    """Lay out the built files without the typeface, which only pages of the British government may use."""
    files = _files(package / "dist" / "govuk", "govuk-frontend.min.css", "govuk-frontend.min.js")
    css = files["/govuk-frontend.min.css"].plain.decode()
    plain = FONT.sub("", css).replace('"GDS Transport",', "")
    return files | {"/govuk-frontend.min.css": Item("text/css", plain.encode())}
