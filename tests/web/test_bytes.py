"""How many bytes a first page takes on the wire: one answer, small enough for the first flight of a connection.

See where they go with: python -m tests.web.test_bytes
"""

from __future__ import annotations

import re

import brotli
import pytest
from flask.testing import FlaskClient

from careguide.config import Config
from careguide.web import create_app
from tests.journey import Journey, journeys
from tests.shipped import is_only_known, shipped

FIRST_FLIGHT = 11_000
"""Bytes that arrive at once over TLS 1.3 with HTTP/2, headers included; measured on a line with 150 ms."""

FRAME = 500
"""Bytes that a first page in a frame may take beyond that, since the second edition asks more."""

ADDED = 300
"""Bytes more that a question may bring which a clinic adds and which is only to be known."""

SUMMARY = 20_000

FIRST = ("/", "/someone", "/embed/", "/embed/someone")

PARTS = {
    "style": r"<style.*?</style>",
    "script": r"<script.*?</script>",
    "questions": r'<section class="part".*?</section>(?=\n<section class="step" id="last")',
    "first screen": r'<section class="step intro".*?</section>',
    "head": r"<meta.*?>|<link.*?>|<title.*?</title>",
}


def wire(client: FlaskClient, path: str, encoding: str) -> tuple[int, int]:
    """Return the bytes of the body, and of the headers as HTTP/1.1 writes them; HTTP/2 makes the latter smaller."""
    response = client.get(path, headers={"Accept-Encoding": encoding})
    assert response.headers["Content-Encoding"] == encoding
    return len(response.data), len(response.status) + 11 + sum(
        len(f"{name}: {value}\r\n") for name, value in response.headers
    )


def parts(html: str) -> dict[str, int]:
    """Return the compressed bytes that each part of a page adds to the rest of it."""

    def size(text: str) -> int:
        return len(brotli.compress(text.encode(), mode=brotli.MODE_TEXT, quality=11))

    whole = size(html)
    return {name: whole - size(re.sub(shape, "", html, flags=re.DOTALL)) for name, shape in PARTS.items()}


@pytest.mark.parametrize("path", FIRST)
def test_a_first_page_arrives_in_one_flight(framing: FlaskClient, path: str) -> None:
    """Headers and body of a first page stay within the first flight, compressed as every browser takes it."""
    body, headers = wire(framing, path, "br")
    spent = parts(framing.get(path).get_data(as_text=True))
    added = sum(map(is_only_known, shipped().questions))
    framed = FRAME if path.startswith("/embed/") else 0
    assert body + headers <= FIRST_FLIGHT + framed + added * ADDED, spent
    assert all(size > 0 for size in spent.values()), spent


def test_the_parts_are_most_of_the_page(framing: FlaskClient) -> None:
    """What the table shows is no small share of what travels."""
    body, _ = wire(framing, "/", "br")
    assert sum(parts(framing.get("/").get_data(as_text=True)).values()) > body * 0.7


@pytest.mark.parametrize("journey", journeys(), ids=lambda journey: journey.name)
@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_a_summary_is_small(client: FlaskClient, journey: Journey, encoding: str) -> None:
    """What comes back to a sheet stays within its budget, headers included, however much there is to say."""
    sheet = {name: sorted(answer) for name, answer in journey.sheet.items()}
    response = client.post("/summary", data=sheet, headers={"Accept-Encoding": encoding})
    assert response.headers["Content-Encoding"] == encoding
    headers = sum(len(f"{name}: {value}\r\n") for name, value in response.headers)
    assert len(response.data) + headers <= SUMMARY
    assert response.headers["Vary"] == "Accept-Encoding"


if __name__ == "__main__":
    shown = create_app(Config(embed_origins=("https://clinic.example",))).test_client()
    print(f"{'page':16}{'brotli':>8}{'gzip':>8}{'headers':>9}  of which")
    for address in FIRST:
        best, rest = wire(shown, address, "br")
        spent_on = ", ".join(
            f"{name} {size}" for name, size in parts(shown.get(address).get_data(as_text=True)).items()
        )
        print(f"{address:16}{best:8}{wire(shown, address, 'gzip')[0]:8}{rest:9}  {spent_on}")
