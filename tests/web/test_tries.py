"""How often phrases and codes may be tried, counted in memory, or by all servers together in a real Redis."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest
from flask import Flask

from careguide.config import Config, ConfigError
from careguide.web import create_app, staff_lock
from tests.conftest import required
from tests.test_serve import free_port
from tests.waiting import until
from tests.web.conftest import logged
from tests.web.test_access import HASH, PHRASE, WRONG, enter, staff_app

pytestmark = pytest.mark.lengthy


@pytest.fixture(scope="module")
def storage() -> Iterator[str]:
    """Start a Redis that keeps nothing on disk, and give its address."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if not program:
        required("no Redis or Valkey found: install redis-server or valkey-server")
    port = free_port()
    words = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen([str(program), *words], stdout=subprocess.DEVNULL) as process:
        try:
            until(lambda: process.poll() is not None or _listens(port), what="Redis")
            yield f"redis://127.0.0.1:{port}"
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as wire:
        return wire.connect_ex(("127.0.0.1", port)) == 0


def code(app: Flask, address: str) -> int:
    """Type a code that is none, and return the status."""
    asked = {"data": {"code": "x"}, "environ_base": {"REMOTE_ADDR": address}}
    return app.test_client().post("/together/code", **asked).status_code


def test_codes_are_counted_by_address() -> None:
    """Sixty in a minute are read; then this address has to wait, and no other."""
    app = create_app(Config(), warm=False)
    assert [code(app, "192.0.2.1") for _ in range(60)] == [422] * 60
    refused = app.test_client().post("/together/code", data={"code": "x"}, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert refused.status_code == 429
    assert "Too many codes were typed here. Please wait a minute." in refused.text
    assert refused.headers["Cache-Control"] == "no-store"
    assert code(app, "192.0.2.2") == 422
    assert app.test_client().post("/summary", data={}, environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200


def test_two_servers_count_together(app: Flask, storage: str) -> None:
    """What one server counted, the other knows; in memory, each would know its own only."""
    one, other = (staff_app(app, HASH, storage).test_client() for _ in range(2))
    statuses = [enter(client, WRONG, "198.51.100.1").status_code for client in (one, other, one, other, one, other)]
    assert statuses == [422] * 5 + [429]
    assert enter(one, PHRASE, "198.51.100.1").status_code == 429
    assert enter(one, PHRASE, "198.51.100.2").status_code == 303
    alone = [staff_app(app, HASH).test_client() for _ in range(2)]
    assert [enter(client, WRONG, "198.51.100.1").status_code for client in alone * 3] == [422] * 6


def test_codes_are_counted_together_too(storage: str) -> None:
    """The sixty of a minute are sixty for all servers."""
    servers = [create_app(Config(limits_storage=storage), warm=False) for _ in range(2)]
    statuses = [code(servers[turn % 2], "198.51.100.9") for turn in range(61)]
    assert statuses == [422] * 60 + [429]


def test_without_its_storage_a_server_counts_by_itself(app: Flask) -> None:
    """No phrase is tried uncounted, the door still opens, and the log says that the storage does not answer."""
    away = staff_app(app, HASH, f"redis://127.0.0.1:{free_port()}")
    with logged(away) as told:
        statuses = [enter(away.test_client(), WRONG, "198.51.100.1").status_code for _ in range(6)]
        assert enter(away.test_client(), PHRASE, "198.51.100.2").status_code == 303
    assert statuses == [422] * 5 + [429]
    assert any("CAREGUIDE_LIMITS_STORAGE does not answer" in line for line in told)


def test_codes_are_read_without_the_storage(app: Flask) -> None:
    """A storage that is away keeps nobody from typing a code."""
    away = create_app(Config(limits_storage=f"redis://127.0.0.1:{free_port()}"), warm=False)
    assert code(away, "198.51.100.1") == 422
    assert app.extensions[staff_lock.TRIES].counter is not away.extensions[staff_lock.TRIES].counter


@pytest.mark.parametrize("value", ["memcached://127.0.0.1", "redis:/secret", "127.0.0.1:6379", "memory://"])
def test_a_storage_that_is_none_is_refused(value: str) -> None:
    """The sentence says how an address begins, and repeats nothing of it, as it may hold a password."""
    with pytest.raises(ConfigError, match="CAREGUIDE_LIMITS_STORAGE must begin with") as caught:
        Config(limits_storage=value)
    assert value not in str(caught.value)


@pytest.mark.parametrize("value", ["redis://host:secret", "redis://[secret", "redis://host:99999"])
def test_an_address_that_is_none_is_refused(value: str) -> None:
    """What begins like an address and is none is refused before anyone is served, and is not repeated."""
    with pytest.raises(ConfigError, match="CAREGUIDE_LIMITS_STORAGE is no address of a Redis") as caught:
        create_app(Config(limits_storage=value), warm=False)
    assert value not in str(caught.value)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sets a storage without the extra is told what to install."""
    monkeypatch.setitem(__import__("sys").modules, "redis", None)
    with pytest.raises(ConfigError, match=r"pip install 'careguide\[shared\]'"):
        create_app(Config(limits_storage="redis://127.0.0.1:1"), warm=False)


def test_a_clock_that_is_set_back_shuts_no_one_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The count of tries ends with its window, and not a day later because the clock went back by a day."""
    staff, real = staff_app(app, HASH).test_client(), time.time
    monkeypatch.setattr(time, "time", lambda: real() + 24 * 60 * 60)
    assert [enter(staff, WRONG).status_code for _ in range(6)] == [422] * 5 + [429]
    monkeypatch.setattr(time, "time", real)
    assert enter(staff, PHRASE).status_code == 303
