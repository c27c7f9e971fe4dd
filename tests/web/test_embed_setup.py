"""What a site owner gets: the set-up page with what to copy, and oEmbed."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha384
from html import unescape
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from careguide.web.embed.colour import ENOUGH, contrast, least_contrast
from tests.web.conftest import GUIDE, SITE, attrs, fragment, one, parsed, valid

# The set-up page


def test_the_set_up_page_gives_what_to_copy(framing: FlaskClient) -> None:
    """The choices of a site owner come out as a script, a WordPress block and a plain frame, each whole."""
    asked = (
        "/embed/setup?site=clinic.example/help&voice=someone&theme=dark&accent=%237fd1bf&radius=0&font=serif&country=GB"
    )
    page = valid(framing.get(f"{asked}&min_height=600").get_data(as_text=True), "embed-setup")
    assert f"{SITE} is on the list" in one(page, "#made").to_text()
    script, wordpress, frame, pinned = (unescape(part.to_text()) for part in page.query("textarea"))
    element = attrs(fragment(script), "care-guide")[0]
    look = {"theme": "dark", "accent": "#7fd1bf", "radius": "0", "font": "serif", "country": "GB"}
    assert element == {**look, "voice": "someone", "min-height": "600"}
    assert attrs(fragment(script), "script") == [{"async": "", "src": f"{GUIDE}/embed.js"}]
    assert attrs(fragment(script), "care-guide a") == [{"href": f"{GUIDE}/someone?country=GB"}]
    assert wordpress.startswith("<!-- wp:html -->")
    assert script in wordpress
    address = attrs(fragment(frame), "iframe")[0]["src"]
    assert address == f"{GUIDE}/embed/someone?theme=dark&accent=%237fd1bf&radius=0&font=serif&country=GB"
    assert urljoin(f"{GUIDE}/embed/setup", attrs(page, ".preview")[0]["src"]) == address
    assert framing.get(address.removeprefix(GUIDE)).status_code == 200
    held = framing.get("/embed.js").data
    assert b64encode(sha384(held).digest()).decode() in pinned


def test_the_set_up_page_begins_with_the_plainest_choice(framing: FlaskClient) -> None:
    """Nothing picked: the snippet has no attribute, and nothing is called wrong."""
    page = valid(framing.get("/embed/setup").get_data(as_text=True), "embed-setup-empty")
    assert not page.query(".error")
    assert attrs(fragment(unescape(one(page, "textarea").to_text())), "care-guide") == [{}]


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("accent=%23ffee00&theme=light", "accent", "Its contrast is 1.1, and 4.5 is needed. Choose a stronger colour."),
        ("accent=%23777777", "accent", "Its contrast is"),
        ("accent=purple", "accent", "Write the colour as # and six digits, such as #175e54"),
        ("radius=99", "radius", "Please choose a number from 0 to 24."),
        ("radius=x", "radius", "Not a valid integer value."),
        ("min_height=5", "min_height", "Please choose a number from 200 to 2000."),
        (
            "site=http://clinic.example",
            "site",
            "Write the address with https and in plain letters, such as https://clinic.example",
        ),
        ("site=[", "site", "Write the address with https and in plain letters, such as https://clinic.example"),
        ("theme=neon", "theme", "Not a valid choice."),
        ("font=comic", "font", "Not a valid choice."),
        ("country=ZZ", "country", "Not a valid choice."),
        ("voice=%22%3E%3Cscript%3E", "voice", "Not a valid choice."),
    ],
)
def test_a_wrong_choice_is_named_and_left_out(framing: FlaskClient, query: str, field: str, sentence: str) -> None:
    """Each fault gets its sentence beside its field, and does not get into the snippet."""
    response = framing.get(f"/embed/setup?{query}")
    page = parsed(response.get_data(as_text=True))
    assert one(page, f"#e-{field}").to_text().startswith(sentence)
    assert len(page.query(".error")) == 1
    element = attrs(fragment(unescape(one(page, "textarea").to_text())), "care-guide")[0]
    assert field not in element


def test_a_colour_that_fits_one_kind_of_screen_is_taken_with_a_word(framing: FlaskClient) -> None:
    """The house's own green passes on light screens only; the page says that the dark ones keep theirs."""
    page = parsed(framing.get("/embed/setup?accent=%23175e54").get_data(as_text=True))
    assert not page.query(".error")
    assert "On a dark screen your colour is hard to read." in one(page, "#made").to_text()
    assert "light screen" not in one(page, "#made").to_text()


