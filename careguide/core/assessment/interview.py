"""The interview: two respondents, what staff note beside their answers, and what everyone takes away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from careguide.core.assessment.answers import Answer, Sheet, merge_sheets
from careguide.core.assessment.assess import Assessment, assess
from careguide.core.assessment.bits import Plan
from careguide.core.assessment.reasons import spoken_effects
from careguide.core.assessment.summary import Summary, compose
from careguide.core.assessment.values import Priorities
from careguide.core.assessment.vocabulary import answer_words
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import NOT_SURE, UNKNOWN_ANSWERS, Effect, Question, Questionnaire, Span


class Mark(StrEnum):
    """How a family member knows what they say about someone else."""

    SAW = "saw"
    TOLD = "told"
    GUESS = "guess"


@dataclass(frozen=True)
class NextStep:
    """Something that was agreed: who does what, and when."""

    who: str
    what: str
    when: str


@dataclass(frozen=True)
class ProfessionalView:
    """Another setting that the member of staff would start with: ids of the setting and the reason, and a text."""

    setting: str
    reason: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Interview:
    """Everything that was answered and typed; `marks` and `notes` are by question id.

    `person` is the sheet of the person who takes the medicine, `family` that of someone who cares for them; either may
    be empty.
    """

    person: Sheet = field(default_factory=dict)
    family: Sheet = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    closing: str = ""
    steps: tuple[NextStep, ...] = ()
    staff_name: str = ""
    staff_contact: str = ""
    view: ProfessionalView | None = None
    left_off: frozenset[str] = frozenset()
    """Questions whose answers staff leave off the family sheet."""
    agreed: frozenset[str] = frozenset()
    """Private questions whose answers the person agrees to show there; all others are left off."""
    priorities: Priorities = field(default_factory=Priorities)
    """What matters to the person, where they said so beside their answers."""

    @property
    def voice(self) -> Voice:
        """Whom the paper speaks to: the person, or the family if they answered.

        What the family said of someone must never read as if that person had said "I".
        """
        return Voice.SOMEONE if self.family else Voice.SELF


@dataclass(frozen=True)
class Said:
    """What both answered to one question, in their own voices; `mark` says how the family knows, and may be empty."""

    question: str
    topic: str
    ask: str
    person: str
    family: str
    mark: str
    note: str
    differs: bool


@dataclass(frozen=True)
class Contribution:
    """What one answer or one rule added to the result: every axis and flag that it moves, or none.

    `who` is person, family or both, and empty for a rule or a question that was left open. The two needs are
    `(least, most)` names of steps; `flags` and `sources` are ids.
    """

    rule: str | None
    topic: str
    answer: str
    who: str
    because: str
    medical: tuple[str, str]
    daily: tuple[str, str]
    flags: tuple[str, ...]
    home: bool
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Takeaway:
    """The result of an interview: the summary of both sheets joined, what both said, and where they differ.

    `view` is the professional's view with the names of the setting and the reason in place of their ids.
    """

    interview: Interview
    summary: Summary
    said: tuple[Said, ...]
    contributions: tuple[Contribution, ...]
    view: ProfessionalView | None

    @property
    def differences(self) -> tuple[Said, ...]:
        """Every question that the two answered differently, to talk over."""
        return tuple(said for said in self.said if said.differs)


def joined_sheet(questionnaire: Questionnaire, interview: Interview) -> Sheet:
    """Return both sheets as one. A guess of the family counts, and also counts as not known."""
    family = {
        name: answer | {NOT_SURE} if interview.marks.get(name) is Mark.GUESS else answer
        for name, answer in interview.family.items()
    }
    return merge_sheets(questionnaire, interview.person, family)


def differs(one: Answer | None, other: Answer | None) -> bool:
    """Whether two respondents answered differently; someone who does not know contradicts no one."""
    return one is not None and other is not None and one != other and not (one | other) & UNKNOWN_ANSWERS


def take_away(plan: Plan, interview: Interview, country: str, *, exchanges: bool = True) -> Takeaway:
    """Return what people take away from an interview; `exchanges` as in `compose`.

    Raises KeyError for a country that is not in the file.
    """
    questionnaire = plan.questionnaire
    sheet = joined_sheet(questionnaire, interview)
    assessment = assess(plan, sheet)
    return Takeaway(
        interview,
        compose(plan, sheet, interview.voice, country, exchanges=exchanges),
        tuple(
            _what_both_said(questionnaire, interview, question)
            for question in questionnaire.questions
            if question in assessment.asked or question.id in interview.notes
        ),
        (*_from_rules(assessment, interview), *_from_answers(assessment, interview)),
        _named(questionnaire, interview),
    )


def _named(questionnaire: Questionnaire, interview: Interview) -> ProfessionalView | None:
    if not interview.view:
        return None
    reasons = questionnaire.together.view_reasons if questionnaire.together else ()
    reason = next((item.label.in_voice(interview.voice) for item in reasons if item.id == interview.view.reason), "")
    return ProfessionalView(
        questionnaire.setting[interview.view.setting].name.in_voice(interview.voice), reason, interview.view.text
    )


def _what_both_said(questionnaire: Questionnaire, interview: Interview, question: Question) -> Said:
    person, family = interview.person.get(question.id), interview.family.get(question.id)
    mark = interview.marks.get(question.id) if family else None
    words = questionnaire.together
    return Said(
        question.id,
        question.topic.in_voice(interview.voice),
        question.ask.in_voice(interview.voice),
        answer_words(questionnaire, question, person, Voice.SELF),
        answer_words(questionnaire, question, family, Voice.SOMEONE),
        getattr(words, mark).in_voice(interview.voice) if words and mark else "",
        interview.notes.get(question.id, ""),
        differs(person, family),
    )


def _from_rules(assessment: Assessment, interview: Interview) -> list[Contribution]:
    return [_contribution(rule, interview, rule=rule.id) for rule in assessment.fired]


def _from_answers(assessment: Assessment, interview: Interview) -> list[Contribution]:
    found = []
    for question in assessment.asked:
        for word, effect in spoken_effects(assessment, question):
            if effect.matters:
                chosen = None if word is None else frozenset({word})
                answer = answer_words(assessment.questionnaire, question, chosen, interview.voice)
                who = _who(interview, question, word)
                found.append(
                    _contribution(
                        effect, interview, topic=question.topic.in_voice(interview.voice), answer=answer, who=who
                    )
                )
    return found


def _who(interview: Interview, question: Question, word: str | None) -> str:
    guessed = question.id in interview.family and interview.marks.get(question.id) is Mark.GUESS
    said = {
        "person": word in interview.person.get(question.id, ()),
        "family": word in interview.family.get(question.id, ()) or (guessed and word == NOT_SURE),
    }
    return "both" if all(said.values()) else next((name for name, spoke in said.items() if spoke), "")


def _contribution(
    effect: Effect, interview: Interview, *, rule: str | None = None, topic: str = "", answer: str = "", who: str = ""
) -> Contribution:
    return Contribution(
        rule=rule,
        topic=topic,
        answer=answer,
        who=who,
        because=effect.because.in_voice(interview.voice) if effect.because else "",
        medical=_names(effect.medical),
        daily=_names(effect.daily),
        flags=effect.flags,
        home=effect.home,
        sources=effect.sources,
    )


def _names(span: Span[Any]) -> tuple[str, str]:
    return span.least.name, span.most.name
