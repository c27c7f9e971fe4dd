"""The dossier: one page that holds the whole content, its proof and its worked cases, for a clinician to sign."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from justhtml import JustHTML

from careguide.core.proof.verify import BUILT_IN
from careguide.core.questionnaire.content import Claim, HelpLine, Message, Source, TakeAlong, Text, Voice
from careguide.core.questionnaire.model import Option, Questionnaire
from careguide.core.questionnaire.reader import read
from careguide.core.questionnaire.references import iter_blocks
from careguide.core.review.agreement import COLUMNS, SCALES
from careguide.core.review.checklist import State, items
from careguide.core.review.dossier import PACE, Case, gather
from tests.core.tiny import TEXT, edited
from tests.core.tiny import sheet as answers
from tests.journey import FOLDER, journeys
from tests.shipped import shipped
from tests.test_cli import refusal, run
from tests.web.conftest import attrs, parsed, valid

pytestmark = pytest.mark.lengthy

HOUR = 60
PART_ONE = 9_000
"""Words that part one may have."""
FIRST = ("use", "open", "first", "answers", "joined", "danger", "kept")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> JustHTML:
    """Make the dossier of the shipped questionnaire with its journeys, once."""
    path = tmp_path_factory.mktemp("dossier") / "dossier.html"
    assert run("dossier", "-o", path, "--journeys", FOLDER).output == ""
    return valid(path.read_text(encoding="utf-8"), "dossier")


@pytest.fixture(scope="module")
def told(page: JustHTML) -> str:
    """Return all that the dossier says."""
    return " ".join(page.to_text().split())


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a small questionnaire in a file."""
    path = tmp_path / "own.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Return a folder without worked cases."""
    path = tmp_path / "empty"
    path.mkdir()
    return path


def contents(guide: Questionnaire) -> Iterator[str]:
    """Yield everything in a questionnaire that has words."""
    for _, block in iter_blocks(guide):
        if isinstance(block, Text):
            yield from (block.in_voice(voice) for voice in Voice)
        elif isinstance(block, Source):
            yield from (block.title, block.where, block.evidence.value)
        elif isinstance(block, HelpLine):
            yield from filter(None, (block.name, block.call, block.text, block.web, block.tty, block.source))


@pytest.mark.smoke
def test_the_whole_content_is_there(told: str) -> None:
    """Every text in both voices, source, help line and exempt word stands there, and what is of one country says so."""
    words = [*contents(shipped()), *shipped().wording.exempt]
    assert len(words) > 1000
    assert [part for part in words if part not in told] == []
    kinds = Option | Message | TakeAlong | Claim
    limited = [one for _, one in iter_blocks(shipped()) if isinstance(one, kinds) and one.countries]
    assert told.count("Only in: United States.") == len(limited) > 0


def words(node: Any) -> list[str]:
    """Return the words that a reader of a part of the page reads."""
    return re.sub(r"<[^<>]*>", " ", node.to_html()).split()


def test_part_one_can_be_read_and_signed_in_an_hour(page: JustHTML, told: str) -> None:
    """Part one, with all before it, keeps its limit of words, and claims the time that its own pace makes."""
    (part,), (main,) = page.query(".part"), page.query("main")
    appendix = sum(len(words(one)) for one in page.query("main > section"))
    count = len(words(main)) - appendix
    assert count <= PART_ONE
    claim = re.search(r"Part one: to read and sign\. ([\d,]+) words, about (\d+) minutes at (\d+) words a minute", told)
    assert claim
    said, minutes, pace = (int(number.replace(",", "")) for number in claim.groups())
    assert pace == PACE
    assert 0 <= count - said < 250  # the table of contents itself
    assert minutes == math.ceil(said / pace) <= HOUR
    assert [title["id"] for title in attrs(page, ".part > section > h2")][: len(FIRST)] == list(FIRST)
    assert len(words(part)) < said


def test_the_time_of_the_appendix_is_honest(page: JustHTML, told: str) -> None:
    """What the appendix claims to take is all of its words, in both voices, at the same pace."""
    claim = re.search(r"Appendix: to look things up\. ([\d,]+) words more, about (\d+) minutes", told)
    assert claim
    said, minutes = (int(number.replace(",", "")) for number in claim.groups())
    counted = sum(len(words(one)) for one in page.query("main > section"))
    assert abs(counted - said) < 250  # headings and boxes
    assert minutes == math.ceil(said / PACE)


