"""Calls of the API that schemathesis makes up from the OpenAPI document: `python -m tests.web.generated_calls 10000`.

Each answer must be one that the document tells of: its status, its media type, its shape, a refusal of what does not
fit and of nothing else. Fails as well when fewer calls were made than were asked for.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from flask import Flask
from schemathesis.engine import events, from_schema

from careguide.config import Config
from careguide.web import create_app

DOCUMENT = "/api/v1/openapi.json"


@dataclass
class Calls:
    """The calls that reached the app, by method, address and status, and the sentences on what was wrong."""

    answered: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many calls were made, without the one for the document."""
        return self.answered.total() - self.answered["GET", DOCUMENT, "200"]

    @property
    def statuses(self) -> set[str]:
        """Every status that was answered."""
        return {status for _, _, status in self.answered}


def generated(app: Flask, examples: int) -> Calls:
    """Make up to `examples` calls for each operation beside those at every boundary, the same ones each time."""
    calls = Calls()
    _count(app, calls)
    config = schemathesis.Config.from_dict(
        {
            "generation": {"deterministic": True, "max-examples": examples, "database": "none"},
            "phases": {"stateful": {"enabled": False}},
        }
    )
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app, config=config)
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            checks = [check for found in event.recorder.checks.values() for check in found]
            calls.wrong.extend(f"{event.label}: {check.failure_info.failure}" for check in checks if check.failure_info)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            calls.wrong.append(str(event))
    calls.wrong.extend(f"{call}: a fault of the server" for call in calls.answered if call[2] >= "500")
    return calls


def _count(app: Flask, calls: Calls) -> None:
    inner = app.wsgi_app

    def counted(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        environ.pop("HTTP_ACCEPT_ENCODING", None)  # it asks for what it cannot unpack where no network is between

        def begin(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            calls.answered[environ["REQUEST_METHOD"], environ["PATH_INFO"], status.split(maxsplit=1)[0]] += 1
            return start(status, headers, error)

        return inner(environ, begin)

    app.wsgi_app = counted  # type: ignore[assignment]


def main(wanted: int) -> int:
    """Make at least as many calls as are wanted, tell of them, and return the exit status."""
    began = time.monotonic()
    calls = generated(create_app(Config()), wanted)
    for call, count in sorted(calls.answered.items()):
        print(*call, count)
    print(f"{calls.count} calls in {time.monotonic() - began:.0f} s, {len(calls.wrong)} of them answered wrongly.")
    if calls.wrong:
        print(*calls.wrong[:10], sep="\n")
    return int(bool(calls.wrong) or calls.count < wanted)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
