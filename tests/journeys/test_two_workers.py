"""Three processes let the same weeks pass: check-ins, reminders, silences and lapses come once."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlalchemy import func, select

from drip.delivery.outbox_reader import OutboxReader
from drip.flow.rounds.tick import maintain, tick
from drip.storage import migrate
from drip.storage.database import Database
from drip.storage.tables import check_ins, decisions, deliveries, effects, enrolments
from tests.asking import FILES
from tests.road import Road

pytestmark = [pytest.mark.processes, pytest.mark.postgres]

WORKERS = 3
PEOPLE = 20
BEGIN = "2027-01-04T09:00Z"
LOOKS = 60
BETWEEN = timedelta(hours=12)


def test_three_processes_remind_fall_silent_and_lapse_everybody_once(
    postgres_url: str, tmp_path: Path
) -> None:
    database = Database(postgres_url)
    migrate.upgrade(database)
    road = Road(database, tmp_path, start=BEGIN, files=FILES)
    for number in range(PEOPLE):
        road.person(f"P{number}", "asking")

    _live(postgres_url, tmp_path)

    with database.read() as tx:
        states = Counter(tx.execute(select(enrolments.c.state)).scalars())
        silences = tx.execute(select(func.count()).where(decisions.c.kind == "silent")).scalar_one()
        fallen = tx.execute(
            select(func.count()).where(check_ins.c.first_answer_at.is_(None))
        ).scalar_one()
        went = [
            f"{row.purpose} {row.step}"
            for row in tx.execute(select(deliveries).where(deliveries.c.state == "accepted"))
        ]
        done = Counter(
            (row.kind, row.value, row.state)
            for row in tx.execute(select(effects.c.kind, effects.c.value, effects.c.state))
        )
    assert states == {"lapsed": PEOPLE}
    # Three check-ins each: two steps and the question whether to stop.
    assert (fallen, silences) == (3 * PEOPLE, 3 * PEOPLE)
    assert Counter(went)["reminder first"] == PEOPLE
    assert Counter(went)["reminder second"] == PEOPLE
    assert Counter(went)["branch shall-we-stop"] == PEOPLE
    assert done[("send", "shall-we-stop", "done")] == PEOPLE
    assert done[("finish", "lapsed", "done")] == PEOPLE
    assert len(OutboxReader(road.outbox).list(limit=10_000)) == len(went)
    database.close()


def _live(url: str, folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(WORKERS)
    all_of_them = [
        context.Process(target=_worker, args=(url, folder, f"w{number}", barrier))
        for number in range(WORKERS)
    ]
    for one in all_of_them:
        one.start()
    for one in all_of_them:
        one.join()
    assert [one.exitcode for one in all_of_them] == [0] * WORKERS


def _worker(url: str, folder: Path, name: str, barrier: Barrier) -> None:
    """Look at every moment at the same time as the other processes."""
    database = Database(url)
    road = Road(database, folder, start=BEGIN, publish=False, worker=name)
    for _ in range(LOOKS):
        barrier.wait(120)
        maintain(road.services)
        while tick(road.services).claimed:
            pass
        road.present += BETWEEN
    database.close()
