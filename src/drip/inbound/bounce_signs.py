"""How a bounce gives itself away: a report, a daemon's name, a server's way of speaking.

No single sign but a report and a daemon's own name is enough: people write "delivery failed" too,
and what is taken for a bounce is read by nobody. Somebody who has a name like a person is only
taken for a server when the subject, the first words and a fact of the refusal all say so.
"""

from __future__ import annotations

import re

from drip.domain.mail import Mail
from drip.inbound.addresses import local_part
from drip.inbound.automatic_words import BOUNCE_OPENINGS, BOUNCE_PHRASES

_STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers")
#: Names that only mail servers have, without dots and dashes.
_DAEMONS = re.compile(
    r"(mailer|mail|smtp|m)daemon\d{0,4}|mail(sub)?system"
    r"|maildelivery((sub)?system|service|agent)?|deliverysubsystem|microsoftexchange[0-9a-f]{0,40}"
    r"|mmdf|uucp|maileragent|mailrobot"
)
#: Names of a post office, or of a machine that a letter passes.
_OFFICES = re.compile(
    r"postmaster.{0,60}|bounces?.{0,60}|ndr|ndn|dsn|microsoftoutlook"
    r"|.{0,60}(smtp|antivirus|gateway|mailservice|mailserver|imss|mailscan|mxlogic).{0,60}"
)
_NAMED = re.compile(
    r"(internet )?mail (delivery )?(sub)?system|mail delivery (service|agent)|mailer-daemon"
    r"|mail administrator|post ?master|microsoft outlook|mail server.{0,40}"
)
#: Names of robots, and of people who look after machines.
_ROBOTS = re.compile(
    r"(no|donot|dont)reply.{0,60}|auto(mat.{0,20}|mailer|reply|responder)|root|sysadmin"
    r"|(system|e?mail)?admin(istrator)?"
)
#: How servers speak of what they could not deliver; no person writes like that.
_VOICE = re.compile(
    r"this is the (?:\S{1,40} )?(?:qmail-send|deliver|mta|smtp|postfix|mail)"
    r" (?:program|system|server)"
    r"|this is (?:the )?(?:mail delivery (?:agent|system|subsystem)|postfix program)"
    r"|created automatically by mail delivery software"
    r"|did not reach (?:some or all of )?the (?:intended |following )?recipient"
    r"|delivery (?:to the following (?:recipients?|address(?:es)?) )?(?:has )?(?:been )?failed"
    r"|(?:was not|wasn't|could not be|couldn't be|cannot be|can't be|not been|n't been)"
    r" delivered to"
    r"|could not (?:deliver|be delivered)[^.]{0,80}(?:recipient|address)"
    r"|(?:undeliverable|undelivered) (?:message|mail)|permanent (?:fatal )?(?:delivery )?errors?"
    r"|address not found|(?:wasn't|was not|were not|are not) able to deliver"
    r"|following (?:recipient|address)(?:\(?e?s\)?)? (?:has |have )?"
    r"(?:failed|cannot|could not|did not)"
    r"|transcript of session follows|failed recipients?\b|(?:message|mail) could not be delivered"
    r"|unable to deliver (?:your |the |this )?(?:message|mail|e-?mail)|returned mail"
    r"|delivery of (?:the |your )?e?-?mail to this address|error occurred while trying to deliver"
    r"|delivery (?:of (?:your|the) message|status notification)|had (?:permanent"
    r"|transient) (?:fatal |non-fatal )?(?:delivery )?errors"
    r"|has been returned because|message not delivered|did not receive a copy"
    r"|your (?:message|e-?mail|letter) to .{1,200} (?:was|couldn|could not)"
    r"|returned to (?:the )?sender"
    r"|not (?:a )?valid user|user unknown|mailbox (?:is )?(?:full|unavailable)|quota exceeded"
    r"|n'a pas pu (?:ê|e)tre|konnte nicht zugestellt|no (?:se )?(?:ha podido|pudo) (?:ser )?entreg"
    r"|не доставлен|не удалось доставить|无法送达|無法傳遞|配信できません",
    re.IGNORECASE,
)
_FIELDS = re.compile(
    r"^[ \t]{0,8}(final-recipient|reporting-mta|diagnostic-code|remote-mta)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_REPLY = re.compile(
    r"(?<![\d.+-])(?:4[2-5]\d|5[0-57]\d)[ -](?:#?[45]\.\d{1,3}\.\d{1,3}\b|[A-Za-z<])"
)
_ENCLOSED = re.compile(
    r"^[ >=*_-]{0,80}.{0,60}\b(?:original|returned|undelivered|unsent|source) (?:message|mail)\b",
    re.IGNORECASE | re.MULTILINE,
)
_AN_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{3,255}")
_HANDED_ON = re.compile(
    r"^\s{0,5}(?:fwd?|wg|tr|rv|i)\s{0,2}:|forwarded message|weitergeleitete nachricht"
    r"|^-{2,}\s{0,3}original message|\bwrote:|^begin forwarded",
    re.IGNORECASE | re.MULTILINE,
)
_SELF = re.compile(r"\b(?:i|i'm|i've|my|me|mine|we've|anyway|thanks)\b", re.IGNORECASE)
_START = 600
_FIRST_WORDS = 160
_A_SERVER = 2
_A_REPORT = 3
_ENOUGH = 4


