"""nginx in front: TLS, public pages from its cache, and nothing of an answer on a disk or in a log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit

import pytest

from tests.deploy.load import steady
from tests.deploy.machine import Machine
from tests.deploy.recipes import recipe
from tests.deploy.visits import ANSWERS, NAME, Visitor
from tests.waiting import until

pytestmark = pytest.mark.deploy

CONF = "/etc/nginx/conf.d/careguide.conf"
INSTANCES = ("careguide@8001", "careguide@8002")
CANARY = "canary-7f3a"
ENCODINGS = ("br", "gzip", "identity")


SETTINGS = "/etc/careguide/settings"
BELOW = "/guide"


def _restart(site: Machine) -> None:
    site.run("systemctl", "reset-failed", "nginx")  # Debian's unit allows five starts in ten seconds
    site.run("systemctl", "restart", "nginx")


@contextmanager
def changed(site: Machine, old: str, new: str) -> Iterator[None]:
    """Have another line in the configuration of nginx for a while."""
    text = site.path(CONF).read_text(encoding="utf-8")
    assert text.count(old) == 1
    site.put(CONF, text.replace(old, new))
    _restart(site)
    yield
    site.put(CONF, text)
    _restart(site)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_page_comes_from_the_cache(site: Machine, visitor: Visitor, encoding: str) -> None:
    """The second call is answered by nginx, in the same encoding, with the same bytes and every header as before."""
    with site.network():
        first, second = (visitor.get("/about", accept_encoding=encoding) for _ in range(2))
        known = visitor.get("/about", accept_encoding=encoding, if_none_match=first.headers["etag"])
    assert (first.headers.pop("x-cache"), second.headers.pop("x-cache")) == ("MISS", "HIT")
    assert first.headers.get("content-encoding", "identity") == encoding
    assert first.body == second.body
    assert first.headers | {"date": ""} == second.headers | {"date": ""}
    assert (known.status, known.body) == (304, b"")
    assert known.headers["etag"] == first.headers["etag"]


def test_what_protects_a_person_comes_through(site: Machine, visitor: Visitor) -> None:
    """Over HTTPS the guide asks for nothing less from now on, and who comes over HTTP is led there."""
    with site.network():
        found = [visitor.get("/"), visitor.get("/"), visitor.post("/summary", ANSWERS), visitor.get("/gone")]
    assert [answer.status for answer in found] == [200, 200, 200, 404]
    assert {answer.headers["strict-transport-security"] for answer in found} == {"max-age=63072000"}
    assert {answer.headers["server"] for answer in found} == {"nginx"}
    resolve = ["--resolve", f"{NAME}:80:127.0.0.1", "--resolve", f"{NAME}:443:127.0.0.1"]
    asked = ["--cacert", "/etc/careguide/tls/fullchain.pem", "--location", "-o", "/dev/null"]
    told = "%{http_version} %{num_redirects} %{url_effective}"
    assert site.run("curl", "-s", *resolve, *asked, "-w", told, f"http://{NAME}/about") == f"2 1 https://{NAME}/about"


def test_a_post_is_never_cached(site: Machine, visitor: Visitor) -> None:
    """A summary is worked out each time, may be kept by no one, and leaves the cache as it was."""
    before = site.run("ls", "-R", "/var/cache/careguide")
    with site.network():
        found = [visitor.post("/summary", ANSWERS) for _ in range(2)]
    assert [(answer.status, answer.headers["cache-control"]) for answer in found] == [(200, "no-store")] * 2
    assert not any("x-cache" in answer.headers for answer in found)
    assert site.run("ls", "-R", "/var/cache/careguide") == before


def test_nothing_that_was_sent_is_in_any_file(site: Machine, visitor: Visitor) -> None:
    """What is posted, typed into the address or said of a browser is in no file and no journal of the machine."""
    site.sh("touch /root/before; sleep 0.05")
    sent = {"user_agent": CANARY, "referer": f"https://{NAME}/{CANARY}"}
    with site.network():
        assert visitor.post("/summary", ANSWERS | {"right_now": CANARY, CANARY: "x"}, **sent).status == 422
        assert visitor.post("/together/family", {"person-right_now": "none", "closing": CANARY}, **sent).status == 200
        assert visitor.post("/together/code", {"code": CANARY}, **sent).status == 422
        assert visitor.get(f"/{CANARY}?{CANARY}", **sent).status == 404
        site.run("systemctl", "stop", *INSTANCES)
        assert visitor.post("/summary", {"right_now": CANARY}, **sent).status == 502
        assert visitor.get(f"/{CANARY}?{CANARY}", **sent).status == 502
        site.run("systemctl", "start", *INSTANCES)
    site.put("/var/log/control", f"here is a {CANARY}")
    search = f"find / /run /tmp -xdev -newer /root/before -type f -exec grep -la {CANARY} {{}} +"
    assert site.sh(search).split() == ["/var/log/control"]
    assert CANARY not in site.run("journalctl", "--no-pager")
    line = r"[-+:T\d]{25} (GET|POST) \d{3} \d\.\d{3} \S+ [-, \d]+"
    lines = site.path("/var/log/nginx/careguide.log").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 6
    assert [text for text in lines if not re.fullmatch(line, text)] == []


@pytest.mark.parametrize(("buffer", "touched"), [("64k", False), ("1k", True)])
def test_a_body_never_touches_the_disk(site: Machine, visitor: Visitor, buffer: str, touched: bool) -> None:
    """The largest body and the longest answer pass through memory; with a smaller buffer this test would see a file."""
    folders = "stat -c %y /var/lib/nginx/body /var/lib/nginx/proxy"
    with changed(site, "client_body_buffer_size 64k;", f"client_body_buffer_size {buffer};"), site.network():
        before = site.sh(folders)
        assert visitor.post("/together/staff", {"closing": "é" * 10_000}).status == 422
        assert len(visitor.post("/summary.pdf", ANSWERS).body) > 20_000
        assert (site.sh(folders) != before) is touched


def test_pages_stay_when_the_guide_is_gone(site: Machine, visitor: Visitor) -> None:
    """A page that is in the cache is shown while no instance runs, even past its time; a post is told to come again."""
    short = "proxy_ignore_headers Cache-Control;\n    proxy_cache_valid 200 1s;\n    proxy_cache careguide_pages;"
    with changed(site, "proxy_cache careguide_pages;", short), site.network():
        there = visitor.get("/options")
        site.run("systemctl", "stop", *INSTANCES)
        until(lambda: visitor.get("/options").headers["x-cache"] == "STALE", what="the end of its time")
        stale, posted = visitor.get("/options"), visitor.post("/summary", ANSWERS)
        site.run("systemctl", "start", *INSTANCES)
        again = visitor.post("/summary", ANSWERS)
    assert (stale.status, stale.headers["x-cache"], stale.body) == (200, "STALE", there.body)
    assert (posted.status, posted.headers["cache-control"]) == (502, "no-store")
    assert b"Call your emergency number now." in posted.body
    assert again.status == 200


def test_nginx_reloads_without_a_failure(site: Machine, visitor: Visitor) -> None:
    """New settings of nginx are taken in under load, and no request fails."""
    with site.network(), steady(visitor, 300) as answered:
        for _ in range(3):
            site.run("systemctl", "reload", "nginx")
    assert set(answered.statuses) == {200}
    assert answered.statuses[200] >= 300


def test_a_flood_of_posts_is_cut_and_pages_go_on(site: Machine, visitor: Visitor) -> None:
    """Who posts without end is told to wait, on a page that says what to do; reading is not limited."""
    slower, smaller = ("rate=50r/s;", "rate=1r/m;"), ("burst=200 nodelay;", "burst=9 nodelay;")
    with changed(site, *slower), changed(site, *smaller), site.network():
        posted = [visitor.post("/summary", ANSWERS) for _ in range(12)]
        read = [visitor.get("/options").status for _ in range(12)]
    assert [answer.status for answer in posted] == [200] * 10 + [429] * 2
    assert b"Please go back and try once more in a minute." in posted[-1].body
    assert read == [200] * 12


@pytest.fixture
def below(site: Machine) -> Iterator[None]:
    """Have the guide below a path for a while, by the recipe."""
    files = {name: site.path(name) for name in (CONF, SETTINGS)}
    before = {name: (file.read_text(encoding="utf-8"), file.stat().st_mode & 0o777) for name, file in files.items()}
    site.sh(recipe("below"))
    yield
    for name, (text, mode) in before.items():
        site.put(name, text, mode)
    _restart(site)
    site.run("systemctl", "restart", *INSTANCES)


@pytest.mark.usefixtures("below")
def test_the_guide_stands_below_a_path(site: Machine, visitor: Visitor) -> None:
    """The form of each voice leads to a summary and its PDF there, a made-up header leads nowhere, and no page out."""
    lie = {"x_forwarded_prefix": "/evil", "accept_encoding": "identity"}
    with site.network():
        for path in ("/", "/someone"):
            page = visitor.get(f"{BELOW}{path}", **lie)
            action = re.findall(r'<form id="sheet" method="post" action="([^"]+)"', page.body.decode())[0]
            summary = visitor.post(urljoin(f"{BELOW}{path}", action), ANSWERS)
            target = re.findall(r'formaction="([^"]+\.pdf)"', summary.body.decode())[0]
            paper = visitor.post(urljoin(f"{BELOW}/summary", target), ANSWERS)
            assert (page.status, summary.status, paper.status) == (200, 200, 200)
            assert paper.headers["content-type"] == "application/pdf"
        gone, staff = (visitor.get(f"{BELOW}{path}", **lie) for path in ("/nowhere", "/together"))
        setup = visitor.get(f"{BELOW}/embed/setup", **lie).body.decode()
        hit = visitor.get(f"{BELOW}/about", **lie), visitor.get(f"{BELOW}/about", **lie)
        bare, outside = visitor.get(BELOW), visitor.get("/summary")
    assert (gone.status, staff.status, bare.status, outside.status) == (404, 200, 301, 404)
    assert urlsplit(bare.headers["location"]).path == f"{BELOW}/"
    assert hit[1].headers["x-cache"] == "HIT"
    for answer in (gone, staff, *hit):
        assert b"evil" not in answer.body
    assert f'action="{BELOW}/together/family"'.encode() in staff.body
    assert f'href="{BELOW}/"'.encode() in gone.body
    assert f"https://{NAME}{BELOW}/embed.js" in setup
