"""The installation's own row, and the database's clock."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from drip.storage import installation
from drip.storage.clock import DatabaseClock
from drip.storage.database import Database

NOW = datetime(2027, 3, 1, tzinfo=UTC)


def test_the_secret_is_made_once_whoever_asks(database: Database) -> None:
    found: set[bytes] = set()
    gate = threading.Barrier(4)

    def ask() -> None:
        gate.wait()
        with database.write() as tx:
            found.add(installation.ensure(tx, NOW).secret)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 1
    assert len(found.pop()) == 32


@pytest.mark.postgres
def test_the_databases_clock_moves_on_by_the_steady_one(postgres_url: str) -> None:
    database = Database(postgres_url)
    seconds = 100.0
    clock = DatabaseClock(database, lambda: seconds)

    first = clock()
    seconds = 101.5
    assert clock() - first == timedelta(seconds=1.5)
    assert first.tzinfo is UTC
    database.close()


@pytest.mark.postgres
def test_the_databases_clock_is_asked_again_but_never_inside_a_transaction(
    postgres_url: str,
) -> None:
    database = Database(postgres_url)
    seconds = 100.0
    clock = DatabaseClock(database, lambda: seconds)
    first = clock()

    seconds = 200.0
    with database.read():
        assert clock() - first == timedelta(seconds=100)
    assert clock() - first < timedelta(seconds=50)
    database.close()
