"""A program that tries what the guide never needs, and prints what it got away with: run it where the guide runs."""

from __future__ import annotations

import ctypes
import mmap
import os
import socket
from collections.abc import Callable
from pathlib import Path

CLONE_NEWUSER = 0x10000000
TRIES: dict[str, Callable[[], object]] = {
    "write beside the program": lambda: Path("/opt/careguide/probe").touch(),
    "write to /etc": lambda: Path("/etc/probe").touch(),
    "write to /var": lambda: Path("/var/lib/probe").touch(),
    "write to a log": lambda: Path("/var/log/nginx/careguide.log").open("a").close(),
    "read the settings": lambda: Path("/etc/careguide/settings").read_bytes(),
    "read a key": lambda: Path("/etc/careguide/tls/privkey.pem").read_bytes(),
    "look into a home": lambda: os.listdir("/root"),
    "see the first process": lambda: Path("/proc/1/cmdline").read_bytes(),
    "open a block device": lambda: Path("/dev/kmsg").open("rb").close(),
    "make memory that is written and run": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC),
    "become someone else": lambda: os.setuid(1),
    "make a namespace": lambda: _called("unshare", CLONE_NEWUSER),
    "speak to a program of this machine": lambda: socket.socket(socket.AF_UNIX).close(),
    "speak to another machine": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"?", ("10.0.0.99", 9)),
}


def _called(name: str, *arguments: int) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments):
        raise OSError(ctypes.get_errno(), name)


if __name__ == "__main__":
    for name, attempt in TRIES.items():
        try:
            attempt()
        except OSError:
            continue
        print("PROBE", name, flush=True)
    print("PROBE done", flush=True)
