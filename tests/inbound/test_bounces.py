from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drip.domain.mail import Bounce, MailKind
from drip.inbound.bounces import read_bounce
from drip.inbound.complaints import read_complaint
from drip.inbound.kinds import kind_of
from drip.inbound.mime import read_mail
from tests.inbound.mails import dsn, mail


def bounce(raw: bytes) -> Bounce:
    return read_bounce(read_mail(raw))


def test_a_report_tells_status_reason_letter_and_recipient() -> None:
    raw = dsn(
        "5.1.1",
        """
        Action: failed
        Diagnostic-Code: smtp; 550 5.1.1 <ann@example.org>: Recipient address
            rejected: User unknown
        """,
    )

    assert bounce(raw) == Bounce(
        status="5.1.1",
        action="failed",
        diagnostic="smtp; 550 5.1.1 <ann@example.org>: Recipient address rejected: User unknown",
        original_message_id="ref1@clinic.example.com",
        recipient_hint="ann@example.org",
    )
    assert bounce(raw).failed


def test_a_delay_is_no_refusal() -> None:
    found = bounce(
        dsn("4.4.1", "Action: delayed\nWill-Retry-Until: Mon, 2 Mar 2026 09:00:00 +0000")
    )

    assert (found.status, found.action, found.failed) == ("4.4.1", "delayed", False)


def test_a_vague_status_yields_to_the_one_in_the_diagnostic() -> None:
    found = bounce(dsn("5.0.0", "Action: failed\nDiagnostic-Code: smtp; 552-5.2.2 over quota"))

    assert found.status == "5.2.2"


def test_the_recipient_that_failed_counts() -> None:
    report = """
    Action: relayed

    Final-Recipient: rfc822; bea@example.org
    Original-Recipient: rfc822;b.example@example.org
    Action: failed
    Status: 5.7.1
    """

    found = bounce(dsn("2.0.0", report))

    assert (found.status, found.recipient_hint) == ("5.7.1", "b.example@example.org")


QMAIL = """
Hi. This is the qmail-send program at example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ann@example.org>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.1.1 <ann@example.org>: Recipient address rejected
Giving up on 192.0.2.7.

--- Below this line is a copy of the message.

Return-Path: <b+token@bounce.example.com>
Received: (qmail 123 invoked from network); 2 Mar 2026 09:00:00 -0000
Message-ID: <ref2@clinic.example.com>
Subject: 5.7.1 ways to stretch
"""
EXIM = """
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ann@example.org
    SMTP error from remote mail server after RCPT TO:<ann@example.org>:
    550 No such user - psmtp

------ This is a copy of the message, including all the headers. ------

Message-Id: <ref2@clinic.example.com>
"""
GMAIL = """
Delivery to the following recipient failed permanently:

     ann@example.org

Technical details of permanent failure:
The error that the other server returned was:
552-5.2.2 The email account that you tried to reach is over quota.

----- Original message -----

Message-ID: <ref2@clinic.example.com>
"""
EXCHANGE = """
Your message did not reach some or all of the intended recipients.

      Subject:  Day 5
      Sent:     02/03/2026 09:00

The following recipient(s) could not be reached:

      ann@example.org on 02/03/2026 09:00
            The e-mail account does not exist at the organization this message was sent to.
            <mx.example.net #5.1.1>
"""
NOTES = """
Your message could not be delivered to the following recipients:
ann@example.org
User ann not listed in Domino Directory
"""


@pytest.mark.parametrize(
    ("body", "status", "letter"),
    [
        (QMAIL, "5.1.1", "ref2@clinic.example.com"),
        (EXIM, "5.0.0", "ref2@clinic.example.com"),
        (GMAIL, "5.2.2", "ref2@clinic.example.com"),
        (EXCHANGE, "5.1.1", "ref3@clinic.example.com"),
        (NOTES, "", "ref3@clinic.example.com"),
    ],
)
def test_a_bounce_in_a_form_of_its_own_is_read_from_its_text(
    body: str, status: str, letter: str
) -> None:
    raw = mail(
        dedent(body),
        From="postmaster@example.net",
        Subject="failure notice",
        In_Reply_To="<ref3@clinic.example.com>",
    )

    found = bounce(raw)

    assert (found.status, found.action) == (status, "failed")
    assert found.original_message_id == letter
    assert found.recipient_hint == "ann@example.org"


def test_a_warning_in_plain_text_is_a_delay() -> None:
    raw = mail(
        "Warning: message delayed 24 hours. It has not yet been delivered. 421 try later",
        Subject="Warning: message 1abc delayed 24 hours",
    )

    assert bounce(raw).action == "delayed"


