"""The reader against files from strangers: it gives problems, soon, and never another exception."""

from __future__ import annotations

import random

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from careguide.core.questionnaire import nodes
from careguide.core.questionnaire.faults import Problem, QuestionnaireError
from careguide.core.questionnaire.nodes import MAX_BYTES, MAX_DEPTH
from careguide.core.questionnaire.reader import read
from tests.conftest import examples
from tests.core.tiny import TEXT, edit

LINES = TEXT.splitlines()
BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
NOISE = random.Random(1).randbytes(20_000).decode("latin-1")

HOSTILE = {
    "nothing": "",
    "blanks": " " * 100_000,
    "lines": "\n" * 100_000,
    "comment": "# only a comment",
    "nul": "\0",
    "control": "title: \x07",
    "surrogate": "title: \ud800",
    "noise": NOISE,
    "brackets": "[" * 100_000,
    "braces": "{" * 100_000,
    "dashes": "- " * 100_000,
    "questions": "? " * 100_000,
    "blocks": "".join(f"{' ' * depth}a:\n" for depth in range(500)),
    "bomb": BOMB,
    "alias to itself": "a: &a [*a]",
    "alias to nothing": "a: *b",
    "great word": "x" * 900_000,
    "great quote": '"' + "x" * 900_000,
    "great key": f"{'x' * 500}: 1",
    "keys that are lists": "? [a, b]\n: c",
    "keys that are blocks": "{a: b}: c",
    "same keys": "a: b\n" * 2_000,
    "merge": "<<: {title: a}",
    "python": "!!python/object/apply:os.system [ls]",
    "binary": "title: !!binary aGVsbG8=",
    "directive": "%YAML 9.9\n---\ntitle: a",
    "tag twice": "%TAG ! !\n%TAG ! !\n---\na: b",
    "a list": "- a\n- b",
    "a word": "hello",
    "null": "null",
    "tab": "\ta: b",
}


def problems(text: str) -> tuple[Problem, ...]:
    """Return what is wrong with a text, at its lines or at its end; any exception but the reader's own is a failure."""
    try:
        read(text)
    except QuestionnaireError as error:
        found = error.problems
    else:
        return ()
    assert found
    assert all(1 <= problem.line <= len(text.splitlines()) + 1 for problem in found)
    return found


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_give_problems(text: str) -> None:
    """A hostile file gives problems with a line."""
    assert problems(text)


@pytest.mark.parametrize("text", [text for text in HOSTILE.values() if len(text) < 5_000 and "\0" not in text])
def test_hostile_text_inside_a_good_file_gives_problems_or_stays_text(text: str) -> None:
    """A hostile text in the middle of a good file is found there, or is only a text."""
    found = problems(
        TEXT.replace("title: A tiny guide", "title: |\n" + "".join(f"  {line}\n" for line in text.split("\n")))
    )
    assert all(problem.line >= 6 for problem in found)


@pytest.mark.parametrize("character", ["\0", "\x01", "\x7f", "\ud800", "\uffff"])
def test_a_broken_character_is_found_at_its_line(character: str) -> None:
    """A character that may not stand in a file is told with the line where it stands."""
    text = edit(("Lie down.", f"Lïe{character}down."))
    (found,) = problems(text)
    assert found.code == "malformed_yaml"
    assert character in text.split("\n")[found.line - 1]


@pytest.mark.parametrize("depth", [1, 5, MAX_DEPTH - 2, MAX_DEPTH - 1, MAX_DEPTH, 100, 100_000])
def test_depth_has_a_limit(depth: int) -> None:
    """Nesting is told as too deep from the limit on, and only from there."""
    found = problems(edit(("exempt: [clonazepam]", f"exempt: {'[' * depth}{']' * depth}")))
    assert ("too_deep" in {problem.code for problem in found}) == (depth + 2 > MAX_DEPTH)


def test_size_is_looked_at_first() -> None:
    """A file over the limit is refused unread, whatever is in it."""
    assert [problem.code for problem in problems("[" * (MAX_BYTES + 1))] == ["too_large"]


def test_size_is_counted_in_bytes() -> None:
    """Letters that take more than one byte count as such."""
    assert [problem.code for problem in problems("é" * (MAX_BYTES // 2 + 1))] == ["too_large"]


def test_python_alone_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML has no C parser, its Python parser reads the same questionnaire."""
    text = TEXT.replace("?", ".")
    digest = read(text).digest
    monkeypatch.setattr(nodes, "Loader", yaml.BaseLoader)
    assert read(text).digest == digest
    assert [problem.code for problem in problems("title: [a")] == ["unclosed_bracket"]


@examples(150)
@given(st.text(max_size=300))
@example("\x85: \u2028")
@example("? ? ?")
@example("\ufeff")
def test_random_text_gives_problems(text: str) -> None:
    """No random text is a questionnaire, and none breaks the reader."""
    assert problems(text)


@examples(150)
@given(st.binary(max_size=300))
def test_random_bytes_give_problems(data: bytes) -> None:
    """Bytes taken for letters give problems."""
    assert problems(data.decode("latin-1"))


@examples(150)
@given(
    st.lists(
        st.sampled_from([*"[]{}:,-?&*!|>'\"%@`#~ \n\t", "- ", ": ", "a", "id", "no", "questions", "\n  "]), max_size=60
    )
)
def test_random_yaml_gives_problems(parts: list[str]) -> None:
    """Nothing made of YAML's own signs breaks the reader."""
    assert problems("".join(parts))


MUTATIONS = st.lists(
    st.tuples(
        st.sampled_from(["delete", "double", "swap", "indent", "cut", "join"]),
        st.integers(0, len(LINES) - 1),
        st.integers(0, len(LINES) - 1),
    ),
    min_size=1,
    max_size=4,
)


def mutated(mutations: list[tuple[str, int, int]]) -> str:
    """Return the tiny text after some lines were deleted, doubled, swapped, moved or cut."""
    lines = list(LINES)
    for what, one, other in mutations:
        if what == "delete":
            lines[one] = ""
        elif what == "double":
            lines[one] += "\n" + lines[one]
        elif what == "swap":
            lines[one], lines[other] = lines[other], lines[one]
        elif what == "indent":
            lines[one] = " " * (other % 5) + lines[one].lstrip()
        elif what == "cut":
            lines[one] = lines[one][: other % (len(lines[one]) + 1)]
        else:
            lines[one] += lines[other].lstrip()
    return "\n".join(lines)


@examples(200)
@given(MUTATIONS)
def test_a_damaged_file_is_read_or_gives_problems(mutations: list[tuple[str, int, int]]) -> None:
    """A good file with damaged lines is read, or gives problems."""
    problems(mutated(mutations))


@examples(100)
@given(st.integers(0, len(TEXT) - 1), st.integers(0, 40), st.text(max_size=5))
def test_a_file_with_a_wrong_letter_is_read_or_gives_problems(place: int, length: int, instead: str) -> None:
    """A good file with a few letters exchanged is read, or gives problems."""
    problems(TEXT[:place] + instead + TEXT[place + length :])
