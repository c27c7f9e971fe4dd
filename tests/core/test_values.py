"""What matters to a person: checked by one rule, told beside the kinds of care, and without any weight."""

from __future__ import annotations

from dataclasses import asdict, fields, replace

import pytest
from hypothesis import given as draws
from hypothesis import strategies as st

from careguide.cli.printing import as_text
from careguide.core.assessment import beside
from careguide.core.assessment.answers import read_sheet
from careguide.core.assessment.beside import in_range, with_priorities
from careguide.core.assessment.document import Part, parts_of
from careguide.core.assessment.summary import Summary, compose
from careguide.core.assessment.values import LETTERS, Priorities, PriorityFault, WhatMatters, check_priorities
from careguide.core.proof.beside import moves_nothing
from careguide.core.proof.verify import prove
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.fingerprint import of_meaning
from careguide.core.questionnaire.model import Questionnaire
from careguide.core.questionnaire.reader import read
from careguide.core.questionnaire.values import MatchKind
from careguide.fhir.sections import sections
from careguide.files import catalogue
from tests.conftest import examples
from tests.core.tiny import edit
from tests.plans import plan_of
from tests.sheets import EMERGENCY, TODAY, UNKNOWN, USUAL, sheets
from tests.shipped import shipped

SAID = Priorities("home", "cost", "My dog Bo.")
FORMS = st.sampled_from(Voice)


def told(answers: object = USUAL, said: Priorities = SAID, voice: Voice = Voice.SELF) -> Summary:
    """Return the summary of some answers, with what matters beside it."""
    sheet, problems = read_sheet(shipped(), answers)
    assert not problems
    return with_priorities(shipped(), compose(plan_of(shipped()), sheet, voice, "US"), said)


def matters(summary: Summary) -> Part:
    """Return the part of a summary that tells what matters."""
    return next(part for part in parts_of(shipped(), summary, catalogue()) if part.id == "what_matters")


@st.composite
def priorities(draw: st.DrawFn) -> Priorities:
    """Draw anything that a person can say of values without a fault."""
    ids = st.sampled_from(["", *(value.id for value in shipped().values)])
    words = st.text(max_size=40)
    found, faults = check_priorities(shipped(), {"most": draw(ids), "least": draw(ids), "own_words": draw(words)})
    return replace(found, least="") if faults else found


# What is said


def test_there_are_seven_values_that_tell_of_every_kind_of_care() -> None:
    """Each says how each setting sits with it; of every kind of match there is one in each value or nearly so."""
    assert len(shipped().values) == 7
    for value in shipped().values:
        assert [match.setting for match in value.matches] == [*shipped().setting]
        kinds = {match.kind for match in value.matches}
        assert {MatchKind.FITS, MatchKind.ASKS} <= kinds, "a value that all fit, or none, tells no kinds of care apart"


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"most": "house"}, {"most": PriorityFault.UNKNOWN_VALUE}),
        ({"most": "home", "least": "home"}, {"least": PriorityFault.SAME}),
        ({"most": ["home"]}, {"most": PriorityFault.WRONG_TYPE}),
        ({"own_words": 7}, {"own_words": PriorityFault.WRONG_TYPE}),
        ({"own_words": "a" * (LETTERS + 1)}, {"own_words": PriorityFault.TOO_LONG}),
        ({"most": "home", "least": "cost", "own_words": "a" * LETTERS}, {}),
        ({"most": "", "least": None}, {}),
        ({}, {}),
    ],
)  # fmt: skip
def test_what_is_said_is_checked(given: dict[str, object], wrong: dict[str, PriorityFault]) -> None:
    """Each fault is told by its part, in words for the person."""
    _, faults = check_priorities(shipped(), given)
    assert faults == wrong
    assert all(fault.sentence.endswith(".") and "{" not in fault.sentence for fault in faults.values())


def test_nothing_is_lost_that_can_be_shown_again() -> None:
    """The same value twice, and words that are too long, are kept; so they can be mended."""
    kept, _ = check_priorities(shipped(), {"most": "home", "least": "home", "own_words": "b" * 999})
    assert kept == Priorities("home", "home", "b" * 999)


def test_own_words_are_one_line_of_what_people_type() -> None:
    """Line breaks are spaces, and what nobody can type is left out; letters of any script stay."""
    typed = " My dog\r\nBo,\x00\ud800 min mor,\t妈妈 \uffff "
    assert check_priorities(shipped(), {"own_words": typed})[0].own_words == "My dog Bo, min mor, 妈妈"


# What is told


@pytest.mark.parametrize("voice", Voice)
def test_each_kind_of_care_in_the_range_says_how_it_sits(voice: Voice) -> None:
    """In the order of the result, for most and then least, each with its kind and its reason."""
    summary = told(voice=voice)
    found = summary.what_matters
    assert found
    assert [one.setting for one in found.settings] == ["own_prescriber", "no_change_now"]
    assert [(one.rank, one.id) for one in found.priorities] == [("most", "home"), ("least", "cost")]
    values = {value.id: value for value in shipped().values}
    for row in found.settings:
        for priority, match in zip(found.priorities, row.matches, strict=True):
            meant = next(one for one in values[priority.id].matches if one.setting == row.setting)
            assert (match.kind, match.because) == (meant.kind, meant.because.in_voice(voice))
    assert found.own_words == "My dog Bo."
    listed = {source.id for source in summary.cited}
    assert {word for row in found.settings for match in row.matches for word in match.sources} <= listed


