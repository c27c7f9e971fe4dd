"""The summary: what stands in it, what stands alone, and what it never says twice."""

from __future__ import annotations

from dataclasses import asdict, fields

import pytest

from careguide.core.assessment.assess import ResultKind
from careguide.core.assessment.summary import Panel, Summary, compose, spoken_words
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.fingerprint import of_meaning
from careguide.core.questionnaire.model import Questionnaire
from tests.core.tiny import ALL_CRITICAL, edited, sheet
from tests.plans import plan_of

CALM = "danger=none pain=little"
HOUSES = ["House", "Own doctor often", "House by day", "House with nurse"]


def summary(guide: Questionnaire, words: str, voice: Voice = Voice.SELF, country: str = "AA") -> Summary:
    """Compose the summary of a sheet."""
    return compose(plan_of(guide), sheet(words), voice, country)


def notes(panel: Panel | None) -> list[str]:
    """Return the ids of the messages of a panel."""
    return [note.id for note in panel.notes] if panel else []


def everything_after(whole: Summary, name: str) -> dict[str, object]:
    """Return the parts of a summary from one of them on."""
    names = [field.name for field in fields(Summary)]
    return {name: getattr(whole, name) for name in names[names.index(name) :]}


# An emergency


@pytest.mark.parametrize("voice", Voice)
@pytest.mark.parametrize(
    "words",
    [
        "danger=fire",
        "danger=fire pain=little wish=go",
        "danger=fire+smoke pain=much sleep=alone",
        "danger=fire pain=not_sure",
    ],
)
def test_an_emergency_says_what_its_answers_ask_for(tiny: Questionnaire, words: str, voice: Voice) -> None:
    """It has the one headline and the message of its flag, whatever else was answered."""
    whole = summary(tiny, words, voice)
    assert whole.kind is ResultKind.EMERGENCY
    assert whole.headline == tiny.phrases.emergency.in_voice(voice)
    assert notes(whole.emergency) == ["run"]


@pytest.mark.parametrize("words", ["danger=fire+smoke", "danger=fire pain=much sleep=alone"])
def test_help_today_is_not_lost_in_an_emergency(tiny: Questionnaire, words: str) -> None:
    """An emergency does not take away the panel for help today."""
    assert notes(summary(tiny, words).same_day) == ["see"]


def test_an_emergency_says_what_to_do() -> None:
    """The emergency screen holds the messages that its answers bring, the help lines, the reasons and the ending."""
    guide = edited(("flags: [alarm], because", "flags: [alarm], notes: [rest], because"))
    whole = summary(guide, "danger=fire pain=much")
    assert notes(whole.emergency) == ["run", "rest"]
    assert whole.emergency
    assert [line.name for note in whole.emergency.notes for line in note.lines] == ["Emergency"]
    assert [reason.flags for reason in whole.emergency.reasons] == [("alarm",)]
    assert whole.help_lines == guide.countries[0].lines
    assert whole.ending


def test_a_rule_can_be_an_emergency() -> None:
    """A rule that raises an emergency gives the emergency screen, with the rule as its reason."""
    whole = summary(edited(("    flags: [today]\n", "    flags: [alarm]\n")), "danger=none pain=much sleep=alone")
    assert whole.kind is ResultKind.EMERGENCY
    assert whole.emergency
    assert [reason.rule for reason in whole.emergency.reasons] == ["pain_alone"]


# Help today


@pytest.mark.parametrize(
    ("words", "same_day"),
    [
        (CALM, False),
        ("danger=none pain=some sleep=alone", False),
        ("danger=none pain=much sleep=near", False),
        ("danger=none pain=much sleep=alone", True),
        ("danger=smoke pain=little", True),
        ("danger=smoke pain=some sleep=near", True),
        ("danger=smoke pain=much sleep=near", True),
        ("danger=not_sure pain=little", True),
        ("danger=prefer_not pain=little", False),
        ("pain=little", True),
        ("", True),
        ("danger=none", False),
    ],
)
def test_help_today_stands_on_any_result(tiny: Questionnaire, words: str, same_day: bool) -> None:
    """The panel for help today is there when any answer or rule raises it, wherever the talk starts."""
    whole = summary(tiny, words)
    assert notes(whole.same_day) == (["see"] if same_day else [])
    assert whole.emergency is None
    assert whole.start


