"""Reading the outbox back, for the page where staff look at what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

from drip.delivery.outbox import SUFFIX
from drip.domain.letters import Letter

#: A search looks at the newest letters only.
MOST_SEARCHED = 5_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ID = re.compile(r"(\d{4}-\d{2}-\d{2})_([A-Za-z0-9][A-Za-z0-9._-]{0,120})")
_HEAD_BYTES = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """One letter in a list. `id` names it to `read` and is safe in an address."""

    id: str
    to: str
    subject: str
    date: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMail:
    """One letter, whole. `source` is the message as it would have left."""

    id: str
    to: str
    subject: str
    date: datetime | None
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    source: str


def id_of(letter: Letter) -> str:
    """The id of a letter that was written to the outbox."""
    return f"{letter.date.astimezone(UTC).date().isoformat()}_{letter.ref}"


class OutboxReader:
    """Looks into an outbox's folder. Writes nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def list(self, query: str = "", limit: int = 100, skip: int = 0) -> list[OutboxEntry]:
        """The newest letters first; with `query`, those with it in their address or subject.

        `skip` leaves out so many of them; without a query, these are not opened.
        """
        wanted = query.strip().casefold()
        if not wanted:
            return [_entry(path) for path in islice(self._newest(), skip, skip + limit)]
        entries = map(_entry, islice(self._newest(), MOST_SEARCHED))
        fitting = (one for one in entries if wanted in f"{one.to}\n{one.subject}".casefold())
        return list(islice(fitting, skip, skip + limit))

    def read(self, mail_id: str) -> OutboxMail | None:
        """One letter by its id; None when there is none."""
        match = _ID.fullmatch(mail_id)
        if match is None:
            return None
        path = self._folder / match[1] / f"{match[2]}{SUFFIX}"
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        message = message_from_bytes(raw, policy=policy.default)
        return OutboxMail(
            id=mail_id,
            to=str(message.get("To", "")),
            subject=str(message.get("Subject", "")),
            date=_date(message),
            headers=tuple((name, str(value)) for name, value in message.items()),
            text=_part(message, "plain"),
            html=_part(message, "html"),
            source=raw.decode("utf-8", "replace"),
        )

    def _newest(self) -> Iterator[Path]:
        if not self._folder.is_dir():
            return
        days = [day for day in self._folder.iterdir() if _DAY.fullmatch(day.name)]
        for day in sorted(days, reverse=True):
            files = [path for path in day.iterdir() if _ID.fullmatch(f"{day.name}_{path.stem}")]
            letters = [path for path in files if path.suffix == SUFFIX]
            yield from sorted(letters, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _entry(path: Path) -> OutboxEntry:
    with path.open("rb") as file:
        message = BytesHeaderParser(policy=policy.default).parsebytes(file.read(_HEAD_BYTES))
    return OutboxEntry(
        id=f"{path.parent.name}_{path.stem}",
        to=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        date=_date(message),
    )


def _date(message: EmailMessage) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).astimezone(UTC)
    except ValueError:
        return None


def _part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body(preferencelist=(subtype,))
    return str(body.get_content()) if body is not None else ""
