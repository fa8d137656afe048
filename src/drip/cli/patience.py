"""Waiting for a database that is away when Drip starts: hosts start it beside us, in any order."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from drip.cli.stopping import told_to_stop

if TYPE_CHECKING:
    from drip.settings import Settings
    from drip.storage.database import Database

#: Seconds between two tries, between two lines that say so, and until the start is given up.
_TRY_EVERY = 1.0
_SAY_EVERY = 30.0
_PATIENCE = 3600.0
#: What a server answers that is there, and will go on saying.
_FOR_GOOD = ("authentication failed", "does not exist", "no pg_hba.conf entry")


def wait_for_database(settings: Settings) -> None:
    """Wait till PostgreSQL answers, for an hour; a signal ends the wait, and the command.

    Raises:
        StorageError: it is still away, or refuses whoever the settings name.
    """
    from drip.app import open_database

    database = open_database(settings)
    try:
        if not database.is_sqlite:
            _wait(database)
    finally:
        database.close()


def _wait(database: Database) -> None:
    from drip.storage.database import StorageError

    began = time.monotonic()
    say_at = began
    with told_to_stop() as told:
        while True:
            try:
                with database.read():
                    break
            except StorageError as error:
                now = time.monotonic()
                if now - began > _PATIENCE or any(one in error.message for one in _FOR_GOOD):
                    raise
                if now >= say_at:
                    click.echo(f"Waiting for the database. {error.message}", err=True)
                    say_at = now + _SAY_EVERY
            if told.wait(_TRY_EVERY):
                raise click.exceptions.Exit(0)
    if say_at > began:
        click.echo("The database is there.", err=True)
