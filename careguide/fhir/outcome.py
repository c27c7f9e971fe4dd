"""What went wrong, as a FHIR OperationOutcome."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from careguide.fhir.canon import Resource

NAMED = 10
"""Faults that are named one by one; of more only the number is told, so that no answer outgrows what was sent."""

LONGEST_PATH = 200
"""Letters of the longest FHIRPath that is repeated; a place that is nested deeper is not named."""


class Issue(NamedTuple):
    """One fault: its FHIR code, a sentence that names and mends it, and the FHIRPath of where it is, if known.

    A value that was sent is never repeated: it may be an answer.
    """

    code: str
    sentence: str
    where: str = ""


class RefusedError(Exception):
    """What was sent cannot be used; `issues` say why."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        """Hold at least one issue."""
        self.issues = tuple(issues)
        super().__init__(" ".join(issue.sentence for issue in self.issues))


def outcome(issues: Iterable[Issue]) -> Resource:
    """Return the OperationOutcome of these faults: the first ten, and how many more there are."""
    every = tuple(issues)
    named = [_issue(issue) for issue in every[:NAMED]]
    if (more := len(every) - NAMED) > 0:
        named.append(_issue(Issue("incomplete", f"There are {more} more faults. Mend these first, and send it again.")))
    return {"resourceType": "OperationOutcome", "issue": named}


def _issue(issue: Issue) -> Resource:
    said = {"severity": "error", "code": issue.code, "diagnostics": issue.sentence}
    return said | ({"expression": [issue.where]} if 0 < len(issue.where) <= LONGEST_PATH else {})