def reports_delivery(mail: Mail) -> bool:
    """Whether a mail is a delivery status report (RFC 3464), or holds one."""
    return mail.report_type == "delivery-status" or bool(mail.report(*_STATUS_PARTS))


def is_daemon(mail: Mail) -> bool:
    """Whether a mail server signs for a mail, by a name or by none at all (RFC 5321, 4.5.5)."""
    if _DAEMONS.fullmatch(_plain(local_part(mail.from_address))):
        return True
    return not mail.from_address and _comes_back_to_nobody(mail)


def is_office(mail: Mail) -> bool:
    """Whether it is signed by a post office or a machine on the way, which people are too."""
    if _OFFICES.fullmatch(_plain(local_part(mail.from_address))):
        return True
    return bool(_NAMED.fullmatch(mail.from_name.strip().lower())) or not mail.from_address


def is_bounce(mail: Mail) -> bool:
    """Whether a mail tells that a letter was refused, or is late."""
    if mail.report("message/feedback-report") or mail.report_type == "feedback-report":
        return False
    if reports_delivery(mail) or mail.header("x-failed-recipients"):
        return True
    if is_daemon(mail):
        return True
    who = _sender(mail)
    about, voice, facts = _subject(mail), _voice(mail), _facts(mail)
    if who < _A_SERVER:
        return bool(about and voice and who + facts) and _speaks_at_once(mail)
    if _SELF.search(_opening(mail)) and about < _A_SERVER and facts < _A_REPORT:
        return False
    said = bool(about or voice or facts >= _A_REPORT)
    return said and who + about + voice + min(facts, _A_REPORT) >= _ENOUGH


def _plain(name: str) -> str:
    """A local part without marks, as far as it is a name."""
    return re.sub(r"[^\w+]|_", "", name.partition("\\@")[0])


def _comes_back_to_nobody(mail: Mail) -> bool:
    if mail.return_path is None:
        return False
    path = _plain(local_part(mail.return_path))
    return not mail.return_path or bool(_DAEMONS.fullmatch(path))


def _sender(mail: Mail) -> int:
    """How much the sender looks like a server."""
    if is_office(mail) or _comes_back_to_nobody(mail):
        return _A_SERVER
    robot = _ROBOTS.fullmatch(_plain(local_part(mail.from_address)))
    return 1 if robot or mail.header("auto-submitted") or mail.header("x-autogenerated") else 0


def _subject(mail: Mail) -> int:
    """How much the subject says so: at its start, or anywhere."""
    text = mail.subject.strip().lower().replace("\u2019", "'")
    if text.startswith(BOUNCE_OPENINGS) or _unbracketed(text).startswith(BOUNCE_OPENINGS):
        return 2
    return int(any(phrase in text for phrase in BOUNCE_PHRASES))


def _unbracketed(text: str) -> str:
    return text.partition("]")[2].strip() if text.startswith("[") else text


def _voice(mail: Mail) -> int:
    return 2 if _VOICE.search(_opening(mail)) else 0


def _opening(mail: Mail) -> str:
    return " ".join(mail.text[: _START * 3].replace("\u2019", "'").split())[:_START]


def _facts(mail: Mail) -> int:
    """What a bounce brings along: a report's fields, a server's reply, the letter, an address."""
    text = mail.text[:5000]
    fields = 3 if len(set(_FIELDS.findall(text))) > 1 else 0
    returned = bool(mail.report(*_RETURNED) or _ENCLOSED.search(text))
    return fields + returned + bool(_REPLY.search(text)) + bool(_AN_ADDRESS.search(_opening(mail)))


def _speaks_at_once(mail: Mail) -> bool:
    """Whether nobody wrote anything above, as those do who hand on what came back to them.

    Nor do servers that send under such a name speak of themselves.
    """
    if _HANDED_ON.search(f"{mail.subject}\n{mail.text[:2000]}") or _SELF.search(_opening(mail)):
        return False
    found = _VOICE.search(_opening(mail))
    return found is not None and found.start() <= _FIRST_WORDS
