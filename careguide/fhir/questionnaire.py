"""The questionnaire as a FHIR Questionnaire, one for each voice, and the codes that its answers have."""

from __future__ import annotations

from collections.abc import Iterator

from careguide.core.assessment.answers import ALONE, words_of
from careguide.core.assessment.values import LETTERS, OWN_WORDS, RANKS
from careguide.core.questionnaire.content import Country, HelpLine, LineKind, Text, Voice
from careguide.core.questionnaire.model import Level, Question, Questionnaire
from careguide.fhir.branches import asked_when, guarded, holds_when
from careguide.fhir.canon import ANSWERS, NAMES, PRIORITIES, VALUES, Canon, Resource, answer_code, value_code
from careguide.fhir.narrative import narrative, paragraphs
from careguide.files import catalogue

PROFILE = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire"
CORE = "http://hl7.org/fhir/StructureDefinition/"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
URGENT = (LineKind.EMERGENCY, LineKind.CRISIS)


def form(canon: Canon, voice: Voice, country: Country) -> Resource:
    """Return the Questionnaire in one voice, with the urgent help lines of one country."""
    questionnaire = canon.questionnaire
    intro, title = questionnaire.intro, questionnaire.title.in_voice(voice)
    by_whom = {Voice.SELF: "record.by_person", Voice.SOMEONE: "record.by_other"}[voice]
    resource = canon.published("Questionnaire", NAMES[voice]) | {
        "meta": {"profile": [PROFILE]},
        "text": narrative(paragraphs(title, intro.what.in_voice(voice), intro.not_a_diagnosis.in_voice(voice))),
        "extension": [_extension("artifact-versionAlgorithm", Coding=_VERSIONS)],
        "name": "CareGuide" if voice is Voice.SELF else "CareGuideSomeone",
        "title": catalogue().say(by_whom, title=title),
        "subjectType": ["Patient"],
        "description": intro.what.in_voice(voice),
        "purpose": intro.not_a_diagnosis.in_voice(voice),
        "item": [*_opening(questionnaire, voice, country), *_sections(canon, voice, country), *_values(canon, voice)],
    }
    return resource | ({"lastReviewDate": questionnaire.review.on} if questionnaire.review.on else {})


_VERSIONS = {"system": "http://hl7.org/fhir/version-algorithm", "code": "natural"}


def layout(canon: Canon, voice: Voice) -> tuple[Resource, ...]:
    """Return the items of a Questionnaire, made once, for a response to be nested as they are; only to be read."""
    if voice not in canon.layouts:
        canon.layouts[voice] = tuple(form(canon, voice, canon.questionnaire.countries[0])["item"])
    return canon.layouts[voice]


def codes(canon: Canon) -> Resource:
    """Return our own CodeSystem of every question and answer, with the words of both voices."""
    questionnaire = canon.questionnaire
    concepts = [_concept("unknown.not_sure", questionnaire.labels.not_sure)]
    concepts += [_concept("unknown.prefer_not", questionnaire.labels.prefer_not)]
    for question in questionnaire.questions:
        concepts.append(_concept(question.id, question.topic))
        concepts += [_concept(answer_code(question, option.id), option.label) for option in question.options]
    concepts += [_concept(value_code(value.id), value.label) for value in questionnaire.values]
    return code_system(canon, ANSWERS, "CareGuideAnswers", catalogue().say("record.codes"), concepts)


def code_system(canon: Canon, name: str, computable: str, title: str, concepts: list[Resource]) -> Resource:
    """Return a CodeSystem of our own, complete."""
    return canon.published("CodeSystem", name) | {
        "text": narrative(paragraphs(title)),
        "name": computable,
        "title": title,
        "caseSensitive": True,
        "content": "complete",
        "count": len(concepts),
        "concept": concepts,
    }


def _concept(code: str, text: Text) -> Resource:
    concept: Resource = {"code": code, "display": text.to_self}
    if text.to_someone != text.to_self:
        concept["designation"] = [{"language": "en", "value": text.to_someone}]
    return concept


def _extension(name: str, **value: object) -> Resource:
    return {"url": CORE + name, **{f"value{kind}": given for kind, given in value.items()}}


def _control(code: str) -> Resource:
    concept = {"coding": [{"system": CONTROLS, "code": code}]}
    return _extension("questionnaire-itemControl", CodeableConcept=concept)


def _display(name: str, text: str) -> Resource:
    return {"linkId": name, "text": text, "type": "display"}


def _opening(questionnaire: Questionnaire, voice: Voice, country: Country) -> Iterator[Resource]:
    """Yield what the first screen says, so that no other screen can leave it out."""
    intro = questionnaire.intro
    said = (intro.what, intro.not_a_diagnosis, intro.do_not_stop, intro.scope, intro.not_for)
    yield _display("opening", " ".join(" ".join(text.in_voice(voice).split()) for text in said))
    urgent = [line for line in country.lines if line.kind in URGENT]
    yield _display("opening.lines", catalogue().say("record.urgent", lines=_lines(urgent)))


