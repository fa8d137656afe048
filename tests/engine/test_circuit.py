"""When circuits open, how long they stay open, and what a call says about more than its letters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from drip.domain.circuits import Circuit
from drip.domain.deliveries import Outcome, Result, Trouble
from drip.engine.circuit import LONGEST_WAIT, WAITS, Trip, opened, to_tell, trips

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def outcome(number: int, trouble: Trouble = Trouble.NONE, **how: object) -> Outcome:
    values: dict[str, object] = {"result": Result.REFUSED, "detail": "no"} | how
    return Outcome(delivery_id=number, trouble=trouble, **values)  # type: ignore[arg-type]  # a test's shorthand


def accepted(number: int) -> Outcome:
    return Outcome(delivery_id=number, result=Result.ACCEPTED)


def open_one(
    known: Circuit | None = None,
    trouble: Trouble = Trouble.UNREACHABLE,
    *,
    probing: bool = False,
    jitter: float = 0.0,
    again_at: datetime | None = None,
    doubtful: bool = False,
) -> Circuit:
    trip = Trip(trouble=trouble, reason="no", again_at=again_at, doubtful=doubtful)
    return opened("relay", known, trip, now=NOW, probing=probing, jitter=jitter)


@pytest.mark.parametrize("trouble", WAITS)
def test_waits_double_with_each_try_that_fails_up_to_the_longest(trouble: Trouble) -> None:
    first, longest = WAITS[trouble]
    circuit = open_one(trouble=trouble)
    waits = [circuit.probe_at - NOW]
    for _ in range(12):
        circuit = open_one(circuit, trouble, probing=True)
        waits.append(circuit.probe_at - NOW)

    assert waits[:3] == [first, first * 2, first * 4]
    assert waits[-1] == longest
    assert waits == sorted(waits)


def test_nobody_is_asked_again_before_they_want_to_be() -> None:
    reset = NOW + timedelta(seconds=30)

    assert open_one(trouble=Trouble.BUSY, again_at=reset).probe_at == reset
    late = open_one(trouble=Trouble.BUSY, again_at=reset, jitter=1.0)
    assert reset < late.probe_at <= reset + timedelta(seconds=3)


def test_a_wait_without_end_is_not_believed() -> None:
    never = NOW + timedelta(days=4000)

    assert open_one(trouble=Trouble.BUSY, again_at=never).probe_at == NOW + LONGEST_WAIT


def test_a_moment_that_has_passed_means_now() -> None:
    past = NOW - MINUTE

    circuit = open_one(trouble=Trouble.BUSY, again_at=past, jitter=0.5)

    assert NOW - MINUTE <= circuit.probe_at <= NOW + timedelta(seconds=1)


def test_a_doubt_is_looked_into_at_once_and_then_more_and_more_rarely() -> None:
    circuit = open_one(doubtful=True)
    assert circuit.probe_at == NOW

    again = open_one(circuit, doubtful=True, probing=True)
    assert again.probe_at > NOW


def test_calls_that_were_on_their_way_do_not_lengthen_the_wait() -> None:
    first = open_one(trouble=Trouble.ACCOUNT)

    second = open_one(first, Trouble.ACCOUNT)

    assert second == first


def test_worse_news_from_a_call_on_its_way_is_kept() -> None:
    first = open_one(trouble=Trouble.BUSY)

    assert open_one(first, Trouble.ACCOUNT).trouble is Trouble.ACCOUNT
    worse = open_one(trouble=Trouble.ACCOUNT)
    assert open_one(worse, Trouble.BUSY).trouble is Trouble.ACCOUNT


def test_the_beginning_of_a_trouble_stays_known() -> None:
    begun = NOW - timedelta(hours=2)
    known = Circuit(
        name="relay",
        trouble=Trouble.UNREACHABLE,
        reason="no",
        opened_at=begun,
        probe_at=NOW,
        probes=3,
    )

    assert open_one(known, probing=True).opened_at == begun


def test_a_refusal_of_one_letter_opens_nothing() -> None:
    assert trips([outcome(1), outcome(2, permanent=True), accepted(3)]) == []


def test_one_answer_speaks_for_a_whole_call() -> None:
    reset = NOW + MINUTE
    found = trips([outcome(n, Trouble.BUSY, again_at=reset) for n in range(3)])

    assert found == [Trip(trouble=Trouble.BUSY, reason="no", again_at=reset)]


def test_the_worst_trouble_and_the_latest_moment_count() -> None:
    found = trips(
        [
            outcome(1, Trouble.BUSY, again_at=NOW),
            outcome(2, Trouble.BUSY, again_at=NOW + MINUTE),
            outcome(3, Trouble.ACCOUNT),
            outcome(4, Trouble.BUSY),
        ]
    )

    assert [one.trouble for one in found] == [Trouble.ACCOUNT]
    assert trips([outcome(1, Trouble.BUSY, again_at=NOW), outcome(2, Trouble.BUSY)])[0].again_at


def test_a_domain_in_trouble_is_apart_from_the_account() -> None:
    found = trips([outcome(1, Trouble.BUSY, domain="slow.example"), accepted(2)])

    assert [(one.domain, one.trouble) for one in found] == [("slow.example", Trouble.BUSY)]


def test_an_account_that_took_other_letters_is_in_order() -> None:
    assert trips([outcome(1, Trouble.ACCOUNT), accepted(2)]) == []


def test_a_call_that_nobody_answered_is_a_doubt() -> None:
    unknown = outcome(1, result=Result.UNKNOWN)

    (trip,) = trips([unknown, outcome(2, result=Result.UNKNOWN)])

    assert trip.doubtful
    assert trips([unknown, accepted(2)]) == []


@pytest.mark.parametrize(
    ("trouble", "after"),
    [
        (Trouble.ACCOUNT, timedelta()),
        (Trouble.UNREACHABLE, timedelta(minutes=30)),
        (Trouble.BUSY, timedelta(hours=6)),
    ],
)
def test_staff_hear_of_what_lasts(trouble: Trouble, after: timedelta) -> None:
    circuit = open_one(trouble=trouble)

    assert to_tell(circuit, NOW + after)
    assert not to_tell(circuit, NOW + after - timedelta(seconds=1))
