"""What a bounce means for an address: whose fault it was, and when enough is enough."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from drip.engine import refusal_words

#: So many soft bounces within the window below suppress an address.
SOFT_LIMIT = 3
SOFT_WINDOW = timedelta(days=10)


class Verdict(StrEnum):
    """What a refusal says about the address it was for."""

    ADDRESS_DEAD = "address_dead"  #: no such mailbox: suppress at once
    SOFT = "soft"  #: full, out of reach, refused without a reason: count
    POLICY = "policy"  #: our letter or our sender was refused: alarm, never suppress
    UNKNOWN = "unknown"  #: nothing follows but that staff can see it


_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_DEAD = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.9", "5.1.10", "5.2.1"})
_SOFT = frozenset({"5.2.2"})
#: A sender that was refused (5.1.7, 5.1.8), a letter that is too long (5.2.3, 5.3.4).
_POLICY = frozenset({"5.1.7", "5.1.8", "5.2.3", "5.3.4"})
_POLICY_SUBJECTS = frozenset({"5.6", "5.7"})
#: Some servers put these before anything that they refuse, also before "no such user".
_ANY_REFUSAL = frozenset({"5.7.0", "5.7.1", "5.7.17"})


def judge(status: str, *, diagnostic: str = "") -> Verdict:
    """What a refusal means, by its enhanced status code (RFC 3463) and the server's words.

    The words correct a code: a server that says 5.1.1 because it took us for spam does not speak
    about the address, and one that says 5.7.1 "no such user" does. Of several things that are
    said, the one that harms the person least counts. Success (2.x.x) is `unknown`, since there is
    nothing to judge.
    """
    match = _STATUS.search(status) or _STATUS.search(diagnostic)
    code = ".".join(match.groups()) if match else ""
    if code.startswith("2"):
        return Verdict.UNKNOWN
    if code.startswith("4") or code in _SOFT:
        return Verdict.SOFT
    words = refusal_words.plain_words(diagnostic)
    said = _said(words, code)
    return _by_code(code, words) if said is None else said


def _said(words: str, code: str) -> Verdict | None:
    """What the words alone tell for sure; `None` where they leave it to the code."""
    if refusal_words.LOOP.search(words) or refusal_words.THEIR_WISH.search(words):
        return Verdict.UNKNOWN
    if refusal_words.TOO_FAST_FOR_THEM.search(words):
        return Verdict.SOFT
    us = refusal_words.REFUSED_US.search(words)
    if refusal_words.FULL.search(words) and not us:
        return Verdict.SOFT
    none = refusal_words.NO_SUCH.search(words) or refusal_words.NO_DOMAIN.search(words)
    if none is None:
        refused = us or refusal_words.TOO_BIG.search(words)
        return Verdict.POLICY if refused else None
    if us is not None:
        return Verdict.POLICY if us.start() < none.start() else Verdict.UNKNOWN
    return Verdict.ADDRESS_DEAD if _may_speak_of_an_address(code) else None


def _may_speak_of_an_address(code: str) -> bool:
    """Whether a server that gives this code can mean the address by "no such user"."""
    policy = code in _POLICY or code.rpartition(".")[0] in _POLICY_SUBJECTS
    return not policy or code in _ANY_REFUSAL


def _by_code(code: str, words: str) -> Verdict:
    """A code, where the words say nothing clear. Doubt never suppresses."""
    if code in _POLICY or code.rpartition(".")[0] in _POLICY_SUBJECTS:
        return Verdict.POLICY
    if refusal_words.REFUSED_US_MAYBE.search(words):
        of_them = (refusal_words.JUST_REFUSED, refusal_words.NO_SUCH_MAYBE)
        return Verdict.SOFT if any(one.search(words) for one in of_them) else _denied(code)
    if code in _DEAD or refusal_words.NO_SUCH_MAYBE.search(words):
        return Verdict.ADDRESS_DEAD
    if code.startswith("5.5"):
        return Verdict.POLICY
    passing = (refusal_words.LATER, refusal_words.NO_DOMAIN_NOW, refusal_words.JUST_REFUSED)
    return Verdict.SOFT if any(one.search(words) for one in passing) else Verdict.UNKNOWN


def _denied(code: str) -> Verdict:
    """Refused for a reason of the server's own that it keeps to itself."""
    return Verdict.POLICY if code else Verdict.UNKNOWN


def too_many_soft(bounced_at: Iterable[datetime], now: datetime) -> bool:
    """Whether an address bounced softly so often of late that it gets nothing more."""
    return sum(now - SOFT_WINDOW <= at <= now for at in bounced_at) >= SOFT_LIMIT
