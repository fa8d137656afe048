"""Sources that have fallen quiet: staff are told once, and the next report takes it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from drip.flow.services import Services
from drip.insight.quiet import is_quiet
from drip.storage import bookings, sources, tasks

_LOOK_BACK = timedelta(weeks=8)
_NAMES = {"calcom": "Cal.com", "calendly": "Calendly", "cliniko": "Cliniko"}


def look(services: Services, now: datetime) -> None:
    """Tell staff of each booking system that was busy and reports no more."""
    with services.database.write() as tx:
        for source in sources.all_known(tx):
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
