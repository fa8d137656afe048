"""Mails for the tests, as bytes, with as little around them as they need."""

from textwrap import dedent


def mail(body: str = "", **headers: str) -> bytes:
    """A mail of these headers; `_` in a name stands for `-`."""
    given = {"From": "Ann Example <ann@example.org>", "To": "reply+token@reply.example.com"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\n" for name, value in given.items())
    return (head + "\n" + dedent(body).lstrip("\n")).encode()


def dsn(status: str, report: str, *, returned: str = "", told: str = "") -> bytes:
    """A delivery status report (RFC 3464)."""
    enclosed = returned or "Message-ID: <ref1@clinic.example.com>\nSubject: Day 5"
    body = "\n".join(
        [
            "--b", "", told or "This is the mail system at host mx.example.net.", "",
            "--b", "Content-Type: message/delivery-status", "",
            "Reporting-MTA: dns; mx.example.net", "",
            "Final-Recipient: rfc822; ann@example.org", f"Status: {status}",
            dedent(report).strip(), "",
            "--b", "Content-Type: text/rfc822-headers", "", enclosed, "", "--b--", "",
        ]
    )  # fmt: skip
    return (
        mail(
            From="MAILER-DAEMON@mx.example.net (Mail Delivery System)",
            Subject="Undelivered Mail Returned to Sender",
            Auto_Submitted="auto-replied",
            Return_Path="<>",
            Content_Type='multipart/report; report-type=delivery-status; boundary="b"',
        ).rstrip(b"\n")
        + b"\n\n"
        + body.encode()
    )
