"""The signatures that a command can know of without making a database."""

from __future__ import annotations

from pathlib import Path

from drip.app import open_database
from drip.settings import Settings
from drip.storage import migrate, sign_offs
from drip.storage.database import is_memory, normal_url


def signed_so_far(settings: Settings) -> frozenset[str]:
    """The hashes of signed texts; none where there is no database yet, or an older one."""
    url = normal_url(settings.database)
    in_file = url.get_backend_name() == "sqlite"
    if in_file and (is_memory(url) or not Path(str(url.database)).exists()):
        return frozenset()
    database = open_database(settings)
    try:
        if migrate.current(database) != migrate.newest():
            return frozenset()
        with database.read() as tx:
            return sign_offs.signed(tx)
    finally:
        database.close()
