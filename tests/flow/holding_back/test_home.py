"""A copied or restored database sends nothing until a person says which it is (29, 30)."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from drip.domain.deliveries import Result
from drip.engine.home import Finding
from drip.flow.holding_back.home import Account, AdoptionRefusedError, AtHomeError, Guard
from drip.storage import home, switches, tasks
from drip.storage.birth import born
from drip.storage.database import Database
from drip.storage.switches import Switch
from drip.storage.tables import installation, metadata
from tests.reports import Doubtful, Reported
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
        with road.database.read() as tx:
            assert tasks.open_ones(tx) == []
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


def _over(backup: Path, data: Path) -> None:
    shutil.copytree(backup, data, dirs_exist_ok=True)


def _in_place_of(backup: Path, data: Path) -> None:
    shutil.rmtree(data)
    shutil.copytree(backup, data)


def _moved(backup: Path, data: Path) -> None:
    shutil.rmtree(data)
    backup.rename(data)


@pytest.mark.parametrize("put_back", [_over, _in_place_of, _moved])
def test_a_whole_data_folder_that_is_put_back_sends_nothing(
    tmp_path: Path, put_back: Callable[[Path, Path], None]
) -> None:
    """The worker's own file is in the backup too, so it remembers no more than the database."""
    data, backup = tmp_path / "data", tmp_path / "backup"
    data.mkdir()
    with _road(data) as road:
        _guard(road, data).look()
        road.person()
    shutil.copytree(data, backup)
    with _road(data, publish=False) as road:
        assert road.tick().accepted == 1
        _guard(road, data).look()

    put_back(backup, data)

    with _road(data, start="2027-01-04T14:00Z", publish=False) as road:
        assert _guard(road, data).look() is Finding.COPIED
        assert road.tick().claimed == 0


def test_a_file_that_was_put_back_alone_is_another_file(tmp_path: Path) -> None:
    """The same name, the same machine and perhaps the same inode; the worker's file is gone."""
    with _road(tmp_path) as road:
        _guard(road, tmp_path).look()
    backup = (tmp_path / "drip.db").read_bytes()
    for file in tmp_path.glob("*.*"):
        file.unlink()
    (tmp_path / "drip.db").write_bytes(backup)
    with _road(tmp_path, publish=False) as road:
        assert _guard(road, tmp_path).look() is Finding.COPIED


def test_tables_that_were_loaded_from_a_dump_are_another_place(database: Database) -> None:
    before = home.place_of(database)
    with database.write() as tx:
        installation.drop(tx)
        installation.create(tx)
    assert (home.place_of(database) == before) is database.is_sqlite


def test_what_owners_do_to_files_makes_no_copy_of_them(tmp_path: Path) -> None:
    with _road(tmp_path) as road:
        guard = _guard(road, tmp_path)
        guard.look()
        for file in (tmp_path / "drip.db", tmp_path / "worker.json"):
            file.touch()
            file.chmod(0o600)
            os.chown(file, os.getuid(), os.getgid())
        assert guard.look() is Finding.HOME


def test_a_file_is_born_once_and_its_copy_later(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    birth = born(one)
    if not birth:
        pytest.skip("this file system keeps no births")
    one.write_text("b")
    shutil.copy2(one, two)
    assert (born(one), born(two) > birth) == (birth, True)


def test_a_database_that_nobody_doubts_needs_no_word(tmp_path: Path) -> None:
    with _road(tmp_path) as road:
        guard = _guard(road, tmp_path)
        guard.look()
        with pytest.raises(AtHomeError):
            guard.adopt(Account.COMPLETE, by="cli", now=road.present)


def test_silence_about_what_was_forgotten_proves_nothing(
    database: Database, tmp_path: Path
) -> None:
    """What was reported before the backup was put back is gone; nobody reports it again."""
    transport = Doubtful()
    transport.result = Result.ACCEPTED
    road = Reported(database, tmp_path, transport=transport)
    for n in range(20):
        road.person(f"Other{n}")
    road.tick()
    road.post(*(road.about(row, "processed") for row in road.rows(state="accepted")))
    road.maintain()
    road.person("Ann")

    assert _guard(road, tmp_path).adopt(Account.OLDER, by="cli", now=road.present) == 1
    road.wait(hours=49)
    road.maintain()
    road.tick()

    (ann,) = road.rows(state="unresolved")
    assert ann.ref not in transport.letters


def test_a_report_that_comes_in_quarantine_settles_a_letter_thought_to_be_planned(
    database: Database, tmp_path: Path
) -> None:
    transport = Doubtful()
    transport.result = Result.ACCEPTED
    road = Reported(database, tmp_path, transport=transport)
    road.person()
    with database.write() as tx:
        switches.hold(tx, Switch.QUARANTINE, reason="A copy.", by="worker", now=road.present)
    road.report(road.rows(step="hello")[0], "delivered")
    road.maintain()

    assert road.states()["hello"] == "accepted"
    assert _guard(road, tmp_path).adopt(Account.OLDER, by="cli", now=road.present) == 0
    assert transport.letters == []


def test_a_memory_that_cannot_be_read_is_no_memory(tmp_path: Path) -> None:
    file = tmp_path / "worker.json"
    for said in ("", "{", '{"installation": 1}', "[]", '{"newest_call": "x", "installation": ""}'):
        file.write_text(said)
        assert home.remembered(file) is None


def test_every_database_has_a_place_that_stays(database: Database) -> None:
    assert home.place_of(database) == home.place_of(database)
    assert home.place_of(database, "here") != home.place_of(database, "there")
