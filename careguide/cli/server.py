"""The server under `careguide serve`: granian, with the limits and the quiet that people's answers need."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import sys
import time
from socket import socket
from threading import Thread
from typing import TYPE_CHECKING, Any

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketSpec  # type: ignore[attr-defined] # it says so of none of its names
from granian.server import MPServer
from granian.server.mp import WorkerProcess

from careguide.cli import logs
from careguide.cli.rsgi import Gate
from careguide.config import Config
from careguide.web import FRONT, UNSERVABLE, create_app

if TYPE_CHECKING:
    from careguide.web.wsgi.metrics import Counts

CONNECTIONS = 4096
"""Connections that a worker holds at the same time; none takes a thread while it is slow (careguide/cli/rsgi.py).

Each is an open file; granian lets itself have as many of them as the system allows.
"""

HEADER_SECONDS, HEADER_BYTES = 10, 16 * 1024
"""How long a client may take to send its headers."""

STOP_SECONDS = 20
"""How long an ending worker may take to finish what it has begun."""

UP_SECONDS = 4
"""How long a new worker has to start before the old one ends."""

WAITING = 2048
"""Connections that may wait to be accepted."""

if sys.platform != "win32":
    import resource

LOG = logging.getLogger(__name__)


class Ready:
    """The app, made once in the parent, so that the workers forked from it share its memory and are up at once."""

    app: Flask | None = None
    counts: Counts | None = None

    def make(self) -> None:
        """Make it from the settings and the questionnaire as they are now. Raises one of UNSERVABLE."""
        earlier = self.app is not None
        gc.disable()
        try:
            self.app = create_app(tell=self.counts.count if self.counts else None)
        finally:
            gc.enable()
        if earlier:
            gc.unfreeze()  # so that what it held can go
            gc.collect()
        gc.freeze()  # workers never look through it for garbage, so its memory stays shared

    def show_counts(self, workers: int, port: int) -> None:
        """Count requests from now on, and show the counts on a port of this machine while it serves."""
        # Not loaded at each start: it takes a quarter of it.
        from prometheus_client import CollectorRegistry, start_http_server  # noqa: PLC0415

        from careguide.web.wsgi.metrics import Counts  # noqa: PLC0415

        self.counts, registry = Counts(2 * workers), CollectorRegistry()  # at a reload, old and new are there at once
        registry.register(self.counts)
        start_http_server(port, "127.0.0.1", registry)
        self.make()

    def __getstate__(self) -> dict[str, None]:
        """Leave the app out: on a system that cannot fork, each worker makes its own."""
        return {"app": None, "counts": None}

    def __call__(self) -> Gate:
        """Return the app in a worker, behind what reads requests.

        The first page is ready; the others are made while it serves.
        """
        app = self.app or create_app()
        Thread(target=_end_with_parent, daemon=True).start()
        Thread(target=app.extensions[FRONT].fill, daemon=True).start()
        return Gate(app, app.extensions["careguide"].settings.trusted_proxies)


def _end_with_parent() -> None:
    """End this worker when its parent is gone: a killed parent cannot stop it, and the port would stay taken."""
    if parent := multiprocessing.parent_process():
        parent.join()
        while True:  # the first may come before the worker listens to it
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(1)


class SharedServer(MPServer):
    """Granian with listening sockets that outlive its workers: if one ends, the next takes over what is waiting.

    The names with an underscore here are granian's own: it has no public way to hand a worker its socket.
    """

    ready: Ready

    def _init_shared_socket(self) -> None:
        """On Linux, open the sockets in the parent, one for each worker, among which the system deals connections out.

        There granian has each worker open its own, whose queue dies with it. With one for all of them, the worker
        that is awake takes every connection (measured: 40 and 0 of 40).
        """
        self.spawned = 0
        self.sockets: list[tuple[Any, socket]] = []
        if sys.platform != "linux":
            super()._init_shared_socket()
            return
        for _ in range(self.workers):
            opened = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
            shared = socket(fileno=opened.get_fd())
            shared.set_inheritable(True)
            self.sockets.append((opened, shared))

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Any) -> WorkerProcess:  # type: ignore[override]
        """Give a worker the socket of its place; its successor gets the same one."""
        if self.sockets:
            self._ssp = None
            self._shd, self._sso = self.sockets[idx]
        if counts := self.ready.counts:
            counts.slot = self.spawned % len(counts.slots)
        self.spawned += 1
        return super()._spawn_worker(idx, target, callback_loader)

    def signal_handler_reload(self, *args: Any, **kwargs: Any) -> None:
        """Start new workers if they can serve; otherwise go on with the old ones, and say why."""
        try:
            self.ready.make()
        except UNSERVABLE as error:
            LOG.error("Nothing was reloaded, the guide goes on as it was: %s", error)  # noqa: TRY400 - no trace
            return
        super().signal_handler_reload(*args, **kwargs)  # type: ignore[no-untyped-call]


def run(ready: Ready, address: str, port: int, workers: int, settings: Config) -> None:
    """Serve on this address and port until SIGTERM or SIGINT, then finish what has begun."""
    server = SharedServer(
        "careguide",
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=HEADER_BYTES),
        address=address,
        port=port,
        workers=workers,
        backlog=WAITING,
        backpressure=CONNECTIONS,
        log_dictconfig=logs.set_up(settings.log_level),
        log_level=LogLevels(settings.log_level),
        log_access=False,
        respawn_failed_workers=True,
        respawn_interval=UP_SECONDS,
        workers_kill_timeout=STOP_SECONDS,
    )
    if sys.platform != "win32":  # the memory of a worker that crashes would be left in a file, and answers with it
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    server.ready = ready
    if settings.metrics_port:
        ready.show_counts(workers, settings.metrics_port)
    server.serve(target_loader=ready, wrap_loader=False)  # type: ignore[arg-type] # it takes what has __rsgi__ too
