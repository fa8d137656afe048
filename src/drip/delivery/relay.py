"""A mail server that takes our letters: where it is, and how to sign in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from drip.delivery.transport import TransportError


class Security(StrEnum):
    """How the connection is protected."""

    STARTTLS = "starttls"  #: begins plain and must change to TLS before anything is said (RFC 3207)
    TLS = "tls"  #: TLS from the first byte (RFC 8314)
    PLAIN = "plain"  #: no protection: for a server on this very machine


class RelayError(TransportError):
    """The mail server's settings do not fit together."""


_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.PLAIN: 25}
_SCHEMES = {
    "smtp": Security.STARTTLS,
    "smtps": Security.TLS,
    "smtp+plain": Security.PLAIN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A mail server. Certificates are always checked; a password never travels unprotected.

    Raises:
        RelayError: there is a password and no protection.
    """

    host: str
    port: int
    security: Security = Security.STARTTLS
    username: str = ""
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.security is Security.PLAIN and (self.username or self.password):
            raise RelayError(
                "A password is never sent over an unprotected connection."
                " Use smtp:// (STARTTLS) or smtps:// for the mail server."
            )


def relay_from_url(url: str) -> Relay:
    """Read `smtp://name:password@host:587`, `smtps://...` or `smtp+plain://localhost:25`.

    Raises:
        RelayError: with a sentence that repeats no password.
    """
    parts = urlsplit(url)
    security = _SCHEMES.get(parts.scheme)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if security is None or not parts.hostname or port == -1:
        raise RelayError(
            "The mail server's address is not understood."
            " Write smtp://name:password@host:587, smtps://... or smtp+plain://localhost:25"
            " (characters such as @ and : in the password as %40 and %3A)."
        )
    return Relay(
        host=parts.hostname,
        port=port or _PORTS[security],
        security=security,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
