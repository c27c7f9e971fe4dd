"""The guide in sandboxes that sites put around a frame: what WordPress makes of a pasted address, and every other."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from playwright.sync_api import Route

from careguide.core.questionnaire.model import Questionnaire
from tests.browser.hosting import Host
from tests.browser.reader import InChromium, Reader
from tests.browser.server import Server
from tests.browser.steps import ids_of
from tests.browser.test_embed import answer, headline
from tests.sheets import CALM
from tests.waiting import until

pytestmark = pytest.mark.browser

WORDPRESS = """<iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted" title="Care guide"
  src="{guide}/embed/" width="580" height="720"></iframe>
<script nonce="own">
  const frame = document.querySelector('iframe');
  frame.src += '#?secret=Pq3nTzQ0aa';
  frame.dataset.secret = 'Pq3nTzQ0aa';
  addEventListener('load', () => frame.contentWindow.postMessage({message: 'ready', secret: 'Pq3nTzQ0aa'}, '*'));
</script>"""
"""What WordPress puts on a page in place of a pasted address, and what its wp-embed.js does with it."""

TOKENS = (
    "allow-downloads",
    "allow-forms",
    "allow-modals",
    "allow-popups",
    "allow-same-origin",
    "allow-scripts",
    "allow-top-navigation",
    "allow-top-navigation-by-user-activation",
)
MATTER = ("allow-forms", "allow-popups", "allow-same-origin", "allow-scripts")
"""Those of which each changes something in the guide."""

TO_THE_END = """(() => {
  while (document.querySelector('.now').id !== 'last') document.querySelector('#intro.now a.next, .walk .next').click();
  return true;
})()"""
STATE = "document.querySelector('.now').id"
BUTTONS = "[...document.querySelectorAll('.actions form button')]"
WARNING = "Scripts are off here. On some sites the summary then cannot be shown."


def sandboxes(tokens: tuple[str, ...]) -> list[str]:
    """Return every set of these tokens as the attribute has it."""
    sets = chain.from_iterable(combinations(tokens, count) for count in range(len(tokens) + 1))
    return [" ".join(chosen) for chosen in sets]


def a_page(host: Host) -> str:
    """Return the address of a page that no test has opened: to open one again would be to load it anew."""
    return host.page(f"/{len(host.pages)}", WORDPRESS)


def in_a_sandbox(reader: Reader, host: Host, guide: Questionnaire, sandbox: str) -> None:
    """Show the guide in a plain frame of a site."""
    reader.open(host.page("/", f'<iframe sandbox="{sandbox}" src="{{guide}}/embed/" height="700"></iframe>'))
    reader.wait_for_heading(guide.intro.title.to_self, 0)


def helped(reader: Reader, host: Host, guide: Questionnaire, sandbox: str) -> None:
    """Fail unless the person gets their summary in this sandbox, or is told before the first question how to get it."""
    in_a_sandbox(reader, host, guide, sandbox)
    allowed = sandbox.split()
    warned = WARNING in reader.text("#intro", 0)
    assert warned == ("allow-scripts" not in allowed)
    address = host.guide.removeprefix("https://")
    if warned:
        assert f"open the guide on its own page: {address}" in reader.text("#intro", 0)
    if not {"allow-scripts", "allow-forms"} & set(allowed):
        return
    if "allow-scripts" in allowed:
        reader.wait("document.querySelector('#intro.now') !== null", 0)
        reader.run(f"{list(ids_of(CALM))}.forEach((id) => {{ document.getElementById(id).checked = true; }})", 0)
        reader.run(TO_THE_END, 0)
    else:
        for tick in ids_of(CALM):
            reader.click(f"#{tick}", 0)
    reader.click("#last button[type=submit]", 0)
    reader.wait_for_heading(headline(guide, "start"), 0)
    assert f"Open the guide on its own page, and answer there: {address}" in reader.text(".actions", 0)


@pytest.mark.slow
@pytest.mark.parametrize("sandbox", sandboxes(MATTER))
def test_whatever_the_sandbox_the_person_gets_a_summary_or_is_told(
    chromium_that_refuses: InChromium, embedded: Server, host: Host, guide: Questionnaire, sandbox: str
) -> None:
    """With script or with forms the summary comes; with neither, words before the questions name the guide's page."""
    assert embedded.url == host.guide
    helped(chromium_that_refuses, host, guide, sandbox)


@pytest.mark.parametrize("sandbox", sandboxes(("allow-forms", "allow-scripts")))
def test_it_is_the_same_in_either_browser(reader: Reader, host: Host, guide: Questionnaire, sandbox: str) -> None:
    """Firefox, too, is silent about a form that a sandbox holds back, and lets a frame without an origin ask."""
    helped(reader, host, guide, sandbox)


@pytest.mark.slow
def test_no_other_token_changes_that(
    chromium_that_refuses: InChromium, embedded: Server, host: Host, guide: Questionnaire
) -> None:
    """Each of the 256 sets of tokens."""
    assert embedded.url == host.guide
    for sandbox in sandboxes(TOKENS):
        helped(chromium_that_refuses, host, guide, sandbox)


@pytest.mark.parametrize("sheet", ["start", "emergency", "not-enough"])
def test_a_pasted_address_leads_to_the_summary(reader: Reader, host: Host, guide: Questionnaire, sheet: str) -> None:
    """In the frame that WordPress makes, the site is told nothing, and no answer stands in an address."""
    reader.open(a_page(host))
    reader.wait("document.querySelector('#intro.now') !== null", 0)
    answer(reader, sheet)
    reader.wait_for_heading(headline(guide, sheet), 0)
    assert reader.run("location.href", 0) == f"{host.guide}/embed/#?secret=Pq3nTzQ0aa"
    assert reader.heard() == []
    assert reader.run("scrollY", 0) == 0


