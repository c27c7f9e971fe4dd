"""What differs beside what can move a need or a flag: each told once, with what stood and what stands there."""

from __future__ import annotations

from dataclasses import replace

from careguide.core.diff.align import align
from careguide.core.diff.compare import compare
from careguide.core.diff.edits import others
from tests.core.tiny import edited
from tests.shipped import shipped


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


def test_a_country_for_which_something_is_said_is_told() -> None:
    """A text that is said in one country only, where it was said everywhere, is told; no empty words stand there."""
    old = shipped()
    first, *rest = old.messages
    new = replace(old, messages=(replace(first, countries=("US",)), *rest))
    (found,) = others(align(old, new))
    assert (found.place, found.before, found.after) == (f"messages.{first.id}.countries", "nothing", "US")
