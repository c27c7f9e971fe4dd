"""The settings: read from the environment, and refused where they are half."""

from __future__ import annotations

import os
import re
from dataclasses import fields
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from careguide.config import PREFIX, Config, ConfigError, from_environment
from careguide.web import BrokenGuaranteeError, create_app
from careguide.web.site import Site
from tests.core.tiny import TEXT


def site(settings: Config | None = None) -> Site:
    """Return what an app with these settings holds."""
    held: Site = create_app(settings).extensions["careguide"]
    return held


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


@pytest.fixture
def own(tmp_path: Path) -> str:
    """Return the path of a questionnaire of one's own."""
    path = tmp_path / "own.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


# From the environment


def test_nothing_has_to_be_set() -> None:
    """An environment without a setting gives the defaults, whatever else is in it."""
    assert from_environment({"HOME": "/root", "careguide_country": "GB"}) == Config()


def test_settings_are_read_without_the_space_around_them() -> None:
    """Every setting is read by its name in capitals; host names come with commas between them."""
    environ = {
        "CAREGUIDE_QUESTIONS": " own.yaml ",
        "CAREGUIDE_COUNTRY": "GB\n",
        "CAREGUIDE_HOSTS": "a.example, ,b.example",
    }
    assert from_environment(environ) == Config("own.yaml", "GB", ("a.example", "b.example"))


def test_an_empty_setting_is_not_set() -> None:
    """A setting that is empty is as good as none, as a file of settings may well name all of them."""
    assert from_environment({f"{PREFIX}{item.name.upper()}": " " for item in fields(Config)}) == Config()


@pytest.mark.parametrize(
    ("wrong", "meant"), [("CAREGUIDE_COUNTY", "CAREGUIDE_COUNTRY"), ("CAREGUIDE_HOST", "CAREGUIDE_HOSTS")]
)
def test_a_misspelt_setting_is_refused(wrong: str, meant: str) -> None:
    """A name that is no setting is refused with the nearest one, and with all there are."""
    with pytest.raises(ConfigError) as caught:
        from_environment({wrong: "GB", "CAREGUIDE_COUNTRY": "GB"})
    assert f"'{wrong}' is not a setting of careguide. Did you mean '{meant}'?" in str(caught.value)
    assert all(f"{PREFIX}{item.name.upper()}" in str(caught.value) for item in fields(Config))


def test_every_misspelt_setting_is_named_at_once() -> None:
    """Names that are like no setting are all refused in one go, without a hint, and their values are not repeated."""
    with pytest.raises(ConfigError) as caught:
        from_environment({"CAREGUIDE_PORT": "secret", "CAREGUIDE_": "secret"})
    assert [line for line in str(caught.value).splitlines() if "is not a setting" in line] == [
        "'CAREGUIDE_' is not a setting of careguide.",
        "'CAREGUIDE_PORT' is not a setting of careguide.",
    ]
    assert "secret" not in str(caught.value)


# What is switched on or off

SWITCHED = [item for item in fields(Config) if isinstance(item.default, bool)]


@pytest.mark.parametrize("name", [*(item.name for item in SWITCHED), "access_log"])
@pytest.mark.parametrize(("on", "off"), [("on", "off"), ("1", "0"), ("yes", "no"), ("true", "false"), ("TRUE", "No")])
def test_everything_is_switched_by_the_same_words(name: str, on: str, off: str) -> None:
    """Whichever setting it is, the usual words for on and off are taken, and mean what they say."""
    assert SWITCHED
    found = [getattr(from_environment({f"{PREFIX}{name.upper()}": word}), name) for word in (on, off)]
    assert found == (["on", "off"] if name == "access_log" else [True, False])


@pytest.mark.parametrize("name", [*(item.name for item in SWITCHED), "access_log", "log_level"])
def test_any_other_word_is_refused(name: str) -> None:
    """What is no such word is refused with those that are, and never taken for one of them."""
    with pytest.raises(ConfigError, match=f"^{PREFIX}{name.upper()} must be '.*', '.*' or '.*'") as caught:
        from_environment({f"{PREFIX}{name.upper()}": "y"})
    assert "'y'" not in str(caught.value)


# The staff page

HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HASH = HASHER.hash("seven grey herons")


@pytest.mark.parametrize(("page", "phrase"), [("on", ""), ("off", ""), ("on", HASH)], ids=["open", "off", "locked"])
def test_the_staff_page_is_open_off_or_locked(page: str, phrase: str) -> None:
    """The staff page is there unless it is switched off, and a hash of a phrase locks it."""
    environ = {"CAREGUIDE_STAFF_PAGE": page, "CAREGUIDE_STAFF_PHRASE": phrase}
    assert from_environment(environ) == Config(staff_page=page == "on", staff_phrase=phrase)
    assert Config().staff_page


@pytest.mark.parametrize("value", ["maybe", "2", "secret"])
def test_a_staff_page_that_is_neither_on_nor_off_is_refused(value: str) -> None:
    """The staff page is on or off, and a value that is neither is not taken for one of them."""
    with pytest.raises(ConfigError, match=r"CAREGUIDE_STAFF_PAGE must be 'on', 'yes', .*'no'") as caught:
        from_environment({"CAREGUIDE_STAFF_PAGE": value})
    assert value not in str(caught.value)


