"""Bounces: delivery status reports (RFC 3464) and those that servers write as they please."""

from __future__ import annotations

import re

from drip.domain.mail import Bounce, Mail
from drip.inbound.failing_address import failing_address
from drip.inbound.mime import read_mail

_STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = (
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
)
_FIELD = re.compile(r"([A-Za-z][\w-]{1,60})[ \t]*:[ \t]*(.*)")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
#: A reply of SMTP: no part of a telephone number.
_SMTP_CODE = re.compile(
    r"(?<![\d.+-])(4[2-5]\d|47[01]|5[0-57]\d)(?=[ \-#:.,]|$)(?!-\d{3}-\d| \d{3} \d{3}|\.\d)"
)
_MESSAGE_ID = re.compile(
    r"^[ >\t]{0,10}Message-ID:\s{0,5}<?([^<>\s]{3,998})>?", re.IGNORECASE | re.MULTILINE
)
_FAILED = re.compile(
    r"fail|undeliver|return|refus|reject|could ?n.?t|not be delivered", re.IGNORECASE
)
_DELAYED = re.compile(
    r"delay|warning|still (being )?(re)?tr(y|ied)|deferred|postponed|not yet", re.IGNORECASE
)
_MOST_DIAGNOSTIC = 1000
_MOST_TEXT = 20_000
#: A status that says no more than yes, no or later.
_VAGUE = frozenset(
    {"5.0.0", "4.0.0", "5.1.0", "5.2.0", "5.3.0", "5.4.0", "5.5.0", "4.2.0", "4.3.0", "4.4.0", ""}
)
#: The text of a bounce ends where the letter begins that comes back with it.
_ENCLOSED = re.compile(
    r"^[ >=*_-]{0,80}(?:Below this line is a copy of the message"
    r"|This is a copy of (?:the|your) message"
    r"|(?:The )?(?:header|headers|first|top|body|text)\b.{0,40}\b(?:message|mail)\b.{0,20}"
    r"(?:follow|attached|below).{0,40}"
    r"|(?:Original|Returned|Undelivered|Unsent|Your) (?:message|mail)(?: headers?)?"
    r"(?: follows?| below| attached| reads.{0,20})?[ .:-]*$"
    r"|Message header follows|Original message headers|Return-Path:|Received:)",
    re.IGNORECASE | re.MULTILINE,
)
#: What tells nothing of the refusal: what the letter was called, and what a firm adds to all mail.
_BESIDES = re.compile(
    r"^(?:subject|sent|date|from|to|cc|message-id)[ \t]*:|confidential|privileged|\bscanned\b"
    r"|intended (?:only|solely)|^this is a(?:n? )?(?:mime|multi-?part)|mail reader",
    re.IGNORECASE,
)
#: Fields of a report that stand in the text for people.
_IN_TEXT = re.compile(
    r"^[ \t]{0,8}((?:final|original)-recipient|action|status|diagnostic-code)[ \t]*:[ \t]*(.*)$",
    re.IGNORECASE | re.MULTILINE,
)


def read_bounce(mail: Mail) -> Bounce:
    """What a bounce says about one letter. With several recipients, the one that failed counts."""
    mail = _inmost(mail)
    text, enclosed = _told(mail)
    fields = _recipient(_groups(mail.report_texts(*_STATUS_PARTS))) or _fields_in(text)
    said = fields.get("diagnostic-code") or fields.get("x-supplementary-info")
    diagnostic = said or _explained(text)
    status = _status(fields, diagnostic, text)
    return Bounce(
        status=status,
        action=fields.get("action", "").split(" ")[0].lower() or _action(mail, status, text),
        diagnostic=diagnostic[:_MOST_DIAGNOSTIC],
        original_message_id=_original(mail, enclosed),
        recipient_hint=failing_address(mail, fields, text),
    )