def _lines(lines: list[HelpLine]) -> str:
    said = catalogue().say
    reached = (
        (line.name, [line.call, line.text and said("summary.by_text", number=line.text), line.web]) for line in lines
    )
    return " ".join(f"{name}: {', '.join(filter(None, ways))}." for name, ways in reached)


def _sections(canon: Canon, voice: Voice, country: Country) -> Iterator[Resource]:
    for section in canon.questionnaire.sections:
        questions = [question for question in canon.questionnaire.questions if question.section == section.id]
        items = [item for question in questions for item in _around(canon, question, voice, country)]
        if items:
            yield {
                "linkId": f"section.{section.id}",
                "text": section.title.in_voice(voice),
                "type": "group",
                "item": items,
            }


def _values(canon: Canon, voice: Voice) -> Iterator[Resource]:
    """Yield the questions on what matters, which stand beside a result and move nothing."""
    options = [{"valueCoding": canon.value(value, voice)} for value in canon.questionnaire.values]
    if options:
        ranks = [
            {"linkId": link, "text": catalogue().say(f"rank.{part}", voice), "type": "choice"}
            | {"required": False, "repeats": False, "extension": [_control("radio-button")], "answerOption": options}
            for link, part in PRIORITIES.items()
            if part in RANKS
        ]
        words: Resource = {"linkId": f"{VALUES}.{OWN_WORDS}", "text": catalogue().say("matters.own_words", voice)}
        words |= {"type": "string", "required": False, "maxLength": LETTERS}
        yield {
            "linkId": f"{VALUES}.all",
            "text": catalogue().say("matters.ask", voice),
            "type": "group",
            "item": [*ranks, words],
        }


def _around(canon: Canon, question: Question, voice: Voice, country: Country) -> Iterator[Resource]:
    """Yield a question, and the alarms that its answer can bring."""
    questionnaire = canon.questionnaire
    yield guarded(canon, asked_when(questionnaire, question), _asked(canon, question, voice, country))
    flags = {flag.id: flag.message for flag in questionnaire.flags if flag.level is Level.EMERGENCY}
    loud = tuple((question.id, word) for word in words_of(question) if flags.keys() & set(question.effect(word).flags))
    lines = {f"{question.id}.alarm": [loud]} if loud else {}
    for rule in questionnaire.rules:
        names = {condition.question for clause in rule.when for condition in clause}
        last = [asked.id for asked in questionnaire.questions if asked.id in names][-1]
        if flags.keys() & set(rule.flags) and last == question.id:
            lines[f"{question.id}.{rule.id}.alarm"] = [holds_when(clause) for clause in rule.when]
    text = _alarm(questionnaire, next(iter(flags.values())), voice, country) if flags else ""
    for name, when in lines.items():
        yield guarded(canon, when, _display(name, text))


def _alarm(questionnaire: Questionnaire, name: str, voice: Voice, country: Country) -> str:
    message = questionnaire.message[name]
    urgent = [line for line in country.lines if line.kind in message.lines]
    return " ".join(
        (f"{message.title.in_voice(voice)}.", *(text.in_voice(voice) for text in message.body), _lines(urgent))
    )


def _asked(canon: Canon, question: Question, voice: Voice, country: Country) -> Resource:
    return {
        "linkId": question.id,
        "code": [canon.coding(question.id, question.topic.to_self)],
        "text": question.ask.in_voice(voice),
        "type": "choice",
        "required": False,
        "repeats": question.tick,
        "extension": [
            _control("check-box" if question.tick else "radio-button"),
            _extension("questionnaire-choiceOrientation", Code="vertical"),
        ],
        "answerOption": [_option(canon, question, word, voice) for word in words_of(question)],
        "item": list(_beside(canon.questionnaire, question, voice, country)),
    }


def _option(canon: Canon, question: Question, word: str, voice: Voice) -> Resource:
    option: Resource = {"valueCoding": canon.answer(question, word, voice)}
    if question.tick and word in ALONE:
        option["extension"] = [_extension("questionnaire-optionExclusive", Boolean=True)]
    return option


def _beside(questionnaire: Questionnaire, question: Question, voice: Voice, country: Country) -> Iterator[Resource]:
    if question.hint:
        yield _display(f"{question.id}.hint", question.hint.in_voice(voice))
    for number, name in enumerate(question.shows, 1):
        message = questionnaire.message[name]
        lines = [line for line in country.lines if line.kind in message.lines]
        yield _display(f"{question.id}.shown.{number}", f"{message.body[0].in_voice(voice)} {_lines(lines)}".strip())
    why = _display(f"{question.id}.why", question.why.in_voice(voice))
    yield why | {"extension": [_control("help")]}
