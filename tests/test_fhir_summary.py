"""A summary as a FHIR document: it says all that the page says, in its order, and an emergency stands alone."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import ResultKind
from careguide.core.assessment.document import review_of
from careguide.core.assessment.interview import Interview, joined_sheet
from careguide.core.assessment.summary import Summary, compose
from careguide.core.questionnaire.content import Voice
from careguide.fhir import summary
from careguide.fhir.canon import NOWHERE, Canon, Resource
from careguide.fhir.reading import Given
from careguide.fhir.sections import TITLES
from careguide.files import catalogue
from tests.fhir_checks import checked
from tests.journey import Journey, journeys
from tests.pdf_walk import story
from tests.plans import plan_of
from tests.sheets import SHEETS, as_sheet
from tests.shipped import shipped

CANON = Canon(plan_of(shipped()), NOWHERE)
STAMP = summary.Stamp("2026-11-22T09:30:00Z", *(f"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e{n}" for n in range(3)))


def bundle(given: Sheet, voice: Voice = Voice.SELF, country: str = "US") -> tuple[Resource, Summary]:
    """Return the document of a sheet, and the summary that it is of."""
    told = compose(plan_of(shipped()), given, voice, country)
    return summary.document(CANON, Given(Interview(person=given), "completed", ""), told, STAMP), told


def composition(made: Resource) -> Resource:
    """Return the Composition of a document, which comes first."""
    first: Resource = made["entry"][0]["resource"]
    assert first["resourceType"] == "Composition"
    return first


def codes(made: Resource) -> list[str]:
    """Return the codes of its sections, in order."""
    return [section["code"]["coding"][0]["code"] for section in composition(made)["section"]]


def words(xhtml: str) -> str:
    """Return the words of a narrative; it is a failure where it is not well-formed."""
    div = ET.fromstring(xhtml)
    assert div.tag == "{http://www.w3.org/1999/xhtml}div"
    return " ".join(" ".join(div.itertext()).split())


def said(made: Resource) -> str:
    """Return the titles and words of every section."""
    parts = composition(made)["section"]
    return " ".join(f"{part['title']} {words(part['text']['div'])}" for part in parts)


def ids(name: str) -> Sheet:
    """Return one of the sheets of the web tests."""
    return as_sheet(SHEETS[name])


@pytest.mark.smoke
@pytest.mark.parametrize("voice", Voice)
@pytest.mark.parametrize("name", SHEETS)
def test_every_kind_of_summary_is_a_valid_document(name: str, voice: Voice) -> None:
    made, told = bundle(ids(name), voice)
    assert checked(made)
    first = composition(made)
    assert first["section"][-1]["entry"] == [{"reference": made["entry"][1]["fullUrl"]}]
    assert {section["code"]["coding"][0]["display"] for section in first["section"]} <= set(TITLES.values())
    assert told.headline in words(first["text"]["div"])
    assert (told.who_decides in words(first["text"]["div"])) is (told.emergency is None)
    assert "not an all-clear" in said(made)


@pytest.mark.parametrize("journey", journeys(), ids=lambda journey: journey.name)
def test_a_document_says_what_the_summary_says(journey: Journey) -> None:
    """Every part of the summary's data stands in the words of a section."""
    made, told = bundle(journey.sheet, journey.voice, journey.country)
    text = said(made)
    panel = told.emergency or told.same_day
    reasons = [*(panel.reasons if panel else ()), *told.for_home, *told.for_more_care]
    notes = [*(panel.notes if panel else ()), *told.cautions, *told.notes, *told.next_steps]
    wanted = [told.headline, told.digest, *told.ending, *(reason.because for reason in reasons)]
    wanted += [line for note in notes for line in (note.title, *note.body)]
    wanted += [choice.name for choice in (*told.also, *told.depends)]
    wanted += [line.call for line in told.help_lines if line.call]
    wanted += [source.where for source in told.sources]
    wanted += [word for change in told.changes for word in change.answers]
    wanted += [item.ask for item in told.unknown]
    if told.kind is not ResultKind.EMERGENCY:
        wanted += [told.who_decides, *told.ask]
        wanted += [shipped().phrases.no_change.in_voice(journey.voice)] if told.always_shown else []
    wanted += [told.preference.sentence] if told.preference else []
    assert len(wanted) > 10
    assert [line for line in wanted if " ".join(line.split()) not in text] == []


@pytest.mark.parametrize("name", ["emergency", "combined-emergency"])
def test_an_emergency_has_its_own_sections(name: str) -> None:
    """Only what to do, why, whom to call, and what every document ends with."""
    made, told = bundle(ids(name))
    assert codes(made) == ["emergency", "why", "help_lines", "ending", "sources", "answers"]
    assert composition(made)["section"][0]["title"] == told.headline


def test_the_same_day_comes_first() -> None:
    """In the sections, and in the few words for who shows nothing else."""
    made, _ = bundle(ids("same-day"))
    order = codes(made)
    assert order[:4] == ["acts", "start", "cautions", "also"]
    assert order == sorted(order, key=[*TITLES].index)
    today = next(act.title for act in shipped().acts if act.id == "cut_fast_today").in_voice(Voice.SELF)
    assert words(composition(made)["text"]["div"]).startswith(today)


def test_too_little_is_said_plainly() -> None:
    made, told = bundle(ids("not-enough"))
    assert "start" not in codes(made)
    section = composition(made)["section"][codes(made).index("not_enough")]
    assert section["title"] == shipped().phrases.not_enough.in_voice(Voice.SELF)
    assert shipped().phrases.not_enough_next.in_voice(Voice.SELF) in words(section["text"]["div"])
    assert told.depends
    assert "depends" in codes(made)


def test_a_document_is_no_final_word() -> None:
    """No one has attested it, no clinician has reviewed the content, and it says so."""
    made, _ = bundle(ids("start"))
    assert composition(made)["status"] == "preliminary"
    assert catalogue().say("summary.unreviewed") in said(made)
    reviewed = review_of(replace(bundle(ids("start"))[1], reviewed_by="A clinician"), catalogue())
    assert reviewed.startswith("Reviewed by A clinician.")


def test_a_document_of_two_has_the_result_of_the_staff_page() -> None:
    interview = story()
    told = compose(plan_of(shipped()), joined_sheet(shipped(), interview), interview.voice, "US")
    made = summary.document(CANON, Given(interview, "amended", "2020-01-01"), told, STAMP)
    assert checked(made)
    answers = made["entry"][1]["resource"]
    assert (answers["authored"], answers["status"]) == ("2020-01-01", "amended")
    assert told.headline in [section["title"] for section in composition(made)["section"]]


def test_texts_cannot_break_out_of_the_narrative() -> None:
    told = replace(bundle(ids("start"))[1], headline="<script>alert(1)</script> & more")
    made = summary.document(CANON, Given(Interview(), "completed", ""), told, STAMP)
    assert "<script>" not in str(composition(made)["section"][0]["text"])
    assert "<script>alert(1)</script> & more" in said(made)
    assert "<script" not in composition(made)["text"]["div"]
