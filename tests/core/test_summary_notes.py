"""What a summary brings along: messages, questions to ask, help lines and sources."""

from __future__ import annotations

from collections import Counter

import pytest

from careguide.core.assessment.summary import Summary, compose
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from tests.core.tiny import edited, sheet
from tests.plans import plan_of

CALM = "danger=none pain=little"
LITTLE, SMOKE = "because: It is small., sources: [book]}", "flags: [today], because: Smoke"
FLAGS, BOOK = "flags:\n  -", "sources:\n  - {id: book"
CAREFUL = "flags:\n  - {id: careful, level: note, message: rest}\n  -"
COUNTRY = """  - code: BB
    name: Beeland
    lines:
      - {kind: emergency, name: Bee line, call: "111", source: book}
      - {kind: crisis, name: One, text: "222", source: book}
      - {kind: crisis, name: Two, call: "333", source: book}
"""


def summary(guide: Questionnaire, words: str, voice: Voice = Voice.SELF, country: str = "AA") -> Summary:
    """Compose the summary of a sheet."""
    return compose(plan_of(guide), sheet(words), voice, country)


def places(whole: Summary) -> dict[str, list[str]]:
    """Return where each message of a summary stands."""
    panels = {"emergency": whole.emergency, "same_day": whole.same_day}
    found = {name: [note.id for note in panel.notes] if panel else [] for name, panel in panels.items()}
    lists = {"cautions": whole.cautions, "next_steps": whole.next_steps, "notes": whole.notes}
    found |= {name: [note.id for note in items] for name, items in lists.items()}
    return {name: words for name, words in found.items() if words}


@pytest.mark.parametrize(
    ("edits", "words", "expected"),
    [
        ([], CALM, {}),
        ([], "danger=none pain=much sleep=near", {"next_steps": ["rest"]}),
        ([], "danger=smoke pain=much sleep=near", {"same_day": ["see"], "next_steps": ["rest"]}),
        ([], "danger=fire pain=much", {"emergency": ["run"]}),
        ([], "danger=fire+smoke", {"emergency": ["run"], "same_day": ["see"]}),
        # a note, or a next step
        ([(", place: next_step", "")], "danger=none pain=much sleep=near", {"notes": ["rest"]}),
        # the message of a loud flag: in its panel, or as a note where the flag is not raised
        ([(LITTLE, f"notes: [see], {LITTLE}")], "danger=smoke pain=little", {"same_day": ["see"]}),
        ([(LITTLE, f"notes: [see], {LITTLE}")], CALM, {"notes": ["see"]}),
        # what a panel shows is not repeated below it
        ([("flags: [alarm], because", "flags: [alarm], notes: [rest], because")], "danger=fire pain=much",
         {"emergency": ["run", "rest"]}),
        # brought twice, told once
        ([(LITTLE, f"notes: [rest], {LITTLE}"), (SMOKE, f"notes: [rest], {SMOKE}")], "danger=smoke pain=little",
         {"same_day": ["see"], "next_steps": ["rest"]}),
        # a flag that is a note
        ([(FLAGS, CAREFUL), (LITTLE, f"flags: [careful], {LITTLE}"), (", place: next_step", "")], CALM,
         {"cautions": ["rest"]}),
        ([(FLAGS, CAREFUL), (LITTLE, f"flags: [careful], notes: [rest], {LITTLE}"), (", place: next_step", "")], CALM,
         {"cautions": ["rest"]}),
        ([(FLAGS, CAREFUL), (LITTLE, f"flags: [careful], {LITTLE}")], CALM, {"cautions": ["rest"]}),
        ([(FLAGS, CAREFUL), (LITTLE, f"flags: [careful], {LITTLE}")], "danger=fire pain=little",
         {"emergency": ["run"]}),
        # what not knowing brings
        ([("not_sure: {flags: [today],", "not_sure: {notes: [rest],")], "danger=not_sure pain=little",
         {"next_steps": ["rest"]}),
        ([("not_sure: {flags: [today],", "not_sure: {notes: [rest],")], "pain=little", {"next_steps": ["rest"]}),
        ([("not_sure: {flags: [today],", "not_sure: {notes: [rest],")], "danger=prefer_not pain=little", {}),
        # what a rule brings
        ([("    medical: round_the_clock\n", "    medical: round_the_clock\n    notes: [run]\n")],
         "danger=none pain=much sleep=alone", {"same_day": ["see"], "next_steps": ["rest"], "notes": ["run"]}),
    ],
)  # fmt: skip
def test_a_message_stands_once_in_its_place(
    edits: list[tuple[str, str]], words: str, expected: dict[str, list[str]]
) -> None:
    """Each message stands once: in a panel, among the cautions, the next steps or the notes."""
    assert places(summary(edited(*edits), words)) == expected


