"""Letters: compiled once, merged often.

A compiled letter is two runs of segments, for HTML and for text. Between two segments stands
the name of a merge tag. Static segments are already encoded for the wire (quoted-printable);
`plain` keeps them as text for the web copy, for SendGrid and for the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

#: What a letter's `envelope_from` says for the null sender, which no robot answers (RFC 3834).
NULL_SENDER = "<>"


@dataclass(frozen=True, slots=True)
class Segments:
    """Static text with merge tags in between: `plain[0] tags[0] plain[1] tags[1] ... plain[n]`.

    `wire` holds the same statics as quoted-printable bytes, each but the last ending in a soft
    line break, so that any encoded value may stand between two of them (RFC 2045, 6.7).
    """

    plain: tuple[str, ...]
    wire: tuple[bytes, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledLetter:
    """One letter of one revision, for one variant.

    `subject` is whole: nothing personal stands in it. `tags` names every merge tag used.
    `hash` identifies the compiled text.
    """

    subject: str
    html: Segments
    text: Segments
    tags: frozenset[str]
    hash: str
    language: str = "en-AU"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One email to one person, ready for a transport.

    `values` maps merge tags to a person's plain values; the HTML part escapes them.
    `headers` are extra headers in order, checked to hold no line break.
    `message_id` and `date` are stable for the delivery, whatever the number of attempts;
    `attempt` counts them, from 1. `envelope_from` is where refusals of it go over SMTP; empty: to
    the sender.
    """

    delivery_id: int
    ref: str
    to_address: str
    to_name: str
    from_address: str
    from_name: str
    reply_to: str
    compiled: CompiledLetter
    values: Mapping[str, str]
    headers: tuple[tuple[str, str], ...]
    message_id: str
    date: datetime
    envelope_from: str = ""
    attempt: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """What was written for one delivery alone: a notice to the clinic, an answer by staff.

    `in_reply_to` and `references` are Message-IDs of the thread it stands in (RFC 5322, 3.6.4).
    """

    subject: str
    text: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
