"""The command line: answers as a code and back, and the phrase that locks the staff page."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from select import select

import pytest
from argon2 import PasswordHasher

from careguide.config import PREFIX, from_environment
from careguide.core.assessment.phone_code import MOST, decode, encode, length
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from tests.core.tiny import QUESTIONNAIRES
from tests.journey import FOLDER, Journey, journeys
from tests.shipped import shipped
from tests.test_cli import PRESCRIBED, once, refusal, run

pytestmark = pytest.mark.lengthy

PATIENCE = 60
SECRET = "seven quiet herons"


def coded(path: Path, *words: str) -> str:
    """Return the code of a file of answers."""
    result = run("code", path, *words)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.strip()


def typo(code: str) -> str:
    """Return a code with its first symbol wrong."""
    return ("1" if code[0] != "1" else "2") + code[1:]


@pytest.fixture(autouse=True)
def _read_each_questionnaire_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("careguide.cli.reading.read_with_places", once)


@pytest.fixture
def oversized(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the commands read a questionnaire with more sheets than a code can hold."""
    first = next(question for question in shipped().questions if question.tick)
    many = tuple(replace(first, id=f"{first.id}{place}") for place in range(30))
    large: Questionnaire = replace(shipped(), questions=(*shipped().questions, *many))
    monkeypatch.setattr("careguide.cli.reading.read_with_places", lambda *_: (large, {}))


# code, and summary --code


@pytest.mark.parametrize("journey", journeys(), ids=lambda journey: journey.name)
def test_every_journey_has_a_code(journey: Journey) -> None:
    """The code of every worked case holds its answers and its voice."""
    assert decode(shipped(), coded(FOLDER / f"{journey.name}.yaml")) == (journey.sheet, journey.voice)


@pytest.mark.parametrize("words", [(), ("--json",), ("--country", "GB")])
@pytest.mark.parametrize("name", ["prescribed", "stopped_with_epilepsy"])
def test_a_code_gives_the_summary_of_its_sheet(name: str, words: tuple[str, ...]) -> None:
    """The same is printed from the code as from the file that the code was made from."""
    path = FOLDER / f"{name}.yaml"
    assert run("summary", "--code", coded(path), *words).stdout == run("summary", path, *words).stdout != ""


def test_a_code_is_one_line_of_groups_of_four() -> None:
    """The command prints the code and nothing else, from a file or from standard input."""
    result = run("code", "-", given=PRESCRIBED.read_text(encoding="utf-8"))
    assert re.fullmatch(r"([0-9A-Z]{4}-)+[0-9A-Z]{1,4}\n", result.stdout)
    assert result.stdout.strip() == coded(PRESCRIBED)


def test_a_code_is_read_from_standard_input() -> None:
    """'-' keeps the code out of the shell's history; spaces and small letters do not matter."""
    code = coded(PRESCRIBED)
    expected = run("summary", PRESCRIBED).stdout
    for given in (code, f"{code}\n", f"  {code.lower().replace('-', ' ')}\r\n"):
        assert run("summary", "--code", "-", given=given).stdout == expected
    said = run("summary", "--help").stdout
    assert "history" in said
    assert "--code -" in said


def test_the_voice_comes_from_the_code_unless_it_is_said() -> None:
    """A code remembers who the words speak to; --voice goes before it, when it is made and when it is read."""
    for words, voice in (((), "self"), (("--voice", "someone"), "someone")):
        code = coded(PRESCRIBED, *words)
        assert json.loads(run("summary", "--code", code, "--json").stdout)["voice"] == voice
        for said in Voice:
            found = json.loads(run("summary", "--code", code, "--json", "--voice", said.value).stdout)
            assert found["voice"] == said.value


def test_a_code_of_another_questionnaire_is_read_with_it() -> None:
    """--questions names the file that a code was made with; with any other it is refused."""
    tiny = ("--questions", str(QUESTIONNAIRES / "tiny.yaml"))
    code = run("code", "-", *tiny, given="answers: {pain: much, danger: [smoke]}").stdout.strip()
    assert run("summary", "--code", code, *tiny).exit_code == 0
    assert "another version of the questions" in refusal(1, "summary", "--code", code)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda _: "", "There is no code here yet."),
        (typo, "one symbol is wrong, or two are swapped"),
        (lambda code: code[1:], "This code has {less} symbols, but it must have {whole}."),
        (lambda code: code + "00", "This code has {more} symbols, but it must have {whole}."),
        (lambda code: code[:-1] + "U", "This cannot stand in a code: 'U'."),
        (lambda code: code + "\x00", "a hidden character"),
        (lambda code: code.replace("-", "_"), "'_'"),
        (
            lambda _: encode(replace(shipped(), questions=shipped().questions[::-1]), {}, Voice.SELF),
            "made with another version of the questions",
        ),
    ],
)
def test_a_wrong_code_is_refused(wrong: Callable[[str], str], said: str) -> None:
    """What is wrong with a code, and what to do, is said on standard error with status 1, wherever the code is from."""
    text, whole = wrong(coded(PRESCRIBED)), length(shipped())
    said = said.format(less=whole - 1, more=whole + 2, whole=whole)
    assert said in refusal(1, "summary", "--code", text)
    assert said in refusal(1, "summary", "--code", "-", given=text)


