"""A machine to run recipes on: a real systemd on a copy of this machine's files, with a network of its own.

It needs root and Linux namespaces. What is written there is in memory, and gone with it.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.waiting import until

BOOT = Path(__file__).resolve().parent / "boot.sh"
SECONDS_TO_BOOT, SECONDS_TO_RUN = 60, 300
CLONE_NEWNET = 0x40000000
IN = ("--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup", "--root", "--wd")
CLEAN = {"HOME": "/root", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "PIP_CONFIG_FILE": "/dev/null"}
"""The environment of an administrator there: nothing of the one that runs the tests."""


class Machine:
    """A running machine, as this one but for the files in `brought`."""

    def __init__(self, folder: Path, brought: Path) -> None:
        """Boot it, with `folder` as the place where it is put together."""
        self.folder = folder
        folder.mkdir()
        self.said = folder.with_suffix(".txt")
        self._group = _control_groups() / f"recipe-{os.getpid()}-{folder.name}"
        self._group.mkdir()
        # Its power is cut with the run of the tests, however that ends.
        script = f'echo $$ >{self._group}/cgroup.procs && exec setpriv --pdeathsig KILL unshare --kill-child "$@"'
        apart = ["--mount", "--pid", "--fork", "--uts", "--ipc", "--net", "--cgroup"]
        booted = ["sh", str(BOOT), str(folder), str(brought)]
        with self.said.open("wb") as said:
            self._outer = subprocess.Popen(
                ["sh", "-c", script, "sh", *apart, *booted], stdout=said, stderr=subprocess.STDOUT
            )
        self.pid = 0
        self._until(lambda: bool(self._booted()), "has no first process")
        self.pid = self._booted()
        self._until(lambda: self.run("systemctl", "is-system-running", check=False) == "running\n", "does not boot")

    def run(self, *command: str, check: bool = True, environ: Mapping[str, str] | None = None) -> str:
        """Run a command there as root, and return all that it said; a failure fails the test with that."""
        entered = ["nsenter", f"--target={self.pid}", *IN]
        done = subprocess.run(
            [*entered, *command],
            env={**CLEAN, **(environ or {})},
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_RUN,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def sh(self, script: str, **environ: str) -> str:
        """Run lines of shell there, until one of them fails."""
        return self.run("sh", "-euc", script, environ=environ)

    def put(self, path: str, content: str | bytes, mode: int = 0o644) -> None:
        """Write a file there."""
        place = self.path(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        place.chmod(mode)

    def path(self, path: str) -> Path:
        """Return where a file of that machine can be seen from here."""
        return Path(f"/proc/{self.pid}/root{path}")

    @contextmanager
    def network(self) -> Iterator[None]:
        """Be on its network, with this thread: 127.0.0.1 is that machine."""
        with Path("/proc/thread-self/ns/net").open("rb") as own, Path(f"/proc/{self.pid}/ns/net").open("rb") as its:
            _set_network(its.fileno())
            try:
                yield
            finally:
                _set_network(own.fileno())

    def stop(self) -> None:
        """Cut its power; once is enough."""
        if not self._group.is_dir():
            return
        self._outer.kill()
        self._outer.wait()
        until(self._emptied, what=f"the end of the processes in {self._group}")

    def _emptied(self) -> bool:
        try:
            for group in sorted(self._group.rglob("*/"), reverse=True):
                group.rmdir()
            self._group.rmdir()
        except OSError:  # its last processes are still going
            return False
        return True

    def _booted(self) -> int:
        children = Path(f"/proc/{self._outer.pid}/task/{self._outer.pid}/children").read_text(encoding="ascii").split()
        first = int(children[0]) if children else 0
        return first if first and Path(f"/proc/{first}/comm").read_text(encoding="ascii") == "systemd\n" else 0

    def _until(self, there: Callable[[], bool], fault: str) -> None:
        try:
            until(lambda: self._outer.poll() is not None or there(), SECONDS_TO_BOOT)
            assert self._outer.poll() is None
        except AssertionError:
            self.stop()
            raise AssertionError(f"The machine {fault}:\n{self.said.read_text(encoding='utf-8')}") from None


def _control_groups() -> Path:
    """Return where this machine's control groups (version 2) are."""
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        if " - cgroup2 " in line:
            return Path(line.split()[4])
    raise AssertionError("No control groups of version 2 are mounted here, and systemd needs them.")


def _set_network(descriptor: int) -> None:
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
