"""What one other answer would do, and which unknown answer to find out first."""

from __future__ import annotations

import pytest

from careguide.core.assessment.assess import ResultKind, assess, outcome
from careguide.core.assessment.what_if import Exchange, Move, changes, moving_exchanges, unknowns
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Daily, Medical, Questionnaire
from tests.core.tiny import ALL_CRITICAL, edited, sheet
from tests.plans import plan_of, vocabulary_of

FIRE, SMOKE = "danger+fire emergency", "danger+smoke same_day"

# answers, then every single exchange that moves the result: + for an answer given, - for a tick taken away
EXCHANGES = [
    ("danger=none pain=little", [FIRE, SMOKE, "pain+some range", "pain+much start"]),
    ("danger=none pain=little wish=stay", [FIRE, SMOKE, "pain+some range", "pain+much start"]),
    ("danger=none pain=little sleep=near", [FIRE, SMOKE, "pain+some range", "pain+much start"]),
    ("danger=none pain=little sleep=alone", [FIRE, SMOKE, "pain+some range", "pain+much same_day"]),
    ("danger=none pain=some sleep=near",
     [FIRE, SMOKE, "pain+little range", "pain+much start", "sleep+alone range"]),
    ("danger=none pain=some sleep=alone",
     [FIRE, SMOKE, "pain+little range", "pain+much same_day", "sleep+near range"]),
    ("danger=none pain=much sleep=near",
     [FIRE, SMOKE, "pain+little start", "pain+some start", "sleep+alone same_day"]),
    ("danger=none pain=much sleep=alone", [FIRE, "pain+little start", "pain+some start", "sleep+near start"]),
    ("danger=smoke pain=little", [FIRE, "danger-smoke less_urgent", "pain+some range", "pain+much start"]),
    ("danger=smoke pain=much sleep=near",
     [FIRE, "danger-smoke start", "pain+little start", "pain+some start", "sleep+alone range"]),
    ("danger=fire pain=little", ["danger-fire less_urgent"]),
    ("danger=fire+smoke pain=little", ["danger-fire less_urgent"]),
    ("danger=fire pain=much sleep=alone", ["danger-fire less_urgent"]),
    # what is not known is not exchanged
    ("danger=not_sure pain=little", ["pain+some range", "pain+much start"]),
    ("danger=none pain=not_sure sleep=near", [FIRE, SMOKE, "sleep+alone range"]),
    ("danger=none pain=much", [FIRE, SMOKE, "pain+little start", "pain+some start"]),
    ("", []),
]  # fmt: skip


def brief(found: Exchange) -> str:
    """Return an exchange in a few words."""
    return f"{found.question.id}{'+' if found.added else '-'}{found.option.id} {found.move}"


@pytest.mark.parametrize(("words", "expected"), EXCHANGES)
def test_single_exchanges_that_move_the_result(tiny: Questionnaire, words: str, expected: list[str]) -> None:
    """Just these single exchanges of a known answer move what a person would be shown, each in this way."""
    assert [brief(found) for found in moving_exchanges(assess(plan_of(tiny), sheet(words)))] == expected


@pytest.mark.parametrize("move", [move for move in Move if move is not Move.THIS_WEEK])
def test_every_move_is_shown(move: Move) -> None:
    """Every kind of move stands in the table above, but for the one below."""
    assert any(line.endswith(f" {move}") for _, lines in EXCHANGES for line in lines)


def test_advice_this_week_is_a_move_unless_it_is_for_today() -> None:
    """An answer that brings advice for this week moves a result, and one that takes it back makes it less urgent."""
    today, see = (
        "  - {id: today, level: same_day, message: see}\n",
        "  - {id: see, title: See, body: [See someone today.]}\n",
    )
    tiny = edited(
        (today, today + "  - {id: week, level: this_week, message: soon}\n"),
        (see, see + "  - {id: soon, title: Soon, body: [See someone this week.]}\n"),
        ("medical: closer, notes: [rest]", "flags: [week], notes: [rest]"),
    )

    def moves(words: str) -> list[str]:
        return [brief(found) for found in moving_exchanges(assess(plan_of(tiny), sheet(words)))]

    assert "pain+much this_week" in moves("danger=none pain=little")
    assert "pain+little less_urgent" in moves("danger=none pain=much sleep=near")
    assert not any(move.startswith("pain") and "urgent" in move for move in moves("danger=smoke pain=much sleep=near"))


@pytest.mark.parametrize(("words", "expected"), EXCHANGES)
def test_an_exchange_is_the_sheet_folded_again(tiny: Questionnaire, words: str, expected: list[str]) -> None:
    """The outcome of an exchange is that of the sheet with that one answer in place of the old one."""
    before = sheet(words)
    found = moving_exchanges(assess(plan_of(tiny), before))
    assert len(found) == len(expected)
    for item in found:
        old = before[item.question.id] - {"none"} if item.question.tick else frozenset()
        new = old | {item.option.id} if item.added else old - {item.option.id}
        changed = {**before, item.question.id: frozenset(new or {"none"})}
        assert outcome(plan_of(tiny), item.state) == assess(plan_of(tiny), changed).outcome


