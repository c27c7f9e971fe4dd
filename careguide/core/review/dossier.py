"""All that a clinical reviewer reads and signs, as data: the content, its proof, its worked cases and what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from careguide.core.assessment.answers import Sheet
from careguide.core.assessment.assess import Assessment, assess
from careguide.core.assessment.bits import Plan
from careguide.core.assessment.summary import Summary, compose, spoken_words
from careguide.core.proof.verify import End, Verdict, ends, prove, verdicts
from careguide.core.questionnaire.content import Text, Voice
from careguide.core.questionnaire.model import Effect, Questionnaire
from careguide.core.questionnaire.references import iter_blocks
from careguide.core.review import prose
from careguide.core.review.checklist import Item, State, items
from careguide.core.review.prose import in_words

PACE = 230
"""Words that a person reads in a minute."""
LINE = 4
"""How many words a line counts for if it repeats what the reader knows by then."""
NOTHING = "null"


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
    """Everything, in the order in which it is read; `minutes` says how long each part takes."""

    questionnaire: Questionnaire
    verdicts: tuple[Verdict, ...]
    ends: tuple[End, ...]
    told: tuple[Told, ...]
    items: tuple[Item, ...]
    open: tuple[Open, ...]
    minutes: Mapping[str, int]

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
    times = _minutes(questionnaire, told)
    return Dossier(questionnaire, found, ends(proof), told, checked, unsettled, times)


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
        "flags": sorted(assessment.state.flags),
        "rules": sorted(rule.id for rule in assessment.fired),
    }
    for key, value in found.items():
        wanted = case.expect.get(key, value)
        if (sorted(wanted) if isinstance(wanted, list) else wanted) != value:
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


def _minutes(questionnaire: Questionnaire, told: Sequence[Told]) -> dict[str, int]:
    guide = questionnaire
    parts: dict[str, tuple[object, ...]] = {
        "questions": (guide.questions, guide.labels),
        "rules": (guide.rules,),
        "warnings": (guide.messages, guide.take_along),
        "settings": (guide.settings, guide.cells),
        "around": (guide.intro, guide.phrases, guide.about),
        "lines": (guide.countries,),
    }
    words = {name: sum(_words(part) for part in blocks) for name, blocks in parts.items()}
    words["questions"] += LINE * sum(_lines(guide, option) for one in guide.questions for option in one.options)
    words["rules"] += LINE * sum(_lines(guide, rule) + 2 * len(rule.when) for rule in guide.rules)
    words["cases"] = sum(len(f"{one.case.title} {one.case.story}".split()) + 3 * LINE for one in told)
    promises = [line for promise in guide.guarantees for line in (promise.says, *prose.promise(guide, promise))]
    words["promises"] = sum(len(line.split()) for line in promises)
    words["sources"] = spoken_words([asdict(source) for source in guide.sources])
    return {name: max(1, round(count / PACE)) for name, count in words.items()}


def _lines(questionnaire: Questionnaire, effect: Effect) -> int:
    return len(prose.weighs(questionnaire, effect)) + len(prose.brings(questionnaire, effect))


def _words(part: object) -> int:
    """Count the words of a part: in both voices where they differ, and the second is read at a glance."""
    texts = [block for _, block in iter_blocks(part) if isinstance(block, Text)]
    return sum(len(text.to_self.split()) for text in texts) + sum(text.to_self != text.to_someone for text in texts)
