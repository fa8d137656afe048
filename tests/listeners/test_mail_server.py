"""The mail server: mail for our own addresses is kept before anybody is told so."""

from __future__ import annotations

import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from drip.domain.sending import Sending
from drip.flow.letters.addresses import envelope_from, goodbye_address
from drip.flow.services import Services
from drip.inbound import bounds
from drip.listeners import mail_server
from drip.listeners.mail_server import MailServer, MailServerError
from drip.mail_settings import ListenAt
from drip.storage.database import Database
from drip.storage.tables import mails
from drip.web.webhooks.inbound import LARGEST
from tests.flow.letters.test_addresses import a_row
from tests.road import Road

SENDING = Sending(bounce_domain="bounce.clinic.example", reply_domain="reply.clinic.example")
MAIL = b"From: ann@example.org\r\nMessage-ID: <m1@example.org>\r\nSubject: Hi\r\n\r\nHello\r\n"


@pytest.fixture
def services(database: Database, tmp_path: Path) -> Services:
    return replace(Road(database, tmp_path, publish=False).services, sending=SENDING)


@contextmanager
def listening(services: Services, *, lmtp: bool = True, patience: float = 20.0) -> Iterator[int]:
    server = MailServer(services, ListenAt(lmtp, "127.0.0.1", 0), patience=patience)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def hand_in(
    port: int, to: list[str], mail: bytes = MAIL, sender: str = "", *, lmtp: bool = True
) -> dict[str, int]:
    """Hand in a mail; answers what was said of each recipient, at RCPT or after the message."""
    kind = smtplib.LMTP if lmtp else smtplib.SMTP
    with kind("127.0.0.1", port, "client.example") as client:
        client.ehlo()
        client.mail(sender)
        said = {one: client.rcpt(one)[0] for one in to}
        taken = [one for one, code in said.items() if code == 250]
        if taken:
            said[taken[0]] = client.data(mail)[0]
        for one in taken[1:]:
            said[one] = client.getreply()[0] if lmtp else said[taken[0]]
        return said


def kept(services: Services) -> list[tuple[str, str, bytes]]:
    with services.database.read() as tx:
        rows = tx.execute(
            select(mails.c.envelope_from, mails.c.box, mails.c.raw).order_by(mails.c.id)
        )
        return [(row.envelope_from, row.box, row.raw) for row in rows]


def bounce_to(services: Services) -> str:
    return envelope_from(a_row(), SENDING, services.links, services.now())


def goodbye_to(services: Services) -> str:
    return goodbye_address(a_row(), SENDING, services.links, services.now())


@pytest.mark.parametrize("lmtp", [True, False])
def test_a_mail_is_kept_as_it_came(services: Services, *, lmtp: bool) -> None:
    to = [bounce_to(services).upper(), goodbye_to(services), "Postmaster@bounce.clinic.example"]
    with listening(services, lmtp=lmtp) as port:
        said = hand_in(port, to, lmtp=lmtp)

    assert said == dict.fromkeys(to, 250)
    assert kept(services) == [("<>", box, MAIL) for box in ("b", "unsub", "named")]


def test_the_same_mail_again_is_kept_once(services: Services) -> None:
    again = b"Received: from elsewhere\r\n" + MAIL
    with listening(services) as port:
        for mail in (MAIL, again, MAIL.replace(b"Hello", b"Hello again")):
            assert set(hand_in(port, [bounce_to(services)], mail).values()) == {250}

    assert [raw for _, _, raw in kept(services)] == [MAIL, MAIL.replace(b"Hello", b"Hello again")]


def test_nobody_elses_mail_is_taken(services: Services) -> None:
    token = bounce_to(services)[2:44]
    strangers = [
        f"b+{token[:-2]}aa@bounce.clinic.example",
        f"unsub+{token}@reply.clinic.example",
        "ann@example.org",
        "sales@reply.clinic.example",
        f"b+{token}@example.org",
    ]
    with listening(services) as port:
        said = hand_in(port, strangers)

    assert said == dict.fromkeys(strangers, 550)
    assert kept(services) == []


def test_a_relay_of_spam_is_not_to_be_had(services: Services) -> None:
    with listening(services, lmtp=False) as port:
        said = hand_in(port, ["victim@example.org"], sender="ann@example.org", lmtp=False)

    assert said == {"victim@example.org": 550}


def test_while_the_database_is_away_the_sender_is_asked_to_keep_the_mail(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'none.db'}")
    services = replace(Road(database, tmp_path, publish=False).services, sending=SENDING)
    to = [bounce_to(services), goodbye_to(services)]
    with listening(services) as port:
        said = hand_in(port, to)

    assert said == dict.fromkeys(to, 451)
    database.close()


def test_250_comes_after_the_commit(services: Services) -> None:
    seen: list[int] = []
    with listening(services) as port, smtplib.LMTP("127.0.0.1", port, "me") as client:
        client.ehlo()
        client.mail("")
        client.rcpt(bounce_to(services))
        seen.append(client.data(MAIL)[0])
        seen.append(len(kept(services)))

    assert seen == [250, 1]


