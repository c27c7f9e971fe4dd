"""When a question is asked, in the words of FHIR: `enableWhen`, which knows the answers but not the unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from careguide.core.questionnaire.content import Clause
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Question, Questionnaire
from careguide.fhir.canon import Canon, Resource, answer_code

Term = tuple[str, str]
"""A question and one of its answers; no answer is what it says where the word is empty."""

OPEN = ""


def asked_when(questionnaire: Questionnaire, question: Question) -> tuple[tuple[Term, ...], ...]:
    """Return lines that must all hold for a question to be asked; of each line, any term is enough.

    An earlier answer rules a question out only when it is known. So what is left open, or not known, asks it too. But a
    question that was never asked is left open as well, and rules out what hangs on it: so where a branch looks at
    a question with a branch of its own, there is one line more for each line of that one.
    """
    if not question.ask_if:
        return ()
    each = []
    for condition in question.ask_if:
        before = questionnaire.question[condition.question]
        known = tuple((before.id, word) for word in (*condition.options, *sorted(UNKNOWN_ANSWERS)))
        left_open = () if before.optional else ((before.id, OPEN),)
        each.append([known + left_open, *(known + line for line in asked_when(questionnaire, before))])
    return tuple(tuple(dict.fromkeys(term for part in parts for term in part)) for parts in product(*each))


def holds_when(clause: Clause) -> tuple[Term, ...]:
    """Return the terms of a line that holds for certain."""
    return tuple((condition.question, word) for condition in clause for word in condition.options)


def guarded(canon: Canon, lines: Sequence[Iterable[Term]], item: Resource) -> Resource:
    """Return an item that is shown while every line holds.

    An item can say that all of its terms must hold or that any is enough, not both: so each line more is a group around
    it, which shows nothing itself.
    """
    for number, line in enumerate(lines):
        if number:
            item = {"linkId": f"{item['linkId']}.if", "type": "group", "item": [item]}
        item |= {"enableWhen": [_term(canon, *term) for term in line], "enableBehavior": "any"}
    return item


def _term(canon: Canon, name: str, word: str) -> Resource:
    if word == OPEN:
        return {"question": name, "operator": "exists", "answerBoolean": False}
    code = answer_code(canon.questionnaire.question[name], word)
    return {"question": name, "operator": "=", "answerCoding": {"system": canon.system, "code": code}}
