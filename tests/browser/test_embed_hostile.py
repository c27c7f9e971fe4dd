"""Sites that mean harm to the guide or to its reader, and sites that are not on the list."""

from __future__ import annotations

import json

import pytest

from careguide.core.questionnaire.model import Questionnaire
from tests.browser.conftest import EITHER_BROWSER
from tests.browser.hosting import LINK, Host
from tests.browser.reader import Reader
from tests.browser.test_embed import ELEMENT, HEIGHT, started

pytestmark = pytest.mark.browser

SHOUT = """<script nonce="own">
  addEventListener('load', () => setInterval(() => {
    for (const frame of document.querySelectorAll('iframe, care-guide')) {
      const inner = frame.shadowRoot ? frame.shadowRoot.querySelector('iframe') : frame;
      for (const data of MESSAGES) inner.contentWindow.postMessage(data, '*');
    }
  }, 100));
</script>"""

HEARING = """addEventListener('message', () => {
  const { dataset } = document.documentElement;
  dataset.heard = Number(dataset.heard || 0) + 1;
})"""
"""Count in a frame what the site has sent to it."""

WANTED = [
    {"careguide": 1, "frame": "careguide1", "type": "answers"},
    {"careguide": 1, "frame": "careguide1", "type": "step", "phase": "review", "index": 99},
    {"careguide": 1, "frame": {"toString": "x"}, "type": "hello"},
    {"careguide": 1, "frame": "<img src=x onerror=alert(1)>", "type": "hello"},
    {"careguide": 1, "type": "hello"},
    {"__proto__": {"careguide": 1}, "type": "hello", "frame": "a b"},
    "hello",
    None,
    [],
    12,
]
"""What a site may send that is no greeting; the frame answers none of it."""


def test_a_site_that_is_not_listed_gets_a_link_in_place_of_the_guide(reader: Reader, stranger: Host) -> None:
    """The frame is refused by the browser; the link outside it still leads to the guide, and the site is told why."""
    reader.open(stranger.page("/", ELEMENT))
    reader.wait("events.some(([name, detail]) => name === 'error' && detail.reason === 'refused')")
    assert reader.run("heard.length") == 0
    assert reader.run("document.querySelector('care-guide a').checkVisibility()")
    assert reader.run("document.querySelector('care-guide a').href") == f"{stranger.guide}/"
    assert reader.run("document.querySelector('care-guide').shadowRoot.querySelector('slot').hidden") is False


def test_an_element_without_a_link_of_its_own_brings_one(reader: Reader, stranger: Host) -> None:
    """The one line for a site owner is enough: where they put no link inside, the script does."""
    reader.open(stranger.page("/", '<care-guide voice="someone"></care-guide>'))
    link = "document.querySelector('care-guide').shadowRoot.querySelector('slot a')"
    reader.wait(f"{link}.checkVisibility()")
    assert reader.run(f"{link}.href") == f"{stranger.guide}/someone"


@EITHER_BROWSER
@pytest.mark.parametrize("path", ["/", "/someone", "/together", "/embed/setup", "/about", "/nowhere", "/api/v1/"])
def test_nothing_else_can_be_framed(reader: Reader, host: Host, guide: Questionnaire, path: str) -> None:
    """A listed site may frame the guide below /embed/, and no other page: least of all that of staff."""
    reader.open(host.page("/", f'<iframe src="{{guide}}{path}"></iframe><iframe src="{{guide}}/embed/"></iframe>'))
    reader.wait_for_heading(guide.intro.title.to_self, 1)
    reader.wait("document.body !== null", 0)
    assert guide.title.to_self not in reader.text("body", 0)


def test_forged_messages_get_no_answer(reader: Reader, host: Host) -> None:
    """Whatever a listed site sends, the frame tells what it may tell and no more, and nothing in it changes."""
    plain = '<iframe src="{guide}/embed/" height="700"></iframe>'
    reader.open(host.page("/", plain + SHOUT.replace("MESSAGES", json.dumps(WANTED))))
    reader.wait("document.querySelector('#intro.now') !== null", 0)
    reader.click("#intro a.next", 0)
    reader.click("#right_now-seizure", 0)
    reader.run(f"({HEARING}, true)", 0)
    reader.wait(f"document.documentElement.dataset.heard > {3 * len(WANTED)}", 0)
    assert reader.heard() == []
    assert reader.run("document.querySelector('.now').id", 0) == "q-right_now"
    assert reader.run("Object.prototype.careguide === undefined", 0)


def test_a_frame_beside_it_cannot_speak_for_either(reader: Reader, host: Host, stranger: Host) -> None:
    """A page of another site in the same host can neither greet the guide nor make the host believe it is the guide."""
    forged = [
        {"careguide": 1, "frame": "careguide1", "type": kind, "height": 7777} for kind in ("resize", "exit", "ready")
    ]
    hello = {"careguide": 1, "frame": "careguide1", "type": "hello"}
    script = f"""<script nonce="own">
      setInterval(() => {{
        for (const data of {json.dumps(forged)}) parent.postMessage(data, '*');
        for (let at = 0; at < parent.frames.length; at++) parent.frames[at].postMessage({json.dumps(hello)}, '*');
      }}, 100);
    </script>"""
    intruder = stranger.page("/intruder", script)
    started(reader, host, f'{ELEMENT}<iframe src="{intruder}"></iframe>')
    reader.wait(f"heard.filter(([origin]) => origin === '{stranger.origin}').length > 6")
    assert reader.run(f"{HEIGHT} !== 7777")
    assert reader.events("exit") == []
    assert [detail["height"] for detail in reader.events("resize") if detail["height"] == 7777] == []
    greeted = reader.run("heard.filter((message) => message[0] !== location.origin).length", 1)
    assert greeted == 0


HOSTILE = {
    "theme": "dark;background:url(//evil.example)",
    "accent": "red;background:url(//evil.example)",
    "radius": "1e9",
    "font": "evil, url(//evil.example)",
    "lang": "<script>alert(1)</script>",
    "country": "../../together",
    "voice": "../../together",
    "min-height": "-5;position:fixed",
    "onload": "alert(1)",
    "label": '"><script>window.pwned = 1</script>',
}


def test_hostile_attributes_do_nothing(reader: Reader, host: Host) -> None:
    """Each is left out with a sentence; the frame looks as it does by itself, and asks no other host for anything."""
    attributes = " ".join(f"{name}='{value}'" for name, value in HOSTILE.items())
    started(reader, host, f"<care-guide {attributes}>{LINK}</care-guide>")
    assert reader.run("location.pathname", 0) == "/embed/"
    assert reader.run("getComputedStyle(document.body).backgroundImage", 0) == "none"
    assert "evil" not in reader.run("document.documentElement.outerHTML", 0)
    asked = reader.run("performance.getEntriesByType('resource').map((entry) => new URL(entry.name).origin)", 0)
    assert set(asked) <= {host.guide}
    assert reader.run("window.pwned === undefined")
    assert reader.run("window.pwned === undefined", 0)


def test_a_newer_protocol_is_refused_in_words(reader: Reader, host: Host) -> None:
    """A site that speaks another version of the messages hears so, and nothing else."""
    greet = SHOUT.replace("MESSAGES", json.dumps([{"careguide": 2, "frame": "later", "type": "hello"}]))
    reader.open(host.page("/", '<iframe src="{guide}/embed/"></iframe>' + greet))
    reader.wait("heard.length > 1")
    assert {json.dumps(data, sort_keys=True) for _, data in reader.heard()} == {
        json.dumps({"careguide": 1, "frame": "later", "type": "error", "reason": "protocol"}, sort_keys=True)
    }
