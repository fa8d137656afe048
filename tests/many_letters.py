"""Thousands of letters through SendGrid's stand-in while everything goes wrong, and the judge.

The whole flow, the real `sendgrid` package, a SQLite file and the real site behind the webhook. For
the tests and, with more letters, for `benchmarks/thirty_thousand.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, select

from drip.delivery.sendgrid import SendGrid
from drip.delivery.sendgrid_client import Patience
from drip.domain.deliveries import DeliveryState
from drip.flow.planning.plan import plan_ahead
from drip.flow.rounds.tick import tick
from drip.links import fold_address
from drip.simulation.provider.plans import Fate, Fates, Habits, Mishap, Plan
from drip.simulation.provider.postman import Postman
from drip.simulation.provider.server import serving
from drip.simulation.provider.service import Service
from drip.simulation.provider.signing import Signer
from drip.storage import enrolments
from drip.storage.database import Database
from drip.storage.enrolments import NewEnrolment
from drip.storage.ledger import next_due
from drip.storage.tables import consents, deliveries, metadata, subscribers, tasks
from drip.web.factory import WebConfig, create_app
from tests.road import Road

SHARE = 0.03
LETTERS_EACH = 4
EVENTS = "/webhooks/sendgrid/events"
#: Where a letter may end.
OVER = frozenset(
    {
        *(DeliveryState.ACCEPTED, DeliveryState.UNRESOLVED, DeliveryState.SKIPPED),
        *(DeliveryState.CANCELLED, DeliveryState.EXPIRED, DeliveryState.FAILED),
    }
)
#: Long enough for a busy machine; what never answers is given up after the whole.
PATIENCE = Patience(connect=10, reply=1.0, whole=1.5)


class Storm(Road):
    """A road by SendGrid with a provider that fails, and fails to report, in every way."""

    def __init__(self, database: Database, folder: Path, service: Service, url: str) -> None:
        transport = SendGrid(service.key, host=url, wall=lambda: self.present, patience=PATIENCE)
        super().__init__(database, folder, transport=transport)
        self.service = service
        signer = Signer()
        config = WebConfig(secret_key=b"s" * 32, events_keys=(signer.public_key,))
        web = create_app(self.services, config=config).test_client(use_cookies=False)
        self.postman = Postman(
            lambda body, headers: web.post(EVENTS, data=body, headers=headers).status_code,
            signer=signer,
            habits=Habits(lost=SHARE, repeated=SHARE, copies=3, late=SHARE, shuffled=True),
            clock=self.seconds,
        )
        service.postman, service.clock = self.postman, self.seconds

    def seconds(self) -> float:
        """The present as Unix time."""
        return self.present.timestamp()

    def everybody(self, count: int) -> None:
        """People who all begin now."""
        with self.database.write() as tx:
            tx.execute(insert(subscribers), [self._person(number) for number in range(count)])
            ids = [row.id for row in tx.execute(select(subscribers.c.id))]
            tx.execute(insert(consents), [self._consent(one) for one in ids])
            begun = [
                enrolments.add(
                    tx,
                    NewEnrolment(subscriber_id=one, sequence="daily", confirmed_at=self.present),
                    self.present,
                )
                for one in ids
            ]
            plan_ahead(self.services, tx, [one for one in begun if one], self.present)

    def waiting(self) -> bool:
        """Whether any letter is not over yet."""
        open_still = deliveries.c.state.not_in([one.value for one in OVER])
        with self.database.read() as tx:
            return (
                tx.execute(select(deliveries.c.id).where(open_still).limit(1)).first() is not None
            )

    def beat(self, claim: int) -> None:
        """A slow beat, what is due in small claims, and a round of reports."""
        self.maintain()
        while tick(self.services, limit=claim).claimed:
            pass
        self.postman.round()

    def live(self, *, claim: int, most_days: float = 30) -> None:
        """Let days pass until all is over: quickly while nothing is due, else in minutes.

        A letter whose call got no answer may go again after two days, and meet the same again.
        """
        end = self.present + timedelta(days=most_days)
        while self.present < end and (self.waiting() or self.postman.waiting()):
            self.beat(claim)
            with self.database.read() as tx:
                due = next_due(tx) or end
            soon = self.present + timedelta(minutes=5)
            far = self.present + timedelta(hours=4)
            self.present = soon if due <= soon or self.postman.waiting() else min(due, far, end)

    def _person(self, number: int) -> dict[str, object]:
        email = f"person{number}@example.com"
        return {
            "ref": f"p{number}",
            "email": email,
            "address_hash": self.services.links.keyed_hash("address", fold_address(email)),
            "first_name": ("Ann", "Zoë", "{{ 7*7 }}", "O'Brien; Bo, jr.")[number % 4],
            "zone": "Europe/Berlin",
            "state": "active",
            "health_consent": True,
            "created_at": self.present,
            "confirmed_at": self.present,
        }

    def _consent(self, subscriber_id: int) -> dict[str, object]:
        return {
            "subscriber_id": subscriber_id,
            "purpose": "programme",
            "given": True,
            "wording": "I would like the letters.",
            "version": "1",
            "source": "tests",
            "asked_at": self.present,
            "at": self.present,
        }


@dataclass(slots=True, kw_only=True)
class Account:
    """What became of everything. Empty sets are what is wanted of all but `states`, `mishaps`."""

    states: Counter[str] = field(default_factory=Counter)
    mishaps: Counter[str] = field(default_factory=Counter)
    doubled: dict[str, int] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)  #: taken, and in no book of ours
    said_to_be_gone: set[str] = field(default_factory=set)  #: accepted, and never taken
    gone_unsaid: set[str] = field(default_factory=set)  #: taken, and the books say it did not go
    open_still: set[str] = field(default_factory=set)  #: neither over nor told to anybody
    untold: set[str] = field(default_factory=set)  #: unresolved or failed, and staff not told
    missing: set[int] = field(default_factory=set)  #: people short of a letter without a reason


@contextmanager
def storm(folder: Path, *, seed: int) -> Iterator[Storm]:
    """A provider that fails 3 % of requests, in every way, and a clinic that sends by it.

    Every mishap comes once for certain, three requests apart, and again by chance. Of letters, 3 %
    meet each fate but delivery; of reports, 3 % are late, 3 % come again, 3 % never come.
    """
    plan = Plan(dict.fromkeys(Mishap, SHARE / len(Mishap)), seed=seed)
    for mishap in Mishap:
        plan.then(mishap, None, None)
    unwell: dict[Fate, float] = {fate: SHARE for fate in Fate if fate is not Fate.DELIVERED}
    service = Service(plan=plan, fates=Fates(shares=unwell, seed=seed), keep_requests=False)
    database = Database(f"sqlite:///{folder / 'drip.db'}")
    metadata.create_all(database.engine)
    with serving(service) as url:
        yield Storm(database, folder, service, url)
    database.close()


def account(road: Storm) -> Account:
    """Hold the books against what the provider took."""
    rows = {row.ref: row for row in road.rows()}
    times = road.service.log.times()
    told = _told(road)
    state = {ref: DeliveryState(row.state) for ref, row in rows.items()}
    return Account(
        states=Counter(one.value for one in state.values()),
        mishaps=road.service.log.requests,
        doubled=road.service.log.doubled(),
        strangers=set(times) - set(rows),
        said_to_be_gone={
            ref for ref, one in state.items() if one is DeliveryState.ACCEPTED and not times[ref]
        },
        gone_unsaid={
            ref
            for ref in times
            if state.get(ref) not in {DeliveryState.ACCEPTED, DeliveryState.UNRESOLVED}
        },
        open_still={ref for ref, one in state.items() if one not in OVER},
        untold={
            ref
            for ref, one in state.items()
            if one is DeliveryState.UNRESOLVED and rows[ref].id not in told
        },
        missing=_missing(road),
    )


def _told(road: Storm) -> set[int]:
    """The deliveries that a task of staff is about."""
    with road.database.read() as tx:
        causes = tx.execute(select(tasks.c.cause)).scalars()
        return {int(one.partition(":")[2]) for one in causes if one.startswith("unresolved:")}


def _missing(road: Storm) -> set[int]:
    """People who still belong to the programme, and have fewer letters than it has."""
    counts = Counter(row.subscriber_id for row in road.rows())
    with road.database.read() as tx:
        active = tx.execute(select(subscribers.c.id).where(subscribers.c.state == "active"))
        return {one for one in active.scalars() if counts[one] < LETTERS_EACH}
