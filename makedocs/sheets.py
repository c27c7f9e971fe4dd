"""The two sample sheets of docs/: what a family and staff take away from the story of tests/pdf_walk.py."""

from __future__ import annotations

from careguide import pdf
from careguide.core.assessment.bits import Plan
from careguide.core.assessment.interview import Takeaway, take_away
from tests.pdf_walk import story
from tests.shipped import shipped

SHEETS = {"family-sheet.pdf": pdf.family_pdf, "staff-sheet.pdf": pdf.staff_pdf}
"""How each is made, by its name in docs/."""


def taken() -> Takeaway:
    """Return what is taken away from the story."""
    return take_away(Plan(shipped()), story(), "US")


def sheet(name: str) -> bytes:
    """Return a sheet by its name."""
    return SHEETS[name](shipped(), taken())
