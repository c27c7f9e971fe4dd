"""Random sheets, notes and codes through every route, then a search for them: `python -m tests.web.canaries 1000`.

A real `careguide serve`, which writes down all that it can be set to write, runs in an empty folder that is its home
and its place for temporary files, with core dumps allowed. Each sheet carries a word of its own wherever a person or a
program can put words. Afterwards no such word, and no answer, may stand in what the server said, in its counts, in any
file that it left, or in the core of a worker that is made to crash. Fails as well when there was nothing to search.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from argon2 import PasswordHasher

from careguide.core.questionnaire.model import Questionnaire
from tests.browser.server import Server, serving
from tests.shipped import shipped
from tests.waiting import PATIENCE, until
from tests.web.every_route import FHIR, FORM, JSON, Call, app_for_all, calls

MARK = "zqcanary"
"""What every word begins with; nothing else on this machine does."""

LONG_ENOUGH = 6
AT_ONCE = 6
PHRASE = "quiet herons at dawn"
BROKEN = (
    "{0} / HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /{0} HTTP/9.9\r\n\r\n",
    "GET / HTTP/1.1\r\n{0}\r\n\r\n",
    "GET /%zz{0} HTTP/1.1\r\nHost: {0}\r\nConnection: close\r\n\r\n",
    "POST /summary HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n{0}={0}",
    "POST /summary HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{0}\r\n",
    "POST /summary HTTP/1.1\r\nHost: a\r\nContent-Type: " + FORM + "\r\nContent-Length: 9999\r\n\r\nlately={0}",
)
"""Requests that hang up half-way, or are hardly any; a server that talks about them would repeat what they hold."""


@dataclass
class Flight:
    """What was sent: how often each route answered with which status; and what was looked through, and found."""

    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    searched: dict[str, int] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)
    cores: bool = False


def said(chance: Random, questionnaire: Questionnaire, word: str) -> dict[str, list[str]]:
    """Answer each question by chance; now and then with the word, which is no answer."""
    sheet = {}
    for question in questionnaire.questions:
        options = [option.id for option in question.options]
        several = chance.sample(options, chance.randint(1, min(3, len(options)))) if question.tick else []
        sheet[question.id] = several or [chance.choice([*options, "not_sure", "prefer_not"])]
    if chance.random() < 0.2:
        sheet[chance.choice(list(sheet))] = [word]
    return sheet


def body(chance: Random, call: Call, word: str, questionnaire: Questionnaire) -> tuple[str, bytes]:
    """Return what is sent to an address, and as what: random answers, with the word wherever words can stand."""
    sheet = said(chance, questionnaire, word)
    if call.kind == JSON:
        flat = {name: words if len(words) > 1 else words[0] for name, words in sheet.items()}
        values = {"most": chance.choice([word, "home"]), "least": "cost", "own_words": word}
        more = {"values": values} if chance.random() < 0.5 else {}
        return JSON, json.dumps({"answers": flat, **more, **({word: word} if chance.random() < 0.1 else {})}).encode()
    if call.kind == FHIR:
        return FHIR, call.body.replace("directed_want_less", chance.choice([word, "causing_harm"])).encode()
    pairs = [(name, said) for name, words in sheet.items() for said in words]
    if call.path.startswith("/together"):
        interview = [(f"{who}-{name}", said) for who in ("person", "family") for name, said in pairs]
        typed = [f"note-{name}" for name in chance.sample(list(sheet), 3)] + [
            "closing",
            "who-1",
            "what-2",
            "staff-name",
        ]
        pairs = interview + [(name, f"{word} {name}") for name in [*typed, "staff-contact", "code", "phrase"]]
        pairs += [("view-setting", "day_program"), ("view-reason", "cost"), ("view-text", word)]
    elif chance.random() < 0.5:
        pairs += [("_most", chance.choice([word, "home", "cost"])), ("_least", "cost"), ("_own_words", f"{word} words")]
    if chance.random() < 0.2:
        pairs.append(chance.choice([(word, "1"), ("_country", word), ("_version", word), ("_voice", word)]))
    if chance.random() < 0.1:
        part = f'--x\r\nContent-Disposition: form-data; name="lately"; filename="{word}"\r\n\r\n{word}\r\n--x--'
        return "multipart/form-data; boundary=x", part.encode()
    return chance.choice([FORM] * 9 + [f"text/{word}"]), urlencode(pairs).encode() * chance.choice([1] * 19 + [60])


def send(server: Server, chance: Random, call: Call, word: str, sent: tuple[str, bytes]) -> int:
    """Send one request, with the word in its address and headers now and then, and return the status of its answer."""
    headers = {name: word for name in ("User-Agent", "Referer", "Cookie", "X-Forwarded-For") if chance.random() < 0.5}
    headers["X-Forwarded-For"] = f"192.0.2.{chance.randrange(250)}"
    if chance.random() < 0.05:
        headers["Host"] = chance.choice([f"{word}.example", f"{word}..", word * 9])
    path = call.path + f"?{word}={word}&country={word}" * (chance.random() < 0.2 and "?" not in call.path)
    method = word.upper() if chance.random() < 0.02 else call.method
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    try:
        connection.request(method, path, sent[1], {**headers, **({"Content-Type": sent[0]} if sent[0] else {})})
        return connection.getresponse().status
    except (HTTPException, ConnectionError):  # it may hang up on what is too long, before all of it came
        return 0
    finally:
        connection.close()


def send_broken(server: Server, words: str) -> None:
    """Send what is hardly a request, say that no more will come, and wait until the server hangs up."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as wire:
        try:
            wire.sendall(words.encode())
            wire.shutdown(socket.SHUT_WR)
            while wire.recv(4096):
                pass
        except ConnectionError:
            return


