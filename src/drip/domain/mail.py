"""What an email that came in says, as values. Nothing here was decided.

Message-IDs stand without their angle brackets, addresses as they were written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MailKind(StrEnum):
    """What wrote an email."""

    PERSON = "person"
    AUTO_REPLY = "auto_reply"  #: an absence notice, a ticket system, a list: no one typed it for us
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    READ_RECEIPT = "read_receipt"
    CALENDAR = "calendar"  #: accepted, declined, another time proposed
    LOOP = "loop"  #: a mail of our own that came back


class Problem(StrEnum):
    """Why an email, or a part of it, could not be read. A person should look."""

    HEADERS_TOO_LONG = "headers_too_long"  #: more than 64 kB of headers
    HEADER_CUT = "header_cut"  #: one header over 8 kB was cut
    TOO_MANY_PARTS = "too_many_parts"
    TOO_DEEP = "too_deep"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    UNREADABLE = "unreadable"  #: reading it failed
    TEXT_CUT = "text_cut"  #: longer than we read
    CHARSET = "charset"  #: some letters were replaced
    TRANSFER_ENCODING = "transfer_encoding"  #: broken base64
    ENCRYPTED = "encrypted"  #: S/MIME or PGP
    WINMAIL = "winmail"  #: Microsoft's own wrapping
    CUT_SHORT = "cut_short"  #: the last boundary never came


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """What came with an email. `name_safe` holds no path and no control character."""

    name_safe: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPart:
    """A part that is made for machines: delivery status, feedback, calendar, returned headers."""

    content_type: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An email as it was read.

    `text` is the plain text, or text made out of the HTML (`html_seen` tells that there was
    some). `to` is what To and Cc say, `delivered_to` what servers wrote on the way. `return_path`
    is None where no server wrote it and empty for `<>`. `headers` are those of interest, their
    names in lower case, encoded words decoded. `body_hash` is SHA-256 over the bytes behind the
    headers. `unread`: stored, refused to be parsed, and a person has to look.
    """

    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    from_address: str = ""
    from_name: str = ""
    reply_to: str = ""
    to: tuple[str, ...] = ()
    delivered_to: tuple[str, ...] = ()
    return_path: str | None = None
    subject: str = ""
    date: datetime | None = None
    content_type: str = "text/plain"
    report_type: str = ""
    text: str = ""
    html_seen: bool = False
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    reports: tuple[ReportPart, ...] = ()
    problems: tuple[str, ...] = ()
    unread: bool = False
    size: int = 0
    body_hash: str = ""

    def header(self, name: str) -> str:
        """The first header of this lower-case name, or nothing."""
        return next((value for known, value in self.headers if known == name), "")

    def report(self, *content_types: str) -> str:
        """The text of the first part of one of these types, or nothing."""
        return next(iter(self.report_texts(*content_types)), "")

    def report_texts(self, *content_types: str) -> tuple[str, ...]:
        """The texts of all parts of these types, in the order of the mail."""
        return tuple(part.text for part in self.reports if part.content_type in content_types)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """What a returned mail says (RFC 3464, or read out of its text).

    `status` is an enhanced status code (RFC 3463) or empty. `action` is the report's word:
    failed, delayed, delivered, relayed, expanded; only `failed` is a refusal for good.
    """

    status: str
    action: str
    diagnostic: str
    original_message_id: str
    recipient_hint: str

    @property
    def failed(self) -> bool:
        """Whether the letter will not arrive, as opposed to a word about a delay or success."""
        return self.action == "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What a feedback report says (RFC 5965). `feedback_type` is abuse, fraud, not-spam, ..."""

    feedback_type: str
    original_message_id: str
    recipient_hint: str
    reported_domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewText:
    """What a person wrote, apart from what their mail program put around it.

    `quoted_under` pairs a line of ours with what was answered under it. No word of the mail is
    missing in `text`, `removed` and `signature` together.
    """

    text: str
    removed: str = ""
    quoted_under: tuple[tuple[str, str], ...] = ()
    signature: str = ""
