"""What to do about a letter that may have gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drip.domain.doubts import RECONCILE, DoubtPolicy, OnUnknown
from drip.engine.unknowns import (
    HORIZON,
    Close,
    Doubt,
    Health,
    Heard,
    Resend,
    Settle,
    Unresolved,
    Wait,
    decide,
)

SENT = datetime(2027, 1, 4, 8, tzinfo=UTC)
PAST = SENT + HORIZON
NEVER = OnUnknown(DoubtPolicy.NEVER_RESEND)
SOON = OnUnknown(DoubtPolicy.RESEND_AFTER, timedelta(minutes=10))
NOTHING = Heard(accepted=0, processed=0)


def health(
    near: tuple[int, int], wide: tuple[int, int] = (0, 0), canary: tuple[int, int] = (0, 0)
) -> Health:
    return Health(
        near=Heard(accepted=near[0], processed=near[1]),
        wide=Heard(accepted=wide[0], processed=wide[1]),
        canaries=Heard(accepted=canary[0], processed=canary[1]),
    )


WELL = health((20, 20), (20, 20))
ILL = health((20, 10), (20, 10))


def doubt(
    policy: OnUnknown = RECONCILE,
    *,
    evidence: bool | None = None,
    well: Health | None = WELL,
    wanted: bool = True,
    doubts: int = 1,
) -> Doubt:
    return Doubt(
        handed_at=SENT, policy=policy, evidence=evidence, health=well, wanted=wanted, doubts=doubts
    )


POLICIES = pytest.mark.parametrize("policy", [RECONCILE, NEVER, SOON])


@POLICIES
def test_evidence_that_it_went_settles_it(policy: OnUnknown) -> None:
    assert isinstance(decide(doubt(policy, evidence=True, wanted=False), SENT), Settle)


@pytest.mark.parametrize("policy", [RECONCILE, NEVER])
def test_before_the_horizon_silence_is_no_proof(policy: OnUnknown) -> None:
    late = PAST - timedelta(seconds=1)
    assert decide(doubt(policy), late) == Wait(PAST)
    assert decide(doubt(policy, wanted=False), late) == Wait(PAST)


def test_past_the_horizon_silence_is_proof_while_reports_come_in() -> None:
    found = decide(doubt(), PAST)
    assert isinstance(found, Resend)
    assert not found.may_double


@POLICIES
def test_silence_is_no_proof_while_reports_do_not_come_in(policy: OnUnknown) -> None:
    assert isinstance(decide(doubt(policy, well=ILL, doubts=2), PAST), Unresolved)


@POLICIES
def test_silence_is_no_proof_while_reports_wait_to_be_read(policy: OnUnknown) -> None:
    assert isinstance(decide(doubt(policy, well=None, doubts=2), PAST), Wait)


def test_never_means_never_even_with_proof() -> None:
    assert isinstance(decide(doubt(NEVER), PAST), Unresolved)
    assert isinstance(decide(doubt(NEVER, evidence=False), SENT), Unresolved)


def test_a_letter_that_must_arrive_goes_once_more_and_may_double() -> None:
    at = SENT + timedelta(minutes=10)
    assert decide(doubt(SOON), at - timedelta(seconds=1)) == Wait(at)
    found = decide(doubt(SOON), at)
    assert isinstance(found, Resend)
    assert found.may_double


def test_it_is_repeated_once_and_not_for_ever() -> None:
    """Case 8: at most one repeat without proof."""
    assert decide(doubt(SOON, doubts=2), SENT + timedelta(hours=1)) == Wait(PAST)
    assert isinstance(decide(doubt(SOON, doubts=2, well=ILL), PAST), Unresolved)


@given(
    st.sampled_from([RECONCILE, NEVER, SOON]),
    st.sampled_from([True, False, None]),
    st.sampled_from([WELL, ILL, None]),
    st.integers(0, 5),
    st.timedeltas(min_value=timedelta(), max_value=timedelta(days=9)),
)
def test_who_left_is_never_sent_it_again(
    policy: OnUnknown,
    evidence: bool | None,  # noqa: FBT001 - hypothesis gives arguments by their place
    well: Health | None,
    doubts: int,
    later: timedelta,
) -> None:
    """Scenario 45."""
    gone = doubt(policy, evidence=evidence, well=well, wanted=False, doubts=doubts)
    assert not isinstance(decide(gone, SENT + later), Resend)


def test_who_left_gets_the_books_closed_on_proof_alone() -> None:
    assert isinstance(decide(doubt(wanted=False), PAST), Close)
    assert isinstance(decide(doubt(evidence=False, wanted=False), SENT), Close)
    assert isinstance(decide(doubt(well=ILL, wanted=False), PAST), Unresolved)


@pytest.mark.parametrize(
    ("heard", "proven"),
    [
        (health((20, 20)), True),
        (health((200, 198), (500, 400)), True),
        (health((200, 197), (500, 500), (1, 1)), False),
        (health((20, 19), (500, 499), (1, 1)), False),
        (health((19, 19), (19, 19)), True),
        (health((19, 18), (500, 499)), False),
        (health((0, 0), (5, 5)), True),
        (health((0, 0), (5, 4)), False),
        (health((0, 0), (4, 4)), False),
        (health((1, 1), (2, 2), (1, 1)), True),
        (health((1, 0), (2, 1), (1, 1)), False),
        (health((0, 0), (1, 0), (1, 0)), False),
        (health((0, 0)), False),
    ],
)
def test_reports_are_shown_to_come_in_by_those_around(heard: Health, *, proven: bool) -> None:
    assert heard.proven is proven
