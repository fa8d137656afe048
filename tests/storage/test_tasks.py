"""Tasks in the database: one a cause, closed once."""

from __future__ import annotations

from datetime import timedelta

from drip.storage import tasks
from drip.storage.database import Database
from tests import builders
from tests.builders import MONDAY


def test_a_cause_has_one_task(database: Database) -> None:
    with database.write() as tx:
        who = builders.subscriber(tx)
        assert tasks.add(tx, cause="a", title="Ring", subscriber_id=who, now=MONDAY)
        assert not tasks.add(tx, cause="a", title="Ring again", subscriber_id=who, now=MONDAY)

        (one,) = tasks.of_subscriber(tx, who)
    assert (one.title, one.open) == ("Ring", True)


def test_open_tasks_come_oldest_first(database: Database) -> None:
    with database.write() as tx:
        tasks.add(tx, cause="new", title="New", now=MONDAY + timedelta(hours=1))
        tasks.add(tx, cause="old", title="Old", now=MONDAY)

        assert [one.title for one in tasks.open_ones(tx)] == ["Old", "New"]
        assert [one.title for one in tasks.open_ones(tx, limit=1)] == ["Old"]


def test_a_task_is_closed_once(database: Database) -> None:
    with database.write() as tx:
        tasks.add(tx, cause="a", title="Ring", now=MONDAY)
        (one,) = tasks.open_ones(tx)

        assert tasks.close(tx, one.id, by="Kim", note="They are well.", now=MONDAY)
        assert not tasks.close(tx, one.id, by="Lou", note="", now=MONDAY)
        assert tasks.open_ones(tx) == []


def test_later_words_are_added_below(database: Database) -> None:
    with database.write() as tx:
        tasks.add(tx, cause="a", title="Ring", now=MONDAY)
        tasks.add(tx, cause="b", title="Ring", detail="first", now=MONDAY)
        tasks.remark(tx, ["a", "b"], "second")
        tasks.remark(tx, [], "nobody")

        assert {one.cause: one.detail for one in tasks.open_ones(tx)} == {
            "a": "second",
            "b": "first\nsecond",
        }
