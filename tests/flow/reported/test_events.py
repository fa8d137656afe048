"""What the provider reports: once, in any order, upwards only, about our own letters only."""

from __future__ import annotations

import itertools
import random
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drip.flow.front_desk import why
from drip.flow.reported import events as flow_events
from drip.flow.reported import said_by_provider
from drip.storage.database import Database
from drip.storage.tables import (
    attempts,
    bounces,
    check_ins,
    events,
    letter_days,
    posts,
    suppressions,
    tasks,
)
from tests.asking import FILES
from tests.reports import Doubtful, Reported, event
from tests.road import at


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Reported:
    return Reported(database, tmp_path)


@pytest.fixture
def sent(road: Reported) -> Any:
    """The row of a letter that was accepted."""
    road.person()
    road.tick()
    return road.rows()[0]


def row_of(road: Reported, sent: Any) -> Any:
    return next(row for row in road.rows() if row.id == sent.id)


@pytest.fixture
def doubtful(database: Database, tmp_path: Path) -> Reported:
    """A road where nobody knows whether the first letter went."""
    road = Reported(database, tmp_path, transport=Doubtful())
    road.person()
    road.tick()
    assert [row.state for row in road.rows()] == ["unknown"]
    return road


def unresolved(road: Reported) -> list[str]:
    """The states of the tasks about letters that nobody knows of."""
    return [task.state for task in road.all_of(tasks) if task.cause.startswith("unresolved:")]


def went(road: Reported) -> list[str]:
    transport = road.services.transport
    assert isinstance(transport, Doubtful)
    return transport.letters


def test_the_same_event_46_times_over_29_hours_counts_once(road: Reported, sent: Any) -> None:
    """Scenario 47, case 1."""
    delivered = road.about(sent, "delivered")
    for n in range(46):
        road.wait(minutes=38)
        assert road.post(*[delivered] * (1 + n % 3)).status_code == 200
        road.maintain()

    assert len(road.all_of(events)) == 1
    assert row_of(road, sent).delivered_at == at("2027-01-04T08:00Z")


def test_any_order_comes_to_the_same(road: Reported, sent: Any) -> None:
    """Scenario 47, case 2: delivered before processed, a bounce after delivered."""
    seen = set()
    kinds = ("processed", "deferred", "delivered", "bounce")
    reports = [
        road.about(sent, kind, at=road.present + timedelta(minutes=n), status="5.7.1")
        for n, kind in enumerate(kinds)
    ]
    for order in itertools.permutations(reports):
        with road.database.write() as tx:
            tx.execute(events.delete())
        road.set(sent.id, deferred_at=None, delivered_at=None, bounced_at=None)
        for one in order:
            road.post(one)
        road.maintain()
        row = row_of(road, sent)
        seen.add((row.state, row.deferred_at, row.delivered_at, row.bounced_at))

    ((state, *instants),) = seen
    assert state == "accepted"
    assert all(instants)


def test_the_earliest_of_a_kind_stays(road: Reported, sent: Any) -> None:
    first = road.present
    for hours in (3, 0, 7):
        road.report(sent, "deferred", at=first + timedelta(hours=hours))
    assert row_of(road, sent).deferred_at == first


def test_the_attempt_is_known_to_have_come_and_under_which_message_id(
    road: Reported, sent: Any
) -> None:
    road.report(sent, "processed", **{"smtp-id": "<one@ismtpd-1>"})
    road.report(sent, "delivered", **{"smtp-id": "<two@ismtpd-1>"})
    (attempt,) = road.all_of(attempts)
    assert (attempt.processed_at, attempt.smtp_id) == (at("2027-01-04T08:00Z"), "one@ismtpd-1")


@pytest.mark.parametrize("state", ["handing_over", "unknown", "unresolved"])
@pytest.mark.parametrize("kind", ["processed", "delivered", "deferred", "open"])
def test_a_letter_in_doubt_is_settled_by_an_event(
    doubtful: Reported, state: str, kind: str
) -> None:
    """Scenarios 33 and 34, cases 8 and 9: one email, and the programme goes on."""
    (hello,) = doubtful.rows()
    doubtful.set(hello.id, state=state, lease_until=doubtful.present + timedelta(minutes=2))
    doubtful.report(hello, kind)

    assert [row.state for row in doubtful.rows()] == ["accepted", "planned"]
    doubtful.wait(days=3)
    doubtful.maintain()
    assert went(doubtful) == [hello.ref]


