"""How far the guide and clinicians agree on vignettes: weighted kappa with its interval, sensitivity and over-triage.

Weighted kappa and its large-sample error are those of Fleiss, Cohen and Everitt (Psychological Bulletin 72, 1969, pages
323 to 327). Several clinicians judge the same vignette, so the interval over all of them comes from leaving out one
vignette after the other (the jackknife: Efron and Stein, Annals of Statistics 9, 1981). Shares have Wilson's interval
(Journal of the American Statistical Association 22, 1927).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from careguide.core.questionnaire.faults import did_you_mean
from careguide.core.questionnaire.model import Daily, Level, Medical

GUIDE = "guide"
"""The rater whose rows hold what the guide says."""
URGENCY = ("none", *(level.value for level in reversed(Level) if level is not Level.NOTE))
SCALES: dict[str, tuple[str, ...]] = {
    "medical": tuple(step.name for step in Medical),
    "daily": tuple(step.name for step in Daily),
    "urgency": URGENCY,
}
"""What is judged, each with its steps, least to most."""
COLUMNS = ("vignette", "rater", *SCALES)
Z = 1.959963984540054
"""Half the width of an interval of 95 in 100, in standard errors."""

Table = Sequence[Sequence[float]]
Ratings = Mapping[str, Mapping[str, int]]
"""By vignette, the step that each rater chose."""


class RatingsError(Exception):
    """A table of ratings cannot be used; the message has a line for each fault."""


@dataclass(frozen=True)
class Estimate:
    """A number with its interval of 95 in 100."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Share:
    """How many of how many, with Wilson's interval."""

    count: int
    whole: int
    low: float
    high: float


@dataclass(frozen=True)
class Threshold:
    """One step of a scale: how often the guide asks for it where clinicians do, and where they do not."""

    step: str
    sensitivity: Share | None
    over_triage: Share | None


@dataclass(frozen=True)
class Agreement:
    """One scale. None stands for what cannot be worked out, such as a kappa where all say the same."""

    scale: str
    vignettes: int
    clinicians: int
    kappa: Estimate | None
    among_clinicians: Estimate | None
    each: Mapping[str, Estimate | None]
    thresholds: tuple[Threshold, ...]


def read_ratings(text: str) -> dict[str, Ratings]:
    """Return the ratings of a CSV table by scale. Raises RatingsError with everything that is wrong."""
    rows = list(csv.reader(text.removeprefix("\ufeff").splitlines()))
    head = [name.strip().lower() for name in rows[0]] if rows else []
    if missing := [name for name in COLUMNS if name not in head]:
        raise RatingsError(f"line 1: The columns {', '.join(missing)} are missing. Begin with: {','.join(COLUMNS)}")
    table = _Ratings({scale: {} for scale in SCALES}, set(), [])
    for line, row in enumerate(rows[1:], 2):
        cells = dict(zip(head, (cell.strip() for cell in row), strict=False))
        if any(cells.values()):
            table.add(line, cells)
    if not any(rater == GUIDE for _, rater in table.seen):
        table.faults.append(f"No line has the rater '{GUIDE}'. Add one for each vignette: careguide agreement --guide")
    if table.faults:
        raise RatingsError("\n".join(table.faults))
    return {scale: dict(by_vignette) for scale, by_vignette in table.found.items()}


@dataclass
class _Ratings:
    """A table as it is read: the steps that were chosen, who judged what, and what is wrong."""

    found: dict[str, dict[str, dict[str, int]]]
    seen: set[tuple[str, str]]
    faults: list[str]

    def add(self, line: int, cells: Mapping[str, str]) -> None:
        vignette, rater = cells.get("vignette", ""), cells.get("rater", "")
        if not vignette or not rater:
            self.faults.append(f"line {line}: A vignette and a rater must be named. Fill in both.")
        if (vignette, rater) in self.seen:
            self.faults.append(f"line {line}: '{rater}' judged '{vignette}' before. Keep one of the two lines.")
        self.seen.add((vignette, rater))
        for scale, steps in SCALES.items():
            word = cells.get(scale, "").lower()
            if word in steps:
                self.found[scale].setdefault(vignette, {})[rater] = steps.index(word)
            elif word:
                wanted = f"Use one of: {', '.join(steps)}.{did_you_mean(word, steps)}"
                self.faults.append(f"line {line}: '{word}' is no step of {scale}. {wanted}")


