"""Whether mailbox providers will believe letters from a domain: SPF, DKIM, DMARC and MX, judged.

Pure: records in, findings out. RFC 7208 (SPF), RFC 6376 (DKIM), RFC 9989 (DMARC, of May 2026).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: RFC 9989, 4.10: a tree walk asks at most this many names.
MOST_QUERIES = 8
#: Tags that RFC 9989 took out of DMARC; receivers no longer read them.
_GONE = ("pct", "rf", "ri")
_POLICIES = ("none", "quarantine", "reject")
_SHORT_KEY = 1024


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing about a domain. `fix` is empty where it is `fine`."""

    about: str
    said: str
    fine: bool = True
    fix: str = ""


def judge_spf(domain: str, records: Sequence[str], *, by_sendgrid: bool) -> Judgement:
    """SPF of the envelope's domain. SendGrid brings its own, on a name of its own."""
    about = f"SPF of {domain}"
    found = [one for one in records if one.lower().split(" ")[0] == "v=spf1"]
    if len(found) > 1:
        fix = "Merge them into one TXT record: with two, receivers treat both as an error."
        return Judgement(about, f"{len(found)} records", fine=False, fix=fix)
    if not found:
        if by_sendgrid:
            return Judgement(about, "none here; SendGrid's return path has its own")
        fix = f'Add a TXT record at {domain}: "v=spf1 include:<your mail server\'s name> -all".'
        return Judgement(about, "no record", fine=False, fix=fix)
    words = found[0].lower().split()
    if words[-1] in {"+all", "all"}:
        fix = "End it with -all or ~all: as it stands, everybody may send in your name."
        return Judgement(about, "lets everybody send", fine=False, fix=fix)
    closed = words[-1] in {"-all", "~all"} or words[-1].startswith("redirect=")
    fix = "" if closed else "End it with -all or ~all, or it decides nothing about others."
    return Judgement(about, "one record" if closed else "has no end", fine=closed, fix=fix)


def judge_dkim(
    domain: str, keys: Mapping[str, Sequence[str]], tried: Sequence[str], *, by_sendgrid: bool
) -> Judgement:
    """DKIM: `keys` maps selectors that exist to their TXT records; `tried` are all asked for."""
    about = f"DKIM of {domain}"
    live = {
        selector: tags(" ".join(records))["p"]
        for selector, records in keys.items()
        if tags(" ".join(records)).get("p")
    }
    if not live:
        fix = (
            "In SendGrid open Settings, Sender Authentication, authenticate this domain, and add"
            " the CNAME records it shows."
            if by_sendgrid
            else "Ask your mail server's operator for the DKIM record and its selector, add it, and"
            " set DRIP_DKIM_SELECTOR."
        )
        said = f"no key under {', '.join(f'{one}._domainkey' for one in tried)}"
        return Judgement(about, said, fine=False, fix=fix)
    short = [one for one, key in live.items() if _bits(key) < _SHORT_KEY]
    if short:
        fix = "Make a key of 2048 bits: receivers ignore shorter ones than 1024."
        return Judgement(about, f"the key of {short[0]} is too short", fine=False, fix=fix)
    return Judgement(about, f"a key at {', '.join(sorted(live))}")


def _bits(key: str) -> int:
    """About how many bits an RSA key in base64 has (its DER wrapping is 38 bytes)."""
    octets = len(key.replace(" ", "")) * 3 // 4
    return max(0, octets - 38) * 8 + 64


def walk(domain: str) -> list[str]:
    """The names that RFC 9989, 4.10, asks for a policy: the domain, then its parents.

    A domain of more than eight labels is cut to its last seven after the first question.
    """
    labels = domain.strip(".").lower().split(".")
    names = [".".join(labels)]
    rest = labels[1:] if len(labels) <= MOST_QUERIES else labels[-(MOST_QUERIES - 1) :]
    while rest:
        names.append(".".join(rest))
        rest = rest[1:]
    return [f"_dmarc.{name}" for name in names[:MOST_QUERIES]]


def judge_dmarc(domain: str, answers: Sequence[tuple[str, Sequence[str]]]) -> Judgement:
    """DMARC: `answers` are the names of `walk` with their TXT records, in the order asked."""
    about = f"DMARC of {domain}"
    for name, records in answers:
        found = [one for one in records if one.strip().lower().startswith("v=dmarc1")]
        if len(found) > 1:
            fix = "Leave one: with two, receivers act as if there was none."
            return Judgement(about, f"{len(found)} records at {name}", fine=False, fix=fix)
        if found:
            return _policy(about, name, tags(found[0]), own=name == f"_dmarc.{domain.lower()}")
    fix = f'Add a TXT record at _dmarc.{domain}: "v=DMARC1; p=none; rua=mailto:you@{domain}".'
    return Judgement(about, "no record; Gmail, Yahoo and Outlook ask for one", fine=False, fix=fix)


def _policy(about: str, name: str, found: Mapping[str, str], *, own: bool) -> Judgement:
    policy = found.get("p", "none") if own else found.get("sp", found.get("p", "none"))
    if policy.lower() not in _POLICIES:
        fix = "Write p=none, p=quarantine or p=reject."
        return Judgement(about, f"p={policy} at {name} is no policy", fine=False, fix=fix)
    words = [f"{policy.lower()}, from {name}"]
    if found.get("t", "n").lower() == "y":
        words.append("in testing (t=y): receivers do not act on it yet")
    gone = [tag for tag in _GONE if tag in found]
    if gone:
        words.append(f"{', '.join(gone)} can go: receivers no longer read it")
    return Judgement(about, "; ".join(words))


def judge_mx(domain: str, hosts: Sequence[str], *, what: str, by_sendgrid: bool) -> Judgement:
    """MX of a domain that must take mail; `what` says which mail."""
    about = f"MX of {domain}"
    named = [host.rstrip(".").lower() for host in hosts if host.strip(".")]
    if not named:
        where = "mx.sendgrid.net" if by_sendgrid else "the server that hands mail to Drip"
        fix = f"Add an MX record at {domain} to {where}, or {what} are lost."
        return Judgement(about, "none", fine=False, fix=fix)
    return Judgement(about, ", ".join(named))


def tags(record: str) -> dict[str, str]:
    """A record's `tag=value` pairs (RFC 6376, 3.2); the first of a name counts."""
    pairs: dict[str, str] = {}
    for part in record.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            pairs.setdefault(name.strip().lower(), value.strip())
    return pairs
