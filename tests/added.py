"""The shipped questionnaire with one more question, as a clinician would add it: optional, and only to be known.

`python -m tests.added` runs all tests but those of browsers on it, some minutes: after `make docs` none may fail.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import ROOT
from tests.shipped import PATH, shipped

QUESTION = """\
  - id: past_hobby
    section: {section}
    factor: {factor}
    topic: What they liked to do
    ask:
      self: What did you like to do before?
      someone: What did they like to do before?
    hint: You can leave this one out.
    why: It helps to talk about good days too.
    script:
      say:
        self: What did you like to do in good times?
        someone: What did they like to do in good times?
      listen_for: What still gives them joy.
    optional: true
    options:
      - id: music_or_art
        label:
          self: I made music or art
          someone: They made music or art
        information: true
      - id: time_outside
        label:
          self: I spent time outside
          someone: They spent time outside
        information: true
"""


def with_one_more() -> str:
    """Return the text of the shipped questionnaire with one more question before its last, and room for it."""
    last = shipped().questions[-1]
    question = QUESTION.format(section=last.section, factor=last.factor.value)
    text = PATH.read_text(encoding="utf-8")
    text, places = re.subn(rf"(?m)^(  - id: {last.id}\n    section: )", lambda found: question + found[0], text)
    assert places == 1, f"{last.id} stands {places} times"
    return re.sub(r"(?m)^at_most: (\d+)$", lambda found: f"at_most: {int(found[1]) + 1}", text)


def main() -> int:
    """Add the question to a copy of this checkout, make its docs anew, and run every test there but for browsers."""
    with TemporaryDirectory() as folder:
        copy = Path(folder, "careguide")
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "dist", "__pycache__"))
        (copy / "questions.yaml").write_text(with_one_more(), encoding="utf-8")
        here = {**os.environ, "PYTHONPATH": str(copy)}
        make = ["makedocs", "proof", "pages", "sheets"]
        without = ["-m", "not browser and not deploy", "--ignore=tests/test_added.py"]  # which adds it a second time
        test = ["pytest", "-q", "-p", "no:cacheprovider", *without, *sys.argv[1:]]
        for words in (make, test):
            called = subprocess.run([sys.executable, "-m", *words], cwd=copy, env=here, check=False)
            if called.returncode:
                return called.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
