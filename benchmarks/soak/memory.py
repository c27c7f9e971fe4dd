"""Memory over very many summaries, asked for over HTTP."""

from __future__ import annotations

import asyncio
import time

from benchmarks.soak.asks import FORM, app, asked, sheets
from benchmarks.soak.client import Ask, Load
from benchmarks.soak.found import Found, Scale
from benchmarks.soak.server import Server, resident, serving

CLIENTS = 8
GROWTH = 0.05
"""How much larger the workers may be at the end than at the first look, when all is warm."""

SPOILED = b"right_now=nonsense&how_taken=%00"


def asks() -> list[Ask]:
    """Return summaries of different sheets, in every voice, country and kind of page; one in ten goes wrong."""
    client = app().test_client()
    found = []
    for number, body in enumerate(sheets()):
        found.append(asked(client, "POST", "/summary", FORM, body))
        found.append(asked(client, "POST", f"/embed/summary?accent=%23{number:06x}", FORM, body))
    wrong = [asked(client, "POST", "/summary", FORM, SPOILED), asked(client, "POST", "/summary", FORM, b"\xff=%zz")]
    wrong += [asked(client, "GET", "/nowhere", ()), asked(client, "GET", "/summary", ())]
    return found + wrong * (len(found) // (10 * len(wrong)))


def flat(scale: Scale) -> Found:
    """Ask for 200,000 summaries, and compare the memory of the workers early on and at the end."""
    wanted, first_look = scale.of(200_000, 2_000), scale.of(20_000, 1_000)
    found = Found(f"{wanted} summaries over HTTP, {CLIENTS} clients; framed pages with looks and errors between them")
    with serving() as server:
        load, began = Load(server.port, asks(), CLIENTS, kept=1), time.monotonic()
        sizes = asyncio.run(_grown(server, load, (first_look, wanted)))
        first, last = (sum(size) for size in sizes)
        growth = last / first - 1
        found.figures = [
            f"{summaries(load)} summaries and {load.tally.count - summaries(load)} other answers",
            f"{time.monotonic() - began:.0f} s",
            f"both workers (VmRSS): {first:.1f} MB after {first_look}, {last:.1f} MB after {wanted}: {growth:+.1%}",
        ]
        found.faults = load.tally.faults + server.lines()
        found.expect(growth <= GROWTH, f"the memory grew by {growth:.1%}")
    return found


def summaries(load: Load) -> int:
    """Return how many summaries were given."""
    return sum(count for name, count in load.tally.answered.items() if name.endswith("/summary"))


async def _grown(server: Server, load: Load, marks: tuple[int, ...]) -> list[list[float]]:
    """Return the workers' memory each time that this many summaries were given."""
    asking = asyncio.create_task(load.run(3 * 60 * 60))
    sizes = []
    for mark in marks:
        while summaries(load) < mark and not asking.done():
            await asyncio.sleep(0.05)
        sizes.append([resident(pid) for pid in server.workers()])
    load.stopped.set()
    await asking
    return sizes
