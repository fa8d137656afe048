"""Routines: what somebody planned, as a file for their own calendar. Reads only."""

from __future__ import annotations

from datetime import datetime

from drip.domain.sequences import QuestionKind
from drip.engine.calendar import zone_of
from drip.engine.icalendar import Event, calendar_file
from drip.engine.routine import first_day, read_routine
from drip.flow.planning.asked import Asked, Closed, find, questions_of
from drip.flow.services import Services
from drip.storage import answers
from drip.storage.answers import Asked as Said


def routine_calendar(services: Services, token: str, now: datetime) -> bytes | Closed | None:
    """The calendar file of the routines of a check-in; `None` where there is none."""
    with services.database.read() as tx:
        asked = find(services, tx, token, now)
        if not isinstance(asked, Asked):
            return asked
        said = answers.wording_of(tx, asked.check_in.id) if asked.check_in else []
    events = [event for line in said if (event := _event(services, asked, line))]
    return calendar_file(events, zone_of(asked.enrolment.zone), now) if events else None


def _event(services: Services, asked: Asked, line: Said) -> Event | None:
    question = questions_of(asked.revision.sequence).get(line.question)
    if question is None or question.kind is not QuestionKind.ROUTINE:
        return None
    routine = read_routine(line.value)
    if routine is None:
        return None
    # Of the enrolment, not of the check-in: a later plan takes the place of an earlier one.
    name = services.links.keyed_hash("routine", f"{asked.enrolment.id}:{line.question}")
    domain = asked.revision.clinic.sender.rpartition("@")[2]
    first = first_day(routine, line.at, zone_of(asked.enrolment.zone))
    return Event(uid=f"{name}@{domain}", routine=routine, first=first)
