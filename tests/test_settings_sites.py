"""Settings about what stands around the guide: other sites, and proxies in front of it."""

from __future__ import annotations

import pytest
from werkzeug.sansio.utils import host_is_trusted

from careguide.config import ConfigError, from_environment

# Hosts


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("guide.example.org", "guide.example.org"),
        ("guide.example.org:8080", "guide.example.org"),
        ("127.0.0.1", "127.0.0.1:8001"),
        ("localhost", "localhost:8000"),
        (".example.org", "guide.example.org"),
        ("b\u00fccher.example", "xn--bcher-kva.example"),
    ],
)
def test_hosts_are_bare_names(host: str, asked: str) -> None:
    """What is taken for a host is one that requests come to."""
    hosts = from_environment({"CAREGUIDE_HOSTS": host}).hosts
    assert host_is_trusted(asked, hosts)


@pytest.mark.parametrize(
    "value",
    [
        "http://x",
        "https://guide.example.org",
        "guide.example.org/",
        "guide.example.org/guide",
        "*",
        "*.example.org",
        "Guide.Example.org",
        "guide.example.org.",
        "guide example",
        "guide;example",
        "[::1]",
        "::1",
        "user@guide.example.org",
        "guide.example.org:port",
        "..example.org",
        "guide_1",
        "a" * 64,
    ],
)
def test_what_is_no_host_is_refused(value: str) -> None:
    """A scheme, a path or a pattern would have every request answered with 400, so none is taken for a name."""
    said = "CAREGUIDE_HOSTS holds what is no host name, at place 2 of 2. Write the bare name .* without 'https://'"
    with pytest.raises(ConfigError, match=said) as caught:
        from_environment({"CAREGUIDE_HOSTS": f"127.0.0.1,{value}"})
    assert "\n" not in str(caught.value)


# Other sites


def test_other_sites_are_named_by_their_origin() -> None:
    """Origins come with commas between them, each once; one of this machine will do for a trial."""
    environ = {
        "CAREGUIDE_PUBLIC_URL": "https://guide.example",
        "CAREGUIDE_EMBED_ORIGINS": "https://a.example, https://b.example:8443,https://a.example",
        "CAREGUIDE_API_ORIGINS": "http://localhost:8001",
    }
    found = from_environment(environ)
    assert found.public_url == "https://guide.example"
    assert found.embed_origins == ("https://a.example", "https://b.example:8443")
    assert found.api_origins == ("http://localhost:8001",)


@pytest.mark.parametrize("name", ["PUBLIC_URL", "EMBED_ORIGINS", "API_ORIGINS"])
@pytest.mark.parametrize(
    "value",
    [
        "https://a.example/",
        "http://a.example",
        "a.example",
        "https://*.example",
        "*",
        "null",
        "https://A.example",
        "https://a.example:443",
        "https://a.example:0",
        "https://a.example:65536",
        "https://a.example; script-src *",
        "https://user@a.example",
        "https://a.example\nX-Header: 1",
        "http://localhost.evil.example",
        "https://a..example",
        "https://-a.example",
    ],
)
def test_what_is_no_origin_is_refused(name: str, value: str) -> None:
    """A path, a wildcard, an unsafe scheme or a word that would break out of a header is refused, and not repeated."""
    with pytest.raises(ConfigError, match=f"CAREGUIDE_{name} (holds what is no origin|is no address)") as caught:
        from_environment({f"CAREGUIDE_{name}": value})
    assert value not in str(caught.value)


@pytest.mark.parametrize("path", ["/guide", "/a/b-c_d/e.f~g", "/.well"])
def test_the_public_address_may_have_a_path(path: str) -> None:
    """The guide may stand below a path of a host; a site that frames it, or asks it, is an origin still."""
    address = f"https://a.example{path}"
    assert from_environment({"CAREGUIDE_PUBLIC_URL": address}).public_url == address
    for name in ("EMBED_ORIGINS", "API_ORIGINS"):
        with pytest.raises(ConfigError):
            from_environment({f"CAREGUIDE_{name}": address})


@pytest.mark.parametrize(
    "path", ["/guide/", "//guide", "/../guide", "/a/./b", "/a b", "/a?b", "/a#b", '/a"b', "/é", "/a%2e"]
)
def test_what_is_no_path_is_refused(path: str) -> None:
    """A path that ends in a slash, climbs, or could break out of a page is none."""
    with pytest.raises(ConfigError):
        from_environment({"CAREGUIDE_PUBLIC_URL": f"https://a.example{path}"})


# Proxies


@pytest.mark.parametrize(("value", "count"), [("0", 0), ("1", 1), ("9", 9), ("", 0)])
def test_proxies_are_counted(value: str, count: int) -> None:
    """No proxy is believed unless it is counted."""
    assert from_environment({"CAREGUIDE_TRUSTED_PROXIES": value}).trusted_proxies == count


@pytest.mark.parametrize("value", ["-1", "10", "yes", "1.5", "*", "\u0661", "127.0.0.1"])
def test_what_is_no_count_of_proxies_is_refused(value: str) -> None:
    """A word, a fraction or too many is refused: a wrong count would believe a stranger."""
    with pytest.raises(ConfigError, match="CAREGUIDE_TRUSTED_PROXIES must be a number from 0 to 9: how many"):
        from_environment({"CAREGUIDE_TRUSTED_PROXIES": value})


@pytest.mark.parametrize(
    "value",
    [
        "http://weather.example",
        "weather.example",
        "https://",
        "https://a b.example",
        "https://user@weather.example",
        'https://weather.example/"><b>',
        "javascript:alert(1)",
    ],
)
def test_leaving_leads_to_a_safe_page_or_nowhere(value: str) -> None:
    """What is no address of a page, or would break out of one of ours, is refused; a page with a path is taken."""
    with pytest.raises(ConfigError, match="CAREGUIDE_LEAVE_TO"):
        from_environment({"CAREGUIDE_LEAVE_TO": value})
    good = "https://weather.example/now?city=1"
    assert from_environment({"CAREGUIDE_LEAVE_TO": good}).leave_to == good
