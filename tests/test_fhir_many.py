"""A response with far too many faults, or far too deep: the refusal never outgrows what was sent."""

from __future__ import annotations

from typing import Any

import pytest

from careguide.core.questionnaire.content import Voice
from careguide.fhir import reading
from careguide.fhir.outcome import RefusedError, outcome
from tests.fhir_checks import checked
from tests.test_fhir_response import CANON, edited


def test_many_faults_are_counted_and_ten_are_named() -> None:
    """What is sent back never outgrows what came: 59 KB of unknown items bring some lines, and their number."""
    strange = [{"linkId": f"x{number}"} for number in range(3000)]
    with pytest.raises(RefusedError) as caught:
        reading.read_response(CANON, edited(item=strange), Voice.SELF)
    told = outcome(caught.value.issues)
    assert checked(told)
    assert len(told["issue"]) == 11
    assert told["issue"][-1]["diagnostics"].startswith("There are 2990 more faults.")
    assert len(str(told)) < 4000
    assert len(outcome(caught.value.issues[:10])["issue"]) == 10


def test_a_place_that_lies_too_deep_is_not_named() -> None:
    """Its path would be longer than what was sent."""
    deep: Any = [{"linkId": "x"}]
    for _ in range(400):
        deep = [{"linkId": "section.health", "item": deep}]
    with pytest.raises(RefusedError) as caught:
        reading.read_response(CANON, edited(item=deep), Voice.SELF)
    assert len(str(outcome(caught.value.issues))) < 1000


def test_far_too_many_items_are_not_looked_at() -> None:
    """Thousands of items that say nothing take a moment at most."""
    with pytest.raises(RefusedError) as caught:
        reading.read_response(CANON, edited(item=[{}] * 21_000), Voice.SELF)
    assert caught.value.issues[0].code == "too-costly"
    assert len(caught.value.issues) <= reading.ITEMS + 1
