"""Our list and SendGrid's, kept in step over the real package and HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from drip.delivery.sendgrid import SendGrid
from drip.domain.people import SuppressionReason
from drip.flow.leaving.leave import leave
from drip.flow.leaving.suppression_lists import keep_in_step
from drip.flow.rounds import daily
from drip.inbound.provider_lists import TheirList
from drip.inbound.sendgrid_lists import ListsError, SendGridLists
from drip.simulation.provider.postman import Postman
from drip.simulation.provider.server import serving
from drip.simulation.provider.service import Service
from drip.simulation.provider.suppressions import Entry
from drip.storage import home, installation, suppressions, switches
from drip.storage.database import Database
from drip.storage.switches import Switch
from drip.storage.tables import subscribers, tasks
from drip.storage.tables import suppressions as suppressed
from tests.reports import Reported
from tests.site import Site

KEY = "SG.tests"


class Kept(Reported):
    """A road whose provider keeps lists of its own."""

    def __init__(self, database: Database, folder: Path, url: str, service: Service) -> None:
        super().__init__(database, folder)
        object.__setattr__(
            self.services, "lists", SendGridLists(KEY, host=url, sleep=lambda _: None)
        )
        self.theirs = service.lists

    def hold(self, which: str, name: str, *, hours: float = 0, **said: str) -> None:
        """Have the provider hold an address since some hours."""
        at = self.present - timedelta(hours=hours)
        entry = Entry(email=f"{name}@example.com", created=int(at.timestamp()), **said)
        self.theirs.add(which, entry)

    def ours(self) -> dict[str, list[tuple[str, str]]]:
        """What suppresses each known name."""
        keys = {
            self.services.links.keyed_hash("address", f"{name}@example.com"): name
            for name in ("ann", "bob", "cleo", "dan", "eve")
        }
        found: dict[str, list[tuple[str, str]]] = {}
        for row in self.all_of(suppressed):
            if row.lifted_at is None:
                name = keys.get(row.address_hash, "?")
                found.setdefault(name, []).append((row.reason, row.source))
        return found

    def state(self, person: int) -> str:
        """Where somebody stands."""
        return str(next(row.state for row in self.all_of(subscribers) if row.id == person))

    def goodbye(
        self, person: int, reason: SuppressionReason = SuppressionReason.UNSUBSCRIBED
    ) -> None:
        """Somebody leaves here."""
        leave(self.services, subscriber_id=person, reason=reason, source="page", now=self.present)

    def come_back(self, name: str) -> None:
        """Somebody lifts their goodbye by the press in a confirmation."""
        key = self.services.links.keyed_hash("address", f"{name}@example.com")
        with self.database.write() as tx:
            suppressions.lift(
                tx,
                address_hash=key,
                reasons=[SuppressionReason.UNSUBSCRIBED],
                by="signup",
                now=self.present,
            )
            tx.execute(
                subscribers.update()
                .where(subscribers.c.address_hash == key)
                .values(state="active", confirmed_at=self.present)
            )

    def held(self, which: str = "unsubscribes") -> list[str]:
        """Whom the provider holds on a list."""
        return sorted(entry.email for entry in self.theirs.entries(which))


@pytest.fixture
def provider() -> Iterator[tuple[str, Service]]:
    service = Service(key=KEY)
    with serving(service) as url:
        yield url, service


@pytest.fixture
def road(database: Database, tmp_path: Path, provider: tuple[str, Service]) -> Kept:
    return Kept(database, tmp_path, *provider)


def test_what_they_know_of_an_address_becomes_ours_with_its_source(road: Kept) -> None:
    ann, _ = road.person("Ann")
    road.hold("bounces", "ann", status="5.1.1", reason="550 5.1.1 no such user")
    road.hold("invalid_emails", "bob", reason="not an address")
    road.hold("spam_reports", "cleo")
    road.hold("unsubscribes", "dan")
    road.hold("blocks", "eve", status="5.7.1", reason="550 5.7.1 blocked")
    step = keep_in_step(road.services, road.present)

    assert road.ours() == {
        "ann": [("dead", "sendgrid:bounces")],
        "bob": [("dead", "sendgrid:invalid_emails")],
        "cleo": [("complaint", "sendgrid:spam_reports")],
        "dan": [("unsubscribed", "sendgrid:unsubscribes")],
    }
    assert road.state(ann) == "left"
    assert [row.state for row in road.rows(subscriber_id=ann)] == ["cancelled"]
    assert (step.taken_over, step.left_alone) == (4, 1)


def test_the_whole_of_a_long_list_is_read_page_by_page(road: Kept) -> None:
    for n in range(1203):
        road.hold("unsubscribes", f"person{n}")
    road.person("Person1202")
    keep_in_step(road.services, road.present)
    assert len(road.all_of(suppressed)) == 1203
    assert {row.state for row in road.all_of(subscribers)} == {"left"}


def test_a_bounce_that_was_about_the_clinic_is_not_taken_over(road: Kept) -> None:
    ann, _ = road.person("Ann")
    road.hold("bounces", "ann", status="5.7.1", reason="550 5.7.1 rejected as spam")
    road.hold("bounces", "bob", status="5.2.2", reason="552 5.2.2 mailbox full")
    keep_in_step(road.services, road.present)
    assert road.ours() == {}
    assert road.state(ann) == "active"


def test_who_says_goodbye_here_is_told_there(road: Kept) -> None:
    ann, _ = road.person("Ann")
    bob, _ = road.person("Bob")
    cleo, _ = road.person("Cleo")
    road.person("Dan")
    road.goodbye(ann)
    road.goodbye(bob, SuppressionReason.COMPLAINT)
    road.goodbye(cleo, SuppressionReason.DEAD)
    step = keep_in_step(road.services, road.present)
    assert road.held() == ["ann@example.com", "bob@example.com"]
    assert step.told == 2

    for again in (2, 0):  # one day's overlap, then no more
        road.wait(days=2)
        assert keep_in_step(road.services, road.present).told == again


def test_what_came_from_them_is_not_told_to_them(road: Kept) -> None:
    road.person("Ann")
    road.hold("spam_reports", "ann")
    assert keep_in_step(road.services, road.present).told == 0
    assert road.held() == []


def test_who_came_back_here_is_taken_off_their_list(road: Kept) -> None:
    """Ours is the master of goodbyes."""
    ann, _ = road.person("Ann")
    road.goodbye(ann)
    keep_in_step(road.services, road.present)
    assert road.held() == ["ann@example.com"]

    road.wait(hours=20)
    road.come_back("ann")
    road.wait(hours=4)
    step = keep_in_step(road.services, road.present)
    assert (road.held(), step.taken_back) == ([], 1)
    assert road.state(ann) == "active"
    assert road.ours() == {}


def test_an_older_goodbye_there_does_not_send_away_who_came_back(road: Kept) -> None:
    ann, _ = road.person("Ann")
    road.hold("unsubscribes", "ann", hours=5)
    road.goodbye(ann)
    road.wait(hours=1)
    road.come_back("ann")
    lists = road.services.lists
    assert lists is not None
    object.__setattr__(lists, "take_back", lambda _: None)
    keep_in_step(road.services, road.present)
    assert (road.state(ann), road.ours()) == ("active", {})


def test_an_erased_person_is_known_by_the_hash_and_told_to_nobody(road: Kept) -> None:
    ann, _ = road.person("Ann")
    road.goodbye(ann)
    with road.database.write() as tx:
        tx.execute(subscribers.update().values(state="erased", email="", first_name=""))
    road.hold("spam_reports", "ann")
    step = keep_in_step(road.services, road.present)
    assert step.told == 0
    assert [reason for reason, _ in road.ours()["ann"]] == ["unsubscribed", "complaint"]


def test_doing_it_again_changes_nothing(road: Kept) -> None:
    road.person("Ann")
    road.hold("unsubscribes", "ann")
    keep_in_step(road.services, road.present)
    before = (road.all_of(suppressed), road.rows(), road.held())
    step = keep_in_step(road.services, road.present)
    assert (road.all_of(suppressed), road.rows(), road.held()) == before
    assert step.taken_over == 0


def test_a_failure_leaves_a_task_and_the_next_day_reads_what_was_missed(
    road: Kept, provider: tuple[str, Service]
) -> None:
    keep_in_step(road.services, road.present)
    _, service = provider
    service.key = "SG.changed"
    for day in range(3):
        road.wait(days=1)
        if day == 0:
            road.hold("spam_reports", "ann")
        keep_in_step(road.services, road.present)
    assert [row.title for row in road.all_of(tasks)] == [
        "The provider's list of blocked addresses could not be read"
    ] * 3
    assert "401" in road.all_of(tasks)[0].detail
    assert "SG." not in str(road.all_of(tasks))

    service.key = KEY
    keep_in_step(road.services, road.present)
    assert road.ours() == {"ann": [("complaint", "sendgrid:spam_reports")]}


def test_nobody_there_is_a_failure_like_any_other(road: Kept) -> None:
    object.__setattr__(road.services, "lists", SendGridLists(KEY, host="http://127.0.0.1:9"))
    keep_in_step(road.services, road.present)
    assert len(road.all_of(tasks)) == 1


def test_without_a_provider_that_keeps_lists_nothing_happens(road: Kept) -> None:
    object.__setattr__(road.services, "lists", None)
    assert keep_in_step(road.services, road.present).told == 0
    assert road.all_of(tasks) == []


def test_a_copy_reads_their_lists_and_changes_nothing_there(road: Kept) -> None:
    ann, _ = road.person("Ann")
    bob, _ = road.person("Bob")
    road.goodbye(ann)
    keep_in_step(road.services, road.present)
    road.wait(hours=1)
    road.come_back("ann")
    road.goodbye(bob)
    road.hold("unsubscribes", "cleo")
    with road.database.write() as tx:
        switches.hold(tx, Switch.QUARANTINE, reason="A copy.", by="worker", now=road.present)
    road.wait(hours=1)
    keep_in_step(road.services, road.present)
    assert road.held() == ["ann@example.com", "cleo@example.com"]
    assert [name for name, said in road.ours().items() if said[0][1].startswith("sendgrid")] == [
        "cleo"
    ]


def test_a_goodbye_that_a_restored_database_forgot_is_learnt_from_their_list(road: Kept) -> None:
    """Ann left, came back, and left again; the backup is from before she left again."""
    ann, _ = road.person("Ann")
    road.goodbye(ann)
    keep_in_step(road.services, road.present)
    road.wait(hours=1)
    road.come_back("ann")
    keep_in_step(road.services, road.present)
    road.wait(hours=5)
    road.hold("unsubscribes", "ann")
    with road.database.write() as tx:
        installation.ensure(tx, road.present)
        home.forgot(tx, road.present)
    keep_in_step(road.services, road.present)
    assert road.held() == ["ann@example.com"]
    assert road.state(ann) == "left"


def test_it_is_done_once_a_day(road: Kept) -> None:
    road.to("2027-01-05T04:00Z")
    assert "lists" in daily.run_due(road.services)
    assert "lists" not in daily.run_due(road.services)


@contextmanager
def limited(times: int) -> Iterator[str]:
    """A provider that asks to wait so many times before it answers."""
    left = [times]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b'[{"email": "ann@example.com", "created": 1}]'
            self.send_response_only(429 if left[0] else 200)
            if left[0]:
                body = b"{}"
                left[0] -= 1
                self.send_header("Date", "Mon, 04 Jan 2027 08:00:00 GMT")
                self.send_header("X-RateLimit-Reset", "1799049607")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_rate_limit_is_waited_out() -> None:
    waits: list[float] = []
    with limited(2) as url:
        lists = SendGridLists(KEY, host=url, sleep=waits.append)
        pages = list(lists.read(TheirList.BLOCKS, None))
    assert [[one.address for one in page] for page in pages] == [["ann@example.com"]]
    assert waits == [7.0, 7.0]


def test_a_limit_that_never_ends_is_a_failure() -> None:
    with limited(99) as url:
        lists = SendGridLists(KEY, host=url, sleep=lambda _: None)
        with pytest.raises(ListsError, match="429"):
            list(lists.read(TheirList.BLOCKS, None))


def test_who_comes_back_gets_the_confirmation_although_they_hold_the_goodbye(
    database: Database, tmp_path: Path
) -> None:
    service = Service(key=KEY)
    with serving(service) as url:
        site = Site(
            database,
            tmp_path,
            transport=SendGrid(KEY, host=url, wall=lambda: datetime(2027, 1, 4, tzinfo=UTC)),
        )
        lists = SendGridLists(KEY, host=url, sleep=lambda _: None)
        object.__setattr__(site.services, "lists", lists)
        sam = site.join()
        leave(
            site.services,
            subscriber_id=sam,
            reason=SuppressionReason.UNSUBSCRIBED,
            source="one-click",
            now=site.present,
        )
        keep_in_step(site.services, site.present)
        assert [one.email for one in service.lists.entries("unsubscribes")] == ["sam@example.com"]

        site.wait(days=2)
        posted: list[bytes] = []

        def take(body: bytes, _headers: dict[str, str]) -> int:
            posted.append(body)
            return 200

        service.postman = Postman(take)
        site.sign_up()
        site.tick()
        service.postman.all_rounds()
        assert [report["event"] for report in json.loads(posted[0])][:1] == ["processed"]