def test_a_result_that_becomes_not_enough_is_a_move() -> None:
    """An answer that opens one unknown too many moves the start to 'not enough to say'."""
    guide = edited(*ALL_CRITICAL)
    found = moving_exchanges(assess(plan_of(guide), sheet("danger=not_sure pain=little wish=not_sure")))
    assert [brief(item) for item in found] == ["pain+some start", "pain+much start"]
    assert {outcome(plan_of(guide), item.state).kind for item in found} == {ResultKind.NOT_ENOUGH}


def test_a_rule_may_make_an_exchange_an_emergency() -> None:
    """An answer that completes a rule with an emergency is told as one."""
    guide = edited(("    flags: [today]\n", "    flags: [alarm]\n"))
    found = moving_exchanges(assess(plan_of(guide), sheet("danger=none pain=much sleep=near")))
    assert "sleep+alone emergency" in [brief(item) for item in found]


@pytest.mark.parametrize(
    ("words", "questions"),
    [
        ("danger=none pain=little", []),
        ("danger=none pain=some", ["sleep"]),
        ("danger=not_sure pain=little", ["danger"]),
        ("danger=none", ["pain", "sleep"]),
        ("danger=none pain=prefer_not sleep=not_sure", ["pain", "sleep"]),
        ("danger=none pain=little sleep=not_sure", []),
        ("danger=none pain=little wish=not_sure", ["wish"]),
        ("danger=not_sure pain=little wish=not_sure", ["danger", "wish"]),
        ("danger=not_sure pain=much sleep=not_sure wish=prefer_not", ["sleep", "danger", "wish"]),
    ],
)
def test_what_narrows_most_comes_first(tiny: Questionnaire, words: str, questions: list[str]) -> None:
    """Of what is not known, the question that would narrow the range most comes first."""
    found = unknowns(assess(plan_of(tiny), sheet(words)), vocabulary_of(tiny, Voice.SELF))
    assert [item.question for item in found] == questions
    assert [item.width for item in found] == sorted(item.width for item in found)


def test_of_equals_a_critical_question_comes_first() -> None:
    """Where two questions narrow alike, the critical one comes first, and then the one that can move the result."""
    words = sheet("danger=not_sure pain=little wish=not_sure")
    plain, critical = edited(), edited(("    optional: true", "    optional: true\n    critical: true"))
    orders = [unknowns(assess(plan_of(guide), words), vocabulary_of(guide, Voice.SELF)) for guide in (plain, critical)]
    assert [[item.question for item in found] for found in orders] == [["danger", "wish"], ["wish", "danger"]]
    assert {item.width for found in orders for item in found} == {0.0}


@pytest.mark.parametrize(
    ("words", "question", "width", "worst", "moves"),
    [
        ("danger=none pain=some", "sleep", 2.0, (Medical.usual, Daily.home), True),
        ("danger=none", "pain", 2.0, (Medical.closer, Daily.home), True),
        ("danger=none", "sleep", 2.5, (Medical.usual, Daily.home), True),
        ("danger=smoke sleep=near", "pain", 1 / 3, (Medical.round_the_clock, Daily.home), True),
        ("danger=not_sure pain=little", "danger", 0.0, None, True),
        ("danger=none pain=little wish=not_sure", "wish", 0.0, (Medical.usual, Daily.home), False),
    ],
)
def test_knowing_is_weighed(
    tiny: Questionnaire, words: str, question: str, width: float, worst: tuple[Medical, Daily] | None, moves: bool
) -> None:
    """What is not known tells how wide the range would be on average, the gravest result, and whether it can move."""
    (item,) = [
        item
        for item in unknowns(assess(plan_of(tiny), sheet(words)), vocabulary_of(tiny, Voice.SELF))
        if item.question == question
    ]
    assert item.width == pytest.approx(width)
    assert item.moves is moves
    assert item.worst == (tiny.cell[worst].name if worst else tiny.phrases.emergency).to_self


@pytest.mark.parametrize(
    ("words", "reaching"),
    [
        ("danger=none pain=some", ["sleep"]),
        ("danger=none", ["pain", "sleep"]),
        ("danger=not_sure pain=little", []),
        ("danger=not_sure pain=some sleep=near", []),
        ("danger=not_sure pain=much sleep=near", ["danger"]),
        ("danger=not_sure pain=much sleep=near wish=not_sure", ["danger"]),
        ("danger=none pain=some wish=not_sure", ["sleep"]),
    ],
)
def test_the_range_depends_only_on_what_can_move_it(tiny: Questionnaire, words: str, reaching: list[str]) -> None:
    """Of what is not known, only the questions whose answer could move the range are what it depends on."""
    found = unknowns(assess(plan_of(tiny), sheet(words)), vocabulary_of(tiny, Voice.SELF))
    assert [item.question for item in found if item.reaches] == reaching


