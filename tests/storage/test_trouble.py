"""A database in trouble says so in a sentence; only our own mistakes are anything else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from drip.engine.home import Remembered
from drip.storage import home
from drip.storage.clock import DatabaseClock
from drip.storage.database import Database, StorageError


def test_a_standby_that_refuses_to_write_is_trouble_of_the_database(postgres_url: str) -> None:
    refused = pytest.raises(StorageError, match="read-only")
    with closing(Database(postgres_url)) as database, refused, database.write() as tx:
        tx.execute(text("SET TRANSACTION READ ONLY; CREATE TABLE one (id int)"))


@pytest.mark.parametrize(
    "asks",
    [
        lambda database: DatabaseClock(database, monotonic)(),
        home.place_of,
    ],
    ids=["the time", "the place"],
)
def test_a_server_that_is_away_is_trouble_of_the_database(
    asks: Callable[[Database], object],
) -> None:
    nobody_there = Database("postgresql://nobody@127.0.0.1:1/nothing")
    with closing(nobody_there), pytest.raises(StorageError, match="connection"):
        asks(nobody_there)


def test_a_damaged_file_is_trouble_of_the_database(tmp_path: Path) -> None:
    path = tmp_path / "drip.db"
    with closing(Database(f"sqlite:///{path}")) as database, database.write() as tx:
        tx.execute(text("CREATE TABLE one (id INTEGER)"))
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))

    refused = pytest.raises(StorageError, match="malformed")
    with closing(Database(f"sqlite:///{path}")) as database, refused, database.read() as tx:
        tx.execute(text("SELECT id FROM one"))


def test_a_mistake_of_ours_stays_one(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as tx:
        tx.execute(text("INSERT INTO switches (name) VALUES (NULL)"))


def test_a_worker_that_cannot_write_its_own_file_says_so(tmp_path: Path) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("a file where the folder should be")

    with pytest.raises(StorageError, match="cannot write"):
        home.remember(in_the_way / "worker.json", Remembered(ref="r", newest_call=1))
