"""`careguide serve`: it refuses what it cannot serve well, and serves on a port of this machine when it can."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from click.testing import CliRunner

from careguide.cli import main
from careguide.config import PREFIX
from tests.conftest import ROOT, needs_checkout
from tests.shipped import shipped
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.lengthy

FAULTY = Path(__file__).resolve().parent / "questionnaires" / "faults" / "no_source.yaml"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def refusal(*words: str, status: int = 2, environ: dict[str, str] | None = None) -> str:
    """Call serve, see it refuse with this status and nothing served, and return what it says."""
    result = CliRunner().invoke(main, ["serve", *words], env=environ)
    assert isinstance(result.exception, SystemExit)
    assert (result.exit_code, result.stdout) == (status, "")
    return result.stderr


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def served(*words: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Serve in a process of its own on a free port, and end that process afterwards."""
    port = free_port()
    called = [sys.executable, "-m", "careguide", "serve", "--port", str(port), "--workers", "1", *words]
    with subprocess.Popen(called, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield process, port
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def ask(host: str, port: int, path: str) -> tuple[int, str]:
    """Return the status and body of one GET."""
    connection = HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def when_up(process: subprocess.Popen[str], host: str, port: int) -> tuple[int, str]:
    """Wait until the server answers that it is up, and return the answer."""

    def answered() -> tuple[int, str] | None:
        if process.poll() is not None:
            pytest.fail(f"the server is not up: {process.stdout.read() if process.stdout else 'no answer'}")
        try:
            return ask(host, port, "/healthz")
        except (OSError, HTTPException):
            return None

    found = until(answered, what="an answer of the server")
    assert found
    return found


@pytest.mark.smoke
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_it_serves_the_guide_until_it_is_told_to_stop(host: str) -> None:
    """A server says where it is, answers there with this content, logs no request, and ends when told to."""
    questionnaire = shipped()
    with served("--host", host) as (process, port):
        assert when_up(process, host, port) == (200, f"ok {questionnaire.version} {questionnaire.digest}\n")
        status, page = ask(host, port, "/?country=GB")
        assert status == 200
        assert questionnaire.title.to_self in page
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert process.stdout
        said = process.stdout.read()
    assert said.splitlines() == [f"The guide is at http://{host}:{port} (Ctrl-C stops it)."]
    with pytest.raises(ConnectionRefusedError):
        ask(host, port, "/healthz")


def test_a_port_that_is_taken_is_refused() -> None:
    """A port that something else listens on is refused in one sentence, with a command that works in its place."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refusal("--port", str(port), "--again", "make run PORT=")
        called = [sys.executable, "-m", "careguide", "serve", "--workers", "2", "--port"]
        direct = subprocess.run([*called, str(port)], capture_output=True, text=True, check=False)
    begin = f"Cannot listen on 127.0.0.1, port {port}: Address already in use. Try: "
    assert (said.startswith(f"{begin}make run PORT="), direct.stderr.startswith(begin)) == (True, True)
    *words, other = shlex.split(direct.stderr.removeprefix(begin))
    assert words == called
    with socket.create_server(("127.0.0.1", int(other))):
        assert int(other) != port


def test_after_the_last_port_one_that_exists_is_named() -> None:
    """No port above the highest is proposed."""
    with socket.create_server(("127.0.0.1", 65535)):
        assert 8000 <= int(refusal("--port", "65535", "--again", "at ").rpartition(" ")[2]) < 65535


@needs_checkout
def test_make_run_takes_a_port_and_a_host() -> None:
    """They reach the command, and so does what else is given; a HOST that the shell has set does not."""
    words = ["make", "--dry-run", "--always-make", "run"]
    for given, environ, begin in (
        (["PORT=8090", "HOST=::1", "ARGS=--workers 1"], {}, "serve --host ::1 --port 8090 --workers 1 "),
        ([], {"PORT": "8090", "HOST": "x86_64-linux-gnu"}, "serve  --port 8090 "),
        ([], {}, "serve  "),
    ):
        kept = {name: value for name, value in os.environ.items() if name not in ("PORT", "HOST", "ARGS", "MAKEFLAGS")}
        made = subprocess.run(
            [*words, *given], cwd=ROOT, env=kept | environ, capture_output=True, text=True, check=True
        )
        assert f" -m careguide {begin}" in made.stdout


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.1"])
def test_a_host_that_is_not_this_machine_is_refused(host: str) -> None:
    """A host name without an address, and an address of another machine, are refused in one sentence each."""
    said = refusal("--host", host)
    assert said.startswith(f"Cannot listen on {host}, port 8000: ")
    assert said.endswith(". Give an address of this machine, such as 127.0.0.1.\n")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("same", [True, False], ids=["the port of the guide", "a port that is taken"])
def test_a_port_for_counts_that_cannot_be_is_refused(same: bool) -> None:
    """The sentence names the setting, and not the port of the guide, which is well."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = free_port() if same else taken.getsockname()[1]
        environ = {"CAREGUIDE_METRICS_PORT": str(port)}
        said = refusal("--port", str(port if same else free_port()), environ=environ)
    assert said.startswith(f"CAREGUIDE_METRICS_PORT is {port}, wh")
    assert ("the port of the guide itself" in said) is same
    assert "--port" not in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        (
            {"CAREGUIDE_COUNTY": "GB"},
            "'CAREGUIDE_COUNTY' is not a setting of careguide. Did you mean 'CAREGUIDE_COUNTRY'?",
        ),
        ({"CAREGUIDE_COUNTRY": "XX"}, "CAREGUIDE_COUNTRY is 'XX', but questions.yaml has no help lines for it."),
        ({"CAREGUIDE_QUESTIONS": "gone.yaml"}, "there is no such file in the folder"),
        ({"CAREGUIDE_QUESTIONS": "gone.yaml"}, "CAREGUIDE_QUESTIONS names it; give the path of a file that is there."),
        ({"CAREGUIDE_HOSTS": "https://guide.example"}, "CAREGUIDE_HOSTS holds what is no host name, at place 1 of 1."),
        ({"CAREGUIDE_QUESTIONS": str(FAULTY)}, "no_source.yaml:"),
        ({"CAREGUIDE_QUESTIONS": sys.executable}, "cannot be read: it is no text in UTF-8."),
    ],
    ids=["a name", "a country", "a missing file", "who named it", "a host", "a faulty file", "a binary file"],
)
def test_half_a_configuration_is_refused(environ: dict[str, str], said: str) -> None:
    """A setting that cannot be used stops the server before it listens, and the message says which and why."""
    found = refusal(environ=environ)
    assert found.startswith("The guide cannot be served yet.\n")
    assert said in found


def test_a_storage_that_does_not_answer_is_refused() -> None:
    """Counts that were to be shared are not kept apart in silence; the status lets systemd try again."""
    away = f"redis://:secret@127.0.0.1:{free_port()}"
    said = refusal(status=1, environ={"CAREGUIDE_LIMITS_STORAGE": away})
    assert said.startswith("The guide cannot be served yet.\nNo Redis or Valkey answers at the address in CAREGUIDE_L")
    assert "secret" not in said


@pytest.mark.parametrize("words", [("--port", "0"), ("--port", "70000"), ("--port", "http"), ("--workers", "0")])
def test_a_number_out_of_range_is_refused(words: tuple[str, str]) -> None:
    """A port or a number of workers that cannot be is refused before anything starts."""
    assert f"Invalid value for '{words[0]}'" in refusal(*words)
