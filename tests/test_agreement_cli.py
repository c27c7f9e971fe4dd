"""`careguide agreement`: its forms, what it prints, and how it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from careguide.core.review.agreement import COLUMNS, SCALES
from tests.conftest import ROOT, needs_checkout
from tests.journey import FOLDER, journeys
from tests.test_cli import refusal, run

TABLE = """vignette,rater,medical,daily,urgency
a,guide,closer,home,none
a,x,closer,home,none
b,guide,usual,day,none
b,x,closer,day,none
"""


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    """Return a small table in a file."""
    path = tmp_path / "ratings.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@needs_checkout
def test_the_example_is_worked_out() -> None:
    """The made-up study gives each figure with its interval, for each scale and clinician."""
    told = run("agreement", ROOT / "tests" / "study-example.csv")
    assert told.exit_code == 0
    for scale, steps in SCALES.items():
        assert f"{scale.capitalize()} ({', '.join(steps)})" in told.stdout
    assert len(re.findall(r"guide and clinicians: 0\.\d\d \(0\.\d\d to 0\.\d\d\)", told.stdout)) == len(SCALES)
    assert told.stdout.count("  guide and clinician-") == 10 * len(SCALES)
    count = sum(len(steps) - 1 for steps in SCALES.values())
    assert [told.stdout.count(word) for word in ("  sensitivity,", "  over-triage,")] == [count, count]


def test_too_few_is_said(ratings: Path) -> None:
    """A table smaller than the protocol asks for is worked out, and it says so; JSON has the same figures."""
    told = run("agreement", ratings).stdout
    assert "2 vignettes, 1 clinicians." in told
    assert "less than the protocol asks for: 10 clinicians and 30 vignettes" in told
    data = json.loads(run("agreement", ratings, "--json").stdout)
    assert [one["scale"] for one in data] == list(SCALES)
    assert data[0]["thresholds"][0]["sensitivity"] | {"low": 0, "high": 0} == {
        "count": 1,
        "whole": 2,
        "low": 0,
        "high": 0,
    }


def test_the_guide_fills_in_its_own_lines() -> None:
    """For each sheet of a folder a line says where the guide starts and how urgent it is; an emergency has no place."""
    head, *lines = run("agreement", "--guide", FOLDER).stdout.splitlines()
    assert head == ",".join(COLUMNS)
    assert len(lines) == len(journeys())
    for line in lines:
        _, rater, medical, daily, urgency = line.split(",")
        assert rater == "guide"
        assert urgency in SCALES["urgency"]
        assert (medical in SCALES["medical"], daily in SCALES["daily"]) == (urgency != "emergency",) * 2


def test_what_cannot_be_worked_out_is_refused(ratings: Path, tmp_path: Path) -> None:
    """No file, a table with faults, no text, and a folder without sheets are refused with a way to mend it."""
    assert "careguide agreement --form" in refusal(2, "agreement")
    ratings.write_text(TABLE.replace("closer", "close"), encoding="utf-8")
    assert "line 2: 'close' is no step of medical" in refusal(1, "agreement", ratings)
    ratings.write_bytes(b"\xff\xfe\x00")
    assert "Save the table as CSV in UTF-8" in refusal(2, "agreement", ratings)
    assert "no sheet of answers" in refusal(2, "agreement", "--guide", tmp_path / "..")
