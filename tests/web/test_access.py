"""The door of the staff page: who is let in, for how long, and how often a phrase may be wrong."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Lock
from unittest.mock import Mock, patch

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError, VerifyMismatchError
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner
from werkzeug.test import TestResponse

from careguide.config import Config
from careguide.files import catalogue
from careguide.web import guide, staff_lock, templating
from careguide.web.inline import Inline
from tests.web.conftest import attrs, one, valid

pytestmark = pytest.mark.lengthy

HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PHRASE, WRONG = "seven grey herons", "nine CANARY magpies"
HASH = HASHER.hash(PHRASE)
HTTP, HTTPS = "http://localhost", "https://localhost"
INSIDE = "the staff page itself"


def staff_app(app: Flask, phrase: str, storage: str = "") -> Flask:
    """Make an app with a small staff page behind the door; `phrase` is a hash, or empty for an open door."""
    made = Flask("careguide", static_folder=None, template_folder=str(app.template_folder))
    held = replace(app.extensions["careguide"], settings=Config(staff_phrase=phrase), pages={})
    made.extensions["careguide"] = held
    templating.set_up(made, held, Inline.of(held.questionnaire))
    staff = Blueprint("together", __name__)
    staff.add_url_rule("/together", "walk", lambda: INSIDE, methods=["GET", "POST"])
    staff.add_url_rule("/together/enter", "enter", staff_lock.enter, methods=["POST"])
    staff.add_url_rule("/together/code", "code", lambda: INSIDE, methods=["POST"])
    staff.before_request(staff_lock.gate)
    made.register_blueprint(staff)
    staff_lock.count_tries(made, storage)
    made.register_blueprint(guide.blueprint)
    return made


def enter(client: FlaskClient, phrase: str, address: str = "", base: str = HTTP, country: str = "//x") -> TestResponse:
    """Type a phrase."""
    path, environ = f"/together/enter?country={country}", {"REMOTE_ADDR": address or "192.0.2.1"}
    return client.post(path, data={"phrase": phrase}, base_url=base, environ_base=environ)


def shown(response: TestResponse) -> str:
    """Return the cookie of a response, as a browser sends it back."""
    return response.headers["Set-Cookie"].split(";")[0]


def knock(app: Flask, cookie: str, base: str = HTTP) -> int:
    """Return the status that a browser with this cookie gets."""
    client = app.test_client(use_cookies=False)
    return client.get("/together", base_url=base, headers={"Cookie": cookie}).status_code


@pytest.fixture
def staff(app: Flask) -> FlaskClient:
    """Make a client of a locked staff page."""
    return staff_app(app, HASH).test_client()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return a function that lets seconds pass."""
    passed, real = [0.0], time.time
    monkeypatch.setattr(time, "time", lambda: real() + sum(passed))
    return passed.append


@pytest.fixture
def tried() -> Iterator[Mock]:
    """Watch how often a phrase is hashed."""
    with patch.object(PasswordHasher, "verify", autospec=True, side_effect=PasswordHasher.verify) as verify:
        yield verify


# The door


def test_without_a_phrase_the_page_is_open(app: Flask, tried: Mock) -> None:
    """No phrase, no door: nothing is asked, hashed or set, and the way in leads to the page."""
    client = staff_app(app, "").test_client()
    assert client.get("/together").text == INSIDE
    response = enter(client, "anything")
    assert (response.status_code, response.location, response.headers.get("Set-Cookie")) == (303, "/together", None)
    assert tried.call_count == 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_a_locked_page_is_told_to_be_locked(staff: FlaskClient, method: str) -> None:
    """Whoever did not type the phrase is asked for it, and a page that was open is told so in words it can show."""
    response = staff.open("/together", method=method, data={"phrase": PHRASE})
    kind = "text/html" if method in ("GET", "HEAD") else "text/plain"
    assert (response.status_code, response.mimetype) == (403, kind)
    assert (response.text.strip() == catalogue().say("lock.locked_again")) is (kind == "text/plain")
    assert bool(response.data) is (method != "HEAD")


def test_the_page_that_asks_can_be_used_by_everyone(staff: FlaskClient) -> None:
    """One labelled field that a password manager fills, posted to the way in, and a link to the public guide."""
    page = valid(staff.get("/together?country=GB").text, "phrase")
    (field,) = attrs(page, "main input")
    assert (field["type"], field["autocomplete"]) == ("password", "current-password")
    assert one(page, f"label[for={field['id']}]").to_text()
    assert attrs(page, "main form") == [{"method": "post", "action": "/together/enter?country=GB"}]
    assert attrs(page, "main a")[0]["href"] == "/?country=GB"
    assert not page.query("[role=alert], [aria-invalid]")


