"""The PDFs: at most two pages, whole for those who hear them read, nothing left out that must stay, nothing kept."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import chain

import pytest

from careguide import pdf
from careguide.core.assessment.interview import Takeaway, take_away
from careguide.core.assessment.summary import Summary, compose
from careguide.core.questionnaire.content import Voice
from tests.journey import Journey, journeys
from tests.pdf_tree import faults, plain, reader, tree, words
from tests.pdf_walk import heaviest, story
from tests.plans import plan_of
from tests.sheets import EMERGENCY, EVERYTHING, GRAVEST, LONG, TODAY, UNKNOWN, USUAL, as_sheet
from tests.shipped import shipped

pytestmark = pytest.mark.lengthy

SHEETS = {
    "usual": USUAL,
    "today": TODAY,
    "unknown": UNKNOWN,
    "emergency": EMERGENCY,
    "gravest": GRAVEST,
    "everything": EVERYTHING,
    "long": LONG,
}
SHORTENED = plain("Shortened to fit two pages: ask for the whole on the screen.")
ASKED = 6
"""Questions to take along that even the fullest sheet has."""
LETTER, A4 = (612, 792), (595, 842)


@cache
def taken(interview: str = "story", country: str = "US") -> Takeaway:
    """Return what is taken away from a walk of tests/pdf_walk.py."""
    return take_away(plan_of(shipped()), {"story": story, "heaviest": heaviest}[interview](), country)


def composed(name: str, voice: Voice = Voice.SELF, country: str = "US") -> Summary:
    """Return the summary of a sheet of tests/sheets.py."""
    return compose(plan_of(shipped()), as_sheet(SHEETS[name]), voice, country)


def summary_pdf(name: str, voice: Voice = Voice.SELF, country: str = "US") -> bytes:
    """Return the PDF of such a summary."""
    return pdf.summary_pdf(shipped(), composed(name, voice, country))


def must_say(summary: Summary) -> list[str]:
    """Return what no sheet may leave out, in the order in which it stands, but for the lists at the end."""
    ways = [way for line in summary.help_lines for way in (line.call, line.text, line.tty) if way]
    if summary.emergency:
        loud = [text for note in summary.emergency.notes for text in note.body]
        return [summary.headline, *loud, *ways, *summary.ending]
    acts = [text for act in summary.acts[:3] for text in (act.title, act.body, act.say, act.otherwise) if text]
    later = [act.title for act in summary.acts[3:]]
    until = [summary.until.title, *summary.until.body] if summary.until else []
    cautions = [note.title for note in summary.cautions if note.id not in shipped().until]
    told = [*acts, *later, *until, *summary.ask[:ASKED], summary.headline, summary.who_decides, *cautions]
    return [*told, *ways, *summary.ending]


def lacking(made: bytes, summary: Summary, *more: str) -> list[str]:
    """Return what is wrong with the PDF of a summary: faults, a third page, or something left out."""
    text = words(made)
    found = [f"it does not say: {said}" for said in (*must_say(summary), *more) if plain(said) not in text]
    pages = len(reader(made).pages)
    return faults(made) + found + ([f"{pages} pages"] if pages > pdf.PAGES else [])


# What is on the pages


@pytest.mark.parametrize("journey", journeys(), ids=lambda journey: journey.name)
def test_every_journey_is_a_whole_pdf(journey: Journey) -> None:
    """Each worked case is a PDF of two pages at most, keeps PDF/UA-1, and says all that must stay."""
    summary = compose(plan_of(shipped()), journey.sheet, journey.voice, journey.country)
    assert lacking(pdf.summary_pdf(shipped(), summary), summary) == []


@pytest.mark.parametrize("country", ["US", "GB"])
@pytest.mark.parametrize("name", ["unknown", "gravest", "everything", "long"])
def test_the_heaviest_sheets_fit(name: str, country: str) -> None:
    """So is each of the heaviest sheets, on both sizes of paper and in both voices."""
    for voice in Voice:
        summary = composed(name, voice, country)
        assert lacking(pdf.summary_pdf(shipped(), summary), summary) == []


@pytest.mark.parametrize("country", ["US", "GB"])
def test_the_heaviest_walk_fits(country: str) -> None:
    """Two respondents who differ in all they can, and every text as long as may be typed: two pages, nothing cut."""
    takeaway = taken("heaviest", country)
    interview = takeaway.interview
    assert len(takeaway.differences) >= 14
    typed = [
        interview.closing,
        interview.staff_contact,
        *chain.from_iterable((s.who, s.what, s.when) for s in interview.steps),
    ]
    made = pdf.family_pdf(shipped(), takeaway)
    assert lacking(made, takeaway.summary, *(text.strip() for text in typed)) == []
    assert SHORTENED in words(made)


def test_longer_texts_are_cut_before_a_third_page() -> None:
    """Far longer texts than may be typed end in a mark, and there are still two pages."""
    takeaway = take_away(plan_of(shipped()), heaviest(6), "US")
    made = pdf.family_pdf(shipped(), takeaway)
    assert lacking(made, takeaway.summary) == []
    assert "…" in " ".join(page.extract_text() for page in reader(made).pages)


@pytest.mark.smoke
def test_a_sheet_is_read_in_order() -> None:
    """What to do, what was agreed, the visit, differences, another view, where to start, why, and help lines."""
    text, takeaway = words(pdf.family_pdf(shipped(), taken())), taken()
    assert takeaway.view
    parts = [
        takeaway.summary.acts[0].title,
        takeaway.summary.acts[2].body,
        takeaway.interview.steps[0].what,
        takeaway.interview.closing,
        takeaway.summary.ask[0],
        f"{takeaway.differences[0].family} ({takeaway.differences[0].mark})",
        takeaway.view.text,
        takeaway.summary.who_decides,
        takeaway.summary.for_more_care[0].answer,
        str(takeaway.summary.help_lines[3].call),
        takeaway.summary.ending[-1],
        takeaway.summary.digest,
    ]
    end = 0
    for part in parts:
        assert plain(part) in text[end:], part
        end = text.index(plain(part), end)
    assert SHORTENED not in text


def test_help_today_comes_first() -> None:
    """What needs help today stands above where the talk could start."""
    text, summary = words(summary_pdf("today")), composed("today")
    assert summary.same_day
    assert summary.acts[0].when == "today"
    assert text.index(plain(summary.acts[0].body)) < text.index(plain(summary.headline))


@pytest.mark.parametrize("name", ["emergency", "everything"])
def test_what_was_agreed_stays_in_an_emergency(name: str) -> None:
    """The family's PDF says first to get help, and still what they agreed and whom they can ask."""
    interview = replace(heaviest(), person=as_sheet(SHEETS[name]))
    takeaway = take_away(plan_of(shipped()), interview, "US")
    made = pdf.family_pdf(shipped(), takeaway)
    assert words(made).startswith(plain("Get help"))
    assert words(summary_pdf(name)).startswith(plain("Get help"))
    typed = [interview.closing, interview.staff_contact, *(step.what for step in interview.steps)]
    assert lacking(made, takeaway.summary, *(text.strip() for text in typed)) == []


