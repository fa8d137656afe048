"""The site of a small clinic over its own road: a client that knocks, and a clock by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Table, func, select
from werkzeug.test import TestResponse

from drip.domain.deliveries import Purpose
from drip.flow.in_force.offer import Offer, offer
from drip.flow.joining.signup import Heard, Origin, sign_up
from drip.flow.joining.signup_form import Wish
from drip.links import LinkPurpose
from drip.storage import tables
from drip.storage.database import Database
from drip.storage.tables import metadata
from drip.web.factory import WebConfig, create_app
from tests.road import DAILY, Road, content

ACUTE = """\
sequence: acute
title: When it has just happened
anchor: onset
send: {at: "09:00", until: "17:00", days: [mon, tue, wed, thu, fri, sat, sun]}
check_ins: {days: [mon, tue, wed, thu, fri, sat, sun], remind_after: 2d, silent_after: 2d}
steps:
  - {id: hello, day: start}
  - {id: one, day: 1, book: assessment}
  - {id: last, day: 21}
"""
#: A form as a person fills it in.
FILLED = {
    "first_name": "Sam",
    "email": "sam@example.com",
    "programme": "daily",
    "programme_emails": "yes",
    "health_answers": "yes",
    "adult": "yes",
    "zone": "Europe/Berlin",
}


@contextmanager
def site_on_file(folder: Path, **how: Any) -> Iterator[Site]:
    """A site on a SQLite file, for what does not depend on the kind of database."""
    database = Database(f"sqlite:///{folder / 'drip.db'}")
    metadata.create_all(database.engine)
    yield Site(database, folder, **how)
    database.close()


class Site(Road):
    """The road with its front door."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        files: Mapping[str, str] | None = None,
        **how: Any,
    ) -> None:
        files = files or content({"daily": DAILY, "acute": ACUTE})
        super().__init__(database, folder, files=files, **how)
        self.offered: Offer | None = None
        self.app = create_app(self.services, config=WebConfig(secret_key=b"s" * 32))
        self.client: FlaskClient = self.app.test_client(use_cookies=False)

    def get(self, path: str, **how: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, **how)

    def post(self, path: str, form: Mapping[str, str] | None = None, **how: Any) -> TestResponse:
        """Press a button."""
        return self.client.post(path, data=form or {}, **how)

    def mark(self, path: str = "/") -> str:
        """The signed mark of a signup page that is opened now."""
        found = re.search(r'name="page" value="([^"]+)"', self.get(path).text)
        assert found
        return found[1]

    def fill_in(self, seconds: float = 20, /, **changes: str) -> TestResponse:
        """Open the signup page, take some time, and post it; an empty change leaves a field out."""
        form = {name: text for name, text in (FILLED | changes).items() if text}
        form.setdefault("page", self.mark())
        self.wait(seconds=seconds)
        return self.post("/", form)

    def sign_up(self, email: str = "sam@example.com", **changes: Any) -> Heard:
        """A signup without the page."""
        self.offered = self.offered or offer(self.services)
        wish = {
            "first_name": "Sam",
            "email": email,
            "sequence": "daily",
            "onset": None,
            "zone": "Europe/Berlin",
            "zone_guessed": True,
            "health_consent": True,
        } | changes
        network = wish.pop("network", "203.0.113.7")
        origin = Origin(form="web", network=network)
        return sign_up(self.services, Wish(**wish), self.offered, origin, self.present)

    def link(self, purpose: LinkPurpose, delivery_id: int) -> str:
        """The path of a link in a letter."""
        token = self.services.links.token(purpose, delivery_id, now=self.present)
        return f"/{purpose.value}/{token}"

    def confirmations(self) -> list[Any]:
        """Confirmation letters, in the order of planning."""
        return self.rows(purpose=Purpose.CONFIRM.value)

    def confirm_link(self) -> str:
        """The link of the newest confirmation."""
        return self.link(LinkPurpose.CONFIRM, self.confirmations()[-1].id)

    def join(self, **changes: Any) -> int:
        """Sign up and confirm; answers the subscriber's id."""
        self.sign_up(**changes)
        assert self.post(self.confirm_link()).status_code == 200
        return int(self.confirmations()[-1].subscriber_id)

    def table(self, table: Table, **where: Any) -> list[Any]:
        """Rows of a table, oldest first."""
        query = select(table).order_by(table.c[table.primary_key.columns.keys()[0]])
        for column, wanted in where.items():
            query = query.where(table.c[column] == wanted)
        with self.database.read() as tx:
            return list(tx.execute(query))

    def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that is stored, but for what was merely observed."""
        with self.database.read() as tx:
            return {
                table.name: sorted(tuple(row) for row in tx.execute(select(table)))
                for table in tables.metadata.sorted_tables
                if table is not tables.observations
            }

    def count(self, table: Table) -> int:
        """How many rows a table has."""
        with self.database.read() as tx:
            return int(tx.execute(select(func.count()).select_from(table)).scalar_one())
