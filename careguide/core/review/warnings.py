"""What `careguide check` says beside faults: words, sources, reviews, help lines, voices, equal detail, long paths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from statistics import median_low

from careguide.core.assessment.bits import Plan
from careguide.core.proof.all_sheets import MAX_TICKS, AllSheets
from careguide.core.proof.lengths import lengths
from careguide.core.questionnaire.catalogue import Catalogue
from careguide.core.questionnaire.content import Claim, Source, Text, Voice
from careguide.core.questionnaire.faults import Advice, Problem, Slip, describe
from careguide.core.questionnaire.model import NONE_ANSWERS, Option, Question, Questionnaire
from careguide.core.questionnaire.reader import Places
from careguide.core.questionnaire.references import Finding, Path, iter_blocks
from careguide.core.questionnaire.values import Match, Value
from careguide.core.review import texts, wording

BAND = 0.15
"""How far the length of a setting may be from the usual length, as a share of it."""
LISTS = {"good": "good points", "hard": "hard points", "ask": "questions to ask"}

CALM = re.compile(
    r"\b(?:no change for now|nothing has to be (?:decided|changed)|no (?:hurry|rush)|"
    r"go on as (?:you|they) (?:do|are)|stay as (?:you|they|it|things) (?:are|is))",
    re.IGNORECASE,
)
"""Words that say that nothing has to happen now."""

KNOWS = re.compile(r"\b(?:I|you) (?:know|think|see|saw)\b", re.IGNORECASE)
SPEAKER = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b")
READER = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
OTHERS = re.compile(r"\b(?:they|them|their|theirs|themselves)\b", re.IGNORECASE)


def find_warnings(
    questionnaire: Questionnaire,
    places: Places,
    templates: Mapping[str, str],
    catalogue: Catalogue,
    today: date,
) -> list[Problem]:
    """Return everything that is not a fault, in the questionnaire and in the words around it, by place."""
    own = list(texts.of_questionnaire(questionnaire))
    around = [said for name, source in templates.items() for said in texts.of_template(source, name)]
    around += texts.of_catalogue(catalogue)
    words = questionnaire.wording
    found = chain(
        wording.find_wording_problems(words, own, texts.groups(questionnaire)),
        wording.declared(words, own + around),
        _calm_words(questionnaire),
        _claims(questionnaire),
        _settings(questionnaire),
        _help_lines(questionnaire),
        _review(questionnaire, today),
        _voices(questionnaire),
        _options(questionnaire),
        _paths(questionnaire),
    )
    problems = [*places.losses]
    problems += [places.problem(finding.entry, finding.path, **finding.facts) for finding in found]
    for finding in wording.find_wording_problems(words, around, ()):
        name, line = finding.path
        problems.append(describe(finding.entry, str(name), int(line), "", **finding.facts))
    return sorted(problems)


def _calm_words(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find words that may calm outside of `calm_only` texts."""
    blocks = list(iter_blocks(questionnaire))
    calm = {path for path, block in blocks if getattr(block, "calm_only", False)} | {("phrases", "no_change")}
    calm_settings = {setting.id for setting in questionnaire.settings if setting.calm_only}
    calm |= {path for path, block in blocks if isinstance(block, Match) and block.setting in calm_settings}
    for path, block in blocks:
        if isinstance(block, Text) and not any(path[:end] in calm for end in range(len(path) + 1)):
            for hit in {hit[0]: hit for hit in map(CALM.search, (block.to_self, block.to_someone)) if hit}.values():
                yield Finding(Slip.CALM_WORD, path, {"word": hit[0]})


def _claims(questionnaire: Questionnaire) -> Iterator[Finding]:
    exact = [path for path, block in iter_blocks(questionnaire) if isinstance(block, Claim) and block.exact]
    if len(exact) > 1:
        yield Finding(Slip.TOO_MANY_EXACT, exact[1], {"count": len(exact)})
    cited: set[str] = set()
    for path, block in iter_blocks(questionnaire):
        cited.update(getattr(block, "sources", ()) if block is not questionnaire else ())
        if isinstance(block, Claim) and not block.sources and not block.ourselves:
            yield Finding(Slip.CLAIM_WITHOUT_SOURCE, path, {})
    for path, block in iter_blocks(questionnaire):
        if isinstance(block, Source) and block.id not in cited:
            yield Finding(Advice.SOURCE_UNUSED, path, {"id": block.id})


