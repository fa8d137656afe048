"""A letter to try the last mile with: a notice to one address, watched to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email

from drip.domain.deliveries import Delivery, DeliveryState
from drip.domain.letters import OwnText
from drip.errors import DripError
from drip.flow.holding_back.sending_now import WAY_OUT
from drip.flow.letters.notices import tell
from drip.flow.rounds.tick import tick
from drip.flow.services import Services
from drip.storage import circuits, claims, heartbeat, ledger, switches
from drip.storage.database import Transaction
from drip.storage.switches import Switch

#: A worker that ticked this lately will take the letter.
_LATELY = timedelta(seconds=30)
_TEXT = OwnText(
    subject="Drip: a test letter",
    text=(
        "This letter was sent with `drip send-test`. That you can read it shows that letters leave."
        "\n\nIn the letter's source, look for spf=pass, dkim=pass and dmarc=pass:"
        " if one fails, `drip doctor` says what to do."
    ),
)


class AddressRefusedError(DripError):
    """That is no address that mail can be sent to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A test letter that is owed. `waits` says what holds it back, empty when nothing does."""

    slot: str
    waits: str = ""
    worker: bool = False


def owe(services: Services, address: str, now: datetime) -> Test:
    """Owe a test letter to an address.

    Raises:
        AddressRefusedError: it is no address.
    """
    try:
        checked = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise AddressRefusedError(f"{address!r} is no address: {error}") from error
    with services.database.write() as tx:
        about = f"test:{now.isoformat()}"
        to = (checked.normalized,)
        (slot,) = tell(services, tx, about=about, text=_TEXT, now=now, to=to)
        last = heartbeat.last_tick(tx)
        waits = _waits(tx, services.transport.name)
    lately = last is not None and services.wall() - last < _LATELY
    return Test(slot=slot, waits=waits, worker=lately)


def _waits(tx: Transaction, transport: str) -> str:
    held = [one for one in switches.held(tx) if one.switch is not Switch.BLAST]
    if held:
        return f"{held[0].reason} {WAY_OUT[held[0].switch]}"
    cut = circuits.known(tx, [transport]).get(transport)
    return cut.reason if cut else ""


def held_back(services: Services) -> str:
    """What holds a test letter back by now, empty when nothing does."""
    with services.database.read() as tx:
        return _waits(tx, services.transport.name)


def push(services: Services) -> None:
    """Send what is urgent, where no worker does: the test letter is the last of it."""
    with services.database.read() as tx:
        urgent = claims.urgent(tx, services.now())
    tick(services, limit=urgent)


def fate(services: Services, test: Test) -> Delivery:
    """The delivery of a test letter as it stands."""
    with services.database.read() as tx:
        return ledger.by_slot(tx, test.slot)


def over(delivery: Delivery) -> bool:
    """Whether something is known about the letter that will not change by waiting."""
    return delivery.state not in {
        DeliveryState.PLANNED,
        DeliveryState.CLAIMED,
        DeliveryState.HANDING_OVER,
    }
