"""The two cookies of staff: the session, and the mark of a browser that signed in before.

Both hold random values only. On https they carry the `__Host-` prefix (RFC 6265bis, 4.1.3.2), so
that no sibling host can set them.
"""

from __future__ import annotations

from flask import request, session
from werkzeug.wrappers import Response

from drip.flow.front_desk.staff import SESSION_LIFETIME, Knock, SignedIn
from drip.web.context import services

_HALF_A_YEAR = 180 * 86_400


def session_token() -> str:
    """The session that the browser brought; empty when none."""
    return request.cookies.get(_name("drip-staff"), "")


def knock() -> Knock:
    """Who knocks, as far as the request tells."""
    return Knock(
        network=services().links.keyed_hash("network", request.remote_addr or ""),
        device=request.cookies.get(_name("drip-device"), ""),
        agent=request.user_agent.string,
    )


def let_in(response: Response, signed_in: SignedIn) -> Response:
    """Give the browser its new session; what it had before is forgotten."""
    session.clear()
    _set(response, "drip-staff", signed_in.token, int(SESSION_LIFETIME.total_seconds()))
    _set(response, "drip-device", signed_in.device, _HALF_A_YEAR)
    return response


def let_out(response: Response) -> Response:
    """Take the session from the browser; it stays a browser that signed in before."""
    session.clear()
    _set(response, "drip-staff", "", 0)
    return response


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        _name(name),
        value,
        max_age=seconds,
        path="/",
        secure=_is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _name(name: str) -> str:
    return f"__Host-{name}" if _is_secure() else name


def _is_secure() -> bool:
    return services().links.base_url.startswith("https:")
