"""All that a clinical reviewer reads and signs, as data: the content, its proof, its worked cases and what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import Assessment, assess
from careguide.core.assessment.bits import Plan
from careguide.core.assessment.summary import Summary, compose
from careguide.core.proof.verify import End, Verdict, ends, prove, verdicts
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Effect, Questionnaire
from careguide.core.review.checklist import Item, State, items
from careguide.core.review.prose import in_words

PACE = 150
"""Words that a reviewer reads and judges in a minute; who only reads takes 230 or more."""
NOTHING = "null"
ORDERED = ("acts",)
"""What a worked case expects in an order; all other lists have none."""


@dataclass(frozen=True)
class Case:
    """A worked case as it was written down: who it is, what they answer, and what the summary must say."""

    title: str
    story: str
    voice: Voice
    country: str
    sheet: Sheet
    expect: Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """A worked case and its summary; `differs` names what is not as it was written down."""

    case: Case
    summary: Summary
    flags: tuple[str, ...]
    rules: tuple[str, ...]
    differs: tuple[str, ...]


@dataclass(frozen=True)
class Open:
    """Something that is not settled, in a sentence, with details."""

    says: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dossier:
    """Everything that a reviewer reads."""

    questionnaire: Questionnaire
    verdicts: tuple[Verdict, ...]
    ends: tuple[End, ...]
    told: tuple[Told, ...]
    items: tuple[Item, ...]
    open: tuple[Open, ...]

    @property
    def sheets(self) -> int:
        """How many sheets there are."""
        return self.verdicts[0].sheets

    @property
    def is_reviewed(self) -> bool:
        """Whether a clinician has put a name and a date to the content."""
        return bool(self.questionnaire.review.by and self.questionnaire.review.on)


def gather(questionnaire: Questionnaire, cases: Sequence[Case] = ()) -> Dossier:
    """Return the dossier of a questionnaire. Raises TooLargeError if it is too large to be proved."""
    proof = prove(questionnaire)
    found = tuple(verdicts(proof))
    told = tuple(_tell(proof.layout, case) for case in cases)
    checked = items(questionnaire, found)
    unsettled = tuple(_open(questionnaire, found, told, checked))
    return Dossier(questionnaire, found, ends(proof), told, checked, unsettled)


def _tell(plan: Plan, case: Case) -> Told:
    assessment = assess(plan, case.sheet)
    summary = compose(plan, case.sheet, case.voice, case.country)
    raised = tuple(name for name in plan.flag if name in assessment.state.flags)
    rules = tuple(rule.id for rule in assessment.fired)
    return Told(case, summary, raised, rules, tuple(_differs(case, assessment, summary)))


def _differs(case: Case, assessment: Assessment, summary: Summary) -> Iterator[str]:
    found = {
        "kind": summary.kind.value,
        "start": summary.start.setting if summary.start else NOTHING,
        "same_day": str(summary.same_day is not None).lower(),
        "this_week": str(summary.this_week is not None).lower(),
        "flags": sorted(assessment.state.flags),
        "rules": sorted(rule.id for rule in assessment.fired),
        "acts": [act.id for act in summary.acts],
    }
    for key, value in found.items():
        wanted = case.expect.get(key, value)
        if (sorted(wanted) if isinstance(wanted, list) and key not in ORDERED else wanted) != value:
            yield f"{key}: written down as {_plain(wanted)}, but {_plain(value)}"


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)


def _open(
    questionnaire: Questionnaire, found: Sequence[Verdict], told: Sequence[Told], checked: Sequence[Item]
) -> Iterator[Open]:
    review = questionnaire.review
    if not (review.by and review.on):
        yield Open("No clinician has reviewed this content. Your name would be the first.")
    broken = [verdict.says for verdict in found if not verdict.held]
    if broken:
        yield Open("What is promised does not hold.", tuple(broken))
    changed = [f"{one.case.title}: {'; '.join(one.differs)}" for one in told if one.differs]
    if changed:
        yield Open("Worked cases do not come out as they were written down.", tuple(changed))
    untried = [
        f"{country.name}: {', '.join(line.name for line in country.lines if line.checked_on is None)}"
        for country in questionnaire.countries
        if any(line.checked_on is None for line in country.lines)
    ]
    if untried:
        yield Open("These help lines were read on a page, and no person has tried them.", tuple(untried))
    yield from _judged(questionnaire)
    unknown = [in_words(claim.text) for part in questionnaire.about if part.id == "not_known" for claim in part.claims]
    if unknown:
        yield Open("What is not known, as the guide itself tells people.", tuple(unknown))
    for state, words in (
        (State.NOT_MET, "The checklist is not met here."),
        (State.PEOPLE, "Only people can meet this."),
    ):
        left = tuple(item.says for item in checked if item.state is state)
        if left:
            yield Open(words, left)


def _judged(questionnaire: Questionnaire) -> Iterator[Open]:
    """Yield the effects that are a matter of judgment: a span of need, or a single source."""
    effects = list(_named(questionnaire))
    wide = [name for name, effect in effects if _is_wide(effect)]
    if wide:
        yield Open("Here some clinicians would want more than others. Is the span right?", tuple(wide))
    thin = [f"{name} [{effect.sources[0]}]" for name, effect in effects if len(effect.sources) == 1]
    if thin:
        yield Open("These rest on one source alone.", tuple(thin))


def _named(questionnaire: Questionnaire) -> Iterator[tuple[str, Effect]]:
    """Yield all that weighs something, by a name in words."""
    for question in questionnaire.questions:
        for option in question.options:
            if option.matters:
                yield f"{in_words(question.topic)}: {in_words(option.label)}", option
    for rule in questionnaire.rules:
        yield f"Rule: {rule.id.replace('_', ' ')}", rule


def _is_wide(effect: Effect) -> bool:
    return effect.medical.least < effect.medical.most or effect.daily.least < effect.daily.most
