"""SendGrid's own lists of addresses that it drops letters to, and the API over them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LISTS = ("bounces", "blocks", "invalid_emails", "spam_reports", "unsubscribes")
#: Letters to addresses on these are dropped; a block is about one letter only.
DROPPING = ("bounces", "invalid_emails", "spam_reports", "unsubscribes")
GLOBAL = "asm/suppressions/global"
_MOST = 500

#: A status and what to send with it, if anything.
Reply = tuple[int, Any]
_NOT_FOUND: Reply = (404, {"errors": [{"field": None, "message": "not found"}]})
_NOT_ALLOWED: Reply = (405, {"errors": [{"field": None, "message": "method not allowed"}]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One address on a list. `created` is Unix time."""

    email: str
    created: int
    reason: str = ""
    status: str = ""


class Suppressions:
    """The lists. Addresses are compared without regard to case. For many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lists: dict[str, dict[str, Entry]] = {name: {} for name in LISTS}

    def add(self, name: str, entry: Entry) -> None:
        """Put an address on a list; what stands there already stays."""
        with self._lock:
            self._lists[name].setdefault(entry.email.casefold(), entry)

    def entries(self, name: str) -> list[Entry]:
        """A list, oldest first."""
        with self._lock:
            return sorted(self._lists[name].values(), key=lambda one: (one.created, one.email))

    def holding(self, address: str, *, apart_from: str = "") -> str:
        """The first list that makes a letter to this address be dropped; empty for none."""
        with self._lock:
            held = [name for name in DROPPING if address.casefold() in self._lists[name]]
        return next((name for name in held if name != apart_from), "")

    def remove(self, name: str, addresses: Iterable[str] | None = None) -> int:
        """Take addresses off a list, all of them for `None`; answers how many stood there."""
        with self._lock:
            known = self._lists[name]
            gone = [one.casefold() for one in (known if addresses is None else addresses)]
            return sum(known.pop(one, None) is not None for one in gone)


def answer(
    lists: Suppressions,
    method: str,
    path: str,
    query: Mapping[str, str],
    body: Any,
    *,
    now: float,
) -> Reply:
    """Answer a request to `/v3/<path>` about the lists, as SendGrid documents it.

    GET of a list pages by `limit` (at most 500) and `offset`, bounded by `start_time` and
    `end_time`. Only the global list can be added to.
    """
    if path == GLOBAL or path.startswith(f"{GLOBAL}/"):
        return _global(lists, method, path.removeprefix(GLOBAL).strip("/"), body, now)
    name, _, address = path.removeprefix("suppression/").partition("/")
    if not path.startswith("suppression/") or name not in LISTS:
        return _NOT_FOUND
    if method == "GET":
        return 200, _page(lists.entries(name), query, address)
    if method == "DELETE" and address:
        return (204, None) if lists.remove(name, [address]) else _NOT_FOUND
    return _delete(lists, name, body) if method == "DELETE" else _NOT_ALLOWED


def _global(lists: Suppressions, method: str, address: str, body: Any, now: float) -> Reply:
    if method == "POST" and not address:
        given = body.get("recipient_emails") if isinstance(body, dict) else None
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            return 400, {"errors": [{"field": "recipient_emails", "message": "is required"}]}
        for one in given:
            lists.add("unsubscribes", Entry(email=one, created=int(now)))
        return 201, {"recipient_emails": given}
    if method == "GET" and address:
        held = [one.email for one in lists.entries("unsubscribes")]
        same = [one for one in held if one.casefold() == address]
        return 200, {"recipient_email": same[0]} if same else {}
    if method == "DELETE" and address:
        return (204, None) if lists.remove("unsubscribes", [address]) else _NOT_FOUND
    return _NOT_ALLOWED


def _delete(lists: Suppressions, name: str, body: Any) -> Reply:
    given = body if isinstance(body, dict) else {}
    if given.get("delete_all") is True and "emails" not in given:
        lists.remove(name)
        return 204, None
    if isinstance(given.get("emails"), list) and "delete_all" not in given:
        lists.remove(name, map(str, given["emails"]))
        return 204, None
    return 400, {"errors": [{"field": None, "message": "name emails, or delete_all"}]}


def _page(entries: list[Entry], query: Mapping[str, str], address: str) -> list[dict[str, Any]]:
    if address:
        return [_shown(one) for one in entries if one.email.casefold() == address]
    start, end = int(query.get("start_time", 0)), int(query.get("end_time", 2**40))
    offset = int(query.get("offset", 0))
    limit = min(int(query.get("limit", _MOST)), _MOST)
    within = [one for one in entries if start <= one.created <= end]
    return [_shown(one) for one in within[offset : offset + limit]]


def _shown(entry: Entry) -> dict[str, Any]:
    shown: dict[str, Any] = {"created": entry.created, "email": entry.email}
    if entry.reason:
        shown["reason"] = entry.reason
    if entry.status:
        shown["status"] = entry.status
    return shown
