"""The demo: forty invented people, eight weeks at speed, and then a clock in the visitor's hand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from types import TracebackType
from typing import Self

import drip
from drip.domain.letters import Letter
from drip.engine.calendar import zone_of
from drip.flow.in_force import offer
from drip.flow.services import Services
from drip.links import fold_address
from drip.simulation.clock import VirtualClock
from drip.simulation.life import Life
from drip.simulation.people import Person, forty
from drip.simulation.postbox import Postbox
from drip.simulation.run import advance, settle, to_next_letter
from drip.storage import agenda, heartbeat

WEEKS = timedelta(weeks=8)
#: In the eight weeks at speed, nobody sees whether a letter left some minutes later.
_GRAIN = timedelta(minutes=30)
_PULSE = 1.0


@dataclass(frozen=True, slots=True)
class _Visitor:
    """Whoever tries the demo, as far as they have signed up. `waits`: a letter will come."""

    email: str = ""
    waits: bool = False

    def is_among(self, letters: list[Letter]) -> bool:
        """Whether one of the letters is theirs."""
        return any(letter.to_address == self.email for letter in letters)


class Demo:
    """Invented people living on a virtual clock. One lock keeps its jumps and its pulse apart."""

    def __init__(self, services: Services, clock: VirtualClock, postbox: Postbox) -> None:
        self._services = services
        self._clock = clock
        self._postbox = postbox
        self._life: Life | None = None
        self._cast: frozenset[str] = frozenset()
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
        hashed = self._services.links.keyed_hash
        self._cast = frozenset(hashed("address", fold_address(one.email)) for one in everybody)
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

    def forward(self, span: timedelta) -> list[Letter]:
        """Live through this span, with everything that falls due in it; answers what left."""
        with self._lock:
            self._postbox.forget()
            advance(self._services, self._clock, self._clock.now() + span, actors=self._life)
            return self._left(self._visitor())

    def to_next_letter(self) -> list[Letter]:
        """Live until the visitor's next letter, or anybody's where none is planned for them.

        Answers what left: the visitor's own first, then the newest.
        """
        with self._lock:
            self._postbox.forget()
            visitor = self._visitor()
            to_next_letter(
                self._services,
                self._clock,
                actors=self._life,
                arrived=lambda: not visitor.waits or visitor.is_among(self._postbox.passed()),
            )
            return self._left(visitor)

    def _visitor(self) -> _Visitor:
        with self._services.database.read() as tx:
            found = agenda.newest_besides(tx, self._cast)
            if found is None:
                return _Visitor()
            return _Visitor(found.email, waits=agenda.letter_to_come(tx, found.id))

    def _left(self, visitor: _Visitor) -> list[Letter]:
        newest = self._postbox.passed()[::-1]
        return sorted(newest, key=lambda letter: letter.to_address != visitor.email)

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
