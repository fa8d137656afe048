"""A clinic whose letters are answered by email, with both doors open."""

from __future__ import annotations

import json
import smtplib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from drip.domain.sending import Sending
from drip.flow.letters.addresses import reply_address
from drip.listeners.mail_server import MailServer
from drip.mail_settings import ListenAt
from drip.storage import ledger, tables
from drip.storage.database import Database
from drip.web.factory import WebConfig, create_app
from tests.asking import FILES, Asking

SENDING = Sending(
    bounce_domain="bounce.clinic.example",
    reply_domain="reply.clinic.example",
    auth_host="mx.clinic.example",
)
SECRET_PATH = "a-long-and-random-path-of-the-tests"
PROVED = "mx.clinic.example; dkim=pass header.d=example.com header.s=s1"


def mail(text: str = "", **headers: str) -> bytes:
    """What Ann's mail program sends; `_` in a name stands for `-`."""
    given = {
        "From": "Ann <ann@example.com>",
        "Subject": "Re: Letter first",
        "Message-ID": "<a1@mail.example.com>",
    }
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    body = text.replace("\n", "\r\n")
    return f"{head}\r\n{body}\r\n".encode()


class Replying(Asking):
    """Ann was asked how her first session went, and answers by email."""

    def __init__(self, database: Database, folder: Path, **how: Any) -> None:
        super().__init__(database, folder, **({"files": FILES} | how))
        self.services = replace(self.services, sending=SENDING)
        self.door = "lmtp"

    def reply_to(self, step: str = "first", purpose: str = "step") -> str:
        """Where an answer to a letter goes."""
        return self.reply_to_row(int(self.letter(step, purpose).id))

    def reply_to_row(self, delivery_id: int) -> str:
        """Where an answer to a delivery goes."""
        with self.database.read() as tx:
            row = ledger.get(tx, delivery_id)
        assert row is not None
        return reply_address(row, SENDING, self.services.links, self.present)

    def comes(
        self, raw: bytes, *to: str, sender: str = "ann@example.com", **fields: str
    ) -> list[Any]:
        """A mail comes in by the door in use, and the worker looks; answers all messages."""
        self.hands_in(raw, *to, sender=sender, **fields)
        self.maintain()
        return self.messages()

    def hands_in(
        self, raw: bytes, *to: str, sender: str = "ann@example.com", **fields: str
    ) -> None:
        """A mail comes in by the door in use."""
        recipients = to or (self.reply_to(),)
        if self.door == "lmtp":
            with listening(self) as port, smtplib.LMTP("127.0.0.1", port) as client:
                hand_over(client, sender, recipients, raw)
            return
        for recipient in recipients:
            assert self.posts(raw, recipient, sender, **fields).status_code == 200

    def posts(self, raw: bytes, to: str, sender: str, **fields: str) -> Any:
        """SendGrid posts a mail in its raw form."""
        form: dict[str, Any] = {
            "email": raw,
            "envelope": json.dumps({"to": [to], "from": sender}),
            "dkim": "{@example.com : pass}",
            "SPF": "pass",
        } | fields
        config = WebConfig(secret_key=b"s" * 32, inbound_path=SECRET_PATH)
        client = create_app(self.services, config=config).test_client(use_cookies=False)
        return client.post(f"/webhooks/sendgrid/inbound/{SECRET_PATH}", **multipart(form))

    def messages(self) -> list[Any]:
        """Every message, the oldest first."""
        return self.table(tables.messages)

    def notes(self) -> list[str]:
        """What became of each mail."""
        return [row.note for row in self.table(tables.mails)]

    def suggested(self) -> list[tuple[str, str]]:
        """What staff are asked about."""
        return [(row.question, row.value) for row in self.table(tables.suggestions)]


def hand_over(client: smtplib.LMTP, sender: str, to: Sequence[str], raw: bytes) -> None:
    """The dialogue of LMTP, which ends with a reply for each recipient."""
    client.ehlo()
    client.mail(sender)
    assert [client.rcpt(one)[0] for one in to] == [250] * len(to)
    client.putcmd("data")
    assert client.getreply()[0] == 354
    client.send(quoted(raw.removesuffix(b"\r\n")) + b"\r\n.\r\n")
    assert [client.getreply()[0] for _ in to] == [250] * len(to)


def quoted(raw: bytes) -> bytes:
    """A mail with the dots at the starts of lines doubled (RFC 5321, 4.5.2)."""
    return raw.replace(b"\r\n.", b"\r\n..")


def multipart(form: Mapping[str, bytes | str | tuple[str, str, bytes]]) -> dict[str, Any]:
    """A form as SendGrid posts it, byte for byte; a file is its name, its type and its bytes."""
    body = b""
    for name, given in form.items():
        head = f'Content-Disposition: form-data; name="{name}"'
        value = given[2] if isinstance(given, tuple) else given
        if isinstance(given, tuple):
            head += f'; filename="{given[0]}"\r\nContent-Type: {given[1]}'
        value = value.encode() if isinstance(value, str) else value
        body += f"--xYzZY\r\n{head}\r\n\r\n".encode() + value + b"\r\n"
    kind = "multipart/form-data; boundary=xYzZY"
    return {"data": body + b"--xYzZY--\r\n", "content_type": kind}


@contextmanager
def listening(road: Replying) -> Iterator[int]:
    """The mail server of a clinic; its port."""
    server = MailServer(road.services, ListenAt(lmtp=True, host="127.0.0.1", port=0))
    server.start()
    try:
        yield server.port
    finally:
        server.stop()
