"""embed.js where sites put it: as a copy of their own, as a module, and in an element that moves."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.request import urlopen

import pytest

from careguide.web.embed.routes import NOWHERE
from careguide.web.inline import script as written
from tests.browser.hosting import LINK, PAGE, Host
from tests.browser.reader import InChromium, Reader
from tests.browser.server import Server
from tests.browser.test_embed import ELEMENT, started

pytestmark = pytest.mark.browser

READY = "events.some(([name]) => name === 'ready')"
SCRIPT = '<script async src="{guide}/embed.js"></script>'


@pytest.fixture
def copied(host: Host, embedded: Server) -> Iterator[Host]:
    """Give the site a copy of the script as the guide sends it, and one that knows no address."""
    script = {"Content-Type": "text/javascript"}
    with urlopen(f"{embedded.url}/embed.js") as held:
        host.pages["/cache/embed.js"] = held.read().decode(), script
    text = written("embed.js")
    assert NOWHERE in text
    host.pages["/cache/bundle.js"] = text, script
    yield host
    del host.pages["/cache/embed.js"], host.pages["/cache/bundle.js"]


def with_script(host: Host, script: str, element: str) -> str:
    """Put a page on the site that loads the element by this script, not by the guide's, and return its address."""
    text = PAGE.replace(SCRIPT, script.replace("<script", '<script nonce="own"'))
    host.pages["/"] = text.replace("{body}", element).replace("{guide}", host.guide), {}
    return f"{host.origin}/"


@pytest.mark.parametrize("kind", ["", 'type="module"'])
def test_a_copy_on_the_site_frames_the_guide(reader: Reader, copied: Host, kind: str) -> None:
    """Caching plug-ins serve the script themselves; the guide wrote into it where it is. A module works as well."""
    reader.open(with_script(copied, f'<script {kind} src="/cache/embed.js"></script>', ELEMENT))
    reader.wait(READY)
    assert reader.run("location.origin", 0) == copied.guide


@pytest.mark.parametrize("kind", ["", 'type="module"'])
def test_the_element_says_where_the_guide_is(reader: Reader, copied: Host, kind: str) -> None:
    """In a bundle that knows no address, the element's own `src` names it."""
    element = f'<care-guide src="{{guide}}" voice="someone">{LINK}</care-guide>'
    reader.open(with_script(copied, f'<script {kind} src="/cache/bundle.js"></script>', element))
    reader.wait(READY)
    assert reader.run("location.href", 0) == f"{copied.guide}/embed/someone"


def test_a_module_of_the_guide_itself_defines_the_element(reader: Reader, host: Host) -> None:
    """Loaded from the guide as a module, it frames the guide."""
    reader.open(with_script(host, SCRIPT.replace("async", 'type="module"'), ELEMENT))
    reader.wait(READY)
    assert reader.run("location.origin", 0) == host.guide


@pytest.mark.parametrize("source", ["", 'src="guide"', 'src="javascript:alert(1)"'])
def test_without_an_address_only_the_link_is_left(reader: Reader, copied: Host, source: str) -> None:
    """Where nothing says where the guide is, the site itself is not framed: the link stays."""
    element = f"<care-guide {source}>{LINK}</care-guide>"
    reader.open(with_script(copied, '<script type="module" src="/cache/bundle.js"></script>', element))
    reader.wait("customElements.get('care-guide') && document.querySelector('care-guide').shadowRoot !== null")
    assert reader.run("document.querySelector('care-guide').shadowRoot.querySelector('iframe')") is None
    assert reader.run("document.querySelector('care-guide a').checkVisibility()")


def test_moved_whole_it_keeps_the_answers(chromium_that_refuses: InChromium, embedded: Server, host: Host) -> None:
    """`moveBefore` takes the element elsewhere on the page with the frame as it is; the frame goes on telling."""
    reader = chromium_that_refuses
    started(reader, host, f"<p id='first'>Words of the site</p>{ELEMENT}")
    reader.click("#intro a.next", 0)
    reader.click("#right_now-seizure", 0)
    reader.run("document.body.moveBefore(document.querySelector('care-guide'), document.getElementById('first'))")
    assert reader.run("document.getElementById('first').previousElementSibling.localName") == "care-guide"
    assert reader.run("document.getElementById('right_now-seizure').checked", 0)
    before = len(reader.events("step"))
    reader.click(".walk .next", 0)
    reader.wait(f"events.filter(([name]) => name === 'step').length > {before}")
    assert len(reader.events("ready")) == 1
    assert embedded.url == host.guide
