"""The proof that is served, the command that makes it, and the pages that show it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from unittest.mock import Mock

import pytest
from click.testing import CliRunner, Result

from careguide import files, proof
from careguide.cli import main
from careguide.config import Config
from careguide.core.proof.verify import BUILT_IN
from careguide.core.questionnaire.model import Questionnaire
from careguide.web import create_app
from tests.conftest import needs_checkout
from tests.core.test_verify import BROKEN, CRITICAL
from tests.core.tiny import edit, edited
from tests.shipped import shipped


def run(*args: str, given: str | None = None) -> Result:
    """Run the command line as a person would."""
    return CliRunner().invoke(main, args, input=given)


@pytest.fixture
def whole(tmp_path: Path) -> str:
    """Return the path of a tiny questionnaire that keeps every promise."""
    path = tmp_path / "whole.yaml"
    path.write_text(edit(*CRITICAL), encoding="utf-8")
    return str(path)


@pytest.fixture
def broken(tmp_path: Path) -> str:
    """Return the path of a tiny questionnaire in which more risk leads to less care."""
    path = tmp_path / "broken.yaml"
    path.write_text(
        edit(*CRITICAL, ("ask_if: {pain: [some, much]}", "ask_if: {pain: [some]}")),
        encoding="utf-8",
    )
    return str(path)


@needs_checkout
def test_the_record_is_of_this_content_and_this_core() -> None:
    """The proof that ships speaks of the shipped file; if not: make docs."""
    kept = proof.shipped()
    assert kept is not None
    assert (kept.digest, kept.core) == (shipped().digest, proof.core_hash())
    assert kept.broken == ()
    assert kept.sheets > 10**12


def test_a_record_is_used_only_where_it_speaks_of_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another content or another core is proved anew, and a record that cannot be read is no record."""
    made = proof.proved(edited(*CRITICAL))
    assert made.digest == edited(*CRITICAL).digest
    assert made.broken == ()
    (tmp_path / "core").mkdir()
    monkeypatch.setattr(files, "PACKAGE", tmp_path)
    proof.keep(made)
    assert proof.shipped() == made
    (tmp_path / proof.RECORD).write_text("{", encoding="utf-8")
    assert proof.shipped() is None


def test_verify_says_what_holds(whole: str) -> None:
    """Every guarantee is named with what it means, the number of sheets comes first, and the exit is 0."""
    result = run("verify", whole)
    assert result.exit_code == 0
    assert "1,050 sheets" in result.stderr
    said = "Up to 1,050 sheets of 4 questions, were each always asked; fewer are counted below, as answers rule some"
    counted = {int(number.replace(",", "")) for number in re.findall("over ([0-9,]+) sheets", result.stdout)}
    assert result.stderr.startswith(said)
    assert max(counted) < 1050
    assert result.stdout.count("held ") == len(BUILT_IN)
    assert "BROKEN" not in result.stdout


def test_a_broken_promise_is_shown_by_sheets_that_can_be_replayed(broken: str) -> None:
    """The exit is 1, and each witness is a command that gives a summary."""
    result = run("verify", broken)
    assert result.exit_code == 1
    sheets = [line.split("'")[1] for line in result.stdout.splitlines() if "echo '" in line]
    assert len(sheets) == 2
    found = [run("summary", "--questions", broken, "--json", "-", given=sheet) for sheet in sheets]
    assert [one.exit_code for one in found] == [0, 0]
    assert json.loads(found[0].stdout)["kind"] == "start"


def test_verify_speaks_json(broken: str) -> None:
    """For programs: verdicts with their witnesses, and where the sheets end."""
    data = json.loads(run("verify", "--json", broken).stdout)
    verdicts = {verdict["id"]: verdict for verdict in data["verdicts"]}
    assert not verdicts["more_risk"]["held"]
    assert len(verdicts["more_risk"]["witness"]) == 2
    assert {end["name"] for end in data["ends"] if end["what"] == "kind"} == {"emergency", "not_enough", "start"}


def test_what_cannot_be_read_or_proved_exits_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: str
) -> None:
    """A missing or faulty file, or one beyond proof, gets a sentence and no traceback."""
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text("version: 1\n", encoding="utf-8")
    for path in (str(faulty), str(tmp_path / "gone.yaml")):
        result = run("verify", path)
        assert (result.exit_code, "Traceback" in result.output) == (2, False)
    full = OSError(28, "No space left on device", "proof.json")
    monkeypatch.setattr("careguide.cli.proving.keep", Mock(side_effect=full))
    result = run("verify", "--record", whole)
    assert (result.exit_code, result.stderr.count("The proof cannot be kept in proof.json: No space left")) == (2, 1)
    monkeypatch.setattr("careguide.core.proof.all_sheets.MAX_STATES", 1)
    result = run("verify", whole)
    assert result.exit_code == 2
    assert "beyond proof" in result.output


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_questionnaire_is_recorded_as_broken(name: str) -> None:
    """The record names just the promise that does not hold."""
    questionnaire: Questionnaire = BROKEN[name]
    assert [promise.id for promise in proof.proved(questionnaire).broken] == [name]


@pytest.mark.smoke
def test_the_pages_show_the_proof() -> None:
    """The page about the guide gives the number of sheets and the day; the method page names every rule."""
    client = create_app(Config()).test_client()
    about = client.get("/about").get_data(as_text=True)
    made = proof.proved(shipped())
    assert f"{made.sheets:,}" in about
    assert made.on in about
    assert all(promise.says in about.replace("&#39;", "'") for promise in made.promises)
    method = client.get("/method").get_data(as_text=True)
    assert all(f'id="{rule.id}"' in method for rule in shipped().rules)


def test_a_file_in_a_folder_of_the_core_changes_its_hash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another core proves anew, however deep in a folder it differs; and where no core is found, nothing is said."""
    monkeypatch.setattr(files, "PACKAGE", tmp_path)
    room = tmp_path / "core" / "assessment"
    room.mkdir(parents=True)
    with pytest.raises(FileNotFoundError, match="no core"):
        proof.core_hash.__wrapped__()
    (tmp_path / "core" / "model.py").write_text("ONE = 1\n", encoding="utf-8")
    found = [proof.core_hash.__wrapped__()]
    for text in ("TWO = 2\n", "TWO = 3\n"):
        (room / "fold.py").write_text(text, encoding="utf-8")
        found.append(proof.core_hash.__wrapped__())
    assert len({*found}) == len(found)
