"""An email read: bytes to a `Mail`. Every step is bounded; what cannot be read is noted."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from drip.domain.mail import Attachment, Mail, Problem, ReportPart
from drip.inbound import bounds, charsets
from drip.inbound.addresses import addresses, mailboxes
from drip.inbound.bounds import Budget, TooMuchError
from drip.inbound.flowed import unflow
from drip.inbound.header_lines import (
    Headers,
    decode_words,
    every,
    first,
    message_ids,
    parameters,
    read_date,
    read_headers,
    split_head,
)
from drip.inbound.html_text import html_to_text
from drip.inbound.parts import Part, leaves, media_type

_REPORTS = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/feedback-report",
        "message/disposition-notification",
        "message/global-disposition-notification",
        "message/rfc822",
        "message/global",
        "message/rfc822-headers",
        "message/global-headers",
        "text/rfc822-headers",
        "text/calendar",
        "application/ics",
    }
)
#: What people look at all the same.
_FILES_TOO = frozenset({"message/rfc822", "message/global", "application/ics"})
_ENCRYPTED = frozenset(
    {
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
        "application/pgp-encrypted",
        "multipart/encrypted",
    }
)
_PLAIN_TYPES = frozenset({"text/plain", "text/markdown", "text/enriched"})
_TEXT_TYPES = _PLAIN_TYPES | {"text/html", "text/x-amp-html", "text/watch-html"}
_PGP = "-----BEGIN PGP MESSAGE-----"
_WINMAIL = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_OF_INTEREST = re.compile(
    r"auto-submitted|precedence|return-path|sender|importance|feedback-id|content-type"
    r"|content-language|authentication-results|arc-authentication-results|received-spf"
    r"|dkim-signature|list-.*|x-.*|rt-.*|managed-by|delivered-to|envelope-to|original-recipient"
    r"|disposition-notification-to|thread-topic|thread-index|resent-from|mailing-list"
)
_MOST_HEADERS = 200
_MOST_VALUE = 1000
_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\"'<>|:*?%`$]")
_MOST_NAME = 100


def read_mail(raw: bytes) -> Mail:
    """Read an email.

    What is over a bound is not parsed: the answer has `unread`, a problem and what its headers say.
    """
    budget = Budget()
    if len(raw) > bounds.MAIL:
        budget.note(Problem.TOO_LARGE)
        return read_outline(raw, budget)
    try:
        head, body = split_head(_without_envelope_line(raw))
        headers = read_headers(head, budget)
        parts = list(leaves(headers, body, budget))
    except TooMuchError as error:
        budget.note(error.problem)
        return read_outline(raw, budget)
    return _mail(headers, body, parts, budget=budget, size=len(raw))


def read_outline(raw: bytes, budget: Budget | None = None) -> Mail:
    """Who, what about and when, from the first headers alone; the rest stays unread."""
    budget = budget or Budget()
    block = _without_envelope_line(raw[: bounds.HEADER_BLOCK])
    end = re.search(rb"\r?\n\r?\n", block)
    headers = read_headers(block[: end.start()] if end else block, budget)
    body_hash = hashlib.sha256(raw).hexdigest()
    return replace(
        _envelope(headers),
        unread=True,
        problems=tuple(budget.problems),
        size=len(raw),
        body_hash=body_hash,
    )


def _without_envelope_line(raw: bytes) -> bytes:
    """A mail without blank lines in front and without the `From ` line of a mailbox file.

    Where lines end in CR alone, as on very old systems, they end in LF afterwards.
    """
    if b"\n" not in raw[: bounds.HEADER_BLOCK]:
        raw = raw.replace(b"\r", b"\n")
    raw = raw.lstrip(b"\r\n") if raw[:1] in {b"\r", b"\n"} else raw
    if raw.startswith((b"From ", b">From ")):
        return raw.partition(b"\n")[2]
    return raw


def _mail(headers: Headers, body: bytes, parts: list[Part], *, budget: Budget, size: int) -> Mail:
    text, html_seen = _text(parts, budget)
    _note_wrappings(headers, parts, text, budget)
    return replace(
        _envelope(headers),
        text=text,
        html_seen=html_seen,
        attachments=_attachments(parts, budget),
        reports=_reports(parts, budget),
        problems=tuple(budget.problems),
        size=size,
        body_hash=hashlib.sha256(body).hexdigest(),
    )


def _envelope(headers: Headers) -> Mail:
    """What the headers of a mail say."""
    sender = mailboxes(first(headers, "from")) or mailboxes(first(headers, "sender"))
    path = every(headers, "return-path")
    return Mail(
        message_id=next(iter(message_ids(first(headers, "message-id"))), ""),
        in_reply_to=message_ids(first(headers, "in-reply-to")),
        references=message_ids(first(headers, "references")),
        from_name=sender[0][0] if sender else "",
        from_address=sender[0][1] if sender else "",
        reply_to=next(iter(addresses(first(headers, "reply-to"))), ""),
        to=addresses(*every(headers, "to", "cc")),
        delivered_to=addresses(
            *every(headers, "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
        ),
        return_path=next(iter(addresses(path[0])), "") if path else None,
        subject=" ".join(decode_words(first(headers, "subject")).split()),
        date=read_date(first(headers, "date")),
        content_type=media_type(headers),
        report_type=parameters(first(headers, "content-type")).get("report-type", "").lower(),
        headers=_of_interest(headers),
    )


def _of_interest(headers: Headers) -> Headers:
    found = [
        (name, decode_words(value[:_MOST_VALUE]))
        for name, value in headers
        if _OF_INTEREST.fullmatch(name)
    ]
    return tuple(found[:_MOST_HEADERS])


def _is_text(part: Part) -> bool:
    """Whether a part is what somebody wrote rather than a file they added."""
    if part.content_type not in _TEXT_TYPES:
        return False
    return part.disposition != "attachment" and not part.name


def _text(parts: list[Part], budget: Budget) -> tuple[str, bool]:
    """The text of a mail, plain text first where it says something, and whether it had HTML."""
    plain = [part for part in parts if part.content_type in _PLAIN_TYPES and _is_text(part)]
    pages = [part for part in parts if part.content_type == "text/html" and _is_text(part)]
    text = _joined([_plain(part, budget) for part in plain])
    if pages and (not text.strip() or _stands_beside(plain, pages)):
        made = _joined([html_to_text(_decoded(part, budget), budget) for part in pages])
        text = _joined([text, made]) if text.strip() else made
    if len(text) > bounds.TEXT:
        budget.note(Problem.TEXT_CUT)
    return text[: bounds.TEXT], bool(pages)


def _stands_beside(plain: list[Part], pages: list[Part]) -> bool:
    """Whether the HTML says something else than the plain text: it is no alternative to it."""
    return not any("multipart/alternative" in part.parents for part in (*plain, *pages))


def _plain(part: Part, budget: Budget) -> str:
    text = _decoded(part, budget)
    if part.parameters.get("format", "").lower() == "flowed":
        return unflow(text, delsp=part.parameters.get("delsp", "").lower() == "yes")
    return text


def _decoded(part: Part, budget: Budget) -> str:
    raw = part.decoded(budget, most=bounds.TEXT_PART)
    if len(part.body) > bounds.TEXT_PART * 3:
        budget.note(Problem.TEXT_CUT)
    text, whole = charsets.decode(raw, part.parameters.get("charset", ""))
    if not whole:
        budget.note(Problem.CHARSET)
    return text


def _joined(texts: list[str]) -> str:
    return "\n\n".join(text.strip("\n") for text in texts if text.strip())


def _attachments(parts: list[Part], budget: Budget) -> tuple[Attachment, ...]:
    found: list[Attachment] = []
    for part in parts:
        if _is_text(part) or part.content_type in _REPORTS - _FILES_TOO:
            continue
        content = part.decoded(budget)
        found.append(
            Attachment(
                name_safe=safe_name(part.name, len(found) + 1),
                content_type=part.content_type,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
            )
        )
    return tuple(found)


def safe_name(name: str, number: int) -> str:
    """A file's name for people to read: no path, no control character, not too long."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    clean = " ".join(_UNSAFE_NAME.sub("", last).split()).lstrip(". ")
    if len(clean) > _MOST_NAME:
        stem, dot, ending = clean.rpartition(".")
        clean = stem[: _MOST_NAME - 12] + dot + ending[:10] if dot else clean[:_MOST_NAME]
    return clean or f"attachment-{number}"


def _reports(parts: list[Part], budget: Budget) -> tuple[ReportPart, ...]:
    return tuple(
        ReportPart(content_type=part.content_type, text=_report_text(part, budget))
        for part in parts
        if part.content_type in _REPORTS
    )


def _report_text(part: Part, budget: Budget) -> str:
    raw = part.decoded(budget, most=bounds.REPORT)
    return charsets.decode(raw, part.parameters.get("charset", ""))[0]


def _note_wrappings(headers: Headers, parts: list[Part], text: str, budget: Budget) -> None:
    """Note what only a person with the right program can open."""
    types = {part.content_type for part in parts} | {media_type(headers)}
    wrapped = {parent for part in parts for parent in part.parents}
    if (types | wrapped) & _ENCRYPTED or _PGP in text:
        budget.note(Problem.ENCRYPTED)
    if types & _WINMAIL or any(part.name.lower() == "winmail.dat" for part in parts):
        budget.note(Problem.WINMAIL)
