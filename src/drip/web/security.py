"""What every answer carries, and which requests are turned away (reliability.md 8.1, 8.3)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from drip.web.context import services

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: Posts that others may make: the clinic's own form, RFC 8058's one-click, and signed webhooks.
OPEN_TO_OTHER_SITES = frozenset(
    {
        "public.sign_up",
        "public.unsubscribe",
        "webhooks.sendgrid_events",
        "webhooks.sendgrid_inbound",
    }
)
_CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_YEAR = 31_536_000


def secure(app: Flask) -> None:
    """Put the checks before and the headers after every request."""
    app.before_request(_refuse_other_sites)
    app.after_request(_headers)


def _refuse_other_sites() -> None:
    if request.method in _SAFE or request.endpoint in OPEN_TO_OTHER_SITES:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            abort(403)
        return
    # Browsers without Sec-Fetch-Site send `null` from our own pages, as these send no referrer.
    origin = request.headers.get("Origin", "null")
    if origin != "null" and urlsplit(origin).netloc not in _own_hosts():
        abort(403)


def _own_hosts() -> frozenset[str]:
    return frozenset({urlsplit(services().links.base_url).netloc, request.host})


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _CONTENT_POLICY)
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if services().links.base_url.startswith("https:"):
        headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}; includeSubDomains")
    if request.endpoint == "static" and response.status_code in {200, 304}:
        headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    else:
        headers["Cache-Control"] = "no-store"
        if request.endpoint not in {"public.sign_up", "public.privacy"}:
            headers.setdefault("X-Robots-Tag", "noindex")
    return response
