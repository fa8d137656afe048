"""Throttle: how many letters may leave now, by rate and by warm-up.

The claim only looks, so that it takes no more than may go. The intent draws, under a lock, so that
all workers together keep to it. Letters of no programme go ahead of the others, and ahead of their
time: they put the bucket in debt by no more than it holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from drip.domain.circuits import domain_circuit
from drip.engine.calendar import at_wall, local_day, zone_of
from drip.engine.throttle import Bucket, most_on, worth_a_claim
from drip.flow.in_force import offer
from drip.flow.services import Services
from drip.storage import quotas, switches
from drip.storage.claims import Room
from drip.storage.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Warmth:
    """A day of warm-up: the bucket and window that count it, its most letters, and those gone."""

    bucket: str
    opened_at: datetime
    most: int
    gone: int

    @property
    def left(self) -> int:
        """How many programme letters may still go this day."""
        return max(self.most - self.gone, 0)


@dataclass(slots=True)
class Draws:
    """The buckets of a call, as they stand while its letters are let through one by one.

    `tails` are the last places given away in the queues of recipient domains.
    """

    transport: str
    account: Bucket | None
    domains: dict[str, Bucket]
    warmth: Warmth | None
    now: datetime
    tails: dict[str, datetime] = field(default_factory=dict)
    through: int = 0
    drawn: dict[str, int] = field(default_factory=dict)

    def whole(self, *, urgent: bool) -> bool:
        """Whether the account has room for another letter."""
        if self.warmth is not None and not urgent and self.through >= self.warmth.left:
            return False
        return self.account is None or self._room(self.account, self.through, urgent=urgent)

    def domain(self, domain: str, *, urgent: bool) -> bool:
        """Whether a recipient domain has room for another letter."""
        bucket = self.domains.get(domain)
        return bucket is None or self._room(bucket, self.drawn.get(domain, 0), urgent=urgent)

    def queued(self, domain: str, *, urgent: bool) -> datetime:
        """The next place in a domain's queue: when a letter that waits there could go.

        Urgent letters never stand behind those of a programme: they look again before any of them.
        """
        bucket = self.domains[domain]
        first = bucket.free_at(1, self.now)
        if urgent:
            return min(first, self.now + bucket.interval)
        last = self.tails.get(domain)
        self.tails[domain] = first if last is None else max(first, last + bucket.interval)
        return self.tails[domain]

    def let_through(self, domain: str) -> None:
        """Count a letter."""
        self.through += 1
        if domain in self.domains:
            self.drawn[domain] = self.drawn.get(domain, 0) + 1

    def _room(self, bucket: Bucket, taken: int, *, urgent: bool) -> bool:
        ahead = bucket.capacity if urgent else 0
        return bucket.tokens(self.now) + ahead > taken


def room(services: Services, tx: Transaction, now: datetime, *, wide: int) -> Room:
    """How many letters are worth a claim now.

    `wide` is how many times more programme letters to claim than may leave.
    """
    name, sending = services.transport.name, services.sending
    limits = [] if switches.programme(tx) else [0]
    urgent = None
    if sending.rate > 0:
        bucket = Bucket(rate=sending.rate, empty_at=quotas.emptied(tx, [name]).get(name))
        urgent = max(bucket.tokens(now) + bucket.capacity, 0)
        limits.append(worth_a_claim(bucket, now))
    if (day := warmth(services, tx, now)) is not None:
        limits.append(day.left)
    return Room(urgent=urgent, programme=min(limits) * wide if limits else None)


def draws(services: Services, tx: Transaction, domains: Sequence[str], now: datetime) -> Draws:
    """What a call to these recipient domains may draw from; locked until the transaction ends."""
    transport, sending = services.transport.name, services.sending
    names = {domain: domain_circuit(transport, domain) for domain in domains}
    limited = [domain for domain in domains if sending.domain_rates.get(domain, 0) > 0]
    asked = [transport] if sending.rate > 0 else []
    of_domains = [name for domain in limited for name in (names[domain], _queue(names[domain]))]
    empty = quotas.emptied(tx, asked + of_domains)
    return Draws(
        transport=transport,
        account=Bucket(rate=sending.rate, empty_at=empty.get(transport)) if asked else None,
        domains={
            domain: Bucket(rate=sending.domain_rates[domain], empty_at=empty.get(names[domain]))
            for domain in limited
        },
        warmth=warmth(services, tx, now, hold=True),
        now=now,
        tails={
            domain: empty[_queue(names[domain])]
            for domain in limited
            if _queue(names[domain]) in empty
        },
    )


def _queue(name: str) -> str:
    return f"{name}:queue"


def settle(tx: Transaction, draws: Draws, went: int, went_to: Mapping[str, int]) -> None:
    """Draw for the letters that a call is made for: all of them, and by recipient domain."""
    drawn = {}
    if draws.account is not None and went:
        drawn[draws.transport] = draws.account.drawn(went, draws.now)
    for domain, bucket in draws.domains.items():
        name = domain_circuit(draws.transport, domain)
        if went_to.get(domain):
            drawn[name] = bucket.drawn(went_to[domain], draws.now)
        if domain in draws.tails:
            drawn[_queue(name)] = draws.tails[domain]
    quotas.draw(tx, drawn)
    if draws.warmth is not None and went:
        quotas.count(tx, draws.warmth.bucket, draws.warmth.opened_at, went)


def give_back(services: Services, tx: Transaction, letters: int, now: datetime) -> None:
    """Letters that did not go after all leave room for others on the same day of warm-up."""
    day = warmth(services, tx, now)
    if day is not None and letters:
        quotas.count(tx, day.bucket, day.opened_at, -letters)


def warmth(
    services: Services, tx: Transaction, now: datetime, *, hold: bool = False
) -> Warmth | None:
    """Today's place in the warm-up of a new account, by the clinic's day; `None`: it is over.

    `hold` keeps the count from other workers until the transaction ends.
    """
    first_day = services.sending.warm_up_from
    if first_day is None:
        return None
    zone = zone_of(offer.clinic_in(services, tx).zone)
    day = local_day(now, zone)
    most = most_on(day, first_day, services.sending.warm_up_first)
    if most is None:
        return None
    bucket = _warm_up(services, first_day)
    opened_at = at_wall(day, time(0), zone)
    if hold:
        gone = quotas.held(tx, bucket, opened_at)
    else:
        gone = quotas.counted(tx, bucket, opened_at) or 0
    return Warmth(bucket=bucket, opened_at=opened_at, most=most, gone=gone)


def _warm_up(services: Services, first_day: date) -> str:
    return f"warm-up:{services.transport.name}:{first_day.isoformat()}"
