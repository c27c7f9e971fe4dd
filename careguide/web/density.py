"""How densely a summary is set, so that it fits two printed pages."""

from __future__ import annotations

from careguide.core.assessment.summary import Summary, spoken_words

WHOLE, SHORTENED, CROWDED = 1900, 2300, 3000
"""Words of data that fit two printed pages whole, without what would change the result, and as short notes."""

BESIDE = 2
"""How many words of the summary take as much paper as one word in the tables beside it."""


def density(summary: Summary, *beside: object) -> str:
    """Return the class names that make a summary fit two printed pages, with what stands beside it on the sheet.

    They are none, dense, denser and densest, each with those before it.
    """
    words = spoken_words(summary) + BESIDE * sum(map(spoken_words, beside))
    levels = {"dense": WHOLE, "denser": SHORTENED, "densest": CROWDED}
    return "".join(f" {name}" for name, most in levels.items() if words > most)
