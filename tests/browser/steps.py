"""What a person does with the pages of the guide, one call each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Error, Page, expect

from tests.sheets import Answers
from tests.waiting import until

GO_ON = ".walk .next"
SHOW = "#last button[type=submit]"

TICK_AND_SEND = """([ids, action]) => {
  const form = document.getElementById('sheet');
  for (const input of form.querySelectorAll('.choice input')) input.checked = ids.includes(input.id);
  if (action) form.action = action;
  form.submit();
}"""


LEFT_MEANWHILE = "Execution context was destroyed"
"""What the driver says when the page that it asks is left for another before it answers."""

POST = """([fields, action]) => {
  const form = document.createElement('form');
  Object.assign(form, {method: 'post', action, enctype: 'multipart/form-data'});
  for (const [name, value] of fields) form.append(Object.assign(document.createElement('input'), {name, value}));
  document.body.append(form);
  form.submit();
}"""


def ids_of(answers: Answers) -> list[str]:
    """Return the ids of the inputs that these answers tick."""
    pairs = ((name, [said] if isinstance(said, str) else said) for name, said in answers.items())
    return [f"{name}-{word}" for name, words in pairs for word in words]


def send(page: Page, answers: Answers, action: str = "") -> None:
    """Tick `answers` in the question page and send the form as it is, past every check of the page's own script."""
    with page.expect_navigation():
        page.evaluate(TICK_AND_SEND, [ids_of(answers), action])


def post(page: Page, answers: Answers, voice: str, country: str = "US", said: Mapping[str, str] | None = None) -> None:
    """Send answers, and what is said to matter, from whatever page of the guide this is, without its form."""
    fields = [["_voice", voice], ["_country", country], *(tick.split("-", 1) for tick in ids_of(answers))]
    fields += [[f"_{name}", word] for name, word in (said or {}).items()]
    with page.expect_navigation():
        page.evaluate(POST, [fields, "/summary"])


def say_what_matters(page: Page, most: str = "", least: str = "", words: str = "") -> None:
    """Choose what matters on a summary, and ask to see it beside the kinds of care."""
    fold = page.locator(".matters > details:not([open]) > summary")
    if fold.count():
        fold.click()
    page.check(f'[name=_most][value="{most}"]')
    page.check(f'[name=_least][value="{least}"]')
    page.fill("#own-words", words)
    with page.expect_navigation():
        page.locator(".matters button").click()


def wait(page: Page, expression: str, what: str) -> Any:
    """Return what an expression of the page gives, once it is something, and though other pages may come meanwhile.

    The driver's own wait makes code of a string in the page, which the policy of our pages forbids.
    """

    def found() -> Any:
        try:
            return page.evaluate(expression)
        except Error as error:
            if LEFT_MEANWHILE not in error.message:
                raise
            return None

    return until(found, what=what)


def step(page: Page) -> str:
    """Return the id of the one step that is shown."""
    name: str = page.evaluate("document.querySelector('.now').id")
    return name.removeprefix("q-")


def at(page: Page, name: str) -> None:
    """Wait until this step is the one that is shown."""
    expect(page.locator(".now")).to_have_id(name if name in ("intro", "last") else f"q-{name}")


def start(page: Page) -> None:
    """Go from the first screen to the first question."""
    page.click("#intro a.next")
    at(page, "right_now")


def tick(page: Page, answers: Answers) -> None:
    """Choose answers in questions that are shown, at once; the slower `page.check` looks at more."""
    for name in ids_of(answers):
        chosen = page.eval_on_selector(
            f"#{name}", "(tick) => { if (!tick.checked) tick.click(); return tick.checked; }"
        )
        assert chosen, name


def go_on(page: Page) -> str:
    """Go on by the button at once, and return the step that came; `page.click` is slower and looks at more."""
    page.eval_on_selector(GO_ON, "(button) => button.click()")
    return step(page)


def to_review(page: Page, answers: Answers) -> list[str]:
    """Answer every question from the one that is shown on, and return those that came, up to the last step."""
    came = [step(page)]
    while came[-1] != "last":
        if came[-1] in answers:
            tick(page, {came[-1]: answers[came[-1]]})
        came.append(go_on(page))
    return came


def show_summary(page: Page) -> None:
    """Send the answers."""
    page.click(SHOW)
    expect(page).to_have_url(re.compile("/summary$"))


def walk(page: Page, answers: Answers) -> None:
    """Answer everything from the first screen to the summary."""
    start(page)
    to_review(page, answers)
    show_summary(page)


def ticked(page: Page) -> list[str]:
    """Return the ids of all that is ticked."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('.choice input:checked')].map((tick) => tick.id)")
    return found


def focused(page: Page) -> str:
    """Return the tag name and text of what has the focus."""
    found: str = page.evaluate("document.activeElement.tagName + ' ' + document.activeElement.textContent.trim()")
    return found
