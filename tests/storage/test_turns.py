"""Who is claimed first: what belongs to no programme, then sequences in turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from drip.storage import claims
from drip.storage.claims import Room
from drip.storage.database import Database
from drip.storage.tables import revisions, sequences
from tests import builders

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def person(database: Database) -> int:
    with database.write() as tx:
        for key in ("long", "short", "held"):
            revision_id = tx.execute(
                insert(revisions)
                .values(sequence=key, hash=key, files={}, author="tests", created_at=NOW)
                .returning(revisions.c.id)
            ).scalar_one()
            state = "paused" if key == "held" else "active"
            tx.execute(
                insert(sequences).values(
                    key=key, revision_id=revision_id, state=state, published_at=NOW
                )
            )
        return builders.subscriber(tx)


def due(database: Database, person: int, sequence: str, count: int, **how: object) -> list[int]:
    with database.write() as tx:
        return [
            builders.delivery(
                tx,
                person,
                sequence=sequence,
                due_at=NOW - timedelta(hours=1) + timedelta(seconds=number),
                **how,
            )
            for number in range(count)
        ]


def take(database: Database, limit: int, room: Room | None = None, worker: str = "t") -> list[int]:
    with database.write() as tx:
        until = NOW + timedelta(minutes=2)
        rows = claims.claim(tx, token=worker, now=NOW, lease_until=until, limit=limit, room=room)
    return [row.id for row in rows]


def test_sequences_take_turns_each_with_its_oldest(database: Database, person: int) -> None:
    long = due(database, person, "long", 30)
    short = due(database, person, "short", 2)
    due(database, person, "held", 5)

    assert take(database, 8) == [long[0], short[0], long[1], short[1], *long[2:6]]
    assert take(database, 100) == long[6:]


def test_what_belongs_to_no_programme_goes_first(database: Database, person: int) -> None:
    due(database, person, "long", 5)
    late = due(database, person, "held", 2, purpose="confirm")
    safety = due(database, person, "", 1, purpose="safety")

    assert take(database, 3)[:3] == [late[0], safety[0], late[1]]


def test_each_kind_has_its_own_room(database: Database, person: int) -> None:
    long = due(database, person, "long", 5)
    urgent = due(database, person, "long", 5, purpose="notice")

    assert take(database, 100, Room(urgent=2, programme=1)) == [*urgent[:2], long[0]]
    assert take(database, 100, Room(urgent=0, programme=0)) == []
    assert take(database, 100, Room(programme=0)) == urgent[2:]


def test_over_many_claims_the_odd_letter_is_anybodys(database: Database, person: int) -> None:
    long = due(database, person, "long", 40)
    short = due(database, person, "short", 40)

    got = [take(database, 1, worker=f"worker {number}")[0] for number in range(40)]

    assert len([one for one in got if one in long]) >= 8
    assert len([one for one in got if one in short]) >= 8


def test_what_is_due_is_counted(database: Database, person: int) -> None:
    due(database, person, "long", 5)
    due(database, person, "long", 2, purpose="confirm")
    take(database, 3)
    hour = NOW - timedelta(hours=1)

    with database.read() as tx:
        assert claims.count_waiting(tx, NOW) == 5
        assert claims.count_waiting(tx, hour) == 1
        assert (
            claims.count_due(tx, since=hour + timedelta(seconds=2), before=NOW)
            + claims.count_due(tx, since=hour, before=hour + timedelta(seconds=2))
            == 4
        )
        assert tx.execute(select(sequences.c.key)).first()
