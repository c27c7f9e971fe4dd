"""One address that means harm: bodies that never end, forms that never come, and PDFs without a pause."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import urlencode

from benchmarks.soak.client import Load
from benchmarks.soak.found import Found, Scale
from benchmarks.soak.load import asks
from benchmarks.soak.server import serving
from careguide.web.forms import PERSON
from tests.sheets import EVERYTHING, Answers

OTHERS, PAUSE = 10, 0.5
"""People who come at a usual pace meanwhile, from another address."""

EVIL = "127.0.0.66"
FORM = "Content-Type: application/x-www-form-urlencoded"
CHUNKED = "Transfer-Encoding: chunked"
UNENDED = (
    ("/api/v1/summary", f"Content-Type: application/json\r\n{CHUNKED}"),
    ("/fhir/R4/Questionnaire/careguide/$summary", f"Content-Type: application/fhir+json\r\n{CHUNKED}"),
    ("/summary", f"Content-Type: text/plain\r\n{CHUNKED}"),
    ("/summary", "Content-Type: text/plain\r\nContent-Length: 70000\r\nTransfer_Encoding: chunked"),
)
LETTERS = "".join(map(chr, range(0x4E00, 0x4E00 + 900)))
"""What no font of the PDFs holds, each letter once."""

Client = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def open_ended(scale: Scale) -> Found:
    """Leave bodies without an end open, and begin 601 forms that never come, while others are served."""
    unended, slow = scale.of(64, 8), scale.of(601, 100)
    found = Found(f"from one address: {unended} bodies without an end and {slow} forms that never come, all left open")
    targets = [UNENDED[number % len(UNENDED)] for number in range(unended)]
    targets += [("/summary", f"{FORM}\r\nContent-Length: 2000")] * slow

    async def harm(port: int, told: Counter[str]) -> None:
        held = [await _sent(port, path, headers, b"5\r\nhello\r\n") for path, headers in targets]
        told["left open"] += len(held)
        await asyncio.sleep(scale.of(20, 2))
        for reader, _ in held:
            told[await _status(reader, 0.01)] += 1
        _close(held)

    told = _beside(found, harm)
    found.expect(told["411"] + told["413"] == unended, "a body without an end was not refused at once")
    found.expect(told["429"] > 0, "nothing was refused beyond the share of one address")
    return found


def crowded(scale: Scale) -> Found:
    """Ask for 30 of the dearest PDFs at once, again and again, while others are served."""
    rounds = scale.of(10, 1)
    found = Found(f"from one address: 30 family sheets of rare letters at once, as PDFs, {rounds} times")
    body = _dearest()
    headers = f"{FORM}\r\nConnection: close\r\nContent-Length: {len(body)}"

    async def harm(port: int, told: Counter[str]) -> None:
        for _ in range(rounds):
            held = [await _sent(port, "/together/family.pdf", headers, body) for _ in range(30)]
            for reader, _writer in held:
                told[await _status(reader, 60)] += 1
            _close(held)

    told = _beside(found, harm)
    found.expect(told["200"] > 0, "no PDF was made")
    found.expect(told["429"] > 0, "nothing was refused beyond the share of one address")
    found.expect(told["200"] + told["429"] == 30 * rounds, "a PDF was neither given nor refused")
    return found


def _beside(found: Found, harm: Callable[[int, Counter[str]], Awaitable[None]]) -> Counter[str]:
    """Do harm to a server while others use it; note how they fared, and return what the harm was answered with."""
    told: Counter[str] = Counter()
    with serving() as server:
        load = Load(server.port, asks(), OTHERS, pause=PAUSE)

        async def both() -> None:
            asking = asyncio.create_task(load.run(600))
            await harm(server.port, told)
            load.stopped.set()
            await asking

        asyncio.run(both())
        answers = ", ".join(f"{count} {what}" for what, count in told.items())
        longest = f"the longest wait {load.tally.percentile(1):.0f} ms"
        found.figures = [f"answers: {answers}", f"others: {load.tally.count} answered, {load.tally.pace}, {longest}"]
        found.faults = load.tally.faults + server.lines()
        found.expect(load.tally.count > OTHERS, "too few others were answered")
    return told


def _dearest() -> bytes:
    """Return a walk whose family sheet takes longest: two full sheets, and rare letters in all that is typed."""
    sheet = [(f"{PERSON}{name}", word) for name, words in _pairs(EVERYTHING) for word in words]
    typed = {"closing": LETTERS, "staff-contact": LETTERS[:120]}
    typed |= {f"what-{number}": LETTERS[number * 140 : number * 140 + 140] for number in range(1, 7)}
    return urlencode([*sheet, *typed.items()]).encode()


def _pairs(sheet: Answers) -> Iterable[tuple[str, list[str]]]:
    return ((name, [words] if isinstance(words, str) else words) for name, words in sheet.items())


async def _sent(port: int, path: str, headers: str, body: bytes) -> Client:
    client = await asyncio.open_connection("127.0.0.1", port, local_addr=(EVIL, 0))
    client[1].write(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n\r\n".encode() + body)
    return client


async def _status(reader: asyncio.StreamReader, seconds: float) -> str:
    """Return the status of an answer, if one comes in time."""
    try:
        async with asyncio.timeout(seconds):
            return (await reader.readline()).split()[1].decode()
    except TimeoutError:
        return "not answered yet"
    except (OSError, IndexError):
        return "hung up"


def _close(clients: list[Client]) -> None:
    for _, writer in clients:
        writer.close()
