"""Agreement: weighted kappa and its error as others published them, shares, and tables with faults."""

from __future__ import annotations

import pytest

from careguide.core.review.agreement import (
    COLUMNS,
    GUIDE,
    SCALES,
    URGENCY,
    RatingsError,
    Z,
    agreement,
    kappa_by_weights,
    read_ratings,
    weighted_kappa,
    wilson,
)

EXAMPLES = {
    # SAS/STAT, PROC FREQ, "Cohen's kappa": skin condition of 24 patients, judged twice; with limits
    "SAS, simple": ([[0, 4, 1], [0, 8, 0], [0, 1, 5]], "simple", 0.4842, 0.1380, (0.2137, 0.7547)),
    "SAS, weighted": ([[0, 4, 1], [0, 8, 0], [0, 1, 5]], "linear", 0.4701, 0.1457, (0.1845, 0.7558)),
    # Agresti 1990, table 2.10, 91 couples; the figures are those of R's vcd
    "Agresti, simple": ([[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]], "simple", 0.1293, 0.0686, None),
    "Agresti, weighted": ([[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]], "linear", 0.2374, 0.0783, None),
    # Fleiss, Cohen and Everitt 1969, 200 patients, with the weights of their own example
    "Fleiss, simple": ([[106, 10, 4], [22, 28, 10], [2, 12, 6]], "simple", 0.429, 0.0537, None),
    "Fleiss, weighted": (
        [[106, 10, 4], [22, 28, 10], [2, 12, 6]],
        [[1, 0, 4 / 9], [0, 1, 6 / 9], [4 / 9, 6 / 9, 1]],
        0.507,
        0.0570,
        None,
    ),
    # Cohen 1968, 200 patients, disagreements weighed 1, 3 and 6
    "Cohen, weighted": (
        [[88, 14, 18], [10, 40, 10], [2, 6, 12]],
        [[1, 5 / 6, 3 / 6], [5 / 6, 1, 0], [3 / 6, 0, 1]],
        0.348,
        None,
        None,
    ),
}


ANXIETY = (
    (3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3),
    (3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4),
    (2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2),
)
"""Anxiety of twenty people by three raters, from 1 to 6; nobody gave a 5 in the last two."""


@pytest.mark.parametrize(("table", "weights", "kappa", "error", "limits"), EXAMPLES.values(), ids=EXAMPLES)
def test_kappa_is_as_published(
    table: list[list[float]],
    weights: str | list[list[float]],
    kappa: float,
    error: float | None,
    limits: tuple[float, float] | None,
) -> None:
    """Kappa, its error and its limits are those of published examples, to the digits that were printed."""
    size = len(table)
    if weights == "simple":
        weights = [[float(row == column) for column in range(size)] for row in range(size)]
    found = weighted_kappa(table) if isinstance(weights, str) else kappa_by_weights(table, weights)
    assert found
    assert found.value == pytest.approx(kappa, abs=6e-4 if error is None or kappa in (0.429, 0.507) else 6e-5)
    assert error is None or (found.high - found.value) / Z == pytest.approx(error, abs=6e-5)
    assert limits is None or (found.low, found.high) == pytest.approx(limits, abs=6e-5)


def test_equal_and_squared_weights_are_those_of_others() -> None:
    """The figures of R's irr for its table of anxiety, second and third rater: kappa2 "equal" and "squared"."""
    _, second, third = ANXIETY
    steps = sorted({*second, *third})
    table = [[0.0] * len(steps) for _ in steps]
    for one, other in zip(second, third, strict=True):
        table[steps.index(one)][steps.index(other)] += 1
    linear, square = weighted_kappa(table), weighted_kappa(table, 2)
    assert linear
    assert square
    assert (linear.value, square.value) == pytest.approx((0.1459075, 0.2520325), abs=1e-6)


