"""What a mail server's reply means: about this letter, about its domain, or about ourselves.

Only replies before the final dot, and replies to it, come here: each is a definite no. Codes are
those of RFC 5321, statuses those of RFC 3463.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from drip.domain.deliveries import Result, Trouble

#: The server is about to hang up.
CLOSING = 421
_FINAL = 5
_MESSAGE_TOO_BIG = 552
#: Signing in is asked for, was refused, or needs encryption (RFC 4954).
_SIGN_IN = frozenset({530, 534, 535, 538})
_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_POLICY = ("4.7.", "5.7.")
#: Statuses about the sender's address (RFC 3463, 3.2; RFC 7505 for 5.7.27).
_SENDER = frozenset({"5.1.7", "5.1.8", "5.7.27"})
#: Words by which relays refuse to work for somebody. They have no code of their own.
_NOT_FOR_YOU = re.compile(r"relay|authenticat|not permitted to send|sender", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+")
_WORDS = 200


class Stage(StrEnum):
    """Which command a reply belongs to."""

    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    DOT = "dot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the dialogue of one letter came to. `words` are the server's, without addresses.

    `one_domain` tells that the trouble is the recipient's domain's alone.
    """

    result: Result
    permanent: bool = False
    trouble: Trouble = Trouble.NONE
    one_domain: bool = False
    words: str = ""


def refusal(stage: Stage, code: int, text: bytes) -> Said:
    """Sort a definite no. Nobody is given up for what is the clinic's or the relay's fault."""
    words = plain_words(text)
    trouble = _trouble(stage, code, words)
    return Said(
        result=Result.REFUSED,
        permanent=trouble is Trouble.NONE and code // 100 == _FINAL,
        trouble=trouble,
        one_domain=trouble is Trouble.BUSY and stage is not Stage.MAIL,
        words=f"{code} {words}".rstrip(),
    )


def plain_words(text: bytes) -> str:
    """A server's words on one line, without addresses."""
    line = " ".join(text.decode("utf-8", "replace").split())
    return _ADDRESS.sub("(address)", line)[:_WORDS]


def status_of(words: str) -> str:
    """The enhanced status code that a reply begins with, or nothing."""
    found = _STATUS.match(words)
    return found[1] if found else ""


def _trouble(stage: Stage, code: int, words: str) -> Trouble:
    status = status_of(words)
    if code // 100 != _FINAL:
        if status.startswith(_POLICY):
            return Trouble.BUSY
        if stage is Stage.MAIL:
            # Nobody's letter is taken now: no recipient was named yet.
            return Trouble.UNREACHABLE
        return Trouble.BUSY if code == CLOSING else Trouble.NONE
    if code in _SIGN_IN or status in _SENDER:
        return Trouble.ACCOUNT
    if stage is Stage.MAIL:
        return Trouble.NONE if code == _MESSAGE_TOO_BIG else Trouble.ACCOUNT
    ours = status.startswith(_POLICY) and _NOT_FOR_YOU.search(words) is not None
    return Trouble.ACCOUNT if ours and stage is not Stage.DOT else Trouble.NONE
