"""The shipped questions.yaml says what was agreed: every question, effect, rule, setting, help line and source."""

from __future__ import annotations

import re

import pytest

from careguide.core.questionnaire.content import LineKind, Message, Place, Voice
from careguide.core.questionnaire.faults import QuestionnaireError
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Daily, Effect, Factor, Medical, Questionnaire, Span
from careguide.core.questionnaire.reader import read
from tests.content import (
    ASK_IF,
    CELLS,
    CRISIS_LINE,
    FIRST_LINE,
    HELP_LINES,
    LETTERS,
    QUESTIONS,
    RULES,
    SAYS_MORE,
    SETTINGS,
    SOURCES,
)
from tests.shipped import PATH, is_only_known, shipped

ANSWERS = [(question, answer) for question, (_, options) in QUESTIONS.items() for answer in options]


@pytest.fixture(scope="module")
def guide() -> Questionnaire:
    """Read the shipped questionnaire."""
    return shipped()


def short(effect: Effect) -> set[str]:
    """Return an effect as it is written in the agreed content."""
    letters = {name: letter for letter, name in LETTERS.items()}
    words = {letters[flag] for flag in effect.flags} | ({"home"} if effect.home else set())
    return words | {_steps(letter, span) for letter, span in (("M", effect.medical), ("D", effect.daily)) if span.most}


def _steps(letter: str, span: Span[Medical] | Span[Daily]) -> str:
    point = span.least == span.most
    return f"{letter}{span.most}" if point else f"{letter}{span.least}-{span.most}"


def brought(guide: Questionnaire, question: str, answer: str) -> list[Message]:
    """Return the messages that an answer brings, by itself or by its flags."""
    effect = guide.question[question].effect(answer)
    flagged = (guide.flag[flag].message for flag in effect.flags)
    return [guide.message[word] for word in (*effect.notes, *flagged)]


def test_the_file_has_no_problem() -> None:
    """The shipped questions.yaml is read without a problem."""
    try:
        read(PATH.read_text(encoding="utf-8"), PATH.name)
    except QuestionnaireError as error:
        pytest.fail(str(error))


