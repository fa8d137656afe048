"""The clock guard: a worker whose clock leaps stops sending and asks.

A year forward for five seconds would make everything due at once; an hour back would do a slot
again. So the worker's `now` raises at the leap itself, before any intent, and the switch that it
throws is set right by a person.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from drip.engine.clock import LEAP, Reading, believable, leap
from drip.errors import DripError
from drip.flow.services import Services
from drip.storage import heartbeat, switches, tasks
from drip.storage.database import Transaction
from drip.storage.switches import Switch

log = structlog.get_logger()


class ClockLeptError(DripError):
    """The clock moved by more than ten minutes at once."""

    def __init__(self, moved: timedelta) -> None:
        self.moved = moved
        way = "forward" if moved > timedelta() else "back"
        super().__init__(f"The clock moved {way} by {_span(abs(moved))} at once.")


def _span(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    if minutes < 2 * 60:
        return f"{minutes} minutes"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 2 * 24 else f"{round(hours / 24)} days"


class GuardedClock:
    """A clock that raises from a leap on, whoever asks, until `told` says that sending has stopped.

    Safe in several threads: one that did not see the leap itself must not go on by the new time.
    """

    def __init__(self, now: Callable[[], datetime], steady: Callable[[], float]) -> None:
        self._now = now
        self._steady = steady
        self._lock = threading.Lock()
        self._last: Reading | None = None
        self._leapt: timedelta | None = None

    def __call__(self) -> datetime:
        """The present.

        Raises:
            ClockLeptError: it leapt, and nobody has been told yet.
        """
        with self._lock:
            reading = Reading(self._now(), self._steady())
            before, self._last = self._last, reading
            moved = leap(before, reading) if before else timedelta()
            if not believable(moved):
                self._leapt = moved
            leapt = self._leapt
        if leapt is not None:
            raise ClockLeptError(leapt)
        return reading.wall

    def told(self, error: ClockLeptError) -> None:
        """Go on: what this leap means has been seen to. A later one is still told."""
        with self._lock:
            if self._leapt == error.moved:
                self._leapt = None


def steady() -> float:
    """Seconds that pass, also while the machine sleeps: time asleep is no leap."""
    asleep_too = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if asleep_too is None else time.clock_gettime(asleep_too)


def trusted(services: Services) -> bool:
    """Whether no leap waits for a person's word."""
    with services.database.read() as tx:
        return all(one.switch is not Switch.CLOCK for one in switches.held(tx))


def stop_for(services: Services, error: ClockLeptError) -> None:
    """Stop sending and ask."""
    _stop(services, error.message)


def look_back(services: Services) -> None:
    """At the start: stop when an earlier tick lies in the future."""
    with services.database.read() as tx:
        last = heartbeat.last_tick(tx)
    if last is not None and last - services.wall() > LEAP:
        _stop(services, f"The last tick was at {last:%Y-%m-%d %H:%M} UTC, which is in the future.")


def believe(tx: Transaction, *, by: str, now: datetime) -> bool:
    """A person says that the clock is right; False when nobody doubted it."""
    stopped = [one.since for one in switches.held(tx) if one.switch is Switch.CLOCK]
    if not switches.release(tx, Switch.CLOCK, reason="the clock is right", by=by, now=now):
        return False
    causes = [_cause(since) for since in stopped]
    tasks.close_causes(tx, causes, by=by, note="The clock is right.", now=now)
    return True


def _cause(since: datetime) -> str:
    return f"clock:{since.isoformat()}"


def _stop(services: Services, what: str) -> None:
    now = services.wall()
    with services.database.write() as tx:
        if not switches.hold(tx, Switch.CLOCK, reason=what, by="worker", now=now):
            return
        tasks.add(
            tx,
            cause=_cause(now),
            title="Nothing is sent: the clock cannot be believed",
            detail=f"{what} Compare it with another clock; when it is right, type `drip send on`.",
            now=now,
        )
    log.error("clock leapt", reason=what)