def fly(server: Server, numbers: range, made: list[Call], questionnaire: Questionnaire, flight: Flight) -> None:
    """Send sheets, each through some of the routes in turn, to an address that is none, and in a broken request."""
    for number in numbers:
        chance = Random(number)
        word = f"{MARK}{number}x{chance.randrange(16**12):x}"
        for step in range(AT_ONCE):
            call = made[(number * AT_ONCE + step) % len(made)]
            sent = body(chance, call, word, questionnaire) if call.method == "POST" else ("", b"")
            flight.answered[call.path, send(server, chance, call, word, sent)] += 1
        flight.answered["/…", send(server, chance, Call("", "GET", f"/{word}"), word, ("", b""))] += 1
        if number % 10 == 0:
            send_broken(server, BROKEN[number // 10 % len(BROKEN)].format(word))


def needles(questionnaire: Questionnaire) -> list[bytes]:
    """Return what may be written nowhere: the words, and each answer that no other word could be mistaken for."""
    options = {option.id for question in questionnaire.questions for option in question.options}
    found = sorted(word for word in options if "_" in word and len(word) >= LONG_ENOUGH)
    assert len(found) > len(options) / 3, "too few answers can be told from other words"
    return [word.encode() for word in (MARK, *found, "not_sure", "prefer_not")]


def search(texts: Iterator[tuple[str, bytes]], wanted: list[bytes], flight: Flight) -> None:
    """Look for each of the needles in each of the texts."""
    for name, text in texts:
        flight.searched[name] = len(text)
        low = text.lower()
        flight.found += [f"{needle.decode()} stands in {name}" for needle in wanted if needle in low]


def left(server: Server) -> Iterator[tuple[str, bytes]]:
    """Yield what the server said, every file in its folder, and every other file that it holds open to write."""
    yield "what it said", server.output.read_bytes()
    for path in server.folder.rglob("*"):
        if path.is_file():
            yield f"the file {path.relative_to(server.folder)}", path.read_bytes()
    for process in workers(server):
        for link in Path(f"/proc/{process}/fd").iterdir():
            target = Path(os.readlink(link))
            if target.is_file() and target != server.output and os.access(link, os.W_OK):
                yield f"the open file {target}", link.read_bytes()


def workers(server: Server) -> list[int]:
    """Return the processes that run in the folder of the server: the one that was started, and its workers."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if Path(os.readlink(entry / "cwd")) == server.folder.resolve():
                    found.append(int(entry.name))
            except OSError:  # it is another's, or has ended
                continue
    return sorted(found)


def crash(server: Server) -> None:
    """Have a worker end as after a fault in its own memory, and wait until it is gone and the core would be written."""
    running = workers(server)
    os.kill(running[-1], signal.SIGABRT)
    until(lambda: running[-1] not in workers(server), what="the end of the worker")


def counts(port: int) -> Iterator[tuple[str, bytes]]:
    """Yield what the server counted."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read()
    connection.close()
    yield "its counts", text if b"careguide_requests_total{" in text else b""


def cores_can_be_written(folder: Path) -> bool:
    """Whether a process that crashes in a folder leaves a core there, on this machine and within these limits."""
    subprocess.run([sys.executable, "-c", "import os; os.abort()"], cwd=folder, check=False, stderr=subprocess.DEVNULL)
    found = list(folder.glob("core*"))
    for path in found:
        path.unlink()
    return bool(found)


def watched(sheets: int) -> Flight:
    """Send that many sheets to servers of their own, open and locked, and search all that they left."""
    flight, questionnaire, made = Flight(), shipped(), calls(app_for_all())
    limits = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (limits[1], limits[1]))
    locked = {"CAREGUIDE_STAFF_PHRASE": PasswordHasher().hash(PHRASE), "CAREGUIDE_TRUSTED_PROXIES": "1"}
    middle = max(1, sheets * 2 // 3)
    try:
        for numbers, more in ((range(middle), {}), (range(middle, sheets), locked)):
            with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as beside:
                flight.cores = cores_can_be_written(Path(folder))
                port = free_port()
                with serving(Path(folder), Path(beside), **LOUD, CAREGUIDE_METRICS_PORT=str(port), **more) as server:
                    fly(server, numbers, made, questionnaire, flight)
                    search(counts(port), [*needles(questionnaire), *results(questionnaire)], flight)
                    search(left(server), needles(questionnaire), flight)
                    crash(server)
                search(left(server), needles(questionnaire), flight)
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, limits)
    return flight


def results(questionnaire: Questionnaire) -> list[bytes]:
    """Return what may not be counted either: on a small site, one emergency can name a person."""
    return [found.id.encode() for kind in (questionnaire.settings, questionnaire.flags) for found in kind]


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def missed(flight: Flight, made: list[Call], sheets: int) -> list[str]:
    """Return what a run of so many sheets did not do, although it must; a short one need not meet what is rare."""
    paths = {path for path, _ in flight.answered}
    found = [f"no sheet went to {call.path}" for call in made if call.path not in paths]
    statuses = {status for _, status in flight.answered}
    needed = COMMON + RARE * (sheets >= MANY)
    found += [f"no answer had the status {status}" for status in needed if status not in statuses]
    found += ["the server said nothing, so nothing was searched"] * (not flight.searched.get("what it said"))
    return found + ["its counts were not searched"] * (not flight.searched.get("its counts"))


def main(sheets: int) -> int:
    """Send that many sheets, tell what was searched and found, and return the exit status."""
    began, flight = time.monotonic(), watched(sheets)
    by_status = Counter[int]()
    for (_, status), count in flight.answered.items():
        by_status[status] += count
    print(f"{sheets} sheets in {flight.answered.total()} requests: {dict(sorted(by_status.items()))}")
    for name, size in sorted(flight.searched.items()):
        print(f"searched {name}: {size} bytes")
    if not flight.cores:
        print("NOT CHECKED: this machine writes no core dumps into the folder of a process, so none was searched.")
    faults = [*flight.found, *missed(flight, calls(app_for_all()), sheets)]
    print(f"{len(flight.found)} words were found again, after {time.monotonic() - began:.0f} s.")
    print(*faults[:20], sep="\n")
    return int(bool(faults))


COMMON, RARE, MANY = (200, 400, 404, 422), (403, 413), 200
"""Statuses that every run must meet, and those of one with so many sheets."""

LOUD = {"CAREGUIDE_LOG_LEVEL": "debug", "CAREGUIDE_ACCESS_LOG": "networks"}
"""All that the server can be set to write down."""

if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
