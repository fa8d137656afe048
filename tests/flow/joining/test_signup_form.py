from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from drip.flow.in_force.offer import Offer, offer
from drip.flow.joining.signup_form import Reading, read
from tests.site import FILLED, site_on_file

NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def offered(tmp_path: Path) -> Offer:
    with site_on_file(tmp_path) as site:
        return offer(site.services)


def joined(offered: Offer, **changes: str) -> Reading:
    return read(FILLED | changes, offered, now=NOON)


@pytest.mark.parametrize(
    ("started", "onset"),
    [
        ("today", date(2027, 3, 10)),
        ("1-3", date(2027, 3, 8)),
        ("4-14", date(2027, 3, 2)),
        ("15-21", date(2027, 2, 21)),
        ("longer", None),
    ],
)
def test_each_quick_answer_stands_for_a_day(
    offered: Offer, started: str, onset: date | None
) -> None:
    wish = joined(offered, programme="acute", started=started).wish
    assert wish
    assert (wish.sequence, wish.onset) == ("acute", onset)


def test_who_is_not_in_spasm_gets_the_steady_programme(offered: Offer) -> None:
    wish = joined(offered, programme="acute", started="none").wish
    assert wish
    assert (wish.sequence, wish.onset) == ("daily", None)


@pytest.mark.parametrize(("in_spasm", "sequence"), [("yes", "acute"), ("no", "daily")])
def test_who_is_not_sure_is_asked_whether_it_is_now(
    offered: Offer, in_spasm: str, sequence: str
) -> None:
    unsaid = joined(offered, programme="unsure")
    assert (unsaid.wish, list(unsaid.problems)) == (None, ["in_spasm"])
    wish = joined(offered, programme="unsure", in_spasm=in_spasm, started="today").wish
    assert wish
    assert wish.sequence == sequence


def test_a_day_wins_over_a_quick_answer(offered: Offer) -> None:
    wish = joined(offered, programme="acute", started="today", onset="2027-03-05").wish
    assert wish
    assert wish.onset == date(2027, 3, 5)


def test_a_day_more_than_three_weeks_ago_needs_a_person_first(offered: Offer) -> None:
    just = joined(offered, programme="acute", onset="2027-02-17").wish
    before = joined(offered, programme="acute", onset="2027-02-16").wish
    assert just
    assert before
    assert (just.onset, before.onset) == (date(2027, 2, 17), None)


@pytest.mark.parametrize("day", ["2027-03-11", "10.3.2027", "yesterday", "2027-02-30"])
def test_a_day_that_cannot_be_is_asked_again(offered: Offer, day: str) -> None:
    reading = joined(offered, programme="acute", onset=day)
    assert (reading.wish, list(reading.problems)) == (None, ["onset"])


def test_today_is_the_persons_today(offered: Offer) -> None:
    wish = joined(offered, programme="acute", onset="2027-03-11", zone="Pacific/Kiritimati").wish
    assert wish
    assert wish.onset == date(2027, 3, 11)


def test_an_acute_programme_needs_its_day(offered: Offer) -> None:
    assert list(joined(offered, programme="acute").problems) == ["started"]


def test_a_steady_programme_ignores_a_day(offered: Offer) -> None:
    wish = joined(offered, onset="2027-03-01").wish
    assert wish
    assert wish.onset is None


def test_problems_come_in_the_order_of_the_page(offered: Offer) -> None:
    empty = read({}, offered, now=NOON)
    assert list(empty.problems) == [
        "first_name",
        "email",
        "programme",
        "programme_emails",
        "adult",
    ]


def test_a_zone_left_at_the_clinics_is_a_guess(offered: Offer) -> None:
    here, there = joined(offered, zone="").wish, joined(offered, zone="Asia/Tokyo").wish
    assert here
    assert there
    assert (here.zone, here.zone_guessed) == ("Europe/Berlin", True)
    assert (there.zone, there.zone_guessed) == ("Asia/Tokyo", False)
