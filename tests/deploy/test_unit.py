"""The systemd unit: how tight it is, that the guide is whole within it, and what it does when something is wrong."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.deploy.machine import Machine
from tests.deploy.probe import TRIES
from tests.deploy.recipes import BLOCK, FILES, PAGE, recipe
from tests.deploy.visits import ANSWERS, Visitor

pytestmark = pytest.mark.deploy

UNIT = FILES / "careguide@.service"
NEIGHBOUR = """
mknod /dev/kmsg c 1 11
ip link add outside type veth peer name far
ip addr add 10.0.0.1/24 dev outside
ip link set outside up
ip link set far up
ip neigh replace 10.0.0.99 lladdr 02:00:00:00:00:99 dev outside
"""
"""Another machine for the probe to speak to, and a device for it to open."""
PROBE = Path(__file__).with_name("probe.py")


def exposure(said: str) -> float:
    """Return the score that systemd gives: 0 for nothing to attack, 10 for no sandbox at all."""
    return float(re.findall(r"Overall exposure level[^:]*: (\d+\.\d)", said)[0])


def test_every_recipe_of_the_page_is_run() -> None:
    """Each block of docs/deploy.md has a test that runs it, by its name."""
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py"))
    names = [name for name, _ in BLOCK.findall(PAGE.read_text(encoding="utf-8"))]
    assert len(names) > 9
    assert len(set(names)) == len(names) == PAGE.read_text(encoding="utf-8").count("```sh")
    assert [name for name in names if not re.search(rf"""["']{name}["']""", tests)] == []


def test_the_sandbox_is_as_tight_as_the_page_says() -> None:
    """`systemd-analyze security` gives the unit the score that docs/deploy.md states; no sandbox gives more than 9."""
    analyze = ["systemd-analyze", "security", "--offline=true", str(UNIT)]
    found = exposure(subprocess.run(analyze, check=True, capture_output=True, text=True).stdout)
    (stated,) = re.findall(r"exposure of (\d\.\d)", PAGE.read_text(encoding="utf-8"))
    assert found <= float(stated) < 2


def test_the_unit_is_without_fault(site: Machine) -> None:
    """`systemd-analyze verify` has nothing to say of the unit, nor systemd when it reads it."""
    assert site.run("systemd-analyze", "verify", "careguide@8001.service") == ""
    (score,) = {exposure(site.run("systemd-analyze", "security", f"careguide@{port}")) for port in (8001, 8002)}
    assert score < 2


def test_the_guide_is_whole_within_the_sandbox(site: Machine, visitor: Visitor) -> None:
    """Pages, a summary, a PDF, which takes another library, and a file for a health record all come out of it."""
    with site.network():
        assert b"<form" in visitor.get("/").body
        assert visitor.post("/summary", ANSWERS).status == 200
        assert visitor.post("/summary.pdf", ANSWERS).body.startswith(b"%PDF-")
        assert visitor.post("/answers.fhir.json", ANSWERS).headers["content-type"].startswith("application/fhir+json")


def test_each_instance_says_that_it_is_well(site: Machine) -> None:
    """Each instance answers at its own port, and both with the same content."""
    first, second = site.sh(recipe("health")).splitlines()
    assert first == second
    assert re.fullmatch(r"ok \S+ [0-9a-f]{12}", first)


def test_the_sandbox_holds(site: Machine) -> None:
    """A program that tries what the guide never needs gets away with none of it in this unit, and with all outside."""
    site.sh(NEIGHBOUR)
    site.put("/srv/probe.py", PROBE.read_text(encoding="utf-8"))
    program = "[Service]\nType=oneshot\nExecStart=/usr/bin/python3 /srv/probe.py\n"
    unit = re.sub(r"(?m)^(Type|Exec\w+|Restart)=.*\n", "", UNIT.read_text(encoding="utf-8"))
    site.put("/run/systemd/system/probe@.service", unit.replace("[Service]\n", program, 1))
    site.put("/run/systemd/system/outside@.service", program)
    site.run("systemctl", "daemon-reload")
    got: dict[str, list[str]] = {}
    for name in ("probe@1", "outside@1"):
        site.run("systemctl", "start", name)
        said = site.run("journalctl", "--sync", check=False) + site.run("journalctl", "-o", "cat", "-u", name)
        got[name] = re.findall(r"^PROBE (.*)$", said, re.MULTILINE)
    assert got["probe@1"] == ["done"]
    assert {*TRIES, "done"} - set(got["outside@1"]) == set()
