"""The command line: check, summary and help, and how each refuses what it cannot read. tests/test_serve.py serves."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import careguide
from careguide import files
from careguide.cli import COMMANDS, main
from careguide.core.questionnaire import reader
from careguide.core.questionnaire.nodes import MAX_BYTES
from tests.conftest import BESIDE, ROOT, needs_checkout
from tests.journey import FOLDER, Journey, journeys, read

PRESCRIBED = FOLDER / "prescribed.yaml"
once = cache(reader.read_with_places)
ANSWERS = "answers:\n  lately: stopped\n  also_taken: [none]\n"
EVERY = {name: command for name in COMMANDS if (command := main.get_command(click.Context(main), name))}
"""Every command by its name."""


def run(*words: str | Path, given: str | None = None) -> Result:
    """Run careguide with these words; what it was not ready for fails the test."""
    result = CliRunner().invoke(main, [str(word) for word in words], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def refusal(status: int, *words: str | Path, given: str | None = None) -> str:
    """Run careguide, see it refuse with this status and nothing on standard output, and return what it says."""
    result = run(*words, given=given)
    assert (result.exit_code, result.stdout) == (status, "")
    assert "Traceback" not in result.stderr
    return result.stderr


@pytest.fixture(autouse=True)
def _read_each_questionnaire_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("careguide.cli.reading.read_with_places", once)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a path to write answers to."""
    return tmp_path / "answers.yaml"


# Help


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    """The help of every command says what it does and shows how it is called."""
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"Example: careguide {name}" in result.output
    assert (EVERY[name].help or "").strip().endswith(".")
    options = [item for item in EVERY[name].params if isinstance(item, click.Option)]
    assert [item.name for item in options if not (item.help or "").strip()] == []


def test_the_help_lists_every_command() -> None:
    """`careguide --help` names every command, each with a line."""
    listed = run("--help").output.partition("Commands:")[2]
    assert {line.split()[0] for line in listed.splitlines() if len(line.split()) > 1} >= set(EVERY)


@needs_checkout
@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_command_is_in_the_readme(name: str) -> None:
    """The README shows every command as it is called."""
    assert re.search(rf"\bcareguide {name}\b", (ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.smoke
def test_the_module_is_the_command() -> None:
    """`python -m careguide --version` prints the version, as `careguide --version` does."""
    called = subprocess.run(
        [sys.executable, "-m", "careguide", "--version"], capture_output=True, text=True, check=True, timeout=60
    )
    assert careguide.__version__ in called.stdout
    assert run("--version").stdout.split()[-1] == called.stdout.split()[-1] == careguide.__version__


# Files that cannot be read


@pytest.mark.parametrize(
    ("command", "who"),
    [
        (["check"], "FILE"),
        (["verify"], "FILE"),
        (["map", "--text"], "FILE"),
        (["dossier"], "FILE"),
        (["compare", str(BESIDE / "questions.yaml")], "NEW"),
        (["summary", str(PRESCRIBED), "--questions"], "--questions"),
        (["code", str(PRESCRIBED), "--questions"], "--questions"),
    ],
    ids=lambda words: words[0],
)
def test_a_questionnaire_that_cannot_be_read_is_refused(command: list[str], who: str, tmp_path: Path) -> None:
    """A missing path, a folder and a binary file are refused with status 2, with the argument that named them."""
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n\xff\x00")
    for path in (tmp_path / "gone.yaml", tmp_path, binary):
        said = refusal(2, *command, path)
        assert said.startswith(f"'{path}' cannot be read: ")
        assert f". {who} names it; give the path of " in said
        assert "Errno" not in said


# summary


@pytest.mark.smoke
def test_a_summary_begins_with_what_to_do() -> None:
    """What to do comes first, then where to start the talk, reasons, questions and help lines."""
    text = run("summary", PRESCRIBED).stdout
    parts = ("What to do first", "Own prescriber, living at home", "For care at home", "For the visit", "911")
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)


@pytest.mark.parametrize("journey", journeys(), ids=lambda journey: journey.name)
def test_every_journey_can_be_read_in_a_terminal(journey: Journey) -> None:
    """Every worked case has a text that says first what to do, and data that is valid JSON and of the same kind."""
    path = FOLDER / f"{journey.name}.yaml"
    text, data = run("summary", path), run("summary", path, "--json")
    assert (text.exit_code, data.exit_code) == (0, 0)
    found = json.loads(data.stdout)
    assert (found["kind"], found["voice"], found["country"]) == (journey.expect["kind"], journey.voice, journey.country)
    first, _, second, *_ = text.stdout.splitlines()
    if found["emergency"]:
        assert first == found["headline"]
    else:
        assert first == files.catalogue().say("heading.acts")
        assert found["acts"][0]["title"] in second
    assert text.stderr == data.stderr == ""


def test_yaml_json_and_standard_input_say_the_same(file: Path) -> None:
    """One sheet gives one summary, from YAML, from JSON by hand or by machine, and from standard input."""
    answers = {"answers": dict(read(PRESCRIBED).answers)}
    expected = run("summary", PRESCRIBED).stdout
    for text in (
        json.dumps(answers),
        json.dumps(answers, indent="\t"),
        f"\ufeff{PRESCRIBED.read_text(encoding='utf-8')}",
    ):
        file.write_text(text, encoding="utf-8")
        assert run("summary", file).stdout == expected
        assert run("summary", "-", given=text).stdout == expected


def test_voice_and_country_may_stand_in_the_file_or_be_said(file: Path) -> None:
    """What is said on the command line goes before what stands in the file, in capitals or not."""
    file.write_text(f"voice: someone\ncountry: gb\n{ANSWERS}", encoding="utf-8")
    for words, voice, country in (
        ([], "someone", "GB"),
        (["--voice", "self"], "self", "GB"),
        (["--country", "nz"], "someone", "NZ"),
    ):
        found = json.loads(run("summary", file, "--json", *words).stdout)
        assert (found["voice"], found["country"]) == (voice, country)
    file.write_text(ANSWERS, encoding="utf-8")
    found = json.loads(run("summary", file, "--json").stdout)
    assert (found["voice"], found["country"]) == ("self", "US")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("answers: {latly: stopped}", "There is no question 'latly' in this guide. Did you mean 'lately'?"),
        ("answers: {lately: stoped}", "lately: That answer is not one of the choices here."),
        ("answers: {lately: [stopped, nothing]}", "lately: Please choose just one answer here."),
        ("answers: {right_now: [none, seizure]}", "right_now: This answer cannot go with the others."),
        ("answers: {lately: {stopped: true}}", "lately: This answer came in a form that cannot be read."),
        ("answers: {body_health: [[none]]}", "body_health: This answer came in a form that cannot be read."),
        ("answers: [lately, stopped]", "answers: Answers should be a list of question names"),
        ("answers:", "answers: Answers should be a list of question names"),
        ("country: XX\nanswers: {}", "There are no help lines for 'XX'. There are: US, CA, GB"),
        ("country: [US]\nanswers: {}", "There are no help lines for '['US']'."),
        ("voice: they\nanswers: {}", "'they' is not a voice. Use 'self' or 'someone'."),
        ("voice: [self]\nanswers: {}", "'['self']' is not a voice."),
    ],
)
def test_answers_that_do_not_fit_are_refused(text: str, said: str) -> None:
    """A question, answer, country or voice that is not there is refused in a plain sentence, with status 1."""
    assert said in refusal(1, "summary", "-", given=text)


