from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from drip.domain.enrolments import EnrolmentState
from drip.domain.people import SuppressionReason
from drip.flow.joining.signup import Heard, forget_unproven, network_of
from drip.flow.leaving.leave import leave
from drip.storage import enrolments, subscribers, suppressions, tables
from drip.storage.database import Database
from tests.site import Site


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


def goodbye(site: Site, person: int, reason: SuppressionReason) -> None:
    leave(site.services, subscriber_id=person, reason=reason, source="tests", now=site.present)


def end(site: Site, person: int) -> None:
    """The person had every letter."""
    with site.database.write() as tx:
        live = [one.id for one in enrolments.live_of(tx, person)]
        enrolments.finish(tx, live, EnrolmentState.COMPLETED, "The last letter went.", site.present)


def in_force(site: Site, person: int) -> set[SuppressionReason]:
    with site.database.read() as tx:
        return suppressions.in_force(tx, subscribers.address_hash(tx, person) or "")


def test_ten_thousand_posts_for_one_address_write_one_letter(site: Site) -> None:
    heard = {site.sign_up(network=f"10.{n >> 8}.{n & 255}.1") for n in range(10_000)}
    assert len(site.confirmations()) == 1
    assert site.count(tables.signups) == 1
    assert heard == {Heard.ASKED, Heard.QUIET}


@pytest.mark.parametrize("spelling", ["SAM@example.com", "sam@EXAMPLE.com", " sam@example.com"])
def test_another_spelling_of_an_address_is_the_same_address(site: Site, spelling: str) -> None:
    site.sign_up()
    assert site.sign_up(email=spelling) is Heard.QUIET
    assert len(site.confirmations()) == 1


def test_posts_that_race_write_one_letter(site: Site) -> None:
    start = threading.Barrier(8)
    heard: list[Heard] = []

    def post() -> None:
        start.wait()
        heard.append(site.sign_up())

    racers = [threading.Thread(target=post) for _ in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(heard) == [Heard.ASKED] + [Heard.QUIET] * 7
    assert len(site.confirmations()) == 1


def test_a_day_later_one_more_letter_may_go(site: Site) -> None:
    site.sign_up()
    site.wait(hours=23, minutes=59)
    assert site.sign_up() is Heard.QUIET
    site.wait(minutes=1)
    assert site.sign_up() is Heard.ASKED
    assert len(site.confirmations()) == 2


def test_nobody_is_enrolled_before_the_press(site: Site) -> None:
    site.sign_up()
    site.run(days=2)
    assert site.count(tables.enrolments) == 0
    assert len(site.mails()) == 1


def test_signing_up_again_while_enrolled_writes_one_notice_a_day_and_changes_nothing(
    site: Site,
) -> None:
    person = site.join()
    before = site.table(tables.subscribers), site.table(tables.enrolments)
    site.wait(days=2)
    assert site.sign_up(first_name="Max", zone="Asia/Tokyo") is Heard.TOLD
    assert site.sign_up() is Heard.QUIET
    (notice,) = site.rows(purpose="notice")
    assert (notice.subscriber_id, notice.step) == (person, "_already")
    site.tick()
    assert any(b"/p/" in mail.read_bytes().replace(b"=\r\n", b"") for mail in site.mails())
    assert (site.table(tables.subscribers)[0][:8], site.table(tables.enrolments)[0][:4]) == (
        before[0][0][:8],
        before[1][0][:4],
    )
    site.wait(days=1)
    assert site.sign_up() is Heard.TOLD


def test_another_programme_while_enrolled_is_joined_by_the_press(site: Site) -> None:
    person = site.join()
    site.wait(days=2)
    assert site.sign_up(sequence="acute", onset=site.present.date()) is Heard.ASKED
    assert len(site.table(tables.enrolments)) == 1
    site.post(site.confirm_link())
    live = [(one.sequence, one.state) for one in site.table(tables.enrolments)]
    assert live == [("daily", "active"), ("acute", "active")]
    assert {one.subscriber_id for one in site.table(tables.enrolments)} == {person}


def test_after_finishing_the_press_begins_anew(site: Site) -> None:
    person = site.join()
    end(site, person)
    site.wait(days=2)
    assert site.sign_up() is Heard.ASKED
    site.post(site.confirm_link())
    states = [one.state for one in site.table(tables.enrolments)]
    assert states == ["completed", "active"]


def test_after_goodbye_only_the_press_lifts_the_suppression(site: Site) -> None:
    person = site.join()
    goodbye(site, person, SuppressionReason.UNSUBSCRIBED)
    site.wait(days=2)
    assert site.sign_up() is Heard.ASKED
    assert site.sign_up() is Heard.QUIET
    assert in_force(site, person) == {SuppressionReason.UNSUBSCRIBED}
    assert site.table(tables.subscribers)[0].state == "left"
    site.tick()
    assert b"/confirm/" in site.mails()[-1].read_bytes()
    site.post(site.confirm_link())
    assert in_force(site, person) == set()
    assert site.table(tables.subscribers)[0].state == "active"
    (old,) = site.table(tables.suppressions)
    assert old.lifted_by == f"signup:{site.table(tables.signups)[-1].id}"


@pytest.mark.parametrize("reason", [SuppressionReason.COMPLAINT, SuppressionReason.DEAD])
def test_who_complained_or_is_dead_is_never_written_to(
    site: Site, reason: SuppressionReason
) -> None:
    person = site.join()
    goodbye(site, person, reason)
    site.wait(days=30)
    assert site.sign_up() is Heard.QUIET
    assert len(site.confirmations()) == 1


def test_a_letter_that_never_went_does_not_hold_back_the_next(site: Site) -> None:
    site.sign_up()
    goodbye(site, site.confirmations()[0].subscriber_id, SuppressionReason.UNSUBSCRIBED)
    assert site.confirmations()[0].state == "cancelled"
    site.wait(minutes=5)
    assert site.sign_up() is Heard.ASKED


def test_who_never_confirms_is_forgotten_after_a_week_but_may_come_back(site: Site) -> None:
    site.sign_up()
    site.wait(days=6)
    assert forget_unproven(site.services, site.present) == 0
    site.wait(days=2)
    assert forget_unproven(site.services, site.present) == 1
    (gone,) = site.table(tables.subscribers)
    assert (gone.email, gone.first_name, gone.state) == ("", "", "erased")
    assert site.sign_up(first_name="Samira") is Heard.ASKED
    (back,) = site.table(tables.subscribers)
    assert (back.email, back.first_name, back.state) == ("sam@example.com", "Samira", "pending")


def test_who_confirmed_is_not_forgotten(site: Site) -> None:
    site.join()
    site.wait(days=30)
    assert forget_unproven(site.services, site.present) == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_a_network_is_what_one_household_shares(address: str, network: str) -> None:
    assert network_of(address) == network


def test_no_network_address_is_stored(site: Site) -> None:
    site.sign_up(network="203.0.113.77")
    assert "203.0.113" not in str(site.state())


def test_the_onset_is_the_persons_own_day(site: Site) -> None:
    onset = site.present.date() - timedelta(days=4)
    site.join(sequence="acute", onset=onset)
    stored: Any = site.table(tables.enrolments)[0].onset
    assert stored == onset
    assert isinstance(stored, date)
