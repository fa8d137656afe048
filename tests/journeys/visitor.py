"""A person at the clinic's site: opens pages, fills in forms, reads letters, follows links."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from drip import app
from drip.app import Clocks
from drip.flow.services import Services
from drip.settings import NO_FILE, load
from drip.simulation.clock import VirtualClock
from drip.simulation.run import advance
from drip.storage import migrate

#: A Monday in autumn, 10:00 in Melbourne.
MONDAY = datetime(2027, 4, 12, 0, 0, tzinfo=UTC)
BASE = "https://care.clinic.example"


@contextmanager
def clinic(url: str, folder: Path) -> Iterator[Clinic]:
    """The shipped programmes on a database of their own, with the outbox and a clock by hand."""
    settings = load(NO_FILE, database_url=url, data_dir=folder, base_url=BASE)
    database = app.open_database(settings)
    migrate.upgrade(database)
    clock = VirtualClock(MONDAY)
    built = app.build_services(settings, database, clocks=Clocks(now=clock.now))
    services = replace(built, wall=clock.now)
    app.publish_first(services, settings)
    site = app.build_site(services, settings)
    yield Clinic(services, clock, site.test_client(use_cookies=False), settings.outbox_dir)
    database.close()


@dataclass
class Clinic:
    """The site, its letters and its clock."""

    services: Services
    clock: VirtualClock
    client: FlaskClient
    outbox: Path
    read: set[Path] = field(default_factory=set)

    def pass_time(self, **span: float) -> None:
        """Live through some time."""
        advance(self.services, self.clock, self.clock.now() + timedelta(**span))

    def new_letters(self) -> list[EmailMessage]:
        """The letters that came since the last look, oldest first."""
        found = [path for path in sorted(self.outbox.rglob("*.eml")) if path not in self.read]
        self.read.update(found)
        letters = [
            email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in found
        ]
        return sorted(letters, key=lambda one: one["Date"].datetime)

    def letter(self) -> EmailMessage:
        """The one letter that came."""
        letters = self.new_letters()
        assert len(letters) == 1, [one["Subject"] for one in letters]
        return letters[0]

    def wait_for_letter(self, subject: str, days: int = 60) -> EmailMessage:
        """Live day by day until a letter with this in its subject comes; the others are skipped."""
        for _ in range(days):
            self.pass_time(days=1)
            for one in self.new_letters():
                if subject in one["Subject"]:
                    return one
        raise AssertionError(f"no letter {subject!r} came in {days} days")

    def open(self, link: str) -> Page:
        """Open a page by its path or its whole address."""
        return Page(self.client.get(_path(link), follow_redirects=True), _path(link))

    def press(self, page: Page, **filled: str) -> Page:
        """Send a page's form with what was filled in."""
        form = {**page.form, **filled}
        answer = self.client.post(page.action, data=form, follow_redirects=True)
        return Page(answer, page.action)


class Page(HTMLParser):
    """A page as a person meets it: its words, its form, its links."""

    def __init__(self, answer: TestResponse, path: str) -> None:
        super().__init__()
        self.status = answer.status_code
        self.action = path
        self.form: dict[str, str] = {}
        self.links: list[str] = []
        self.text = re.sub(r"<[^>]+>", " ", answer.text)
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of forms, fields and links."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.action = given.get("action") or self.action
        if tag == "input" and (given.get("type") == "hidden" or "checked" in given):
            self.form[given["name"]] = given.get("value", "")
        if tag == "a":
            self.links.append(given.get("href", ""))


def words(letter: EmailMessage) -> str:
    """The text part of a letter."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link(letter: EmailMessage, purpose: str) -> str:
    """The first link of this kind in the text of a letter."""
    found = re.search(rf"{BASE}/{purpose}/[a-z0-9]+", words(letter))
    assert found, f"no /{purpose}/ link in {letter['Subject']!r}"
    return found[0]


def tap(letter: EmailMessage, label: str) -> str:
    """The link behind one answer of a letter."""
    part = letter.get_body(("html",))
    assert part is not None
    for address, inside in re.findall(
        r'<a[^>]+href="([^"]+/a/[^"]+)"[^>]*>(.*?)</a>', str(part.get_content()), re.DOTALL
    ):
        if label in re.sub(r"<[^>]+>", "", inside):
            return str(address)
    raise AssertionError(f"no answer {label!r} in {letter['Subject']!r}")


def _path(link: str) -> str:
    parts = urlsplit(link)
    return parts.path or "/"
