"""The page that explains every key of questions.yaml, written from the model.

Write docs/questions-yaml.md anew with: python -m tests.test_questions_page
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, is_dataclass
from typing import Any, get_args, get_origin

from careguide.core.content import Text
from careguide.core.model import Questionnaire, Span
from careguide.core.reader import keys
from tests.conftest import ROOT, needs_checkout

PAGE = ROOT / "docs" / "questions-yaml.md"
OPENING = """# Every key of questions.yaml

The file is plain text: a name, a colon, and what belongs to it below, two spaces further in. A text may be one line for
both voices, or two lines, `self:` and `someone:`. Keys in **bold** must be there. After a change, raise `version` and
run `careguide check questions.yaml`: it names each fault with its line and how to mend it ([all of them](problems.md)).

The first line of the file names [its schema](questions.schema.json): an editor that knows YAML schemas completes the
keys, explains them and marks what does not fit while you type. `careguide schema` prints it.
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


def page() -> str:
    """Return docs/questions-yaml.md as the model has it."""
    parts = [OPENING]
    for kind in blocks(Questionnaire, {}):
        if keys(kind):
            title = "The file" if kind is Questionnaire else kind.__name__
            about = (kind.__doc__ or "").split("\n")[0]
            parts.append(f"\n## {title}\n\n{about}\n\n| key | what it means |\n| --- | --- |\n{''.join(rows(kind))}")
    return "".join(parts)


@needs_checkout
def test_the_page_of_keys_is_up_to_date() -> None:
    """docs/questions-yaml.md explains every key; if not: python -m tests.test_questions_page."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_key_says_what_it_means() -> None:
    """No key of the model is without a sentence."""
    found = [(kind, doc) for kind in blocks(Questionnaire, {}) for _, _, doc in keys(kind).values()]
    assert len(found) > 80
    assert [kind for kind, doc in found if not doc.endswith(".")] == []


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