def test_help_today_says_why(tiny: Questionnaire) -> None:
    """The panel for help today holds the rules and answers that raised it."""
    whole = summary(tiny, "danger=smoke pain=much sleep=near")
    assert whole.same_day
    assert [(reason.rule, reason.questions) for reason in whole.same_day.reasons] == [
        ("pain_alone", ("danger", "pain")),
        (None, ("danger",)),
    ]


# Where the talk starts, and how far it reaches


@pytest.mark.parametrize(
    ("words", "start", "also", "depends", "depends_on"),
    [
        (CALM, "Own doctor", [], [], []),
        (f"{CALM} wish=not_sure", "Own doctor", [], [], []),
        ("danger=none pain=some sleep=near", "Own doctor", ["Own doctor often"], [], []),
        ("danger=none pain=some sleep=alone", "Own doctor", ["Own doctor and day program", *HOUSES], [], []),
        ("danger=none pain=much sleep=near", "Own doctor often", [], [], []),
        ("danger=none pain=much sleep=alone", "Hospital", [], [], []),
        ("danger=none pain=not_sure sleep=near", "Own doctor", [], ["Own doctor often"], ["Pain"]),
        ("danger=none pain=much sleep=not_sure", "Own doctor often", [], [*HOUSES[2:], "Hospital"], ["Sleep"]),
        ("danger=none pain=some", "Own doctor", ["Own doctor often"],
         ["Own doctor and day program", "House", *HOUSES[2:]], ["Sleep"]),
        ("danger=none", "Own doctor", [], ["Own doctor and day program", *HOUSES, "Hospital"], ["Pain", "Sleep"]),
        ("danger=not_sure pain=little", "Own doctor", [], [], []),
    ],
)  # fmt: skip
def test_the_range_is_named(
    tiny: Questionnaire, words: str, start: str, also: list[str], depends: list[str], depends_on: list[str]
) -> None:
    """The start, what else is worth asking about, and what depends on what is not known, are told apart, each once."""
    whole = summary(tiny, words)
    assert whole.start
    assert whole.headline == whole.start.name == start
    assert [choice.name for choice in whole.also] == also
    assert [choice.name for choice in whole.depends] == depends
    assert list(whole.depends_on) == depends_on


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("wish=not_sure", None),
        ("", None),
        ("danger=not_sure pain=some wish=not_sure", None),
        ("danger=not_sure pain=much wish=not_sure", "Own doctor often"),
    ],
)
def test_too_much_unknown_never_starts_at_the_least(words: str, start: str | None) -> None:
    """While too much is unknown the least cell is no start; what is known for certain still is one."""
    guide = edited(*ALL_CRITICAL)
    whole = summary(guide, words)
    assert whole.kind is ResultKind.NOT_ENOUGH
    assert whole.headline == guide.phrases.not_enough.to_self
    assert (whole.start.name if whole.start else None) == start
    assert "Own doctor" not in [choice.name for choice in (*whole.also, *whole.depends)]
    assert whole.depends


@pytest.mark.parametrize("words", [CALM, "danger=none pain=much sleep=alone", "danger=smoke", ""])
def test_one_setting_is_always_shown(tiny: Questionnaire, words: str) -> None:
    """The setting that is always compared stands in every summary but an emergency's."""
    whole = summary(tiny, words)
    assert whole.always_shown
    assert whole.always_shown.setting == tiny.always_shown


# Reasons on both sides


@pytest.mark.parametrize(
    ("words", "for_home", "for_more_care", "warnings"),
    [
        (CALM, ["pain"], [], []),
        ("danger=smoke pain=little", ["pain"], [], ["danger"]),
        ("danger=none pain=some sleep=alone", [], ["pain", "sleep"], []),
        ("danger=none pain=much sleep=alone", [], ["pain+sleep", "pain", "sleep"], ["pain+sleep"]),
        ("danger=fire pain=little", [], [], ["danger"]),
        ("danger=none pain=not_sure sleep=near", [], [], []),
    ],
)
def test_reasons_stand_on_their_side(
    tiny: Questionnaire, words: str, for_home: list[str], for_more_care: list[str], warnings: list[str]
) -> None:
    """Reasons for home, for more care and for a warning stand apart."""
    whole = summary(tiny, words)
    sides = [
        ["+".join(reason.questions) for reason in side]
        for side in (whole.for_home, whole.for_more_care, whole.warnings)
    ]
    assert sides == [for_home, for_more_care, warnings]


