"""What the provider does with a request, apart from how it came over the wire."""

from __future__ import annotations

import json
import secrets
import smtplib
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from drip.simulation.provider.books import ProviderLog, Taken
from drip.simulation.provider.copies import copy_for
from drip.simulation.provider.plans import Fate, Fates, Mishap, Plan
from drip.simulation.provider.postman import Postman
from drip.simulation.provider.reports import DROP_REASONS, course
from drip.simulation.provider.request_checks import Fault, rules, shape
from drip.simulation.provider.suppressions import Entry, Suppressions

_UNVERIFIED = (
    "The from address does not match a verified Sender Identity."
    " Mail cannot be sent until this error is resolved."
)
#: How plain refusals are worded.
_SAID = {
    Mishap.BAD_PERSON: (400, "Does not contain a valid address."),
    Mishap.BAD_REQUEST: (400, "Bad Request"),
    Mishap.TOO_LARGE: (413, "Content exceeds the maximum size."),
    Mishap.KEY: (401, "authorization required"),
    Mishap.FORBIDDEN: (403, "access forbidden"),
    Mishap.DOWN: (503, "service unavailable"),
}
#: Which list a letter's fate puts its address on.
_LISTED = {
    Fate.BOUNCED: "bounces",
    Fate.LATE_BOUNCE: "bounces",
    Fate.BLOCKED: "blocks",
    Fate.COMPLAINED: "spam_reports",
    Fate.UNSUBSCRIBED: "unsubscribes",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer: a status, headers and what goes as JSON, if anything."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(slots=True, kw_only=True)
class Service:
    """An account at the provider and all that it does.

    `senders` are its verified addresses, `None` for any. `fussy` maps words in a recipient's
    address to the mishap that a request with such a recipient meets (`BAD_PERSON`, `BAD_REQUEST`
    or `TOO_LARGE`). `post_box` is where copies are delivered by SMTP. `clock` gives Unix time.
    """

    key: str = "SG.made-up.key"
    senders: frozenset[str] | None = None
    plan: Plan = field(default_factory=Plan)
    fates: Fates = field(default_factory=Fates)
    fussy: dict[str, Mishap] = field(default_factory=dict)
    postman: Postman | None = None
    post_box: tuple[str, int] | None = None
    domain: str = "sendgrid.invalid"
    clock: Callable[[], float] = time.time
    log: ProviderLog = field(default_factory=ProviderLog)
    lists: Suppressions = field(default_factory=Suppressions)
    requests: list[dict[str, Any]] = field(default_factory=list)
    keep_requests: bool = True
    _lock: Any = field(default_factory=threading.Lock)

    def known(self, authorization: str) -> bool:
        """Whether a request carries the account's key."""
        return secrets.compare_digest(authorization.encode(), f"Bearer {self.key}".encode())

    def mail_send(self, raw: bytes, mishap: Mishap | None) -> Reply:
        """Check a request, take it, and answer as if nothing went wrong afterwards."""
        try:
            request = json.loads(raw)
        except (ValueError, RecursionError):
            return _refusal(400, [Fault("", "Bad Request")])
        if faults := shape(request) or rules(request, size=len(raw), now=self.clock()):
            return _refusal(413 if "30 MB" in faults[0].message else 400, faults)
        if self.senders is not None and request["from"]["email"] not in self.senders:
            return unverified()
        for place, one in enumerate(request["personalizations"]):
            for word, meets in self.fussy.items():
                if word in one["to"][0]["email"]:
                    return refused_as(meets, place)
        if mishap is Mishap.BAD_PERSON:
            return refused_as(mishap, secrets.randbelow(len(request["personalizations"])))
        return self._take(request)

    def _take(self, request: dict[str, Any]) -> Reply:
        sandbox = request.get("mail_settings", {}).get("sandbox_mode", {}).get("enable", False)
        if sandbox:
            return Reply(status=200)
        receipt = secrets.token_urlsafe(16)
        taken = self.log.take(request, receipt, self.clock(), self.domain)
        if self.keep_requests:
            with self._lock:
                self.requests.append(request)
        self._deliver(request, taken)
        return Reply(status=202, headers={"X-Message-Id": receipt})

    def _deliver(self, request: dict[str, Any], taken: Sequence[Taken]) -> None:
        arriving: list[tuple[str, bytes]] = []
        bypass = request.get("mail_settings", {}).get("bypass_unsubscribe_management", {})
        excused = "unsubscribes" if bypass.get("enable", False) else ""
        for place, one in enumerate(taken):
            dropped = DROP_REASONS.get(self.lists.holding(one.address, apart_from=excused), "")
            fate = self.fates.of(one.address, one.number)
            if self.postman is not None:
                self.postman.hold(course(one, fate, dropped=dropped))
            if dropped or fate in {Fate.DROPPED, Fate.BOUNCED, Fate.BLOCKED}:
                self._list(one, fate)
                continue
            self._list(one, fate)
            if self.post_box is not None:
                whole = copy_for(request, place, message_id=one.message_id, at=one.at)
                arriving.append((one.address, whole))
        if arriving and self.post_box is not None:
            _post(self.post_box, f"bounces@{self.domain}", arriving)

    def _list(self, taken: Taken, fate: Fate) -> None:
        if name := _LISTED.get(fate):
            reason = "550 5.1.1 no such user" if name == "bounces" else ""
            entry = Entry(email=taken.address, created=int(taken.at), reason=reason)
            self.lists.add(name, entry)


def unverified() -> Reply:
    """The answer to a sender who was never verified."""
    return _refusal(403, [Fault("from", _UNVERIFIED)])


def refused_as(mishap: Mishap, place: int = 0) -> Reply:
    """The answer of a mishap that is a plain refusal; `place` is the person it names."""
    field = f"personalizations.{place}.to.0.email" if mishap is Mishap.BAD_PERSON else ""
    if mishap is Mishap.SENDER:
        return unverified()
    status, message = _SAID.get(mishap, (500, "internal server error"))
    return _refusal(status, [Fault(field, message)])


def _refusal(status: int, faults: Sequence[Fault]) -> Reply:
    errors = [
        {"message": one.message, "field": one.field or None, "help": None} for one in faults[:50]
    ]
    return Reply(status=status, body={"errors": errors})


def _post(post_box: tuple[str, int], sender: str, mails: Sequence[tuple[str, bytes]]) -> None:
    with smtplib.SMTP(*post_box, local_hostname="[127.0.0.1]", timeout=10) as line:
        for address, whole in mails:
            line.sendmail(sender, [address], whole)
