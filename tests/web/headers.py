"""The headers that stand on every answer, whoever asked for what."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.datastructures import Headers

EXACT = {
    "Referrer-Policy": {"no-referrer"},
    "X-Content-Type-Options": {"nosniff"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin", "cross-origin"},
    "Cache-Control": {"no-store", "public, max-age=600"},
}
"""Each header with the values that it may have."""

IN_POLICY = ("frame-ancestors ", "base-uri 'none'", "form-action 'self'")
FEATURES = ("camera=()", "geolocation=()", "microphone=()")


def lacking(headers: Mapping[str, str] | Headers) -> list[str]:
    """Return what is missing among the headers of an answer, or says too little; empty when nothing is."""
    policy, features = headers.get("Content-Security-Policy", ""), headers.get("Permissions-Policy", "")
    found = [name for name, values in EXACT.items() if headers.get(name) not in values]
    found += [f"Content-Security-Policy: {part}" for part in IN_POLICY if part not in policy]
    found += [f"Permissions-Policy: {part}" for part in FEATURES if part not in features]
    if not policy.startswith("default-src 'none'; ") or "unsafe" in policy:
        found.append("Content-Security-Policy: default-src 'none', and nothing unsafe")
    if "frame-ancestors 'none'" in policy and headers.get("X-Frame-Options") != "DENY":
        found.append("X-Frame-Options")
    return found
