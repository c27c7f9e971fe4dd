"""What went wrong, as a FHIR OperationOutcome."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from careguide.fhir.canon import Resource


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
    """Return the OperationOutcome of these faults."""
    return {"resourceType": "OperationOutcome", "issue": [_issue(issue) for issue in issues]}


def _issue(issue: Issue) -> Resource:
    said = {"severity": "error", "code": issue.code, "diagnostics": issue.sentence}
    return said | ({"expression": [issue.where]} if issue.where else {})