def test_where_all_say_the_same_there_is_no_kappa() -> None:
    """Where chance alone explains that all agree, or nothing was judged, no figure is made up."""
    assert weighted_kappa([[9, 0], [0, 0]]) is None
    assert weighted_kappa([[0, 0], [0, 0]]) is None


@pytest.mark.parametrize(
    ("count", "whole", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)]
)
def test_shares_have_the_interval_that_newcombe_published(count: int, whole: int, low: float, high: float) -> None:
    """Wilson's interval is that of Newcombe's table (Statistics in Medicine 17, 1998)."""
    found = wilson([True] * count + [False] * (whole - count))
    assert found
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


def table(*lines: str) -> str:
    """Return a table of ratings."""
    return "\n".join([",".join(COLUMNS), *lines])


def test_sensitivity_and_over_triage_are_apart() -> None:
    """Each step counts where the guide asks for it though clinicians do not, and where it does as they do."""
    ratings = read_ratings(
        table(
            "a,guide,usual,,",
            "a,x,closer,,",
            "a,y,closer,,",
            "a,z,usual,,",
            "b,guide,closer,,",
            "b,x,usual,,",
            "b,y,usual,,",
            "c,guide,closer,,",
            "c,x,closer,,",
            "c,y,usual,,",
        )
    )
    closer, full = agreement("medical", ratings["medical"]).thresholds
    assert closer.sensitivity
    assert closer.over_triage
    assert (closer.sensitivity.count, closer.sensitivity.whole) == (1, 2)
    assert (closer.over_triage.count, closer.over_triage.whole) == (1, 1)
    assert full.sensitivity is None
    assert ratings["daily"] == {}


def test_the_interval_knows_that_vignettes_are_shared() -> None:
    """Ten clinicians who say the same of five vignettes are no fifty judgments: the interval stays wide."""
    words = ("usual", "closer", "closer", "round_the_clock", "usual")
    guide = ("usual", "closer", "usual", "round_the_clock", "closer")
    lines = [f"v{at},{GUIDE},{word},," for at, word in enumerate(guide)]
    one = [f"v{at},c0,{word},," for at, word in enumerate(words)]
    ten = [f"v{at},c{rater},{word},," for at, word in enumerate(words) for rater in range(10)]
    few, many = (agreement("medical", read_ratings(table(*lines, *some))["medical"]) for some in (one, ten))
    assert few.kappa == many.kappa
    assert many.among_clinicians
    assert many.among_clinicians.value == 1.0
    assert set(many.each.values()) == {few.each["c0"]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: The columns vignette, rater, medical, daily, urgency are missing"),
        ("vignette,rater,daily,urgency\n", "line 1: The columns medical are missing"),
        (
            table("a,guide,close,,"),
            "line 2: 'close' is no step of medical. Use one of: usual, closer,",
        ),
        (table("a,guide,closer,,", "a,guide,usual,,"), "line 3: 'guide' judged 'a' before"),
        (table(",guide,closer,,"), "line 2: A vignette and a rater must be named"),
        (table("a,x,closer,,"), "No line has the rater 'guide'"),
    ],
)
def test_a_fault_of_the_table_is_told(text: str, words: str) -> None:
    """A table that cannot be used is refused with the line and a way to mend it."""
    with pytest.raises(RatingsError) as caught:
        read_ratings(text)
    assert words in str(caught.value)


def test_a_table_from_a_spreadsheet_is_read() -> None:
    """A mark in front, Windows line ends, blanks, large letters and empty lines do no harm."""
    text = "\ufeff" + table(" a ,guide, Closer ,home,NONE", "", "a,x,closer,,", ",,,,").replace("\n", "\r\n")
    assert read_ratings(text)["medical"] == {"a": {"guide": 1, "x": 1}}


def test_the_scales_are_those_of_the_guide() -> None:
    """What is judged has the steps of the model, least to most."""
    assert tuple(SCALES) == COLUMNS[2:]
    assert URGENCY[0] == "none"
    assert URGENCY[-1] == "emergency"
