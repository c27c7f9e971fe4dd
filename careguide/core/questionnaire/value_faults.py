"""What is wrong with values: one that says nothing of a kind of care, or claims something that no source says."""

from __future__ import annotations

from collections.abc import Iterator

from careguide.core.questionnaire.faults import Fault
from careguide.core.questionnaire.model import Questionnaire
from careguide.core.questionnaire.references import Finding
from careguide.core.questionnaire.values import MatchKind, Value

FEWEST = 2
"""Values to choose from, if there are any: what matters most and what matters least are two."""


def find_value_faults(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Yield every fault of the values of a questionnaire."""
    if 0 < len(questionnaire.values) < FEWEST:
        yield Finding(Fault.WRONG_COUNT, ("values",), {"key": "values", "count": 1, "wanted": "two or more, or none"})
    for index, value in enumerate(questionnaire.values):
        named = [match.setting for match in value.matches]
        for setting in questionnaire.setting:
            if (count := named.count(setting)) != 1:
                facts: dict[str, object] = {"value": value.id, "setting": setting, "count": count or "no"}
                yield Finding(Fault.MATCH_COUNT, ("values", index, "matches"), facts)
        yield from _unsourced(index, value)


def _unsourced(index: int, value: Value) -> Iterator[Finding]:
    for place, match in enumerate(value.matches):
        if match.kind is not MatchKind.NOT_KNOWN and not match.sources:
            facts: dict[str, object] = {"value": value.id, "setting": match.setting}
            yield Finding(Fault.MATCH_WITHOUT_SOURCE, ("values", index, "matches", place, "sources"), facts)
