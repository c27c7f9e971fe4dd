"""What an operator may set, read once from the environment; a setting that cannot be used is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerificationError, VerifyMismatchError

from careguide.core.questionnaire.faults import nearest

PREFIX = "CAREGUIDE_"
MOST_PROXIES = 9
MOST_PORT = 65535
WORDS = {
    "access_log": ("off", "on", "networks"),
    "log_level": ("debug", "info", "warning", "error"),
}
"""Settings that are one of a few words."""
SWITCHES = {"on": True, "yes": True, "true": True, "1": True, "off": False, "no": False, "false": False, "0": False}
"""The words that switch something on or off, whichever setting it is."""
NAME = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
"""A part of a host name, between its dots."""
ORIGIN = "Write 'https://', the host name in small letters, and the port if there is one"
TRIAL = "For a trial, 'http://localhost:8001' will do."
HASH_BYTES = 32
"""The length of a whole hash; one that was cut short when it was copied has fewer."""


def _setting(default: Any, doc: str, *, shown: bool = True) -> Any:
    return field(default=default, metadata={"doc": doc}, repr=shown)


@dataclass(frozen=True)
class Config:
    """Every setting; its environment variable is CAREGUIDE_ and the name in capitals.

    Raises ConfigError for values that cannot be used, all in one go. No value is repeated: it may be a secret
    that stands in the wrong place.
    """

    questions: str = _setting("", "Path of a questions.yaml of your own; empty for the one that comes with careguide.")
    country: str = _setting("", "Two-letter code of the help lines shown first; empty for the first in the file.")
    hosts: tuple[str, ...] = _setting(
        (),
        "Host names that the server answers to, with commas, such as 'guide.example.org', or '.example.org' for every "
        "name below it; empty for any.",
    )
    trusted_proxies: int = _setting(
        0,
        "How many proxies stand in front, each adding its X-Forwarded headers: For, Proto, and Prefix where it serves "
        "the guide below a path; 0 believes no such header.",
    )
    public_url: str = _setting(
        "",
        "The address that people use, such as 'https://guide.example.org' or 'https://example.org/guide'; links for "
        "other sites begin with it.",
    )
    embed_origins: tuple[str, ...] = _setting(
        (), "Sites that may show the guide in a frame, with commas, such as 'https://clinic.example'; empty for none."
    )
    api_origins: tuple[str, ...] = _setting(
        (), "Sites whose scripts may ask the JSON API and FHIR, with commas; empty for none. Servers always may."
    )
    kiosk: bool = _setting(
        False,
        "Say 'on' where many people use one screen: after two quiet minutes the guide counts down and starts over. No "
        "answer stays in the page or in the tab's history. `?kiosk` in the address does so for one screen.",
    )
    leave_to: str = _setting(
        "",
        "Page that gives nothing away, such as 'https://example.org/weather', to which 'Leave this page' leads; empty "
        "for an empty page of the guide.",
    )
    access_log: str = _setting(
        "off",
        "Say 'on' to write a line for each request: method, page, status and time, and nothing of who asked or what. "
        "Say 'networks' to add the first part of the address; `/privacy` then says so.",
    )
    log_level: str = _setting("warning", "How much is written down: 'debug', 'info', 'warning' or 'error'.")
    metrics_port: int = _setting(
        0, "Port of this machine where `careguide serve` counts requests for Prometheus, at `/metrics`; 0 for none."
    )
    limits_storage: str = _setting(
        "",
        "Address of a Redis or Valkey, such as 'redis://127.0.0.1:6379', where all servers together count wrong "
        "phrases and typed codes by address; empty to count in the memory of each. It must answer when `careguide "
        "serve` starts; while it is away later, each counts alone. Needs `careguide[shared]`.",
        shown=False,  # such an address may hold a password
    )
    serve_broken_guarantees: bool = _setting(
        False, "Say 'on' to serve even where a guarantee is broken; for trials only."
    )
    staff_page: bool = _setting(True, "Say 'off' to have no staff page at `/together`; 'on' to have it.")
    staff_phrase: str = _setting(
        "",
        "What `careguide phrase` prints, to lock the staff page; empty to leave it open. In a shell, put it between "
        "single quotes. Keep it as secret as the phrase: whoever has it can open the page.",
        shown=False,  # against whoever reads a log or an error report that shows the settings
    )

    def __post_init__(self) -> None:
        faults = [*self._strange_hosts(), *self._strange_origins(), *self._strange_words()]
        if not 0 <= self.trusted_proxies <= MOST_PROXIES:
            faults.append(
                f"{PREFIX}TRUSTED_PROXIES must be a number from 0 to {MOST_PROXIES}: how many stand in front, and not "
                "their addresses."
            )
        if not 0 <= self.metrics_port <= MOST_PORT:
            faults.append(f"{PREFIX}METRICS_PORT must be a number from 1 to {MOST_PORT}, or 0 for no metrics.")
        if self.limits_storage and not re.match("rediss?://.", self.limits_storage):
            faults.append(
                f"{PREFIX}LIMITS_STORAGE must begin with 'redis://', or 'rediss://' for TLS; a Valkey takes it too."
            )
        if self.staff_phrase and not self.staff_page:
            faults.append(
                f"{PREFIX}STAFF_PHRASE is set, but {PREFIX}STAFF_PAGE is off, so there is no page to lock. "
                "Take one of the two away."
            )
        if self.staff_phrase and not _is_hash(self.staff_phrase):
            faults.append(
                f"{PREFIX}STAFF_PHRASE holds no whole hash. Never put the phrase itself there: run `careguide phrase`, "
                "and copy all that it prints. In a shell, put it between single quotes, or the $ signs get lost."
            )
        if faults:
            raise ConfigError("\n".join(faults))

    def _strange_hosts(self) -> Iterator[str]:
        for place, host in enumerate(self.hosts, 1):
            if not is_host(host):
                yield (
                    f"{PREFIX}HOSTS holds what is no host name, at place {place} of {len(self.hosts)}. Write the bare "
                    "name in small letters, such as 'guide.example.org', without 'https://' before it or a path after."
                )

    def _strange_origins(self) -> Iterator[str]:
        if self.public_url and not is_address(self.public_url):
            yield (
                f"{PREFIX}PUBLIC_URL is no address of the guide. {ORIGIN}, and the path if the guide stands below one, "
                f"without a slash at the end. {TRIAL}"
            )
        if self.leave_to and not re.fullmatch(r"https://[^\s/@\"<>]+(/[^\s\"<>]*)?", self.leave_to):
            yield f"{PREFIX}LEAVE_TO is no address of a page. It begins with 'https://' and holds no space."
        for name, origins in {"EMBED_ORIGINS": self.embed_origins, "API_ORIGINS": self.api_origins}.items():
            for place, origin in enumerate(origins, 1):
                if not is_origin(origin):
                    yield (
                        f"{PREFIX}{name} holds what is no origin, at place {place} of {len(origins)}. {ORIGIN}, "
                        f"with nothing after it. {TRIAL}"
                    )

    def _strange_words(self) -> Iterator[str]:
        for item in fields(self):
            value, words = getattr(self, item.name), WORDS.get(item.name, ())
            if isinstance(item.default, bool) and not isinstance(value, bool):
                words = tuple(SWITCHES)
            if words and value not in words:
                listed = " or ".join((", ".join(map(repr, words[:-1])), repr(words[-1])))
                yield f"{PREFIX}{item.name.upper()} must be {listed}. Set it to one of these, or leave it out."


class ConfigError(Exception):
    """The settings cannot be used; the message says which, and how to fix each."""


def from_environment(environ: Mapping[str, str]) -> Config:
    """Return the settings of an environment. Raises ConfigError for a name that is no setting."""
    known = {PREFIX + item.name.upper(): item for item in fields(Config)}
    given = {name: value.strip() for name, value in environ.items() if name.startswith(PREFIX)}
    strange = sorted(given.keys() - known.keys())
    if strange:
        lines = [f"'{name}' is not a setting of careguide.{_hint(name, known)}" for name in strange]
        raise ConfigError("\n".join([*lines, f"The settings are: {', '.join(known)}."]))
    values: dict[str, Any] = {known[name].name: value for name, value in given.items() if value}
    return Config(**{item.name: _read(item, values[item.name]) for item in fields(Config) if item.name in values})


def is_host(text: str) -> bool:
    """Whether a text is a host name as browsers send it, or one after a dot, for every name below it.

    A port is let through, though any port is answered. An address of IPv6 is none: what looks at hosts knows none.
    """
    try:
        name = text.removeprefix(".").encode("idna").decode()
    except UnicodeError:
        return False
    return re.fullmatch(rf"{NAME}(?:\.{NAME})*(?::[1-9][0-9]{{0,4}})?", name) is not None


def is_origin(text: str) -> bool:
    """Whether a text is an origin as browsers write it: over HTTPS, or on this machine for a trial.

    No wildcard is one: whoever could register a name below it would be let in.
    """
    shape = re.fullmatch(rf"(https?)://({NAME}(?:\.{NAME})*)(:[1-9][0-9]{{0,4}})?", text)
    if not shape:
        return False
    scheme, host, port = shape.groups()
    if port and int(port[1:]) > MOST_PORT:
        return False
    trial = host in ("localhost", "127.0.0.1") or host.endswith(".localhost")
    return (scheme == "https" or trial) and port != {"https": ":443", "http": ":80"}[scheme]


def is_address(text: str) -> bool:
    """Whether a text is an origin, or one with a path below which the guide stands there."""
    shape = re.fullmatch(r"(https?://[^/]*)(/.*)?", text)
    return shape is not None and is_origin(shape[1]) and (shape[2] is None or is_path(shape[2]))


def is_path(text: str) -> bool:
    """Whether a text is a path that the guide may stand below: it names no other host, and nothing above itself."""
    return bool(re.fullmatch(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]{1,60}){1,6}", text))


def _read(item: Field[Any], text: str) -> Any:
    """Return the value of a setting that is written so; where it is none, what `Config` refuses."""
    word = text.lower()
    if isinstance(item.default, bool):
        return SWITCHES.get(word, text)
    if isinstance(item.default, int):
        return int(text) if re.fullmatch("[0-9]{1,5}", text) else -1
    if item.default == ():
        return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    words = WORDS.get(item.name, ())
    if "on" in words and word in SWITCHES:
        return "on" if SWITCHES[word] else "off"
    return word if word in words else text


def _hint(name: str, known: Iterable[str]) -> str:
    near = nearest(name.removeprefix(PREFIX), [word.removeprefix(PREFIX) for word in known])
    return f" Did you mean '{PREFIX}{near}'?" if near else ""


def _is_hash(value: str) -> bool:
    """Whether this is a whole argon2 hash that works on this machine, of a phrase that is not empty.

    It is tried out once, as a hash that cannot be checked would shut everyone out when the first person comes.
    """
    try:
        return extract_parameters(value).hash_len >= HASH_BYTES and not PasswordHasher().verify(value, "")
    except VerifyMismatchError:
        return True
    except (VerificationError, ValueError):
        return False
