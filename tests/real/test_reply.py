"""A letter leaves through Postfix, a person answers it, and Postfix brings the answer to us."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from drip.delivery.smtp import Smtp
from drip.domain.sending import Sending
from drip.listeners.mail_server import MailServer
from drip.mail_settings import ListenAt
from drip.storage.database import Database
from drip.storage.tables import answers, cases, mails, subscribers
from tests.asking import FILES
from tests.delivery.mail_servers import LOOPBACK, Mailroom, mail_server, plain
from tests.real.postfix import OURS, Postfix, until
from tests.road import Road

SENDING = Sending(bounce_domain=OURS[0], reply_domain=OURS[1])


class Answered(Road):
    """A clinic that asks by Postfix and listens behind it."""

    def __init__(self, database: Database, folder: Path, postfix: Postfix) -> None:
        self.smtp = Smtp(plain(postfix.port))
        super().__init__(
            database, folder, start="2027-01-04T09:00Z", files=FILES, transport=self.smtp
        )
        self.services = replace(self.services, sending=SENDING)
        self.postfix = postfix
        person = self.subscriber()
        with database.write() as tx:
            tx.execute(update(subscribers).values(email="ann@onward.example"))
        self.enrol(person, "asking")

    def all_of(self, table: Any) -> list[Any]:
        """Every row of a table."""
        with self.database.read() as tx:
            return list(tx.execute(select(table).order_by(table.c.id)))

    def answered(self, words: str) -> None:
        """The letter arrives, a person answers it, and the answer is worked off."""
        mailroom = Mailroom()
        server = MailServer(self.services, ListenAt(True, LOOPBACK, self.postfix.ours))  # noqa: FBT003 - LMTP
        with mail_server(mailroom, port=self.postfix.onward):
            server.start()
            try:
                self.tick()
                until(lambda: mailroom.messages, "the letter did not arrive")
                letter = message_from_bytes(mailroom.messages[0], policy=policy.default)
                to = letter["Reply-To"].addresses[0].addr_spec
                reply = (
                    f"From: Ann <ann@onward.example>\r\nTo: {to}\r\n"
                    f"Subject: Re: {letter['Subject']}\r\nMessage-ID: <1@onward.example>\r\n"
                    f"In-Reply-To: {letter['Message-ID']}\r\n\r\n{words}\r\n"
                )
                with smtplib.SMTP(LOOPBACK, self.postfix.port) as program:
                    program.sendmail("ann@onward.example", [to], reply.encode())
                until(lambda: self.all_of(mails), f"nothing came\n{self.postfix.log()}")
            finally:
                server.stop()
        self.maintain()


@pytest.fixture
def road(database: Database, tmp_path: Path, postfix: Postfix) -> Iterator[Answered]:
    made = Answered(database, tmp_path, postfix)
    yield made
    made.smtp.close()


def test_an_answer_by_email_counts(road: Answered) -> None:
    road.answered("Done, it felt fine")
    assert [(row.value, row.channel, row.sure) for row in road.all_of(answers)] == [
        ("fine", "email_reply", True)
    ]


def test_a_cry_for_help_by_email_opens_a_case(road: Answered) -> None:
    road.answered("I can't feel anything when I wipe since this morning")
    assert [row.groups for row in road.all_of(cases)] == [["saddle"]]
    assert road.all_of(answers) == []
