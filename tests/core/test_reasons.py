"""The reasons of a result: each answer and rule that spoke, what it spoke for, and who says so."""

from __future__ import annotations

from dataclasses import fields

import pytest

from careguide.core.assessment.assess import assess
from careguide.core.assessment.reasons import reasons, spoken_effects
from careguide.core.assessment.vocabulary import Reason, answer_words
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from tests.core.tiny import edited, sheet
from tests.plans import plan_of, vocabulary_of

RULE = "danger+pain pain_alone axes=medical flags=today"

# answers, then the reasons: questions, rule, what it raises, and 'home' where it speaks for care at home
REASONS = [
    ("danger=none pain=little", ["pain home"]),
    ("danger=none pain=some sleep=near", ["pain widens=medical"]),
    ("danger=none pain=some sleep=alone", ["pain widens=medical", "sleep widens=daily"]),
    ("danger=none pain=much sleep=near", ["pain axes=medical"]),
    ("danger=none pain=much sleep=alone",
     ["pain+sleep pain_alone axes=medical flags=today", "pain axes=medical", "sleep widens=daily"]),
    ("danger=smoke pain=much sleep=near", [RULE, "danger flags=today", "pain axes=medical"]),
    ("danger=smoke pain=much sleep=alone",
     ["danger+pain+sleep pain_alone axes=medical flags=today", "danger flags=today", "pain axes=medical",
      "sleep widens=daily"]),
    ("danger=fire+smoke pain=little", ["danger flags=alarm", "danger flags=today", "pain home"]),
    ("danger=fire pain=little", ["danger flags=alarm", "pain home"]),
    ("danger=not_sure pain=little", ["danger flags=today", "pain home"]),
    ("danger=prefer_not pain=little", ["pain home"]),
    ("pain=little", ["danger flags=today", "pain home"]),
    ("danger=none", []),
    ("danger=none pain=not_sure sleep=near", []),
    ("danger=none pain=not_sure sleep=alone", ["sleep widens=daily"]),
    ("danger=none pain=much sleep=not_sure", ["pain axes=medical"]),
    ("danger=not_sure pain=much sleep=near", ["danger flags=today", "pain axes=medical"]),
    ("danger=none pain=little wish=go", ["pain home"]),
    ("danger=none pain=little sleep=alone", ["pain home"]),
    ("", ["danger flags=today"]),
]  # fmt: skip


def brief(reason: Reason) -> str:
    """Return a reason in a few words."""
    parts = ["+".join(reason.questions), reason.rule, "home" if reason.home else None]
    lists = {"axes": reason.axes, "widens": reason.widens, "flags": reason.flags}
    return " ".join([*filter(None, parts), *(f"{name}={'+'.join(words)}" for name, words in lists.items() if words)])


@pytest.mark.parametrize("voice", Voice)
@pytest.mark.parametrize(("words", "expected"), REASONS)
def test_a_sheet_has_its_reasons(tiny: Questionnaire, words: str, expected: list[str], voice: Voice) -> None:
    """A sheet has just these reasons, rules first, the same in both voices."""
    assert [
        brief(reason) for reason in reasons(assess(plan_of(tiny), sheet(words)), vocabulary_of(tiny, voice))
    ] == expected


@pytest.mark.parametrize(("words", "expected"), REASONS)
def test_every_reason_can_be_shown(tiny: Questionnaire, words: str, expected: list[str]) -> None:
    """Every reason has a topic, an answer, words and a source to show."""
    found = reasons(assess(plan_of(tiny), sheet(words)), vocabulary_of(tiny, Voice.SELF))
    assert all(reason.topic and reason.answer and reason.because and reason.sources for reason in found)
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("danger=none pain=little", [False]),
        ("danger=none pain=some sleep=alone", [True, True]),
        ("danger=smoke pain=much sleep=near", [True, False, True]),
    ],
)
def test_reasons_for_more_care_are_told_apart(tiny: Questionnaire, words: str, expected: list[bool]) -> None:
    """A reason speaks for more care when it raises or widens an axis; a flag alone does not."""
    assert [
        reason.for_more_care for reason in reasons(assess(plan_of(tiny), sheet(words)), vocabulary_of(tiny, Voice.SELF))
    ] == expected


@pytest.mark.parametrize(
    ("question", "given", "labels"),
    [
        ("danger", "fire", ["fire"]),
        ("danger", "smoke fire", ["fire", "smoke"]),
        ("danger", "none", ["none"]),
        ("pain", "much", ["much"]),
        ("wish", "go", ["go"]),
    ],
)
def test_a_known_answer_is_read_as_its_labels(
    tiny: Questionnaire, question: str, given: str, labels: list[str]
) -> None:
    """A known answer is read as the labels of its options, in the order of the file."""
    asked = tiny.question[question]
    said = answer_words(tiny, asked, frozenset(given.split()), Voice.SOMEONE)
    assert said.split(" · ") == [asked.option[word].label.to_someone for word in labels]


