"""The family sheet as a page and as a PDF: the result whole, and what was said alone only where the person agrees."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from careguide.core.questionnaire.model import Questionnaire
from tests.sheets import CALM
from tests.web.conftest import one, parsed, valid
from tests.web.test_together import WALK, send


def family_text(client: FlaskClient, interview: Mapping[str, object]) -> str:
    """Return what a family sheet says."""
    return " ".join(one(parsed(send(client, "family", interview).text), "main").to_text().split())


def test_private_answers_need_agreement(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """A private answer is on the family sheet only where the person agrees; all else has it or its weight."""
    interview = {
        "person-home": "unsafe",
        "family-home": "steady_someone_checks",
        "person-lately": "stopped",
    }
    home = questionnaire.question["home"]
    said = (home.option["unsafe"].label.to_someone, home.option["steady_someone_checks"].label.to_someone)
    agreed, spared = family_text(client, {**interview, "agree-home": "yes"}), family_text(client, interview)
    assert all(words in agreed for words in said)
    assert not [
        words for words in (*said, f"{home.topic.to_self}:", "points this way", "would change") if words in spared
    ]
    for sheet_text in (agreed, spared):
        assert "Live-in program with nurses and doctors" in sheet_text
        assert "Talk to someone today" in sheet_text
    assert said[0] in parsed(send(client, "staff", interview).text).to_text()


def test_other_answers_can_be_left_off(client: FlaskClient, questionnaire: Questionnaire) -> None:
    """Any other answer can be left off as well, and the warning that it brought stays."""
    interview = {"person-lately": "stopped", "family-prescriber": "yes"}
    stopped = questionnaire.question["lately"].option["stopped"].label.to_someone
    assert stopped in family_text(client, interview)
    spared = family_text(client, {**interview, "leave-lately": "yes"})
    assert stopped not in spared
    assert "Talk to someone today" in spared


NOT_ALL = "This sheet does not name everything that was talked about. The result counts all of it."


@pytest.mark.parametrize("right_now", ["none", "seizure"])
@pytest.mark.parametrize("agreed", [True, False])
def test_every_family_sheet_says_that_it_is_not_all(
    client: FlaskClient, questionnaire: Questionnaire, right_now: str, agreed: bool
) -> None:
    """One sentence is on every family sheet, so that it tells nothing; no sheet says that nothing spoke."""
    assert questionnaire.together
    more = {f"agree-{name}": "yes" for name in questionnaire.together.private} if agreed else {}
    said = family_text(client, {**WALK, **more, "person-right_now": right_now})
    assert NOT_ALL in said
    assert "points this way" not in said


@pytest.mark.parametrize(
    ("one_answer", "other"),
    [
        ({"person-self_harm": "yes_plan"}, {"person-right_now": "seizure"}),
        ({"person-home": "unsafe"}, {"person-home": "use_around"}),
        ({"family-also_taken": "opioid_street"}, {"person-also_taken": ["opioid_street", "alcohol_some"]}),
    ],
)
@pytest.mark.parametrize("path", ["family", "family.pdf"])
def test_sheets_are_the_same_whatever_is_left_off(
    client: FlaskClient, path: str, one_answer: Mapping[str, object], other: Mapping[str, object]
) -> None:
    """Page and PDF are the same, byte for byte, for two private answers with one need and the same warnings."""
    base = {f"person-{name}": words for name, words in CALM.items() if name not in ("right_now", "self_harm", "home")}
    base |= {"person-also_taken": "none", "family-lately": "slow_plan", "mark-lately": "saw"}
    calm = {"person-right_now": "none", "person-self_harm": "no", "person-home": "some_support"}
    pages = {send(client, path, {**base, **calm, **more}).data for more in (one_answer, other)}
    assert len(pages) == 1


def test_the_family_sheet_has_the_result_and_what_was_agreed(client: FlaskClient) -> None:
    """The family sheet shows the result, the difference, the steps, the other view and a name, in plain text."""
    page = valid(send(client, "family").text, "together-family")
    words = " ".join(one(page, "main").to_text().split())
    for said in ("What you see differently", "The nurse", "We talk again on Monday.", "There is a bus.", "A name"):
        assert said in words
    assert "<b>bold" not in words, "notes are for the staff sheet"


def test_another_view_takes_no_emergency_away(client: FlaskClient) -> None:
    """A professional's view takes no emergency away: the family sheet shows it alone, the staff sheet has both."""
    interview = {**WALK, "family-right_now": "seizure"}
    page = parsed(send(client, "family", interview).text)
    one(page, ".emergency")
    assert "There is a bus." not in page.to_text()
    for said in ("calls the prescriber", "We talk again on Monday.", "The front desk"):
        assert page.to_text().index("Call now.") < page.to_text().index(said)
    assert "There is a bus." in parsed(send(client, "staff", interview).text).to_text()
    assert page.query(".picture") == []
    assert page.query(".start") == []
