"""The short email to reception each clinic morning: whom to ring and what waits.

Names alone: an email is read over shoulders and forwarded, so nothing clinical, no answer and no
reason stands in it. Those are on the staff pages.
"""

from __future__ import annotations

from datetime import datetime

from drip.domain.letters import OwnText
from drip.engine.calendar import local_day, zone_of
from drip.engine.holidays import is_holiday
from drip.flow.front_desk import call_list
from drip.flow.front_desk.call_list import Line
from drip.flow.in_force import offer
from drip.flow.letters.notices import tell
from drip.flow.services import Services
from drip.storage import waiting
from drip.storage.waiting import Waiting


def send(services: Services, now: datetime) -> None:
    """Owe this morning's email, on a day on which the clinic is open and where it wants one."""
    clinic = offer.clinic(services)
    today = local_day(now, zone_of(clinic.zone))
    closed = today.weekday() not in clinic.hours or (
        clinic.holidays is not None and is_holiday(clinic.holidays, today)
    )
    if closed or not clinic.calls_a_day or not clinic.reception:
        return
    lines = call_list.today(services, now)
    with services.database.write() as tx:
        text = words(lines, waiting.count(tx, now), services.links.base_url)
        to = (clinic.reception,)
        tell(services, tx, about=f"morning:{today.isoformat()}", text=text, now=now, to=to)


def words(lines: list[Line], waits: Waiting, base_url: str) -> OwnText:
    """What the email says."""
    paragraphs = [_rings(lines), _waits(waits), f"Everything else is here: {base_url}/staff/"]
    subject = (
        f"Drip this morning: {_count(len(lines), 'person', 'people')} to ring"
        if lines
        else "Drip this morning: nobody to ring"
    )
    return OwnText(subject=subject, text="\n\n".join(one for one in paragraphs if one))


def _rings(lines: list[Line]) -> str:
    if not lines:
        return "Nobody needs a call today."
    names = "\n".join(f"- {one.first_name}" for one in lines)
    return f"To ring today, in this order:\n{names}"


def _waits(waits: Waiting) -> str:
    parts = [
        (waits.urgent, "urgent case is open", "urgent cases are open"),
        (waits.unread, "message waits for an answer", "messages wait for an answer"),
        (waits.tasks, "task is open", "tasks are open"),
    ]
    said = [f"- {number} {one if number == 1 else many}" for number, one, many in parts if number]
    return "What waits:\n" + "\n".join(said) if said else "Nothing waits."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