def test_part_one_tells_all_that_weighs(page: JustHTML) -> None:
    """Every answer and rule that weighs something, every warning and every promise stands in part one."""
    (part,) = page.query(".part")
    told, guide = " ".join(part.to_text().split()), shipped()
    for question in guide.questions:
        for effect in (*question.options, question.not_sure, question.prefer_not):
            assert not effect.matters or not effect.because or effect.because.to_someone in told
    assert [rule.id for rule in guide.rules if rule.because and rule.because.to_someone not in told] == []
    bodies = [text for flag in guide.flags for text in guide.message[flag.message].body]
    assert [text for text in bodies if text.to_someone not in told] == []
    assert [promise.says for promise in guide.guarantees if promise.says not in told] == []


def test_the_intended_use_comes_first(page: JustHTML) -> None:
    """The terms that a regulator reads, and what has not been done, stand before all else that is signed."""
    use = " ".join(page.query(".part > section")[0].to_text().split())
    terms = (
        "patient-facing",
        "non-diagnostic",
        "inform a talk",
        "no claim to be a medical device",
        "not placed on the market",
    )
    assert [
        term for term in (*terms, "No clinician has reviewed it", "field test", "No study") if term not in use
    ] == []


def test_the_protocol_has_a_form_that_the_command_reads(page: JustHTML) -> None:
    """The form has thirty vignettes and a box for each step of each scale, as `careguide agreement` counts them."""
    rows = page.query(".form tbody tr")
    assert len(rows) == 30
    assert {len(row.query(".box")) for row in rows} == {sum(map(len, SCALES.values()))}
    table = run("agreement", "--form").stdout.splitlines()
    assert (table[0], len(table)) == (",".join(COLUMNS), 31)


def test_it_needs_nothing_but_itself(page: JustHTML) -> None:
    """The page has no script, loads nothing, and leads nowhere but to its own parts."""
    assert not page.query("script") + page.query("link") + page.query("[src]") + page.query("iframe")
    policy = [tag["content"] for tag in attrs(page, "meta") if "http-equiv" in tag]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert not re.search(r"url\(|@import|<script|https?://[^<]*\"", page.to_html())
    ids = [tag["id"] for tag in attrs(page, "[id]")]
    assert len(ids) == len(set(ids))
    links = [tag["href"] for tag in attrs(page, "a")]
    assert len(links) > len(shipped().sources)
    assert [link for link in links if link.removeprefix("#") not in ids or not link.startswith("#")] == []


def test_every_section_can_be_agreed_with(page: JustHTML) -> None:
    """Each numbered section ends in two boxes, and part one ends in a place to sign."""
    headings = [title.to_text() for title in page.query("section > h2")]
    assert len(page.query("section > .verdict")) == len(headings) - 1
    assert len(page.query(".verdict .box")) == 2 * (len(headings) - 1)
    assert page.query(".part > section > h2")[-1].to_text() == "Signature"
    assert [title.to_text() for title in page.query(".sign th")] == ["Name", "Role", "Date", "Signature"]


def test_every_answer_is_told_with_what_it_does(page: JustHTML) -> None:
    """Each option, each answer that is not known and each rule has a row with four cells."""
    guide = shipped()
    unknown = sum(1 if one.not_sure == one.prefer_not else 2 for one in guide.questions)
    rows = page.query(".effects tbody tr")
    assert len(rows) == sum(len(one.options) for one in guide.questions) + unknown + len(guide.rules)
    assert {len(row.query("td")) + len(row.query("th")) for row in rows} == {4}


def test_the_proof_and_the_journeys_are_told(told: str) -> None:
    """Every promise is there as held, over as many sheets as there are, and every journey with its story."""
    guide = shipped()
    dossier = gather(guide)
    promises = [*(says for _, says, _ in BUILT_IN), *(one.says for one in guide.guarantees)]
    assert [says for says in promises if says not in told] == []
    assert "BROKEN" not in told
    assert "NOT AS WRITTEN DOWN" not in told
    assert f"{dossier.sheets:,}" in told
    assert [one.name for one in journeys() if " ".join(one.story.split()) not in told] == []


def test_what_is_open_is_said(told: str) -> None:
    """No review, untried help lines, spans of judgment and what only people can do stand first."""
    dossier = gather(shipped())
    assert not dossier.is_reviewed
    assert "No clinician has reviewed this content yet." in told
    assert "no person has tried them" in " ".join(point.says for point in dossier.open)
    assert [part for point in dossier.open for part in (point.says, *point.parts) if part not in told] == []


