"""What happens once a day, by the clinic's own clock, whichever process gets to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

import structlog

from drip.engine.calendar import local_day, zone_of
from drip.errors import DripError
from drip.flow.booked import quiet
from drip.flow.front_desk import digest
from drip.flow.in_force import offer
from drip.flow.leaving import suppression_lists
from drip.flow.reported import canary
from drip.flow.services import Services
from drip.storage import heartbeat

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """A job of every day: its name, the hour at the clinic from which it runs, and what it does."""

    name: str
    at: time
    run: Callable[[Services, datetime], object]


JOBS: Sequence[Daily] = (
    Daily(name="lists", at=time(3), run=suppression_lists.keep_in_step),
    Daily(name="canary", at=time(5), run=canary.send),
    Daily(name="quiet", at=time(6), run=quiet.look),
    Daily(name="morning", at=time(6, 30), run=digest.send),
)


def run_due(services: Services, jobs: Sequence[Daily] = JOBS) -> list[str]:
    """Run each job whose hour has come and that nobody has run today; answers their names.

    A day's slot is taken first: a job that fails is told in the log and comes again tomorrow.
    """
    now = services.now()
    zone = zone_of(offer.clinic(services).zone)
    clock, today = now.astimezone(zone).time(), local_day(now, zone).isoformat()
    done = []
    for job in jobs:
        if clock < job.at or not _ours(services, job.name, today, now):
            continue
        try:
            job.run(services, now)
        except DripError as error:
            log.error("daily job failed", job=job.name, reason=error.message)  # noqa: TRY400 - the sentence says it all
            continue
        done.append(job.name)
    return done


def _ours(services: Services, name: str, day: str, now: datetime) -> bool:
    with services.database.read() as tx:
        if heartbeat.slot_taken(tx, name, day):
            return False
    with services.database.write() as tx:
        return heartbeat.claim_slot(tx, name, day, worker=services.worker, now=now)
