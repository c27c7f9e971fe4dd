"""Two machines behind a third: any of them answers anything, and one may be lost."""

from __future__ import annotations

import re
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pytest

from tests.deploy.conftest import Boot
from tests.deploy.load import steady
from tests.deploy.machine import Machine
from tests.deploy.recipes import recipe
from tests.deploy.visits import ANSWERS, FORM, NAME, Answer, Visitor
from tests.waiting import until

pytestmark = pytest.mark.deploy

PHRASE = "seven grey herons stand"
LOCK = 'echo "CAREGUIDE_STAFF_PHRASE=$PHRASE" >>/etc/careguide/settings'
PROXIED = {"Host": NAME, "X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}
NODES = ("10.0.0.11", "10.0.0.12")


class Trio(NamedTuple):
    """The balancer and its two nodes, on one network."""

    balancer: Machine
    first: Machine
    second: Machine


@pytest.fixture(scope="module")
def trio(boot: Boot, installed: Path) -> Trio:
    """Set up two nodes and a balancer by the recipes, and a cable from each node to a switch of the balancer."""
    machines = Trio(boot(installed), boot(installed), boot(installed))
    balancer = machines.balancer
    made = [sys.executable, "-m", "careguide", "phrase"]
    phrase = subprocess.run(made, input=PHRASE, check=True, capture_output=True, text=True).stdout.strip()
    balancer.sh("ip link add switch type bridge; ip addr add 10.0.0.1/24 dev switch; ip link set switch up")
    for number, (node, address) in enumerate(zip(machines[1:], NODES, strict=True)):
        cable = ["ip", "link", "add", f"node{number}", "type", "veth", "peer", "name", "eth0", "netns", str(node.pid)]
        subprocess.run(["nsenter", f"--target={balancer.pid}", "--net", *cable], check=True)
        balancer.sh(f"ip link set node{number} master switch up")
        node.sh(f"ip addr add {address}/24 dev eth0; ip link set eth0 up")
        for script in (recipe("settings"), recipe("node"), LOCK, recipe("service")):
            node.sh(f"cd /srv\n{script}", NODE=address, BALANCER="10.0.0.1", PHRASE=phrase)
    for name in ("nginx", "balancer"):
        balancer.sh(f"cd /srv\n{recipe(name)}")
    return machines


def ask(machine: Machine, address: str, path: str, form: dict[str, str], cookie: str = "") -> Answer:
    """Post to one node, as the balancer would."""
    with machine.network():
        line = HTTPConnection(address, 8001, timeout=20)
        line.request("POST", path, urlencode(form), FORM | PROXIED | {"Cookie": cookie})
        response = line.getresponse()
        answer = Answer(response.status, {name.lower(): text for name, text in response.getheaders()}, response.read())
        line.close()
    return answer


def test_any_node_answers_what_another_has_begun(trio: Trio) -> None:
    """A code that one node gives is read by the other, and who was let in by one is let in by both."""
    one, other = NODES
    summary = ask(trio.balancer, one, "/summary", ANSWERS)
    (code,) = re.findall(r'class="symbols"[^>]*>([^<]+)<', summary.body.decode())
    assert ask(trio.balancer, other, "/together/code", {"code": code}).status == 403
    assert ask(trio.balancer, one, "/together/enter", {"phrase": "seven grey geese"}).status == 422
    cookie = ask(trio.balancer, one, "/together/enter", {"phrase": PHRASE}).headers["set-cookie"].partition(";")[0]
    read = ask(trio.balancer, other, "/together/code", {"code": code}, cookie)
    assert read.status == 200
    assert all(f'"{answer}"'.encode() in read.body for answer in ANSWERS.values())


@pytest.mark.parametrize(
    ("lost", "found"),
    [
        ("systemctl kill -s KILL careguide@8001; systemctl stop careguide@8001", "systemctl start careguide@8001"),
        ("ip link set eth0 down", "ip link set eth0 up"),
    ],
    ids=["killed", "unplugged"],
)
def test_a_node_may_be_lost_under_load(trio: Trio, visitor: Visitor, lost: str, found: str) -> None:
    """No request fails when a node is killed, or its cable pulled, in the midst of them; nor when it is back."""
    with trio.balancer.network():
        before = received(trio.first)
        with steady(visitor, 300) as answered:
            until(lambda: received(trio.first) > before + 10, what="a request to the node")
            trio.first.sh(lost)
            answered.more(80)
            trio.first.sh(found)
    print(answered)
    assert set(answered.statuses) == {200}
    assert answered.statuses[200] >= 300


def test_the_whole_machine_may_be_lost(trio: Trio, visitor: Visitor) -> None:
    """When the power of a node is cut, the other answers everything."""
    with trio.balancer.network(), steady(visitor, 200) as answered:
        answered.more(20)
        trio.first.stop()
    assert set(answered.statuses) == {200}


def received(machine: Machine) -> int:
    """Return how many packets came to a machine."""
    return int(machine.run("cat", "/sys/class/net/eth0/statistics/rx_packets"))
