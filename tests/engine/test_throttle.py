"""Token buckets, warm-up and turns: how many letters may go, when, and whose."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drip.engine.fairness import in_turn, shares
from drip.engine.throttle import SPAN, Bucket, most_on, worth_a_claim

NOW = datetime(2027, 1, 4, 15, 30, tzinfo=UTC)
TICK = timedelta(seconds=2)


def run(rate: float, *, backlog: int, seconds: int, every: timedelta = TICK) -> list[int]:
    """Letters let go at each look, from a bucket that was untouched before."""
    bucket = Bucket(rate=rate)
    went = []
    now = NOW
    while now < NOW + timedelta(seconds=seconds):
        letters = min(worth_a_claim(bucket, now), backlog)
        backlog -= letters
        if letters:
            bucket = Bucket(rate=rate, empty_at=bucket.drawn(letters, now))
        went.append(letters)
        now += every
    return went


def test_25_ten_a_second_for_half_an_hour_are_eighteen_thousand() -> None:
    went = run(10, backlog=50_000, seconds=1800)

    assert sum(went) == 18_000
    assert set(went) == {20}


@pytest.mark.parametrize("rate", [0.2, 0.5, 1, 3, 7.5, 10, 333, 1000])
def test_the_rate_is_held_and_used(rate: float) -> None:
    sent = sum(run(rate, backlog=10**9, seconds=3600))

    assert rate * 3600 * 0.98 <= sent <= rate * 3600 + max(1, 2 * rate)


@given(
    st.floats(0.05, 200),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 60)), min_size=1, max_size=40),
)
def test_no_stretch_of_time_brings_more_than_its_rate_and_one_bucket(
    rate: float, looks: list[tuple[int, int]]
) -> None:
    bucket = Bucket(rate=rate)
    now = NOW
    sent: list[tuple[datetime, int]] = []
    for wait, wanted in looks:
        now += timedelta(milliseconds=wait)
        letters = min(bucket.tokens(now), wanted)
        if letters:
            bucket = Bucket(rate=rate, empty_at=bucket.drawn(letters, now))
            sent.append((now, letters))

    for start in range(len(sent)):
        letters = sum(number for _, number in sent[start:])
        stretch = sent[-1][0] - sent[start][0]
        assert letters <= (stretch + bucket.span) / bucket.interval + 1e-6


def test_letters_that_go_ahead_of_their_time_are_paid_for() -> None:
    bucket = Bucket(rate=10, empty_at=NOW)
    ahead = Bucket(rate=10, empty_at=bucket.drawn(5, NOW))

    assert ahead.tokens(NOW) == -5
    assert ahead.tokens(NOW + timedelta(seconds=1)) == 5


def test_a_queue_moves_at_the_rate() -> None:
    bucket = Bucket(rate=2, empty_at=NOW)

    assert [bucket.free_at(place, NOW) - NOW for place in (1, 2, 5)] == [
        timedelta(seconds=0.5),
        timedelta(seconds=1),
        timedelta(seconds=2.5),
    ]


def test_a_bucket_holds_what_goes_in_the_time_between_two_looks() -> None:
    assert timedelta(seconds=2) == SPAN
    assert (Bucket(rate=10).capacity, Bucket(rate=0.1).capacity) == (20, 1)
    assert Bucket(rate=10).tokens(NOW) == 20


def test_a_bucket_that_is_nearly_empty_is_not_worth_a_claim() -> None:
    bucket = Bucket(rate=10, empty_at=NOW)

    assert worth_a_claim(bucket, NOW + timedelta(seconds=0.9)) == 0
    assert worth_a_claim(bucket, NOW + timedelta(seconds=1)) == 10


def test_each_day_of_warm_up_may_bring_half_as_many_again() -> None:
    first = date(2027, 3, 1)
    most = [most_on(first + timedelta(days=day), first, 50) for day in range(6)]

    assert most == [50, 75, 112, 168, 253, 379]
    assert most_on(first - timedelta(days=3), first, 50) == 50
    assert most_on(first + timedelta(days=400), first, 50) is None


def test_everybody_gets_a_share_and_what_is_left_over_goes_to_the_others() -> None:
    assert shares({"a": 10_000, "b": 1}, 20, 0) == {"a": 19, "b": 1}
    assert shares({"a": 10_000, "b": 9, "c": 4}, 30, 0) == {"a": 17, "b": 9, "c": 4}
    assert shares({"a": 3, "b": 2}, 100, 0) == {"a": 3, "b": 2}
    assert shares({}, 10, 0) == {}
    assert shares({"a": 0, "b": 0}, 10, 0) == {"a": 0, "b": 0}


def test_the_odd_one_out_is_anybodys() -> None:
    one = [shares({"a": 10, "b": 10, "c": 10}, 1, turn) for turn in range(3)]

    assert sorted(max(given, key=lambda key: given[key]) for given in one) == ["a", "b", "c"]


@given(
    st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 2000), max_size=6),
    st.integers(0, 3000),
    st.integers(0, 10**6),
)
def test_shares_use_all_there_is_and_nobody_is_passed_over(
    waiting: dict[str, int], most: int, turn: int
) -> None:
    given_out = shares(waiting, most, turn)

    assert sum(given_out.values()) == min(most, sum(waiting.values()))
    assert all(given_out[key] <= waiting[key] for key in waiting)
    hungry = [given_out[key] for key in waiting if given_out[key] < waiting[key]]
    if hungry:
        assert max(given_out.values()) - min(hungry) <= 1


def test_lanes_take_turns() -> None:
    assert in_turn([[1, 2, 3, 4], [10], [20, 21]]) == [1, 10, 20, 2, 21, 3, 4]
    assert in_turn([]) == []
