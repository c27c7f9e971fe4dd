"""The guide in the frame of another site, in Chromium and Firefox that refuse every cookie and all storage."""

from __future__ import annotations

import json

import pytest

from careguide.core.assessment.summary import compose
from careguide.core.questionnaire.content import Voice
from careguide.core.questionnaire.model import Questionnaire
from tests.browser.conftest import EITHER_BROWSER
from tests.browser.hosting import LINK, Host
from tests.browser.reader import Reader
from tests.browser.server import Server
from tests.browser.steps import ids_of
from tests.plans import plan_of
from tests.sheets import CALM, SHEETS, as_sheet

pytestmark = pytest.mark.browser

ELEMENT = f"<care-guide>{LINK}</care-guide>"
DOWN = "<p>Words of the site</p>" * 60
SHOWN = "document.querySelector('.now, #start, .emergency h1') !== null"
READY = "events.some(([name]) => name === 'ready')"
STEP = "events.some(([name]) => name === 'step')"
COMPLETE = "events.some(([name]) => name === 'complete')"
HEIGHT = "document.querySelector('care-guide').shadowRoot.querySelector('iframe').getBoundingClientRect().height"
STORES = "(() => { try { localStorage.length; return true; } catch { return false; } })()"
KINDS = {
    "ready": set[str](),
    "resize": {"height"},
    "step": {"phase", "index"},
    "complete": set[str](),
    "exit": set[str](),
    "error": {"reason"},
}
"""What each message may hold beside its envelope."""


def headline(guide: Questionnaire, sheet: str) -> str:
    """Return the great line of the summary of a sheet."""
    answers = as_sheet(SHEETS[sheet])
    told = compose(plan_of(guide), answers, Voice.SELF, "US")
    return told.headline if told.emergency else told.acts[0].title


def started(reader: Reader, host: Host, body: str = ELEMENT, frames: int = 1) -> None:
    """Open a site with the guide in it, and wait until each frame has answered."""
    reader.open(host.page("/", body))
    reader.wait(f"events.filter(([name]) => name === 'ready').length >= {frames}")


def answer(reader: Reader, sheet: str, frame: int = 0) -> None:
    """Answer every question in a frame, whose page presses its buttons itself, and ask for the summary."""
    ticks = ids_of(SHEETS[sheet])
    reader.run("document.querySelector('#intro a.next').click()", frame)
    while reader.run("document.querySelector('.now').id", frame) != "last":
        here = f"{json.dumps(ticks)}.filter((id) => document.getElementById(id).closest('.now'))"
        for name in reader.run(here, frame):
            reader.run(f"document.getElementById('{name}').click()", frame)
        reader.run("document.querySelector('.walk .next').click()", frame)
    reader.click("#last button[type=submit]", frame)


@pytest.mark.parametrize("sheet", ["start", "emergency"])
def test_a_whole_journey_in_a_frame(reader: Reader, host: Host, guide: Questionnaire, sheet: str) -> None:
    """With every cookie refused the frame leads to the same summary; the site hears how far it is, and nothing else."""
    host.asked.clear()
    started(reader, host)
    assert not reader.run(STORES, 0)
    answer(reader, sheet)
    reader.wait(COMPLETE)
    assert reader.wait("document.querySelector('h1').textContent", 0).strip() == headline(guide, sheet)
    assert reader.run("location.search + location.hash", 0) == ""
    assert reader.run("document.cookie", 0) == ""
    assert [event["phase"] for event in reader.events("step")][-1] == "review"
    indexes = [event["index"] for event in reader.events("step")]
    assert indexes == [*range(1, len(indexes) + 1)]
    only_what_may_be_told(reader, host, guide)
    assert {path for path in host.asked if path != "/favicon.ico"} == {"/"}


def only_what_may_be_told(reader: Reader, host: Host, guide: Questionnaire) -> None:
    """Fail where a message has another shape, another origin, or holds a word of the questionnaire."""
    messages = [data for origin, data in reader.heard() if origin == host.guide]
    assert messages
    assert len(messages) == len(reader.heard())
    for data in messages:
        assert data.keys() == {"careguide", "frame", "type"} | KINDS[data["type"]]
        assert all(isinstance(data[name], int) for name in {"careguide", "height", "index"} & data.keys())
        assert data.get("phase", "start") in ("start", "questions", "review")
        assert data.get("reason", "answers") == "answers"
    words = {*guide.question, *guide.flag, *guide.setting, *(rule.id for rule in guide.rules)}
    words |= {option.id for question in guide.questions for option in question.options} - {"no", "yes", "none", "home"}
    told = json.dumps([messages, reader.run("events")])
    assert [word for word in words if word in told] == []


