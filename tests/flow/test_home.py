"""A copied or restored database sends nothing until a person says which it is (29, 30)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from drip.engine.home import Finding
from drip.flow.home import Account, AdoptionRefusedError, Guard
from drip.storage import home, switches, tasks
from drip.storage.database import Database
from drip.storage.switches import Switch
from drip.storage.tables import metadata
from tests.road import Road


@contextmanager
def _road(
    folder: Path, *, start: str = "2027-01-04T08:00Z", publish: bool = True
) -> Iterator[Road]:
    database = Database(f"sqlite:///{folder / 'drip.db'}")
    if publish:
        metadata.create_all(database.engine)
    try:
        yield Road(database, folder, start=start, publish=publish)
    finally:
        database.close()


def _guard(road: Road, folder: Path) -> Guard:
    return Guard(road.services, folder / "worker.json", named="this machine")


def _held(road: Road) -> list[Switch]:
    with road.database.read() as tx:
        return [one.switch for one in switches.held(tx)]


def _copy(source: Path, target: Path) -> None:
    """What an operator does: the files of one folder into another."""
    shutil.copytree(source, target)


def test_a_database_is_at_home_where_it_first_sends(tmp_path: Path) -> None:
    with _road(tmp_path) as road:
        guard = _guard(road, tmp_path)
        assert guard.look() is Finding.NEW
        assert guard.look() is Finding.HOME
        assert _held(road) == []


def test_a_copy_sends_nothing_and_the_original_goes_on(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    with _road(tmp_path / "one") as road:
        _guard(road, tmp_path / "one").look()
        road.person()
    _copy(tmp_path / "one", tmp_path / "two")

    with _road(tmp_path / "two", publish=False) as clone:
        assert _guard(clone, tmp_path / "two").look() is Finding.COPIED
        assert clone.tick().claimed == 0
        assert clone.mails() == []
        assert _held(clone) == [Switch.QUARANTINE]
        with clone.database.read() as tx:
            (task,) = tasks.open_ones(tx)
        assert "drip adopt" in task.detail

    with _road(tmp_path / "one", publish=False) as road:
        assert _guard(road, tmp_path / "one").look() is Finding.HOME
        assert road.tick().accepted == 1


def test_the_same_file_on_another_machine_is_a_copy(tmp_path: Path) -> None:
    with _road(tmp_path) as road:
        _guard(road, tmp_path).look()
        other = Guard(road.services, tmp_path / "other.json", named="another machine")
        assert other.look() is Finding.COPIED


def test_a_moved_database_sends_again_once_somebody_says_it_is_complete(tmp_path: Path) -> None:
    with _road(tmp_path) as road:
        _guard(road, tmp_path).look()
        road.person()
        moved = Guard(road.services, tmp_path / "new.json", named="the new machine")
        moved.look()

        assert moved.adopt(Account.COMPLETE, by="cli", now=road.present) == 0

        assert moved.look() is Finding.HOME
        assert road.tick().accepted == 1


def _restored(folder: Path) -> None:
    """A backup from before the first letter, put back over the database after it."""
    with _road(folder) as road:
        _guard(road, folder).look()
        road.person()
        road.wait(minutes=1)
        with closing(sqlite3.connect(folder / "drip.db")) as now:
            now.execute("VACUUM INTO ?", [str(folder / "backup.db")])
        assert road.tick().accepted == 1
        _guard(road, folder).look()
    for leftover in ("drip.db-wal", "drip.db-shm"):
        (folder / leftover).unlink(missing_ok=True)
    (folder / "drip.db").write_bytes((folder / "backup.db").read_bytes())


def test_a_restored_backup_sends_nothing(tmp_path: Path) -> None:
    _restored(tmp_path)
    with _road(tmp_path, start="2027-01-04T14:00Z", publish=False) as road:
        assert _guard(road, tmp_path).look() is Finding.RESTORED
        assert road.tick().claimed == 0
        assert len(road.mails()) == 1


def test_a_restored_backup_cannot_be_called_complete(tmp_path: Path) -> None:
    _restored(tmp_path)
    with _road(tmp_path, start="2027-01-04T14:00Z", publish=False) as road:
        guard = _guard(road, tmp_path)
        guard.look()
        with pytest.raises(AdoptionRefusedError):
            guard.adopt(Account.COMPLETE, by="cli", now=road.present)
        assert _held(road) == [Switch.QUARANTINE]


def test_what_went_after_the_backup_is_settled_by_evidence_and_not_sent_again(
    tmp_path: Path,
) -> None:
    _restored(tmp_path)
    with _road(tmp_path, start="2027-01-04T14:00Z", publish=False) as road:
        guard = _guard(road, tmp_path)
        guard.look()

        assert guard.adopt(Account.OLDER, by="cli", now=road.present) == 1
        assert road.states() == {"hello": "unknown"}
        road.maintain()
        road.run(days=1)

        assert guard.look() is Finding.HOME
        assert road.states()["hello"] == "accepted"
        assert [row.state for row in road.rows(step="hello")] == ["accepted"]
        assert len(road.mails()) == 2  # the first, from before; and the next day's


def test_what_provably_did_not_go_after_the_backup_goes_now(tmp_path: Path) -> None:
    _restored(tmp_path)
    shutil.rmtree(tmp_path / "outbox")
    with _road(tmp_path, start="2027-01-04T14:00Z", publish=False) as road:
        guard = _guard(road, tmp_path)
        guard.look()
        guard.adopt(Account.OLDER, by="cli", now=road.present)
        road.maintain()
        road.tick()
        assert len(road.mails()) == 1


def test_a_memory_that_cannot_be_read_is_no_memory(tmp_path: Path) -> None:
    file = tmp_path / "worker.json"
    for said in ("", "{", '{"installation": 1}', "[]", '{"newest_call": "x", "installation": ""}'):
        file.write_text(said)
        assert home.remembered(file) is None


def test_every_database_has_a_place_that_stays(database: Database) -> None:
    assert home.place_of(database) == home.place_of(database)
    assert home.place_of(database, "here") != home.place_of(database, "there")