# The parts, on small questionnaires


def states(guide: Questionnaire) -> dict[str, State]:
    """Return the checklist of a questionnaire by what it asks for."""
    return {item.says: item.state for item in items(guide, gather(guide).verdicts)}


@pytest.mark.parametrize(
    ("says", "before", "after", "old", "new"),
    [
        ("A clinician has reviewed it.", State.PEOPLE, State.MET, "{by: null, on: null}", "{by: A, on: 2026-01-01}"),
        (
            "Wishes and money never change what is called safe.",
            State.MET,
            State.NOT_MET,
            "danger: [smoke]",
            "wish: [stay]",
        ),
        ("It asks what the person would choose.", State.MET, State.NOT_MET, "factor: preference", "factor: support"),
        ("It gives the year of each source.", State.NOT_MET, State.MET, "title: The book", "title: The book of 1999"),
        ("Nothing rests on marketing.", State.MET, State.NOT_MET, "evidence: consensus", "evidence: document"),
        ("It tells each choice in the same detail.", State.MET, State.NOT_MET, "lives: There.", f"lives: {'so ' * 30}"),
        ("Its sentences have 15 words at most.", State.MET, State.NOT_MET, "why: Pain", f"why: {'so ' * 15}"),
        (
            "It says who pays for it.",
            State.NOT_MET,
            State.MET,
            "{id: purpose, title: Purpose",
            "{id: funding, title: Funds",
        ),
        ("All that is promised is proved.", State.NOT_MET, State.NOT_MET, "about:\n", "at_most: 1\nabout:\n"),
    ],
)
def test_the_checklist_is_worked_out(says: str, before: State, after: State, old: str, new: str) -> None:
    """A change of the content moves its item of the checklist."""
    assert states(read(TEXT))[says] is before
    assert states(edited((old, new)))[says] is after


def test_a_settled_point_is_no_longer_open() -> None:
    """With a review and tried help lines, neither is open, and the checklist has them as met."""
    guide = read(TEXT)
    tried = tuple(
        replace(one, lines=tuple(replace(line, checked_on="2026-01-01") for line in one.lines))
        for one in guide.countries
    )
    done = replace(guide, countries=tried, review=replace(guide.review, by="A", on="2026-01-01"))
    says = {point.says for point in gather(done).open}
    assert len({point.says for point in gather(guide).open} - says) >= 2
    assert states(done)["A person has tried each help line."] is State.MET


def test_a_case_that_comes_out_otherwise_is_named() -> None:
    """A worked case whose result is not as it was written down says so, and is an open point."""
    guide = read(TEXT)
    case = Case(
        "A fire", "", Voice.SELF, guide.countries[0].code, answers("danger=fire"), {"kind": "start", "flags": []}
    )
    dossier = gather(guide, [case])
    assert len(dossier.told[0].differs) == 2
    assert any("written down" in point.says for point in dossier.open)
    right = gather(guide, [replace(case, expect={"kind": "emergency"})])
    assert right.told[0].differs == ()


def test_any_questionnaire_has_a_dossier(own: Path, empty: Path) -> None:
    """A small questionnaire, a folder without cases and a broken promise all give a valid page."""
    for text, word in ((TEXT, "No worked cases"), (f"{TEXT}at_most: 1\n", "BROKEN")):
        own.write_text(text, encoding="utf-8")
        page = run("dossier", own).stdout
        assert word in parsed(page).to_text()
        assert run("dossier", own, "--journeys", empty).stdout == page


def test_cases_beside_the_file_are_told(own: Path) -> None:
    """Worked cases in tests/journeys beside the questionnaire need not be named."""
    folder = own.parent / "tests" / "journeys"
    folder.mkdir(parents=True)
    (folder / "fire.yaml").write_text("title: A house on fire\nanswers: {danger: [fire]}\n", encoding="utf-8")
    text = parsed(run("dossier", own).stdout).to_text()
    assert "A house on fire" in text
    assert "The emergency screen, alone." in text


def test_what_cannot_be_read_is_refused(own: Path, empty: Path) -> None:
    """A folder that is not there, and a case that does not fit, are refused by name."""
    assert "does not exist" in refusal(2, "dossier", own, "--journeys", empty / "gone")
    (empty / "case.yaml").write_text("answers: {dangr: fire}", encoding="utf-8")
    assert "There is no question 'dangr'" in refusal(1, "dossier", own, "--journeys", empty)
