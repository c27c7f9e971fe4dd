"""The laws of what is told, on any sheet: every need and flag is explained, and nothing is told twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace

from hypothesis import given as draws
from hypothesis import strategies as st

from careguide.core.assessment.answers import ALONE, NOTHING
from careguide.core.assessment.assess import Assessment, ResultKind, assess, outcome
from careguide.core.assessment.bits import Marks
from careguide.core.assessment.fitting import fits
from careguide.core.assessment.reasons import reasons
from careguide.core.assessment.summary import PANEL_LEVELS, Summary, compose
from careguide.core.assessment.what_if import changes, moving_exchanges, unknowns
from careguide.core.questionnaire.acts import When
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import NONE_ANSWERS, Level, Questionnaire
from tests.conftest import examples
from tests.plans import plan_of, vocabulary_of
from tests.sheets import sheets

EXAMPLES = examples(30)
VOICES = st.sampled_from(Voice)


def drawn(guide: Questionnaire, data: st.DataObject) -> Assessment:
    """Draw a sheet and assess it."""
    return assess(plan_of(guide), data.draw(sheets(guide)))


@EXAMPLES
@draws(data=st.data())
def test_every_reason_was_given(guide: Questionnaire, data: st.DataObject) -> None:
    """Every reason names questions that were asked, and answers that were given or left open."""
    found = drawn(guide, data)
    asked = {question.id for question in found.asked}
    for reason in reasons(found, vocabulary_of(found.questionnaire, data.draw(VOICES))):
        assert set(reason.questions) <= asked
        for name in reason.questions:
            assert name in found.sheet or not (reason.rule or guide.question[name].optional)
        assert reason.answer
        assert reason.rule is None or reason.rule in {rule.id for rule in found.fired}


@EXAMPLES
@draws(data=st.data())
def test_every_need_is_explained(guide: Questionnaire, data: st.DataObject) -> None:
    """Every need above the least has a reason with a source, and what only could be has an unknown question."""
    found = drawn(guide, data)
    told = reasons(found, vocabulary_of(found.questionnaire, data.draw(VOICES)))
    marks: dict[str, Marks] = {"medical": found.state.medical, "daily": found.state.daily}
    for axis, mark in marks.items():
        raising = [reason for reason in told if axis in reason.axes]
        widening = [reason for reason in told if axis in (*reason.axes, *reason.widens)]
        assert bool(raising) == (mark.at_least > 0)
        assert bool(widening) == (mark.up_to > 0)
        assert all(reason.sources and reason.because for reason in widening)
        assert mark.could == mark.up_to or any(found.is_unknown(question) for question in found.asked)


@EXAMPLES
@draws(data=st.data())
def test_every_flag_is_explained(guide: Questionnaire, data: st.DataObject) -> None:
    """Every flag has a reason with a source, and no reason claims a flag that was not raised."""
    found = drawn(guide, data)
    told = [reason for reason in reasons(found, vocabulary_of(found.questionnaire, data.draw(VOICES))) if reason.flags]
    assert {flag for reason in told for flag in reason.flags} == found.state.flags
    assert all(reason.sources and reason.because for reason in told)


@EXAMPLES
@draws(data=st.data())
def test_exchanges_move_the_result(guide: Questionnaire, data: st.DataObject) -> None:
    """Every exchange that is told changes a known answer and leads to another outcome."""
    found = drawn(guide, data)
    told = moving_exchanges(found)
    for item in told:
        assert outcome(plan_of(guide), item.state) != found.outcome
        assert not found.is_unknown(item.question)
        assert item.question in found.asked
    options = [
        (item.question, item.move, item.added, option)
        for item in changes(found, vocabulary_of(found.questionnaire, Voice.SELF))
        for option in item.options
    ]
    assert sorted(options) == sorted((item.question.id, item.move, item.added, item.option.id) for item in told)


@EXAMPLES
@draws(data=st.data())
def test_exchanges_are_sheets_assessed_again(guide: Questionnaire, data: st.DataObject) -> None:
    """The exchanges that are told are just those after which the sheet, assessed from the start, moves the result."""
    found = drawn(guide, data)
    told = {(item.question.id, item.option.id): item.state for item in moving_exchanges(found)}
    for question in found.asked:
        for option in question.options if not found.is_unknown(question) else ():
            if question.tick and option.id in ALONE:
                continue
            given = found.sheet.get(question.id, NOTHING)
            ticks = (given - ALONE) ^ {option.id} or NONE_ANSWERS & question.option.keys()
            answer = frozenset(ticks if question.tick else {option.id})
            then = assess(plan_of(guide), {**found.sheet, question.id: answer})
            state = told.pop((question.id, option.id), None)
            assert shown(then) == shown(found) if state is None else state == then.bits
    assert not told


def shown(found: Assessment) -> tuple[object, ...]:
    """Return what an exchange may move: beside an emergency nothing else is told."""
    kind, same_day, this_week, start, also, _ = found.outcome
    urgency = "same day" if same_day else "this week" if this_week else ""
    return (kind,) if kind is ResultKind.EMERGENCY else (kind, urgency, start, also)


@EXAMPLES
@draws(data=st.data())
def test_every_unknown_is_told(guide: Questionnaire, data: st.DataObject) -> None:
    """Every question that is asked and not known is told once, the most narrowing first."""
    found = drawn(guide, data)
    told = unknowns(found, vocabulary_of(found.questionnaire, data.draw(VOICES)))
    missed = [question.id for question in found.asked if found.is_unknown(question)]
    assert sorted(item.question for item in told) == sorted(missed)
    assert [item.width for item in told] == sorted(item.width for item in told)


@EXAMPLES
@draws(data=st.data())
def test_a_summary_composes(guide: Questionnaire, data: st.DataObject) -> None:
    """Every sheet has a summary in both voices and every country, with the same result in all of them."""
    sheet = data.draw(sheets(guide))
    country = data.draw(st.sampled_from(guide.countries)).code
    one, other = (compose(plan_of(guide), sheet, voice, country) for voice in Voice)
    result = assess(plan_of(guide), sheet).outcome
    assert one.kind is other.kind is result.kind
    assert corner(one) == corner(other)
    assert [reason.flags for reason in one.warnings] == [reason.flags for reason in other.warnings]
    assert bool(one.same_day) == bool(other.same_day) == result.same_day
    assert bool(one.this_week) == bool(other.this_week) == result.this_week
    assert bool(one.emergency) == bool(other.emergency) == (result.kind is ResultKind.EMERGENCY)
    named = {choice.setting for choice in (one.start, *one.also) if choice}
    for item in (item for item in guide.take_along if item.always and not one.emergency):
        assert (item.text.to_self in one.ask) == (not item.settings or not named.isdisjoint(item.settings))
    assert {line.name for line in one.help_lines} == {line.name for line in guide.country[country].lines}


def corner(whole: Summary) -> tuple[str, str] | None:
    """Return the steps where the talk starts."""
    return (whole.start.medical, whole.start.daily) if whole.start else None


@EXAMPLES
@draws(data=st.data())
def test_an_emergency_always_stands_alone(guide: Questionnaire, data: st.DataObject) -> None:
    """A summary has either an emergency and nothing from `start` on, or a start unless too much is not known."""
    whole = compose(plan_of(guide), data.draw(sheets(guide)), data.draw(VOICES), guide.countries[0].code)
    names = [field.name for field in fields(Summary)]
    rest = {name: getattr(whole, name) for name in names[names.index("start") :]}
    if whole.kind is ResultKind.EMERGENCY:
        assert not any(rest.values())
    else:
        assert whole.start or whole.kind is ResultKind.NOT_ENOUGH


@EXAMPLES
@draws(data=st.data())
def test_what_a_person_reads_hangs_on_no_other_exchange(guide: Questionnaire, data: st.DataObject) -> None:
    """Without the exchanges that staff and programs read, a summary is the same, and what may come is still told."""
    sheet, voice, country = data.draw(sheets(guide)), data.draw(VOICES), guide.countries[0].code
    whole = compose(plan_of(guide), sheet, voice, country)
    assert compose(plan_of(guide), sheet, voice, country, exchanges=False) == replace(whole, changes=())


@EXAMPLES
@draws(data=st.data())
def test_nothing_is_told_twice(guide: Questionnaire, data: st.DataObject) -> None:
    """No message, setting, question to ask or source stands in a summary twice."""
    whole = compose(plan_of(guide), data.draw(sheets(guide)), data.draw(VOICES), guide.countries[0].code)
    panels = [panel for level in PANEL_LEVELS if (panel := getattr(whole, level))]
    below = [note.id for note in (*whole.cautions, *whole.next_steps, *whole.notes)]
    choices = [choice.name for choice in (*([whole.start] if whole.start else []), *whole.also, *whole.depends)]
    for words in (*([note.id for note in panel.notes] + below for panel in panels), below, choices, list(whole.ask)):
        assert set(Counter(words).values()) <= {1}
    assert bool(whole.depends) == bool(whole.depends_on)


@EXAMPLES
@draws(data=st.data())
def test_every_flag_is_shown(guide: Questionnaire, data: st.DataObject) -> None:
    """Every flag shows its message: loud ones in their panel, notes where they fit and no emergency stands alone."""
    found = drawn(guide, data)
    whole = compose(plan_of(guide), found.sheet, data.draw(VOICES), guide.countries[0].code)
    panels = {level: getattr(whole, level) for level in PANEL_LEVELS}
    for flag in (guide.flag[name] for name in found.state.flags):
        panel = panels.get(flag.level)
        shown = panel.notes if panel else whole.cautions
        is_due = whole.kind is not ResultKind.EMERGENCY and fits(found, guide.message[flag.message])
        assert (flag.message in {note.id for note in shown}) == (flag.level is not Level.NOTE or is_due)


@draws(data=st.data())
def test_help_today_is_the_first_thing_to_do(guide: Questionnaire, data: st.DataObject) -> None:
    """A warning for today brings something to do today, first of all; one for this week something to do by then."""
    whole = compose(plan_of(guide), data.draw(sheets(guide)), data.draw(VOICES), guide.countries[0].code)
    when = [act.when for act in whole.acts]
    assert [*map(When, when)] == sorted(map(When, when), key=lambda one: one.place)
    if whole.emergency:
        assert when == []
    elif whole.same_day:
        assert when[0] == When.TODAY
    elif whole.this_week:
        assert when[0] == When.THIS_WEEK
    else:
        assert When.TODAY not in when


@EXAMPLES
@draws(data=st.data())
def test_every_source_that_is_cited_is_listed(guide: Questionnaire, data: st.DataObject) -> None:
    """Every source of a reason or a message in a summary is among its sources."""
    whole = compose(plan_of(guide), data.draw(sheets(guide)), data.draw(VOICES), guide.countries[0].code)
    panels = [panel for level in PANEL_LEVELS if (panel := getattr(whole, level))]
    notes = [*whole.cautions, *whole.next_steps, *whole.notes, *(note for panel in panels for note in panel.notes)]
    told = [
        *whole.warnings,
        *whole.for_home,
        *whole.for_more_care,
        *(item for panel in panels for item in panel.reasons),
    ]
    cited = {word for items in (notes, told) for item in items for word in item.sources}
    assert cited <= {source.id for source in whole.sources}
