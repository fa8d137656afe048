"""Circuit: while the other side is in trouble nothing fails, and everything waits.

What a call came to opens circuits and closes them. An open one lets nothing through but one letter
now and then, whoever asks: the claim looks, and the intent looks again. Staff are told once, in
words that say what to do.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache

import structlog

from drip.delivery.transport import NOT_CALLED
from drip.domain.circuits import Circuit, domain_circuit
from drip.domain.deliveries import Delivery, Outcome, Result, Trouble
from drip.engine.circuit import WAITS, Trip, is_forgotten, opened, to_tell, trips
from drip.flow.services import Services
from drip.links import fold_address
from drip.storage import circuits, subscribers, tasks
from drip.storage.database import Transaction
from drip.storage.intents import Claim

log = structlog.get_logger()

_TITLES = {
    Trouble.ACCOUNT: "Letters are waiting: the mail account is refused",
    Trouble.UNREACHABLE: "Letters are waiting: the mail server does not answer",
    Trouble.BUSY: "Letters are waiting: the mail server asks us to slow down",
    Trouble.POLICY: "Letters are waiting: a mail provider refuses what the clinic sends",
}
_ADVICE = {
    Trouble.ACCOUNT: "Please ask whoever looks after Drip to check the key or password of the mail"
    " account, and that the sender's address is verified there.",
    Trouble.UNREACHABLE: "Please ask whoever looks after Drip to check the internet connection and"
    " the mail provider's status page.",
    Trouble.BUSY: "Please ask whoever looks after Drip to lower the sending rate, or to ask the"
    " mail provider why.",
    Trouble.POLICY: "It is about the clinic's own mail; nobody's address is to blame. Please ask"
    " whoever looks after Drip to type: drip doctor (it looks at SPF, DKIM and DMARC)",
}
_CALM = (
    "Nobody's letter is lost. Drip tries one letter now and then, and the others follow by"
    " themselves as soon as it goes. To try at once, type: drip send on"
)
_OVER = "It is over: letters go again."
_NO_LETTER = "No letter had to go there for a day."


def listen(
    tx: Transaction,
    claim: Claim,
    rows: Sequence[Delivery],
    outcomes: Sequence[Outcome],
    now: datetime,
) -> dict[str, Circuit]:
    """Open and close circuits by what a call came to; answers the opened ones by domain."""
    tripped = {one.domain: one for one in trips(outcomes)}
    names = {domain: _name(claim.transport, domain) for domain in tripped}
    known = circuits.known(tx, list(names.values()), hold=True)
    found: dict[str, Circuit] = {}
    for domain, trip in tripped.items():
        found[domain] = opened(
            names[domain],
            known.get(names[domain]),
            trip,
            now=now,
            probing=_was_probe(claim, domain, known.get(names[domain])),
            jitter=_random(claim.token),
        )
        circuits.put(tx, found[domain])
        log.warning("circuit open", transport=claim.transport, trouble=trip.trouble.value)
    _tell(tx, list(found.values()), now)
    went = {one.delivery_id for one in outcomes if one.result is Result.ACCEPTED}
    if went and "" not in tripped:
        _close(tx, [claim.transport])
    elif claim.probe and "" not in tripped:
        _nothing_learnt(tx, claim, outcomes, now)
    _hear_domains(tx, claim, [row for row in rows if row.id in went], set(names.values()), now)
    return found


def refused_by(
    tx: Transaction, transport: str, address: str, *, reason: str, now: datetime
) -> None:
    """A recipient's provider refuses the clinic, not the person: what goes there waits.

    `reason` is what it said, without addresses.
    """
    name = _name(transport, domain_of(address))
    trip = Trip(trouble=Trouble.POLICY, reason=reason, domain=domain_of(address))
    known = circuits.known(tx, [name], hold=True).get(name)
    found = opened(name, known, trip, now=now, probing=False, jitter=0.5)
    circuits.put(tx, found)
    _tell(tx, [found], now)
    log.warning("circuit open", transport=transport, trouble=trip.trouble.value)


def _hear_domains(
    tx: Transaction, claim: Claim, went: Sequence[Delivery], tripped: set[str], now: datetime
) -> None:
    """Close the circuits of domains that took the letter which was to try again."""
    tried = {
        one.name
        for one in circuits.all_open(tx)
        if one.probe_at == claim.lease_until and one.name not in tripped | {claim.transport}
    }
    if tried:
        people = subscribers.get(tx, {row.subscriber_id for row in went}).values()
        works = {_name(claim.transport, domain_of(one.email)) for one in people} & tried
        _close(tx, works)
        circuits.try_at(tx, tried - works, now)


def domain_of(address: str) -> str:
    """The recipient domain of an address, in the form that decides sameness."""
    return _folded(address.rpartition("@")[2])


@lru_cache(4096)
def _folded(domain: str) -> str:
    return fold_address(f"@{domain}")[1:]


def _was_probe(claim: Claim, domain: str, known: Circuit | None) -> bool:
    """Whether this call was the one that tried again. `valves` marks a domain by the lease."""
    if domain:
        return known is not None and known.probe_at == claim.lease_until
    return claim.probe


def _name(transport: str, domain: str) -> str:
    return domain_circuit(transport, domain) if domain else transport


def _random(token: str) -> float:
    """A number from 0 to 1 that no two claims share."""
    return int(token[:8], 16) / 0xFFFFFFFF


def _close(tx: Transaction, names: Collection[str]) -> None:
    for one in circuits.close(tx, names):
        tasks.remark(tx, [_cause(one)], _OVER)
        log.info("circuit closed", trouble=one.trouble.value)


def _nothing_learnt(
    tx: Transaction, claim: Claim, outcomes: Sequence[Outcome], now: datetime
) -> None:
    """The letter that was to try again was refused for its own sake, or not tried: another one."""
    called = any(one.detail != NOT_CALLED for one in outcomes)
    wait = WAITS[Trouble.UNREACHABLE][0]
    circuits.try_at(tx, [claim.transport], now if called else now + wait)


def _cause(circuit: Circuit) -> str:
    return f"circuit:{circuit.name}:{circuit.opened_at.isoformat()}:{circuit.trouble}"


def _tell(tx: Transaction, found: Sequence[Circuit], now: datetime) -> None:
    new = [
        tasks.NewTask(
            cause=_cause(one),
            title=_TITLES[one.trouble],
            detail="\n".join([f"It said: {one.reason}", _ADVICE[one.trouble], _CALM]),
        )
        for one in found
        if to_tell(one, now)
    ]
    tasks.add_all(tx, new, now)


def tell(services: Services, now: datetime) -> None:
    """Tell staff of troubles that last, each once; forget those that no letter met for a day."""
    with services.database.read() as tx:
        known = circuits.all_open(tx)
    lasting = [one for one in known if to_tell(one, now)]
    forgotten = [one for one in known if is_forgotten(one, now)]
    if lasting or forgotten:
        with services.database.write() as tx:
            _tell(tx, lasting, now)
            circuits.close(tx, [one.name for one in forgotten])
            tasks.remark(tx, [_cause(one) for one in forgotten], _NO_LETTER)


def not_tried(services: Services) -> None:
    """The letter that was to try again may not go now: the next one may try."""
    with services.database.write() as tx:
        circuits.try_at(tx, [services.transport.name], services.now())


def try_now(services: Services) -> int:
    """Somebody says that the trouble is over: the next tick tries one letter of each circuit.

    Who asked us to wait is not asked earlier. Answers how many circuits are tried.
    """
    now = services.now()
    with services.database.write() as tx:
        names = [one.name for one in circuits.all_open(tx) if one.trouble is not Trouble.BUSY]
        return circuits.try_at(tx, names, now)
