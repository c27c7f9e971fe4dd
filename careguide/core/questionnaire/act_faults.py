"""What is wrong with what to do first: an act that is louder than what brings it, or in the place of a sooner one."""

from __future__ import annotations

from collections.abc import Iterator

from careguide.core.questionnaire.acts import When
from careguide.core.questionnaire.faults import Fault
from careguide.core.questionnaire.model import Effect, Level, Questionnaire
from careguide.core.questionnaire.references import Finding, iter_blocks


def find_act_faults(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Yield every fault of the acts of a questionnaire, and of what brings them."""
    replaced = ((index, act, *one) for index, act in enumerate(questionnaire.acts) for one in enumerate(act.replaces))
    for index, act, place, name in replaced:
        if questionnaire.act.get(name, act).when.place < act.when.place:
            facts: dict[str, object] = {"id": act.id, "other": name}
            yield Finding(Fault.ACT_TAKES_SOONER_PLACE, ("acts", index, "replaces", place), facts)
    yield from _in_a_ring(questionnaire)
    loud = {name for name, act in questionnaire.act.items() if act.when is When.TODAY}
    today = {flag.id for flag in questionnaire.flags if flag.level in (Level.EMERGENCY, Level.SAME_DAY)}
    for path, block in iter_blocks(questionnaire):
        if isinstance(block, Effect) and block.act in loud and today.isdisjoint(block.flags):
            yield Finding(Fault.ACT_TOO_LOUD, (*path, "act"), {"id": block.act})


def _in_a_ring(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find acts that are replaced, over however many others, by what they replace themselves."""
    reach = {name: set(act.replaces) for name, act in questionnaire.act.items()}
    for middle, further in reach.items():
        for ends in reach.values():
            if middle in ends:
                ends.update(further)
    for index, act in enumerate(questionnaire.acts):
        for place, name in enumerate(act.replaces):
            if act.id in reach.get(name, ()):
                facts: dict[str, object] = {"id": act.id, "other": name}
                yield Finding(Fault.ACTS_REPLACE_EACH_OTHER, ("acts", index, "replaces", place), facts)
