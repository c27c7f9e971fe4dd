"""What differs beside what can move a need or a flag: each told once, with what stood and what stands there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from careguide.core.diff.align import align
from careguide.core.diff.compare import compare
from careguide.core.diff.edits import others
from careguide.core.questionnaire.model import Questionnaire
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


def acting(where: str = "", act: str = "") -> Questionnaire:
    """Return a tiny questionnaire with two acts, each edited."""
    acts = (
        "acts:\n"
        f"  - {{id: rest_today, when: {'this_week' if act == 'later' else 'today'}, title: Rest, body: Lie down."
        f"{', say: I must lie down.' if act == 'say' else ''}, sources: [book]}}\n"
        "  - {id: talk, when: next_visit, title: Talk, body: Talk it over., sources: [book]}\n"
        "take_along:\n"
    )
    brings = [
        ("{id: much, label: Much, ", f"{{id: much, label: Much, {'act: talk, ' if where == 'answer' else ''}"),
        ("    flags: [today]\n", f"    flags: [today]\n{'    act: rest_today' if where == 'rule' else ''}\n"),
        ("message: see}", f"message: see{', act: rest_today' if where == 'flag' else ''}}}"),
        ("{id: own, name: Own doctor, ", f"{{id: own, name: Own doctor, {'act: talk, ' if where == 'setting' else ''}"),
    ]
    return edited(("take_along:\n", acts), *brings)


@pytest.mark.parametrize(
    ("where", "act", "place", "before", "after"),
    [
        ("answer", "", "questions.pain.options.much.act", "nothing", "talk"),
        ("rule", "", "rules.pain_alone.act", "nothing", "rest_today"),
        ("flag", "", "flags.today.act", "nothing", "rest_today"),
        ("setting", "", "settings.own.act", "nothing", "talk"),
        ("", "later", "acts.rest_today.when", "today", "this_week"),
        ("", "say", "acts.rest_today.say", "nothing", "I must lie down."),
    ],
)
def test_what_to_do_first_is_told(where: str, act: str, place: str, before: str, after: str) -> None:
    """An act that is said otherwise, or that something brings now, is told, and moves no result."""
    found = compare(acting(), acting(where, act))
    assert [(one.place, one.before, one.after) for one in found.others] == [(place, before, after)]
    assert found.moved == 0


def test_the_order_of_what_to_do_is_told() -> None:
    """Acts that change places are told from the first to the last of them, and not where one came or went."""
    old = shipped()
    first, second, third, *rest = old.acts
    (found,) = others(align(old, replace(old, acts=(first, third, second, *rest))))
    assert (found.place, found.before, found.after) == (
        "acts, in order",
        f"{second.id}, {third.id}",
        f"{third.id}, {second.id}",
    )
    (gone,) = others(align(old, replace(old, acts=(first, third, *rest))))
    assert (gone.place, gone.after) == (f"acts.{second.id}", None)