def test_bytes_that_are_no_text_are_no_code() -> None:
    """A picture in place of a code is refused in a sentence."""
    called = subprocess.run(
        [sys.executable, "-m", "careguide", "summary", "--code", "-"],
        input=b"\x89PNG\r\n\x1a\n\xff\x00",
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (called.returncode, called.stdout) == (1, b"")
    assert b"This cannot stand in a code" in called.stderr


@pytest.mark.parametrize("words", [(), (str(PRESCRIBED), "--code", "0"), ("-", "--code", "-")])
def test_a_summary_is_of_a_file_or_of_a_code(words: tuple[str, ...]) -> None:
    """With neither or both, the command says what it needs."""
    assert "either ANSWERS or --code" in refusal(2, "summary", *words)


def test_answers_that_do_not_fit_have_no_code() -> None:
    """The file is read as for a summary: what is wrong in it is said in the same way."""
    for text, status in (("answers: {latly: stopped}", 1), ("answers: {}\nvoice: they", 1), ("- lately", 2)):
        assert refusal(status, "code", "-", given=text) == refusal(status, "summary", "-", given=text)


@pytest.mark.usefixtures("oversized")
def test_a_questionnaire_beyond_a_code_is_refused() -> None:
    """Where the answers are too many for a code that can be checked, that is said with status 2."""
    for words in (("code", "-"), ("summary", "--code", "0000")):
        assert f"at most {MOST} can be checked" in refusal(2, *words, given="answers: {}")


# phrase


def is_hash_of(text: str, phrase: str) -> bool:
    """Whether a text is a hash of a phrase, and one that the settings take."""
    line = text.strip()
    assert from_environment({f"{PREFIX}STAFF_PHRASE": line}).staff_phrase == line
    return PasswordHasher().verify(line, phrase)


@pytest.mark.parametrize(
    "given", [SECRET, f"{SECRET}\n", f"  {SECRET} \r\n", "twelve chars", "Zwölf Störche", "x" * 200]
)
def test_a_phrase_becomes_a_hash(given: str) -> None:
    """Standard output holds the hash alone, which fits the phrase without spaces around it."""
    result = run("phrase", given=given)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1
    assert is_hash_of(result.stdout, given.strip())
    assert given.strip() not in result.output
    assert f"{PREFIX}STAFF_PHRASE" in result.stderr


def test_two_hashes_of_a_phrase_differ() -> None:
    """Each hash has salt of its own, so that it does not show who has the same phrase."""
    assert run("phrase", given=SECRET).stdout != run("phrase", given=SECRET).stdout


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "has 12 to 200 characters"),
        ("\n", "has 12 to 200 characters"),
        ("elevenchars", "has 12 to 200 characters"),
        ("  elevenchars  \n", "has 12 to 200 characters"),
        ("x" * 201, "has 12 to 200 characters"),
        ("seven quiet\nherons at dawn\n", "on one line"),
    ],
)
def test_a_phrase_that_cannot_be_used_is_refused(given: str, said: str) -> None:
    """Too short, too long for the page, or more than a line: a sentence, and never the phrase."""
    told = refusal(1, "phrase", given=given)
    assert said in told
    assert [line for line in given.split() if line in told] == []


def test_a_phrase_that_is_no_text_is_refused() -> None:
    """Bytes that no page could send are refused in a sentence."""
    called = subprocess.run(
        [sys.executable, "-m", "careguide", "phrase"],
        input=b"seven quiet \xff\xfe herons",
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (called.returncode, called.stdout) == (1, b"")
    assert b"cannot be read as text" in called.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of its own")
@pytest.mark.parametrize("typed", [[SECRET, SECRET], [SECRET, "seven quiet hounds", SECRET, SECRET]], ids=len)
def test_a_terminal_is_asked_twice_and_shows_nothing(typed: list[str]) -> None:
    """In a terminal the phrase is asked for twice without echo; two that differ are asked for anew."""
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "careguide", "phrase"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # no other terminal to ask at
    ) as process:
        assert process.stderr
        asked = b""
        for phrase in typed:
            while not asked.endswith((b"phrase: ", b"more: ")) and (read := process.stderr.read(1)):
                asked += read
            os.write(ours, f"{phrase}\n".encode())
            asked += b"|"
        told, rest = process.communicate(timeout=PATIENCE)
    assert select([ours], [], [], 0)[0] == [], "the terminal was not to show anything"
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0
    assert asked.count(b"Access phrase: |") == asked.count(b"Once more: |") == len(typed) / 2
    assert [word for word in SECRET.encode().split() if word in told + asked + rest] == []
    assert is_hash_of(told.decode(), SECRET)
