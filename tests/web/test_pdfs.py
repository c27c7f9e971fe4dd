"""PDFs have a queue of their own: others are answered meanwhile, and who finds it full is told what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from flask import Flask

from careguide import pdf
from careguide.config import Config
from careguide.web import create_app
from careguide.web.pdfs import EXTENSION, SHARE, WAITING, Queue
from careguide.web.security import ROUTES
from tests.sheets import CALM

PATIENCE = 60
STAFF = {f"person-{name}": value for name, value in CALM.items()}


@pytest.fixture
def app() -> Flask:
    return create_app(Config(), warm=False)


@contextmanager
def held(app: Flask, monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> Iterator[None]:
    """Have a PDF waited for from each of these addresses, of which the first is being made all the while."""
    queue: Queue = app.extensions[EXTENSION]
    rest = Event()
    monkeypatch.setattr(pdf, "summary_pdf", lambda *_: b"%PDF" * rest.wait(PATIENCE))
    got: list[int] = []

    def ask(address: str) -> None:
        found = app.test_client().post("/summary.pdf", data=CALM, environ_base={"REMOTE_ADDR": address})
        got.append(found.status_code)

    threads = [Thread(target=ask, args=(address,)) for address in addresses]
    for number, thread in enumerate(threads, 1):
        thread.start()
        while queue.places.taken.total() < number:
            thread.join(0.01)
            assert thread.is_alive()
    yield
    rest.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert got == [200] * len(addresses)
    assert not queue.places.taken


def test_a_pdf_keeps_no_one_waiting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is made, the same process answers all others."""
    with held(app, monkeypatch, ["192.0.2.1"]):
        assert app.test_client().get("/healthz").status_code == 200
        assert app.test_client().post("/summary", data=CALM).status_code == 200
        assert app.test_client().post("/together/family", data=STAFF).status_code == 200


@pytest.mark.parametrize(
    ("addresses", "status"), [(["192.0.2.1"] * SHARE, 429), ([f"198.51.100.{n}" for n in range(WAITING)], 503)]
)
def test_who_finds_the_queue_full_is_told_what_to_do(
    app: Flask, monkeypatch: pytest.MonkeyPatch, addresses: list[str], status: int
) -> None:
    """The answers come back, with when to try again, and that the page can be printed; another address has a place."""
    with held(app, monkeypatch, addresses):
        again = app.test_client().post("/summary.pdf", data=CALM, environ_base={"REMOTE_ADDR": "192.0.2.1"})
        assert (again.status_code, again.headers["Retry-After"]) == (status, "5")
        assert "print" in again.text
        assert 'value="as_directed" checked' in again.text or "checked" in again.text
        for name in ("family", "staff"):
            sheet = app.test_client().post(
                f"/together/{name}.pdf", data=STAFF, environ_base={"REMOTE_ADDR": "192.0.2.1"}
            )
            assert (sheet.status_code, sheet.headers["Retry-After"]) == (status, "5")
            assert "print it" in sheet.text
            assert "still holds everything" in sheet.text


def test_the_next_pdf_is_made_when_one_went_wrong(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault leaves the place, the press and the turn free."""
    monkeypatch.setattr(pdf, "summary_pdf", lambda *_: 1 / 0)
    client = app.test_client()
    assert [client.post("/summary.pdf", data=CALM).status_code for _ in range(SHARE + 1)] == [500] * (SHARE + 1)
    assert client.get("/healthz").status_code == 200


def test_addresses_of_pdfs_say_so(app: Flask) -> None:
    """`careguide serve` takes what ends in .pdf off the thread that answers all else."""
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    pdfs = {name for name in ROUTES if name.endswith("_pdf")}
    assert pdfs == {"guide.summary_pdf", "framed.summary_pdf", "together.family_pdf", "together.staff_pdf"}
    assert {name for name, rule in rules.items() if rule.endswith(".pdf")} == {*pdfs, "paper.questions"}
