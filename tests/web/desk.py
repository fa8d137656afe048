"""The staff side as a browser meets it: an app on a small road, and a client that can sign in."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from drip.flow.front_desk import staff
from drip.storage.database import Database
from drip.storage.tables import metadata
from drip.web.config import WebConfig
from drip.web.factory import create_app
from tests.road import BASE_URL, Road

EMAIL = "kim@clinic.example"
PASSWORD = "three words in a row"
_TAG = re.compile(r"<[^>]+>")
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Desk:
    """A clinic's front desk: its road, its site and one browser."""

    def __init__(self, folder: Path, *, demo: bool = False) -> None:
        database = Database(f"sqlite:///{folder / 'drip.db'}")
        metadata.create_all(database.engine)
        self.road = Road(database, folder)
        self.services = replace(self.road.services, demo=demo)
        self.app: Flask = create_app(
            self.services,
            config=WebConfig(secret_key=b"k" * 32, demo=demo, outbox_folder=self.road.outbox),
        )
        self.client: FlaskClient = self.app.test_client()

    def get(self, path: str, **options: object) -> TestResponse:
        return self.client.get(path, base_url=BASE_URL, **options)

    def read(self, path: str) -> str:
        """The words of a page, as a person reads them."""
        return " ".join(html.unescape(_TAG.sub("", self.get(path).text)).split())

    def post(self, path: str, *, token: str | None = None, **fields: str) -> TestResponse:
        """A post from our own page, with a fresh token."""
        fields["csrf_token"] = self.token() if token is None else token
        return self.client.post(path, base_url=BASE_URL, data=fields)

    def token(self) -> str:
        """The token that a page of this browser holds."""
        for page in ("/staff/account", "/staff/sign-in"):
            if found := _TOKEN.search(self.get(page).text):
                return found[1]
        raise AssertionError("no page with a form")

    def invite(self, email: str = EMAIL) -> str:
        """The path of a one-time link."""
        link = staff.add(self.services, name="Kim", email=email)
        return link.removeprefix(BASE_URL)

    def join(self) -> TestResponse:
        """Come in by a one-time link, as Kim."""
        return self.post(self.invite(), password=PASSWORD, again=PASSWORD)
