"""Where words that people read stand outside the catalogue: in a template, a sheet in typst, a script, or Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
STRING = re.compile(r"""(["'])((?:(?!\1).)*)\1""", re.DOTALL)
NO_TEXT = re.compile(
    r"<!--.*?-->|<(style|script)\b.*?</\1>|\{% block (?:phase|main_class) %\}.*?\{% endblock %\}", re.DOTALL
)
"""What is on no screen: comments, styles and scripts, and blocks that are attributes."""

SPOKEN = re.compile(r"""\s(?:aria-label|aria-description|title|alt|placeholder|label)=(["'])(.*?)\1""", re.DOTALL)
TAG = re.compile(r"<[^<>]*>|\0")
MARKUP = re.compile(r"^[^<>]*>|<[^<>]*(?:>|$)")
"""Tags in a string of Python, and the parts of those that are filled in."""

LETTERS = re.compile(r"[A-Za-z]{2}")

SENTENCE = re.compile(
    r"(?<![\w@-])[A-Za-z]{2,}[,;:]? [a-z]+(?![\w=-])"  # words in a row
    r"|^[A-Z][a-z]+ "  # the first of a sentence, before what is filled in
    r"|^[A-Z][a-z]+[.:!?…]*$"  # a word that is a heading or a button
    r"|^[;,]? ?[a-z]{2,} $|^ [a-z]{2,} ?$"  # a word between what is filled in
)
TYPST = re.compile(r'//[^\n]*|#import[^\n]*|"((?:[^"\\]|\\.)*)"', re.DOTALL)
CONTENT = re.compile(r"\[([^\[\]]*)\]")
"""Text of typst that stands in no string."""

SCRIPT = re.compile(
    r"/\*.*?\*/|(?<![:'\"])//[^\n]*|/(?:[^/\\\n*]|\\.)+/(?=[.,)])"  # comments, and patterns
    r"|(?:console\.warn|\bwarn|Error)\([^\n]*(?:\n\s+\+[^\n]*)*"  # what is told to a programmer
    r"|\bsay\('[\w.]+'"
    r"|'((?:[^'\\\n]|\\.)*)'|\"((?:[^\"\\\n]|\\.)*)\"|`((?:[^`\\]|\\.)*)`",
    re.DOTALL,
)
SELECTOR = re.compile(r"[#.\[>=]|^[a-z]+(?:, [a-z0-9]+)+$")
"""What finds elements of a page."""

TOLD = {"debug", "info", "warning", "error", "exception", "log"}
"""What writes to a log, for the operator."""


def in_template(source: str) -> Iterator[tuple[int, str]]:
    """Yield words of a template with their lines: texts, spoken attributes, and strings in its code."""
    for code in JINJA.finditer(source):
        for string in STRING.finditer(code[0]) if not code[0].startswith("{#") else ():
            if SENTENCE.search(string[2]):
                yield _found(source, code.start() + string.start(2), string[2])
    plain = JINJA.sub(_hidden, NO_TEXT.sub(_hidden, source))
    for attribute in SPOKEN.finditer(plain):
        if LETTERS.search(attribute[2]):
            yield _found(source, attribute.start(2), attribute[2])
    yield from _between(source, plain, TAG)


def in_typst(source: str) -> Iterator[tuple[int, str]]:
    """Yield words of a file in typst with their lines: strings, and text outside of them."""
    for string in TYPST.finditer(source):
        if SENTENCE.search(string[1] or ""):
            yield _found(source, string.start(1), string[1])
    code = TYPST.sub(_hidden, source)
    for content in CONTENT.finditer(code):
        if SENTENCE.search(content[1]):
            yield _found(source, content.start(1), content[1])


def in_script(source: str) -> Iterator[tuple[int, str]]:
    """Yield words in the strings of a script with their lines."""
    for string in SCRIPT.finditer(source):
        words = string[1] or string[2] or string[3] or ""
        shown = TAG.sub(" ", words).strip() if "<" in words else words
        if SENTENCE.search(shown) and not SELECTOR.search(shown):
            yield _found(source, string.start(), words)


def in_python(source: str) -> Iterator[tuple[int, str]]:
    """Yield words in the strings of a module with their lines.

    Not those of an error that a programmer or an operator reads, of a log, of a docstring, or of a type.
    """
    tree = ast.parse(source)
    passed = {id(node) for part in ast.walk(tree) if _is_for_programmers(part) for node in ast.walk(part)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            shown = MARKUP.sub(" ", node.value).strip() if re.search("[<>]", node.value) else node.value
            if SENTENCE.search(shown):
                yield node.lineno, node.value


def _is_for_programmers(node: ast.AST) -> bool:
    match node:
        case ast.Expr(ast.Constant()):
            return True
        case ast.Raise(ast.Call(ast.Name(name))):
            return name != "ValidationError"  # the one that a form shows
        case ast.ClassDef(name):
            return name.endswith("Error")
        case ast.Subscript(ast.Name("Annotated")):
            return True
        case ast.Call(ast.Attribute(_, name)):
            return name in TOLD
        case ast.Call(ast.Name("_setting")):
            return True
    return False


def _between(source: str, plain: str, ends: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    start = 0
    for end in ends.finditer(plain):
        if LETTERS.search(plain[start : end.start()]):
            yield _found(source, start, plain[start : end.start()])
        start = end.end()
    if LETTERS.search(plain[start:]):
        yield _found(source, start, plain[start:])


def _hidden(code: re.Match[str]) -> str:
    """Blank out, so that lines and places stay; what is blank ends a text."""
    return re.sub(r"[^\n]", "\0", code[0])


def _found(source: str, start: int, words: str) -> tuple[int, str]:
    at = start + len(words) - len(words.lstrip())
    return source.count("\n", 0, at) + 1, " ".join(words.replace("\0", " ").split())
