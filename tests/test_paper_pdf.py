"""The questions as a PDF: six pages at most, large enough, whole, danger on each, and right for who hears it read."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from careguide import pdf
from careguide.core.assessment.paper import on_paper
from careguide.core.questionnaire.content import Text, Voice
from careguide.core.questionnaire.model import Questionnaire
from tests.core.tiny import edited
from tests.pdf_tree import faults, plain, reader, tree, words
from tests.shipped import shipped

pytestmark = pytest.mark.lengthy

POINTS = 10
"""No type is smaller."""
LETTER, A4 = (612, 792), (595, 842)
COUNTRIES = [*shipped().country]


@cache
def made(voice: Voice, country: str) -> bytes:
    """Return the questions that ship."""
    return pdf.paper_pdf(shipped(), voice, shipped().country[country])


def drawn(pdf: bytes) -> list[tuple[float, float, float, str]]:
    """Return each piece of text: its size in points, where its line begins from the left and below, and its words."""
    pieces: list[tuple[float, float, float, str]] = []

    def visit(text: str, now: list[float], line: list[float], _: object, size: float) -> None:
        if text.strip():
            x, y = (line[4] * now[0] + now[4], line[5] * now[3] + now[5])
            pieces.append((size * abs(line[3] * now[3]), x, y, text))

    for page in reader(pdf).pages:
        page.extract_text(visitor_text=visit)
    return pieces


def must_say(questionnaire: Questionnaire, voice: Voice, country: str) -> list[str]:
    """Return what no sheet may leave out, in the order in which it stands."""
    paper, intro = on_paper(questionnaire, questionnaire.country[country]), questionnaire.intro
    said = [intro.what, intro.do_not_stop, intro.not_a_diagnosis, intro.scope, intro.not_for, intro.time]
    for asked in paper.questions:
        said += [text for text in (asked.section, asked.ask, asked.hint) if text]
        said += [told.text for told in asked.told] + [choice.label for choice in asked.choices]
    said += [text for alarm in paper.alarms for text in (alarm.title, alarm.how)]
    lines = questionnaire.country[country].lines
    return [text.in_voice(voice) for text in said] + [way for line in lines for way in (line.call, line.tty) if way]


def lacking(made: bytes, questionnaire: Questionnaire, voice: Voice, country: str) -> list[str]:
    """Return what is left out, too small, or beyond the edge of the paper."""
    text, pieces, box = words(made), drawn(made), reader(made).pages[0].mediabox
    found = [said for said in must_say(questionnaire, voice, country) if plain(said) not in text]
    found += [f"{size} points: {said}" for size, _, _, said in pieces if size < POINTS - 0.01]
    inside = (0 < x < box.width and 0 < y < box.height for _, x, y, _ in pieces)
    return found + ["beyond the edge"] * (not all(inside))


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("voice", Voice)
def test_the_questions_are_whole_on_six_pages(voice: Voice, country: str) -> None:
    """For each voice and country: PDF/UA-1, six pages at most, every text, no type below ten points."""
    found = made(voice, country)
    assert faults(found) == []
    assert lacking(found, shipped(), voice, country) == []
    assert len(reader(found).pages) <= pdf.QUESTION_PAGES
    box = reader(found).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (LETTER if country in pdf.LETTER else A4)


@pytest.mark.parametrize("country", COUNTRIES)
def test_whom_to_call_is_on_every_page(country: str) -> None:
    """The dangers and their numbers are on each page; only on the first are they text, so that they are heard once."""
    found = made(Voice.SELF, country)
    dangers = on_paper(shipped(), shipped().country[country]).dangers
    for page in reader(found).pages:
        text = plain(page.extract_text())
        for alarm in dangers:
            assert plain(alarm.title.to_self.split(": ")[0]) in text
            assert alarm.call
            assert plain(alarm.call.call or alarm.call.text or "") in text
    first = reader(found).pages[0]
    links = [str(note.get_object()["/A"].get("/URI")) for note in first["/Annots"]]  # type: ignore[attr-defined]
    assert len([link for link in links if link.startswith("tel:")]) >= len({alarm.call for alarm in dangers})


def test_what_matters_most_is_at_the_top() -> None:
    """Whom to call, not to stop, no diagnosis, and for whom it is not: above the first question."""
    text = words(made(Voice.SELF, "US"))
    first = text.index(plain(shipped().questions[0].ask.to_self))
    intro = shipped().intro
    for said in (intro.do_not_stop, intro.not_a_diagnosis, intro.scope, intro.not_for):
        assert text.index(plain(said.to_self)) < first
    assert plain("end-of-life care") in text[:first]


def test_it_is_read_in_order() -> None:
    """Each question follows the one before, its answers follow it, and each answer is an item of a list."""
    found = made(Voice.SOMEONE, "GB")
    text, end = words(found), 0
    for asked in on_paper(shipped(), shipped().country["GB"]).questions:
        for said in (f"{asked.number}. {asked.ask.to_someone}", *(choice.label.to_someone for choice in asked.choices)):
            assert plain(said) in text[end:], said
            end = text.index(plain(said), end)
    items = len(tree(reader(found)).of("LI"))
    assert items >= sum(len(asked.choices) for asked in on_paper(shipped(), shipped().country["GB"]).questions)


def test_each_answer_has_its_key_and_the_arrows_are_there() -> None:
    """A key stands before each answer; who does not take it now is led past the question on how long."""
    text = words(made(Voice.SELF, "US"))
    assert plain("5 I do not take it now → go to question 4") in text
    assert plain("Leave this one out if you ticked 5 in question 2.") in text
    assert plain("1 I am having a seizure, or just had one → call 911 now") in text
    assert plain("6 or 7 in question 4; and 1 in question 5, or 1 in question 6") in text
    assert plain("b I would rather not say") in text


def test_without_a_staff_page_it_promises_none() -> None:
    """Then the sheet is to take along, and nobody is said to type it in."""
    for staffed, said, unsaid in (
        (True, "For staff:", "Take the sheet to"),
        (False, "Take the sheet to", "For staff:"),
    ):
        text = words(pdf.paper_pdf(shipped(), Voice.SELF, shipped().country["US"], staffed=staffed))
        assert plain(said) in text
        assert plain(unsaid) not in text


def test_other_questions_are_whole_too() -> None:
    """A tiny questionnaire fits on few pages; one with 250 answers takes what it needs, and nothing is cut."""
    tiny = edited()
    found = pdf.paper_pdf(tiny, Voice.SELF, tiny.countries[0])
    assert faults(found) == []
    assert lacking(found, tiny, Voice.SELF, "AA") == []
    assert len(reader(found).pages) <= 2
    question = shipped().questions[6]
    more = [replace(question.options[0], id=f"more_{n}", label=Text(f"Answer number {n}", "")) for n in range(250)]
    large = replace(
        shipped(),
        questions=(*shipped().questions[:6], replace(question, options=tuple(more)), *shipped().questions[7:]),
    )
    found = pdf.paper_pdf(large, Voice.SELF, large.countries[0])
    assert faults(found) == []
    assert lacking(found, large, Voice.SELF, "US") == []
    assert len(reader(found).pages) > pdf.QUESTION_PAGES