def test_a_mail_beyond_the_limit_is_refused_to_each_recipient_and_not_kept(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_server, "MOST_BYTES", 50_000)
    to = [bounce_to(services), goodbye_to(services)]
    with listening(services) as port, smtplib.LMTP("127.0.0.1", port, "client.example") as client:
        client.ehlo()
        assert client.esmtp_features["size"] == "50000"
        assert client.mail("", ["SIZE=60000"])[0] == 552
        client.mail("")
        assert [client.rcpt(one)[0] for one in to] == [250, 250]
        assert client.data(MAIL + b"x" * 78 * 1000)[0] == 552
        assert client.getreply()[0] == 552
        assert client.noop()[0] == 250

    assert kept(services) == []


def test_36_a_mail_with_photos_of_25_mb_is_taken(services: Services) -> None:
    # Base64 makes 78 bytes of 57, line ends included (RFC 2045, 6.8).
    size = 25 * 1024 * 1024 * 78 // 57 + 100_000
    with listening(services) as port, smtplib.LMTP("127.0.0.1", port, "client.example") as client:
        client.ehlo()
        assert int(client.esmtp_features["size"]) == bounds.MAIL
        assert client.mail("", [f"SIZE={size}"])[0] == 250
    assert size < LARGEST


def test_more_than_twenty_recipients_come_in_two_goes(services: Services) -> None:
    row = a_row()
    to = [
        goodbye_address(replace(row, id=number), SENDING, services.links, services.now())
        for number in range(1, 23)
    ]
    with listening(services) as port:
        said = hand_in(port, to)

    assert said == dict.fromkeys(to[:20], 250) | dict.fromkeys(to[20:], 452)
    assert len(kept(services)) == 20


def test_a_long_line_is_kept_too(services: Services) -> None:
    with listening(services) as port:
        said = hand_in(port, [bounce_to(services)], MAIL + b"x" * 20_000 + b"\r\n")

    assert set(said.values()) == {250}
    assert len(kept(services)[0][2]) > 20_000


def test_a_dot_that_ends_no_line_of_its_own_ends_no_mail(services: Services) -> None:
    """Smuggling (CVE-2023-51764): a second mail in the body stays in the body."""
    smuggled = b"\n.\nMAIL FROM:<>\nRCPT TO:<postmaster@bounce.clinic.example>\nDATA\nhi\n.\n"
    with listening(services) as port, socket.create_connection(("127.0.0.1", port)) as line:
        heard = line.makefile("rb")
        heard.readline()
        for said in (b"LHLO me", b"MAIL FROM:<>", f"RCPT TO:<{bounce_to(services)}>".encode()):
            line.sendall(said + b"\r\n")
            while heard.readline()[3:4] == b"-":
                pass
        line.sendall(b"DATA\r\n")
        heard.readline()
        line.sendall(MAIL + smuggled + b"\r\n.\r\n")
        assert heard.readline().startswith(b"250")
        line.sendall(b"QUIT\r\n")
        assert heard.readline().startswith(b"221")
        heard.close()

    ((_, box, raw),) = kept(services)
    assert box == "b"
    assert smuggled in raw


def test_whoever_says_nothing_is_hung_up_on(services: Services) -> None:
    with (
        listening(services, patience=0.2) as port,
        socket.create_connection(("127.0.0.1", port), timeout=10) as line,
    ):
        heard = b""
        while more := line.recv(1000):
            heard += more

    assert heard.startswith(b"220")


def test_there_is_room_for_so_many_and_then_for_others_again(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_server, "MOST_CONNECTIONS", 2)
    with listening(services) as port:
        first = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(2)]
        assert [one.recv(3) for one in first] == [b"220", b"220"]
        with socket.create_connection(("127.0.0.1", port), timeout=10) as third:
            assert third.recv(100).startswith(b"421")
        for one in first:
            one.close()
        for _ in range(100):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as fourth:
                if fourth.recv(3) == b"220":
                    break
            time.sleep(0.02)
        else:
            pytest.fail("no room was made")


def test_one_command_a_thousand_times_ends_the_talk(services: Services) -> None:
    with listening(services) as port, smtplib.LMTP("127.0.0.1", port, "client.example") as client:
        client.ehlo()
        codes = [client.noop()[0] for _ in range(1_001)]

    assert codes[-1] == 421


def test_a_full_mailroom_asks_to_wait(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drip.flow.mail_in.mailroom.MOST_WAITING", 2)
    to = bounce_to(services)
    with listening(services) as port:
        codes = [hand_in(port, [to], MAIL + b"%d" % number)[to] for number in (1, 2, 3)]

    assert codes == [250, 250, 451]
    assert len(kept(services)) == 2


def test_an_address_that_is_taken_is_told_in_words(services: Services) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = MailServer(services, ListenAt(lmtp=True, host="127.0.0.1", port=port))
        with pytest.raises(MailServerError, match=f"127.0.0.1:{port}.*DRIP_INBOUND_LISTEN"):
            server.start()
        server.stop()


def test_nothing_stays_behind_after_stopping(services: Services) -> None:
    before = threading.active_count()
    with listening(services) as port:
        open_one = socket.create_connection(("127.0.0.1", port), timeout=10)
        open_one.recv(3)
        hand_in(port, [bounce_to(services)])

    while open_one.recv(1000):
        pass
    open_one.close()
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()


def test_the_log_tells_no_address(
    services: Services, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    with listening(services) as port:
        hand_in(port, [bounce_to(services), "stranger@example.org"], sender="ann@example.org")
    said = caplog.text + "".join(capsys.readouterr())

    assert "@" not in said
    assert "Hello" not in said