def test_an_event_that_beats_the_result_settles_the_letter_once(
    database: Database, tmp_path: Path
) -> None:
    """The provider reports while the call is still under way."""
    transport = Doubtful()
    road = Reported(database, tmp_path, transport=transport)

    def report(_: Any) -> None:
        assert road.post(road.about(road.rows()[0], "processed")).status_code == 200
        flow_events.read_posts(road.services, road.present)

    transport.before_answer = report
    road.person()
    road.tick()
    road.wait(hours=3)
    road.maintain()

    assert [(row.step, row.state) for row in road.rows()] == [
        ("hello", "accepted"),
        ("one", "planned"),
    ]
    assert len(went(road)) == 1


def test_a_late_settlement_opens_the_check_in_of_the_day_it_went(
    database: Database, tmp_path: Path
) -> None:
    road = Reported(
        database, tmp_path, files=FILES, start="2027-01-04T09:00Z", transport=Doubtful()
    )
    road.person("Ann", "asking")
    road.tick()
    assert road.all_of(check_ins) == []
    (row,) = road.rows(step="first")
    road.wait(hours=30)
    road.report(row, "delivered")

    (opened,) = road.all_of(check_ins)
    assert opened.opened_at == row.handed_at == at("2027-01-04T09:00Z")


@pytest.mark.parametrize("state", ["planned", "claimed"])
def test_a_row_that_waits_does_not_go_once_the_provider_speaks_of_it(
    doubtful: Reported, state: str
) -> None:
    """Scenario 29: the ledger of a restored database does not know of the letter any more."""
    (hello,) = doubtful.rows()
    lease = doubtful.present + timedelta(hours=2) if state == "claimed" else None
    doubtful.set(hello.id, state=state, lease_until=lease, handed_at=None, dated_at=None, tries=0)
    with doubtful.database.write() as tx:
        tx.execute(attempts.delete())
        tx.execute(letter_days.delete())
    doubtful.wait(hours=1)
    doubtful.report(hello, "delivered", at=at("2027-01-04T08:00Z"), drip_try=1)
    doubtful.tick()

    row = row_of(doubtful, hello)
    assert (row.state, row.handed_at) == ("accepted", at("2027-01-04T08:00Z"))
    assert len(went(doubtful)) == 1
    assert [day.delivery_id for day in doubtful.all_of(letter_days)] == [hello.id]


def test_staff_need_not_look_any_more_when_evidence_comes(doubtful: Reported) -> None:
    (hello,) = doubtful.rows()
    doubtful.wait(hours=49)
    doubtful.maintain()
    assert row_of(doubtful, hello).state == "unresolved"
    assert unresolved(doubtful) == ["open"]

    doubtful.report(hello, "delivered")
    assert row_of(doubtful, hello).state == "accepted"
    assert unresolved(doubtful) == ["done"]


def test_what_is_over_stays_as_it_was_decided(road: Reported, sent: Any) -> None:
    for state in ("cancelled", "skipped", "expired", "failed"):
        road.set(sent.id, state=state)
        road.report(sent, "delivered")
        assert row_of(road, sent).state == state


@pytest.mark.usefixtures("sent")
def test_events_about_nobody_here_change_nothing(road: Reported) -> None:
    """Case 3, scenario 48: another program on the account, another installation, an old ref."""
    before = road.rows()
    road.post(
        event("bounce", at=road.present, status="5.1.1", drip_msg="f" * 24),
        event("bounce", at=road.present, status="5.1.1"),
        event("spamreport", at=road.present, email="nobody@example.org"),
        event("delivered", at=road.present, sg_message_id=None),
        {"event": "account_status_change", "timestamp": 1},
    )
    road.maintain()
    assert road.rows() == before
    assert road.all_of(events) == []
    assert road.all_of(suppressions) == []
    assert road.all_of(posts)[0].note == "5 not ours"


def test_ten_thousand_events_with_a_malformed_one(road: Reported, sent: Any) -> None:
    """Case 4: the good ones count, the bad one is kept with the post."""
    batch: list[Any] = [road.about(sent, "deferred") for _ in range(10_000)]
    batch[5000] = {"event": "delivered"}
    assert road.post(*batch).status_code == 200
    road.maintain()
    (post,) = road.all_of(posts)
    assert post.note == "9999 taken, 1 unread"
    assert len(road.all_of(events)) == 9_999


