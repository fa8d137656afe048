"""The migrations make what the code expects, on both databases, and refuse what they must."""

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from drip.storage import migrate
from drip.storage.database import Database
from drip.storage.tables import metadata


@pytest.fixture
def empty(empty_database_url: str) -> Database:
    return Database(empty_database_url)


def test_the_migrated_schema_is_the_schema_of_the_code(empty: Database) -> None:
    migrate.upgrade(empty)

    with empty.read() as tx:
        # Alembic reads the defaults of SQLite's columns wrongly; the next test compares those.
        options = {"compare_type": True, "compare_server_default": not empty.is_sqlite}
        context = MigrationContext.configure(tx, opts=options)
        assert compare_metadata(context, metadata) == []
    empty.close()


def test_a_migrated_sqlite_file_says_the_same_in_sql(tmp_path: Path, sqlite_template: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'drip.db'}")
    migrate.upgrade(database)
    database.close()

    assert _sql(tmp_path / "drip.db") == _sql(sqlite_template)


def _sql(path: Path) -> dict[str, set[str]]:
    """Each table's columns and references, and the statement of each index.

    A column that came later stands elsewhere in the statement of its table, and its reference
    beside it.
    """
    with sqlite3.connect(path) as file:
        said = {
            name: {str(row[1:]) for row in file.execute(f"PRAGMA table_xinfo({name})")}
            | {str(row[2:]) for row in file.execute(f"PRAGMA foreign_key_list({name})")}
            for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name != "alembic_version"
        }
        rows = file.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
        said.update((name, {sql.replace('"', "")}) for name, sql in rows)
    file.close()
    return said


def test_every_table_of_a_sqlite_file_is_strict(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'drip.db'}")
    migrate.upgrade(database)
    database.close()

    with sqlite3.connect(tmp_path / "drip.db") as file:
        rows = file.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")
        loose = {name for name, strict in rows if not strict}
    file.close()
    assert loose == {"alembic_version", "sqlite_schema"}


def test_partial_indexes_keep_their_condition(empty: Database) -> None:
    wanted = {
        index.name: str(index.dialect_options[empty.engine.dialect.name]["where"])
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    migrate.upgrade(empty)

    question = (
        "SELECT name, sql FROM sqlite_master"
        if empty.is_sqlite
        else "SELECT indexname, indexdef FROM pg_indexes"
    )
    with empty.read() as tx:
        made = {row[0]: row[1] for row in tx.execute(text(question))}
    assert wanted
    assert all("WHERE" in made[index] for index in wanted)
    empty.close()


def test_a_second_upgrade_does_nothing(empty: Database) -> None:
    first = migrate.upgrade(empty)

    assert first
    assert migrate.upgrade(empty) == []
    assert migrate.current(empty) == migrate.newest()
    empty.close()


def test_processes_that_upgrade_at_once_do_it_once(empty_database_url: str) -> None:
    done: list[list[str]] = []
    gate = threading.Barrier(4)

    def start() -> None:
        database = Database(empty_database_url)
        gate.wait()
        done.append(migrate.upgrade(database))
        database.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(bool(steps) for steps in done) == [False, False, False, True]


def test_programs_that_open_a_new_file_at_once_wait_for_each_other(tmp_path: Path) -> None:
    def opened(path: Path, gate: threading.Barrier, done: list[str]) -> None:
        database = Database(f"sqlite:///{path}")
        gate.wait()
        with database.read() as tx:
            done.append(tx.execute(text("PRAGMA journal_mode")).scalar_one())
        database.close()

    done: list[str] = []
    for n in range(20):
        gate = threading.Barrier(4)
        threads = [
            threading.Thread(target=opened, args=(tmp_path / f"{n}.db", gate, done))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert done == ["wal"] * 80


def test_a_newer_database_is_refused_with_the_way_back(empty: Database) -> None:
    migrate.upgrade(empty)
    with empty.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9001'"))

    with pytest.raises(migrate.NewerDatabaseError, match="put the copy from before the upgrade"):
        migrate.upgrade(empty)
    empty.close()


def test_the_file_of_another_program_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "drip.db") as file:
        file.execute("CREATE TABLE songs (id INTEGER PRIMARY KEY)")
    file.close()
    database = Database(f"sqlite:///{tmp_path / 'drip.db'}")

    with pytest.raises(migrate.ForeignDatabaseError):
        migrate.upgrade(database)
    database.close()


def test_a_sqlite_file_carries_our_mark(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'drip.db'}")
    migrate.upgrade(database)
    database.close()

    assert (tmp_path / "drip.db").read_bytes()[68:72] == b"Drip"


def test_an_older_file_is_copied_before_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "drip.db"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database)
    with database.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    # The tables are there already, so running the steps again must not be tried.
    monkeypatch.setattr(migrate, "_run", lambda _tx: None)

    migrate.upgrade(database)

    database.close()
    with sqlite3.connect(tmp_path / f"drip.db.before-{migrate.newest()}") as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    copy.close()
