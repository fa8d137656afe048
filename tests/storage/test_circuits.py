"""Open circuits in the database: one worker tries, all of them see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from drip.domain.circuits import Circuit
from drip.domain.deliveries import Trouble
from drip.storage import circuits
from drip.storage.database import Database

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
OPEN = Circuit(
    name="relay", trouble=Trouble.UNREACHABLE, reason="no", opened_at=NOW, probe_at=NOW, probes=2
)


def test_a_circuit_comes_back_as_it_was_put(database: Database) -> None:
    other = replace(OPEN, name="relay:slow.example", opened_at=NOW - timedelta(hours=1))
    with database.write() as tx:
        circuits.put(tx, OPEN)
        circuits.put(tx, other)
        circuits.put(tx, replace(OPEN, probes=3))

        assert circuits.all_open(tx) == [other, replace(OPEN, probes=3)]
        assert circuits.known(tx, ["relay", "elsewhere"]) == {"relay": replace(OPEN, probes=3)}
        assert circuits.known(tx, []) == {}


def test_one_worker_tries_and_another_only_when_nothing_is_heard_of_it(
    database: Database,
) -> None:
    until = NOW + timedelta(minutes=2)
    with database.write() as tx:
        circuits.put(tx, OPEN)

        assert not circuits.take_probe(tx, "relay", now=NOW - timedelta(seconds=1), until=until)
        assert circuits.take_probe(tx, "relay", now=NOW, until=until)
        assert not circuits.take_probe(tx, "relay", now=NOW, until=until)
        assert circuits.take_probe(tx, "relay", now=until, until=until + timedelta(minutes=2))


def test_what_is_closed_is_told_once(database: Database) -> None:
    with database.write() as tx:
        circuits.put(tx, OPEN)

        assert circuits.close(tx, ["relay"]) == [OPEN]
        assert circuits.close(tx, ["relay"]) == []
        assert circuits.close(tx, []) == []
        assert circuits.try_at(tx, ["relay"], NOW) == 0
