"""The proof of the questionnaire that is served: the record beside the code, or a new one for another file.

The record is valid for exactly one content and one core. It names both by their hash, so that it can never be used
for a file or a fold that it was not made with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from careguide import files
from careguide.core.questionnaire.model import Questionnaire

if TYPE_CHECKING:
    from careguide.core.proof.verify import Verdict

RECORD = "proof.json"


@dataclass(frozen=True)
class Promise:
    """One guarantee as it was found: what it says, and how it is broken, if it is."""

    id: str
    says: str
    broken: str | None = None


@dataclass(frozen=True)
class Record:
    """What was proved of a content (`digest`) by a core (`core`), over how many sheets, on which day."""

    digest: str
    core: str
    on: str
    sheets: int
    promises: tuple[Promise, ...]

    @property
    def broken(self) -> tuple[Promise, ...]:
        """The guarantees that do not hold."""
        return tuple(promise for promise in self.promises if promise.broken)


@cache
def core_hash() -> str:
    """Return a hash over the source of the core: a proof by another core says nothing about this one."""
    sources = sorted((files.PACKAGE / "core").rglob("*.py"))
    if not sources:
        raise FileNotFoundError(f"There is no core in {files.PACKAGE}, so nothing can be proved with it.")
    return sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:16]


def record(questionnaire: Questionnaire, found: Iterable[Verdict]) -> Record:
    """Return the record of these verdicts, made today."""
    all_found = tuple(found)
    promises = tuple(Promise(verdict.id, verdict.says, verdict.broken) for verdict in all_found)
    today = datetime.now(UTC).date().isoformat()
    return Record(questionnaire.digest, core_hash(), today, all_found[0].sheets, promises)


def proved(questionnaire: Questionnaire) -> Record:
    """Return the record of a questionnaire: the one that ships if it is about this very file, else a new one.

    Raises TooLargeError for a questionnaire that is too large to be proved.
    """
    kept = shipped()
    if kept and (kept.digest, kept.core) == (questionnaire.digest, core_hash()):
        return kept
    from careguide.core.proof.verify import prove, verdicts  # noqa: PLC0415 - a twelfth of the start, and seldom needed

    return record(questionnaire, verdicts(prove(questionnaire)))


def shipped() -> Record | None:
    """Return the record beside the code, or None where there is none that can be read."""
    try:
        data = json.loads((files.PACKAGE / RECORD).read_text(encoding="utf-8"))
        return Record(**{**data, "promises": tuple(Promise(**promise) for promise in data["promises"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def keep(made: Record) -> None:
    """Write the record beside the code, to be shipped with it."""
    text = json.dumps(asdict(made), indent=1, ensure_ascii=False)
    (files.PACKAGE / RECORD).write_text(f"{text}\n", encoding="utf-8")