# What the person would choose


@pytest.mark.parametrize(
    ("words", "standing"),
    [
        (f"{CALM} wish=stay", "start"),
        (f"{CALM} wish=go", "outside"),
        ("danger=none pain=some sleep=near wish=stay", "start"),
        ("danger=none pain=some sleep=near wish=go", "outside"),
        ("danger=none pain=some sleep=alone wish=go", "also"),
        ("danger=none pain=some wish=go", "depends"),
        ("danger=none pain=not_sure sleep=near wish=go", "outside"),
        ("danger=none pain=much sleep=alone wish=go", "start"),
        ("danger=none pain=much sleep=alone wish=stay", "outside"),
    ],
)
def test_the_choice_is_set_beside_the_result(tiny: Questionnaire, words: str, standing: str) -> None:
    """What a person would choose is told with its standing in the range, in the words for that."""
    fit = summary(tiny, words).preference
    assert fit
    assert fit.standing == standing
    assert fit.sentence == getattr(tiny.phrases, f"fit_{standing}").to_self


@pytest.mark.parametrize("words", [CALM, f"{CALM} wish=not_sure", f"{CALM} wish=prefer_not", "danger=fire wish=go", ""])
def test_without_a_choice_there_is_no_standing(tiny: Questionnaire, words: str) -> None:
    """Without a known choice, or in an emergency, nothing is said about it."""
    assert summary(tiny, words).preference is None


@pytest.mark.parametrize("wish", ["wish=stay", "wish=go", "wish=not_sure", ""])
@pytest.mark.parametrize("words", [CALM, "danger=smoke pain=some sleep=alone", "danger=none pain=much", ""])
def test_the_choice_never_moves_the_result(tiny: Questionnaire, words: str, wish: str) -> None:
    """What a person would choose changes nothing in the summary but its own place and what it leaves unknown."""
    own = {"preference", "unknown"}
    one, other = (everything_after(summary(tiny, text), "kind") for text in (words, f"{words} {wish}"))
    assert {name: one[name] for name in one if name not in own} == {
        name: other[name] for name in other if name not in own
    }


# Nothing twice, nothing lost


def test_voices_tell_the_same(tiny: Questionnaire) -> None:
    """Both voices have the same kind, start, range and flags."""
    for words in (CALM, "danger=smoke pain=much sleep=near", "danger=fire", ""):
        one, other = (summary(tiny, words, voice) for voice in Voice)
        assert (one.kind, one.start, one.also, one.depends) == (other.kind, other.start, other.also, other.depends)
        assert [reason.flags for reason in one.warnings] == [reason.flags for reason in other.warnings]
        assert (one.voice, other.voice) == (Voice.SELF, Voice.SOMEONE)


@pytest.mark.parametrize(
    ("review", "name"),
    [
        ("{by: null, on: null}", None),
        ("{by: A. Doctor, on: null}", None),
        ("{by: null, on: 2026-02-01}", None),
        ("{by: A. Doctor, on: 2026-02-01}", "A. Doctor"),
    ],
)
def test_the_review_is_told_only_when_it_was_done(review: str, name: str | None) -> None:
    """A reviewer is named only together with the date of the review."""
    assert summary(edited(("{by: null, on: null}", review)), CALM).reviewed_by == name


def test_a_summary_names_its_content(tiny: Questionnaire) -> None:
    """A summary carries the version and the digest of the questionnaire that made it."""
    whole = summary(tiny, CALM)
    assert (whole.version, whole.digest) == (tiny.version, of_meaning(tiny))


@pytest.mark.parametrize(
    ("data", "count"),
    [("", 0), ("one two", 2), (["a b", ("c",)], 3), ({"x": "a b", "y": {"z": ["c d e"]}}, 5), (7, 0), (None, 0)],
)
def test_words_are_counted(data: object, count: int) -> None:
    """Every word of a summary's data is counted, however deep it stands, and its keys are not."""
    assert spoken_words(data) == count


def test_a_summary_has_words_to_count(tiny: Questionnaire) -> None:
    """A summary with more to say counts more words."""
    calm, alarmed = (spoken_words(asdict(summary(tiny, words))) for words in (CALM, ""))
    assert 0 < calm < alarmed
