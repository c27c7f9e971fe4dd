"""How tests wait: for a state, and as long as a slow machine may take; never for a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 60
"""Seconds until something that has not come counts as a failure; nobody waits for them where it comes."""
APART = 0.05

Found = TypeVar("Found")


def until(found: Callable[[], Found], seconds: float = PATIENCE, what: str = "what was waited for") -> Found:
    """Return what is found as soon as it is something, and fail when it is not for long."""
    end = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < end, f"{what} has not come within {seconds:g} seconds"
        time.sleep(APART)
    return value