@pytest.mark.parametrize(
    ("given", "label"),
    [(None, "unanswered"), ("not_sure", "not_sure"), ("prefer_not", "prefer_not")],
)
def test_an_unknown_answer_is_read_as_its_label(tiny: Questionnaire, given: str | None, label: str) -> None:
    """An answer that is not known is read as the questionnaire's words for that."""
    answer = frozenset(given.split()) if given else None
    said = answer_words(tiny, tiny.question["pain"], answer, Voice.SELF)
    assert said == getattr(tiny.labels, label).to_self


def test_what_two_respondents_do_not_know_is_read_as_both_labels(tiny: Questionnaire) -> None:
    """A known answer joined with unknown ones is read as all of them, the known one first."""
    given = frozenset({"prefer_not", "not_sure", "much"})
    assert answer_words(tiny, tiny.question["pain"], given, Voice.SELF) == "Much · Not sure · Rather not say"


@pytest.mark.parametrize(
    ("words", "question", "spoken"),
    [
        ("danger=fire+smoke", "danger", ["fire", "smoke"]),
        ("danger=not_sure", "danger", ["not_sure"]),
        ("danger=none", "danger", ["none"]),
        ("", "danger", [None, None]),
        ("", "wish", []),
        ("wish=prefer_not", "wish", ["prefer_not"]),
    ],
)
def test_what_was_brought_is_told_with_the_answer(
    tiny: Questionnaire, words: str, question: str, spoken: list[str | None]
) -> None:
    """Each effect that an answer brought comes with that answer; left open, both unknown effects come with none."""
    found = spoken_effects(assess(plan_of(tiny), sheet(words)), tiny.question[question])
    assert [word for word, _ in found] == spoken
    known = [effect for word, effect in found if word is not None]
    assert known == [tiny.question[question].effect(word) for word in spoken if word is not None]


def test_a_rule_names_only_the_answers_that_met_it(tiny: Questionnaire) -> None:
    """Of several ticks a rule names the one that makes it hold."""
    found = reasons(
        assess(plan_of(tiny), sheet("danger=fire+smoke pain=much sleep=near")), vocabulary_of(tiny, Voice.SELF)
    )[0]
    options = tiny.question["danger"].option
    assert options["smoke"].label.to_self in found.answer
    assert options["fire"].label.to_self not in found.answer


def test_a_reason_speaks_in_the_voice() -> None:
    """A reason is told in the words for the reader, and is otherwise the same."""
    guide = edited(("label: A little", "label: {self: Mine, someone: Theirs}"))
    (one,), (other,) = (
        reasons(assess(plan_of(guide), sheet("danger=none pain=little")), vocabulary_of(guide, voice))
        for voice in Voice
    )
    label = guide.question["pain"].option["little"].label
    assert (one.answer, other.answer) == (label.to_self, label.to_someone)
    same = [field.name for field in fields(Reason) if field.name != "answer"]
    assert [getattr(one, name) for name in same] == [getattr(other, name) for name in same]


def test_ticks_with_the_same_words_are_each_a_reason() -> None:
    """Two ticks whose reasons read the same each keep their flags."""
    guide = edited(("because: Smoke can mean fire.", "because: Fire spreads."))
    found = reasons(assess(plan_of(guide), sheet("danger=fire+smoke pain=little")), vocabulary_of(guide, Voice.SELF))
    assert {flag for reason in found for flag in reason.flags} == {"alarm", "today"}


@pytest.mark.parametrize(("flag", "count"), [("today", 1), ("alarm", 2)])
def test_a_question_left_open_is_one_reason_where_both_are_the_same(flag: str, count: int) -> None:
    """What both unknown answers bring alike is told once, and what they bring apart is told apart."""
    effect = f"    prefer_not: {{flags: [{flag}], because: It may be fire., sources: [book]}}\n  - id: pain\n"
    guide = edited(("  - id: pain\n", effect))
    found = reasons(assess(plan_of(guide), sheet("pain=little")), vocabulary_of(guide, Voice.SELF))
    assert [reason.questions for reason in found if reason.flags] == [("danger",)] * count
    assert {word for reason in found for word in reason.flags} == {"today", flag}


def test_rules_that_do_the_same_are_told_apart() -> None:
    """Of two rules that differ only in the answers they look at, each names its own."""
    does = "medical: round_the_clock, flags: [today], because: Pain and no one near., sources: [book]"
    twin = f"  - {{id: twin, when: [{{wish: go}}, {{sleep: near}}], {does}}}\n"
    guide = edited(("rules:\n", f"rules:\n{twin}"))
    found = reasons(
        assess(plan_of(guide), sheet("danger=smoke pain=much sleep=near wish=go")), vocabulary_of(guide, Voice.SELF)
    )
    assert [brief(reason) for reason in found if reason.rule] == ["sleep+wish twin axes=medical flags=today", RULE]
