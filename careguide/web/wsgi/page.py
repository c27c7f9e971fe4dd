"""A page that is the same for everyone: its bytes in every encoding, and the headers that it is answered with."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

import brotli
from flask import Response, current_app, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

ENCODINGS = ("br", "gzip", "identity")

Key = tuple[str, str, str]
"""What a page is kept by: the name of its route, the code of its country, and its voice."""


@dataclass(frozen=True)
class Page:
    """One page in every encoding, each as `(bytes, strong ETag)`; "identity" is the page as it is.

    `heads` are the headers of whole answers by scheme and encoding, as far as what stands before Flask has asked.
    """

    encoded: dict[str, tuple[bytes, str]]
    heads: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, page: str | bytes, *, quality: int = 11) -> Page:
        """Compress a page, with brotli at a quality of 0 to 11."""
        plain, mode = (page, brotli.MODE_GENERIC) if isinstance(page, bytes) else (page.encode(), brotli.MODE_TEXT)
        forms = {
            "br": brotli.compress(plain, mode=mode, quality=quality),
            "gzip": gzip.compress(plain, 9, mtime=0),
            "identity": plain,
        }
        return cls({name: (body, sha256(body).hexdigest()[:16]) for name, body in forms.items()})

    def response(self, mimetype: str = "text/html") -> Response:
        """Answer the current request in the best encoding that it accepts, or with 304 if it already has the page."""
        encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
        body, tag = self.encoded[encoding]
        response = current_app.response_class(body, mimetype=mimetype)
        if encoding != "identity":
            response.content_encoding = encoding
        response.vary.add("Accept-Encoding")
        response.set_etag(tag)
        response.make_conditional(request)
        return response


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> str:
    """Return the best encoding for an Accept-Encoding header."""
    return parse_accept_header(accepted, Accept).best_match(ENCODINGS) or "identity"
