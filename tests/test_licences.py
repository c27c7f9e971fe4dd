"""Every dependency may be used: its licence is known and is on the list."""

from __future__ import annotations

from email.message import Message

import pytest

from tests.conftest import needs_checkout
from tests.licences import LOCKS, allowed, licence, locked, named

pytestmark = needs_checkout


@pytest.mark.parametrize("name", LOCKS)
def test_every_licence_is_allowed(name: str) -> None:
    """A package without a licence that is on the list stops here, a nameless one too."""
    assert {package: licence(package) for package in locked(name) if not allowed(licence(package))} == {}


@pytest.mark.parametrize(
    ("told", "fits"),
    [
        ({"License-Expression": "MIT"}, True),
        ({"License-Expression": "GPL-3.0-only"}, False),
        ({"License-Expression": "MIT AND GPL-3.0-only"}, False),
        ({"License-Expression": "GPL-3.0-only OR Apache-2.0"}, True),
        ({"Classifier": "License :: OSI Approved :: MIT License"}, True),
        ({"Classifier": "License :: Other/Proprietary License"}, False),
        ({"License": "a licence of our own"}, False),
        ({"License": "UNKNOWN"}, False),
        ({}, False),
    ],
)
def test_the_list_bites(told: dict[str, str], *, fits: bool) -> None:
    """What is not on the list is refused, and so is what names no licence at all."""
    message = Message()
    for name, value in told.items():
        message[name] = value
    assert allowed(named(message)) == fits
