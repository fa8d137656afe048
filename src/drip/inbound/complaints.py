"""Complaints: feedback reports (RFC 5965) and Microsoft's older form."""

from __future__ import annotations

import re

from drip.domain.mail import Complaint, Mail
from drip.inbound.addresses import addresses
from drip.inbound.header_lines import message_ids

_REPORT = "message/feedback-report"
_RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers")
_FIELD = re.compile(r"^([A-Za-z][\w-]{1,60})[ \t]{0,5}:[ \t]{0,5}(.{0,998})$", re.MULTILINE)
#: Feedback about our keys and settings, or the opposite of a complaint.
_NO_COMPLAINT = frozenset({"auth-failure", "not-spam", "dmarc"})


def is_complaint(mail: Mail) -> bool:
    """Whether somebody pressed "this is spam"."""
    if mail.report(_REPORT) or mail.report_type == "feedback-report":
        return read_complaint(mail).feedback_type not in _NO_COMPLAINT
    return "x-hmxmroriginalrecipient" in _returned(mail)


def read_complaint(mail: Mail) -> Complaint:
    """What a complaint says. The address is often taken out by the provider; the token is not."""
    report = _fields(mail.report(_REPORT))
    returned = _returned(mail)
    recipient = addresses(
        report.get("original-rcpt-to", ""),
        returned.get("x-hmxmroriginalrecipient", ""),
        returned.get("to", ""),
    )
    return Complaint(
        feedback_type=report.get("feedback-type", "abuse").strip().lower() or "abuse",
        original_message_id=next(iter(message_ids(returned.get("message-id", ""))), ""),
        recipient_hint=recipient[0] if recipient else "",
        reported_domain=report.get("reported-domain", "").strip().lower(),
    )


def _returned(mail: Mail) -> dict[str, str]:
    head, _, _ = mail.report(*_RETURNED).partition("\n\n")
    return _fields(head)


def _fields(text: str) -> dict[str, str]:
    unfolded = text.replace("\n\t", " ").replace("\n ", " ")
    found: dict[str, str] = {}
    for name, value in _FIELD.findall(unfolded):
        found.setdefault(name.lower(), value)
    return found