@pytest.mark.parametrize(("words", "expected"), EXCHANGES)
def test_changes_group_the_exchanges(tiny: Questionnaire, words: str, expected: list[str]) -> None:
    """Every exchange stands in just one change: that of its question, move, direction and result."""
    found = changes(assess(plan_of(tiny), sheet(words)), vocabulary_of(tiny, Voice.SOMEONE))
    told = [
        f"{item.question}{'+' if item.added else '-'}{option} {item.move}" for item in found for option in item.options
    ]
    assert sorted(told) == sorted(expected)
    assert len({(item.question, item.move, item.added, item.result) for item in found}) == len(found)
    assert all(len(item.options) == len(item.answers) for item in found)


@pytest.mark.parametrize(
    ("words", "question", "move", "result"),
    [
        ("danger=none pain=little", "pain", Move.START, (Medical.closer, Daily.home)),
        ("danger=none pain=little", "pain", Move.RANGE, (Medical.closer, Daily.home)),
        ("danger=none pain=some sleep=near", "sleep", Move.RANGE, (Medical.closer, Daily.live_in)),
        ("danger=none pain=much sleep=alone", "sleep", Move.START, (Medical.closer, Daily.home)),
        ("danger=none pain=much sleep=near", "sleep", Move.SAME_DAY, (Medical.round_the_clock, Daily.home)),
    ],
)
def test_a_change_names_its_result(
    tiny: Questionnaire, words: str, question: str, move: Move, result: tuple[Medical, Daily]
) -> None:
    """A change names where the talk would start then, or how far the range would reach."""
    told = changes(assess(plan_of(tiny), sheet(words)), vocabulary_of(tiny, Voice.SELF))
    found = [item for item in told if (item.question, item.move) == (question, move)]
    assert [item.result for item in found] == [tiny.cell[result].name.to_self]


def test_changes_that_do_the_same_are_one() -> None:
    """Two answers that would move the result alike are told as one change, with both answers."""
    same = "medical: closer, flags: [today], because: It"
    guide = edited(
        ("medical: usual to closer, because: It", same),
        ("medical: closer, notes: [rest], ask: [who], because: It", same),
        ("    ask_if: {pain: [some, much]}\n", ""),
    )
    told = changes(
        assess(plan_of(guide), sheet("danger=none pain=little sleep=near")), vocabulary_of(guide, Voice.SELF)
    )
    (item,) = [item for item in told if item.question == "pain"]
    options = guide.question["pain"].option
    assert item.options == ("some", "much")
    assert item.answers == (options["some"].label.to_self, options["much"].label.to_self)


@pytest.mark.parametrize("words", ["danger=not_sure pain=much sleep=alone", "danger=not_sure pain=little", ""])
def test_an_emergency_is_the_gravest_result(tiny: Questionnaire, words: str) -> None:
    """Where one option is an emergency, that is the gravest result, however far the others reach."""
    (found,) = [
        item
        for item in unknowns(assess(plan_of(tiny), sheet(words)), vocabulary_of(tiny, Voice.SELF))
        if item.question == "danger"
    ]
    assert found.worst == tiny.phrases.emergency.to_self


@pytest.mark.parametrize(
    ("edits", "worst"),
    [
        ([], (Medical.closer, Daily.home)),
        ([("home: true, because: It", "flags: [today], because: It")], (Medical.usual, Daily.home)),
        ([("medical: usual to closer", "medical: usual to round_the_clock")], (Medical.usual, Daily.home)),
    ],
)
def test_what_is_graver(edits: list[tuple[str, str]], worst: tuple[Medical, Daily]) -> None:
    """Help today is graver than any range, and a range that reaches further than one that starts higher."""
    guide = edited(*edits)
    (found,) = unknowns(assess(plan_of(guide), sheet("danger=none sleep=near")), vocabulary_of(guide, Voice.SELF))
    assert found.worst == guide.cell[worst].name.to_self


def test_too_much_unknown_is_named_as_such() -> None:
    """A change to 'not enough to say' is named so; what an unknown could lead to is named by how far it reaches."""
    guide = edited(*ALL_CRITICAL)
    name = guide.phrases.not_enough.to_someone
    moved = changes(
        assess(plan_of(guide), sheet("danger=not_sure pain=little wish=not_sure")), vocabulary_of(guide, Voice.SOMEONE)
    )
    assert [item.result for item in moved] == [name]
    blank = unknowns(assess(plan_of(guide), sheet("wish=not_sure")), vocabulary_of(guide, Voice.SOMEONE))
    reach = guide.cell[Medical.closer, Daily.home].name.to_someone
    assert [item.worst for item in blank if item.question == "pain"] == [reach]
