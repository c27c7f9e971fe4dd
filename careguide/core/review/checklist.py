"""A checklist for decision aids, based on the ideas of IPDAS in our own words, worked out item by item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from careguide.core.proof.verify import Verdict
from careguide.core.questionnaire.content import Evidence, Setting, Source, Text
from careguide.core.questionnaire.model import Effect, Factor, Question, Questionnaire
from careguide.core.questionnaire.references import iter_blocks
from careguide.core.review.prose import in_words

CHANCE = re.compile(r"\d+ (?:out of|in) \d+")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LONGEST = 15
"""Words of a sentence."""
EQUAL = 1.5
"""How many times longer the longest kind of care may be than the shortest."""


class State(StrEnum):
    """Whether an item is met; some only people can judge, and no program can see it."""

    MET = "met"
    NOT_MET = "not met"
    PEOPLE = "needs people"


@dataclass(frozen=True)
class Item:
    """One thing that an aid should do, whether this one does, and what shows it."""

    group: str
    says: str
    state: State
    evidence: str


Finding = tuple[str, bool | State, str]


def items(questionnaire: Questionnaire, verdicts: Sequence[Verdict]) -> tuple[Item, ...]:
    """Return the checklist of a questionnaire, with the verdicts on its guarantees."""
    groups: tuple[tuple[str, Callable[[Questionnaire], Iterator[Finding]]], ...] = (
        ("What can be chosen", _choices),
        ("Wishes and talk", _wishes),
        ("Evidence", _evidence),
        ("Clear words", _clear),
        ("How it is made", _made),
        ("Safety", lambda guide: _safe(guide, verdicts)),
    )
    return tuple(
        Item(group, says, _state(found), evidence)
        for group, find in groups
        for says, found, evidence in find(questionnaire)
    )


def _state(found: bool | State) -> State:
    if isinstance(found, State):
        return found
    return State.MET if found else State.NOT_MET


def _choices(guide: Questionnaire) -> Iterator[Finding]:
    yield "It says what the decision is.", bool(in_words(guide.intro.what)), in_words(guide.intro.what)
    always = guide.setting.get(guide.always_shown)
    names = f"{len(guide.settings)} kinds of care. Always among them: {in_words(always.name) if always else 'none'}."
    yield "It names each choice, and making no change among them.", always is not None, names
    good, hard = ([len(getattr(one, key)) for one in guide.settings] for key in ("good", "hard"))
    points = f"{_span(good)} good points and {_span(hard)} hard points each."
    yield "It gives good and hard points of each choice.", min(good + hard) > 0, points
    sizes = [_words(setting) for setting in guide.settings]
    told = f"The same headings for all; {_span(sizes)} words each."
    yield "It tells each choice in the same detail.", max(sizes) <= EQUAL * min(sizes), told
    chances = sum(bool(CHANCE.search(in_words(text))) for text in _texts(guide.settings))
    told = f"{chances} texts on kinds of care give a chance. {_claim(guide, 'not_known')}"
    yield "It gives chances of what may happen, in numbers, for each choice.", chances >= len(guide.settings), told


def _wishes(guide: Questionnaire) -> Iterator[Finding]:
    wishes = [question for question in guide.questions if question.factor is Factor.PREFERENCE]
    yield "It asks what the person would choose.", bool(wishes), _topics(wishes) or "No question asks."
    apart = [question for question in guide.questions if question.factor in (Factor.PREFERENCE, Factor.COST)]
    moving = [question for question in apart if _moves(guide, question)]
    told = f"{_topics(apart)}: no answer raises anything, and no rule or branch looks at them."
    told = f"These do: {_topics(moving)}." if moving else told
    yield "Wishes and money never change what is called safe.", not moving, told
    yield "It shows how each choice fits with what matters most.", bool(guide.values), _matched(guide)
    always = sum(item.always for item in guide.take_along)
    told = f"{len(guide.take_along)} questions to take along, {always} of them in every summary."
    yield "It helps to talk it over with a professional.", always > 0, told


def _matched(guide: Questionnaire) -> str:
    """Return how each kind of care sits with each value, in numbers, and how much of that only marketing says."""
    matches = [match for value in guide.values for match in value.matches]
    kinds = ", ".join(
        f"{count} {kind.replace('_', ' ')}" for kind, count in Counter(one.kind for one in matches).items()
    )
    papers = {source.id for source in guide.sources if source.evidence is Evidence.DOCUMENT}
    alone = sum(bool(match.sources) and papers.issuperset(match.sources) for match in matches)
    told = f"{len(guide.values)} values, each beside {len(guide.settings)} kinds of care: {kinds}."
    return f"{told} {alone} of these rest on marketing texts alone." if matches else "The file has no values."


def _evidence(guide: Questionnaire) -> Iterator[Finding]:
    weighing = [block for _, block in iter_blocks(guide) if isinstance(block, Effect) and block.matters]
    bare = [effect for effect in weighing if not (effect.because and effect.sources)]
    told = f"{len(weighing) - len(bare)} of {len(weighing)} answers and rules that weigh something have both."
    yield "All that weighs something has a reason and a source.", not bare, told
    papers = [one for one in guide.sources if one.evidence is Evidence.DOCUMENT]
    names = {source.id for source in papers}
    alone = sum(bool(effect.sources) and names.issuperset(effect.sources) for effect in weighing)
    told = f"{alone} answers or rules rest on marketing texts alone."
    yield "Nothing rests on marketing.", alone == 0, told
    kinds = Counter(source.evidence.value for source in guide.sources)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    yield "It says how each source knows.", bool(guide.sources), told
    undated = [source.id for source in guide.sources if source not in papers and not _dated(source)]
    yield "It gives the year of each source.", not undated, f"No year: {', '.join(undated) or 'none'}."
    unknown = _claim(guide, "not_known")
    yield "It says what is not known.", bool(unknown), unknown or "No such part."


def _clear(guide: Questionnaire) -> Iterator[Finding]:
    own = [text for text in _texts(guide) if text.to_self]
    sentences = [part for text in own for words in (text.to_self, text.to_someone) for part in _sentences(words)]
    longest = max(len(part.split()) for part in sentences)
    told = f"{len(sentences):,} sentences, the longest of {longest} words. Each change is measured at grade six."
    yield f"Its sentences have {LONGEST} words at most.", longest <= LONGEST, told
    told = f"{len(own)} texts, each in both voices."
    yield "It speaks to the person, and to one who cares for them.", all(text.to_someone for text in own), told
    told = "Tests drive a keyboard and look for known faults. No person has told us yet."
    yield "People who see, hear or move in other ways can use it.", State.PEOPLE, told
    yield "People it is for understand it.", State.PEOPLE, "No reading with people is on record."


def _made(guide: Questionnaire) -> Iterator[Finding]:
    told = f"Version {guide.version} of {guide.published}; next review by {guide.next_review}."
    yield "It carries its version, its date and its next review.", bool(guide.next_review), told
    for part, says in (("funding", "It says who pays for it."), ("updates", "It says how it is kept up to date.")):
        words = _claim(guide, part)
        yield says, bool(words), words or "No such part."
    yield "It names its authors and what they are trained in.", False, "The file has no place for it yet."
    review = guide.review
    reviewed = State.MET if review.by and review.on else State.PEOPLE
    told = f"{review.by}, {review.on}." if review.by and review.on else "No one is named yet."
    yield "A clinician has reviewed it.", reviewed, told
    yield "People who take the medicine had a part in it.", State.PEOPLE, "Nothing is on record."
    yield "It was tried with people who face this decision.", State.PEOPLE, "Nothing is on record."
    yield "It was shown to help people decide.", State.PEOPLE, "No study has been made."


def _safe(guide: Questionnaire, verdicts: Sequence[Verdict]) -> Iterator[Finding]:
    held = [verdict for verdict in verdicts if verdict.held]
    alarms = [verdict for verdict in verdicts if verdict.id == "alarms"]
    told = " ".join(verdict.says for verdict in alarms) or "Not proved."
    yield "Danger comes first, alone.", any(verdict.held for verdict in alarms), told
    told = f"{len(held)} of {len(verdicts)} are held over every sheet of answers."
    yield "All that is promised is proved.", bool(held) and len(held) == len(verdicts), told
    yield (
        "It says that it is not a diagnosis.",
        bool(in_words(guide.intro.not_a_diagnosis)),
        in_words(guide.intro.not_a_diagnosis),
    )
    yield "It says what happens to the answers.", bool(in_words(guide.intro.answers)), in_words(guide.intro.answers)
    lines = [line for country in guide.countries for line in country.lines]
    tried = sum(line.checked_on is not None for line in lines)
    state = State.MET if tried == len(lines) else State.PEOPLE
    yield "A person has tried each help line.", state, f"{tried} of {len(lines)} have been tried."


def _moves(guide: Questionnaire, question: Question) -> bool:
    effects = (*question.options, question.not_sure, question.prefer_not)
    clauses = [clause for rule in guide.rules for clause in rule.when] + [other.ask_if for other in guide.questions]
    named = any(one.question == question.id for clause in clauses for one in clause)
    return named or any(effect.raises_need or effect.flags for effect in effects)


def _claim(guide: Questionnaire, part: str) -> str:
    return " ".join(in_words(about.claims[0].text) for about in guide.about if about.id == part and about.claims)


def _topics(questions: Sequence[Question]) -> str:
    return ", ".join(in_words(question.topic) for question in questions)


def _span(counts: Sequence[int]) -> str:
    least, most = min(counts), max(counts)
    return str(least) if least == most else f"{least} to {most}"


def _dated(source: Source) -> bool:
    return bool(YEAR.search(f"{source.title} {source.where}"))


def _texts(part: object) -> Iterator[Text]:
    return (block for _, block in iter_blocks(part) if isinstance(block, Text))


def _words(setting: Setting) -> int:
    return sum(len(in_words(text).split()) for text in _texts(setting))


def _sentences(words: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s+", words)
