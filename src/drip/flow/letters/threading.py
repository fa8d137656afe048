"""Threading: the headers by which mail programs keep a conversation together (RFC 5322, 3.6.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence

_AGAIN = re.compile(r"^\s*(?:(?:re|aw|sv|vs|antw)\s{0,2}:\s*)+", re.IGNORECASE)
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
#: RFC 5322, 3.6.4 lets References grow; the first and the last few keep any thread together.
_FIRST, _LAST = 1, 9
_MOST_SUBJECT = 200
_NO_SUBJECT = "Your email"
_ID = re.compile(r"[!-;=?-~]{1,250}")


def again(subject: str) -> str:
    """The subject of an answer: `Re: ` and theirs, once."""
    words = _AGAIN.sub("", _UNPRINTED.sub(" ", subject)).strip()[:_MOST_SUBJECT].strip()
    return f"Re: {words or _NO_SUBJECT}"


def references_to(message_id: str, earlier: Sequence[str]) -> tuple[str, ...]:
    """What an answer refers to: its cause, and what that referred to. Oddities are left out."""
    ids = [one for one in dict.fromkeys((*earlier, message_id)) if _ID.fullmatch(one)]
    return tuple(ids if len(ids) <= _FIRST + _LAST else [*ids[:_FIRST], *ids[-_LAST:]])


def header_of(ids: Sequence[str]) -> str:
    """Message-IDs as they stand in a header."""
    return " ".join(f"<{one}>" for one in ids if _ID.fullmatch(one))