def test_a_frame_grows_and_shrinks(reader: Reader, host: Host) -> None:
    """The frame is as tall as what it holds: a warning makes it taller, and without it it is as before."""
    started(reader, host)
    reader.click("#intro a.next", 0)
    content = "Math.ceil(document.documentElement.getBoundingClientRect().height)"
    reader.wait(f"{HEIGHT} > 500")
    before = reader.run(content, 0)
    reader.wait(f"{HEIGHT} === {before}")
    reader.click("#right_now-seizure", 0)
    taller = reader.wait(f"{content} > {before} && {content}", 0)
    reader.wait(f"{HEIGHT} === {taller}")
    reader.click("#right_now-seizure", 0)
    reader.wait(f"{HEIGHT} === {before}")


def test_a_warning_comes_up_where_the_person_looks(reader: Reader, host: Host) -> None:
    """In a tall frame the emergency panel stands right below the tick, and stays on top of the steps that follow."""
    started(reader, host)
    reader.click("#intro a.next", 0)
    reader.click("#right_now-seizure", 0)
    assert reader.run("document.querySelector('.alarm').previousElementSibling.querySelector('input').id", 0) == (
        "right_now-seizure"
    )
    assert reader.run("document.querySelector('.alarm').checkVisibility()", 0)
    reader.click(".walk .next", 0)
    assert reader.run("document.querySelector('.alarm').checkVisibility()", 0)
    assert reader.run("document.querySelector('.alarm').nextElementSibling.matches('.now')", 0)


IN_SIGHT = """(() => {
  const frame = document.querySelector('care-guide').shadowRoot.querySelector('iframe').getBoundingClientRect().top;
  return frame + %d >= 0 && frame + %d < innerHeight;
})()"""
"""Whether a part of the frame, from one height in it to another, begins on the site's screen."""


@pytest.mark.parametrize("way", ["change", "back"])
def test_a_warning_is_in_sight_when_answers_come_back(reader: Reader, host: Host, way: str) -> None:
    """After a summary, changed answers and Back show the emergency panel first, and the site shows that place."""
    started(reader, host, DOWN + ELEMENT)
    answer(reader, "emergency")
    reader.wait(COMPLETE)
    before = len(reader.events("ready"))
    if way == "back":
        reader.back()
    else:
        reader.click("form[action='answers'] button:not([formaction])", 0)
    reader.wait(f"events.filter(([name]) => name === 'ready').length > {before}")
    reader.wait("document.querySelector('.now') !== null && document.querySelector('.alarm').checkVisibility()", 0)
    top = int(reader.run("document.querySelector('.alarm').getBoundingClientRect().top", 0))
    assert reader.run("document.querySelector('.alarm').nextElementSibling.matches('.now')", 0)
    reader.wait(IN_SIGHT % (top, top))


def test_a_page_that_follows_is_shown_from_its_top(reader: Reader, host: Host) -> None:
    """Someone who leaves from far down a summary sees that they have left."""
    started(reader, host)
    answer(reader, "start")
    reader.wait(COMPLETE)
    reader.click(".actions .leave", 0)
    reader.wait("events.some(([name]) => name === 'exit')")
    reader.wait(IN_SIGHT % (0, 0))


def test_an_element_takes_what_is_set_just_after_it_stands(reader: Reader, host: Host) -> None:
    """Frameworks insert an element first and set its attributes then; both count, and moving it starts it anew."""
    script = """<script nonce="own">
      addEventListener('load', () => {
        const guide = document.createElement('care-guide');
        document.body.append(guide);
        guide.setAttribute('voice', 'someone');
        guide.setAttribute('theme', 'dark');
        guide.remove();
        document.body.append(guide);
      });
    </script>"""
    reader.open(host.page("/", script))
    reader.wait("events.some(([name]) => name === 'ready')")
    assert reader.run("document.querySelector('[name=_voice]').value", 0) == "someone"
    assert "theme=dark" in reader.run("location.search", 0)
    assert reader.run("document.querySelector('care-guide').shadowRoot.querySelectorAll('iframe').length") == 1


@EITHER_BROWSER
@pytest.mark.parametrize("policy", ["require-corp", "credentialless"])
def test_a_site_that_isolates_itself_can_show_it(reader: Reader, host: Host, policy: str) -> None:
    """A site with a Cross-Origin-Embedder-Policy frames only what has one too; the guide has."""
    reader.open(host.page("/", ELEMENT, Cross_Origin_Embedder_Policy=policy, Cross_Origin_Opener_Policy="same-origin"))
    reader.wait("events.some(([name]) => name === 'ready')")