@pytest.mark.parametrize(
    "value",
    [
        "seven grey herons",
        HASH[:-1],  # cut short when it was copied
        HASH.replace("$argon2id", "").replace("$v", ""),  # what a shell leaves of it between double quotes
        HASH.replace("$m=8,", "$m=1,"),
        HASH.replace("$argon2id", "$2b"),
        HASH[:-1] + "\N{HEAVY CHECK MARK}",
        HASH[:-3] + "!!!",
        HASHER.hash(""),
    ],
    ids=["phrase", "cut", "shell", "costs", "kind", "no ascii", "no base64", "empty phrase"],
)
def test_a_phrase_that_is_no_hash_is_refused(value: str) -> None:
    """What is no whole hash of a phrase is refused before anyone is served, and is not repeated."""
    with pytest.raises(ConfigError, match=r"CAREGUIDE_STAFF_PHRASE holds no whole hash.*phrase`") as caught:
        from_environment({"CAREGUIDE_STAFF_PHRASE": value})
    assert value not in str(caught.value)


def test_a_phrase_without_a_staff_page_is_refused() -> None:
    """A phrase for a page that is switched off is half a configuration."""
    with pytest.raises(ConfigError, match="there is no page to lock"):
        from_environment({"CAREGUIDE_STAFF_PAGE": "off", "CAREGUIDE_STAFF_PHRASE": HASH})


def test_every_value_that_cannot_be_used_is_named_at_once() -> None:
    """Two values that cannot be used are refused in one go, in Python as in the environment."""
    with pytest.raises(ConfigError) as caught:
        Config(
            staff_page="maybe",  # type: ignore[arg-type]
            staff_phrase="seven grey herons",
        )
    assert [line.split()[0] for line in str(caught.value).splitlines()] == [
        "CAREGUIDE_STAFF_PAGE",
        "CAREGUIDE_STAFF_PHRASE",
    ]


def test_settings_that_are_printed_show_no_hash() -> None:
    """The hash opens the staff page to whoever has it, so it is left out where the settings are shown."""
    assert HASH not in repr(Config(staff_phrase=HASH))


# In the app


def test_the_app_reads_the_environment(monkeypatch: pytest.MonkeyPatch, own: str) -> None:
    """Without settings of its own the app takes those of the environment, and refuses half of them."""
    monkeypatch.setenv("CAREGUIDE_QUESTIONS", own)
    monkeypatch.setenv("CAREGUIDE_SERVE_BROKEN_GUARANTEES", "yes")
    assert site().settings == Config(questions=own, serve_broken_guarantees=True)
    monkeypatch.setenv("CAREGUIDE_QUESTION", own)
    with pytest.raises(ConfigError):
        create_app()


def test_own_questions_are_used(own: str) -> None:
    """The guide is made from the questions.yaml that is named, and not from the one that comes along."""
    settings = Config(questions=own, serve_broken_guarantees=True)
    assert site(settings).questionnaire.digest != site().questionnaire.digest
    with create_app(settings).test_client() as client, client.get("/") as response:
        assert "A tiny guide" in response.get_data(as_text=True)
        assert response.status_code == 200


def test_a_broken_guarantee_is_not_served(own: str) -> None:
    """A questionnaire that breaks a promise stops the app, and the message names the promise and what to do."""
    with pytest.raises(BrokenGuaranteeError, match=r"not_knowing.*\n.*careguide verify") as caught:
        create_app(Config(questions=own))
    assert f"`careguide verify {own}`" in str(caught.value)


def test_own_questions_that_are_missing_are_not_replaced(tmp_path: Path) -> None:
    """A questions.yaml that is named and is not there stops the app; the one that comes along never steps in."""
    with pytest.raises(ConfigError, match=r"gone.yaml' cannot be read: .* CAREGUIDE_QUESTIONS names it"):
        create_app(Config(questions=str(tmp_path / "gone.yaml")))


@pytest.mark.parametrize("country", ["XX", "gb", "United Kingdom"])
def test_a_country_without_help_lines_is_refused(country: str) -> None:
    """A country that the questionnaire does not hold is refused with those it holds, before anyone is served."""
    with pytest.raises(ConfigError, match=f"CAREGUIDE_COUNTRY is '{country}'.*It has: US, .*GB"):
        create_app(Config(country=country))


def test_the_chosen_country_comes_first() -> None:
    """The help lines of the country that is set are those on the page where none was asked for."""
    assert site(Config(country="GB")).home_country.code == "GB"
    assert site().home_country.code == "US"


def test_only_the_named_hosts_are_answered() -> None:
    """With host names set, a request for another host is refused; without, every host is answered."""
    asked = {"base_url": "http://other.example"}
    for settings, status in ((Config(hosts=("guide.example",)), 400), (Config(), 200)):
        with create_app(settings).test_client() as client, client.get("/healthz", **asked) as response:
            assert response.status_code == status


# On paper


def test_every_setting_says_what_it_does() -> None:
    """Every setting has a sentence or two of its own, which fit into a table."""
    said = {item.name: item.metadata["doc"] for item in fields(Config)}
    assert said, "this law found nothing to check"
    assert [name for name, words in said.items() if not re.fullmatch(r"[A-Z][^|\n]*\.", words)] == []
