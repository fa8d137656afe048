"""A `Mail` as JSON and back: how it crosses from the child process, where nothing is trusted."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from drip.domain.mail import Attachment, Mail, ReportPart

_FIELDS = frozenset(one.name for one in fields(Mail))


def write(mail: Mail) -> bytes:
    """One line of JSON."""
    content = asdict(mail)
    content["date"] = mail.date.isoformat() if mail.date else None
    return json.dumps(content).encode("ascii")


def read(raw: bytes) -> Mail:
    """The mail again.

    Raises:
        ValueError: it is no mail of ours.
    """
    try:
        return _mail(json.loads(raw))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("no mail came back") from error


def _mail(content: dict[str, Any]) -> Mail:
    given = {name: value for name, value in content.items() if name in _FIELDS}
    for name in ("in_reply_to", "references", "to", "delivered_to", "problems"):
        given[name] = tuple(str(one) for one in given[name])
    given["headers"] = tuple((str(name), str(value)) for name, value in given["headers"])
    given["attachments"] = tuple(Attachment(**one) for one in given["attachments"])
    given["reports"] = tuple(ReportPart(**one) for one in given["reports"])
    given["date"] = datetime.fromisoformat(given["date"]) if given["date"] else None
    return Mail(**given)
