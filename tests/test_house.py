"""The house laws: how careguide is built. A law that finds nothing to check fails."""

from __future__ import annotations

import ast
import itertools
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import IN_CHECKOUT, PACKAGE, ROOT, needs_checkout
from tests.house import found, functions, imported, modules, places, public, python_files, read, templates, tree, where

FILE_LINES, FUNCTION_LINES, CREATE_APP_LINES, TEMPLATE_LINES = 300, 40, 60, 80
EMPTY_NAMES = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
BROWSER_MARK = re.compile(r"^pytestmark = \[?pytest\.mark\.browser\b", re.MULTILINE)
UNFINISHED = re.compile(r"TODO|FIXME|XXX\b|NotImplementedError")
LOCKS = ("requirements.txt", "requirements-dev.txt")

FIXED_WAIT = re.compile(
    r"""wait_for_(?:timeout|function)\(|\bsleep\((?!0\))|run\(["']sleep["']|setTimeout\([^,]*, *[1-9]"""
)
WAITS = {
    "tests/waiting.py": "the one place that asks again and again until something holds",
    "tests/browser/test_lforms.py": "a page of others; on ours the policy lets wait_for_function look once and no more",
}
"""Where a test may let time pass, or hope that something holds at once, and why."""

JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
TAG = r"<[a-zA-Z][^<>]*?\s"
INLINE_CODE = re.compile(TAG + r"(?:style|on[a-z]+)\s*=")
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\(")
REMOTE = re.compile(
    r"<(?:script|link|img|iframe|source|audio|video|object|embed|image|use)\b[^<>]*?"
    r"\b(?:src|href|srcset|data|xlink:href)\s*=\s*[\"']?\s*(?:https?:)?//"
    r"|url\(\s*[\"']?(?:https?:)?//|@import\b",
    re.IGNORECASE,
)
SHAPES = re.compile(r"\b(?:d|points|viewBox|transform)=\"[^\"]*\"")
TELEPHONE = re.compile(
    r"(?:tel|sms):\s*\+?\d"  # a link that calls
    r"|(?<![\w#.&/-])(?<!\d )(?:000|111|112|911|988|999)(?![\w.%-])"  # short numbers
    r"|(?<![\w#.&-])(?:\+?\d{1,3}[ .-])?\(?\d{2,5}\)?[ .-]\d{3}[ .-]?\d{3,4}(?![\w.-])",  # long ones
    re.IGNORECASE,
)


# Size


def test_no_python_file_is_long() -> None:
    """A Python file has at most 300 lines."""
    sizes = {where(path): len(read(path).splitlines()) for path in python_files()}
    assert {name: size for name, size in sizes.items() if size > FILE_LINES} == {}


def test_no_function_is_long() -> None:
    """A function has at most 40 lines, and create_app at most 60."""
    sizes = {
        f"{where(path, node.lineno)} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in python_files()
        for node in functions(tree(path))
    }
    assert sizes, "this law found nothing to check"
    limits = {name: CREATE_APP_LINES if name.endswith(" create_app") else FUNCTION_LINES for name in sizes}
    assert {name: size for name, size in sizes.items() if size > limits[name]} == {}


def test_no_template_is_long() -> None:
    """A template has at most 80 lines."""
    sizes = {where(path): len(read(path).splitlines()) for path in templates()}
    assert {name: size for name, size in sizes.items() if size > TEMPLATE_LINES} == {}


# Names and words


def test_no_module_is_named_after_nothing() -> None:
    """No module, folder or template is called utils, helpers, common, manager or misc."""
    paths = [*python_files(), *templates()]
    names = {where(path): {part.lower() for part in Path(where(path)).with_suffix("").parts} for path in paths}
    assert [place for place, parts in names.items() if parts & EMPTY_NAMES] == []


def test_nothing_is_left_unfinished() -> None:
    """The package and the templates hold no mark for work that was put off."""
    static = PACKAGE / "web" / "static"
    texts = [*modules(), *templates(), *(path for path in static.rglob("*") if path.suffix in {".css", ".js"})]
    assert [place for path in texts for place in places(UNFINISHED, path)] == []


def test_every_module_says_what_it_is_for() -> None:
    """Every module of the package has a docstring."""
    assert [where(path) for path in modules() if not ast.get_docstring(tree(path))] == []


def test_every_public_name_says_what_it_does() -> None:
    """Every public function, class and method of the package has a docstring."""
    nodes = [(where(path, node.lineno), node) for path in modules() for node in public(tree(path).body)]
    assert nodes, "this law found nothing to check"
    assert [f"{place} {node.name}" for place, node in nodes if not ast.get_docstring(node)] == []


# Imports, beside the contracts in pyproject.toml


def test_the_package_itself_imports_nothing() -> None:
    """Importing careguide costs nothing: its __init__ imports no module."""
    assert imported(tree(PACKAGE / "__init__.py")) == []


def test_the_core_never_asks_the_time() -> None:
    """The core may know dates, but never reads a clock."""
    core = found((PACKAGE / "core").rglob("*.py"))
    asked = [(path, node) for path in core for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)]
    assert asked, "this law found nothing to check"
    assert [where(path, node.lineno) for path, node in asked if node.attr in {"now", "today", "utcnow"}] == []


@needs_checkout
def test_app_is_on_top() -> None:
    """Nothing imports app.py, and app.py imports careguide only."""
    assert [where(path) for path in modules() if "app" in imported(tree(path))] == []
    above = [name for name in imported(tree(ROOT / "app.py")) if name != "__future__"]
    assert above, "this law found nothing to check"
    assert [name for name in above if name.split(".")[0] != "careguide"] == []


# Templates


