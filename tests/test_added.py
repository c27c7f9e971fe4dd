"""A clinician adds an optional question that is only to be known: it is checked, proved and asked like the others."""

from __future__ import annotations

import re
from dataclasses import asdict
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from careguide import pdf
from careguide.config import Config
from careguide.core.assessment.phone_code import decode, encode
from careguide.core.assessment.summary import compose
from careguide.core.diff.compare import compare
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from careguide.core.questionnaire.reader import read
from careguide.web import create_app
from tests.added import with_one_more
from tests.journey import journeys
from tests.plans import plan_of
from tests.shipped import is_only_known, shipped
from tests.test_cli import refusal, run

pytestmark = pytest.mark.slow

SHEET = {"past_hobby": frozenset({"time_outside"})}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the questionnaire with one more question."""
    file = tmp_path_factory.mktemp("added") / "questions.yaml"
    file.write_text(with_one_more(), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def grown(path: Path) -> Questionnaire:
    """Return the questionnaire with one more question."""
    return read(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def served(path: Path) -> FlaskClient:
    """Serve it; that proves every guarantee first."""
    return create_app(Config(questions=str(path)), warm=False).test_client()


def test_it_is_one_question_more(grown: Questionnaire) -> None:
    """The new question stands among the old ones, which are as they were."""
    assert len(grown.questions) == len(shipped().questions) + 1
    old = [asdict(question) for question in grown.questions if question.id != "past_hobby"]
    assert old == [asdict(question) for question in shipped().questions]
    assert is_only_known(grown.question["past_hobby"])


def test_check_finds_nothing(path: Path) -> None:
    """The question is as good as the others: short, plain, in both voices."""
    result = run("check", path)
    assert (result.exit_code, result.output) == (0, "")


def test_check_says_first_that_a_path_is_too_long(path: Path, tmp_path: Path) -> None:
    """Who forgets `at_most` is told so by check, at its line, and need not wait for a proof."""
    text, limit = path.read_text(encoding="utf-8"), len(shipped().questions)
    found = re.search(r"(?m)^at_most: .*$", text)
    assert found
    file = tmp_path / "questions.yaml"
    file.write_text(text.replace(found[0], f"at_most: {limit}"), encoding="utf-8")
    line = text.count("\n", 0, found.start()) + 1
    said = f"{file}:{line}: path_too_long: The longest path asks {limit + 1} questions; 'at_most' allows {limit}."
    assert said in refusal(1, "check", file)


def test_no_result_moves(grown: Questionnaire) -> None:
    """No sheet of the old questions leads anywhere else."""
    assert compare(shipped(), grown).moved == 0


def test_it_is_asked_everywhere(served: FlaskClient, grown: Questionnaire) -> None:
    """Both voices, the staff page, the API and FHIR ask it, and a page tells how many there are at most."""
    asked = grown.question["past_hobby"].ask
    assert asked.to_self in served.get("/").text
    assert asked.to_someone in served.get("/someone").text
    assert f" of {len(grown.questions)}" in served.get("/together").text
    for address in ("/together", "/api/v1/questionnaire", "/fhir/R4/Questionnaire/careguide"):
        assert "past_hobby" in served.get(address).text


def test_its_answer_changes_nothing_that_is_told(served: FlaskClient, grown: Questionnaire) -> None:
    """Every worked case tells the same with it and without it, as data, on its page and on paper."""
    for journey in journeys()[::6]:
        known = {**journey.sheet, **SHEET}
        plain, more = (compose(plan_of(grown), said, journey.voice, journey.country) for said in (journey.sheet, known))
        assert (more.headline, more.also, more.cautions) == (plain.headline, plain.also, plain.cautions)
        sent = {name: sorted(answer) for name, answer in known.items()}
        page = served.post("/summary", data={**sent, "_voice": journey.voice.value, "_country": journey.country})
        assert more.headline in unescape(page.text)
        assert pdf.summary_pdf(grown, more).startswith(b"%PDF")


def test_a_code_holds_it(grown: Questionnaire) -> None:
    """A code of the answers brings it back."""
    sheet = {**journeys()[0].sheet, **SHEET}
    assert decode(grown, encode(grown, sheet, Voice.SOMEONE)) == (sheet, Voice.SOMEONE)
