"""What the server gives to other sites: the script, and frames for listed sites only."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient

from careguide.web.embed.framed import FRAMED
from careguide.web.embed.look import FONTS
from careguide.web.embed.routes import PROTOCOL
from careguide.web.inline import STATIC
from careguide.web.security import ROUTES
from careguide.web.wsgi.page import Page
from tests.sheets import CALM, SHEETS
from tests.web.conftest import OTHER, SITE, attrs, one, parsed, valid


def ancestors(client: FlaskClient, path: str, method: str = "GET") -> str:
    """Return who may frame the answer to a request."""
    policy = client.open(path, method=method, data=CALM if method == "POST" else None).headers[
        "Content-Security-Policy"
    ]
    found = re.search(r"frame-ancestors ([^;]*)", policy)
    assert found
    return found[1]


# Frames


def test_only_the_framed_guide_may_be_framed(embedding: Flask, framing: FlaskClient) -> None:
    """Every route says who may frame it: the guide below /embed/ the listed sites, and everything else no one."""
    allowed = f"'self' {SITE} {OTHER}"
    seen = set()
    for rule in embedding.url_map.iter_rules():
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        path = re.sub(r"<[^>]*>", "careguide", rule.rule)
        expected = allowed if rule.endpoint.startswith(f"{FRAMED}.") else "'none'"
        assert ancestors(framing, path, method) == expected, rule
        seen.add(expected)
    assert seen == {allowed, "'none'"}
    assert {name for name, policy in ROUTES.items() if policy.framed} == {
        name for name in ROUTES if name.startswith(f"{FRAMED}.")
    }


@pytest.mark.parametrize("path", ["/embed/nowhere", "/embed/answers", "/embed", "/nowhere"])
def test_error_pages_are_never_framed(framing: FlaskClient, path: str) -> None:
    """A page that does not exist, below /embed/ too, may be framed by no one."""
    response = framing.get(path)
    assert response.status_code in (404, 405, 308)
    assert ancestors(framing, path) == "'none'"
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/embed/", "/embed/someone", "/", "/embed/setup", "/embed.js", "/together"])
def test_no_site_may_frame_anything_unless_it_is_listed(client: FlaskClient, path: str) -> None:
    """Without the setting, every page refuses every frame, in the old way of saying it too."""
    response = client.get(path)
    assert ancestors(client, path) == "'none'"
    assert response.headers["X-Frame-Options"] == "DENY"


def test_a_framed_page_may_be_loaded_by_strict_sites(framing: FlaskClient) -> None:
    """No header of a framed page stands against a frame: the old one knows no lists, and the new one is for others."""
    headers = framing.get("/embed/").headers
    assert "X-Frame-Options" not in headers
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert framing.get("/").headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("name", SHEETS)
def test_the_framed_guide_gives_the_same_summary(framing: FlaskClient, name: str) -> None:
    """A frame shows what the page shows, without the site's header, and sets no cookie."""
    page, frame = (framing.post(f"{at}/summary", data=SHEETS[name]) for at in ("", "/embed"))
    assert frame.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in frame.headers
    html = valid(frame.get_data(as_text=True), f"framed-summary-{name}")
    whole = parsed(page.get_data(as_text=True))
    assert not html.query(".top, .print, .skip")
    assert one(html, "h1").to_text() == one(whole, "h1").to_text()
    assert [part.to_text() for part in html.query("main section, .reasons li")] == [
        part.to_text() for part in whole.query("main section, .reasons li")
    ]


def test_a_frame_never_leads_away_from_the_answers(framing: FlaskClient) -> None:
    """Links and buttons of the frame stay in it, or open a page of their own: print and PDF do the latter."""
    pages = [framing.get("/embed/"), framing.post("/embed/summary", data=CALM), framing.get("/embed/leave")]
    for response in pages:
        page = parsed(response.get_data(as_text=True))
        for link in attrs(page, "a"):
            here = urljoin("/embed/", link["href"]).startswith(("/embed/", "#", "tel:", "sms:"))
            assert here != (link.get("target") == "_blank"), link
    buttons = attrs(parsed(pages[1].get_data(as_text=True)), "button[formaction]")
    targets = {urljoin("/embed/summary", button["formaction"]) for button in buttons}
    assert targets >= {"/summary", "/summary.pdf"}
    for button in buttons:
        here = urljoin("/embed/summary", button["formaction"]).startswith("/embed/")
        assert here != (button.get("formtarget") == "_blank"), button


def test_a_frame_says_how_far_it_is(framing: FlaskClient) -> None:
    """Each framed page says its phase and the listed sites, for the script; other pages say neither."""
    bad = framing.post("/embed/summary", data={"home": "nonsense"})
    assert bad.status_code == 422
    pages = {
        "questions": framing.get("/embed/"),
        "summary": framing.post("/embed/summary", data=CALM),
        "left": framing.get("/embed/leave"),
        "problem": bad,
    }
    for phase, response in pages.items():
        body = attrs(valid(response.get_data(as_text=True), f"framed-{phase}"), "body")[0]
        assert body == {"data-phase": phase, "data-origins": f"{SITE} {OTHER}"}
    assert attrs(parsed(framing.get("/").get_data(as_text=True)), "body") == [{}]


# The script


@pytest.mark.smoke
def test_the_script_is_small_and_says_its_version(client: FlaskClient) -> None:
    """embed.js has at most 2 KB compressed, names its version and protocol, and may be loaded from anywhere."""
    response = client.get("/embed.js", headers={"Accept-Encoding": "gzip"})
    assert len(response.data) <= 2048
    assert response.mimetype == "text/javascript"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"].startswith("public")
    text = client.get("/embed.js").get_data(as_text=True)
    assert re.match(rf"/\* careguide \d+\.\d+\.\d+, embed protocol {PROTOCOL} \*/\n", text)
    tag = client.get("/embed.js").headers["ETag"]
    assert client.get("/embed.js", headers={"If-None-Match": tag}).status_code == 304


def test_no_message_goes_to_just_anyone() -> None:
    """Neither script sends a message to `*`, and both speak the same protocol; the fonts are those of the server."""
    texts = {name: (STATIC / f"{name}.js").read_text(encoding="utf-8") for name in ("embed", "framed")}
    for text in texts.values():
        sent = re.findall(r"postMessage\((?:[^()]|\([^()]*\))*\)", text)
        assert sent
        assert not [call for call in sent if "'*'" in call or '"*"' in call]
        assert f"const PROTOCOL = {PROTOCOL};" in text
    assert f"const FONTS = {list(FONTS)};" in texts["embed"]


def test_other_scripts_are_for_no_other_site(client: FlaskClient) -> None:
    """Only embed.js is offered to other sites."""
    assert [name for name, policy in ROUTES.items() if policy.for_others] == ["embed.script"]
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


def test_a_page_keeps_its_media_type(app: Flask) -> None:
    """A page answers as what it is, also when the browser has it already."""
    with app.test_request_context():
        assert Page.of("x").response("text/javascript").mimetype == "text/javascript"
