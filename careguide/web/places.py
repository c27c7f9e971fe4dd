"""Where the guide is: at the root of a host or below a path, and how its pages link to each other there.

Pages link to each other with relative addresses. So a page that is kept for everyone is right wherever it is served,
and nobody can make up a header that sends other people elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import relpath
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, request, url_for
from markupsafe import Markup

from careguide.config import is_path
from careguide.web.embed.framed import FRAMED, framed, look
from careguide.web.site import bounded, site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STAFF = "together"
"""Blueprint of the staff page, which writes whole addresses: it is served at one address and cleared at another."""

SUMMARY = "guide.summary"
"""Route of a summary on a page of its own."""

IN_FRAME = ("questions", "summary", "answers", "leave")
"""Pages that follow one another in a frame; any other opens on a page of its own, so that no answer is lost."""

NOTHING = Markup("")
OWN_TAB = {kind: Markup(f' {kind}target="_blank"') for kind in ("", "form")}  # noqa: S704 - words of our own  # nosec B704

HEADER = "HTTP_X_FORWARDED_PREFIX"


class Prefixed:
    """Trusts the nearest `count` proxies, and nobody else, to say below which path they serve the guide."""

    def __init__(self, behind: WSGIApplication, count: int) -> None:
        """Look at requests before `behind` does."""
        self.behind = behind
        self.count = count

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, below the path that it names if that is plausible."""
        named = environ.pop(HEADER, "").split(",")
        prefix = named[-self.count].strip().rstrip("/") if len(named) >= self.count else ""
        if is_path(prefix):
            environ["SCRIPT_NAME"] = prefix + environ.get("SCRIPT_NAME", "")
        return self.behind(environ, start_response)


def is_relative() -> bool:
    """Whether the current page links with relative addresses: only if its own address is known for sure."""
    return request.url_rule is not None and request.blueprint != STAFF


def place() -> str:
    """Return what the links of the current page depend on beside its route: the path of the guide, or nothing."""
    return "" if is_relative() else request.script_root


def link(name: str, **values: object) -> str:
    """Return the address of a route, as seen from the page that is made."""
    address = url_for(name, **values)  # type: ignore[arg-type] # what is not a value of the route goes into the query
    return relative(address, request.script_root + request.path) if is_relative() else address


def to(name: str, **values: Any) -> str:
    """Return the address of a page of the guide; in a frame, the framed page in the same look."""
    if framed() and name in IN_FRAME:
        values |= look().chosen
        return link(f"{FRAMED}.{name}", **values)
    if not is_relative():
        return link(f"guide.{name}", **values)
    known, key = site().addresses, (request.path, name, *values.items())
    if key not in known:
        bounded(known)[key] = link(f"guide.{name}", **values)
    return known[key]


def own_address() -> str:
    """Return the address of the guide's own page, as people write it.

    Only with a public address may it stand on a page that is kept for everyone: else it is what this request names.
    """
    return site().settings.public_url or request.url_root.rstrip("/")


def own_tab(kind: str = "") -> Markup:
    """Return the attribute of a link, or "form" button, that would take people in a frame away from their answers.

    Nor may a link take anyone from a summary, which is kept nowhere; a form there only brings a file, or the answers.
    With a script such links are plain again, as the script brings the summary back itself.
    """
    stays = framed() or (request.endpoint == SUMMARY and not kind)
    return OWN_TAB[kind] if stays else NOTHING


def relative(address: str, page: str) -> str:
    """Return the relative address from one page of this host to another; both are whole paths."""
    path, mark, query = address.partition("?")
    if mark and path == page:
        return f"?{query}"
    found = relpath(path, page.rpartition("/")[0] or "/")
    folder = "/" if path.endswith("/") else ""
    return f"{found}{folder}{mark}{query}"


def after(query: str) -> str:
    """Return a query as it follows an address: with its mark, or nothing."""
    return f"?{query}" if query else ""


def led_to_folder() -> Response | None:
    """Redirect from the guide's path without its final slash to the one with it, as links need it."""
    if request.environ.get("PATH_INFO") or not request.script_root:
        return None
    query = request.query_string.decode("latin-1")
    address = f"{request.script_root.rpartition('/')[2]}/{after(query)}"
    return current_app.response_class(status=308, headers={"Location": address})
