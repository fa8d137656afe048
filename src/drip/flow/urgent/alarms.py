"""Alarms: whoever is on duty is told by two routes, again and again, until somebody has it.

An alarm names nobody and says nothing clinical: it is read on a locked phone, in a queue, by
whoever stands beside.
"""

from __future__ import annotations

from datetime import datetime

import structlog

from drip.domain.inbox import Case
from drip.domain.letters import OwnText
from drip.engine.cases import next_alarm
from drip.flow.in_force import offer
from drip.flow.letters.notices import tell
from drip.flow.services import Services
from drip.storage import cases
from drip.storage.database import Transaction

log = structlog.get_logger()


def run_due(services: Services, now: datetime) -> int:
    """Raise the alarms that are due; answers how many.

    The second route is called in no transaction.
    """
    with services.database.read() as tx:
        due = cases.due_alarms(tx, now)
    count = 0
    for case in due:
        with services.database.write() as tx:
            number = case.alarms + 1
            if not cases.raised(tx, case, again_at=next_alarm(number, now)):
                continue
            _by_email(services, tx, case, number, now)
        count += 1
        result = services.pager(
            {
                "case": case.id,
                "alarm": number,
                "overdue": now > case.deadline_at,
                "url": f"{services.links.base_url}/staff/cases/{case.id}",
                "text": "Drip: a message needs a person now.",
            }
        )
        with services.database.write() as tx:
            cases.page(tx, case.id, number, result=result, now=now)
        log.warning("alarm", case=case.id, number=number, second_route=result)
    return count


def _by_email(services: Services, tx: Transaction, case: Case, number: int, now: datetime) -> None:
    page = f"{services.links.base_url}/staff/cases/{case.id}"
    text = OwnText(
        subject=f"Drip: a message {'still ' if number > 1 else ''}needs a person now",
        text=(
            "A message has come in that somebody should read and answer by telephone now."
            f"\n\n{page}\n\n"
            "This alarm comes again until somebody there says that they have it."
        ),
    )
    tell(services, tx, about=f"case:{case.id}:{number}", text=text, now=now)
    if now > case.deadline_at and cases.escalated(tx, case.id, now):
        clinic = offer.clinic_in(services, tx)
        owner = OwnText(
            subject="Drip: nobody has taken a message that needs a person",
            text=(
                "An hour of the clinic's time has passed, and nobody on duty has taken a message"
                f" that should be answered by telephone.\n\n{page}"
            ),
        )
        to = (clinic.owner or clinic.reply_to,)
        tell(services, tx, about=f"overdue:{case.id}", text=owner, now=now, to=to)
