"""Every key of questions.yaml is explained, on the page that is made from the model."""

from __future__ import annotations

from careguide.core.questionnaire.model import Questionnaire
from careguide.core.questionnaire.reader import keys
from makedocs.pages import blocks


def test_every_key_says_what_it_means() -> None:
    """No key of the model is without a sentence."""
    found = [(kind, doc) for kind in blocks(Questionnaire, {}) for _, _, doc in keys(kind).values()]
    assert len(found) > 80
    assert [kind for kind, doc in found if not doc.endswith(".")] == []
