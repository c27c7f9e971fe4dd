"""The guide at the root of a host and below a path: no page leads out of where it stands."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client, TestResponse

from careguide.config import Config
from careguide.web import create_app
from careguide.web.places import relative
from tests.sheets import CALM
from tests.web.conftest import SITE, attrs, fragment, parsed
from tests.web.every_route import calls

pytestmark = pytest.mark.lengthy

HOST = "http://portal.example"
BELOW = "/guide"
PUBLIC = f"https://portal.example{BELOW}"
HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PHRASE = "seven grey herons"
LEADS = ("href", "src", "action", "formaction", "data-live", "data-code", "data-clear", "data-home")
OUTSIDE = ("https://", "http://", "tel:", "sms:", "data:", "mailto:")


@pytest.fixture(scope="module")
def made() -> Flask:
    """Make an app that has every route."""
    return create_app(Config(embed_origins=(SITE,), trusted_proxies=1), warm=False)


@pytest.fixture(scope="module", params=["mounted", "behind a proxy"])
def below(request: pytest.FixtureRequest, made: Flask) -> Client:
    """Return a client of the guide below a path: mounted there, or behind a proxy that cuts the path off."""
    if request.param == "mounted":
        return Client(DispatcherMiddleware(_nothing, {BELOW: made}))

    def proxy(environ, start_response):  # type: ignore[no-untyped-def]
        assert environ["PATH_INFO"].startswith(f"{BELOW}/"), environ["PATH_INFO"]
        environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix(BELOW)
        environ["HTTP_X_FORWARDED_PREFIX"] = BELOW
        return made(environ, start_response)

    return Client(proxy)


def _nothing(_environ, start_response):  # type: ignore[no-untyped-def]
    start_response("404 NOT FOUND", [("Content-Type", "text/plain")])
    return [b"outside"]


def led_to(page: str, html: str) -> set[str]:
    """Return the whole address of all that a page leads to or loads on its own host."""
    found = parsed(html) if html.startswith("<!doctype") else fragment(html)
    named = {each for name in LEADS for tag in attrs(found, f"[{name}]") if (each := tag[name])}
    return {urljoin(f"{HOST}{page}", each) for each in named if not each.startswith((*OUTSIDE, "#"))}


def ask(client: Client, method: str, path: str, kind: str = "", body: str = "") -> TestResponse:
    """Send a call below the path."""
    if method == "POST":
        return client.post(f"{BELOW}{path}", base_url=HOST, content_type=kind, data=body)
    return client.get(f"{BELOW}{path}", base_url=HOST)


def test_no_page_leads_out_of_the_path(below: Client, made: Flask) -> None:
    """Whatever any answer links to, posts to, loads or redirects to lies below the path, and is there."""
    seen: set[str] = set()
    for call in calls(made):
        answer = ask(below, *call[1:])
        if "Location" in answer.headers:
            seen.add(urljoin(f"{HOST}{BELOW}{call.path}", answer.headers["Location"]))
        elif answer.mimetype == "text/html":
            seen |= led_to(f"{BELOW}{call.path}", answer.get_data(as_text=True))
    out = {address for address in seen if not urlsplit(address).path.startswith(f"{BELOW}/")}
    assert out <= {f"{HOST}{BELOW}"}, out
    assert len(seen) > 40
    for address in sorted({urlsplit(address).path for address in seen}):
        found = below.get(address, base_url=HOST)
        assert found.status_code in (200, 405), address


def test_the_main_job_can_be_done(below: Client) -> None:
    """In both voices, alone and in a frame: the form of the questions leads to a summary, and that to its PDF."""
    for page in ("/", "/someone", "/embed/", "/embed/someone"):
        form = parsed(below.get(f"{BELOW}{page}", base_url=HOST).get_data(as_text=True))
        target = urljoin(f"{BELOW}{page}", attrs(form, "#sheet")[0]["action"])
        answer = below.post(target, base_url=HOST, data=CALM)
        assert answer.status_code == 200
        buttons = attrs(parsed(answer.get_data(as_text=True)), ".actions [formaction]")
        pdf = urljoin(target, buttons[0]["formaction"])
        assert below.post(pdf, base_url=HOST, data=CALM).mimetype == "application/pdf"


def test_what_is_kept_is_the_same_wherever_it_is_served(made: Flask, below: Client) -> None:
    """The bytes of a page for everyone do not depend on its path, so nobody's header can change what others get."""
    direct = made.test_client()
    kept = made.extensions["careguide"].pages
    for path in ("/", "/someone", "/options", "/about", "/method", "/privacy", "/embed/someone", "/api/v1/"):
        here = direct.get(path).data
        before = len(kept)
        assert below.get(f"{BELOW}{path}", base_url=HOST).data == here
        assert len(kept) == before


def test_made_up_paths_take_no_room(made: Flask) -> None:
    """However many paths are named, memory holds no more than it did."""
    client, held = made.test_client(), made.extensions["careguide"]
    for path in ("/", "/about", "/together"):
        client.get(path)
    before = len(held.pages), len(held.addresses), len(held.parts)
    for number in range(70):
        headers = {"X-Forwarded-Prefix": f"/evil{number}"}
        for path in ("/", "/about", "/together", "/nowhere"):
            client.get(path, headers=headers)
        client.post("/together/live", headers=headers, data={"person-right_now": "none"})
        client.post("/summary", headers=headers, data=CALM)
    after = len(held.pages), len(held.addresses), len(held.parts)
    assert after[0] == before[0]
    assert after[1] - before[1] < 20
    assert after[2] - before[2] < 5
    assert len(held.looks) <= 64


