"""Clients that know what each answer must be, to the byte, and tell of every request that went otherwise."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from random import Random
from time import perf_counter

TIMEOUT = 60
"""Seconds until a request counts as failed."""

HOST = "127.0.0.1"
IN_A_HOUSE = 20
"""Clients that share an address: a server gives each address no more than a share of what it can do."""
"""The server, and the host that it is called by: pages name it as their own address."""

TRIES = 3
"""How often a client asks again before it gives up."""


@dataclass(frozen=True)
class Ask:
    """A request, and the answer that it must get: its status and the hash of its body."""

    name: str
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    status: int
    digest: bytes

    def wire(self, *, keep: bool) -> bytes:
        """Return the bytes to send; where the connection is not to be kept, they say so."""
        fields = [("Host", HOST), *self.headers]
        fields += [("Content-Length", str(len(self.body)))] * bool(self.body)
        fields += [("Connection", "close")] * (not keep)
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
        return f"{self.method} {self.target} HTTP/1.1\r\n{lines}\r\n".encode() + self.body


@dataclass
class Tally:
    """What the requests of a load came to."""

    answered: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    """Ports of connections that ended before the answer was whole."""
    wrong: list[str] = field(default_factory=list)
    resent: int = 0
    """Requests that were sent again after a failure, and were then answered."""
    carried_over: int = 0
    """Requests whose kept connection was closed before any byte of an answer, so that a new one took them."""
    given_up: int = 0
    """Requests that were never answered."""

    @property
    def count(self) -> int:
        """Return how many were answered as they must be."""
        return self.answered.total()

    def percentile(self, part: float) -> float:
        """Return the milliseconds that this part of the answers took at most."""
        return 1000 * sorted(self.seconds)[int(part * (len(self.seconds) - 1))] if self.seconds else 0.0

    @property
    def pace(self) -> str:
        """Return the middle and the far end of how long answers took."""
        return f"p50 {self.percentile(0.5):.0f} ms, p99 {self.percentile(0.99):.0f} ms"

    @property
    def faults(self) -> list[str]:
        """Return what must not be: failed requests and wrong answers, each kind with its number."""
        kinds = Counter(self.failed)
        told = [f"{number} failed, {kind}" for kind, number in kinds.most_common(5)]
        return told + [f"{number} wrong, {kind}" for kind, number in Counter(self.wrong).most_common(5)]


class Line:
    """A connection that is opened when it is needed, and kept for the next request where that is wanted.

    As Chromium and Firefox do, it sends a request once more, a POST too, where a kept connection turns out to be
    closed before any byte of an answer came (docs/reliability.md).
    """

    def __init__(self, port: int, tally: Tally, *, keep: bool, house: int = 0) -> None:
        """Ask the server at this port of this machine, from the address of a house."""
        self.home = f"127.0.0.{house + 1}"
        self.server = port
        self.tally = tally
        self.keep = keep
        self.port = 0
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, ask: Ask) -> tuple[int, bytes]:
        """Return the status of the answer and the hash of its body. Raises OSError, EOFError or ValueError."""
        if self.streams and self.streams[0].at_eof():  # hung up while nobody asked anything
            self.close()
        if self.streams:
            try:
                return await self._exchanged(ask)
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                self.close()
                if getattr(error, "partial", b""):
                    raise
                self.tally.lost.append(self.port)
                self.tally.carried_over += 1
        return await self._exchanged(ask)

    async def _exchanged(self, ask: Ask) -> tuple[int, bytes]:
        if self.streams is None:
            self.streams = await asyncio.open_connection(HOST, self.server, limit=2**17, local_addr=(self.home, 0))
            self.port = self.streams[1].get_extra_info("sockname")[1]
        reader, writer = self.streams
        writer.write(ask.wire(keep=self.keep))
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        status = int(head[0].split()[1])
        headers = dict(line.split(": ", 1) for line in head[1:] if line)
        body = b"" if status == 304 else await reader.readexactly(int(headers["content-length"]))
        if not self.keep or headers.get("connection") == "close":
            self.close()
        return status, sha256(body).digest()

    def close(self) -> None:
        """Hang up."""
        if self.streams:
            self.streams[1].close()
        self.streams = None


@dataclass
class Load:
    """Clients that each ask one thing after another, all at the same time; a part of them keep their connections.

    A client that gets no answer asks the same again on a new connection, as a person does who presses the button
    again.
    """

    port: int
    asks: list[Ask]
    clients: int
    pause: float = 0.0
    """Seconds between an answer and the next request, on average."""
    kept: float = 0.5
    """How many of the clients keep their connections."""
    tally: Tally = field(default_factory=Tally)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    numbers: count[int] = field(default_factory=count)

    async def run(self, seconds: float) -> Tally:
        """Ask for that long, or until it is stopped; every request that was begun is waited for."""
        asking = [asyncio.create_task(self._client(number)) for number in range(self.clients)]
        try:
            await asyncio.wait_for(self.stopped.wait(), seconds)
        except TimeoutError:
            self.stopped.set()
        await asyncio.gather(*asking)
        return self.tally

    async def _client(self, number: int) -> None:
        chance = Random(number)  # noqa: S311 - the same in every run
        line = Line(self.port, self.tally, keep=number < self.kept * self.clients, house=number // IN_A_HOUSE)
        while not self.stopped.is_set():
            ask = self.asks[next(self.numbers) % len(self.asks)]
            if not await self._asked(line, ask):
                await self._again(line, ask)
            if self.pause:
                await asyncio.sleep(self.pause * 2 * chance.random())
        line.close()

    async def _again(self, line: Line, ask: Ask) -> None:
        for _ in range(TRIES):
            if await self._asked(line, ask):
                self.tally.resent += 1
                return
        self.tally.given_up += 1

    async def _asked(self, line: Line, ask: Ask) -> bool:
        began = perf_counter()
        try:
            async with asyncio.timeout(TIMEOUT):
                status, digest = await line.ask(ask)
        except (OSError, EOFError, ValueError, LookupError) as error:
            self.tally.lost.append(line.port)
            self.tally.failed.append(f"{ask.name}: {type(error).__name__}")
            line.close()
            return False
        self.tally.seconds.append(perf_counter() - began)
        if (status, digest) == (ask.status, ask.digest):
            self.tally.answered[ask.name] += 1
        else:
            self.tally.wrong.append(f"{ask.name}: status {status}" + " with another body" * (status == ask.status))
        return True
