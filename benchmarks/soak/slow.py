"""Slow clients: they say what they want, send it, or take the answer, one byte a second."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from benchmarks.soak.asks import sheets
from benchmarks.soak.client import Load
from benchmarks.soak.found import Found, Scale
from benchmarks.soak.load import asks
from benchmarks.soak.server import Server, peers, serving

STEP = 1.0
"""Seconds between two bytes."""

CLIENTS = 20
"""Others, who come at a usual pace meanwhile."""

PAUSE = 0.5
LEAST = 0.9
"""How many of the slow ones must be there most of the time; those with slow headers are cut off, and come back."""

ANSWERS = 300
"""Pages that who reads slowly asks for in one go: more than fit between the two, so that the server has to wait."""

EACH = 20
"""Clients at one address: each has a share of the bodies on their way (careguide/web/wsgi/bodies.py)."""

KINDS = ("headers", "bodies", "answers")


@dataclass
class Slow:
    """Clients that take their time; one that is cut off comes back at once."""

    port: int
    count: int
    body: bytes
    cut: Counter[str] = field(default_factory=Counter)
    running: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        """Let all of them come, and wait until each has begun."""
        begun = [asyncio.Event() for _ in range(self.count)]
        self.running = [
            asyncio.create_task(self._client(KINDS[number % len(KINDS)], number // EACH, event))
            for number, event in enumerate(begun)
        ]
        await asyncio.gather(*(event.wait() for event in begun))

    async def stop(self) -> None:
        """Send all of them away."""
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)

    async def _client(self, kind: str, house: int, begun: asyncio.Event) -> None:
        while True:
            own = socket.socket()
            own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)  # the kernel makes it the least there can be
            own.bind((f"127.0.0.{house + 2}", 0))
            own.setblocking(False)
            try:
                await asyncio.get_running_loop().sock_connect(own, ("127.0.0.1", self.port))
                begun.set()
                await getattr(self, f"_slow_{kind}")(own)
            except OSError:
                self.cut[kind] += 1
            finally:
                own.close()

    async def _slow_headers(self, own: socket.socket) -> None:
        await self._drip(own, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"x" * 10_000)

    async def _slow_bodies(self, own: socket.socket) -> None:
        head = f"POST /summary HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(self.body)}\r\n"
        await asyncio.get_running_loop().sock_sendall(
            own, f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode()
        )
        await self._drip(own, self.body)

    async def _slow_answers(self, own: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(own, b"GET /about HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * ANSWERS)
        while await loop.sock_recv(own, 1):
            await asyncio.sleep(STEP)
        raise ConnectionResetError

    async def _drip(self, own: socket.socket, content: bytes) -> None:
        loop = asyncio.get_running_loop()
        for byte in content:
            await loop.sock_sendall(own, bytes([byte]))
            await asyncio.sleep(STEP)
        raise ConnectionResetError


def slow(scale: Scale) -> Found:
    """Serve others at their usual pace while 1,000 slow clients are there."""
    count, seconds = scale.of(1000, 200), scale.of(30, 4)
    found = Found(f"{CLIENTS} clients at a usual pace for {seconds} s, and again with {count} slow ones there")
    with serving() as server:
        wanted, crowd = asks(), Slow(server.port, count, max(sheets(), key=len))
        before, during = (Load(server.port, wanted, CLIENTS, pause=PAUSE) for _ in range(2))

        async def both() -> list[int]:
            await before.run(seconds)
            await crowd.start()
            await asyncio.sleep(STEP)
            try:
                seen = asyncio.create_task(_held(server, during))
                await during.run(seconds)
                return await seen
            finally:
                await crowd.stop()

        held = median(asyncio.run(both()))
        found.figures = [
            f"{kind}: {load.tally.count} answered, {len(load.tally.failed)} failed, {load.tally.pace}"
            for kind, load in (("before", before), ("meanwhile", during))
        ]
        found.figures.append(
            f"{held:.0f} connections held (median); slow headers were cut off {crowd.cut['headers']} times"
        )
        found.faults = [*before.tally.faults, *during.tally.faults]
        found.expect(held > count * LEAST, f"only {held:.0f} connections were held, so the slow ones were not there")
        found.faults += server.lines()
    return found


async def _held(server: Server, load: Load) -> list[int]:
    """Return how many connections the workers held, second by second while a load lasts."""
    seen = []
    while not load.stopped.is_set():
        seen.append(sum(len(peers(pid, server.port)) for pid in server.workers()))
        await asyncio.sleep(STEP)
    return seen
