"""Under load: many clients at once, a worker that is killed, new workers one by one."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from benchmarks.soak.asks import app, mix
from benchmarks.soak.client import Ask, Load
from benchmarks.soak.found import Found, Scale
from benchmarks.soak.server import WORKERS, Server, peers, serving, stop, wait_for
from tests.shipped import PATH

SETTLED = 1.0
"""Seconds until what was done to the server has had its effect."""

APART = 6.0
"""Seconds between two kills: a worker that ends sooner, again and again, is taken for one that cannot be served."""

PAUSE = 0.2
"""Seconds that a client on a kept connection lets pass, so that it is idle in between as a person's is."""

LONGEST = 600


def asks() -> list[Ask]:
    """Return what the clients ask, with the right answers."""
    return mix(app().test_client())


def crowd(scale: Scale) -> Found:
    """Let 500 clients ask at the same time for a minute."""
    clients, seconds = scale.of(500, 100), scale.of(60, 5)
    with serving() as server:
        load = Load(server.port, asks(), clients)
        tally = asyncio.run(load.run(seconds))
        found = Found(f"{clients} clients at once for {seconds} s, half on kept connections", faults=tally.faults)
        sheets = len({ask.body for ask in load.asks if ask.body})
        found.figures = [
            f"{tally.count} answers, {tally.count / seconds:.0f} a second",
            f"{len(tally.failed)} failed, {len(tally.wrong)} wrong",
            f"{tally.answered['POST /summary']} of them summaries of {sheets} sheets, each compared byte for byte",
            tally.pace,
        ]
        found.expect(tally.answered["POST /summary"] > clients, "too few summaries were asked for")
        found.faults += server.lines()
    return found


def killed(scale: Scale) -> Found:
    """End a worker by force in the middle of its work, several times; then all of them at once."""
    clients, kills = scale.of(200, 40), [1] if scale.short else [1, 1, 1, 1, 1, WORKERS]
    found = Found(
        f"{clients} clients; `kill -9` of {', '.join(map(str, kills))} of {WORKERS} workers, one kill after another"
    )
    with serving() as server:
        load = Load(server.port, asks(), clients)
        asyncio.run(_while(load, lambda: _kill(server, load, kills, found)))
        tally = load.tally
        found.figures.append(
            f"{tally.count} answered, {len(tally.wrong)} wrong; {tally.carried_over} lost went on by themselves, "
            f"as in browsers; {len(tally.failed)} were sent again as they were, and each got its right answer"
        )
        found.faults += tally.faults if tally.wrong else []
        found.expect(not tally.given_up, f"{tally.given_up} requests were sent again and not answered")
        found.expect(bool(tally.lost), "no request was at a killed worker, so nothing was shown")
    return found


def _kill(server: Server, load: Load, kills: list[int], found: Found) -> None:
    back: list[float] = []
    begun, held = [], []
    for some in kills:
        time.sleep(APART if back else SETTLED)
        gone = _busiest(server)[:some]
        for pid in gone:
            stop(pid, server)
        begun.append(len(load.tally.lost))
        held.append(set().union(*(peers(pid, server.port) for pid in gone)))
        for pid in gone:
            os.kill(pid, signal.SIGKILL)
        back.append(wait_for(lambda gone=gone: _renewed(server, gone), server))  # type: ignore[misc]
    time.sleep(SETTLED)
    ports = load.tally.lost
    lost = [ports[start:end] for start, end in pairwise([*begun, len(ports)])]
    strange = begun[0] + sum(port not in those for some, those in zip(lost, held, strict=True) for port in some)
    found.expect(not strange, f"{strange} requests were lost that were not at a killed worker")
    told = ", ".join(f"{len(some)} of {len(those)}" for some, those in zip(lost, held, strict=True))
    found.figures += [
        f"lost, of the requests at what was killed: {told}",
        f"new workers after {max(back):.2f} s at most",
    ]


def _busiest(server: Server) -> list[int]:
    return sorted(server.workers(), key=lambda pid: -len(peers(pid, server.port)))


def _renewed(server: Server, gone: list[int]) -> bool:
    now = server.workers()
    return len(now) == WORKERS and not set(now) & set(gone)


def reloaded(scale: Scale) -> Found:
    """Have the workers replaced while people ask, and once more with a file that cannot be served."""
    clients, times = scale.of(200, 40), scale.of(3, 1)
    found = Found(
        f"{clients} clients, half on kept connections; SIGHUP {times} times, then with a broken questions.yaml"
    )
    with tempfile.TemporaryDirectory() as made:
        questions = Path(made, "questions.yaml")
        sound = PATH.read_text(encoding="utf-8")
        questions.write_text(sound, encoding="utf-8")
        with serving({"CAREGUIDE_QUESTIONS": str(questions)}) as server:
            wanted = asks()
            loads = [Load(server.port, wanted, clients // 2, pause=PAUSE, kept=kept) for kept in (0, 1)]
            asyncio.run(_while_all(loads, lambda: _reload(server, times, found)))
            for load, kind in zip(loads, ("new connections", "kept connections"), strict=True):
                tally = load.tally
                found.figures.append(
                    f"{kind}: {tally.count} answered, {len(tally.failed)} failed, "
                    f"{tally.carried_over} went on to another connection by themselves, {tally.pace}"
                )
                found.faults += tally.faults
            questions.write_text(sound.replace("questions:", "question:", 1), encoding="utf-8")
            _refused(server, found)
    return found


def _reload(server: Server, times: int, found: Found) -> None:
    took = []
    for _ in range(times):
        time.sleep(SETTLED)
        gone = server.workers()
        server.reload()
        took.append(wait_for(lambda gone=gone: _renewed(server, gone), server))  # type: ignore[misc]
    time.sleep(SETTLED)
    found.figures.append(f"all {WORKERS} workers replaced in {max(took):.1f} s at most")


def _refused(server: Server, found: Found) -> None:
    gone, said = server.workers(), len(server.lines())
    server.reload()
    wait_for(lambda: len(server.lines()) > said, server)
    time.sleep(SETTLED)
    lines = server.lines()[said:]
    found.expect(server.workers() == gone and server.answers(), "a broken file ended a worker")
    found.expect(
        len(lines) == 1 and "Nothing was reloaded" in lines[0], f"a broken file was told of in {len(lines)} lines"
    )
    found.figures.append("broken file: one line says why, the same workers go on")


async def _while(load: Load, disturb: Callable[[], None]) -> None:
    await _while_all([load], disturb)


async def _while_all(loads: list[Load], disturb: Callable[[], None]) -> None:
    """Keep the clients asking while something is done to the server, in a thread of its own."""
    asking = [asyncio.create_task(load.run(LONGEST)) for load in loads]
    try:
        await asyncio.to_thread(disturb)
    finally:
        for load in loads:
            load.stopped.set()
        await asyncio.gather(*asking)
