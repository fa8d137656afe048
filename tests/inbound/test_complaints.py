import pytest

from drip.domain.mail import Complaint
from drip.inbound.complaints import is_complaint, read_complaint
from drip.inbound.mime import read_mail
from tests.inbound.mails import mail


def report(feedback: str, *, returned: str = "message/rfc822") -> bytes:
    return mail(
        f"--b\n\nThis is an email abuse report.\n\n"
        f"--b\nContent-Type: message/feedback-report\n\nFeedback-Type: {feedback}\n"
        "User-Agent: SomeGenerator/1.0\nVersion: 1\n"
        "Original-Rcpt-To: <ann@example.org>\nReported-Domain: clinic.example.com\n\n"
        f"--b\nContent-Type: {returned}\n\n"
        "To: redacted@example.org\nMessage-ID:\n <ref1@clinic.example.com>\n\nDay 5\n--b--\n",
        From="feedback@example.net",
        Content_Type="multipart/report; report-type=feedback-report; boundary=b",
    )


def test_a_complaint_tells_the_letter_and_the_person() -> None:
    found = read_mail(report("abuse"))

    assert is_complaint(found)
    assert read_complaint(found) == Complaint(
        feedback_type="abuse",
        original_message_id="ref1@clinic.example.com",
        recipient_hint="ann@example.org",
        reported_domain="clinic.example.com",
    )


@pytest.mark.parametrize("feedback", ["auth-failure", "not-spam"])
def test_feedback_that_blames_nobody_is_no_complaint(feedback: str) -> None:
    assert not is_complaint(read_mail(report(feedback)))


def test_microsofts_older_form_is_a_complaint() -> None:
    raw = mail(
        "--b\nContent-Type: message/rfc822\n\nX-HmXmrOriginalRecipient: <ann@example.org>\n"
        "Message-ID: <ref1@clinic.example.com>\n\nDay 5\n--b--\n",
        From="staff@hotmail.example",
        Subject="complaint about message from 192.0.2.1",
        Content_Type="multipart/mixed; boundary=b",
    )

    found = read_mail(raw)

    assert is_complaint(found)
    assert read_complaint(found).recipient_hint == "ann@example.org"


def test_a_persons_mail_is_no_complaint() -> None:
    assert not is_complaint(read_mail(mail("This hurts, and I complain about it.")))
