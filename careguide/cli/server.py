"""The server under `careguide serve`: granian, with the limits and the quiet that people's answers need."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from socket import socket
from threading import Thread
from typing import Any

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketSpec  # type: ignore[attr-defined] # it says so of none of its names
from granian.server import MPServer

from careguide.cli import logs
from careguide.settings import Settings
from careguide.web import FRONT, UNSERVABLE, create_app

THREADS = 600
"""Requests that a worker can have begun to read; each is worked on in its turn (careguide/web/front.py)."""

HEADER_SECONDS, HEADER_BYTES = 10, 16 * 1024
"""What a client may take to say what it wants."""

STOP_SECONDS = 20
"""How long a worker that is to end may take for what it has begun."""

UP_SECONDS = 4
"""How long a new worker has to come up before the old one ends."""

WAITING = 2048
"""Connections that may wait to be taken."""

FILES = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which workers leave their counts for the process that shows them."""

LOG = logging.getLogger(__name__)


class Ready:
    """The app, made once in the parent, so that the workers forked from it share its memory and are up at once."""

    app: Flask | None = None

    def make(self) -> None:
        """Make it from the settings and the questionnaire as they are now. Raises one of UNSERVABLE."""
        self.app = create_app()

    def __getstate__(self) -> dict[str, None]:
        """Leave the app out: where the system starts workers from nothing, each makes its own."""
        return {"app": None}

    def __call__(self) -> Flask:
        """Return the app in a worker. The first pages are ready; the others are made while it serves."""
        app = self.app or create_app()
        Thread(target=app.extensions[FRONT].fill, daemon=True).start()
        return app


class SharedServer(MPServer):
    """Granian with one listening socket for all workers: what waits when one of them ends, another takes."""

    ready: Ready

    def _init_shared_socket(self) -> None:
        """Open the socket in the parent. On Linux granian has each worker open its own, whose queue dies with it."""
        self._ssp = None
        listening = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
        self._shd = listening  # type: ignore[assignment]
        self._sfd = listening.get_fd()
        self._sso = socket(fileno=self._sfd)
        self._sso.set_inheritable(True)

    def signal_handler_reload(self, *args: Any, **kwargs: Any) -> None:
        """Start new workers where they can serve; else go on with the old ones, and say why."""
        try:
            self.ready.make()
        except UNSERVABLE as error:
            LOG.error("Nothing was reloaded, the guide goes on as it was: %s", error)  # noqa: TRY400 - no trace
            return
        super().signal_handler_reload(*args, **kwargs)  # type: ignore[no-untyped-call]


def run(ready: Ready, address: str, port: int, workers: int, settings: Settings) -> None:
    """Serve what is ready on this address and port until SIGTERM or SIGINT; what is begun is finished."""
    level = LogLevels(settings.log_level)
    server = SharedServer(
        "careguide",
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=HEADER_BYTES),
        address=address,
        port=port,
        workers=workers,
        blocking_threads=THREADS,
        backlog=WAITING,
        backpressure=THREADS,
        log_dictconfig=logs.set_up(settings.log_level),
        log_level=LogLevels.error if level is LogLevels.warning else level,  # it warns of many threads, which is meant
        log_access=False,
        respawn_failed_workers=True,
        respawn_interval=UP_SECONDS,
        workers_kill_timeout=STOP_SECONDS,
    )
    with ExitStack() as stack:
        if settings.metrics_port:
            stack.enter_context(_counts(settings.metrics_port))
        server.ready = ready
        server.serve(target_loader=ready, wrap_loader=False)


@contextmanager
def _counts(port: int) -> Iterator[None]:
    """Show the counts of all workers on a port of this machine, as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix="careguide-counts-") as folder:
        os.environ[FILES] = folder
        # Not before the folder is named: the library looks for it once, when it is loaded.
        from prometheus_client import CollectorRegistry, multiprocess, start_http_server  # noqa: PLC0415

        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        shown, _ = start_http_server(port, "127.0.0.1", registry)
        try:
            yield
        finally:
            shown.shutdown()