@pytest.mark.parametrize(
    "named",
    [
        "//evil.example",
        "/a//b",
        "https://evil.example",
        "/../up",
        "/a/./b",
        "/a b",
        '/"><script>',
        "guide",
        "/é",
        "/a" * 9,
        "/%2e",
    ],
)
def test_what_can_be_no_path_is_not_believed(made: Flask, named: str) -> None:
    """A prefix that names another host, climbs, or breaks out of its place is as good as none."""
    client = made.test_client()
    for path in ("/nowhere", "/together", "/embed"):
        headers = {"X-Forwarded-Prefix": named.encode().decode("latin-1")}
        found, plain = client.get(path, headers=headers), client.get(path)
        assert found.data == plain.data
        assert found.headers.get("Location") == plain.headers.get("Location")


def test_only_a_counted_proxy_names_the_path(client: FlaskClient) -> None:
    """Where none is counted the header means nothing; behind two, the one that the outer of these added counts."""
    headers = {"X-Forwarded-Prefix": "/guide"}
    assert client.get("/nowhere", headers=headers).data == client.get("/nowhere").data
    two = create_app(Config(trusted_proxies=2), warm=False).test_client()
    assert b'href="/outer/"' in two.get("/nowhere", headers={"X-Forwarded-Prefix": "/liar, /outer, /inner"}).data
    assert b'href="/"' in two.get("/nowhere", headers=headers).data


def test_the_path_without_its_slash_leads_on(below: Client) -> None:
    """Links are relative to the folder, so the bare path leads there, with what was asked."""
    answer = Client(DispatcherMiddleware(_nothing, {BELOW: create_app(Config(), warm=False)})).get(
        f"{BELOW}?country=GB", base_url=HOST
    )
    assert answer.status_code == 308
    assert urljoin(f"{HOST}{BELOW}", answer.headers["Location"]) == f"{HOST}{BELOW}/?country=GB"
    assert below.get(f"{BELOW}/?country=GB", base_url=HOST).status_code == 200


def test_the_staff_cookie_stays_below_the_path() -> None:
    """What else stands at the host is not sent it; at the root it is for this host alone, as before."""
    app = create_app(Config(staff_phrase=HASHER.hash(PHRASE), trusted_proxies=1), warm=False)
    for prefix, name, path in (("", "__Host-staff", "/"), ("/guide", "__Secure-staff", "/guide/")):
        client = app.test_client(use_cookies=False)
        headers = {"X-Forwarded-Proto": "https", **({"X-Forwarded-Prefix": prefix} if prefix else {})}
        answer = client.post("/together/enter", data={"phrase": PHRASE}, headers=headers)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"{prefix}/together"
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith(f"{name}=")
        assert re.search(rf"Path={path};|Path={path}$", cookie)
        opened = client.get("/together", headers={**headers, "Cookie": cookie.partition(";")[0]})
        assert opened.status_code == 200


def test_what_others_copy_names_the_whole_address() -> None:
    """Snippets, oEmbed, its discovery, FHIR and OpenAPI begin with the public address, path and all."""
    client = create_app(Config(embed_origins=(SITE,), public_url=PUBLIC), warm=False).test_client()
    setup = client.get("/embed/setup").get_data(as_text=True)
    assert f"{PUBLIC}/embed.js" in setup
    assert "https://portal.example/embed" not in setup
    discovery = attrs(parsed(client.get("/someone").text), "link[rel=alternate]")[0]["href"]
    assert discovery.startswith(f"{PUBLIC}/oembed?url=")
    found = client.get(discovery.removeprefix(PUBLIC)).get_json()
    assert f'src="{PUBLIC}/embed/someone"' in found["html"]
    assert client.get("/oembed?url=https://portal.example/").status_code == 404
    assert client.get("/fhir/R4/Questionnaire/careguide").get_json()["url"].startswith(f"{PUBLIC}/fhir/R4/")
    assert client.get("/api/v1/openapi.json").get_json()["servers"] == [{"url": PUBLIC}]


def test_the_api_names_its_place_relatively(client: FlaskClient) -> None:
    """Where no address was set, the addresses of the OpenAPI document begin where the guide stands."""
    server = client.get("/api/v1/openapi.json").get_json()["servers"][0]["url"]
    assert urljoin(f"{HOST}{BELOW}/api/v1/openapi.json", server) == f"{HOST}{BELOW}/"


@pytest.mark.parametrize(
    ("address", "page", "seen"),
    [
        ("/", "/", "./"),
        ("/", "/about", "./"),
        ("/", "/embed/someone", "../"),
        ("/about?country=GB", "/embed/", "../about?country=GB"),
        ("/guide/", "/guide/api/v1/", "../../"),
        ("/guide/embed/", "/guide/embed/setup", "./"),
        ("/guide/summary", "/guide/", "summary"),
        ("/guide/?country=GB", "/guide/", "?country=GB"),
        ("/someone", "/someone", "someone"),
    ],
)
def test_an_address_as_a_page_sees_it(address: str, page: str, seen: str) -> None:
    """It is the shortest way there, and leads back to the address."""
    assert relative(address, page) == seen
    assert urljoin(page, seen) == address


def test_a_shared_screen_is_not_every_screen(below: Client) -> None:
    """Whoever asks for a page as a shared screen changes nothing for the next who asks for it without."""
    for path in ("/?kiosk", "/?theme=dark", "/", "/?kiosk"):
        html = ask(below, "GET", path).get_data(as_text=True)
        assert ("Are you still there?" in html) == ("kiosk" in path)
