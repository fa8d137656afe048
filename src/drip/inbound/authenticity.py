"""Whether a mail is really from whom it says: what the host that took it in found out.

Only the word of our own receiving host counts (RFC 8601, 7.1), and only for the domain that
stands in From, or one that it lies under (RFC 9989, 4.4, in its strict reading).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drip.domain.mail import Mail
from drip.inbound.addresses import domain_of

_COMMENT = re.compile(r"\([^()]{0,300}\)")
_SENDGRID_DKIM = re.compile(r"@([A-Za-z0-9.-]{1,253})\s{0,5}:\s{0,5}([A-Za-z]{1,20})")
_FORGED = "!"
_DOMAIN_OF = {
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom",),
    "dmarc": ("header.from",),
}
_MOST_DOMAINS = 20


@dataclass(frozen=True, slots=True)
class Vouched:
    """The domains that a mail was proved to come from. `forged`: its sender's domain disowns it."""

    domains: frozenset[str] = frozenset()
    forged: bool = False

    def __str__(self) -> str:
        """In words, to be kept."""
        return " ".join((*([_FORGED] if self.forged else ()), *sorted(self.domains)))

    def covers(self, address: str) -> bool:
        """Whether a sender's address is proved: its domain is, or one that it lies under."""
        domain = domain_of(address)
        return any(
            domain == one or ("." in one and domain.endswith(f".{one}")) for one in self.domains
        )


def kept(words: str) -> Vouched:
    """What was kept of it."""
    given = words.split()
    return Vouched(frozenset(one for one in given if one != _FORGED), _FORGED in given)


def of_post(dkim: str, spf: str, envelope_from: str) -> Vouched:
    """What SendGrid found, in the fields `dkim` (`{@example.org : pass}`) and `SPF` of a post."""
    proved = {
        found[1].lower()
        for found in _SENDGRID_DKIM.finditer(dkim[:4000])
        if found[2].lower() == "pass"
    }
    if spf.strip().lower() == "pass" and "@" in envelope_from:
        proved.add(domain_of(envelope_from))
    some = frozenset(sorted(proved - {""})[:_MOST_DOMAINS])
    return Vouched(some, forged=not some and spf.strip().lower() == "fail")


def of_headers(mail: Mail, host: str) -> Vouched:
    """What our own receiving `host` wrote on top (Authentication-Results); nothing without one."""
    named, _, results = _COMMENT.sub(" ", mail.header("authentication-results")).partition(";")
    if not host or named.split()[:1] != [host]:
        return Vouched()
    proved: set[str] = set()
    forged = False
    for result in results.split(";"):
        words = dict(_pair(one) for one in result.split())
        for method, places in _DOMAIN_OF.items():
            if words.get(method) == "pass":
                proved |= {_domain(words[at]) for at in places if at in words}
        forged |= words.get("dmarc") == "fail" and words.get("policy.dmarc") != "none"
    return Vouched(frozenset(proved - {""}), forged)


def _domain(value: str) -> str:
    """The domain of an address, or of a value that is one."""
    return domain_of(value if "@" in value else f"@{value}")


def _pair(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name.lower(), value.strip('"').lower()
