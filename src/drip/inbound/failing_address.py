"""Whose address a bounce is about, as far as it tells."""

from __future__ import annotations

import re
from collections.abc import Mapping

from drip.domain.mail import Mail
from drip.inbound.addresses import addresses

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'=]{1,64}@[^\s<>()\[\],;:\"']{3,255}")
#: A line that is an address, or begins with one.
_ALONE = re.compile(
    r"[\s>*<\[(\"'-]{0,12}(?:(?:RCPT TO|Recipient|Failed Recipient|Intended recipient"
    r"|Undeliverable Address|Final-Recipient|Original-Recipient)[ :;]{1,4}(?:rfc822;\s?)?)?"
    r"[\s<\"']{0,4}$",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"undeliver|deliver|fail|reject|refus|unknown|full|quota|exceed|invalid|did not reach"
    r"|rcpt to|recipient|addressed to|not exist|not found|could not|error|generated from"
    r"|收件人|宛先|받는",
    re.IGNORECASE,
)
#: Lines about somebody else: who to ask, who sent it, what to try.
_ELSE = re.compile(
    r"^\W{0,8}(?:from|cc|sender|subject|reply-to|received|return-path|message-id)\b\s?:"
    r"|contact|assist|postmaster@|\btry\b|help|support|\bsent by\b|e\.g\.|reply to|said helo",
    re.IGNORECASE,
)
_TO = re.compile(r"^\W{0,8}to\s{0,20}:", re.IGNORECASE)
_MOST_LINES = 200
_A_SENTENCE = 300


def failing_address(mail: Mail, fields: Mapping[str, str], text: str) -> str:
    """The address that was refused: by the report's fields, else by where it stands in the text."""
    for given in (
        fields.get("original-recipient", ""),
        fields.get("final-recipient", ""),
        mail.header("x-failed-recipients"),
    ):
        if found := addresses(given.rpartition(";")[2]):
            return found[0]
    return _in_text(mail, text) or _in_subject(mail)


def _in_text(mail: Mail, text: str) -> str:
    """The likeliest address of the text: alone on its line, else beside words of refusing."""
    ours = {one.lower() for one in (*mail.to, *mail.delivered_to)}
    best, rank = "", 4
    before = ""
    for line in (one.strip() for one in text.split("\n")[:_MOST_LINES]):
        match = _ADDRESS.search(line[:500])
        if match and not _ELSE.search(line):
            address = match[0].strip(".\u2026*")
            here = _rank(line, match.start(), f"{before} {line}")
            if here < rank and address.lower() not in ours:
                best, rank = address, here
        before = line or before
    return best


def _rank(line: str, at: int, said: str) -> int:
    if _TO.match(line):
        return 3
    if _ALONE.fullmatch(line[:at]):
        return 1 if line[:at].strip(" >*<\t\"'") or _REFUSED.search(said) else 2
    return 2 if len(line) < _A_SENTENCE and _REFUSED.search(said) else 4


def _in_subject(mail: Mail) -> str:
    match = _ADDRESS.search(mail.subject)
    return match[0].strip(".") if match and _REFUSED.search(mail.subject) else ""