def _inmost(mail: Mail) -> Mail:
    """The report itself, where a filter on the way wrapped it up as a mail within a mail."""
    if mail.report(*_STATUS_PARTS):
        return mail
    wrapped = mail.report("message/rfc822", "message/global")
    if "multipart/report" not in wrapped[:4000].lower():
        return mail
    inner = read_mail(wrapped.encode("utf-8", "replace"))
    return inner if inner.report(*_STATUS_PARTS) else mail


def _told(mail: Mail) -> tuple[str, str]:
    """A server's own words, and what it returned of ours."""
    text = mail.text[:_MOST_TEXT]
    found = _ENCLOSED.search(text)
    if found is None or not text[: found.start()].strip():
        return text, mail.text
    return text[: found.start()], mail.text[found.start() :]


def _fields_in(text: str) -> dict[str, str]:
    """The fields of a report that somebody wrote into the text; those of one recipient."""
    found: dict[str, str] = {}
    for name, value in _IN_TEXT.findall(text):
        found.setdefault(name.lower(), value.strip())
    return found if len(found) > 1 else {}


def _groups(reports: tuple[str, ...]) -> list[dict[str, str]]:
    """The fields of all reports, group by group; blank lines stand between groups."""
    groups: list[dict[str, str]] = [{}]
    last = ""
    for line in "\n\n".join(reports).split("\n"):
        if not line.strip():
            groups.append({})
        elif line[0] in " \t" and last in groups[-1]:
            if len(groups[-1][last]) < _MOST_DIAGNOSTIC:
                groups[-1][last] += " " + line.strip()
        elif match := _FIELD.match(line):
            last = match[1].lower()
            groups[-1].setdefault(last, match[2].strip())
    return [group for group in groups if group]


def _recipient(groups: list[dict[str, str]]) -> dict[str, str]:
    """The group of a recipient; a failed one first."""
    about = [group for group in groups if {"action", "status", "final-recipient"} & group.keys()]
    failed = [group for group in about if group.get("action", "").lower().startswith("failed")]
    return next(iter(failed or about), {})


def _status(fields: dict[str, str], diagnostic: str, text: str) -> str:
    """The most exact status code that is given; what stands in the text only makes it exacter."""
    given = _STATUS.search(fields.get("status", ""))
    code = given[1] if given else ""
    if code not in _VAGUE:
        return code
    classes = code[:1] or "45"
    for place in (diagnostic, "\n".join(_lines(text))):
        found = [one for one in _STATUS.findall(place) if one[0] in classes and one not in _VAGUE]
        if found:
            return str(found[0])
    if code:
        return code
    reply = _SMTP_CODE.search(diagnostic) or _SMTP_CODE.search(text)
    return f"{reply[1][0]}.0.0" if reply else ""


def _lines(text: str) -> list[str]:
    """The lines that may tell of the refusal; all of them where none is left."""
    lines = [line.strip() for line in text.split("\n") if line.strip(" \t\r*_=-")]
    return [line for line in lines if not _BESIDES.search(line)] or lines


def _explained(text: str) -> str:
    """The lines of a bounce that tell why: those with a code, else what comes first."""
    lines = _lines(text)
    telling = [line for line in lines if _STATUS.search(line) or _SMTP_CODE.search(line)]
    return " ".join((telling or lines)[:12])


def _action(mail: Mail, status: str, text: str) -> str:
    """Failed or delayed, where no report says so."""
    if status.startswith("5"):
        return "failed"
    said = f"{mail.subject}\n{text[:2000]}"
    if status.startswith("4") or _DELAYED.search(mail.subject):
        return "delayed" if _DELAYED.search(said) else "failed"
    return "failed" if _FAILED.search(said) or not _DELAYED.search(said) else "delayed"


def _original(mail: Mail, enclosed: str) -> str:
    """The Message-ID of the letter that came back."""
    for place in (mail.report(*_RETURNED), enclosed):
        if match := _MESSAGE_ID.search(place):
            return match[1]
    known = [*mail.in_reply_to, *reversed(mail.references)]
    return known[0] if known else ""
