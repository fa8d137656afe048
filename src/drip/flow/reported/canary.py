"""The canary: one notice a day to the clinic itself, whose event proves that the whole path works.

A clinic that sends three letters a day has too few events to tell a quiet webhook from a broken
one. The canary is one that must come; when it does not, the clinic is told.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from drip.domain.deliveries import CANARY
from drip.domain.letters import OwnText
from drip.engine.calendar import local_day, zone_of
from drip.flow.in_force import offer
from drip.flow.letters.notices import tell
from drip.flow.services import Services
from drip.storage import canaries, tasks

#: Transports whose provider reports what became of a letter.
_REPORTING = frozenset({"sendgrid"})
#: Events come within minutes; after half a day something is wrong.
_OVERDUE = timedelta(hours=12)
_TEXT = OwnText(
    subject="Drip: today's test letter",
    text=(
        "This letter is sent once a day, so that Drip can see that letters leave and that reports"
        " about them come back. There is nothing to do.\n\n"
        "If you ever miss it for a day, run: drip doctor"
    ),
)


def send(services: Services, now: datetime) -> None:
    """Owe today's canary, and say so when an earlier one was never reported."""
    if services.transport.name not in _REPORTING:
        return
    clinic = offer.clinic(services)
    if not clinic.reply_to:
        return
    today = local_day(now, zone_of(clinic.zone)).isoformat()
    with services.database.write() as tx:
        missed = canaries.unreported(tx, before=now - _OVERDUE)
        for day in missed:
            tasks.add(
                tx,
                cause=f"canary:{day}",
                title="Reports about letters do not come back",
                detail=f"The test letter of {day} left, and SendGrid never reported it. "
                "Until reports come, nobody can tell what became of letters: run `drip doctor`.",
                now=now,
            )
        tell(services, tx, about=f"{CANARY}{today}", text=_TEXT, now=now, to=(clinic.reply_to,))
