"""The commands in README.md and docs/, run as they stand against a guide on this machine, or left out with a reason."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from careguide.config import PREFIX
from tests.conftest import ROOT, needs_checkout
from tests.test_serve import served, when_up

pytestmark = [pytest.mark.slow, needs_checkout]

FENCE = re.compile(r"^```(?:sh|bash|console)\b *(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = [path for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if path.exists()]
WRITTEN_AT = "http://127.0.0.1:8000/"
"""Where the pages take the guide to be."""

SETS_UP = "sets an environment up, from a registry of packages; .ci/run does it"
SERVES = "serves until it is stopped, on a port that may be taken; tests/test_serve.py does it"
LEFT_OUT = {
    "make run": SERVES,
    "make test": "runs every test, this one too",
    "python3 -m venv .venv": SETS_UP,
    ".venv/bin/pip install --require-hashes -r requirements.txt "
    "&& .venv/bin/pip install --no-deps --no-build-isolation -e .": SETS_UP,
    ".venv/bin/careguide serve": SERVES,
    "careguide serve --port 8080": SERVES,
    "CAREGUIDE_API_ORIGINS=https://clinic.example,https://portal.example careguide serve": SERVES,
    ".venv/bin/python -m tests.web.generated_calls 10000": "takes hours; tests/web/test_api_generated.py makes fewer",
}
"""Commands that are not run here, each with the reason. The recipes of docs/deploy.md have names and another test."""
ON_THE_PATH = ". .venv/bin/activate"

PIPED = {
    "careguide summary --code -": "careguide code tests/journeys/prescribed.yaml",
    "careguide phrase": "echo 'seven grey herons'",
}
"""What gives a command what a person would type."""

REFUSED_BY_SERVER = 22
STATUSES = {
    "careguide check --strict": {0, 1},  # 1 until a clinician has reviewed the content
    "careguide compare HEAD~1:questions.yaml questions.yaml": {0, 1},  # 1 where the last change moved a result
    """curl -H 'Content-Type: application/json' -d '{"answers": {"hom": "alone"}}' """
    f"{WRITTEN_AT}api/v1/summary": {REFUSED_BY_SERVER},
    f"curl -H 'Content-Type: application/fhir+json' -d '[]' '{WRITTEN_AT}fhir/R4/Questionnaire/careguide/$summary'": {
        REFUSED_BY_SERVER
    },
}
"""The statuses of commands that may end with another than 0: the pages show what is refused, too."""

CURL = """#!/bin/sh
for word do
    shift
    set -- "$@" "$(printf %s "$word" | sed 's|{written_at}|http://127.0.0.1:{port}/|')"
done
exec {curl} --silent --show-error --fail-with-body "$@"
"""


def blocks(page: Path) -> list[tuple[str, str]]:
    """Return the blocks of commands on a page: their names, mostly empty, and their text."""
    return FENCE.findall(page.read_text(encoding="utf-8"))


def commands(text: str) -> Iterator[str]:
    """Yield the commands of a block, each with all of its lines, and without what is said about it."""
    begun = ""
    for line in text.splitlines():
        begun += line if begun else re.sub(r"(^|\s+)# .*$", "", line)
        try:
            whole = shlex.split(begun, comments=True)
        except ValueError:  # a quotation goes on in the next line
            whole = []
        if whole and not begun.endswith("\\"):
            yield begun
            begun = ""
        elif begun:
            begun += "\n"
    assert not begun.strip(), f"this command does not end: {begun}"


def unnamed(page: Path) -> list[str]:
    """Return the commands of a page that stand in no recipe."""
    return [command for name, text in blocks(page) if not name for command in commands(text)]


def fine(command: str) -> set[int]:
    """Return the statuses that a command may end with."""
    return STATUSES.get(command, {0})


WITH_COMMANDS = [page for page in PAGES if unnamed(page)]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Serve the guide as it is when nothing is set."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            patch.delenv(name)
        with served() as (process, found):
            when_up(process, "127.0.0.1", found)
            yield found


@pytest.fixture
def folder(port: int, tmp_path: Path) -> Path:
    """Return a folder in which all of the checkout stands, and what is written stays beside it; bin/ has a curl."""
    inside = tmp_path / "checkout"
    inside.mkdir()
    for path in ROOT.iterdir():
        if path.name not in (".git", ".venv"):
            (inside / path.name).symlink_to(path)
    (inside / ".venv").symlink_to(sys.prefix)
    (tmp_path / "bin").mkdir()
    curl = tmp_path / "bin" / "curl"
    curl.write_text(CURL.format(written_at=WRITTEN_AT, port=port, curl=shutil.which("curl")), encoding="utf-8")
    curl.chmod(0o755)
    return inside


def run(called: list[str], folder: Path) -> tuple[list[int], str]:
    """Run commands one after the other in one shell, and return the status of each, and all that they printed."""
    ends = folder.parent / "ends"
    lines = [f"{PIPED[command]} | {command}" if command in PIPED else command for command in called]
    environ = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environ |= {"PATH": f"{folder.parent / 'bin'}:{environ['PATH']}", "ENDS": str(ends), "GIT_DIR": repository()}
    shell = subprocess.run(
        ["sh"],
        input="\n".join(f'{line}\necho $? >>"$ENDS"' for line in lines),
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return [int(line) for line in ends.read_text().splitlines()], shell.stdout


def repository() -> str:
    """Return the folder of the repository that this is a checkout of, or none for another copy of the files."""
    if not shutil.which("git"):
        return ""
    asked = ["git", "rev-parse", "HEAD~1", "--absolute-git-dir"]
    found = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if found.returncode else found.stdout.split()[-1]


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.name)
def test_the_commands_of_a_page_work(page: Path, folder: Path) -> None:
    """Each ends as it should, in the order of the page and in one shell, as someone who reads on would run them."""
    called = [command for command in unnamed(page) if command not in LEFT_OUT]
    if not repository():
        called = [command for command in called if "HEAD~1:" not in command]
    if missing := [program for program in ("curl", "jq") if program in "".join(called) and not shutil.which(program)]:
        pytest.skip(f"the commands of this page need {', '.join(missing)}")
    if page.name != "README.md":  # which says so, for all of them
        called.insert(0, ON_THE_PATH)
    ends, told = run(called, folder)
    assert len(ends) == len(called) > 0, told
    wrong = [f"{end}: {command}" for command, end in zip(called, ends, strict=True) if end not in fine(command)]
    assert wrong == [], told


def test_what_is_told_of_commands_is_true() -> None:
    """A command that is left out, fed or expected to fail stands on some page, and not only here."""
    found = {command for page in PAGES for command in unnamed(page)}
    assert {page.name for page in PAGES if blocks(page)} >= {"README.md", "api.md", "deploy.md", "fhir.md"}
    assert {ON_THE_PATH, *LEFT_OUT, *PIPED, *STATUSES} - found == set()


def test_every_recipe_is_run_on_a_machine() -> None:
    """The blocks with a name are those of docs/deploy.md, and each name is called for in tests/deploy."""
    named = {name: page.name for page in PAGES for name, _ in blocks(page) if name}
    assert set(named.values()) == {"deploy.md"}
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "deploy").glob("*.py"))
    assert [name for name in named if not re.search(rf"""["']{name}["']""", tests)] == []