def test_nothing_is_offered_that_the_sandbox_holds_back(reader: Reader, host: Host, guide: Questionnaire) -> None:
    """What would send a form is gone, but for what can be done without; words name the guide's own page instead."""
    reader.open(a_page(host))
    reader.wait("document.querySelector('#intro.now') !== null", 0)
    answer(reader, "start")
    reader.wait_for_heading(headline(guide, "start"), 0)
    offered = f"{BUTTONS}.filter((button) => button.checkVisibility()).map((button) => button.textContent)"
    assert reader.run(offered, 0) == ["Change answers"]
    assert f"and answer there: {host.guide}" in reader.text(".actions", 0)


def answers_are_back(reader: Reader, guide: Questionnaire) -> None:
    """Fail unless the review is shown with every tick, and leads to the same summary once more."""
    reader.wait("document.querySelector('#last.now') !== null", 0)
    assert all(reader.run(f"document.getElementById('{tick}').checked", 0) for tick in ids_of(CALM))
    reader.click("#last button[type=submit]", 0)
    reader.wait_for_heading(headline(guide, "start"), 0)


def test_answers_can_be_changed_in_a_sandbox(reader: Reader, host: Host, guide: Questionnaire) -> None:
    """The button brings the review back with all ticks."""
    reader.open(a_page(host))
    reader.wait("document.querySelector('#intro.now') !== null", 0)
    answer(reader, "start")
    reader.wait_for_heading(headline(guide, "start"), 0)
    reader.click(".actions form button:not([formtarget])", 0)
    answers_are_back(reader, guide)


def test_what_matters_can_be_said_in_a_sandbox(reader: Reader, host: Host, guide: Questionnaire) -> None:
    """The table comes although no form is sent, and changed answers keep what was said."""
    reader.open(a_page(host))
    reader.wait("document.querySelector('#intro.now') !== null", 0)
    answer(reader, "start")
    reader.wait_for_heading(headline(guide, "start"), 0)
    reader.click(".matters summary", 0)
    reader.click("[name=_most][value=slowly]", 0)
    reader.click(".matters button", 0)
    reader.wait("document.querySelector('.beside .match') !== null", 0)
    reader.click(".actions form button:not([formtarget])", 0)
    reader.wait("document.querySelector('#last.now') !== null", 0)
    reader.click("#last button[type=submit]", 0)
    reader.wait("document.querySelector('.beside .match') !== null", 0)


def test_back_from_a_summary_in_a_sandbox(
    chromium_that_refuses: InChromium, embedded: Server, host: Host, guide: Questionnaire
) -> None:
    """One Back of the browser does as the button; Firefox tells a page that was written anew of no step."""
    assert embedded.url == host.guide
    reader = chromium_that_refuses
    reader.open(a_page(host))
    reader.wait("document.querySelector('#intro.now') !== null", 0)
    answer(reader, "start")
    reader.wait_for_heading(headline(guide, "start"), 0)
    reader.back()
    answers_are_back(reader, guide)


def test_enter_goes_on_in_a_sandbox_as_elsewhere(
    chromium_that_refuses: InChromium, embedded: Server, host: Host
) -> None:
    """Enter on an answer shows the next question, and sends nothing before the end."""
    reader = chromium_that_refuses
    reader.open(a_page(host))
    reader.wait("document.querySelector('#intro.now') !== null", 0)
    reader.click("#intro a.next", 0)
    first = reader.run(STATE, 0)
    reader.run("document.getElementById('right_now-none').focus()", 0)
    reader.page.keyboard.press("Enter")
    reader.wait(f"{STATE} !== '{first}'", 0)
    assert reader.run("document.querySelectorAll('#sheet').length", 0) == 1
    assert reader.run("location.href", 0).startswith(embedded.url)


def test_what_cannot_be_sent_is_said(
    chromium_that_refuses: InChromium, embedded: Server, host: Host, guide: Questionnaire
) -> None:
    """Where the server is out of reach the person reads it, loses nothing, and gets the summary when it is back."""
    page = chromium_that_refuses.page
    chromium_that_refuses.open(a_page(host))
    page.route(f"{embedded.url}/embed/summary", lambda route: route.abort())
    answer(chromium_that_refuses, "start")
    said = "[...document.querySelectorAll('[role=alert]')].map((said) => said.textContent)"
    chromium_that_refuses.wait(f"{said}.includes('This could not be sent. Please try again.')", 0)
    page.unroute(f"{embedded.url}/embed/summary")
    chromium_that_refuses.click("#last button[type=submit]", 0)
    chromium_that_refuses.wait_for_heading(headline(guide, "start"), 0)


def test_pressed_twice_it_is_one_step_back(
    chromium_that_refuses: InChromium, embedded: Server, host: Host, guide: Questionnaire
) -> None:
    """Two presses before the answer is there make one summary, and one Back shows the answers again."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = chromium_that_refuses.page
    chromium_that_refuses.open(a_page(host))
    page.route(f"{embedded.url}/embed/summary", hold)
    answer(chromium_that_refuses, "start")
    until(lambda: chromium_that_refuses.run("true", 0) and len(held) == 1, what="the first was sent")
    chromium_that_refuses.click("#last button[type=submit]", 0)
    until(lambda: chromium_that_refuses.run("true", 0) and len(held) == 2, what="the second was sent")
    for route in held:
        route.continue_()
    page.unroute(f"{embedded.url}/embed/summary")
    chromium_that_refuses.wait_for_heading(headline(guide, "start"), 0)
    chromium_that_refuses.back()
    chromium_that_refuses.wait("document.querySelector('#last.now') !== null", 0)
    assert all(chromium_that_refuses.run(f"document.getElementById('{tick}').checked", 0) for tick in ids_of(CALM))