def test_words_alone_are_told_without_a_table() -> None:
    """Who names no value gets their words back, and no kind of care beside nothing."""
    found = told(said=Priorities(own_words="Slowly.")).what_matters
    assert found
    assert (found.priorities, found.settings, found.own_words) == ((), (), "Slowly.")


@pytest.mark.parametrize("answers", [EMERGENCY, UNKNOWN])
def test_nothing_stands_beside_an_emergency_or_where_no_care_is_named(answers: object) -> None:
    """There the summary is the very same."""
    assert told(answers) == told(answers, Priorities())


def test_every_format_has_the_part() -> None:
    """The terminal and FHIR tell it in the one order of parts, with its sources in the list."""
    summary = told(TODAY)
    part, text = matters(summary), as_text(shipped(), summary)
    assert f"\n{part.heading}\n" in text
    assert text.index("For the visit") < text.index(part.heading) < text.index("What could change this")
    assert "“My dog Bo.”" in text
    assert "Matters most: Fits." in text
    made = {section.code: section.xhtml for section in sections(shipped(), summary)}
    assert all(row.name in made["what_matters"] for row in summary.what_matters.settings)  # type: ignore[union-attr]
    assert all(source.title in text for source in summary.cited)


def test_both_voices_tell_the_same() -> None:
    """Only the words differ: nobody who is cared for reads 'you' as the other."""
    one, other = (matters(told(voice=voice)) for voice in Voice)
    assert one.heading != other.heading
    assert len(one.blocks) == len(other.blocks)


# What it may not do


@examples(60)
@draws(data=st.data())
def test_what_matters_moves_nothing(data: st.DataObject) -> None:
    """Guarantee 5: on any sheet, whatever is said to matter, all else in the summary is the same."""
    guide = shipped()
    before = compose(plan_of(guide), data.draw(sheets(guide)), data.draw(FORMS), "US", what_if=False)
    after = with_priorities(guide, before, data.draw(priorities()))
    for field in fields(Summary):
        if field.name != "what_matters":
            assert getattr(after, field.name) is getattr(before, field.name)
    if before.emergency:
        assert after.what_matters is None
    elif after.what_matters and after.what_matters.priorities:
        named = tuple(choice.setting for choice in in_range(before))
        assert tuple(row.setting for row in after.what_matters.settings) == named
    rest = [part for part in parts_of(guide, after, catalogue()) if part.id not in ("what_matters", "sources")]
    assert rest == [part for part in parts_of(guide, before, catalogue()) if part.id != "sources"]
    assert after.cited[: len(before.sources)] == before.sources


def test_values_have_no_weight() -> None:
    """Without them a questionnaire means the same, so no sheet, code or record is older for a changed value."""
    assert of_meaning(replace(shipped(), values=())) == of_meaning(shipped())


def test_the_proof_holds_and_can_be_broken(tiny: Questionnaire, monkeypatch: pytest.MonkeyPatch) -> None:
    """It finds a summary that changes, a kind of care that is left out, and words beside an emergency."""
    values = "values:\n" + "".join(
        f"  - {{id: {name}, label: A, matches: [{{setting: own, kind: not_known, because: B.}},"
        " {setting: house, kind: not_known, because: C.}]}\n"
        for name in ("home", "pay")
    )
    proof = prove(read(edit(("always_shown: own\n", f"always_shown: own\n{values}"))))
    assert moves_nothing(proof) is None
    right = beside.with_priorities

    def louder(guide: Questionnaire, summary: Summary, said: Priorities) -> Summary:
        return replace(right(guide, summary, said), headline="Go there")

    def fewer(guide: Questionnaire, summary: Summary, said: Priorities) -> Summary:
        made = right(guide, summary, said)
        shown = made.what_matters
        return replace(made, what_matters=shown and replace(shown, settings=shown.settings[1:]))

    def always(guide: Questionnaire, summary: Summary, said: Priorities) -> Summary:
        made = right(guide, summary, said)
        return replace(made, what_matters=WhatMatters((), "", (), ())) if summary.emergency else made

    for wrong, words in ((louder, "changes a result"), (fewer, "other kinds"), (always, "an emergency")):
        monkeypatch.setattr("careguide.core.proof.beside.with_priorities", wrong)
        found = moves_nothing(proof)
        assert found
        assert words in found.detail
    assert not tiny.values


def test_a_summary_is_data() -> None:
    """It goes to programs whole: kinds as words, and null where nothing was said."""
    assert asdict(told())["what_matters"]["settings"][0]["matches"][0]["kind"] == "fits"
    assert asdict(told(said=Priorities()))["what_matters"] is None