def test_the_picture_is_told_in_words() -> None:
    """The picture has a text that names each place that is marked, and its marks are words too."""
    made = pdf.family_pdf(shipped(), taken())
    (figure,) = tree(reader(made)).of("Figure")
    summary = taken().summary
    assert summary.start
    assert [choice.name for choice in (summary.start, *summary.also) if choice.name not in figure.alt] == []
    text = words(made)
    assert [mark for mark in ("Start here", "Ask about") if plain(mark) not in text] == []
    assert plain("Not known yet") in words(summary_pdf("unknown"))


def test_a_name_is_used_where_there_is_one() -> None:
    """The view is that of whoever signed, or else of the professional; without a view there is no such part."""
    nameless = replace(taken(), interview=replace(taken().interview, staff_name=""))
    assert plain("What the professional would start with") in words(pdf.family_pdf(shipped(), nameless))
    assert plain("What the nurse at the care desk would start with") in words(pdf.family_pdf(shipped(), taken()))
    assert plain("would start with") not in words(pdf.family_pdf(shipped(), replace(taken(), view=None)))


def test_a_family_reads_no_note_of_staff() -> None:
    """What staff noted beside a question is on their own sheet and not on the family's."""
    notes = [plain(note) for note in taken().interview.notes.values()]
    family, staff = (words(made(shipped(), taken())) for made in (pdf.family_pdf, pdf.staff_pdf))
    assert [note for note in notes if note in family] == []
    assert [note for note in notes if note not in staff] == []


@pytest.mark.parametrize("interview", ["story", "heaviest"])
@pytest.mark.smoke
def test_staff_get_everything(interview: str) -> None:
    """The staff sheet holds every answer, note, rule, reason and source, each step, and whom it belongs to."""
    takeaway = taken(interview)
    made = pdf.staff_pdf(shipped(), takeaway)
    text = words(made)
    # A page may end within an answer, and the heads of the table come again on the next.
    answers = [words for row in takeaway.said for words in (row.ask, row.person, row.family)]
    said = [part for words in answers for part in re.split(r" · |[,.] ", words)]
    said += [part for row in takeaway.said for part in (row.mark, row.note)]
    added = [part for one in takeaway.contributions for part in (one.rule, one.because, *one.sources)]
    titles = [shipped().source[source].title for one in takeaway.contributions for source in one.sources]
    steps = [part for step in takeaway.interview.steps for part in (step.who, step.what, step.when)]
    rest = [takeaway.interview.closing, takeaway.summary.digest, "This sheet holds private answers."]
    assert faults(made) == []
    assert [part for part in (*said, *added, *titles, *steps, *rest) if part and plain(part) not in text] == []
    pages = [plain(page.extract_text()) for page in reader(made).pages]
    assert all(plain(f"Page {number} of {len(pages)}") in page for number, page in enumerate(pages, 1))


def test_a_respondent_who_said_nothing_has_no_column() -> None:
    """With one respondent there is no column of empty answers, and nothing differs."""
    for interview, columns in ((replace(story(), family={}), 3), (replace(story(), person={}), 4)):
        made = pdf.staff_pdf(shipped(), take_away(plan_of(shipped()), interview, "US"))
        assert faults(made) == []
        assert len(tree(reader(made)).of("Table")[1].of("TH")) == columns
        assert plain("Where the two differ") not in words(made)


@pytest.mark.parametrize(("country", "size"), [("US", LETTER), ("CA", LETTER), ("GB", A4), ("AU", A4)])
def test_paper_is_what_printers_there_hold(country: str, size: tuple[int, int]) -> None:
    """North America prints on US Letter and everyone else on A4."""
    box = reader(summary_pdf("usual", country=country)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size
