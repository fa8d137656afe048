"""Living through a span of time: from one moment at which something happens to the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from drip.flow.rounds.tick import maintain, tick
from drip.flow.services import Services
from drip.simulation.clock import VirtualClock
from drip.storage import agenda

#: Moments closer together than this are lived through at once.
GRAIN = timedelta(minutes=1)


class Actors(Protocol):
    """People who do something now and then."""

    def next_deed(self) -> datetime | None:
        """When somebody does something next."""
        ...

    def act(self, now: datetime) -> None:
        """Do what is to be done by now."""
        ...


def settle(services: Services) -> int:
    """Do all that is due at this moment; answers how many letters left."""
    sent = 0
    while True:
        maintain(services)
        report = tick(services)
        sent += report.accepted
        if not report.claimed:
            return sent


def advance(
    services: Services,
    clock: VirtualClock,
    until: datetime,
    *,
    actors: Actors | None = None,
    grain: timedelta = GRAIN,
    passed: Callable[[datetime], None] = lambda _: None,
) -> int:
    """Live until a moment; answers how many letters left. `passed` hears of each stop."""
    sent = 0
    while True:
        sent += _live(services, clock, actors)
        passed(clock.now())
        if clock.now() >= until:
            return sent
        clock.move_to(min(until, max(clock.now() + grain, _next(services, clock, actors))))


def to_next_letter(
    services: Services,
    clock: VirtualClock,
    *,
    actors: Actors | None = None,
    within: timedelta = timedelta(days=60),
    arrived: Callable[[], bool] = lambda: True,
) -> int:
    """Live until a letter has left, or `within` is over; answers how many left.

    `arrived` is asked after every stop at which letters left, whether the awaited one was there.
    """
    end = clock.now() + within
    total = 0
    while clock.now() < end:
        clock.move_to(min(end, max(clock.now() + GRAIN, _next(services, clock, actors))))
        sent = _live(services, clock, actors)
        total += sent
        if sent and arrived():
            break
    return total


def _live(services: Services, clock: VirtualClock, actors: Actors | None) -> int:
    """Let everybody act on what came, and send what that causes, until all is quiet."""
    total = 0
    while True:
        if actors is not None:
            actors.act(clock.now())
        sent = settle(services)
        total += sent
        if not sent or actors is None:
            return total


def _next(services: Services, clock: VirtualClock, actors: Actors | None) -> datetime:
    with services.database.read() as tx:
        due = agenda.next_moment(tx, clock.now())
    deed = actors.next_deed() if actors is not None else None
    return min(
        (at for at in (due, deed) if at is not None), default=clock.now() + timedelta(days=1)
    )
