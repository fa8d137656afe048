"""Claiming: what is due goes to one worker, found without a look at the rest."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select, text

from drip.domain.deliveries import Purpose
from drip.storage import claims, ledger
from drip.storage.database import Database
from drip.storage.ledger import NewDelivery
from drip.storage.tables import revisions, sequences, subscribers

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
LEASE = NOW + timedelta(minutes=2)


@pytest.fixture
def people(database: Database) -> list[int]:
    rows = [
        {
            "ref": f"r{n}",
            "email": f"p{n}@example.com",
            "address_hash": f"h{n}",
            "first_name": "P",
            "zone": "UTC",
            "state": "active",
            "created_at": NOW,
        }
        for n in range(60)
    ]
    with database.write() as tx:
        tx.execute(insert(subscribers), rows)
        return [row.id for row in tx.execute(text("SELECT id FROM subscribers ORDER BY id"))]


def plan(
    database: Database,
    people: list[int],
    *,
    after: timedelta = timedelta(),
    purpose: Purpose = Purpose.CONFIRM,
    among: tuple[str, ...] = ("daily",),
) -> None:
    with database.write() as tx:
        ledger.add(
            tx,
            [
                NewDelivery(
                    slot=f"s{one} {after}",
                    purpose=purpose,
                    subscriber_id=one,
                    sequence=among[one % len(among)],
                    due_at=NOW + after - timedelta(minutes=one),
                    plan_reason="test",
                )
                for one in people
            ],
            NOW,
        )


def take(database: Database, token: str, limit: int = 100, *, now: datetime = NOW) -> list[int]:
    with database.write() as tx:
        rows = claims.claim(tx, token=token, now=now, lease_until=LEASE, limit=limit)
    return [row.id for row in rows]


def test_the_earliest_due_are_claimed_first_and_only_once(
    database: Database, people: list[int]
) -> None:
    plan(database, people)

    first = take(database, "a", 10)
    second = take(database, "b", 100)

    assert len(first) == 10
    assert len(second) == 50
    assert not set(first) & set(second)
    with database.read() as tx:
        due = {one.id: one.due_at for one in ledger.get_all(tx, first + second).values()}
    assert max(due[one] for one in first) <= min(due[one] for one in second)


def test_what_is_not_due_yet_stays(database: Database, people: list[int]) -> None:
    plan(database, people[:1], after=timedelta(days=1))

    assert take(database, "a") == []


def test_racing_workers_share_the_work_without_overlap(
    database: Database, people: list[int]
) -> None:
    plan(database, people)
    got: dict[str, list[int]] = {}
    ready = threading.Barrier(4)

    def work(name: str) -> None:
        ready.wait()
        mine: list[int] = []
        while rows := take(database, name, 7):
            mine += rows
        got[name] = mine

    workers = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    claimed = [one for mine in got.values() for one in mine]
    assert len(claimed) == len(set(claimed)) == len(people)


def test_a_claim_whose_lease_is_over_goes_back(database: Database, people: list[int]) -> None:
    plan(database, people[:3])
    take(database, "dead")

    with database.write() as tx:
        assert claims.free_expired(tx, LEASE - timedelta(seconds=1)) == 0
        assert claims.free_expired(tx, LEASE + timedelta(seconds=1)) == 3

    assert len(take(database, "alive")) == 3


def test_only_the_holder_of_the_token_can_put_a_claim_back(
    database: Database, people: list[int]
) -> None:
    plan(database, people[:1])
    (one,) = take(database, "a")

    with database.write() as tx:
        claims.release(tx, token="b", ids=[one])
    assert take(database, "c") == []

    with database.write() as tx:
        claims.release(tx, token="a", ids=[one])
    assert take(database, "c") == [one]


def test_a_slot_is_planned_once(database: Database, people: list[int]) -> None:
    plan(database, people[:1])
    plan(database, people[:1])

    with database.read() as tx:
        assert ledger.balance(tx)["planned"] == 1


def test_the_claim_reads_the_indexes_of_what_is_due(database: Database, people: list[int]) -> None:
    row = {"hash": "h", "files": {}, "author": "tests", "created_at": NOW}
    with database.write() as tx:
        for key in ("busy", "small"):
            tx.execute(insert(revisions).values(sequence=key, **row))
            newest = select(func.max(revisions.c.id)).scalar_subquery()
            tx.execute(insert(sequences).values(key=key, revision_id=newest, published_at=NOW))
    for days in range(-20, 20):
        among = ("busy",) * 59 + ("small",)
        plan(database, people, after=timedelta(days=days), purpose=Purpose.STEP, among=among)
    if not database.is_sqlite:
        with database.write() as tx:
            tx.execute(text("ANALYZE"))  # or the plan depends on what earlier tests left behind
    with statements(database) as said:
        take(database, "a", 5)
    asked = [one for one in said if "deliveries" in one[0]]

    urgent, count, *taken = [explained(database, *one) for one in asked]

    assert "ix_deliveries_urgent" in urgent, urgent
    assert "ix_deliveries_turn" in count, count
    assert len(taken) == 2
    assert all("ix_deliveries_" in one for one in taken), taken
    assert not any("Seq Scan" in one or "SCAN deliveries" in one for one in (count, *taken))


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    said: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        said.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)


def explained(database: Database, statement: str, parameters: Any) -> str:
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with database.write() as tx:
        if not database.is_sqlite:
            tx.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = tx.exec_driver_sql(explain + statement, parameters)
        return "\n".join(str(tuple(row)) for row in rows)
