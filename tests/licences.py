"""The licence of every locked dependency."""

from __future__ import annotations

import re
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from typing import cast

from tests.conftest import ROOT

LOCKS = {"requirements.txt": "To run", "requirements-dev.txt": "To build and to test"}

ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CNRI-Python", "ISC", "LGPL-2.1-or-later", "MIT",
        "MIT-0", "MIT-CMU", "MPL-1.1", "MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
    }
)  # fmt: skip
"""Licences that let the guide be run, changed and passed on by anyone; of several that are offered, one is enough."""

NAMES = {
    "apache software license": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "bsd license": "BSD",
    "bsd 2-clause license": "BSD-2-Clause",
    "gnu lesser general public license v2 or later (lgplv2+)": "LGPL-2.1-or-later",
    "gnu general public license v2 or later (gplv2+)": "GPL-2.0-or-later",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 1.1 (mpl 1.1)": "MPL-1.1",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
}
"""What packages write in place of the short name of a licence."""

UNNAMED = {"async-timeout": "Apache-2.0", "axe-playwright-python": "MIT", "colorama": "BSD-3-Clause"}
"""Licences that stand only in the text of a licence that a package carries, or in one for another system or Python."""


def locked(name: str) -> list[str]:
    """Return the names of the packages in a lock file."""
    found = sorted(set(re.findall(r"^([a-z0-9-]+)==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)))
    assert found, f"{name} holds no package"
    return found


def licence(package: str) -> str:
    """Return the licence that a package names for itself, or an empty text where it names none that is known."""
    try:
        found = named(cast(Message, metadata(package)))
    except PackageNotFoundError:
        found = ""
    return found or UNNAMED.get(package, "")


def named(told: Message) -> str:
    """Return the licence that stands in the metadata of a package; of several that are offered, all, with `OR`."""
    if expression := told.get("License-Expression"):
        return expression
    classifiers = [
        line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or () if line.startswith("License ::")
    ]
    short = [text for text in [told.get("License") or ""] if text and len(text) < LONGEST and text != "UNKNOWN"]
    written = short if not classifiers or ("BSD License" in classifiers and short) else classifiers
    return " OR ".join(dict.fromkeys(NAMES.get(text.lower(), text) for text in written))


LONGEST = 40
"""Letters of the longest name; what is longer is the text of a licence."""


def allowed(found: str) -> bool:
    """Whether a licence, or one of those that are offered, is on the list; all of those that hold together must be."""
    offered = [part.strip(" ()") for part in found.split(" OR ")]
    return any(all(one.strip(" ()") in ALLOWED for one in part.split(" AND ")) for part in offered)


def page() -> str:
    """Return docs/licences.md as the locked packages have it."""
    lines = ["# Licences", "", "Made by `make docs` from what each locked package says of itself.", ""]
    seen: set[str] = set()
    for name, title in LOCKS.items():
        lines += [f"## {title}", "", "| package | licence |", "| --- | --- |"]
        lines += [f"| {package} | {licence(package) or 'unknown'} |" for package in locked(name) if package not in seen]
        lines.append("")
        seen |= set(locked(name))
    return "\n".join(lines)
