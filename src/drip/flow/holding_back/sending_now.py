"""What holds letters back right now, in words: for staff, the operator and the doctor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from drip.domain.circuits import Circuit
from drip.domain.deliveries import Trouble
from drip.flow.holding_back import throttle
from drip.flow.services import Services
from drip.storage import circuits, claims, heartbeat, switches
from drip.storage.database import Transaction
from drip.storage.switches import Held, Switch

_SWITCHES = {
    Switch.SENDING: "Nothing is sent: sending is switched off",
    Switch.QUARANTINE: "Nothing is sent: this looks like a copy of the database",
    Switch.CLOCK: "Nothing is sent: the clock cannot be believed",
    Switch.BLAST: "Programme letters wait for your word",
}
#: How a person sets each switch right.
WAY_OUT = {
    Switch.SENDING: "To let letters go again, type `drip send on`.",
    Switch.QUARANTINE: "To say which database this is, see `drip adopt --help`.",
    Switch.CLOCK: "When the clock is right, type `drip send on`.",
    Switch.BLAST: "If that is right, type `drip send on`.",
}
_AGAIN = "Drip tries again by itself; `drip send on` tries at once."
_TROUBLES = {
    Trouble.ACCOUNT: "the mail account is refused",
    Trouble.UNREACHABLE: "the mail server does not answer",
    Trouble.BUSY: "it asked us to wait",
    Trouble.POLICY: "it refuses what the clinic sends",
}


#: A worker that did not end a look well for so long is in trouble, or there is none.
_LATELY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One thing that holds letters back. `since` is empty where it is a setting.

    `stops` tells that nothing, or no programme letter, leaves because of it.
    """

    title: str
    detail: str
    since: datetime | None = None
    stops: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How sending stands: what holds letters back, and how many programme letters are due now.

    `worked` tells whether a worker has looked at them lately.
    """

    holds: tuple[Hold, ...]
    due: int
    worked: bool

    @property
    def sending(self) -> bool:
        """Whether letters may leave, if perhaps not all of them."""
        return not any(one.stops for one in self.holds)

    @property
    def leaving(self) -> bool:
        """Whether what is due leaves: nothing holds it, and a worker looks."""
        return self.sending and (self.worked or not self.due)


def standing(services: Services) -> Standing:
    """How sending stands now."""
    now = services.now()
    with services.database.read() as tx:
        last = heartbeat.last_tick(tx)
        return Standing(
            holds=tuple(holds(services, tx, now)),
            due=claims.count_waiting(tx, now),
            worked=last is not None and abs(services.wall() - last) < _LATELY,
        )


def holds(services: Services, tx: Transaction, now: datetime) -> Iterator[Hold]:
    """Everything that holds letters back, what stops all of them first."""
    for held in switches.held(tx):
        yield _switch(held)
    for circuit in circuits.all_open(tx):
        yield _circuit(services, circuit)
    if services.sending.test_only:
        count = len(services.sending.test_only)
        yield Hold(
            title="Test mode",
            detail=f"Only {count} listed {'address is' if count == 1 else 'addresses are'} written"
            " to. Letters to everybody else wait (DRIP_TEST_ONLY).",
            stops=False,
        )
    day = throttle.warmth(services, tx, now)
    if day is not None and not day.left:
        yield Hold(
            title="The new mail account has had its letters for today",
            detail=f"{day.gone} letters have left, of {day.most}. The others leave tomorrow, when"
            " more may go (DRIP_WARM_UP_FROM).",
            stops=False,
        )


def _switch(held: Held) -> Hold:
    detail = f"{_sentence(held.reason)} {WAY_OUT[held.switch]}"
    return Hold(title=_SWITCHES[held.switch], detail=detail, since=held.since)


def _sentence(said: str) -> str:
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _circuit(services: Services, circuit: Circuit) -> Hold:
    whole = circuit.name == services.transport.name
    domain = circuit.name.partition(":")[2]
    return Hold(
        title=f"Letters {'' if whole else f'to {domain} '}wait: {_TROUBLES[circuit.trouble]}",
        detail=f"{_sentence(f'It said: {circuit.reason}')} {_AGAIN}",
        since=circuit.opened_at,
        stops=whole,
    )