# The cookie


@pytest.mark.parametrize(("base", "name"), [(HTTP, "staff"), (HTTPS, "__Host-staff")])
def test_the_right_phrase_opens_the_door(staff: FlaskClient, base: str, name: str) -> None:
    """The phrase leads to the page, with a cookie that no script reads, no other site sends, and no date keeps."""
    response = enter(staff, f" {PHRASE}\t", base=base, country="GB")
    assert (response.status_code, response.location) == (303, "/together?country=GB")
    (cookie,) = response.headers.getlist("Set-Cookie")
    pair, *flags = cookie.split("; ")
    assert pair.startswith(f"{name}={name}.")
    assert set(flags) == {"HttpOnly", "Path=/", "SameSite=Strict"} | ({"Secure"} if base == HTTPS else set())
    assert all(staff.open("/together", method=method, base_url=base).text == INSIDE for method in ("GET", "POST"))


def test_the_door_closes_after_a_day_of_work(staff: FlaskClient, later: Callable[[float], None]) -> None:
    """The cookie is good for twelve hours, however long the browser keeps it."""
    enter(staff, PHRASE)
    later(staff_lock.OPEN_FOR - 60)
    assert staff.get("/together").text == INSIDE
    later(120)
    assert staff.get("/together").status_code == 403


def test_a_new_phrase_shuts_everyone_out(app: Flask, staff: FlaskClient) -> None:
    """A cookie opens the door of its own hash in every process, and no door of another hash."""
    cookie = shown(enter(staff, PHRASE))
    stored = (HASH, HASHER.hash(WRONG), HASHER.hash(PHRASE))
    assert [knock(staff_app(app, held), cookie) for held in stored] == [200, 403, 403]


def test_a_cookie_of_plain_http_opens_nothing_over_https(staff: FlaskClient) -> None:
    """Whoever overhears the cookie on an open line cannot use it under the other name."""
    cookie = shown(enter(staff, PHRASE))
    sent = [(cookie, HTTP), (cookie, HTTPS), (f"__Host-{cookie}", HTTPS)]
    assert [knock(staff.application, *each) for each in sent] == [200, 403, 403]


def test_a_changed_cookie_opens_nothing(staff: FlaskClient) -> None:
    """One letter changed in the name, the time or the signature, and the door stays shut."""
    cookie = shown(enter(staff, PHRASE))
    assert knock(staff.application, cookie) == 200
    for at in (6, 14, -1):
        letters = list(cookie)
        letters[at] = "A" if letters[at] != "A" else "Q"
        assert knock(staff.application, "".join(letters)) == 403
    assert knock(staff.application, f"staff={TimestampSigner(HASH).sign('staff').decode()}") == 403


def test_a_made_up_cookie_opens_nothing(staff: FlaskClient) -> None:
    """Whatever is sent as a cookie, the door stays shut, and nothing breaks."""

    @given(value=st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF)))
    def never_opens(value: str) -> None:
        with staff.application.test_request_context("/together", headers={"Cookie": f"staff={value}"}):
            assert staff_lock.locked()

    never_opens()


# Wrong phrases


@pytest.mark.parametrize(
    ("phrase", "hashed"),
    [(WRONG, 1), (PHRASE.upper(), 1), (PHRASE + "\0", 1), ("\N{SNOWMAN}" * 200, 1), ("x" * 201, 0), (" ", 0), ("", 0)],
)
def test_a_wrong_phrase_opens_nothing(staff: FlaskClient, tried: Mock, phrase: str, hashed: int) -> None:
    """The page comes back with a sentence tied to an empty field; what cannot be the phrase costs no work."""
    response = enter(staff, phrase)
    assert response.status_code == 422
    assert "Set-Cookie" not in response.headers
    page = valid(response.text, "phrase-wrong")
    (field,) = attrs(page, "main input")
    assert "value" not in field
    assert field["aria-invalid"] == "true"
    assert attrs(page, f"#{field['aria-describedby']}")[0]["role"] == "alert"
    assert tried.call_count == hashed
    assert staff.get("/together").status_code == 403


