"""What a person wrote into the answer of a calendar program (RFC 5545, 3.8.1.4)."""

from __future__ import annotations

import re

from drip.domain.mail import Mail

_FOLDED = re.compile(r"\r?\n[ \t]")
_COMMENT = re.compile(
    r"^COMMENT(?:;(?:[^:\"\n]|\"[^\"\n]*\"){0,300})?:(.*)$", re.MULTILINE | re.IGNORECASE
)
#: Google's place for it.
_BESIDE = re.compile(r";X-RESPONSE-COMMENT=(?:\"([^\"\n]*)\"|([^;:\n]*))", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\;,nN])")
_MOST = 20


def comments(mail: Mail) -> str:
    """The comments of a calendar answer, one a line; the event's own words are not theirs."""
    found = []
    for part in (*mail.report_texts("text/calendar", "application/ics"), mail.text):
        whole = _FOLDED.sub("", part)
        found += _COMMENT.findall(whole)
        found += [quoted or bare for quoted, bare in _BESIDE.findall(whole)]
    read = (_ESCAPED.sub(_plain, one).strip() for one in found[:_MOST])
    return "\n".join(dict.fromkeys(one for one in read if one))


def _plain(escaped: re.Match[str]) -> str:
    return "\n" if escaped[1] in "nN" else escaped[1]