def agreement(scale: str, ratings: Ratings, power: int = 1) -> Agreement:
    """Return how far guide and clinicians agree on one scale; `power` 2 weighs far disagreements more."""
    both = {name: raters for name, raters in ratings.items() if GUIDE in raters and len(raters) > 1}
    clinicians = sorted({rater for raters in both.values() for rater in raters} - {GUIDE})
    size = len(SCALES[scale])

    def with_guide(some: Iterable[str], raters: Sequence[str] = clinicians) -> Table:
        pairs = [(both[name][GUIDE], both[name][rater]) for name in some for rater in raters if rater in both[name]]
        return _table(size, pairs)

    def among(some: Iterable[str]) -> Table:
        pairs = [
            pair
            for name in some
            for one, other in combinations([rater for rater in clinicians if rater in both[name]], 2)
            for pair in ((both[name][one], both[name][other]), (both[name][other], both[name][one]))
        ]
        return _table(size, pairs)

    each = {rater: weighted_kappa(with_guide(both, [rater]), power) for rater in clinicians}
    return Agreement(
        scale=scale,
        vignettes=len(both),
        clinicians=len(clinicians),
        kappa=_jackknife(tuple(both), lambda some: _kappa(with_guide(some), power)),
        among_clinicians=_jackknife(tuple(both), lambda some: _kappa(among(some), power)),
        each=each,
        thresholds=tuple(_threshold(both, scale, step) for step in range(1, size)),
    )


def _table(size: int, pairs: Iterable[tuple[int, int]]) -> Table:
    table = [[0.0] * size for _ in range(size)]
    for row, column in pairs:
        table[row][column] += 1
    return table


def _weights(size: int, power: int) -> Table:
    return [[1 - (abs(row - column) / (size - 1)) ** power for column in range(size)] for row in range(size)]


def _kappa(table: Table, power: int) -> float | None:
    found = weighted_kappa(table, power)
    return found.value if found else None


def weighted_kappa(table: Table, power: int = 1) -> Estimate | None:
    """Return weighted kappa of a square table of counts, with its interval; None where chance explains all."""
    return kappa_by_weights(table, _weights(len(table), power))


def kappa_by_weights(table: Table, weights: Table) -> Estimate | None:
    """Return the same with weights of one's own: 1 for full agreement, 0 for none."""
    steps, whole = range(len(table)), sum(map(sum, table))
    if not whole:
        return None
    share = [[cell / whole for cell in row] for row in table]
    rows = [sum(row) for row in share]
    columns = [sum(share[row][column] for row in steps) for column in steps]
    cells = [(row, column) for row in steps for column in steps]
    observed = sum(weights[row][column] * share[row][column] for row, column in cells)
    chance = sum(weights[row][column] * rows[row] * columns[column] for row, column in cells)
    if chance >= 1 - 1e-12:
        return None
    kappa = (observed - chance) / (1 - chance)
    by_row = [sum(weights[row][column] * columns[column] for column in steps) for row in steps]
    by_column = [sum(weights[row][column] * rows[row] for row in steps) for column in steps]
    spread = sum(
        share[row][column] * (weights[row][column] - (by_row[row] + by_column[column]) * (1 - kappa)) ** 2
        for row, column in cells
    )
    variance = (spread - (kappa - chance * (1 - kappa)) ** 2) / (whole * (1 - chance) ** 2)
    return _estimate(kappa, sqrt(max(variance, 0.0)))


def _estimate(value: float, error: float) -> Estimate:
    return Estimate(value, max(-1.0, value - Z * error), min(1.0, value + Z * error))


def _jackknife(names: tuple[str, ...], figure: Callable[[Sequence[str]], float | None]) -> Estimate | None:
    """Return a figure with the interval that leaving out one vignette after the other gives."""
    value = figure(names)
    without = [figure([*names[:place], *names[place + 1 :]]) for place in range(len(names))]
    left = [one for one in without if one is not None]
    if value is None or len(left) < len(names) or len(left) < 2:
        return None
    mean = sum(left) / len(left)
    return _estimate(value, sqrt((len(left) - 1) / len(left) * sum((one - mean) ** 2 for one in left)))


def _threshold(ratings: Ratings, scale: str, step: int) -> Threshold:
    wanted: dict[bool, list[bool]] = {True: [], False: []}
    for raters in ratings.values():
        judged = sorted(chosen for rater, chosen in raters.items() if rater != GUIDE)
        wanted[judged[len(judged) // 2] >= step].append(raters[GUIDE] >= step)
    return Threshold(SCALES[scale][step], wilson(wanted[True]), wilson(wanted[False]))


def wilson(hits: Sequence[bool]) -> Share | None:
    """Return how many of these are true, with Wilson's interval; None where there are none."""
    whole, count = len(hits), sum(hits)
    if not whole:
        return None
    share = count / whole
    middle = (share + Z**2 / (2 * whole)) / (1 + Z**2 / whole)
    half = Z / (1 + Z**2 / whole) * sqrt(share * (1 - share) / whole + Z**2 / (4 * whole**2))
    return Share(count, whole, max(0.0, middle - half), min(1.0, middle + half))
