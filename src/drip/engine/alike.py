"""Alike: addresses that may be one person's twice. A hint for people, never a reason to merge."""

from __future__ import annotations

#: Domains at which dots in the local part say nothing, by the name of the mailbox's one domain.
_DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def likeness(folded: str) -> str:
    """What a folded address shares with those that likely reach the same mailbox.

    Tags (`a+b@x`) are left out everywhere, and dots where the provider does not look at them.
    """
    local, _, domain = folded.rpartition("@")
    base = local.partition("+")[0] or local
    if domain in _DOTLESS:
        return f"{base.replace('.', '')}@{_DOTLESS[domain]}"
    return f"{base}@{domain}"


def domains_alike(folded: str) -> tuple[str, ...]:
    """The domains at which an address like this one may be."""
    domain = folded.rpartition("@")[2]
    one = _DOTLESS.get(domain)
    return (domain,) if one is None else tuple(key for key in _DOTLESS if _DOTLESS[key] == one)
