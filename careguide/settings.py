"""What an operator may set, read once from the environment; half a configuration is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from careguide.core.problems import nearest

PREFIX = "CAREGUIDE_"


def _setting(default: Any, doc: str) -> Any:
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True)
class Settings:
    """Every setting; its environment variable is CAREGUIDE_ and the name in capitals."""

    questions: str = _setting("", "Path of a questions.yaml of your own; empty for the one that comes with careguide.")
    country: str = _setting("", "Two-letter code of the help lines shown first; empty for the first in the file.")
    hosts: tuple[str, ...] = _setting((), "Host names that the server answers to, with commas; empty for any.")
    serve_broken_guarantees: str = _setting("", "Say 'yes' to serve even where a guarantee is broken; for trials only.")


class SettingsError(Exception):
    """The settings cannot be used; the message says which, and how to mend each."""


def from_environment(environ: Mapping[str, str]) -> Settings:
    """Return the settings of an environment. Raises SettingsError for a name that is no setting."""
    known = {PREFIX + item.name.upper(): item for item in fields(Settings)}
    given = {name: value.strip() for name, value in environ.items() if name.startswith(PREFIX)}
    strange = sorted(given.keys() - known.keys())
    if strange:
        lines = [f"'{name}' is not a setting of careguide.{_hint(name, known)}" for name in strange]
        raise SettingsError("\n".join([*lines, f"The settings are: {', '.join(known)}."]))
    values: dict[str, Any] = {known[name].name: value for name, value in given.items()}
    if "hosts" in values:
        values["hosts"] = tuple(host.strip() for host in values["hosts"].split(",") if host.strip())
    return Settings(**values)


def _hint(name: str, known: Iterable[str]) -> str:
    near = nearest(name.removeprefix(PREFIX), [word.removeprefix(PREFIX) for word in known])
    return f" Did you mean '{PREFIX}{near}'?" if near else ""
