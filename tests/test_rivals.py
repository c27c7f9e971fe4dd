"""What `python -m benchmarks.rivals` measures is the same questions, on a server that treats every page alike."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import brotli
import pytest

from benchmarks.lighthouse import Scores
from benchmarks.packages import PACKED, FetchError, packed
from benchmarks.rivals.__main__ import Row, table
from benchmarks.rivals.asked import Asked, as_fhir, as_survey, asked, guide
from benchmarks.rivals.contenders import inline_script, page_maker
from benchmarks.shelf import Item, shelved
from tests.shipped import shipped


@pytest.fixture(scope="module")
def questions() -> tuple[Asked, ...]:
    found = asked(guide())
    assert [question.id for question in found] == [*shipped().question]
    return found


@pytest.mark.parametrize("name", ["hand_made.html", "govuk.html"])
def test_a_page_holds_every_question_with_its_help_and_answers(questions: tuple[Asked, ...], name: str) -> None:
    html = unescape(page_maker(title="Title", questions=questions)(name).plain.decode())
    for question in questions:
        said = [question.ask, question.hint, question.why, *(option.label for option in question.options)]
        assert [text for text in said if text not in html] == []
        assert html.count(f'name="{question.id}"') == len(question.options)


def test_surveyjs_is_given_every_question_and_the_branch(questions: tuple[Asked, ...]) -> None:
    elements = as_survey("Title", questions)["elements"]
    assert [each["title"] for each in elements] == [question.ask for question in questions]
    assert [len(each["choices"]) for each in elements] == [len(question.options) for question in questions]
    branched = {each["name"]: each["visibleIf"] for each in elements if "visibleIf" in each}
    assert branched.keys() == {question.id for question in questions if question.ask_if} != set()
    assert all(rule.startswith("{") and "} empty or {" in rule for rule in branched.values())


def test_lhc_forms_is_given_what_careguide_publishes(questions: tuple[Asked, ...]) -> None:
    told = json.dumps(as_fhir(guide()), ensure_ascii=False)
    assert [question.ask for question in questions if json.dumps(question.ask, ensure_ascii=False) not in told] == []


def test_the_shelf_serves_brotli_and_its_own_headers() -> None:
    with shelved({"/": Item("text/html", b"<p>Hello</p>" * 20, (("X-Own", "1"),))}) as address:
        with urlopen(Request(address + "/")) as answer:
            assert (answer.headers["Content-Encoding"], answer.headers["X-Own"]) == ("br", "1")
            assert brotli.decompress(answer.read()) == b"<p>Hello</p>" * 20
        with pytest.raises(HTTPError, match="404"):
            urlopen(address + "/other")


def test_script_that_stands_in_a_page_is_counted_and_data_is_not() -> None:
    page = "<!doctype html><title>A</title>{}<p>Hello"
    assert inline_script(page.format("<script>alert('a sentence of its own')</script>")) > 20
    assert inline_script(page.format('<script type="application/json">{"a": 1}</script>')) == 0


def test_another_package_than_the_measured_one_is_refused(tmp_path: Path) -> None:
    name = next(iter(PACKED))
    (tmp_path / name).mkdir()
    (tmp_path / name / "package.tgz").write_bytes(b"something else")
    with pytest.raises(FetchError, match="SHA-256 differs"):
        packed(name, tmp_path)


def test_the_median_run_counts() -> None:
    runs = [{"scores": {"seo": score}, "short": ["robots-txt"][: 100 - score]} for score in (99, 100, 100)]
    assert (Scores(runs).of("seo"), Scores(runs).short) == (100, ["robots-txt"])


def test_a_row_is_told_in_the_table() -> None:
    row = Row("a page", 12345, 1, 0, 1234, 1200, 500, 1.25, 99)
    assert table([row]).splitlines()[-1] == "| a page | 12,345 | 1 | 0 | 0.50 s | 1.23 s | 1.25 | 99 |"
