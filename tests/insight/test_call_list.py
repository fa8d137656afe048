"""Who stands on the call list, where, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from drip.insight.call_list import Slipping, call_list

NOW = datetime(2026, 11, 24, 22, tzinfo=UTC)


def _person(number: int = 1, **changes: Any) -> Slipping:
    known: dict[str, Any] = {
        "subscriber_id": number,
        "enrolment_id": number,
        "started_at": NOW - timedelta(days=40),
        "heard_at": NOW - timedelta(days=2),
    }
    return Slipping(**known | changes)


def _days(days: float) -> datetime:
    return NOW - timedelta(days=days)


def _order(*people: Slipping, most: int = 9) -> list[int]:
    return [one.subscriber_id for one in call_list(people, NOW, most=most)]


def test_who_is_well_and_heard_of_is_not_rung() -> None:
    assert _order(_person(), _person(2, started_at=_days(3))) == []


def test_who_waits_for_our_answer_comes_first() -> None:
    waits = _person(1, waiting_since=_days(2))
    missed = _person(2, missed=2)
    worse = _person(3, worse="pain up by 2")
    quiet = _person(4, heard_at=_days(12))
    assert _order(quiet, worse, missed, waits) == [1, 2, 3, 4]


def test_the_same_silence_weighs_more_in_the_first_fortnight() -> None:
    assert _order(_person(1, missed=1), _person(2, missed=1, started_at=_days(9))) == [2, 1]


def test_the_list_is_cut_to_the_calls_that_can_be_made() -> None:
    people = [_person(number, missed=1, heard_at=_days(number / 10)) for number in range(1, 6)]
    assert _order(*people, most=2) == [5, 4]


def test_a_person_in_two_programmes_stands_once_with_the_stronger_reasons() -> None:
    first = _person(1, enrolment_id=10, missed=1)
    second = _person(1, enrolment_id=11, missed=3)
    (found,) = call_list([first, second], NOW, most=9)
    assert found.enrolment_id == 11


def test_every_point_has_its_reason_in_words() -> None:
    person = _person(
        missed=2,
        worse="pain up by 3",
        heard_at=_days(10),
        started_at=_days(12),
        waiting_since=_days(1),
    )
    (found,) = call_list([person], NOW, most=9)
    assert [(one.words, one.points) for one in found.reasons] == [
        ("missed 2 check-ins in a row", 10),
        ("wrote to us yesterday, and nobody answered", 9),
        ("reported pain up by 3", 8),
        ("in their first two weeks", 4),
        ("nothing heard for 10 days", 3),
    ]
    assert found.score == 34


def test_long_silence_does_not_outweigh_everything() -> None:
    ages = _person(1, heard_at=_days(400))
    waits = _person(2, waiting_since=_days(5))
    assert _order(ages, waits) == [2, 1]