def test_every_answer_that_does_not_fit_is_named_at_once() -> None:
    """Two faults in one file are two lines."""
    said = refusal(1, "summary", "-", given="answers: {lately: stoped, befor: seizure}")
    assert [line.split(":")[0] for line in said.splitlines()] == ["lately", "befor"]


def test_an_option_of_the_command_is_checked_as_well() -> None:
    """A country on the command line is held to the same list; a voice is a choice, so that click refuses it."""
    assert "There are no help lines for 'XX'." in refusal(1, "summary", PRESCRIBED, "--country", "xx")
    assert "'they' is not one of" in refusal(2, "summary", PRESCRIBED, "--voice", "they")


DEEP = "[" * 50_000
BOMB = "".join(f"{word}: &{word} [{', '.join([f'*{before}'] * 10)}]\n" for before, word in pairwise("abcdefghi"))
UNREADABLE = {
    "no answers": ("voice: self\n", "has no 'answers:'"),
    "a list": ("- lately\n", "has no 'answers:'"),
    "empty": ("", "There is nothing in the file."),
    "malformed": ("answers: {lately: [stopped\n", "opens here and never closes"),
    "malformed JSON": ('{"answers": {"lately": "stopped"', "opens here and never closes"),
    "a strange key": ("answers:\n  ? [a, b]\n  : c\n", "is neither YAML nor JSON"),
    "a key twice": (
        "answers:\n  lately: stopped\n  lately: nothing\n",
        ":3: duplicate_key: 'lately' stands here a second",
    ),
    "two documents": ("answers: {}\n---\nanswers: {}\n", ":2: several_documents:"),
    "aliases": ("answers: &a {lately: *a}\nvoice: *a\n", ":2: alias:"),
    "a bomb": (f"a: &a [x, x, x, x, x, x, x, x, x, x]\n{BOMB}answers: {{lately: *i}}\nvoice: *i\n", ":9: alias:"),
    "deep": (f"answers: {DEEP}", "nested more than 12 deep"),
    "deep JSON": (f'{{"answers": {DEEP}{DEEP.replace("[", "]")}}}', "nested more than 12 deep"),
    "too large": (f"answers: {{}}\n# {'x' * MAX_BYTES}", f"at most {MAX_BYTES} are read"),
    "control characters": ("answers: {lately: \x00\x07}", "not well-formed YAML"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_file_that_holds_no_answers_is_refused(what: str, file: Path) -> None:
    """A file that is no sheet, or is made to cost more than its size, is refused in plain words, with status 2."""
    text, said = UNREADABLE[what]
    file.write_text(text, encoding="utf-8")
    assert said in refusal(2, "summary", file)


def test_a_path_without_answers_is_refused(tmp_path: Path) -> None:
    """A missing path, a folder and a binary file are refused with status 2."""
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n\xff\x00")
    for path in (tmp_path / "gone.yaml", tmp_path, binary):
        assert str(path) in refusal(2, "summary", path).replace("\n", "")


def test_a_bomb_does_not_hang_a_terminal(file: Path) -> None:
    """A few lines of aliases that stand for a billion words are refused within seconds, by a process of its own."""
    file.write_text(UNREADABLE["a bomb"][0], encoding="utf-8")
    called = subprocess.run(
        [sys.executable, "-m", "careguide", "summary", str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (called.returncode, called.stdout) == (2, "")
    assert "Anchors and aliases" in called.stderr


@pytest.mark.parametrize(("name", "folder"), [("check", BESIDE), ("summary", ROOT), ("code", ROOT)])
def test_the_example_of_a_command_works(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the help shows as an example runs as it is written."""
    monkeypatch.chdir(folder)
    words = (EVERY[name].epilog or "").removeprefix("Example: careguide ").split()
    assert words[0] == name
    assert run(*words).exit_code == 0