def test_a_message_is_told_whole() -> None:
    """A message comes with its title, its body in the voice, its help lines and its sources."""
    guide = edited(("body: [Leave the house.]", "body: [{self: Leave., someone: Help them leave.}, Now.]"))
    for voice in Voice:
        whole = summary(guide, "danger=fire", voice)
        assert whole.emergency
        (note,) = whole.emergency.notes
        message = guide.message["run"]
        assert note.title == message.title.in_voice(voice)
        assert note.body == tuple(text.in_voice(voice) for text in message.body)
        assert note.sources == message.sources


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        (CALM, []),
        ("danger=none pain=much sleep=near", ["who"]),
        ("danger=none pain=not_sure", []),
        ("", []),
    ],
)
def test_at_least_three_questions_are_taken_along(tiny: Questionnaire, words: str, drawn: list[str]) -> None:
    """The questions that the answers bring come first, and the three for any program are always there."""
    items = {item.id: item.text.to_self for item in tiny.take_along}
    assert list(summary(tiny, words).ask) == [items[word] for word in [*drawn, "one", "two", "three"]]


def test_an_emergency_asks_nothing_of_anyone(tiny: Questionnaire) -> None:
    """Beside an emergency there is nothing to take along: it stands alone, for programs that use the data too."""
    assert summary(tiny, "danger=fire pain=much").ask == ()


def test_a_question_to_take_along_stands_once() -> None:
    """A question that several answers bring, or that is always there, is told once."""
    guide = edited(("ask: [who]", "ask: [who, one]"), (SMOKE, f"ask: [who], {SMOKE}"))
    assert set(Counter(summary(guide, "danger=smoke pain=much").ask).values()) == {1}


@pytest.mark.parametrize(
    ("country", "names", "in_message"),
    [("AA", ["Emergency", "Crisis"], ["Emergency"]), ("BB", ["Bee line", "One", "Two"], ["Bee line", "One", "Two"])],
)
def test_help_lines_are_those_of_the_country(country: str, names: list[str], in_message: list[str]) -> None:
    """The help lines, and those that go with a message, are those of the chosen country."""
    kinds = "[emergency, crisis]" if country == "BB" else "[emergency]"
    guide = edited(("about:\n", f"{COUNTRY}about:\n"), ("lines: [emergency]", f"lines: {kinds}"))
    whole = summary(guide, "danger=fire", country=country)
    assert whole.country == country
    assert [line.name for line in whole.help_lines] == names
    assert whole.emergency
    assert [line.name for note in whole.emergency.notes for line in note.lines] == in_message


@pytest.mark.parametrize("country", ["", "aa", "BB", "USA"])
def test_an_unknown_country_is_refused(tiny: Questionnaire, country: str) -> None:
    """A country that the questionnaire does not hold is refused, and never taken for another."""
    with pytest.raises(KeyError):
        summary(tiny, CALM, country=country)


SHELF = "sources:\n  - {id: shelf, title: The shelf, evidence: document, where: Here}\n  - {id: book"


@pytest.mark.parametrize(
    ("edits", "words", "cited"),
    [
        ([], CALM, ["book"]),
        ([], "danger=none pain=not_sure sleep=near", []),
        ([("because: It is small., sources: [book]", "because: It is small., sources: [shelf]")], CALM, ["shelf"]),
        ([("body: [Lie down.]", "body: [Lie down.], sources: [shelf]")], "danger=none pain=much", ["shelf", "book"]),
        ([("body: [See someone today.]", "body: [See someone today.], sources: [shelf]")], CALM, ["book"]),
        (
            [("body: [See someone today.]", "body: [See someone today.], sources: [shelf]")],
            "danger=smoke",
            ["shelf", "book"],
        ),
        (
            [("lines: [emergency], sources: [book]", "lines: [emergency], sources: [shelf]")],
            "danger=fire",
            ["shelf", "book"],
        ),
    ],
)
def test_just_the_cited_sources_are_listed(edits: list[tuple[str, str]], words: str, cited: list[str]) -> None:
    """The sources are those of the reasons and messages that are shown, in the order of the file."""
    assert [source.id for source in summary(edited((BOOK, SHELF), *edits), words).sources] == cited
