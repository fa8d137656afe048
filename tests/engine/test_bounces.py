from datetime import UTC, datetime, timedelta

import pytest

from drip.engine.bounces import SOFT_LIMIT, SOFT_WINDOW, Verdict, judge, too_many_soft

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "status", ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "550 5.1.1 no"]
)
def test_an_address_that_cannot_receive_is_dead(status: str) -> None:
    assert judge(status, diagnostic="") is Verdict.ADDRESS_DEAD


@pytest.mark.parametrize("status", ["5.2.2", "4.2.2", "4.4.1", "4.7.1", "4.1.1", "4.0.0"])
def test_what_may_pass_is_counted(status: str) -> None:
    assert judge(status, diagnostic="user unknown") is Verdict.SOFT


@pytest.mark.parametrize("status", ["5.7.8", "5.7.515", "5.7.26", "5.3.4", "5.6.0", "5.6.7"])
def test_what_is_our_fault_never_falls_on_the_person(status: str) -> None:
    assert judge(status, diagnostic="550 user unknown") is Verdict.POLICY


@pytest.mark.parametrize(
    ("diagnostic", "verdict"),
    [
        ("smtp; 550 No such user here", Verdict.ADDRESS_DEAD),
        ("550 Requested action not taken: mailbox unavailable", Verdict.ADDRESS_DEAD),
        (
            "554 delivery error: dd This user doesn't have a yahoo.example account",
            Verdict.ADDRESS_DEAD,
        ),
        ("Host or domain name not found. Name service error", Verdict.ADDRESS_DEAD),
        (
            "550 5.1.1 The email account that you tried to reach does not exist",
            Verdict.ADDRESS_DEAD,
        ),
        ("552 Mailbox full", Verdict.SOFT),
        ("552-5.2.2 The email account that you tried to reach is over quota", Verdict.SOFT),
        ("conversation timed out while receiving the initial server greeting", Verdict.SOFT),
        ("554 Your message looks like spam", Verdict.POLICY),
        ("550 SPF check failed: unknown user policy", Verdict.POLICY),
        ("550 Administrative prohibition", Verdict.UNKNOWN),
        ("", Verdict.UNKNOWN),
    ],
)
def test_without_a_code_the_words_decide_and_doubt_suppresses_nobody(
    diagnostic: str, verdict: Verdict
) -> None:
    assert judge("", diagnostic=diagnostic) is verdict


@pytest.mark.parametrize(
    ("status", "diagnostic", "verdict"),
    [
        ("5.0.0", "550 5.1.1 no", Verdict.UNKNOWN),
        ("5.0.0", "550 user unknown", Verdict.ADDRESS_DEAD),
        ("5.1.1", "550 5.1.1 blocked by our reputation list", Verdict.POLICY),
        ("5.1.1", "550 5.1.1 user unknown, see our policy", Verdict.ADDRESS_DEAD),
        ("5.4.1", "Recipient address rejected: Access denied", Verdict.SOFT),
        ("5.4.4", "Host or domain name not found", Verdict.ADDRESS_DEAD),
        ("5.5.0", "550 mailbox unavailable", Verdict.ADDRESS_DEAD),
        ("5.5.2", "syntax error", Verdict.POLICY),
        ("2.1.5", "250 delivered", Verdict.UNKNOWN),
    ],
)
def test_words_and_code_are_read_together(status: str, diagnostic: str, verdict: Verdict) -> None:
    assert judge(status, diagnostic=diagnostic) is verdict


def test_the_third_soft_bounce_in_ten_days_is_one_too_many() -> None:
    days = [NOW - timedelta(days=one) for one in (0, 5, 10)]

    assert SOFT_LIMIT == 3
    assert timedelta(days=10) == SOFT_WINDOW
    assert too_many_soft(days, NOW)
    assert not too_many_soft(days[:2], NOW)
    assert not too_many_soft([*days[:2], NOW - timedelta(days=11)], NOW)
