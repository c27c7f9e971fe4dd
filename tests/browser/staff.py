"""What a member of staff does with the staff page, one call each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from careguide.core.assessment.paper import KEYS
from careguide.core.questionnaire.model import UNKNOWN_ANSWERS, Question

if TYPE_CHECKING:  # conftest reads this file on its way
    from tests.browser.conftest import Visit

Said = str | list[str]

PHRASE = "quiet herons at dawn"
SAID = ["person-home-alone", "family-home-some_support", "mark-home-saw", "person-also_taken-alcohol_some"]
TYPED = {"note-home": "Two rooms.\nSecond line", "who-1": "The nurse", "view-setting": "day_program"}


def at(page: Page, name: str) -> None:
    """Wait until this step is the one that is shown, with its heading or one of its answers in focus."""
    expect(page.locator(".now")).to_have_id(name if name in ("intro", "agree", "sheets") else f"q-{name}")


def keys_of(question: Question, said: Said) -> list[str]:
    """Return the keys that choose these answers, where all of them are offered."""
    words = [*question.option, *("not_sure", "prefer_not")]
    return [KEYS[words.index(word)] for word in ([said] if isinstance(said, str) else said)]


def answer(page: Page, question: Question, person: Said | None, family: Said | None, mark: str = "s") -> None:
    """Answer one question by keys alone: the person first, then the family with how they know; None skips one."""
    at(page, question.id)
    for who, said in (("person", person), ("family", family)):
        for key in keys_of(question, said) if said else ():
            page.keyboard.press(key)
        expect(page.locator("#live[aria-busy]")).to_have_count(0)  # with it a dialog may come
        dismiss(page)
        unknown = isinstance(said, str) and said in UNKNOWN_ANSWERS
        if said is None or (question.tick and (who == "person" or unknown)):
            page.keyboard.press("Enter")
        elif who == "family" and not unknown:
            page.keyboard.press(mark)


def dismiss(page: Page) -> None:
    """Say that the dialog was seen, where one came, and stand where the keys left off."""
    if page.locator("dialog[open]").count():
        page.keyboard.press("Tab")
        while "seen" not in page.evaluate("document.activeElement.className"):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("dialog[open]")).to_have_count(0)


def ticked(page: Page) -> list[str]:
    """Return the ids of all answers and marks that are ticked."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('.answers :checked')].map((input) => input.id)")
    return found


def typed(page: Page) -> dict[str, str]:
    """Return everything that was typed or chosen from a list, by the name of its field."""
    return dict(
        page.evaluate(
            "[...document.querySelectorAll('#walk :is(textarea, select, [type=text])')]"
            ".filter((field) => field.value).map((field) => [field.name, field.value])"
        )
    )


def ids_of(who: str, answers: Mapping[str, Said]) -> list[str]:
    """Return the ids of the inputs that these answers of a respondent tick."""
    pairs = ((name, [said] if isinstance(said, str) else said) for name, said in answers.items())
    return [f"{who}-{name}-{word}" for name, words in pairs for word in words]


def fill(page: Page, ids: Iterable[str]) -> None:
    """Tick inputs at once, wherever they are, as clicks would."""
    page.evaluate("(ids) => ids.forEach((id) => document.getElementById(id).click())", list(ids))


def go(page: Page, name: str) -> None:
    """Go to a step by its link at the side."""
    target = name if name in ("intro", "agree", "sheets") else f"q-{name}"
    page.evaluate(f"document.querySelector('.parts a[href=\"#{target}\"]').click()")
    at(page, name)


def picture(page: Page, words: str) -> None:
    """Wait until the live picture holds these words."""
    expect(page.locator("#live")).to_contain_text(words)


def walked(visit: Visit) -> Page:
    """Open the staff page with some answers and words on it."""
    page = visit("/together")
    fill(page, SAID)
    for name, text in TYPED.items():
        page.evaluate(
            "([name, text]) => { const field = document.getElementsByName(name)[0]; field.value = text;"
            " field.dispatchEvent(new Event('input', {bubbles: true})); }",
            [name, text],
        )
    return page


def save(page: Page, folder: Path) -> Path:
    """Save the walk as a file, and return its path."""
    page.locator(".save-file").first.evaluate("(button) => button.click()")
    page.fill("#save-phrase", PHRASE)
    page.fill("#save-again", PHRASE)
    with page.expect_download() as found:
        page.click("#save .act")
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    expect(page.locator("#save")).to_be_hidden()
    return path


def open_file(page: Page, path: Path, phrase: str = PHRASE) -> None:
    """Choose a file, type its passphrase, and open it."""
    page.locator(".open-file").first.evaluate("(button) => button.click()")
    page.set_input_files("#open-file", path)
    page.fill("#open-phrase", phrase)
    page.click("#open .act")


def problem(page: Page, window: str) -> str:
    """Return what a window says is wrong."""
    found = page.locator(f"#{window} .problem")
    expect(found).to_be_visible()
    return found.inner_text()
