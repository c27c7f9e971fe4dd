"""The harness of `make soak` notices what must not be, and one short load holds; .ci/run tries all of it, shorter."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import sha256

import pytest
from click.testing import CliRunner

from tests.conftest import needs_checkout

soak = pytest.importorskip("benchmarks.soak.__main__", reason="the wheel brings no benchmarks")

from benchmarks.soak import disks, memory  # noqa: E402 - they are only there in a checkout
from benchmarks.soak.asks import app, mix  # noqa: E402
from benchmarks.soak.client import Ask, Line, Load, Tally  # noqa: E402
from benchmarks.soak.found import Found, NotRunError, Scale, Verdict, table  # noqa: E402
from benchmarks.soak.server import ServerError, peers, resident, serving  # noqa: E402

pytestmark = [needs_checkout, pytest.mark.lengthy]

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
RIGHT = Ask("GET /", "GET", "/", (), b"", 200, sha256(b"right").digest())


def reply(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def always(*replies: bytes) -> Answer:
    """Answer one request on a connection with each of these, and then hang up."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for content in replies:
            if not await reader.read(1000):
                break
            writer.write(content)
            await writer.drain()
        writer.close()

    return answer


def loaded(answer: Answer, *, kept: float = 0, clients: int = 3) -> Tally:
    """Load a server that answers like this for a moment."""

    async def run() -> Tally:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            return await Load(port, [RIGHT], clients, pause=0.01, kept=kept).run(0.3)

    return asyncio.run(run())


def test_right_answers_are_counted() -> None:
    tally = loaded(always(reply(b"right")))
    assert tally.answered["GET /"] == tally.count == len(tally.seconds) > 0
    assert tally.faults == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (reply(b"wrong"), "wrong, GET /: status 200 with another body"),
        (reply(b"right", "500 Oops"), "wrong, GET /: status 500"),
        (b"", "failed, GET /: IncompleteReadError"),
        (reply(b"right")[:-1], "failed, GET /: IncompleteReadError"),
        (b"HTTP/1.1 200 OK\r\n\r\nright", "failed, GET /: KeyError"),
        (b"nonsense\r\n\r\n", "failed, GET /: IndexError"),
    ],
    ids=["another body", "another status", "hung up", "cut short", "no length", "no HTTP"],
)
def test_every_other_answer_is_a_fault(content: bytes, told: str) -> None:
    tally = loaded(always(content))
    assert tally.count == 0
    assert len(tally.faults) == 1
    assert tally.faults[0].endswith(told)


def test_a_request_that_is_never_answered_is_given_up() -> None:
    assert loaded(always(b"")).given_up > 0


def test_a_kept_connection_that_ends_without_a_byte_is_no_failure_but_is_told_of() -> None:
    """So browsers take it; the second request on each connection gets nothing here."""
    tally = loaded(always(reply(b"right"), b""), kept=1)
    assert tally.carried_over == len(tally.lost) > 0
    assert tally.faults == []


def test_a_kept_connection_that_ends_within_an_answer_is_a_failure() -> None:
    assert loaded(always(reply(b"right"), reply(b"right")[:20]), kept=1).failed


def test_one_sheet_after_another_is_asked_for_and_the_answers_are_those_of_the_app() -> None:
    asks = mix(app().test_client())
    posted = {ask.body for ask in asks if ask.target == "/summary"}
    assert len(posted) > 90
    assert len({ask.digest for ask in asks if ask.target == "/summary"}) > 60
    assert {ask.status for ask in asks} == {200, 304}


def test_a_server_is_loaded_for_a_moment_and_every_answer_is_right() -> None:
    asks = mix(app().test_client())
    with serving() as server:
        assert all(resident(pid) > 1 for pid in server.workers())
        load = Load(server.port, asks, 8)
        tally = asyncio.run(load.run(2))
        assert tally.faults == []
        assert tally.count > 8
        assert [peers(pid, server.port) for pid in server.workers()] == [set(), set()]
        assert server.lines() == []
    assert not server.answers()


def test_the_ports_that_a_process_holds_are_those_of_its_clients() -> None:
    with serving() as server:
        line = Line(server.port, Tally(), keep=True)

        async def ask() -> set[int]:
            await line.ask(RIGHT)
            try:
                return set().union(*(peers(pid, server.port) for pid in server.workers()))
            finally:
                line.close()

        assert asyncio.run(ask()) == {line.port}


def test_a_server_that_does_not_start_is_told_of_in_its_own_words() -> None:
    with pytest.raises(ServerError, match="ended with status 2"), serving({"CAREGUIDE_COUNTRY": "XX"}):
        pytest.fail("it is served")


def found(*faults: str) -> Found:
    return Found("something", ["1 figure"], list(faults))


def test_only_what_was_tried_counts_as_held() -> None:
    held, failed, missing = Verdict("a", found()), Verdict("b", found("a fault")), Verdict("c", None, "needs root")
    assert [verdict.word for verdict in (held, failed, missing)] == ["held", "failed", "not run"]
    assert soak.status([held, missing], strict=False) == 0
    assert soak.status([held, missing], strict=True) == 1
    assert soak.status([missing], strict=False) == 1
    assert soak.status([held, failed], strict=False) == 1
    assert table([failed, missing]).splitlines()[2:] == [
        "| b | something | 1 figure; a fault | failed |",
        "| c | | needs root | not run |",
    ]


def test_what_a_machine_lacks_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(NotRunError, match="needs root"):
        disks.full(Scale(short=True))
    assert soak.verdict("full-disk", disks.full, Scale(short=True)).word == "not run"


def test_growth_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    async def grown(*_: object) -> list[list[float]]:
        return [[50.0, 50.0], [53.0, 53.0]]

    monkeypatch.setattr(memory, "_grown", grown)
    assert memory.flat(Scale(short=True)).faults == ["the memory grew by 6.0%"]


def test_an_unknown_scenario_is_refused_with_those_there_are() -> None:
    result = CliRunner().invoke(soak.main, ["nonsense"])
    assert result.exit_code == 2
    assert "'crowd', 'kill', 'reload', 'slow'" in result.output
