"""Every word that a person reads stands in questions.yaml or in the catalogue, and each text there is said."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from careguide.core.questionnaire.catalogue import PLACEHOLDER, TAG
from careguide.files import catalogue
from careguide.web.inline import SAID, STATIC
from tests.conftest import BESIDE, PACKAGE
from tests.house import found, read, where
from tests.sentences import in_python, in_script, in_template, in_typst

TEMPLATES = BESIDE / "templates"
FOR_REVIEWERS = ("dossier", "cli")
"""Templates for clinical reviewers and for whoever runs a command; their words stay beside them."""

FOR_PROGRAMS = {
    "careguide/web/api": "the answers and the contract of the API, for programs and who writes them",
    "careguide/web/fhir.py": "outcomes of FHIR, for programs",
    "careguide/fhir/capability.py": "what the server says of itself to programs",
    "careguide/fhir/outcome.py": "outcomes of FHIR",
    "careguide/fhir/reading.py": "what is wrong with a response, for who wrote the program that sent it",
    "careguide/web/embed/look.py": "what the console of a browser tells who puts the guide on a site",
    "careguide/web/wsgi/metrics.py": "counts for the operator",
    "careguide/core/assessment/answers.py": "what is wrong with an answer; programs and the command line say it too",
    "careguide/core/assessment/values.py": "what is wrong with what was said to matter; programs say it too",
    "careguide/core/assessment/phone_code.py": "what is wrong with a code, and the alphabet for the telephone",
}
"""Python whose words stay beside it, and why."""

NO_WORDS = {
    "use strict": "makes a script strict",
    "careguide walk": "is part of what locks a file",
    "Libertinus Serif": "is a font",
    "could not be displayed": "is what typst says",
    "The person who takes the medicine": "marks who answered, and is read back",
    "A family member": "marks who answered, and is read back",
    "This server gives oEmbed as JSON only.": "is for programs",
    ", embed protocol": "stands in a comment of a script",
    "h1, h2, h3, p, li, q": "are tags",
    "ok": "is for programs",
    "careguide": "is a name",
    ", content": "stands in the name of an author that is a program",
    **dict.fromkeys(("Alt", "Arrow", "Control", "Enter", "Escape", "Meta", "Shift", "Tab"), "is what a key is called"),
    **dict.fromkeys(("Allow", "Date", "Location", "Origin", "Strict", "Vary"), "is a word of HTTP"),
    **dict.fromkeys(("Bundle", "Composition", "Patient", "Questionnaire"), "is a word of FHIR"),
    **dict.fromkeys(("Cc", "Cf", "Cn", "Co", "Cs", "So"), "is a class of letters"),
    "Told": "is a type",
    "input": "finds an element of a page",
}
"""Strings that look like words for people, and what each is."""

Look = Callable[[str], Iterator[tuple[int, str]]]


def pages() -> list[Path]:
    """Every template but those for reviewers and commands."""
    return [
        path for path in found(TEMPLATES.rglob("*.html")) if path.relative_to(TEMPLATES).parts[0] not in FOR_REVIEWERS
    ]


def sheets() -> list[Path]:
    """Every file of typst."""
    return found(TEMPLATES.rglob("*.typ"))


def scripts() -> list[Path]:
    """Every script."""
    return found(STATIC.rglob("*.js"))


def modules() -> list[Path]:
    """Every module that makes what people read; the rest of the core is for reviewers and operators, as is the CLI."""
    rooms = (PACKAGE / name for name in ("web", "fhir", "pdf", "core/assessment"))
    return found(path for room in rooms for path in room.rglob("*.py"))


def is_exempt(path: Path) -> bool:
    """Whether the words of a module stay beside it."""
    return any(where(path) == name or where(path).startswith(f"{name}/") for name in FOR_PROGRAMS)


LAWS: list[tuple[Look, Callable[[], list[Path]]]] = [
    (in_template, pages),
    (in_typst, sheets),
    (in_script, scripts),
    (in_python, lambda: [path for path in modules() if not is_exempt(path)]),
]


@pytest.mark.parametrize(("look", "paths"), LAWS, ids=["templates", "typst", "scripts", "python"])
def test_no_word_for_people_stands_outside_the_catalogue(look: Look, paths: Callable[[], list[Path]]) -> None:
    """A sentence, heading or label in a template, a sheet, a script or Python has to move into the catalogue."""
    told = [(where(path, line), words.strip()) for path in paths() for line, words in look(read(path))]
    assert [(place, words) for place, words in told if words not in NO_WORDS] == []


def test_every_exception_is_needed() -> None:
    """What may stay where it is does hold words, and each string that is no word is there."""
    assert [name for name in FOR_PROGRAMS if not (PACKAGE.parent / name).exists()] == []
    held = dict.fromkeys(FOR_PROGRAMS, False)
    for path in modules():
        for name in FOR_PROGRAMS:
            if where(path) == name or where(path).startswith(f"{name}/"):
                held[name] |= any(in_python(read(path)))
    assert [name for name, holds in held.items() if not holds] == []
    seen = {words.strip() for look, paths in LAWS for path in paths() for _, words in look(read(path))}
    assert NO_WORDS.keys() - seen == set()


@pytest.mark.parametrize(
    ("look", "broken", "kept"),
    [
        (in_template, "<p>Hello there</p>", '<p>{{ t("page.leave") }}: 3</p>'),
        (in_template, "<p>{% if x %}Hello{% endif %}</p>", "<p>{% if x %}{{ y }}{% endif %}</p>"),
        (in_template, '<p aria-label="Hello">', '<p aria-label="{{ t("page.leave") }}" class="wide field">'),
        (in_template, '{{ "Print" if x else y }}', '{{ t("page.print") if x == "start" else y }}'),
        (in_template, "{{ 'so far' }}", "{{ url_for('guide.leave') }}"),
        (in_template, "<title>Hello</title>", "<style>body { color: red }</style>"),
        (in_typst, '#par("Take it along.")', '#par(t.sheet.differ) // said to "both of them"'),
        (in_typst, '"text " + line.text', '"tel:" + line.call'),
        (in_typst, "#block[Take it along]", "#block[#name]"),
        (in_script, "button.textContent = 'Copied';", "button.textContent = say('script.copied');"),
        (in_script, "where = 'at most ' + left", "root.querySelector('.button, .choice input')"),
        (in_script, "box.innerHTML = `<p>Not sent</p>`;", "warn('say where the guide is'); // it's a word"),
        (in_python, 'title = "Your summary"', 'title = say("after.yours")'),
        (in_python, 'raise ValidationError("Choose a colour.")', 'raise ConfigError("Choose a colour.")'),
        (in_python, 'words = f"{count} more names"', 'header = "Retry-After"'),
        (in_python, 'label = "Letters"', '"""Say it."""\nlogger.warning("It does not answer.")'),
    ],
)
def test_the_law_bites(look: Look, broken: str, kept: str) -> None:
    """A planted word is found in each kind of file, and what is no word for people is left alone."""
    assert list(look(broken))
    assert not list(look(kept))


# The other way round: every text is said, and whoever says one names it and gives it what it takes.


def takes(name: str) -> set[str]:
    """Return what a text takes: its placeholders and its links."""
    words = catalogue().text(name).to_self
    return {*PLACEHOLDER.findall(words), *TAG.findall(words)} - {"b"}


def in_pages() -> Iterator[tuple[str, set[str]]]:
    """Yield each id in a call of a template, with the names of what is filled in."""
    for path in pages():
        for call in Environment(autoescape=True).parse(read(path)).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t" and isinstance(call.args[0], nodes.Const):
                yield call.args[0].value, {fact.key for fact in call.kwargs}


def in_modules() -> Iterator[tuple[str, set[str] | None]]:
    """Yield each id in a call of a module with what is filled in, or None for facts that are not written there."""
    for path in found((PACKAGE).rglob("*.py")):
        for call in ast.walk(ast.parse(read(path))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", getattr(call.func, "id", "")) in SAYERS:
                facts = {fact.arg or "" for fact in call.keywords}
                for name in ast.walk(call.args[0]) if call.args else ():
                    if isinstance(name, ast.Constant) and isinstance(name.value, str) and ID.fullmatch(name.value):
                        yield name.value, None if "" in facts else facts


ID = re.compile(r"[a-z]+\.[a-z0-9_]+")
SAYERS = {"say", "_say", "t", "said"}
OF_AREAS = {"at", "keys", "values"}
"""What typst asks of an area as a whole."""
WHOLE = ("heading", "match", "move", "rank", "record", "room", "then", "when")
"""Areas that are gone through as a whole."""


def test_whoever_says_a_text_gives_it_what_it_takes() -> None:
    """Each id in a template, a module or a script is in the catalogue, with a fact for each placeholder."""
    calls = [*in_pages(), *in_modules()]
    calls += [
        (call[1], set(re.findall(r"(\w+):", call[2] or ""))) for path in scripts() for call in SAID.finditer(read(path))
    ]
    assert len(calls) > 300, "this law found too little to check"
    assert [(name, facts) for name, facts in calls if name not in catalogue().texts] == []
    assert [(name, facts) for name, facts in calls if facts is not None and facts != takes(name)] == []


def test_a_sheet_says_texts_that_there_are() -> None:
    """Each text that typst names is in the catalogue, and is filled in where it takes something."""
    named = {hit for path in sheets() for hit in re.findall(r"(filled\(|)\bt\.(\w+)\.(\w+)", read(path))}
    texts = {(bool(filled), f"{area}.{name}") for filled, area, name in named if name not in OF_AREAS}
    assert len(texts) > 60, "this law found too little to check"
    assert [name for _, name in texts if name not in catalogue().texts] == []
    assert [name for filled, name in texts if filled is not bool(takes(name))] == []


def test_every_text_is_said() -> None:
    """No text waits for a page that is gone."""
    told = "\n".join(map(read, [*pages(), *sheets(), *scripts(), *found(PACKAGE.rglob("*.py"))]))
    said = {hit[1] for hit in re.finditer(r"[\"'.]\b([a-z]+\.[a-z_0-9]+)\b", told)}
    fields = {f"embed.{name}" for name in ("the_person", "someone", "auto", "light", "dark")}
    texts = {name for name in catalogue().texts if name.split(".")[0] not in WHOLE}
    assert texts - said - fields == set()


def test_words_of_scripts_are_plain() -> None:
    """What a script says goes into strings and into markup, so it holds no sign that means something there."""
    said = {call[1] for path in scripts() for call in SAID.finditer(read(path))}
    assert len(said) > 5
    assert [name for name in said if re.search(r"[<>&\\`]", catalogue().text(name).to_self)] == []


def test_what_is_marked_is_closed() -> None:
    """Each bold part and link of a text begins and ends, in both voices."""
    for name, text in catalogue().texts.items():
        for words in (text.to_self, text.to_someone):
            tags = re.findall(r"</?\w+>", words)
            assert [tag.replace("</", "<") for tag in tags[1::2]] == tags[::2], name
            assert all(tag.startswith("</") for tag in tags[1::2]), name
            assert not re.search(r"[<>{}]", PLACEHOLDER.sub("", TAG.sub("", words))), name