def test_a_phrase_is_read_from_the_form_alone(staff: FlaskClient, tried: Mock) -> None:
    """A phrase in an address would stay in histories and logs, so it opens nothing there."""
    assert staff.post(f"/together/enter?phrase={PHRASE}").status_code == 422
    assert staff.post("/together/enter", json={"phrase": PHRASE}).status_code == 422
    assert staff.get("/together", query_string={"phrase": PHRASE}).status_code == 403
    assert tried.call_count == 0


def test_a_phrase_is_told_to_nobody(staff: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    """No phrase, right or wrong, comes back in a page or a header, or gets into a log."""
    with caplog.at_level(logging.DEBUG):
        responses = [enter(staff, phrase) for phrase in (WRONG, PHRASE, *[WRONG] * 5)]
        staff.application.logger.error("the log hears")
    assert [response.status_code for response in responses] == [422, 303, 422, 422, 422, 422, 429]
    told = [caplog.text, *(f"{response.headers}{response.text}" for response in responses)]
    assert "the log hears" in caplog.text
    assert not [text for text in told for word in (WRONG, PHRASE, HASH) if word.split()[-1] in text]


def test_a_fault_is_not_taken_for_a_wrong_phrase(staff: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where hashing itself fails the door stays shut, and the operator hears of it."""
    monkeypatch.setattr(PasswordHasher, "verify", Mock(side_effect=VerificationError))
    assert enter(staff, PHRASE).status_code == 500
    assert staff.get("/together").status_code == 403


# Too many of them


def test_after_five_wrong_phrases_an_address_waits(
    staff: FlaskClient, tried: Mock, later: Callable[[float], None]
) -> None:
    """The sixth try is put off before anything is hashed, even with the right phrase, and is told for how long."""
    assert [enter(staff, WRONG).status_code for _ in range(5)] == [422] * 5
    later(70)
    response = enter(staff, PHRASE)
    assert response.status_code == 429
    assert 225 <= int(response.headers["Retry-After"]) <= 230
    page = valid(response.text, "phrase-wait")
    assert "4 minutes" in one(page, "#problem").to_text()
    assert "aria-invalid" not in attrs(page, "main input")[0]
    assert tried.call_count == 5
    assert enter(staff, PHRASE, "192.0.2.2").status_code == 303
    later(231)
    assert enter(staff, PHRASE).status_code == 303


def test_those_with_the_phrase_are_not_counted_or_shut_out(staff: FlaskClient) -> None:
    """A whole team comes in from one address, and stays in while someone there guesses."""
    assert {enter(staff, PHRASE).status_code for _ in range(8)} == {303}
    assert [enter(staff.application.test_client(), WRONG).status_code for _ in range(6)] == [422] * 5 + [429]
    assert staff.get("/together").text == INSIDE


def test_after_sixty_wrong_phrases_everyone_waits(staff: FlaskClient, tried: Mock) -> None:
    """Many addresses together can try sixty phrases in five minutes, and no more."""
    codes = [enter(staff, WRONG, f"192.0.2.{number}").status_code for number in range(61)]
    assert codes == [422] * 60 + [429]
    assert tried.call_count == 60


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        ("2001:db8::1", "2001:db8::f:9", "2001:db8:0:1::1"),
        ("::ffff:1.2.3.4", "1.2.3.4", "::ffff:1.2.3.5"),
        ("", "", "?"),
    ],
)
def test_one_household_counts_as_one(staff: FlaskClient, one: str, same: str, other: str) -> None:
    """A whole IPv6 network counts as one visitor, and an IPv4 address as the same however it is written."""
    codes = [enter(staff, WRONG, address).status_code for address in (one, one, one, one, one, same, other)]
    assert codes == [422] * 5 + [429, 422]


def test_many_at_once_are_counted_one_by_one(staff: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guesses that are sent side by side are hashed one at a time, and no more of them than are allowed."""
    alone, costly = Lock(), PasswordHasher(time_cost=2, memory_cost=4096, parallelism=1)

    def verify(*_: object) -> bool:
        assert alone.acquire(blocking=False)
        costly.hash(PHRASE)  # others may go on meanwhile
        alone.release()
        raise VerifyMismatchError

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    with ThreadPoolExecutor(12) as pool:
        clients = [staff.application.test_client() for _ in range(12)]
        codes = sorted(pool.map(lambda client: enter(client, WRONG).status_code, clients))
    assert codes == [422] * 5 + [429] * 7
