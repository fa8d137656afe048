"""Workers killed at random moments: nothing goes twice, and everything is accounted for."""

import os
import random
import secrets
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from drip import app
from drip.app import Clocks
from drip.flow.planning.plan import plan_ahead
from drip.flow.rounds.tick import maintain, tick
from drip.flow.services import Services
from drip.settings import NO_FILE, Settings, load
from drip.storage import enrolments, migrate
from drip.storage.database import Database
from drip.storage.enrolments import NewEnrolment
from drip.storage.tables import attempts, consents, deliveries, subscribers

pytestmark = pytest.mark.processes

PEOPLE = 4000
KILLS = 5
RACERS = 2
SOON = timedelta(minutes=5)


def test_five_kills_send_nothing_twice_and_lose_nothing(
    empty_database_url: str, tmp_path: Path
) -> None:
    settings = load(
        NO_FILE, database_url=empty_database_url, data_dir=tmp_path / "data", blast_radius=0
    )
    database = app.open_database(settings)
    migrate.upgrade(database)
    _invite(settings, database)
    seed = secrets.randbelow(2**32)
    dice = random.Random(seed)  # noqa: S311 - moments, no secrets

    for _ in range(KILLS):
        _kill_a_worker(settings, tmp_path, after=dice.uniform(0, 1.5))
    before = _counts(database)
    _clear_up(settings, database)

    _everything_went_once(settings, database, seed)
    caught = before["claimed"] + before["handing_over"]
    assert caught, f"no kill came while a worker was at work, seed {seed}: {before}"


@pytest.mark.postgres
def test_37_workers_that_race_and_die_share_the_work_without_overlap(
    postgres_url: str, tmp_path: Path
) -> None:
    settings = load(NO_FILE, database_url=postgres_url, data_dir=tmp_path / "data", blast_radius=0)
    database = app.open_database(settings)
    migrate.upgrade(database)
    _invite(settings, database)
    seed = secrets.randbelow(2**32)
    dice = random.Random(seed)  # noqa: S311 - moments, no secrets

    racing = [_start_a_worker(settings, tmp_path) for _ in range(RACERS)]
    for _ in range(KILLS):
        time.sleep(dice.uniform(0.2, 1.0))
        _kill(racing.pop(dice.randrange(RACERS)))
        racing.append(_start_a_worker(settings, tmp_path))
    names = _workers_of_attempts(database)
    for worker in racing:
        _kill(worker)
    _clear_up(settings, database)

    _everything_went_once(settings, database, seed)
    assert len(names) > 1, "the work was not shared"


def _workers_of_attempts(database: Database) -> set[str]:
    with database.read() as tx:
        return set(tx.execute(select(attempts.c.worker).distinct()).scalars())


def _everything_went_once(settings: Settings, database: Database, seed: int) -> None:
    counts = _counts(database)
    with database.read() as tx:
        times = tx.execute(
            select(func.count())
            .where(attempts.c.result == "accepted")
            .group_by(attempts.c.delivery_id)
        ).scalars()
        most = max(times)
    written = Counter(path.stem.rpartition("_")[2] for path in settings.outbox_dir.rglob("*.eml"))
    database.close()
    assert most == 1, f"accepted twice, seed {seed}"
    assert sum(counts.values()) == PEOPLE
    assert counts == {"accepted": PEOPLE}, f"seed {seed}: {counts}"
    assert len(written) == PEOPLE
    assert set(written.values()) == {1}


def _invite(settings: Settings, database: Database) -> None:
    """Many people, each of whom the first letter is due to at this moment."""
    services = app.build_services(settings, database, clocks=Clocks())
    app.publish_first(services, settings)
    now = services.now()
    zone = _where_it_is_noon(now)
    with database.write() as tx:
        ids = list(
            tx.execute(
                insert(subscribers).returning(subscribers.c.id),
                [
                    {
                        "ref": f"r{number}",
                        "email": f"p{number}@example.com",
                        "address_hash": f"h{number}",
                        "first_name": f"P{number}",
                        "zone": zone,
                        "state": "active",
                        "created_at": now,
                        "confirmed_at": now,
                    }
                    for number in range(PEOPLE)
                ],
            ).scalars()
        )
        tx.execute(
            insert(consents),
            [
                {
                    "subscriber_id": one,
                    "purpose": "programme",
                    "given": True,
                    "wording": "Yes",
                    "version": "1",
                    "source": "tests",
                    "asked_at": now,
                    "at": now,
                }
                for one in ids
            ],
        )
        enrolled = [
            enrolments.add(
                tx,
                NewEnrolment(
                    subscriber_id=one,
                    sequence="strengthening",
                    confirmed_at=now,
                    onset=None,
                    revision_id=None,
                ),
                now,
            )
            for one in ids
        ]
        plan_ahead(services, tx, [one for one in enrolled if one is not None], now)


def _where_it_is_noon(now: datetime) -> str:
    """A zone in which letters may leave at any time this test runs."""
    east = 12 - now.hour
    # The signs of these names are turned around (POSIX).
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


def _kill_a_worker(settings: Settings, folder: Path, *, after: float) -> None:
    worker = _start_a_worker(settings, folder)
    time.sleep(after)
    _kill(worker)


def _start_a_worker(settings: Settings, folder: Path) -> "subprocess.Popen[str]":
    worker = subprocess.Popen(
        [sys.executable, "-u", "-m", "drip", "worker"],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "DATABASE_URL": settings.database,
            "DRIP_DATA_DIR": str(settings.data_dir),
            "DRIP_BLAST_RADIUS": "0",  # so many at once would be asked about first
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert worker.stdout is not None
    assert "running" in worker.stdout.readline()
    return worker


def _kill(worker: "subprocess.Popen[str]") -> None:
    worker.kill()
    worker.wait()
    if worker.stdout is not None:
        worker.stdout.close()


def _clear_up(settings: Settings, database: Database) -> None:
    """What the next worker does once the leases of the dead have run out."""
    services: Services = app.build_services(
        settings, database, clocks=Clocks(now=lambda: app.wall() + SOON)
    )
    for _ in range(100):
        maintain(services)
        if not tick(services).claimed and _over(database):
            break
    services.transport.close()


def _over(database: Database) -> bool:
    return not {"planned", "claimed", "handing_over", "unknown"} & _counts(database).keys()


def _counts(database: Database) -> Counter[str]:
    """How many first letters are in each state."""
    with database.read() as tx:
        rows = tx.execute(
            select(deliveries.c.state, func.count().label("number"))
            .where(deliveries.c.step == "welcome")
            .group_by(deliveries.c.state)
        )
        return Counter({row.state: row.number for row in rows})
