"""Bounces: delivery status reports (RFC 3464) and those that servers write as they please."""

from __future__ import annotations

import re

from drip.domain.mail import Bounce, Mail
from drip.inbound.addresses import addresses

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
_SMTP_CODE = re.compile(r"(?<![\d.-])([45]\d\d)(?=[ \-#:]|$)")
_MESSAGE_ID = re.compile(
    r"^[ >\t]{0,10}Message-ID:\s{0,5}<?([^<>\s]{3,998})>?", re.IGNORECASE | re.MULTILINE
)
_ADDRESS_LINE = re.compile(
    r"^[ \t>*]{0,10}(?:To:|RCPT TO:|Recipient:)?[ \t]{0,5}"
    r"<?([^\s<>()\[\],;:]{1,64}@[^\s<>()\[\],;:]{3,255})>?",
    re.IGNORECASE | re.MULTILINE,
)
_FAILED = re.compile(
    r"fail|undeliver|return|refus|reject|could ?n.?t|not be delivered", re.IGNORECASE
)
_DELAYED = re.compile(
    r"delay|warning|still (being )?(re)?tr(y|ied)|deferred|not yet", re.IGNORECASE
)
_MOST_DIAGNOSTIC = 1000
_MOST_TEXT = 20_000
#: A status that says no more than yes, no or later.
_VAGUE = frozenset({"5.0.0", "4.0.0", "5.1.0", "5.3.0", "5.4.0", "5.5.0", "4.3.0", ""})
#: The text of a bounce ends where the letter begins that comes back with it.
_ENCLOSED = re.compile(
    r"^[ >-]{0,10}(?:Below this line is a copy of the message"
    r"|This is a copy of (?:the|your) message"
    r"|[- ]*(?:Original|Returned|Undelivered) message(?: follows)?[- ]*$|Return-Path:|Received: )",
    re.IGNORECASE | re.MULTILINE,
)


def read_bounce(mail: Mail) -> Bounce:
    """What a bounce says about one letter. With several recipients, the one that failed counts."""
    text, enclosed = _told(mail)
    fields = _recipient(_groups(mail.report(*_STATUS_PARTS)))
    diagnostic = fields.get("diagnostic-code") or _explained(text)
    status = _status(fields, diagnostic, text)
    return Bounce(
        status=status,
        action=fields.get("action", "").split(" ")[0].lower() or _action(mail, status, text),
        diagnostic=diagnostic[:_MOST_DIAGNOSTIC],
        original_message_id=_original(mail, enclosed),
        recipient_hint=_hint(mail, fields, text),
    )


def _told(mail: Mail) -> tuple[str, str]:
    """A server's own words, and what it returned of ours."""
    text = mail.text[:_MOST_TEXT]
    found = _ENCLOSED.search(text)
    return (text[: found.start()], mail.text[found.start() :]) if found else (text, mail.text)


def _groups(report: str) -> list[dict[str, str]]:
    """The fields of a report, group by group; blank lines stand between groups."""
    groups: list[dict[str, str]] = [{}]
    last = ""
    for line in report.split("\n"):
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
    """The most exact status code that is given."""
    given = _STATUS.search(fields.get("status", ""))
    code = given[1] if given else ""
    if code not in _VAGUE:
        return code
    for place in (diagnostic, text):
        if better := [one for one in _STATUS.findall(place) if one not in _VAGUE]:
            return str(better[0])
    if code:
        return code
    reply = _SMTP_CODE.search(diagnostic) or _SMTP_CODE.search(text)
    return f"{reply[1][0]}.0.0" if reply else ""


def _explained(text: str) -> str:
    """The lines of a bounce that tell why: those with a code, else what comes first."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
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


def _hint(mail: Mail, fields: dict[str, str], text: str) -> str:
    """The address that was refused, as far as the report tells."""
    for given in (
        fields.get("original-recipient", ""),
        fields.get("final-recipient", ""),
        mail.header("x-failed-recipients"),
    ):
        if found := addresses(given.rpartition(";")[2]):
            return found[0]
    match = _ADDRESS_LINE.search(text)
    return match[1].rstrip(".>") if match else ""