def test_templates_hold_no_telephone_number() -> None:
    """Telephone numbers stand in questions.yaml with their source, and in no template."""
    assert [place for path in templates() for place in places(TELEPHONE, path, SHAPES)] == []


def test_templates_hold_no_inline_code() -> None:
    """No template has a style attribute or an event handler in a tag."""
    assert [place for path in templates() for place in places(INLINE_CODE, path, JINJA)] == []


def test_templates_escape_everything() -> None:
    """No template switches escaping off."""
    assert [place for path in templates() for place in places(UNESCAPED, path, COMMENT)] == []


def test_templates_fetch_nothing_from_another_host() -> None:
    """No template loads a script, style, font or picture from another host."""
    assert [place for path in templates() for place in places(REMOTE, path, COMMENT)] == []


@pytest.mark.parametrize(
    ("law", "broken", "kept"),
    [
        (INLINE_CODE, '<p class="a" style="x">', '<p class="a">in style = good</p>'),
        (INLINE_CODE, "<a onclick=x>", '<a data-on="x">'),
        (UNESCAPED, "{{ x | safe }}", "{{ x | safety }}"),
        (REMOTE, '<script src="//cdn.example/a.js">', '<a href="https://example.org">'),
        (REMOTE, "src: url(https://x.example/a.woff2)", "src: url(#mark)"),
        (TELEPHONE, "Call 988 now", "z-index: 9988; color: #988"),
        (TELEPHONE, '<a href="tel:{{ n }}">1-800-662-4357', '<a href="tel:{{ line.call }}">'),
        (TELEPHONE, "0800 111 222", "2026-11-21 and 10 000 steps"),
        (UNFINISHED, "# TODO later", "# to do, or not to do"),
        (FIXED_WAIT, "page.wait_for_timeout(300)", "page.wait_for_url(there)"),
        (FIXED_WAIT, "page.wait_for_function(ready)", "page.wait_for_load_state()"),
        (FIXED_WAIT, "time.sleep(0.1)", '{"reason": "sleep"}'),
        (FIXED_WAIT, 'machine.run("sleep", "2")', '("sleep", ["pain"])'),
        (FIXED_WAIT, "setTimeout(() => done(true), 600)", "setTimeout(() => history.back())"),
    ],
)
def test_the_patterns_bite(law: re.Pattern[str], broken: str, kept: str) -> None:
    """Each pattern of these laws finds what it forbids, and leaves alone what is allowed."""
    assert law.search(broken)
    assert not law.search(kept)


# Tests


def test_no_test_waits_for_a_time() -> None:
    """A test waits until something holds, as a fixed time is too short on a slow machine and lost on a fast one."""
    paths = [path for path in python_files() if path.is_relative_to(ROOT / "tests") and path.name != "test_house.py"]
    found = {where(path): places(FIXED_WAIT, path) for path in paths}
    assert [name for name in WAITS if not found[name]] == [], "these let no time pass; take them off the list"
    assert [place for name, lines in found.items() if name not in WAITS for place in lines] == []


# Tools


def test_every_browser_test_says_that_it_needs_one() -> None:
    """Every test module for a browser carries the mark by which it is left out where there is none."""
    paths = found((ROOT / "tests" / "browser").glob("test_*.py"))
    assert [where(path) for path in paths if not BROWSER_MARK.search(read(path))] == []


@needs_checkout
@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_hold_names_versions_and_hashes_only(name: str) -> None:
    """Every locked requirement has an exact version and a hash, and no lock file names an address."""
    text = read(ROOT / name)
    assert re.findall(r"http|://|--index|--extra|--find-links|--trusted|@ |/", text) == []
    requirements = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    assert requirements, "this law found nothing to check"
    shape = re.compile(r"[a-z0-9-]+==[\w.!+]+( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert [line for line in requirements if not shape.fullmatch(line)] == []


@needs_checkout
def test_lock_files_agree() -> None:
    """What runs in production is locked to what the tests use."""
    running, tested = (set(re.findall(r"^[a-z0-9-]+==\S+", read(ROOT / name), re.MULTILINE)) for name in LOCKS)
    assert running
    assert running < tested


@needs_checkout
@pytest.mark.skipif(not shutil.which("make"), reason="make is not on this machine")
def test_make_help_lists_every_target() -> None:
    """Every target of the Makefile that a person may call is in `make help`."""
    targets = re.findall(r"^([a-z][\w-]*):(?! COMPILE)", read(ROOT / "Makefile"), re.MULTILINE)
    assert targets, "this law found nothing to check"
    shown = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    listed = {line.split()[0] for line in shown.splitlines() if line.startswith("  ")}
    assert listed == set(targets)


@needs_checkout
def test_no_test_is_left_out() -> None:
    """Each test is run by one of `make test`, `make slow` and `make recipes`, and .ci/run calls all three."""
    chosen = dict(
        re.findall(r'^(test|slow|recipes): .*\n\t.* -m "?([a-z ]+?)"? \$', read(ROOT / "Makefile"), re.MULTILINE)
    )
    assert chosen.keys() == {"test", "slow", "recipes"}
    for marks in itertools.product([True, False], repeat=2):
        named = dict(zip(("slow", "deploy"), marks, strict=True))
        assert sum(bool(eval(words, {}, named)) for words in chosen.values()) == 1, named
    called = read(ROOT / ".ci" / "run")
    assert [
        name for name in (*chosen, "nightly") if not re.search(rf"^ *(\S+ )*make {name}\b", called, re.MULTILINE)
    ] == []


@pytest.mark.smoke
def test_the_tests_look_at_the_right_careguide() -> None:
    """A copy of the tests beside an installed wheel looks at that wheel, and a checkout at itself."""
    assert IN_CHECKOUT or "site-packages" in PACKAGE.parts
