"""The sample sheets of docs/: what people take away from the story of tests/pdf_walk.py, and the questions on paper."""

from __future__ import annotations

from careguide import pdf
from careguide.core.assessment.bits import Plan
from careguide.core.assessment.interview import Takeaway, take_away
from careguide.core.questionnaire.content import Voice
from tests.pdf_walk import story
from tests.shipped import shipped


def taken() -> Takeaway:
    """Return what is taken away from the story."""
    return take_away(Plan(shipped()), story(), "US")


SHEETS = {
    "family-sheet.pdf": lambda: pdf.family_pdf(shipped(), taken()),
    "staff-sheet.pdf": lambda: pdf.staff_pdf(shipped(), taken()),
    "questions.pdf": lambda: pdf.paper_pdf(shipped(), Voice.SELF, shipped().country["US"]),
}
"""How each is made, by its name in docs/."""


def sheet(name: str) -> bytes:
    """Return a sheet by its name."""
    return SHEETS[name]()
