"""Forms and bodies of every odd shape, straight into the app: `python -m tests.web.generated_forms 100000`.

Whatever is sent: no status of 500 or above, no stack trace in an answer or in the log, and every header that protects
a person. Fails as well when fewer were sent than were asked for, or when a shape, a route or a status never came.
A request that is found can be sent again by its number: `python -m tests.web.generated_forms 1 77`.
"""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO, StringIO
from multiprocessing import get_context
from random import Random
from typing import Any, NamedTuple
from zlib import crc32

from argon2 import PasswordHasher
from flask import Flask

from careguide.config import Config
from careguide.web import create_app
from tests.sheets import CALM, SHEETS
from tests.web.conftest import GUIDE, SITE
from tests.web.headers import lacking
from tests.web.odd_bodies import FORM, RAW, TEXTS, Body, Maker

SHAPES = (
    "form", "form", "form not encoded", "form of noise", "form that is huge", "multipart", "multipart with files",
    "multipart bomb", "multipart broken", "JSON", "JSON that is none",
)  # fmt: skip
BY_GET = ("/embed/setup", "/oembed")
"""Addresses that take what people type behind the '?'."""

SLOW = ".pdf"
PIECES = 40
NEEDED = frozenset({"200", "400", "404", "405", "411", "413", "415", "422"})
"""Statuses that a long run must have met, or it was not odd enough."""

LATIN = [text.encode().decode("latin-1") for text in TEXTS] + [raw.decode("latin-1") for raw in RAW]
LENGTHS = ("-1", "", "abc", "1e3", "+5", "9" * 30, "\xb2", "0x10", " 7 ", "7, 7", "0", "3", "70000")
METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "post", "", "P\xf6ST", "X" * 3000)
HOSTS = (
    "", "[", "[::1]:99999", "a" * 3000, "guide.example@evil.example", "evil.example:abc", "\xff", "a b", "..", "x:0",
)  # fmt: skip
HEADERS = (
    "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_CONTENT_ENCODING", "HTTP_COOKIE", "HTTP_EXPECT", "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE", "HTTP_ORIGIN", "HTTP_RANGE", "HTTP_REFERER", "HTTP_USER_AGENT", "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_AUTHORIZATION", "HTTP_ACCESS_CONTROL_REQUEST_METHOD",
)  # fmt: skip
PLAUSIBLE = (
    "staff=x.y.z", '__Host-staff="a\\012b"', "gzip;q=2", "bytes=0-,5-1", "identity;q=0", ",,;;==", "a=b; " * 900,
)  # fmt: skip


class Sent(NamedTuple):
    """One request: the shape of its body, its rule, and the WSGI environment without the stream."""

    number: int
    shape: str
    rule: str
    body: bytes
    environ: dict[str, Any]
    locked: bool


