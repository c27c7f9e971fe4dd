"""The flow as a picture and as an outline, both made from the model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from careguide.core.questionnaire.model import NOT_SURE, PREFER_NOT, Questionnaire
from careguide.core.questionnaire.reader import read
from careguide.core.review.chart import mermaid, outline
from careguide.core.review.prose import short
from tests.core.tiny import TEXT, edited
from tests.shipped import shipped
from tests.test_cli import run

LABEL = r'"[^"<>`]*(?:<br>[^"<>`]*)*"'
NODE = rf"\w+(?:\({LABEL}\)|\[{LABEL}\]|\(\[{LABEL}\]\)|\{{\{{{LABEL}\}}\}})"
LINE = re.compile(
    rf"  subgraph \w+ \[{LABEL}\]|  end|    \w+ ~~~ \w+|  \w+ -->(?:\|{LABEL}\|)? \w+"
    rf"|  {NODE}|    {NODE}|    \w+ -\. {LABEL} \.-> {NODE}"
)
"""Every line that our picture may hold; the mermaid parser takes each of them."""


@pytest.fixture(params=["tiny", "shipped", "hostile"])
def guide(request: pytest.FixtureRequest) -> Questionnaire:
    """Return a questionnaire: the smallest, the shipped one, and one whose words are Mermaid's own signs."""
    if request.param == "shipped":
        return shipped()
    signs = "end --> A[x]; #quot; `b` <i>&amp;</i> |y| %% {z}"
    return read(TEXT) if request.param == "tiny" else edited(("topic: Danger\n", f"topic: '\"{signs}\"'\n"))


def test_every_line_of_the_picture_is_sound(guide: Questionnaire) -> None:
    """Each line has a form that Mermaid knows, with quoted labels in which no sign of its own is left."""
    first, *lines = mermaid(guide).splitlines()
    assert first == "flowchart TD"
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    opened = [line.strip().split()[0] for line in lines if line.strip().split()[0] in ("subgraph", "end")]
    assert opened == ["subgraph", "end"] * (len(guide.sections) + 1)


def test_every_line_of_the_picture_leads_somewhere(guide: Questionnaire) -> None:
    """Whatever an arrow names is drawn, each question stands once in its section, and all lead to the summary."""
    text = mermaid(guide)
    drawn = set(re.findall(r"(?m)(?:^ +|> )(\w+)[\[({]", text)) | {"rules"}
    arrows = re.findall(r"(?m)^  (\w+) -->(?:\|.*\|)? (\w+)$", text)
    assert {name for arrow in arrows for name in arrow} <= drawn
    found = re.findall(r"(?m)^    (q\d+)\[", text)
    assert found == [f"q{place}" for place in range(1, len(guide.questions) + 1)]
    reached = {"begin"}
    for _ in arrows:
        reached |= {there for here, there in arrows if here in reached}
    assert reached >= {*found, "rules", "summary"}


def test_every_warning_has_its_answers(guide: Questionnaire) -> None:
    """For each question and flag, the picture names just the answers that raise it."""
    text = mermaid(guide)
    for number, question in enumerate(guide.questions, 1):
        for place, flag in enumerate(guide.flags, 1):
            words = [*question.option, NOT_SURE, PREFER_NOT]
            raised = [word for word in words if flag.id in question.effect(word).flags]
            line = re.search(rf'(?m)^    q{number} -\. "(.*)" \.-> q{number}f{place}\W', text)
            assert (line[1] if line else "") == short(raised)


def test_a_branch_has_a_way_around(guide: Questionnaire) -> None:
    """A question that may be left out has an arrow with its condition, and one that goes by it."""
    text = mermaid(guide)
    for number, question in enumerate(guide.questions, 1):
        gated = re.search(rf'(?m)^  q{number - 1} -->\|".*or not known"\| q{number}$', text)
        assert bool(gated) == bool(question.ask_if)
        if question.ask_if and number < len(guide.questions):
            assert f'  q{number - 1} -->|"otherwise"| q{number + 1}\n' in text


def test_the_outline_holds_everything(guide: Questionnaire) -> None:
    """The outline names every section, question, option, rule and warning, in order."""
    text = outline(guide)
    names = [f"[{option.id}]" for question in guide.questions for option in question.options]
    asked = re.findall(r"(?m)^  \d+\. .* \[([^],]+)[^]]*\]$", text)
    assert asked == [question.id for question in guide.questions]
    rules = [f"\n  {rule.id}\n" for rule in guide.rules]
    assert [name for name in (*names, *rules, *(f"[{flag}]" for flag in guide.flag)) if name not in text] == []
    assert text.count("Asked if") == sum(bool(question.ask_if) for question in guide.questions)


def test_the_command_prints_both(tmp_path: Path) -> None:
    """`careguide map` draws the shipped file or one that is named, and `--text` puts it into words."""
    own = tmp_path / "own.yaml"
    own.write_text(TEXT, encoding="utf-8")
    assert run("map").stdout == mermaid(shipped())
    assert run("map", "--text").stdout == outline(shipped())
    assert run("map", own, "--text").stdout == outline(read(TEXT))