def test_the_questions_are_those_agreed(guide: Questionnaire) -> None:
    """The questions that can change something stand in the agreed order, the emergency screen first."""
    assert [question.id for question in guide.questions if not is_only_known(question)] == list(QUESTIONS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_of_its_kind(guide: Questionnaire, name: str) -> None:
    """A question has its factor, and is a tick question, critical or optional just as agreed."""
    question = guide.question[name]
    marks = {"tick": question.tick, "critical": question.critical, "optional": question.optional}
    words = QUESTIONS[name][0].split()
    assert {question.factor, *(mark for mark, here in marks.items() if here)} == {Factor(words[0]), *words[1:]}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_its_options(guide: Questionnaire, name: str) -> None:
    """A question has the agreed options in their order, beside the two unknown answers that every question has."""
    expected = [answer for answer in QUESTIONS[name][1] if answer not in UNKNOWN_ANSWERS]
    assert [option.id for option in guide.question[name].options] == expected


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_asked_when_agreed(guide: Questionnaire, name: str) -> None:
    """A question is always asked, unless it was agreed when it is not."""
    found = {condition.question: set(condition.options) for condition in guide.question[name].ask_if}
    assert found == {other: set(words.split()) for other, words in ASK_IF.get(name, {}).items()}


@pytest.mark.parametrize(("question", "answer"), ANSWERS)
def test_an_answer_does_what_was_agreed(guide: Questionnaire, question: str, answer: str) -> None:
    """An answer raises just the agreed need and flags, and counts for home just where agreed."""
    assert short(guide.question[question].effect(answer)) == set(QUESTIONS[question][1][answer].split())


@pytest.mark.parametrize("answer", sorted(UNKNOWN_ANSWERS))
@pytest.mark.parametrize("name", QUESTIONS)
def test_not_knowing_raises_nothing_unless_agreed(guide: Questionnaire, name: str, answer: str) -> None:
    """'Not sure' and 'prefer not to say' raise no flag and no need but where it was agreed."""
    assert short(guide.question[name].effect(answer)) == set(QUESTIONS[name][1].get(answer, "").split())


@pytest.mark.parametrize(("question", "words"), SAYS_MORE.items())
def test_an_answer_says_more_where_agreed(guide: Questionnaire, question: str, words: str) -> None:
    """An answer that should tell or ask something more brings a message or a question to take along."""
    effects = [guide.question[question].effect(word) for word in words.split()]
    assert all(effect.notes or effect.ask for effect in effects)


@pytest.mark.parametrize(("question", "words"), CRISIS_LINE.items())
def test_a_crisis_line_is_shown_where_agreed(guide: Questionnaire, question: str, words: str) -> None:
    """Where life may be at risk by one's own hand, the crisis line is shown."""
    for word in words.split():
        assert any(LineKind.CRISIS in message.lines for message in brought(guide, question, word))


def test_the_crisis_line_is_shown_before_any_answer(guide: Questionnaire) -> None:
    """The question on self-harm shows the crisis line before any answer."""
    shown = [guide.message[word] for word in guide.question["self_harm"].shows]
    assert any(LineKind.CRISIS in message.lines for message in shown)


@pytest.mark.parametrize("answer", ["not_sure", "prefer_not", "seizure", "hard_to_wake", "confused", "took_too_much"])
def test_the_emergency_numbers_are_shown(guide: Questionnaire, answer: str) -> None:
    """A danger right now, or not knowing of one, shows the emergency numbers."""
    assert any(LineKind.EMERGENCY in message.lines for message in brought(guide, "right_now", answer))


def test_cost_only_chooses_next_steps(guide: Questionnaire) -> None:
    """Everything that the question on paying brings is a next step."""
    notes = [guide.message[word] for option in guide.question["paying"].options for word in option.notes]
    assert notes
    assert {note.place for note in notes} == {Place.NEXT_STEP}


def test_the_rules_are_those_agreed(guide: Questionnaire) -> None:
    """There are just the agreed rules, in their order."""
    assert [rule.id for rule in guide.rules] == list(RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_holds_when_agreed(guide: Questionnaire, name: str) -> None:
    """A rule has the agreed conditions and does what was agreed."""
    (rule,) = [rule for rule in guide.rules if rule.id == name]
    clauses, words = RULES[name]
    found = [{condition.question: set(condition.options) for condition in clause} for clause in rule.when]
    assert found == [{question: set(options.split()) for question, options in clause.items()} for clause in clauses]
    assert short(rule) == set(words.split())


def test_the_flags_have_their_levels(guide: Questionnaire) -> None:
    """There are just the agreed flags, emergencies first, each of the level that its letter says."""
    levels = {"E": "emergency", "S": "same_day", "W": "this_week", "N": "note", "O": "note"}
    found = [(flag.id, flag.level.value) for flag in guide.flags]
    assert found == [(name, levels[letter[0]]) for letter, name in LETTERS.items()]


@pytest.mark.parametrize("letter", FIRST_LINE)
def test_a_warning_brings_its_own_line_first(guide: Questionnaire, letter: str) -> None:
    """Each loud warning has a message of its own, whose first help line is of the agreed kind."""
    message = guide.flag[LETTERS[letter]].message
    assert guide.message[message].lines[0].value == FIRST_LINE[letter]
    assert [flag.id for flag in guide.flags if flag.message == message] == [LETTERS[letter]]


@pytest.mark.parametrize("letter", ["E:suicide", "S:suicide"])
def test_thoughts_of_death_are_not_asked_for_doses(guide: Questionnaire, letter: str) -> None:
    """Who thinks of death is not asked which medicine it is, or when it was last taken."""
    message = guide.message[guide.flag[LETTERS[letter]].message]
    told = " ".join(text.in_voice(voice) for text in (message.title, *message.body) for voice in Voice)
    assert not re.search(r"\bdoses?\b|\blast taken\b|\bwhich medicine\b|\btablets?\b", told)


def test_the_settings_are_those_agreed(guide: Questionnaire) -> None:
    """The settings stand in the agreed order, and making no change for now is always among them."""
    assert [setting.id for setting in guide.settings] == SETTINGS.split()
    assert guide.always_shown == "no_change_now"


@pytest.mark.parametrize("medical", Medical)
def test_the_cells_lead_to_their_settings(guide: Questionnaire, medical: Medical) -> None:
    """Each meeting of the two axes stands for the agreed setting."""
    assert [guide.cell[medical, daily].setting for daily in Daily] == CELLS[medical].split()


@pytest.mark.parametrize("setting", SETTINGS.split())
def test_no_setting_is_told_as_the_winner(guide: Questionnaire, setting: str) -> None:
    """Every setting has as many good points as hard points, or one more or less."""
    found = guide.setting[setting]
    assert abs(len(found.good) - len(found.hard)) <= 1
    assert found.ask
    assert found.sources


@pytest.mark.parametrize("code", HELP_LINES)
def test_the_help_lines_are_those_agreed(guide: Questionnaire, code: str) -> None:
    """A country has just the agreed numbers and addresses, each for what it is for."""
    found = []
    for line in guide.country[code].lines:
        numbers = {"call": line.call, "text": line.text, "tty": line.tty}
        found += [f"{line.kind} {way} {re.sub('[ -]', '', number)}" for way, number in numbers.items() if number]
        found += [f"{line.kind} web {line.web.removeprefix('https://').rstrip('/')}"] if line.web else []
    assert sorted(found) == sorted(HELP_LINES[code])


def test_the_countries_are_those_agreed(guide: Questionnaire) -> None:
    """The United States come first, and there are just the agreed countries."""
    assert [country.code for country in guide.countries] == list(HELP_LINES)


def test_the_agreed_sources_are_there(guide: Questionnaire) -> None:
    """Every agreed source is there, and each that is cited leads somewhere."""
    assert set(SOURCES.split()) <= guide.source.keys()
    assert all(source.where and source.title for source in guide.sources)


def test_nothing_claims_a_review(guide: Questionnaire) -> None:
    """A review is claimed only with a name and a date together."""
    assert bool(guide.review.by) == bool(guide.review.on)


QUICK, SLOW = 240, 130
"""Words a minute: of grown-ups who read silently (238, Brysbaert 2019), and of those who read about half as fast."""


@pytest.mark.parametrize("voice", Voice)
def test_the_time_that_it_takes_is_measured(guide: Questionnaire, voice: Voice) -> None:
    """What the first screen promises is the time to read every question and all its answers, quickly and slowly."""
    spoken = [text for question in guide.questions for text in (question.ask, question.hint) if text]
    spoken += [option.label for question in guide.questions for option in question.options]
    unknown = (guide.labels.not_sure, guide.labels.prefer_not)
    words = sum(len(text.in_voice(voice).split()) for text in [*spoken, *unknown * len(guide.questions)])
    least, most = map(int, re.findall(r"\d+", guide.intro.time.in_voice(voice)))
    assert abs(least - words / QUICK) < 1.5
    assert abs(most - words / SLOW) < 1.5
