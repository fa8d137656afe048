"""The demo: forty invented people, eight weeks at speed, and then a clock in the visitor's hand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from types import TracebackType
from typing import Self

import drip
from drip.engine.calendar import zone_of
from drip.flow import offer
from drip.flow.services import Services
from drip.simulation.clock import VirtualClock
from drip.simulation.life import Life
from drip.simulation.people import Person, forty
from drip.simulation.postbox import Postbox
from drip.simulation.run import advance, settle, to_next_letter
from drip.storage import heartbeat

WEEKS = timedelta(weeks=8)
#: In the eight weeks at speed, nobody sees whether a letter left some minutes later.
_GRAIN = timedelta(minutes=30)
_PULSE = 1.0


class Demo:
    """Invented people living on a virtual clock. One lock keeps its jumps and its pulse apart."""

    def __init__(self, services: Services, clock: VirtualClock, postbox: Postbox) -> None:
        self._services = services
        self._clock = clock
        self._postbox = postbox
        self._life: Life | None = None
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._pulse = threading.Thread(target=self._beat, name="demo pulse", daemon=True)

    def live(
        self,
        passed: Callable[[datetime], None],
        *,
        people: tuple[Person, ...] | None = None,
        span: timedelta = WEEKS,
    ) -> int:
        """Live through the weeks; `passed` hears of each stop. Answers how many letters left."""
        begin = self._clock.now()
        everybody = forty() if people is None else people
        self._life = Life(self._services, self._postbox, everybody, begin)
        return advance(
            self._services,
            self._clock,
            begin + span,
            actors=self._life,
            grain=_GRAIN,
            passed=passed,
        )

    def __enter__(self) -> Self:
        """Let the clock go on by itself, and send what the visitor causes within a second."""
        self._clock.run(self._services.steady)
        self._pulse.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the pulse."""
        self._ended.set()
        self._pulse.join()

    def now(self) -> datetime:
        """What the demo's clock shows, aware UTC."""
        return self._clock.now()

    def zone(self) -> tzinfo:
        """The clinic's time zone."""
        return zone_of(offer.clinic(self._services).zone)

    def forward(self, span: timedelta) -> None:
        """Live through this span, with everything that falls due in it."""
        with self._lock:
            advance(self._services, self._clock, self._clock.now() + span, actors=self._life)

    def to_next_letter(self) -> None:
        """Live until the next letter has gone."""
        with self._lock:
            to_next_letter(self._services, self._clock, actors=self._life)

    def _beat(self) -> None:
        while not self._ended.wait(_PULSE):
            with self._lock:
                settle(self._services)
                self._report()

    def _report(self) -> None:
        services = self._services
        with services.database.write() as tx:
            heartbeat.beat(
                tx, services.worker, now=services.wall(), version=drip.__version__, ticked=True
            )
