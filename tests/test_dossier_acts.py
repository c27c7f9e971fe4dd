"""What to do first, in the dossier: its words, what brings it, and what the worked cases are told of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.content import Voice
from careguide.core.review.dossier import Case, gather
from careguide.core.review.prose import brought_by
from tests.core.tiny import sheet
from tests.plans import plan_of
from tests.shipped import shipped
from tests.test_cli import run
from tests.web.conftest import parsed

pytestmark = pytest.mark.lengthy


def test_each_act_is_told_with_its_words_and_what_brings_it(tmp_path: Path) -> None:
    """Every act has a row: when, what, both voices of all its words, and each thing that brings it."""
    page = parsed(run("dossier", "--journeys", tmp_path).stdout)
    rows = [" ".join(row.to_text().split()) for row in page.query(".acts tbody tr")]
    assert len(rows) == len(shipped().acts) > 0
    for act, row in zip(shipped().acts, rows, strict=True):
        texts = [text for text in (act.title, act.body, act.say, act.otherwise, act.warm) if text]
        said = [text.in_voice(voice) for text in texts for voice in Voice]
        brought = [*brought_by(shipped(), act)]
        assert brought, f"nothing brings {act.id}"
        assert [words for words in (act.when.replace("_", " "), *said, *brought) if words not in row] == []


def test_what_brings_an_act_is_named_whole() -> None:
    """As many lines name an act as there are questions, rules, warnings and kinds of care that bring it."""
    guide = shipped()
    for act in guide.acts:
        asked = [
            question.id
            for question in guide.questions
            if act.id in {one.act for one in (*question.options, question.not_sure, question.prefer_not)}
        ]
        named = (
            *(rule.act for rule in guide.rules),
            *(flag.act for flag in guide.flags),
            *(one.act for one in guide.settings),
        )
        assert len([*brought_by(guide, act)]) == len(asked) + named.count(act.id) + act.alone


def test_a_case_that_is_told_to_do_otherwise_is_named() -> None:
    """What a worked case expects to do first is looked at in its order."""
    guide, given = shipped(), sheet("self_harm=yes_safe lately=running_out")
    case = Case("A case", "", Voice.SELF, guide.countries[0].code, given, {})
    names = [act.id for act in compose(plan_of(guide), given, case.voice, case.country).acts]
    assert len(names) > 1
    expected = (names, names[::-1], names[1:])
    told = gather(guide, [replace(case, expect={"acts": acts}) for acts in expected]).told
    assert [len(one.differs) for one in told] == [0, 1, 1]
    assert told[1].differs == (f"acts: written down as {', '.join(names[::-1])}, but {', '.join(names)}",)