def _settings(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Count the items and the words of each setting beside what is usual among them."""
    settings = questionnaire.settings
    counts = {what: [len(getattr(item, name)) for item in settings] for name, what in LISTS.items()}
    counts["words"] = [_length(block for _, block in iter_blocks(item)) for item in settings]
    for what, found in counts.items():
        usual = median_low(found)
        room = BAND * usual if what == "words" else 0
        for index, (setting, count) in enumerate(zip(settings, found, strict=True)):
            if abs(count - usual) > room:
                facts = {"id": setting.id, "count": count, "what": what, "usual": usual}
                yield Finding(Advice.UNEQUAL_DETAIL, ("settings", index), facts)


def _length(blocks: Iterator[object]) -> int:
    return sum(len(block.to_self.split()) for block in blocks if isinstance(block, Text))


def _help_lines(questionnaire: Questionnaire) -> Iterator[Finding]:
    for index, country in enumerate(questionnaire.countries):
        for place, line in enumerate(country.lines):
            if not line.checked_on:
                path: Path = ("countries", index, "lines", place, "checked_on")
                yield Finding(Advice.LINE_UNCHECKED, path, {"id": line.name})


def _review(questionnaire: Questionnaire, today: date) -> Iterator[Finding]:
    if not (questionnaire.review.by and questionnaire.review.on):
        yield Finding(Advice.REVIEW_MISSING, ("review",), {})
    if date.fromisoformat(questionnaire.next_review) < today:
        yield Finding(Advice.REVIEW_PAST, ("next_review",), {"date": questionnaire.next_review})


def _voices(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Check who speaks of whom, and whether both voices say the same numbers."""
    for path, block in iter_blocks(questionnaire):
        if isinstance(block, Question):
            yield from _speaks(block.ask, (*path, "ask"))
        elif isinstance(block, Option | Value):
            yield from _speaks(block.label, (*path, "label"))
        elif isinstance(block, Text) and _numbers(block.to_self) != _numbers(block.to_someone):
            yield Finding(Advice.VOICES_DIFFER, path, {})


def _speaks(text: Text, path: Path) -> Iterator[Finding]:
    about = KNOWS.sub("", text.to_someone)
    if wrong := SPEAKER.search(about) or READER.search(about):
        yield Finding(Advice.VOICE_SLIP, (*path, "someone"), {"voice": Voice.SOMEONE.value, "word": wrong[0]})
    spoken = SPEAKER.search(text.to_self) or READER.search(text.to_self)
    if not spoken and (wrong := OTHERS.search(text.to_self)):
        yield Finding(Advice.VOICE_SLIP, (*path, "self"), {"voice": Voice.SELF.value, "word": wrong[0]})


def _numbers(words: str) -> list[str]:
    return sorted(re.findall(r"\d+", words))


def _options(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find options that change nothing. If a later question depends on one, each of its options changes something."""
    asked = {condition.question for question in questionnaire.questions for condition in question.ask_if}
    ruled = {
        (condition.question, option)
        for rule in questionnaire.rules
        for clause in rule.when
        for condition in clause
        for option in condition.options
    }
    for index, question in enumerate(questionnaire.questions):
        for place, option in enumerate(question.options):
            brings = option.matters or option.notes or option.ask or option.wants
            changes = brings or question.id in asked or (question.id, option.id) in ruled
            path: Path = ("questions", index, "options", place)
            if changes and option.information:
                yield Finding(Advice.INFORMATION_WITH_EFFECT, path, {"id": option.id})
            elif not changes and not option.information and option.id not in NONE_ANSWERS:
                yield Finding(Advice.OPTION_CHANGES_NOTHING, path, {"id": option.id})


def _paths(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Find what makes a proof impossible: too many ticks, or a path that asks more than it may."""
    many = False
    for index, question in enumerate(questionnaire.questions):
        if question.tick and len(question.options) > MAX_TICKS:
            many = True
            facts = {"id": question.id, "count": len(question.options), "limit": MAX_TICKS}
            yield Finding(Slip.TOO_MANY_TICKS, ("questions", index, "options"), facts)
    limit = questionnaire.at_most
    if limit and not many and (count := max(lengths(AllSheets(Plan(questionnaire))))) > limit:
        yield Finding(Slip.PATH_TOO_LONG, ("at_most",), {"count": count, "limit": limit})
