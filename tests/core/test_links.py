"""What hangs together: one mistake is told once, and what only follows from it is not told at all."""

from __future__ import annotations

import pytest

from careguide.core.questionnaire.faults import QuestionnaireError
from careguide.core.questionnaire.model import Medical, Questionnaire
from careguide.core.questionnaire.reader import read
from careguide.core.questionnaire.references import find_faults, iter_blocks
from tests.core.tiny import TEXT, edit

TOP = ["version", "intro", "labels", "phrases", "axes", "sections", "questions", "flags", "messages", "take_along",
       "settings", "always_shown", "cells", "countries", "about", "sources", "wording"]  # fmt: skip


def codes(text: str) -> list[str]:
    """Return the codes of what is wrong with a text, in the order of its lines."""
    with pytest.raises(QuestionnaireError) as caught:
        read(text)
    return [problem.code for problem in caught.value.problems]


def without(key: str, instead: str = "") -> str:
    """Return the tiny text without one of its top-level keys."""
    blocks = TEXT.split(f"\n{key}:")
    assert len(blocks) == 2
    lines = blocks[1].split("\n")[1:]
    rest = next((at for at, line in enumerate(lines) if line[:1].isalpha()), len(lines))
    return "\n".join([blocks[0] + instead, *lines[rest:]])


def test_the_tiny_questionnaire_hangs_together(tiny: Questionnaire) -> None:
    """The tiny questionnaire has nothing for the links to find."""
    assert list(find_faults(tiny)) == []


@pytest.mark.parametrize("key", TOP)
def test_a_missing_part_is_told_once(key: str) -> None:
    """A file without one of its parts is told so once, and not what else cannot be without it."""
    assert codes(without(key)) == ["missing_key"]


@pytest.mark.parametrize("key", TOP)
def test_a_part_of_the_wrong_kind_is_told_once(key: str) -> None:
    """A part that is a list of lists, or a list where words should be, is told once."""
    assert codes(without(key, f"\n{key}: [[a, b]]")) == ["wrong_type"]


@pytest.mark.parametrize("key", [key for key in TOP if key not in ("version", "always_shown", "sources", "flags")])
def test_a_misspelt_part_is_told_once(key: str) -> None:
    """A part under a misspelt name is told once, not once as unknown and once as missing."""
    assert codes(TEXT.replace(f"\n{key}:", f"\n{key}x:")) == ["unknown_key"]


@pytest.mark.parametrize("key", ["sections", "questions", "messages", "settings", "countries", "sources"])
def test_an_empty_list_is_told_once(key: str) -> None:
    """A list that others point into, but that is empty, is told once."""
    assert codes(without(key, f"\n{key}: []")) == ["wrong_count"]


@pytest.mark.parametrize(
    "edits",
    [
        [("  - id: pain\n", "  - name: pain\n")],
        [("{id: much,", "{name: much,")],
        [("{id: now,", "{name: now,")],
        [("{id: own,", "{name_: own,")],
        [("{id: book,", '{id: "",')],
        [("{id: see,", "{id: [see],")],
        [("level: emergency,", "")],
        [("medical: usual, daily: day,", "daily: day,")],
    ],
)
def test_an_unreadable_id_does_not_make_others_dangle(edits: list[tuple[str, str]]) -> None:
    """Where an id or a place in a list cannot be read, nothing that points there is told to dangle."""
    assert not {"dangling_reference", "unknown_question", "unknown_option", "section_empty", "section_broken",
                "cell_missing", "cell_twice", "level_missing"} & set(codes(edit(*edits)))  # fmt: skip


def test_a_far_fault_hides_nothing() -> None:
    """A fault in one option does not hide what is wrong with another."""
    text = edit(("{id: little, label: A little,", "{id: little, lable: A little,"), ("flags: [alarm]", "flags: [none]"))
    assert codes(text) == ["dangling_reference", "unknown_key"]


def test_two_missing_cells_are_two_problems() -> None:
    """Every missing cell is told."""
    rows = [line for line in TEXT.splitlines() if "daily: day, setting" in line or "closer, daily: live_in" in line]
    text = "\n".join(line for line in TEXT.splitlines() if line not in rows)
    assert codes(text) == ["cell_missing"] * len(rows)
    assert len(rows) > 1


def test_several_references_of_one_list_are_each_checked() -> None:
    """Each id of a list that leads nowhere is told."""
    assert codes(edit(("notes: [rest]", "notes: [rest, a, b]"))) == ["dangling_reference"] * 2


def test_walk_reaches_every_block(tiny: Questionnaire) -> None:
    """The walk passes the deepest block, and gives the path of keys that leads to it."""
    blocks = dict(iter_blocks(tiny))
    assert blocks["sources", 0] is tiny.source["book"]
    assert blocks["questions", 1, "options", 2] is tiny.question["pain"].option["much"]
    assert blocks["questions", 1, "options", 2, "medical"].least is Medical.closer


def test_a_section_may_hold_many_questions() -> None:
    """Three questions in a row may stand in one section."""
    guide = read(edit(("  - id: sleep\n    section: later", "  - id: sleep\n    section: now")))
    assert [question.section for question in guide.questions] == ["now", "now", "now", "later"]
