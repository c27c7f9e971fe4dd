"""A walk saved as a locked file and opened again; what a wrong, damaged or hostile file can and cannot do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import staff
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def test_a_walk_is_saved_and_opened_again(visit: Visit, tmp_path: Path) -> None:
    """Everything answered and typed is in the file, locked, and comes back on another machine."""
    path = staff.save(staff.walked(visit), tmp_path)
    text = path.read_text(encoding="utf-8")
    assert not [word for word in ("home", "alone", "Two rooms", "nurse", staff.PHRASE) if word in text]
    page = visit("/together")
    staff.open_file(page, path)
    expect(page.locator("#open")).to_be_hidden()
    assert sorted(staff.ticked(page)) == sorted(staff.SAID)
    assert staff.typed(page) == staff.TYPED
    staff.picture(page, "They see this differently")


def test_two_files_of_one_walk_have_nothing_in_common(visit: Visit, tmp_path: Path) -> None:
    """Salt and nonce are new each time, so that two files do not tell that they hold the same."""
    page = staff.walked(visit)
    one, other = (json.loads(staff.save(page, tmp_path).read_text(encoding="utf-8")) for _ in range(2))
    assert not [key for key in ("salt", "iv", "data") if one[key] == other[key]]


def tampered(change: Callable[[dict[str, Any]], object]) -> Callable[[str], str]:
    """Return how to change the fields of a file."""

    def changed(text: str) -> str:
        file = json.loads(text)
        change(file)
        return json.dumps(file)

    return changed


def flipped(file: dict[str, Any]) -> None:
    file["data"] = ("B" if file["data"][0] == "A" else "A") + file["data"][1:]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (tampered(flipped), "passphrase does not fit"),
        (tampered(lambda file: file.update(salt=file["iv"])), "passphrase does not fit"),
        (tampered(lambda file: file.update(format=2)), "another version"),
        (tampered(lambda file: file.update(data=None)), "not a saved walk"),
        (tampered(lambda file: file.update(iv="***")), "not a saved walk"),
        (lambda _: '{"careguide": "other"}', "not a saved walk"),
        (lambda _: "null", "not a saved walk"),
        (lambda _: "<html>", "not a saved walk"),
        (lambda text: text + " " * 1_100_000, "not a saved walk"),
    ],
)
def test_a_damaged_file_changes_nothing(visit: Visit, tmp_path: Path, change: Callable[[str], str], says: str) -> None:
    """A file that was tampered with is refused with a sentence, and what is on the page stays."""
    page = staff.walked(visit)
    path = staff.save(page, tmp_path)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    staff.open_file(page, path)
    assert says in staff.problem(page, "open")
    assert sorted(staff.ticked(page)) == sorted(staff.SAID)


def test_a_wrong_passphrase_opens_nothing(visit: Visit, tmp_path: Path) -> None:
    """Without its passphrase a file stays shut, and a second try with the right one opens it."""
    page = staff.walked(visit)
    path = staff.save(page, tmp_path)
    other = visit("/together")
    staff.open_file(other, path, "another phrase")
    assert "does not fit" in staff.problem(other, "open")
    assert staff.ticked(other) == []
    other.fill("#open-phrase", staff.PHRASE)
    other.click("#open .act")
    expect(other.locator("#open")).to_be_hidden()
    assert sorted(staff.ticked(other)) == sorted(staff.SAID)


HOSTILE = [
    ["person-home", "alone"],
    ["person-also_taken", "none"],
    ["person-also_taken", "alcohol_some"],
    ["person-home", "<img src=x onerror=alert(1)>"],
    ["note-home", "x" * 5000],
    ["view-setting", "nowhere"],
    ["__proto__", "x"],
    ["_version", "x"],
    ["constructor", "y"],
]


def test_a_file_from_a_stranger_sets_only_what_fits(visit: Visit, tmp_path: Path) -> None:
    """A file with the right passphrase but hostile content fills in what the page could hold, and says so."""
    page = visit("/together")
    page.evaluate(
        "(fields) => { const was = JSON.stringify; JSON.stringify = (value) =>"
        " was(value && value.fields ? {version: 'old', fields} : value); }",
        HOSTILE,
    )
    path = staff.save(page, tmp_path)
    other = visit("/together")
    before = other.input_value("[name=_version]")
    staff.open_file(other, path)
    expect(other.locator(".notice")).to_be_visible()
    assert staff.ticked(other) == ["person-also_taken-alcohol_some", "person-home-alone"]
    assert [len(text) for text in staff.typed(other).values()] == [500]
    assert other.input_value("[name=_version]") == before


@pytest.mark.parametrize(
    ("one", "other", "says"), [("short", "short", "too short"), (staff.PHRASE, staff.PHRASE + "!", "differ")]
)
def test_a_weak_or_mistyped_passphrase_saves_nothing(visit: Visit, one: str, other: str, says: str) -> None:
    """No file is made with a passphrase that is short or not typed the same twice."""
    page = visit("/together")
    page.locator(".save-file").first.evaluate("(button) => button.click()")
    page.fill("#save-phrase", one)
    page.fill("#save-again", other)
    page.click("#save .act")
    assert says in staff.problem(page, "save")
