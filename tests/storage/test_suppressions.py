from __future__ import annotations

from datetime import UTC, datetime, timedelta

from drip.domain.people import LIFTABLE, SuppressionReason
from drip.storage import suppressions
from drip.storage.database import Database

NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)
LEFT, SPAM = SuppressionReason.UNSUBSCRIBED, SuppressionReason.COMPLAINT


def add(database: Database, reason: SuppressionReason, address: str = "a") -> bool:
    with database.write() as tx:
        return suppressions.add(tx, address_hash=address, reason=reason, source="tests", now=NOON)


def lift(database: Database) -> int:
    with database.write() as tx:
        return suppressions.lift(
            tx, address_hash="a", reasons=LIFTABLE, by="signup:1", now=NOON + timedelta(days=1)
        )


def in_force(database: Database, address: str = "a") -> set[SuppressionReason]:
    with database.read() as tx:
        return suppressions.in_force(tx, address)


def test_reasons_stand_beside_each_other(database: Database) -> None:
    assert add(database, LEFT)
    assert add(database, SPAM)
    assert in_force(database) == {LEFT, SPAM}
    assert in_force(database, "b") == set()


def test_the_same_reason_twice_is_one(database: Database) -> None:
    assert add(database, LEFT)
    assert not add(database, LEFT)
    assert in_force(database) == {LEFT}


def test_a_complaint_outlives_a_lift(database: Database) -> None:
    add(database, LEFT)
    add(database, SPAM)
    assert lift(database) == 1
    assert in_force(database) == {SPAM}


def test_what_was_lifted_can_come_again(database: Database) -> None:
    add(database, LEFT)
    lift(database)
    assert in_force(database) == set()
    assert add(database, LEFT)
    assert in_force(database) == {LEFT}


def test_lifting_twice_lifts_once(database: Database) -> None:
    add(database, LEFT)
    assert (lift(database), lift(database)) == (1, 0)
