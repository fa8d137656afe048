"""SendGrid's event posts: bytes to events, and what could not be read of them.

One event that cannot be read never costs the others. Nothing that comes out holds an address but
`Event.address`, which serves to find the person and is not stored.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from drip.domain.events import Event, EventKind

SOURCE = "sendgrid"
#: The names under which our own ids travel in `custom_args`, and come back at the top level.
REF = "drip_msg"
ATTEMPT = "drip_try"

_KINDS = {
    "processed": EventKind.PROCESSED,
    "deferred": EventKind.DEFERRED,
    "delivered": EventKind.DELIVERED,
    "dropped": EventKind.DROPPED,
    "bounce": EventKind.BOUNCED,
    "blocked": EventKind.BLOCKED,
    "spamreport": EventKind.COMPLAINED,
    "unsubscribe": EventKind.UNSUBSCRIBED,
    "group_unsubscribe": EventKind.UNSUBSCRIBED,
}
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_ADDRESS = re.compile(r"[^\s<>()\[\]{}\"',;:=]{1,128}@[^\s<>()\[\]{}\"',;:=]{1,255}")
_NO_TEXT = re.compile("[\x00-\x1f\x7f]+")
_LONGEST = 1000
_LONGEST_ID = 200
#: After so many places where the JSON is broken, the rest of a post is given up.
_MOST_BREAKS = 100
_DECODER = json.JSONDecoder()
#: Later than this a timestamp is in milliseconds: the year 2286 in seconds.
_MILLISECONDS = 10_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a post says. `unread` tells of each event that could not be read: its place and why."""

    events: tuple[Event, ...]
    unread: tuple[str, ...] = ()


class _UnreadableError(ValueError):
    """One event makes no sense."""


def read_events(body: bytes) -> Read:
    """The events of a post's body. Never raises."""
    events: list[Event] = []
    unread: list[str] = []
    for place, found in enumerate(_objects(body)):
        try:
            events.append(_event(found))
        except _UnreadableError as error:
            unread.append(f"{place}: {error}")
    return Read(events=tuple(events), unread=tuple(unread))


def _objects(body: bytes) -> Iterator[Any]:
    """The elements of the array; one whose JSON is broken is an `_UnreadableError` as a value."""
    text = body.decode("utf-8-sig", "replace")
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        yield from _salvaged(text)
        return
    yield from whole if isinstance(whole, list) else [whole]


def _salvaged(text: str) -> Iterator[Any]:
    """The elements of an array that is no JSON as a whole, as far as each is by itself."""
    position, breaks = text.find("{"), 0
    if position < 0:
        yield _UnreadableError("no JSON")
    while position >= 0 and breaks < _MOST_BREAKS:
        try:
            found, end = _DECODER.raw_decode(text, position)
            yield found
        except (ValueError, RecursionError):
            breaks += 1
            yield _UnreadableError("broken JSON")
            begin = re.compile(r"\}\s*,\s*(?=\{)").search(text, position + 1)
            position = begin.end() if begin else -1
        else:
            position = text.find("{", end)


def _event(found: Any) -> Event:
    if isinstance(found, _UnreadableError):
        raise found
    if not isinstance(found, Mapping):
        raise _UnreadableError("no object")
    said = _text(found, "event").lower()
    if not said:
        raise _UnreadableError("no kind")
    address = _text(found, "email")
    return Event(
        source=SOURCE,
        event_id=_id(found),
        kind=_kind(said, found),
        at=_instant(found.get("timestamp")),
        ref=_text(found, REF)[:_LONGEST_ID],
        attempt=_number(found.get(ATTEMPT)),
        address=address,
        status=_status(found),
        detail=_detail(said, found, address),
        smtp_id=_text(found, "smtp-id").strip("<> ")[:_LONGEST_ID],
        receipt=_text(found, "sg_message_id")[:_LONGEST_ID],
    )


def _kind(said: str, found: Mapping[str, Any]) -> EventKind:
    kind = _KINDS.get(said, EventKind.OTHER)
    if kind is EventKind.BOUNCED and _text(found, "type").lower().startswith("block"):
        return EventKind.BLOCKED
    return kind


def _id(found: Mapping[str, Any]) -> str:
    """SendGrid's own id; where it is missing or absurd, a hash of all that was said."""
    given = _text(found, "sg_event_id")
    if 0 < len(given) <= _LONGEST_ID:
        return given
    whole = json.dumps(found, sort_keys=True, default=str).encode("utf-8", "replace")
    return f"hash:{hashlib.sha256(whole).hexdigest()}"


def _instant(given: Any) -> datetime:
    number = isinstance(given, (int, float, str)) and not isinstance(given, bool)
    try:
        seconds = float(given) if number else math.nan
        # A year that no calendar has, infinity and NaN raise here.
        at = datetime.fromtimestamp(seconds / (1000 if seconds > _MILLISECONDS else 1), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise _UnreadableError("no timestamp") from error
    if seconds <= 0:
        raise _UnreadableError("no timestamp")
    return at


def _number(given: Any) -> int:
    """A small positive number, however it was written; 0 when there is none."""
    text = str(given).strip() if isinstance(given, (int, str)) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0  # noqa: PLR2004 - digits of a number of tries


def _status(found: Mapping[str, Any]) -> str:
    """The enhanced status code (RFC 3463), from the words of the server where it is not given."""
    given = _STATUS.search(_text(found, "status")) or _STATUS.search(_words(found))
    return given[1] if given else ""


def _words(found: Mapping[str, Any]) -> str:
    return _text(found, "reason") or _text(found, "response")


def _detail(said: str, found: Mapping[str, Any], address: str) -> str:
    """The server's words without any address; for a kind of no interest, its name."""
    words = _words(found) or ("" if said in _KINDS else said)
    if address:
        words = re.sub(re.escape(address), "(address)", words, flags=re.IGNORECASE)
    return _ADDRESS.sub("(address)", words)[:_LONGEST]


def _text(found: Mapping[str, Any], name: str) -> str:
    """A value as text that any database can keep; empty where it is none."""
    given = found.get(name)
    if not isinstance(given, (str, int)) or isinstance(given, bool):
        return ""
    text = str(given)[: 10 * _LONGEST].encode("utf-8", "replace").decode()
    return _NO_TEXT.sub(" ", text).strip()
