"""Sources that fell quiet, or cannot be asked: staff are told once, until the next report."""

from __future__ import annotations

from datetime import datetime, timedelta

from drip.flow.services import Services
from drip.insight.quiet import is_quiet
from drip.storage import bookings, sources, tasks
from drip.storage.database import Transaction
from drip.storage.sources import Source

_LOOK_BACK = timedelta(weeks=8)
#: A system may be away for so long without a word to staff.
_BORNE = timedelta(days=1)
_NAMES = {"calcom": "Cal.com", "calendly": "Calendly", "cliniko": "Cliniko"}


def look(services: Services, now: datetime) -> None:
    """Tell staff of each booking system that was busy and reports no more, or cannot be asked."""
    with services.database.write() as tx:
        for source in sources.all_known(tx):
            _tell_trouble(tx, source, now)
            heard = bookings.heard(tx, source.name, now - _LOOK_BACK)
            if source.told_at is not None or not is_quiet(heard, now):
                continue
            name = _NAMES.get(source.name, source.name)
            sources.note(tx, source.name, told_at=now)
            tasks.add(
                tx,
                cause=f"quiet:{source.name}:{now.date().isoformat()}",
                title=f"{name} reports no bookings any more",
                detail=f"The last report came on {heard[-1]:%d %B}. See whether its webhook or key "
                "still works: meanwhile people who have booked are asked to book.",
                now=now,
            )


def _tell_trouble(tx: Transaction, source: Source, now: datetime) -> None:
    """Tell that a system which is asked gives no answer, once for each time that it fails."""
    if not source.trouble or (source.heard_at is not None and now - source.heard_at < _BORNE):
        return
    since = source.heard_at.isoformat() if source.heard_at is not None else "ever"
    last = f"since {source.heard_at:%d %B}" if source.heard_at is not None else "so far"
    name = _NAMES.get(source.name, source.name)
    tasks.add(
        tx,
        cause=f"trouble:{source.name}:{since}",
        title=f"{name} cannot be asked for bookings",
        detail=f"{source.trouble} It gave no answer {last}. See whether its key still works: "
        "meanwhile people who have booked are asked to book.",
        now=now,
    )