def test_nothing_takes_the_focus_or_moves_the_site_on_load(reader: Reader, host: Host) -> None:
    """A frame far down the page loads quietly; only after a step of the person is its top brought into view."""
    started(reader, host, DOWN + ELEMENT)
    reader.wait(f"{HEIGHT} > 500")
    assert reader.run("[scrollY, focused, document.activeElement.tagName]") == [0, 0, "BODY"]
    top = "document.querySelector('care-guide').getBoundingClientRect().top"
    reader.run("document.querySelector('#intro a.next').click()", 0)  # a pointer would scroll the site by itself
    reader.wait(STEP)  # its own move of the site is over
    reader.run("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    assert reader.run(top) < 0
    reader.run("document.querySelector('.walk .next').click()", 0)
    reader.wait(f"{top} >= -1 && {top} < innerHeight / 2")


def test_two_guides_on_a_page_do_not_disturb_one_another(reader: Reader, host: Host) -> None:
    """Each has its own voice, answers, height and events."""
    started(reader, host, f'{ELEMENT}<care-guide voice="someone">{LINK}</care-guide>', frames=2)
    reader.click("#intro a.next", 1)
    reader.click("#right_now-seizure", 1)
    assert reader.run("document.querySelector('.now').id", 0) == "intro"
    assert reader.run("document.querySelectorAll(':checked').length", 0) == 0
    assert len({data["frame"] for _, data in reader.heard()}) == 2
    assert {data["frame"] for _, data in reader.heard() if data["type"] == "step"} == {"careguide2"}
    voices = [reader.run("document.querySelector('[name=_voice]').value", frame) for frame in (0, 1)]
    assert voices == ["self", "someone"]


@EITHER_BROWSER
@pytest.mark.parametrize("sandbox", ["allow-forms allow-scripts", "allow-forms"])
def test_a_sandbox_that_allows_little(reader: Reader, host: Host, guide: Questionnaire, sandbox: str) -> None:
    """A plain frame works in a sandbox without an origin, and without script as well."""
    reader.open(host.page("/", f'<iframe sandbox="{sandbox}" src="{{guide}}/embed/" height="700"></iframe>'))
    reader.wait_for_heading(guide.intro.title.to_self, 0)
    if "scripts" in sandbox:
        answer(reader, "start")
    else:
        for tick in ids_of(CALM):
            reader.click(f"#{tick}", 0)
        reader.click("#last button[type=submit]", 0)
    reader.wait_for_heading(headline(guide, "start"), 0)


@EITHER_BROWSER
def test_print_opens_a_page_of_its_own(reader: Reader, host: Host, embedded: Server, guide: Questionnaire) -> None:
    """From a framed summary the whole page opens beside the site, with the same result and no answer in its address."""
    started(reader, host)
    answer(reader, "start")
    reader.wait(COMPLETE)
    reader.click("button[formaction='../summary']", 0)
    assert reader.pages() == [(f"{embedded.url}/summary", headline(guide, "start"))]
    assert reader.run("document.querySelector('h1').textContent.trim()", 0) == headline(guide, "start")


@EITHER_BROWSER
def test_back_never_traps_the_reader(reader: Reader, host: Host) -> None:
    """Steps add nothing to the history: one Back leaves the site, and after a summary one more."""
    before = host.page("/before", "<p id='before'>Where the reader came from</p>")
    reader.open(before)
    started(reader, host)
    for _ in range(3):
        reader.click("#intro a.next" if not _ else ".walk .next", 0)
    reader.back()
    reader.wait("document.getElementById('before') !== null")
    started(reader, host)
    answer(reader, "not-enough")
    reader.wait(COMPLETE)
    reader.back()
    reader.wait("document.getElementById('sheet') !== null", 0)
    assert reader.wait("document.getElementById('right_now-none').checked", 0)
    reader.back()
    reader.wait("document.getElementById('before') !== null")


@EITHER_BROWSER
def test_back_in_the_frame_goes_step_by_step(reader: Reader, host: Host) -> None:
    """The guide's own Back goes to the step before, and from a changed answer back to the review."""
    started(reader, host)
    now = "document.querySelector('.now').id"
    reader.click("#intro a.next", 0)
    first = reader.run(now, 0)
    reader.click(".walk .next", 0)
    reader.click(".walk .back", 0)
    assert reader.run(now, 0) == first
    while reader.run(now, 0) != "last":
        reader.click(".walk .next", 0)
    reader.click(".review .plain", 0)
    assert reader.run(now, 0) == first
    reader.click(".walk .back", 0)
    assert reader.run(now, 0) == "last"


def test_leaving_tells_the_site(reader: Reader, host: Host) -> None:
    """The site hears that the person left, and can do its part; the frame then shows nothing of the guide."""
    started(reader, host)
    reader.click(".foot a[href='leave']", 0)
    reader.wait("events.some(([name]) => name === 'exit')")
    assert reader.run("document.querySelector('#sheet')", 0) is None


def test_answers_that_do_not_fit_are_told_as_an_error_only(reader: Reader, host: Host) -> None:
    """The frame shows what to mend; the site hears that something was not in order, and not what."""
    started(reader, host)
    wrong = "Object.assign(document.getElementById('home-alone'), {value: 'CANARY', checked: true})"
    reader.run(f"({wrong}, document.getElementById('sheet').submit())", 0)
    reader.wait("events.some(([name]) => name === 'error')")
    assert reader.events("error") == [{"reason": "answers"}]
    assert reader.run("document.querySelector('.problem').textContent.includes('choices')", 0)
    assert "CANARY" not in json.dumps(reader.heard())
