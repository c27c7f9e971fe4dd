"""Options that are not there any more: one finding for all that need one, where its question is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from careguide.core.questionnaire.faults import Fault
from careguide.core.questionnaire.model import Questionnaire
from careguide.core.questionnaire.references import Finding


def with_gone(questionnaire: Questionnaire, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield one finding for an option that several places need and that is not there, and all others as they are.

    Whoever takes an option out, or changes its id, has one thing to mend, and not each place that names it.
    """
    needed: dict[tuple[object, object], list[Finding]] = {}
    for finding in findings:
        if finding.entry is Fault.UNKNOWN_OPTION:
            needed.setdefault((finding.facts["question"], finding.facts["id"]), []).append(finding)
        else:
            yield finding
    places = {question.id: place for place, question in enumerate(questionnaire.questions)}
    for (question, option), some in needed.items():
        if len(some) == 1:
            yield some[0]
            continue
        lines = tuple(finding.path for finding in some)
        facts: dict[str, object] = {"question": question, "id": option, "count": len(some), "lines": lines}
        yield Finding(Fault.OPTION_GONE, ("questions", places[str(question)], "options"), facts)
