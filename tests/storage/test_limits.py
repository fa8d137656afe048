from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from drip.storage import limits
from drip.storage.database import Database
from drip.storage.limits import Limit

NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TWO = Limit("two", 2, HOUR)
ONE = Limit("one", 1, HOUR)


def counted(database: Database, *asked: Limit, at: datetime = NOON) -> list[Limit]:
    with database.write() as tx:
        return limits.count(tx, asked, at)


def spent(database: Database, *asked: Limit, at: datetime = NOON) -> list[Limit]:
    with database.read() as tx:
        return limits.spent(tx, asked, at)


def test_only_what_is_over_its_limit_is_named(database: Database) -> None:
    assert counted(database, TWO, ONE) == []
    assert counted(database, TWO, ONE) == [ONE]
    assert counted(database, TWO, ONE) == [TWO, ONE]


def test_a_limit_is_spent_when_the_next_would_be_over_it(database: Database) -> None:
    assert spent(database, TWO, ONE) == []
    counted(database, TWO, ONE)
    assert spent(database, TWO, ONE) == [ONE]
    counted(database, TWO)
    assert spent(database, TWO, ONE) == [TWO, ONE]


def test_looking_counts_nothing(database: Database) -> None:
    for _ in range(5):
        spent(database, ONE)
    assert counted(database, ONE) == []


def test_a_new_window_begins_anew(database: Database) -> None:
    counted(database, ONE)
    last = NOON + HOUR - timedelta(microseconds=1)
    assert spent(database, ONE, at=last) == [ONE]
    assert spent(database, ONE, at=NOON + HOUR) == []
    assert counted(database, ONE, at=NOON + HOUR) == []


def test_counts_that_race_lose_none(database: Database) -> None:
    many = Limit("many", 80, HOUR)
    backwards = Limit("another", 80, HOUR)

    def run(order: tuple[Limit, Limit]) -> None:
        for _ in range(10):
            counted(database, *order)

    orders = [(many, backwards), (backwards, many)] * 4
    racers = [threading.Thread(target=run, args=(order,)) for order in orders]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert spent(database, many, backwards) == [many, backwards]
    assert counted(database, many, backwards) == [many, backwards]


def test_old_windows_are_forgotten(database: Database) -> None:
    counted(database, ONE)
    counted(database, ONE, at=NOON + HOUR)
    with database.write() as tx:
        assert limits.prune(tx, NOON + HOUR) == 1
    assert spent(database, ONE) == []
    assert spent(database, ONE, at=NOON + HOUR) == [ONE]
