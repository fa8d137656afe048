"""Real bounces: Postfix returns what a server refused, by LMTP, and the letters stop."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from drip.delivery.smtp import Smtp
from drip.domain.sending import Sending
from drip.flow.letters.addresses import goodbye_address
from drip.listeners.mail_server import MailServer
from drip.mail_settings import ListenAt
from drip.storage import ledger
from drip.storage.database import Database
from drip.storage.tables import bounces, mails, subscribers, suppressions, tasks
from tests.delivery.mail_servers import LOOPBACK, Mailroom, mail_server, plain
from tests.real.postfix import OURS, Postfix, until
from tests.road import Road

SENDING = Sending(bounce_domain=OURS[0], reply_domain=OURS[1])


class Relayed(Road):
    """A road whose letters leave through Postfix."""

    def __init__(self, database: Database, folder: Path, postfix: Postfix, domain: str) -> None:
        self.smtp = Smtp(plain(postfix.port))
        super().__init__(database, folder, transport=self.smtp)
        self.services = replace(self.services, sending=SENDING)
        self.postfix = postfix
        self.ann = self.subscriber()
        with database.write() as tx:
            tx.execute(update(subscribers).values(email=f"ann@{domain}"))
        self.enrol(self.ann)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Drip listens where Postfix brings what is ours."""
        server = MailServer(self.services, ListenAt(True, LOOPBACK, self.postfix.ours))  # noqa: FBT003 - LMTP
        server.start()
        try:
            yield
        finally:
            server.stop()

    def all_of(self, table: Any) -> list[Any]:
        """Every row of a table."""
        with self.database.read() as tx:
            return list(tx.execute(select(table).order_by(table.c.id)))

    def comes_back(self) -> None:
        """Wait until a mail has come in, and work it off."""
        until(lambda: self.all_of(mails), f"nothing came back\n{self.postfix.log()}")
        self.maintain()


@pytest.fixture
def road(
    request: pytest.FixtureRequest, database: Database, tmp_path: Path, postfix: Postfix
) -> Iterator[Relayed]:
    made = Relayed(database, tmp_path, postfix, request.param)
    yield made
    made.smtp.close()


@pytest.mark.parametrize("road", ["dead.example"], indirect=True)
def test_a_real_bounce_suppresses_the_address(road: Relayed) -> None:
    with road.listening():
        assert road.tick().accepted == 1
        road.comes_back()

    (mail,) = road.all_of(mails)
    assert (mail.kind, mail.envelope_from, mail.note) == ("bounce", "<>", "a bounce: address_dead")
    assert b"Subject: Letter hello" in mail.raw
    assert b"Hello Ann" not in mail.raw
    assert [(row.status, row.source) for row in road.all_of(bounces)] == [("5.1.1", "dsn")]
    assert [(row.reason, row.source) for row in road.all_of(suppressions)] == [("dead", "dsn")]
    assert [row.state for row in road.rows() if row.state == "planned"] == []


@pytest.mark.parametrize("road", ["full.example"], indirect=True)
def test_a_full_mailbox_is_counted_and_the_letters_go_on(road: Relayed) -> None:
    with road.listening():
        road.tick()
        road.comes_back()

    assert [(row.status, row.verdict) for row in road.all_of(bounces)] == [("5.2.2", "soft")]
    assert road.all_of(suppressions) == []
    assert [row.state for row in road.all_of(subscribers)] == ["active"]
    assert [row.step for row in road.rows(state="planned")] == ["one"]


@pytest.mark.parametrize("road", ["policy.example"], indirect=True)
def test_a_refusal_of_the_clinic_alarms_staff_and_suppresses_nobody(road: Relayed) -> None:
    with road.listening():
        road.tick()
        road.comes_back()

    assert [(row.status, row.verdict) for row in road.all_of(bounces)] == [("5.7.1", "policy")]
    assert road.all_of(suppressions) == []
    assert any("refuses what the clinic sends" in row.title for row in road.all_of(tasks))


@pytest.mark.parametrize("road", ["dead.example"], indirect=True)
def test_a_bounce_that_came_while_we_were_away_is_not_lost(road: Relayed) -> None:
    before = road.postfix.log().count("status=deferred")
    road.tick()
    until(lambda: road.postfix.log().count("status=deferred") > before, "nothing was deferred")
    assert road.all_of(mails) == []

    with road.listening():
        road.comes_back()

    assert [row.reason for row in road.all_of(suppressions)] == ["dead"]


@pytest.mark.parametrize("road", ["example.com"], indirect=True)
def test_a_goodbye_by_mail_comes_in_through_postfix(road: Relayed) -> None:
    mailroom = Mailroom()
    with mail_server(mailroom, port=road.postfix.onward), road.listening():
        road.tick()
        until(lambda: mailroom.messages, "the letter did not arrive")
        (row,) = road.rows(step="hello")
        with road.database.read() as tx:
            letter = ledger.get(tx, row.id)
        assert letter is not None
        to = goodbye_address(letter, SENDING, road.services.links, road.present)
        assert f"<mailto:{to}>".encode() in b"".join(mailroom.messages[0].split())
        with smtplib.SMTP(LOOPBACK, road.postfix.port) as program:
            program.sendmail("ann@example.com", [to.upper()], b"Subject: unsubscribe\r\n\r\n")
        road.comes_back()

    assert [(row.reason, row.source) for row in road.all_of(suppressions)] == [
        ("unsubscribed", "mail")
    ]