def test_an_event_that_breaks_something_costs_no_other(
    road: Reported, sent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = said_by_provider.follow

    def fragile(services: Any, tx: Any, one: Any, now: Any) -> None:
        real(services, tx, one, now)
        if one.event.event_id == "bad":
            raise RuntimeError("something nobody thought of")

    monkeypatch.setattr(said_by_provider, "follow", fragile)
    batch = [road.about(sent, "deferred") for _ in range(5)]
    batch[2]["sg_event_id"] = "bad"
    road.post(*batch)
    road.maintain()
    assert len(road.all_of(events)) == 4
    assert road.all_of(posts)[0].note == "1 broken, 4 taken"
    assert [task.cause for task in road.all_of(tasks)] == ["event:1"]


def test_what_is_stored_of_an_event_holds_no_address(road: Reported, sent: Any) -> None:
    words = "552 5.2.2 <Ann@Example.com>: the mailbox of ann@example.com is full"
    road.report(sent, "bounce", type="blocked", status="5.2.2", reason=words)
    (stored,) = road.all_of(events)
    assert "@" not in stored.raw
    assert "5.2.2" in stored.raw
    assert (stored.status, stored.kind, stored.delivery_id) == ("5.2.2", "blocked", sent.id)


def test_a_message_id_leads_to_the_letter_where_our_own_ids_are_lost(
    road: Reported, sent: Any
) -> None:
    road.report(sent, "processed", **{"smtp-id": "<one@ismtpd-1>"})
    lost = {"drip_msg": None, "drip_try": None, "smtp-id": "<one@ismtpd-1>"}
    road.report(sent, "delivered", **lost)
    assert row_of(road, sent).delivered_at is not None


def test_random_streams_come_to_the_same_whatever_their_order(road: Reported, sent: Any) -> None:
    kinds = ("processed", "deferred", "deferred", "delivered", "open", "click")
    stream = [
        road.about(sent, kind, at=road.present + timedelta(seconds=n))
        for n, kind in enumerate(kinds)
    ]
    seen = set()
    for seed in range(6):
        chance = random.Random(seed)  # noqa: S311 - an order, no secret
        road.set(sent.id, deferred_at=None, delivered_at=None)
        with road.database.write() as tx:
            tx.execute(events.delete())
            tx.execute(attempts.update().values(processed_at=None))
        for one in chance.sample(stream * 3, len(stream) * 3):
            road.post(one)
        road.maintain()
        row, (attempt,) = row_of(road, sent), road.all_of(attempts)
        seen.add((row.state, row.deferred_at, row.delivered_at, attempt.processed_at is not None))
    assert len(seen) == 1


def test_what_became_of_a_letter_stands_in_the_persons_story(road: Reported, sent: Any) -> None:
    for minute, (kind, more) in enumerate(
        [("deferred", {}), ("delivered", {}), ("bounce", {"type": "blocked"}), ("bounce", {})]
    ):
        at_minute = road.present + timedelta(minutes=minute)
        road.report(sent, kind, at=at_minute, status="5.0.0", **more)
    road.report(sent, "dropped", reason="Spam Content", at=road.present)
    told = why.why(road.services, email="ann@example.com")
    assert told is not None
    words = " / ".join(f"{entry.what} {entry.reason}" for entry in told.entries)
    for part in (
        "put off",
        "arrived",
        "not to blame",
        "came back",
        "not sent by the mail provider",
    ):
        assert part in words


def test_two_workers_may_read_the_same_posts_at_once(road: Reported) -> None:
    people = [road.person(f"Person{n}")[0] for n in range(6)]
    road.tick()
    said = {"status": "5.2.2", "reason": "552 5.2.2 mailbox full"}
    for row in road.rows(state="accepted"):
        road.post(*(road.about(row, kind, **said) for kind in ("processed", "delivered", "bounce")))
    errors: list[Exception] = []

    def read() -> None:
        try:
            flow_events.read_posts(road.services, road.present)
        except Exception as error:  # noqa: BLE001 - told below
            errors.append(error)

    workers = [threading.Thread(target=read) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    assert len(road.all_of(events)) == 3 * len(people)
    assert len(road.all_of(bounces)) == len(people)
    assert all(post.processed_at for post in road.all_of(posts))
