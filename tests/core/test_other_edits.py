"""What differs beside what can move a need or a flag: each told once, with what stood and what stands there."""

from __future__ import annotations

from careguide.core.diff.compare import compare
from tests.core.tiny import edited


def test_what_only_one_version_has_is_named_once() -> None:
    """A message, a source and a help line that came or went are named by their place, and not word by word."""
    line = "      - {kind: crisis, name: Crisis, web: https://crisis.example, source: book}\n"
    other = "      - {kind: poison, name: Night line, call: 12 34, source: book}\n"
    old, new = edited(), edited((line, other))
    places = "countries.XX.lines.Crisis", "countries.XX.lines.Night line"
    found = {other.place.replace(new.countries[0].code, "XX"): other for other in compare(old, new).others}
    assert set(found) == set(places)
    assert [(found[place].before, found[place].after) for place in places] == [("there", None), (None, "there")]
    number = compare(new, edited((line, other.replace("12 34", "12 35")))).others
    assert [(one.before, one.after) for one in number] == [("12 34", "12 35")]
