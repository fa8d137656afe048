"""What a bounce means for an address: whose fault it was, and when enough is enough."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

#: So many soft bounces within the window below suppress an address.
SOFT_LIMIT = 3
SOFT_WINDOW = timedelta(days=10)


class Verdict(StrEnum):
    """What a refusal says about the address it was for."""

    ADDRESS_DEAD = "address_dead"  #: no such mailbox: suppress at once
    SOFT = "soft"  #: full, slow, away for now: count
    POLICY = "policy"  #: our letter or our sender was refused: alarm, never suppress
    UNKNOWN = "unknown"  #: nothing follows but that staff can see it


_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_DEAD = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.9", "5.1.10", "5.2.1"})
_SOFT = frozenset({"5.2.2"})
#: A sender that was refused (5.1.7, 5.1.8), a letter that is too long (5.2.3, 5.3.4).
_POLICY = frozenset({"5.1.7", "5.1.8", "5.2.3", "5.3.4"})
_POLICY_SUBJECTS = frozenset({"5.6", "5.7"})

_REFUSED_US = re.compile(
    r"spam|blocked|black ?list|block ?list|deny ?list|reputation|\bspf\b|\bdkim\b|\bdmarc\b"
    r"|policy|prohibited|unsolicited|unauthenticated|not authenticated|\brbl\b|spamhaus|barracuda"
    r"|content (denied|rejected)|message (content )?rejected|virus|sender (denied|rejected)"
    r"|relay(ing)? (access )?denied|unable to relay|not permitted to relay|rate limit",
    re.IGNORECASE,
)
_NO_SUCH = re.compile(
    r"(user|recipient|mailbox|address|account|alias)[^.;:]{0,40}(unknown|not found|n[o']t exist"
    r"|not exist|not available|unavailable|disabled|inactive|invalid|no longer|discontinued"
    r"|deactivated|suspended|closed|not active|not listed)"
    r"|(unknown|no such|invalid|bad|inactive|disabled) (or unavailable )?"
    r"(user|recipient|mailbox|address|account|local part|virtual)"
    r"|no mailbox (here )?by that name|does not have an? [^.;:]{0,60}account|recipientnotfound"
    r"|not our customer|user doesn't have|delivery to this address is restricted",
    re.IGNORECASE,
)
_NO_DOMAIN = re.compile(
    r"(domain|host)( name)?[^.;:]{0,60}(not found|n[o']t exist|not exist|unknown)|nxdomain"
    r"|no mx|null mx|(bad|invalid|unknown) (destination )?(domain|host)"
    r"|unrouteable|does not accept mail",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"quota|mailbox[^.;:]{0,20}full|full mailbox|inbox[^.;:]{0,20}full|out of storage"
    r"|insufficient (system )?storage|storage (limit|allocation)|over ?quota|exceed\w* storage",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"try again|temporar|timed? ?out|connection refused|grey ?list|too (many|busy|fast|quickly)"
    r"|delayed|retry",
    re.IGNORECASE,
)


def judge(status: str, *, diagnostic: str = "") -> Verdict:
    """What a refusal means, by its enhanced status code (RFC 3463), else by the server's words.

    The words also correct a code: a server that says 5.1.1 because it took us for spam does not
    speak about the address. Success (2.x.x) is `unknown`, since there is nothing to judge.
    """
    match = _STATUS.search(status) or _STATUS.search(diagnostic)
    code = ".".join(match.groups()) if match else ""
    words = diagnostic[:2000]
    if code.startswith("2"):
        return Verdict.UNKNOWN
    if code.startswith("4"):
        return Verdict.SOFT
    if code in _SOFT:
        return Verdict.SOFT
    if code in _POLICY or code.rpartition(".")[0] in _POLICY_SUBJECTS:
        return Verdict.POLICY
    if code in _DEAD:
        return _corrected(words)
    return _by_words(words, code)


def _corrected(words: str) -> Verdict:
    """A code that says dead, unless the words speak only of us, or of a full mailbox."""
    if _NO_SUCH.search(words) or _NO_DOMAIN.search(words):
        return Verdict.ADDRESS_DEAD
    if _FULL.search(words):
        return Verdict.SOFT
    return Verdict.POLICY if _REFUSED_US.search(words) else Verdict.ADDRESS_DEAD


def _by_words(words: str, code: str) -> Verdict:
    """A vague code or none: the words alone. Doubt never suppresses."""
    if _FULL.search(words):
        return Verdict.SOFT
    if _REFUSED_US.search(words):
        return Verdict.POLICY
    if _NO_SUCH.search(words) or _NO_DOMAIN.search(words):
        return Verdict.ADDRESS_DEAD
    if code.startswith("5.5"):
        return Verdict.POLICY
    if not code and _LATER.search(words):
        return Verdict.SOFT
    return Verdict.UNKNOWN


def too_many_soft(bounced_at: Iterable[datetime], now: datetime) -> bool:
    """Whether an address bounced softly so often of late that it gets nothing more."""
    return sum(now - SOFT_WINDOW <= at <= now for at in bounced_at) >= SOFT_LIMIT
