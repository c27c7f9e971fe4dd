"""The pages of docs/ that are made from the code, each as a text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_args, get_origin

from careguide.config import PREFIX, Config
from careguide.core.questionnaire.content import Text
from careguide.core.questionnaire.faults import Advice, Breach, Fault, FindingKind, Slip
from careguide.core.questionnaire.model import Questionnaire, Span
from careguide.core.questionnaire.reader import keys
from careguide.core.questionnaire.schema import schema
from careguide.core.review.chart import mermaid, outline
from makedocs.keys import introduction
from tests import licences
from tests.shipped import shipped

PROBLEMS = """# What can be wrong in questions.yaml, and how to fix it

`careguide check` reads the whole file and names everything it finds at once. Each finding is one line:
the file, the line, a short code, what is wrong, and how to fix it. Look up the code here.
Where the table has …, the message has the word itself.
"""
PARTS: dict[type[FindingKind], str] = {
    Fault: "Faults: the file cannot be read, and nothing is served from it",
    Slip: "Words and paths: the file can be read, but the check fails. They are checked once there is no fault",
    Breach: "Promises: the check proves them once nothing else is wrong, as the guide does when it starts",
    Advice: "Warnings: listed with `--warnings`; the check fails on them with `--strict`",
}
SETTINGS = """# Settings

careguide runs without any settings. It reads them once, from the environment, when the server starts. It refuses to
start with a name that is not in this table, or with a value that it cannot use.
Where it says 'on' or 'off', the words yes and no, true and false, 1 and 0 do as well, in large letters too.

| Name | Default | What it does |
| --- | --- | --- |
"""
EXAMPLE = """
For example: `CAREGUIDE_COUNTRY=GB CAREGUIDE_HOSTS=guide.example.org careguide serve`
"""


def blocks(kind: Any, seen: dict[Any, None]) -> dict[Any, None]:
    """Return every type of block below `kind`, in the order of the file."""
    if is_dataclass(kind) and kind not in (Text, Span) and kind not in seen:
        seen[kind] = None
        for wanted, _, _ in keys(kind).values():  # type: ignore[arg-type]
            blocks(wanted, seen)
    elif get_origin(kind) is not Span:
        for part in get_args(kind):
            blocks(part, seen)
    return seen


def rows(kind: Any) -> Iterator[str]:
    """Yield a table row for each key of a block, those that must be there first."""
    for needed in (True, False):
        for name, (_, field, doc) in keys(kind).items():
            if (field.default is MISSING) is needed:
                yield f"| {f'**`{name}`**' if needed else f'`{name}`'} | {doc} |\n"


def questions_yaml() -> str:
    """Return docs/questions-yaml.md as the model has it."""
    parts = [introduction()]
    for kind in blocks(Questionnaire, {}):
        if keys(kind):
            title = "The file" if kind is Questionnaire else kind.__name__
            about = (kind.__doc__ or "").split("\n")[0]
            parts.append(f"\n## {title}\n\n{about}\n\n| key | what it means |\n| --- | --- |\n{''.join(rows(kind))}")
    return "".join(parts)


def problems() -> str:
    """Return docs/problems.md as the catalogue has it."""
    text = PROBLEMS
    for part, title in PARTS.items():
        rows = [(f"`{entry.code}`", *map(plain, entry.value)) for entry in part]
        text += f"\n## {title}\n\n| Code | What is wrong | How to fix it |\n| --- | --- | --- |\n"
        text += "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return text


def plain(words: str) -> str:
    """Return a sentence with … for the facts of a case."""
    return re.sub(r"\{\w+\}", "…", words.replace("{hint}", "")).replace("|", "\\|")


def _written(value: object) -> object:
    """Return a value as it is set: what can be switched is on or off."""
    return ("off", "on")[value] if isinstance(value, bool) else value


def settings() -> str:
    """Return docs/settings.md as the fields of Settings have it."""
    rows = [
        (
            f"`{PREFIX}{item.name.upper()}`",
            "empty" if item.default in ("", ()) else f"`{_written(item.default)}`",
            item.metadata["doc"],
        )
        for item in fields(Config)
    ]
    return SETTINGS + "".join(f"| {' | '.join(row)} |\n" for row in rows) + EXAMPLE


def questionnaire() -> str:
    """Return docs/questionnaire.md as the shipped questionnaire has it."""
    return (
        "# The flow of the questionnaire\n\n"
        "`careguide map` draws this from the model that serves people, so the two cannot differ. The same in words is\n"
        "below. A dotted line leads to the warning that these answers raise; ⇒ is what a rule does.\n\n"
        f"```mermaid\n{mermaid(shipped())}```\n\n"
        "## In words\n\n"
        f"This is `careguide map --text`.\n\n```text\n{outline(shipped())}```\n"
    )


def questions_schema() -> str:
    """Return docs/questions.schema.json as the model has it."""
    return f"{json.dumps(schema(), ensure_ascii=False, indent=1)}\n"


PAGES: dict[str, Callable[[], str]] = {
    "licences.md": licences.page,
    "problems.md": problems,
    "questionnaire.md": questionnaire,
    "questions-yaml.md": questions_yaml,
    "questions.schema.json": questions_schema,
    "settings.md": settings,
}
"""Every page by its name in docs/."""