@dataclass
class Told:
    """What came back: counts by rule and status and by shape, how many differed, and a sentence on each fault."""

    answered: Counter[tuple[str, str]] = field(default_factory=Counter)
    shapes: Counter[str] = field(default_factory=Counter)
    distinct: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many requests were answered."""
        return self.answered.total()

    @property
    def statuses(self) -> set[str]:
        """Every status that was met."""
        return {status for _, status in self.answered}


class Keeper(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(self.format(record))


@cache
def apps() -> tuple[Flask, Flask]:
    """Make an app that is open to all, and one that is locked, believes a proxy and answers to one name."""
    phrase = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("quiet herons at dawn")
    free = create_app(Config(embed_origins=(SITE,), api_origins=(SITE,), public_url=GUIDE))
    return free, create_app(Config(hosts=("guide.example",), trusted_proxies=1, staff_phrase=phrase))


def rules(app: Flask) -> list[str]:
    """Return every address that takes a body, most often those that are quick, and those that take a form by GET."""
    posted = sorted({rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())})
    assert posted, "there is nothing to send a form to"
    return [rule for rule in posted for _ in range(1 if rule.endswith(SLOW) else 8)] + [*BY_GET] * 4


class Requests:
    """Makes requests to every rule of an app, each the same one again from the same number."""

    def __init__(self, app: Flask) -> None:
        site = app.extensions["careguide"]
        sheet = {name: [said] for name, said in CALM.items()}
        interview = {f"{who}-{name}": words for who in ("person", "family") for name, words in sheet.items()}
        ids = [question.id for question in site.questionnaire.questions]
        names = [*ids, "_country", "_voice", "_version", "code", "phrase"]
        both = [
            *(f"{who}-{name}" for who in ("person", "family") for name in ids),
            *site.typed_fields,
            *names,
        ]
        examples = _examples(app)
        self.alone, self.together = Maker(names, sheet, examples), Maker(both, interview, examples)
        self.rules = rules(app)

    def made(self, number: int) -> Sent:
        """Make the request of this number: sound around its body, or with one lie or one strange part."""
        chance = Random(number)
        rule = chance.choice(self.rules)
        maker = self.together if rule.startswith("/together") else self.alone
        for_programs = rule.startswith(("/api/", "/fhir/"))
        body = maker.body(chance, chance.choice([*SHAPES, *["JSON"] * 20 * for_programs]))
        odd = chance.choice(
            ["", "", "", "", "", "length", "chunked", "method", "host", "header", "query", "path", "kind"]
        )
        return Sent(number, body.shape, rule, body.content, _environ(chance, rule, body, odd), chance.random() < 0.15)


def _examples(app: Flask) -> list[Any]:
    """Return sound bodies for the JSON API and for FHIR."""
    client = app.test_client()
    said = {name: list(word) if not isinstance(word, str) else word for name, word in SHEETS["same-day"].items()}
    record = client.post("/answers.fhir.json", data=SHEETS["same-day"]).get_json()
    held = {"resourceType": "Parameters", "parameter": [{"name": "response", "resource": record}]}
    return [{"answers": said, "voice": "self", "country": "GB"}, record, held]


def _environ(chance: Random, rule: str, body: Body, odd: str) -> dict[str, Any]:
    """Make what is around a body, with one thing odd: its length, its coding, the method, host, headers or address."""
    word = chance.choice(LATIN)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET" if rule in BY_GET else "POST",
        "SCRIPT_NAME": "", "PATH_INFO": rule, "QUERY_STRING": "", "SERVER_NAME": "guide.example", "SERVER_PORT": "80",
        "HTTP_HOST": "guide.example", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": chance.choice(["::1", ""]),
        "CONTENT_TYPE": body.kind, "CONTENT_LENGTH": str(len(body.content)), "wsgi.version": (1, 0),
        "wsgi.url_scheme": chance.choice(["http", "https"]), "wsgi.multithread": True, "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }  # fmt: skip
    if odd == "length":
        environ["CONTENT_LENGTH"] = chance.choice(LENGTHS)
    elif odd == "chunked":
        environ["HTTP_TRANSFER_ENCODING"] = chance.choice(["chunked", "gzip, chunked", "identity", "\xff"])
        environ["wsgi.input_terminated"] = chance.random() < 0.5
        if chance.random() < 0.5:
            del environ["CONTENT_LENGTH"]
    elif odd == "method":
        environ["REQUEST_METHOD"] = chance.choice(METHODS)
    elif odd == "host":
        environ["HTTP_HOST"] = chance.choice(HOSTS)
    elif odd == "header":
        environ |= {name: chance.choice([*PLAUSIBLE, *LATIN]) for name in chance.sample(HEADERS, 3)}
    elif odd == "path":
        environ["PATH_INFO"] = chance.choice([f"{rule}/", f"{rule}{word}", f"/{word}", word, f"/{rule}", rule.upper()])
    elif odd == "kind":
        environ["CONTENT_TYPE"] = chance.choice([*LATIN, "text/plain", f"{FORM};" * 50, "", "multipart/mixed"])
    if odd == "query" or rule in BY_GET:
        known = "country=%FF&url=//[&accent=%00&radius=-9&maxwidth=1e9&site=https://[&theme=%ED%A0%80&"
        environ["QUERY_STRING"] = chance.choice([known + word, word, f"country={word}&" * 40, f"_format={word}"])
    return environ


def call(app: Flask, sent: Sent) -> tuple[str, dict[str, str], bytes]:
    """Send one request straight into the WSGI app; return its status, its headers and its body."""
    heard: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], object]:
        heard.append((status, headers))
        return written.append

    environ = {**sent.environ, "wsgi.input": BytesIO(sent.body), "wsgi.errors": StringIO()}
    found = app(environ, start)
    try:
        written.extend(found)
    finally:
        getattr(found, "close", lambda: None)()
    status, headers = heard[-1]
    return status.split(maxsplit=1)[0], dict(headers), b"".join(written)


def generated(numbers: range, pair: tuple[Flask, Flask]) -> Told:
    """Send the requests of these numbers, and tell what came back."""
    told, keeper, root, makes = Told(), Keeper(), logging.getLogger(), Requests(pair[0])
    root.addHandler(keeper)
    level, root.level = root.level, logging.DEBUG
    try:
        for number in numbers:
            sent = makes.made(number)
            told.wrong.extend(
                f"request {number} to {sent.rule}: {fault}" for fault in _faults(sent, pair, told, keeper)
            )
    finally:
        root.removeHandler(keeper)
        root.setLevel(level)
    return told


def in_its_own_process(numbers: range) -> Told:
    """Do the same with the apps of this process."""
    return generated(numbers, apps())


def side_by_side(first: int, wanted: int) -> Told:
    """Send that many requests from a number on, on every core."""
    told, step = Told(), max(1, wanted // PIECES)
    pieces = [range(start, min(start + step, first + wanted)) for start in range(first, first + wanted, step)]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for found in pool.map(in_its_own_process, pieces):
            told.answered += found.answered
            told.shapes += found.shapes
            told.distinct |= found.distinct
            told.wrong += found.wrong
            print(f"{told.count} so far, {len(told.wrong)} faults", file=sys.stderr, flush=True)
    return told


def _faults(sent: Sent, pair: tuple[Flask, Flask], told: Told, keeper: Keeper) -> list[str]:
    keeper.kept.clear()
    told.shapes[sent.shape] += 1
    told.distinct.add(crc32(repr((sent.locked, sent.body, sent.environ)).encode()))
    try:
        status, headers, body = call(pair[sent.locked], sent)
    except Exception as error:  # noqa: BLE001 - whatever gets out of the app is what is looked for
        told.answered[sent.rule, "raised"] += 1
        return [f"{type(error).__name__} got out of the app"]
    told.answered[sent.rule, status] += 1
    faults = [f"it lacks {name}" for name in lacking(headers)]
    if status >= "500" and not (status == "501" and sent.environ["PATH_INFO"] == "/oembed"):
        faults.append(f"status {status}")
    faults += ["a stack trace in the answer"] * (b"Traceback" in body)
    return faults + [
        f"logged: {line[:300]}" for line in keeper.kept if "Traceback" in line or " while answering" in line
    ]


def missed(told: Told, app: Flask, wanted: int, needed: frozenset[str]) -> list[str]:
    """Return what a run did not do, although it must."""
    found = [f"{told.count} were answered, {wanted} were wanted"] * (told.count < wanted)
    found += [f"no request had the shape: {shape}" for shape in sorted({*SHAPES} - told.shapes.keys())]
    found += [f"no request went to {rule}" for rule in sorted({*rules(app)} - {rule for rule, _ in told.answered})]
    return found + [f"no answer had the status {status}" for status in sorted(needed - told.statuses)]


def main(wanted: int, first: int = 0) -> int:
    """Send that many requests, from a number on; tell of them, and return the exit status."""
    began = time.monotonic()
    told = side_by_side(first, wanted)
    for (rule, status), count in sorted(told.answered.items()):
        print(rule, status, count)
    for shape, count in sorted(told.shapes.items()):
        print(f"{shape}: {count}")
    print(
        f"{told.count} requests, {len(told.distinct)} of them different, in {time.monotonic() - began:.0f} s: "
        f"{len(told.wrong)} faults."
    )
    faults = [*told.wrong, *missed(told, apps()[0], wanted, NEEDED)]
    kinds = Counter(fault.partition(": ")[2] or fault for fault in faults)
    print(*(f"{count} times: {kind}" for kind, count in kinds.most_common(20)), *faults[:5], sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