def test_a_site_that_is_not_listed_is_told_whom_to_ask(framing: FlaskClient, client: FlaskClient) -> None:
    """The page names the origin and the setting; where no site is listed it shows no preview that would stay empty."""
    page = parsed(framing.get("/embed/setup?site=https://other.example/page").get_data(as_text=True))
    assert "add https://other.example to CAREGUIDE_EMBED_ORIGINS" in one(page, "#made").to_text()
    assert not parsed(client.get("/embed/setup").get_data(as_text=True)).query("iframe")


def test_contrast_is_that_of_wcag() -> None:
    """Known pairs: black on white is 21, #777777 on white falls just short, #767676 just passes."""
    white = (255, 255, 255)
    assert contrast((0, 0, 0), white) == pytest.approx(21)
    assert contrast((0x77,) * 3, white) == pytest.approx(4.48, abs=0.005)
    assert contrast(white, (0x76,) * 3) == pytest.approx(4.54, abs=0.005)


def test_the_guides_own_colours_pass() -> None:
    """What the guide has on each kind of screen would be taken from a site owner too."""
    assert least_contrast("#175e54", "light") >= ENOUGH
    assert least_contrast("#7fd1bf", "dark") >= ENOUGH
    assert least_contrast("#fff", "light") < 1.1


# oEmbed


def test_oembed_has_what_its_specification_asks_for(framing: FlaskClient) -> None:
    """A `rich` answer in JSON has type, version, html, width and height; what else there is has the right kind."""
    answer = framing.get(f"/oembed?url={GUIDE}/someone").get_json()
    assert (answer["type"], answer["version"]) == ("rich", "1.0")
    assert isinstance(answer["width"], int)
    assert isinstance(answer["height"], int)
    assert all(isinstance(answer[name], str) for name in ("title", "provider_name", "provider_url"))
    assert answer["cache_age"] > 0
    frame = attrs(fragment(answer["html"]), "iframe")[0]
    assert frame["src"] == f"{GUIDE}/embed/someone"
    assert (frame["width"], frame["height"]) == (str(answer["width"]), str(answer["height"]))
    assert attrs(fragment(answer["html"]), "a") == [{"href": f"{GUIDE}/someone"}]


def test_oembed_keeps_the_country(framing: FlaskClient) -> None:
    """A page with the help lines of a country gives a frame with the same ones; a slash at the end may be missing."""
    answer = framing.get(f"/oembed?url={GUIDE}/someone%3Fcountry%3Dgb").get_json()
    assert attrs(fragment(answer["html"]), "iframe")[0]["src"] == f"{GUIDE}/embed/someone?country=GB"
    assert attrs(fragment(answer["html"]), "a")[0]["href"] == f"{GUIDE}/someone?country=GB"
    assert framing.get(f"/oembed?url={GUIDE}").get_json()["type"] == "rich"


def test_oembed_keeps_to_the_room_there_is(framing: FlaskClient) -> None:
    """The wanted width and height are upper bounds; what is no number is passed over."""
    sized = framing.get(f"/oembed?url={GUIDE}/&maxwidth=300&maxheight=9999&format=json").get_json()
    assert (sized["width"], sized["height"]) == (300, 720)
    usual = framing.get(f"/oembed?url={GUIDE}/&maxwidth=wide&maxheight=-1").get_json()
    assert (usual["width"], usual["height"]) == (640, 720)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 404),
        ("url=https://other.example/", 404),
        ("url=http://guide.example/", 404),
        (f"url={GUIDE}/together", 404),
        ("url=[", 404),
        ("url=http://%5B", 404),
        (f"url={GUIDE}/&format=xml", 501),
    ],
)
def test_oembed_refuses_as_its_specification_says(framing: FlaskClient, query: str, status: int) -> None:
    """404 for what is not ours, 501 for a format that there is not."""
    assert framing.get(f"/oembed?{query}").status_code == status


def test_the_start_page_leads_to_oembed(framing: FlaskClient, client: FlaskClient) -> None:
    """The first page names its oEmbed address where the public address is set, and it works; else it names none."""
    for path in ("/", "/someone"):
        link = attrs(parsed(framing.get(path).get_data(as_text=True)), "link[rel=alternate]")[0]
        assert link["type"] == "application/json+oembed"
        assert framing.get(link["href"].removeprefix(GUIDE)).get_json()["type"] == "rich"
    assert not parsed(client.get("/").get_data(as_text=True)).query("link[rel=alternate]")
