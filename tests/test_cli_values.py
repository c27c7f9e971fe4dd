"""What matters to a person, beside the answers in a file for `careguide summary`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from careguide.cli import main
from tests.sheets import USUAL


def summary(folder: Path, values: object, *options: str) -> Result:
    """Print the summary of a file with these values beside its answers."""
    file = folder / "answers.json"
    file.write_text(json.dumps({"answers": USUAL, "values": values}), encoding="utf-8")
    return CliRunner().invoke(main, ["summary", str(file), *options])


def test_a_file_says_what_matters(tmp_path: Path) -> None:
    """The text has the part, and the JSON has the data."""
    values = {"most": "home", "least": "cost", "own_words": "My dog Bo."}
    told = summary(tmp_path, values)
    assert told.exit_code == 0
    assert "What matters to you\n-------------------\n- Matters most: Staying with" in told.output
    assert "- In your own words: “My dog Bo.”" in told.output
    data = json.loads(summary(tmp_path, values, "--json").output)
    assert [row["setting"] for row in data["what_matters"]["settings"]] == ["own_prescriber", "no_change_now"]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"most": "home", "least": "home"}, "values, least: Most and least are the same"),
        ({"most": "dog"}, "There are: home, work,"),
        ({"mots": "home"}, "'values:' takes only: most, least, own_words."),
        (["home"], "'values:' takes only"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, values: object, says: str) -> None:
    """With the status of answers that do not fit, and how to mend it."""
    refused = summary(tmp_path, values)
    assert refused.exit_code == 1
    assert says in refused.output


@pytest.mark.parametrize("values", [{}, {"most": ""}])
def test_a_file_need_not_say_so(tmp_path: Path, values: object) -> None:
    """Without it there is no such part."""
    told = summary(tmp_path, values)
    assert told.exit_code == 0
    assert "What matters" not in told.output
