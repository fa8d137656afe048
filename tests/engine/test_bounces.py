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


SAID = {
    Verdict.ADDRESS_DEAD: """
        550 User [ann@example.org] does not exist
        550 "ann@example.org" is not a known user
        551 <ann@example.org> is a deactivated mailbox
        550 ** No mail box available for this user **
        550 BAD_RECIPIENT - see http://www.example.net/blocked-as-spam?r=1
        550 5.7.1 No such user c18si23
        553 sorry, no mailbox here by that name. (#5.7.17)
        554 5.7.1 <ann@example.org>: Recipient address rejected: Invalid-Recipient.
        550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
        554 delivery error: dd ann@example.org is no longer valid. [-20] - mta1.example.com
        554 delivery error: dd This mailbox is disabled (554.30). - mta1.example.com
        host mx.antispam.example[192.0.2.3] said: 550 User unknown (in reply to RCPT TO)
        550 Adresse inconnue, le destinataire n'existe pas
        550 no existe ese usuario
        it was rejected by the recipient domain. The error was: 550 Address unknown (state 14)
        550 No such domain at this location (ann@example.org)
        [mail.example.org]: Name or service not known
        550 5.4.310 DNS domain example.org does not exist
    """,
    Verdict.SOFT: """
        552 Account(s) <ann@example.org> does not have enough space
        550 5.7.0 The recipient mailbox has exceeded its disk space limit.
        5.2.3 maildir delivery failed: the user's maildir has overdrawn his diskspace quota
        550 User has too many messages on the server
        552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417 [417]
        550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents it
        554 5.2.122 The recipient has exceeded their limit for messages they can receive per hour
        550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [x.outlook.example]
        550 #5.1.0 Address rejected.
        550 5.4.316 Message expired, connection refused(Socket error code 10061)
        5.4.4 Name service error for name=a.example type=MX: Malformed name server reply
        550 Mailbox unavailable or access denied - <ann@example.org>
    """,
    Verdict.POLICY: """
        5.1.1 550 RCPT TO:<ann@example.org> max message size exceeded
        (reason: 553 Sender Policy Framework (SPF) fail) 550 5.1.1 ann@example.org... User unknown
        5.1.1 (bad destination mailbox address), smtp;553 Relaying disallowed
        550 5.7.26 Unauthenticated email from example.org is not accepted due to DMARC policy
        550-REJECTED - 192.0.2.42 is not allowed to send mail from email.example.com
        554 Host network not allowed - https://community.example.com/DOC-1369#554
        550 rejecting spoofed message
        554 Message not allowed - [PH01] Email not accepted for policy reasons
        534 SIZE=Message too big. (in reply to MAIL FROM command)
        550 5.1.8 Domain of sender address example.org does not exist
        550 Sender address rejected: Domain not found
        550 5.7.1 Policy rejection on the target address
    """,
    Verdict.UNKNOWN: """
        554 5.1.1 aliasing/forwarding loop broken (11 aliases deep; 10 max) 550 User unknown
        554 5.4.6 Hop count exceeded - possible mail loop
        5.0.0 mail for mail.example.org loops back to myself
        550 5.1.1 RCP-P2 Refused due to recipient preferences
        550 You have been blocked by the recipient
        550 Unroutable sender address
        550 5.1.1 User unknown; too many of your messages were spam
        500 5.3.5 System config error
        X-Unix; 255
    """,
}  # fmt: skip


@pytest.mark.parametrize("verdict", SAID)
def test_servers_say_the_same_in_many_words(verdict: Verdict) -> None:
    lines = [line.strip() for line in SAID[verdict].strip().splitlines()]

    assert {line: judge("", diagnostic=line) for line in lines} == dict.fromkeys(lines, verdict)


def test_a_name_that_sounds_like_a_reason_is_none() -> None:
    for where in ("spam-blocked@example.org", "mx.spamhaus.example.net", "https://x.example/quota"):
        said = judge("", diagnostic=f"550 <{where}>: User unknown")
        assert said is Verdict.ADDRESS_DEAD, where


SPEAKS_OF_US = """
    your account has been suspended; contact your provider
    the account you are sending from is disabled
    could not verify that the sender mailbox exists: No such user here
    Sender address rejected: User unknown in virtual mailbox table
    Sender address rejected: undeliverable address: host x said: 550 5.1.1 no such user
    From: Domain is invalid. Provide a valid From: IB506
    invalid domain, see example.org
    Domain does not exist: clinic.example
    this server does not accept mail from you
    error: no valid recipients from 192.0.2.1
    helo command rejected: Host not found
    Client host rejected: cannot find your hostname, [192.0.2.1]
    recipient not accepted. (batv: no tag
    5.1.1 Recipient temporarily unavailable
    account disabled temporarily for exceeding receiving limits
    Unknown error, mailbox backend not found
    this IP has been blocked for mailing too many invalid recipients
    backscatter protection detected an invalid or expired email address
"""


def test_no_address_is_given_up_for_what_is_said_of_us_or_of_a_server() -> None:
    for line in SPEAKS_OF_US.strip().splitlines():
        said = judge("", diagnostic=f"550 {line.strip()}")
        assert said is not Verdict.ADDRESS_DEAD, line


def test_what_happened_to_the_connection_happened_to_no_mailbox() -> None:
    for what in ("connection closed", "session terminated", "unknown error", "sender unknown"):
        said = judge("5.0.0", diagnostic=f"recipient ann@example.org: {what}")
        assert said is not Verdict.ADDRESS_DEAD, what


def test_the_third_soft_bounce_in_ten_days_is_one_too_many() -> None:
    days = [NOW - timedelta(days=one) for one in (0, 5, 10)]

    assert SOFT_LIMIT == 3
    assert timedelta(days=10) == SOFT_WINDOW
    assert too_many_soft(days, NOW)
    assert not too_many_soft(days[:2], NOW)
    assert not too_many_soft([*days[:2], NOW - timedelta(days=11)], NOW)