def test_a_bounce_without_anything_to_read_is_still_one() -> None:
    found = bounce(mail("", Subject="Undeliverable: Day 5", X_Failed_Recipients="ann@example.org"))

    assert (found.status, found.failed, found.recipient_hint) == ("", True, "ann@example.org")


def told(text: str, **headers: str) -> Bounce:
    """What is read out of a bounce that is only text."""
    return bounce(mail(dedent(text), From="postmaster@example.net", **headers))


def test_a_report_that_somebody_wrote_into_the_text_is_one() -> None:
    found = told(
        """
        An error occurred while trying to deliver the mail.

        Action: failed
        Final-Recipient: rfc822; ann@example.org
        Diagnostic-Code: smtp; 550 5.1.1 User unknown
        Status: 5.1.1
        """
    )

    assert found.status == "5.1.1"
    assert (found.diagnostic, found.recipient_hint) == (
        "smtp; 550 5.1.1 User unknown",
        "ann@example.org",
    )


def test_a_report_in_the_second_part_or_within_a_mail_is_found() -> None:
    report = "Final-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.1.1"
    part = "Content-Type: message/delivery-status\n\n"
    second = mail(
        f"--b\n{part}<ann@example.org> is gone.\n--b\n{part}{report}\n--b--\n",
        Content_Type="multipart/report; report-type=delivery-status; boundary=b",
    )
    wrapped = mail(
        "--a\n\nThis mail is confidential.\n--a\nContent-Type: message/rfc822\n\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        f"--b\n\nIt failed.\n--b\n{part}{report}\n--b--\n--a--\n",
        Content_Type="multipart/mixed; boundary=a",
    )

    for raw in (second, wrapped):
        assert (bounce(raw).status, bounce(raw).recipient_hint) == ("5.1.1", "ann@example.org")


def test_numbers_that_are_no_codes_are_none() -> None:
    phone = told("Ring us on 480-624-2500, +61 450 111 222 or 1-550-333.\n\nIt is full.")
    version = told("Subject: Stretching 5.1.1 and 2.0.12\n\ncould not be delivered")
    other_class = bounce(
        dsn("5.0.0", "Action: failed\nDiagnostic-Code: smtp; 554 gone", told="451 4.4.1 read error")
    )

    assert (phone.status, version.status, other_class.status) == ("", "", "5.0.0")


def test_what_a_firm_adds_to_all_its_mail_is_no_reason() -> None:
    found = bounce(
        dsn("5.1.1", "Action: failed", told="It failed.\n\nThis was scanned for all viruses.")
    )

    assert found.diagnostic == "It failed."


WHERE = [
    "Delivery failed 20 attempts: ann@example.org",
    "undeliverable  to ann@example.org",
    "User's mailbox is full: <ann@example.org>\nUnable to deliver mail.",
    "552 Quota violation for ann@example.org",
    "Invalid final delivery userid: ann@example.org",
    "Error-for:  ann@example.org",
    "Your message\n\n To: list@example.net\n\ndid not reach this recipient:\n\nann@example.org on",
    "For help write to postmaster@example.net or try bea@example.net.\n\n> ann@example.org",
    "      收件人 ann@example.org\n      550 No such user here",
]


def test_the_address_that_failed_is_found_wherever_it_stands() -> None:
    for text in WHERE:
        assert told(text, Subject="failure notice").recipient_hint == "ann@example.org", text


def test_nobody_elses_address_is_taken_for_it() -> None:
    text = "If bea@example.net fails, try b.example@example.net.\nIt was sent by cy@example.net."

    assert told(text, Subject="failure notice").recipient_hint == ""


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "Status: ",
                    "Action: ",
                    "failed",
                    "5.1.1",
                    "4.",
                    "550 ",
                    "\n",
                    "\n\n",
                    "\n ",
                    ":",
                ),
                *("Diagnostic-Code: smtp; ", ";", "<", ">", "@", "a@b.example", "Feedback-Type: "),
                *("Message-ID: <x>", "Final-Recipient: rfc822; ", "Original-Rcpt-To: "),
            ]
        ),
        max_size=40,
    ).map("".join),
    st.sampled_from(["delivery-status", "feedback-report", "disposition-notification", "rfc822"]),
)
def test_no_report_makes_reading_fail(text: str, part: str) -> None:
    found = read_mail(
        f"Content-Type: multipart/report; boundary=b\n\n--b\n\n{text}\n"
        f"--b\nContent-Type: message/{part}\n\n{text}\n--b--\n".encode()
    )

    assert isinstance(read_bounce(found), Bounce)
    assert read_complaint(found).feedback_type
    assert kind_of(found, own_domains=frozenset(), own_message_id_domains=frozenset()) in MailKind
