"""SendGrid's Inbound Parse: a posted form back to the mail that it was.

The raw form holds the mail itself. The parsed form holds its pieces, each text in the charset that
the field `charsets` names; a mail is built of them again. Nothing here raises and nothing is lost:
a post that is neither is a mail of its own bytes, for a person to look at.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drip.inbound import authenticity
from drip.inbound.addresses import addresses
from drip.inbound.charsets import decode
from drip.inbound.form_data import Field, read_form

SOURCE = "parse"
_HEADER = re.compile(r"^([!-9;-~]{1,80}):")
#: What says how the pieces were packed: they are packed anew.
_PACKING = frozenset({"content-type", "content-transfer-encoding", "mime-version"})
_REPORT = re.compile(
    r"^content-type:\s{0,20}(multipart/report\b[^\r\n]{0,500}(?:\n[ \t][^\r\n]{0,500}){0,9})",
    re.IGNORECASE | re.MULTILINE,
)
_REPORT_TYPE = re.compile(r"report-type\s*=\s*\"?([\w-]{1,60})", re.IGNORECASE)
_TYPE = re.compile(r"[\w.+-]{1,80}/[\w.+-]{1,80}(?:;[ -~]{0,300})?")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\"\\]")
_LINE = 76
_MOST_NAME = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsePost:
    """One mail as it was posted: its bytes, its envelope, and what SendGrid found of its sender."""

    raw: bytes
    envelope_from: str
    envelope_to: tuple[str, ...]
    vouched: str


def read_post(content_type: str, body: bytes) -> ParsePost:
    """The mail of a post."""
    fields = read_form(content_type, body)
    given = {one.name: one for one in reversed(fields) if one.file_name is None}
    words = {
        name: decode(one.value, _charsets(given).get(name, ""))[0]
        for name, one in given.items()
        if name != "email"
    }
    sender, recipients = _envelope(words)
    vouched = authenticity.of_post(words.get("dkim", ""), words.get("SPF", ""), sender)
    return ParsePost(
        raw=_raw(fields, given, words) or body,
        envelope_from=sender,
        envelope_to=recipients,
        vouched=str(vouched),
    )


def _raw(fields: Sequence[Field], given: Mapping[str, Field], words: Mapping[str, str]) -> bytes:
    """The mail itself, or one built of its pieces; nothing where there are none."""
    whole = next((one.value for one in fields if one.name == "email" and one.value.strip()), b"")
    if whole:
        return whole
    files = [one for one in fields if one.file_name is not None]
    if not files and not any(
        words.get(name, "").strip() for name in ("headers", "from", "text", "html")
    ):
        return b""
    return _built(words, _charsets(given), files)


def _charsets(given: Mapping[str, Field]) -> dict[str, str]:
    found = (
        _object(given["charsets"].value.decode("utf-8", "replace")) if "charsets" in given else {}
    )
    return {name: value for name, value in found.items() if isinstance(value, str)}


def _envelope(words: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Sender and recipients of the envelope; those of the headers where there is none."""
    found = _object(words.get("envelope", ""))
    to = found.get("to")
    recipients = [one for one in to if isinstance(one, str)] if isinstance(to, list) else []
    sender = found.get("from")
    return (
        sender if isinstance(sender, str) else "",
        tuple(dict.fromkeys(recipients)) or addresses(words.get("to", "")) or ("",),
    )


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _built(words: Mapping[str, str], charsets: Mapping[str, str], files: Sequence[Field]) -> bytes:
    """A mail in UTF-8 of the pieces: the headers as they were, the texts, what was attached."""
    texts = [
        _piece(f"text/{kind}; charset=utf-8", words[name].encode())
        for name, kind in (("text", "plain"), ("html", "html"))
        if words.get(name, "").strip()
    ]
    parts = [texts[0]] if len(texts) == 1 else [_together("alternative", texts)] if texts else []
    parts += [_attached(one) for one in files]
    headers = words.get("headers", "").replace("\r\n", "\n")
    report = _REPORT.search(headers)
    kind = "mixed"
    if report is not None:
        named = _REPORT_TYPE.search(report[1])
        kind = f"report; report-type={named[1]}" if named else "report"
    head = [*_kept(headers, words), _origin(words, charsets, files), "MIME-Version: 1.0"]
    return "\r\n".join(head).encode() + b"\r\n" + _together(kind, parts)


def _kept(headers: str, words: Mapping[str, str]) -> list[str]:
    """The header lines but those about packing; the most needed ones where none were sent."""
    kept: list[str] = []
    keep = False
    for line in headers.split("\n"):
        if line[:1] in {" ", "\t"}:
            kept += [line] if keep else []
        elif found := _HEADER.match(line):
            keep = found[1].lower() not in _PACKING
            kept += [line] if keep else []
    named = {line.partition(":")[0].lower() for line in kept}
    for name in ("From", "To", "Subject"):
        value = " ".join(words.get(name.lower(), "").split())
        if value and name.lower() not in named:
            kept.append(f"{name}: {value}")
    return kept


def _origin(words: Mapping[str, str], charsets: Mapping[str, str], files: Sequence[Field]) -> str:
    """What the post held, for whoever looks at the mail later."""
    texts = [
        f"{name} ({charsets.get(name, 'utf-8')})" for name in ("text", "html") if name in words
    ]
    said = ", ".join((*texts, f"{len(files)} files"))
    found = f"dkim {words.get('dkim', '')}; SPF {words.get('SPF', '')}"
    return "X-Drip-Built-From: " + " ".join(_UNSAFE.sub(" ", f"{said}; {found}").split())[:900]


def _piece(content_type: str, value: bytes, more: str = "") -> bytes:
    text = base64.b64encode(value)
    lines = b"\r\n".join(text[at : at + _LINE] for at in range(0, len(text), _LINE))
    head = f"Content-Type: {content_type}\r\n{more}Content-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + lines + b"\r\n"


def _attached(one: Field) -> bytes:
    """A file. What reports are made of is packed as it is, so that it is read as such."""
    kind = one.content_type if _TYPE.fullmatch(one.content_type) else "application/octet-stream"
    if kind.lower().startswith(("message/", "text/rfc822-headers")):
        return f"Content-Type: {kind}\r\n\r\n".encode() + one.value + b"\r\n"
    name = _UNSAFE.sub("_", one.file_name or "")[:_MOST_NAME]
    return _piece(kind, one.value, f'Content-Disposition: attachment; filename="{name}"\r\n')


def _together(kind: str, parts: Sequence[bytes]) -> bytes:
    """Parts behind a boundary that none of them holds, the same for the same parts."""
    boundary = f"drip-{hashlib.sha256(b''.join(parts)).hexdigest()[:40]}"
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    body = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts)
    return head + body + f"--{boundary}--\r\n".encode()
