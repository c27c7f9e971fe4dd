"""Every page of the guide and every state that one can be in, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from careguide.web.security import ROUTES, Cache
from tests.browser import staff, steps
from tests.sheets import EMERGENCY, EVERYTHING, GRAVEST, TODAY, UNKNOWN, USUAL, Answers

WALKED = ("person-how_taken-as_directed", "family-how_taken-often_more", "mark-how_taken-told", "family-home-alone")
"""What two respondents said who differ, on the staff page."""

NONE_AND_A_TICK: Answers = {**USUAL, "right_now": ["seizure", "none"]}
"""What no script would let through: 'none of these' together with a danger."""


READING = sorted(
    route.removeprefix("guide.")
    for route, policy in ROUTES.items()
    if route.startswith("guide.")
    and policy.cache is Cache.PUBLIC
    and route not in ("guide.questions", "guide.aids", "guide.robots")
)
"""Pages to read, each at the address that its route is named after; a new one is looked at without being named here."""


@dataclass(frozen=True)
class State:
    """A state: where it begins, whether with script, what brings it about, and the refusals that belong to it."""

    path: str = "/"
    bring: Callable[[Page], object] = lambda page: page
    script: bool = True
    refusal: int = 0


def _question(name: str) -> State:
    def bring(page: Page) -> None:
        steps.start(page)
        while steps.step(page) != name:
            steps.go_on(page)
        page.eval_on_selector("#q-" + name + " summary", "(why) => why.click()")

    return State("/someone", bring)


def _alarm(page: Page) -> None:
    steps.start(page)
    steps.tick(page, {"right_now": ["seizure"]})


def _review(page: Page) -> None:
    steps.start(page)
    steps.to_review(page, GRAVEST)


def _countries(page: Page) -> None:
    page.eval_on_selector(".countries > summary", "(summary) => summary.click()")


def _plain_alarm(page: Page) -> None:
    page.check("#lately-stopped")
    page.check("#reason-epilepsy")


def _staff(*ticks: str, to: str = "intro") -> State:
    """Return a state of the staff page: these inputs ticked, and this step shown."""

    def bring(page: Page) -> None:
        staff.fill(page, ticks)
        if ticks:
            page.locator("#live [data-loud]").wait_for(state="attached")
        if not page.locator("dialog[open]").count():
            staff.go(page, to)

    return State("/together", bring)


def _window(button: str) -> State:
    return State("/together", lambda page: page.eval_on_selector(button, "(button) => button.click()"))


def _paper(name: str, refusal: int = 0) -> State:
    """Return a sheet to take away, in the same tab so that it can be looked at."""

    def bring(page: Page) -> None:
        staff.fill(page, WALKED)
        staff.dismiss(page)
        with page.expect_navigation():
            page.evaluate(
                "(path) => { const form = document.getElementById('walk');"
                " delete form.dataset.unsaved; [form.target, form.action] = ['', path]; form.submit(); }",
                f"/together/{name}",
            )

    return State("/together", bring, refusal=refusal)


def _sent(answers: Answers, path: str = "/", action: str = "", refusal: int = 0, script: bool = True) -> State:
    return State(path, lambda page: steps.send(page, answers, action), script, refusal)


def _matters(path: str, action: str = "", **said: str) -> State:
    """Return a summary on which someone has said what matters; the same twice is asked again, by a refusal."""

    def bring(page: Page) -> None:
        steps.send(page, TODAY, action)
        steps.say_what_matters(page, **said)
        for fold in page.locator(".matters > details:not([open]) > summary").all():
            fold.click()

    return State(path, bring, refusal=422 if said["most"] == said.get("least") else 0)


def _compared(page: Page) -> None:
    steps.send(page, TODAY)
    with page.expect_navigation():
        page.get_by_role("button", name="Compare these kinds of care").click()


STATES = {
    "intro": State(),
    "intro for someone, with countries": State("/someone?country=GB", _countries),
    "ticks": _question("also_taken"),
    "choices": _question("how_taken"),
    "a question with help lines": _question("self_harm"),
    "alarm": State("/", _alarm),
    "review": State("/", _review),
    "whole page without script": State(script=False),
    "alarm without script": State("/someone", _plain_alarm, script=False),
    "filled": _sent(USUAL, action="/answers"),
    "filled without script": _sent(USUAL, "/someone", action="/answers", script=False),
    "error": _sent(NONE_AND_A_TICK, refusal=422),
    "error without script": _sent(NONE_AND_A_TICK, "/someone", refusal=422, script=False),
    "start": _sent(USUAL),
    "same day": _sent(TODAY, "/someone"),
    "gravest": _sent(GRAVEST),
    "not enough": _sent(UNKNOWN, "/someone"),
    "what matters": _matters("/", most="home", least="cost", words="My dog Bo can not be left alone."),
    "what matters, asked again": _matters("/someone", most="near", least="near"),
    "framed, what matters": _matters("/embed/?theme=dark&radius=0", most="work", action="/embed/summary"),
    "emergency": _sent(EMERGENCY),
    "everything": _sent(EVERYTHING, "/someone"),
    "code to scan": _sent(USUAL, action="/code"),
    **{name: State(f"/{name}") for name in READING},
    "options, with one's own marked": State("/", _compared),
    "leave": State("/leave"),
    "for programs": State("/api/v1/"),
    "framed": State("/embed/?theme=dark&radius=0&font=serif"),
    "framed, alarm": State("/embed/someone?accent=%235b2a86&theme=light", _alarm),
    "framed, gravest": _sent(GRAVEST, "/embed/", "/embed/summary"),
    "framed, emergency": _sent(EMERGENCY, "/embed/", "/embed/summary"),
    "set-up": State("/embed/setup"),
    "set-up, with faults": State("/embed/setup?site=x&accent=%23ffee00&radius=99&min_height=1"),
    "staff": _staff(),
    "staff, a question": _staff(*WALKED, to="how_taken"),
    "staff, ticks and help lines": _staff("person-home-alone", to="body_health"),
    "staff, what comes next": _staff("person-home-alone", to="agree"),
    "staff, sheets": _staff("person-home-alone", to="sheets"),
    "staff, emergency": _staff("person-right_now-seizure"),
    "staff, same day": _staff("person-lately-stopped"),
    "staff, picture of an emergency": _staff("person-right_now-seizure", to="how_taken"),
    "staff, keys": _window(".open-keys"),
    "staff, save": _window(".save-file"),
    "staff, code": _window(".open-code"),
    "staff, refused": _paper("code", refusal=422),
    "staff without script": State("/together", script=False),
    "family sheet": _paper("family"),
    "staff sheet": _paper("staff"),
    "not here": State("/nowhere", refusal=404),
    "nothing kept here": State("/answers", refusal=405),
    "a summary's address alone": State("/summary"),
}
