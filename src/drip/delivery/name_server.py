"""Asking name servers, with short time-outs. dnspython does the asking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dns.exception
import dns.name
import dns.resolver

from drip.errors import DripError

_LIFETIME = 5.0


class NameServerError(DripError):
    """No name server answered: try again, or look at this machine's network."""


class NameServer:
    """A resolver; `servers` and `port` are for tests and for networks with one of their own."""

    def __init__(self, servers: Sequence[str] = (), port: int = 53) -> None:
        self._resolver = _resolver(configured=not servers)
        if servers:
            self._resolver.nameservers = list(servers)
            self._resolver.port = port
        self._resolver.lifetime = _LIFETIME

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name, each as one text.

        Raises:
            NameServerError: nobody answered.
        """
        return [
            b"".join(record.strings).decode("utf-8", "replace") for record in self._ask(name, "TXT")
        ]

    def mail_hosts(self, name: str) -> list[str]:
        """The hosts of a name's MX records, the preferred first; a null MX counts as none.

        Raises:
            NameServerError: nobody answered.
        """
        found = sorted(self._ask(name, "MX"), key=lambda record: record.preference)
        return [text for record in found if (text := str(record.exchange).rstrip("."))]

    def _ask(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self._resolver.resolve(name, kind))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.LabelTooLong):
            return []
        except dns.exception.DNSException as error:
            raise NameServerError from error


def _resolver(*, configured: bool) -> dns.resolver.Resolver:
    """The machine's resolver; one that nobody answers where the machine names no server."""
    try:
        return dns.resolver.Resolver(configure=configured)
    except dns.exception.DNSException:
        return dns.resolver.Resolver(configure=False)
