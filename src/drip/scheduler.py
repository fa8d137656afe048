"""The clockwork: APScheduler with its memory store, as a heartbeat and nothing more.

The database is the only schedule; nothing about a person lives here. `tick` looks at what is due,
`maintain` at everything else, and crons run once a slot across all processes. A job that raises is
logged and comes again. The worker's heartbeat in the database is what others read.

APScheduler waits for moments of the wall's clock. Set back by a day, it would sleep for a day and
nobody would hear of it; set on by a year, it would count every missed beat. So a beat is always
one interval away from now, by a trigger that counts nothing and a thread that looks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

import drip
from drip.errors import DripError
from drip.flow.holding_back import clock
from drip.flow.holding_back.clock import ClockLeptError, GuardedClock
from drip.flow.holding_back.home import Guard
from drip.flow.rounds.daily import run_due
from drip.flow.rounds.nightly import prune
from drip.flow.rounds.tick import maintain, tick
from drip.flow.services import Services
from drip.flow.urgent import alarms
from drip.storage import heartbeat

log = structlog.get_logger()


#: How often to look whether a beat has been put off by a clock that was set back, in seconds.
_LOOK = 1.0


class Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Beats once an interval, however many were missed."""

    def __init__(self, interval: timedelta) -> None:
        self.interval = interval

    def __str__(self) -> str:
        return f"every {self.interval.total_seconds():g} s"

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The next beat; APScheduler's name."""
        following = (previous or now) + self.interval
        return following if following > now else now + self.interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """How often the clockwork looks."""

    tick: timedelta = timedelta(seconds=2)
    maintain: timedelta = timedelta(seconds=15)
    daily: timedelta = timedelta(minutes=5)


class Clockwork:
    """Ticks in the background from `start` to `stop`.

    `home` looks whether this database is the one to send from; without it nobody looks.
    """

    def __init__(
        self, services: Services, beat: Beat | None = None, *, home: Guard | None = None
    ) -> None:
        self._clock = GuardedClock(services.now, clock.steady)
        self._services = replace(services, now=self._clock)
        self._home = home
        self._stopping = threading.Event()
        self._looking = threading.Thread(target=self._look_after, daemon=True)
        self._scheduler = _scheduler()
        beat = beat or Beat()
        self._every(beat.tick, self.tick)
        self._every(beat.maintain, self.maintain)
        self._every(beat.daily, self.daily)
        self._every(beat.maintain, self.alarms)
        self._scheduler.add_job(
            self._guarded("prune", self.once_a_night), CronTrigger(hour=16, timezone=UTC)
        )

    def start(self) -> None:
        """Begin to tick, at once."""
        with self._services.database.write() as tx:
            now = self._services.wall()
            heartbeat.beat(tx, self._services.worker, now=now, version=drip.__version__)
        clock.look_back(self._services)
        self._scheduler.start()
        self._looking.start()

    def stop(self) -> None:
        """Finish what is in hand, then end; the worker leaves the list."""
        self._stopping.set()
        stop = getattr(self._services.transport, "stop", None)
        if stop is not None:
            stop()
        if self._looking.is_alive():
            self._looking.join()
        self._scheduler.shutdown(wait=True)
        with self._services.database.write() as tx:
            heartbeat.leave(tx, self._services.worker)

    def keep_pace(self) -> None:
        """Beat now where the next beat lies further away than one interval: the clock was set."""
        now = self._services.wall()
        for job in self._scheduler.get_jobs():
            trigger, following = job.trigger, job.next_run_time
            if isinstance(trigger, Every) and following - now > trigger.interval:
                job.modify(next_run_time=now)

    def _look_after(self) -> None:
        while not self._stopping.wait(_LOOK):
            self.keep_pace()

    def tick(self) -> None:
        """Send what is due, and note that this went well."""
        self._look()
        while tick(self._services).claimed and not self._stopping.is_set():
            self._beat()
            self._look()
        self._beat()

    def _look(self) -> None:
        if self._home is not None:
            self._home.look()

    def maintain(self) -> None:
        """Let time pass for everything that is no letter; not by a clock that leapt."""
        if clock.trusted(self._services):
            maintain(self._services)

    def alarms(self) -> None:
        """Raise the alarms that are due; they wait behind nothing else."""
        alarms.run_due(self._services, self._services.now())

    def daily(self) -> None:
        """Run what is due once a day, by the clinic's clock."""
        if clock.trusted(self._services):
            run_due(self._services)

    def _beat(self) -> None:
        services = self._services
        with services.database.write() as tx:
            heartbeat.beat(
                tx, services.worker, now=services.wall(), version=drip.__version__, ticked=True
            )

    def once_a_night(self) -> None:
        """Prune, unless another process does it this night."""
        services = self._services
        now = services.wall()
        with services.database.write() as tx:
            ours = heartbeat.claim_slot(
                tx, "prune", now.date().isoformat(), worker=services.worker, now=now
            )
        if ours:
            prune(services)

    def _stop_for(self, error: ClockLeptError) -> None:
        """Throw the switch; where that fails, the clock goes on raising and the next beat tries."""
        try:
            clock.stop_for(self._services, error)
        except DripError as failed:
            log.error("clock leapt", reason=error.message, failed=failed.message)  # noqa: TRY400 - the sentences say it all
        else:
            self._clock.told(error)

    def _every(self, interval: timedelta, job: Callable[[], None]) -> None:
        now = self._services.wall()
        run = self._guarded(job.__name__, job)
        self._scheduler.add_job(run, Every(interval), next_run_time=now, id=job.__name__)

    def _guarded(self, name: str, job: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            if self._stopping.is_set():
                return
            try:
                job()
            except ClockLeptError as error:
                self._stop_for(error)
            except DripError as error:
                log.error("job failed", job=name, reason=error.message)  # noqa: TRY400 - the sentence says it all
            except Exception:
                log.exception("job failed", job=name)

        return run


def _scheduler() -> BackgroundScheduler:
    # A late beat is still a beat: the default grace of one second would drop it.
    return BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(3)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone=UTC,
    )
