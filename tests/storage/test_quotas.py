"""Letters counted in windows, and buckets that all workers draw from."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from drip.storage import quotas
from drip.storage.database import Database
from drip.storage.quotas import Count

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=10)


def test_windows_are_counted_and_summed(database: Database) -> None:
    with database.write() as tx:
        assert quotas.counted(tx, Count.HANDED, NOW) is None
        quotas.count(tx, Count.HANDED, NOW, 5)
        quotas.count(tx, Count.HANDED, NOW, -2)
        quotas.count(tx, Count.HANDED, NOW + WINDOW, 4)
        quotas.count(tx, Count.FORESEEN, NOW, 100)

        assert quotas.counted(tx, Count.HANDED, NOW) == 3
        assert quotas.total(tx, Count.HANDED, since=NOW, before=NOW + 2 * WINDOW) == 7
        assert quotas.total(tx, Count.HANDED, since=NOW, before=NOW + WINDOW) == 3
        assert quotas.busiest(tx, since=NOW, before=NOW + 2 * WINDOW) == 4


def test_a_window_that_a_person_let_pass_is_not_the_busiest(database: Database) -> None:
    with database.write() as tx:
        quotas.count(tx, Count.HANDED, NOW, 500)
        quotas.count(tx, Count.HANDED, NOW + WINDOW, 4)
        quotas.note(tx, Count.RUSH, NOW, 1)

        assert quotas.busiest(tx, since=NOW, before=NOW + 2 * WINDOW) == 4


def test_a_number_that_was_noted_stays(database: Database) -> None:
    with database.write() as tx:
        quotas.note(tx, Count.MOST, NOW, 50)
        quotas.note(tx, Count.MOST, NOW, 5000)

        assert quotas.counted(tx, Count.MOST, NOW) == 50


def test_old_windows_are_forgotten(database: Database) -> None:
    with database.write() as tx:
        quotas.count(tx, Count.HANDED, NOW, 1)
        quotas.count(tx, Count.HANDED, NOW + WINDOW, 1)

        assert quotas.prune(tx, NOW + WINDOW) == 1
        assert quotas.counted(tx, Count.HANDED, NOW) is None


def test_buckets_say_when_they_are_empty(database: Database) -> None:
    with database.write() as tx:
        assert quotas.emptied(tx, ["relay"]) == {}
        quotas.draw(tx, {"relay": NOW, "relay:slow.example": NOW + WINDOW})
        quotas.draw(tx, {"relay": NOW + WINDOW})

        assert quotas.emptied(tx, ["relay", "elsewhere"]) == {"relay": NOW + WINDOW}
        assert quotas.emptied(tx, []) == {}


def test_two_workers_that_draw_at_once_draw_one_after_the_other(database: Database) -> None:
    with database.write() as tx:
        quotas.draw(tx, {"relay": NOW})
    begin = threading.Barrier(4)

    def draw() -> None:
        begin.wait()
        for _ in range(5):
            with database.write() as tx:
                empty_at = quotas.emptied(tx, ["relay"])["relay"]
                quotas.draw(tx, {"relay": empty_at + timedelta(seconds=1)})

    workers = [threading.Thread(target=draw) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    with database.read() as tx:
        assert quotas.emptied(tx, ["relay"]) == {"relay": NOW + timedelta(seconds=20)}
