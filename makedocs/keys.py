"""What docs/questions-yaml.md says around the tables of keys: how to edit, three edits, and words."""

from __future__ import annotations

from enum import Enum

from careguide.core.questionnaire.content import Evidence, LineKind
from careguide.core.questionnaire.model import Factor

KEYS = """# Every key of questions.yaml

The file is plain text: a name and a colon, with what belongs to it on the lines below, two more spaces in. A text is
one line for both voices, or two lines, `self:` and `someone:`. Keys in **bold** are required.

After a change, raise `version`. Then:

1. `careguide check questions.yaml` names each fault, its line and how to fix it ([all of them](problems.md)). Where
   nothing is wrong it proves every promise, as the guide does when it starts; that takes some seconds.
2. `careguide verify questions.yaml` shows the proof: each promise, and for one that is broken, answers that break it.
3. `careguide compare HEAD:questions.yaml questions.yaml` says whose result moved, with an example before and after.

The first line of the file names [its schema](questions.schema.json): an editor that knows YAML schemas completes the
keys, explains them, and marks mistakes while you type. `careguide schema` prints it.

## Three edits, worked out

Each shows what stands in the file, and what stands there afterwards. They show how it is written; what they say is made
up.

### A help line got another number

Change `call:`, say where you read it, and write the day on which someone tried it. Numbers stand here only: no text
repeats one.

{line}
### An answer needs more care

`medical` was a span: some clinicians would want closer checks. Now it is one step, for everyone who gives this answer.
The reason must still be true. `compare` then shows each result that moved.

{need}
### A new answer

Put it where people should read it, above "None of these". It needs an `id` that no other option of this question
has, and a label in both voices. Where it raises a need, `because` and `sources` must be there; each source is an `id`
below `sources`. An answer that changes nothing says `information: true`. An `id` is never changed later: rules name it.

{option}
## Words that some keys allow

{words}"""
EDITS = {
    "line": (
        """\
        call: 13 11 26
        note: When too much was taken, and the person is awake and well.
        source: healthdirect.gov.au
        checked_on: null
""",
        """\
        call: 13 11 27
        note: When too much was taken, and the person is awake and well.
        source: healthdirect.gov.au, poisons page
        checked_on: 2027-01-31
""",
    ),
    "need": (
        """\
        medical: usual to closer
        because: The body may cope less well with a change. Some prescribers would want to check more often.
""",
        """\
        medical: closer
        because: The body may cope less well with a change. A prescriber should check more often.
""",
    ),
    "option": (
        """\
      - id: unstable_or_recent_hospital
""",
        """\
      - id: stroke_before
        label:
          self: I have had a stroke
          someone: They have had a stroke
        medical: usual to closer
        because: A change may be harder after a stroke. Some prescribers would want to check more often.
        sources: [jcpg]
      - id: unstable_or_recent_hospital
""",
    ),
}
"""Edits of the shipped file that its page shows: what stands there, and what stands there afterwards."""

WORDS: dict[str, tuple[type[Enum], dict[str, str]]] = {
    "factor": (
        Factor,
        {
            "safety": "danger now",
            "severity": "how bad it is, and what withdrawal would be",
            "co_occurring": "other illness, other medicines, alcohol and drugs",
            "support": "where they live, who helps, and what fills the day",
            "cost": "what they can pay; never moves a need or a warning",
            "preference": "what they would choose; never moves a need or a warning",
        },
    ),
    "kind": (
        LineKind,
        {
            "emergency": "the emergency number; each country needs one",
            "crisis": "thoughts of death, and great distress",
            "veterans": "people who served",
            "poison": "too much was taken",
            "violence": "someone at home is not safe",
            "health": "advice by a nurse, when it is no emergency",
            "alcohol_and_drugs": "talk about alcohol and drugs",
            "referral": "finds care, by telephone",
            "locator": "finds care, on a page",
        },
    ),
    "evidence": (
        Evidence,
        {
            "guideline": "a guideline of a professional body",
            "regulator": "a safety warning or a rule of an authority",
            "label": "the text that comes with the medicine",
            "review": "a review of many studies",
            "trial": "one trial",
            "cohort": "one study that followed a group of people over time",
            "consensus": "what a body of experts or an institute agrees on",
            "document": "a web text, such as an ad: it shows what people weigh, and proves nothing",
        },
    ),
}
"""The words that these keys allow, each with what it stands for."""


def introduction() -> str:
    """Return all that comes before the tables of keys."""
    shown = {name: f"```yaml\n{old}```\n\nbecomes\n\n```yaml\n{new}```\n" for name, (old, new) in EDITS.items()}
    return KEYS.format(**shown, words="\n".join(map(_allowed, WORDS)))


def _allowed(key: str) -> str:
    """Return the table of the words that a key allows; each word of the model must have its meaning here."""
    kind, means = WORDS[key]
    rows = "".join(f"| `{word.value}` | {means[word.value]} |\n" for word in kind)
    return f"| `{key}` | what it stands for |\n| --- | --- |\n{rows}"
