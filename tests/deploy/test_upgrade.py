"""A new version, the way back, and new questions: taken in while people are served."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from careguide import __version__
from tests.core.tiny import TEXT
from tests.deploy.conftest import NEXT, Boot
from tests.deploy.load import steady
from tests.deploy.machine import Machine
from tests.deploy.recipes import recipe
from tests.deploy.visits import Visitor
from tests.waiting import until

pytestmark = pytest.mark.deploy

TINY = {"pain": "much", "sleep": "alone"}
SOUND = {
    'version: "1"': 'version: "{}"',
    "    tick: true\n": "    tick: true\n    critical: true\n",
    "label: Smoke, flags": "label: Smoke, medical: closer, flags",
    "not_sure: {flags: [today]": "not_sure: {medical: closer, flags: [today]",
    "    ask_if: {pain: [some, much]}\n": "    critical: true\n",
}
"""What makes the smallest questionnaire keep every guarantee, and so be served."""
SECONDS_TO_RELOAD = 90


@pytest.fixture(scope="module")
def machine(boot: Boot, installed: Path) -> Machine:
    """Set up a machine whole."""
    machine = boot(installed)
    for name in ("settings", "service", "nginx"):
        machine.sh(f"cd /srv\n{recipe(name)}")
    return machine


@pytest.fixture(scope="module")
def own(machine: Machine) -> Machine:
    """Let it serve questions of its own."""
    machine.put("/srv/questions.yaml", questions("1.0"))
    machine.sh(f"cd /srv\n{recipe('own')}")
    return machine


def questions(version: str) -> str:
    """Return a small questionnaire that may be served, as this version of it."""
    text = TEXT
    for old, new in SOUND.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    wishes = "wants: [house]", "wants: [house, own]"  # what a wish is set beside is an effect, and breaks no promise
    return text.replace('"{}"', f'"{version}"').replace(*(wishes if version == "2.0" else ("", "")))


def served(visitor: Visitor) -> set[str]:
    """Return the versions of the content that are served; asked often enough to meet every worker."""
    found = [visitor.get("/healthz").body.decode().split() for _ in range(20)]
    assert {words[0] for words in found} == {"ok"}
    return {words[1] for words in found}


def running(machine: Machine) -> set[str]:
    """Return the versions of the program that run."""
    pids = [machine.run("systemctl", "show", "--value", "-p", "MainPID", f"careguide@{port}") for port in (8001, 8002)]
    return {machine.path(f"/proc/{pid.strip()}/cmdline").read_text(encoding="utf-8").split("/")[4] for pid in pids}


def test_upgrade_and_back_under_load(machine: Machine, visitor: Visitor) -> None:
    """The next version is taken in, and the one before it again, and no request fails meanwhile."""
    with machine.network(), steady(visitor, 300) as answered:
        for version in (NEXT, __version__):
            machine.sh(recipe("switch"), VERSION=version)
            machine.sh(recipe("restart"))
            assert running(machine) == {version}
            assert version in machine.run("/opt/careguide/current/bin/careguide", "--version")
    print(answered)
    assert set(answered.statuses) == {200}
    assert answered.statuses[200] >= 300


def test_new_questions_are_taken_in_under_load(own: Machine, visitor: Visitor) -> None:
    """A reload serves the new questions, no request fails, and who answers the old ones is told, with nothing lost."""
    own.put("/srv/new.yaml", questions("2.0"))
    own.sh(f"cd /srv\n{recipe('look')}")
    with own.network():
        assert served(visitor) == {"1.0"}
        old = re.findall(r'name="_version" value="(\w+)"', visitor.get("/").body.decode())[0]
        with steady(visitor, 300, TINY) as answered:
            own.sh(f"cd /srv\n{recipe('reload')}")
            until(lambda: served(visitor) == {"2.0"}, SECONDS_TO_RELOAD, "the new questions from every worker")
        back = visitor.post("/summary", TINY | {"_version": old})
    print(answered)
    assert set(answered.statuses) == {200}
    assert back.status == 422
    assert b"The questions have changed since you opened the page." in back.body
    assert back.body.count(b" checked") >= len(TINY)


def test_questions_with_a_fault_are_not_taken_in(own: Machine, visitor: Visitor) -> None:
    """A reload with a file that must not be served fails by name, and what was served before goes on."""
    before = own.path("/etc/careguide/questions.yaml").read_text(encoding="utf-8")
    own.put("/srv/new.yaml", before.replace("title:", "tittle:", 1))
    with pytest.raises(AssertionError, match="Job for careguide@8001"):
        own.sh(f"cd /srv\n{recipe('reload')}")
    assert "Did you mean 'title'?" in own.run("journalctl", "--no-pager", "-u", "careguide@8001")
    with own.network():
        assert served(visitor) == {"2.0"}


def test_settings_that_are_refused_are_not_tried_again(machine: Machine) -> None:
    """Half a configuration stops the instance that was restarted, once, in a sentence; the other one goes on."""
    machine.sh("echo CAREGUIDE_COUNTY=GB >>/etc/careguide/settings")
    with pytest.raises(AssertionError, match="Job for careguide@8001"):
        machine.sh(recipe("restart"))
    state = machine.run("systemctl", "show", "-p", "NRestarts,ExecMainStatus", "careguide@8001").split()
    assert sorted(state) == ["ExecMainStatus=2", "NRestarts=0"]
    said = machine.run("journalctl", "--no-pager", "-o", "cat", "-u", "careguide@8001")
    assert "Did you mean 'CAREGUIDE_COUNTRY'?" in said
    assert "Traceback" not in said
    assert machine.run("systemctl", "is-active", "careguide@8002") == "active\n"
