"""What a questionnaire means, and what is mere words: which edit changes which fingerprint."""

from __future__ import annotations

from dataclasses import fields

import pytest

from careguide.core.assessment.phone_code import CodeFault, PhoneCodeError, decode, encode
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.fingerprint import WEIGHED, WORDS, of_meaning, of_structure
from careguide.core.questionnaire.model import Effect, Flag, Option, Question, Questionnaire, Rule
from careguide.core.questionnaire.reader import read
from tests.core.tiny import TEXT, edited, sheet

LITTLE = "      - {id: little, label: A little, home: true, because: It is small., sources: [book]}\n"
SOME = "      - {id: some, label: Some, medical: usual to closer, because: It may grow., sources: [book]}\n"
BOTH = "        danger: [smoke]\n"

SPELLING = {
    "a comment": ("rules:\n", "# What is more than the sum of its parts.\nrules:\n"),
    "a comma": ("body: [Leave the house.]", "body: ['Leave the house, now.']"),
    "the question itself": ("Are you in pain?", "Is there pain?"),
    "an answer's words": ("label: A little", "label: Just a little"),
    "a reason's words": ("because: It is small.", "because: It is very small."),
    "a review": ("review: {by: null, on: null}", "review: {by: A. Clinician, on: 2026-06-01}"),
    "a version": ('version: "1"', 'version: "2"'),
    "a date": ("published: 2026-01-31", "published: 2026-02-28"),
    "a source that a message names": ("lines: [emergency], sources: [book]}", "lines: [emergency]}"),
    "the order of keys": (
        "{id: little, label: A little, home: true, because: It is small., sources: [book]}",
        "{home: true, sources: [book], because: It is small., label: A little, id: little}",
    ),
    "the order of a line's conditions": (f"sleep: alone\n{BOTH}", "danger: [smoke]\n        sleep: alone\n"),
    "one answer in place of a list of one": ("danger: [smoke]", "danger: smoke"),
    "a section's name": ("{id: later, title: Later}", "{id: later, title: Afterwards}"),
}
EFFECTS = {
    "how far a need goes": ("medical: usual to closer", "medical: closer"),
    "another axis": ("medical: closer, notes", "daily: day, notes"),
    "a reason for home": ("home: true, ", ""),
    "a flag": ("flags: [alarm], because", "flags: [today], because"),
    "a note": ("notes: [rest], ", ""),
    "a question to ask": ("ask: [who], ", ""),
    "what is critical": ("    critical: true\n", ""),
    "what not sure brings": ("    not_sure: {flags: [today], because: It may be fire., sources: [book]}\n", ""),
    "a rule's need": ("    medical: round_the_clock\n", "    medical: closer\n"),
    "a rule's condition": ("      - pain: [much]\n", "      - pain: [some, much]\n"),
    "what a flag says": ("{id: today, level: same_day, message: see}", "{id: today, level: same_day, message: rest}"),
    "what suits a wish": ("wants: [house]", "wants: [own]"),
}
STRUCTURE = {
    "an option more": (LITTLE, f"{LITTLE}      - {{id: middling, label: Middling}}\n"),
    "an option less": (SOME, ""),
    "options in another order": (LITTLE + SOME, SOME + LITTLE),
    "one answer only": ("    tick: true\n", ""),
    "what may be left out": ("    optional: true\n", ""),
    "when it is asked": ("    ask_if: {pain: [some, much]}\n", ""),
}


def prints(questionnaire: Questionnaire) -> tuple[str, str]:
    """Return both fingerprints."""
    return of_structure(questionnaire), of_meaning(questionnaire)


def test_a_fingerprint_is_of_what_is_written_not_of_where() -> None:
    """The same text read twice, under another name, has the same ones; they are twelve digits each, and differ."""
    first, again = prints(read(TEXT)), prints(read(TEXT, "other.yaml"))
    assert first == again
    assert len({*first}) == 2
    assert {len(one) for one in first} == {12}


@pytest.mark.parametrize("edit", SPELLING.values(), ids=SPELLING)
def test_words_change_neither(edit: tuple[str, str]) -> None:
    """Whoever fixes a comma breaks nobody's code and nobody's open form; the bytes have a hash of their own."""
    changed = edited(edit)
    assert prints(changed) == prints(edited())
    assert changed.digest != edited().digest


@pytest.mark.parametrize("edit", EFFECTS.values(), ids=EFFECTS)
def test_an_effect_changes_the_meaning_alone(edit: tuple[str, str]) -> None:
    """What an answer brings is no part of a code, which says the answers only; but a sheet must be looked at again."""
    (structure, meaning), (before, weighed) = prints(edited(edit)), prints(edited())
    assert structure == before
    assert meaning != weighed


@pytest.mark.parametrize("name", STRUCTURE)
def test_another_structure_changes_both(name: str) -> None:
    """Questions, answers, their order, and when they are asked are what a code is written in."""
    edits = [STRUCTURE[name]]
    if name == "an option less":
        edits.append(("ask_if: {pain: [some, much]}", "ask_if: {pain: [much]}"))
    changed, before = edited(*edits), edited()
    assert not {*prints(changed)} & {*prints(before)}
    code = encode(before, sheet("pain=much"), Voice.SELF)
    with pytest.raises(PhoneCodeError) as caught:
        decode(changed, code)
    assert caught.value.fault in (CodeFault.OTHER_VERSION, CodeFault.LENGTH)


def test_a_code_outlives_a_mended_comma() -> None:
    """A code that was read out yesterday is read today, though words and effects were changed meanwhile."""
    answers = sheet("danger=smoke pain=much")
    code = encode(edited(), answers, Voice.SOMEONE)
    assert decode(edited(SPELLING["a comma"], EFFECTS["a flag"]), code) == (answers, Voice.SOMEONE)


def test_what_counts_as_words_exists() -> None:
    """Each key that is passed over is a key of its block, so that a renamed one comes to be weighed again."""
    assert {*WEIGHED} <= {field.name for field in fields(Questionnaire)}
    for kind, names in WORDS.items():
        assert names < {field.name for field in fields(kind)}
    passed = {name for names in WORDS.values() for name in names}
    for kind in (Question, Option, Rule, Flag, Effect):
        weighs = {field.name for field in fields(kind)} - passed
        assert weighs & {"id", "flags"}, kind
