"""`drip up` with a mail server: it listens, keeps, and ends with the rest."""

from __future__ import annotations

import signal
import smtplib
import sqlite3
from pathlib import Path

import pytest

from tests.cli.test_up import Up
from tests.real.postfix import free_port

pytestmark = pytest.mark.processes


def test_the_worker_listens_where_it_is_set_and_ends_with_a_talk_still_open(
    tmp_path: Path,
) -> None:
    port = free_port()
    up = Up(
        tmp_path,
        "--port",
        str(free_port()),
        DRIP_INBOUND_LISTEN=f"lmtp://127.0.0.1:{port}",
        DRIP_REPLY_DOMAIN="reply.clinic.example",
    )
    try:
        up.wait_for(f"(mail server).*{port}|(mail server)")
        with smtplib.LMTP("127.0.0.1", port, "client.example") as client:
            client.ehlo()
            assert client.mail("ann@example.org")[0] == 250
            assert client.rcpt("postmaster@reply.clinic.example")[0] == 250
            assert client.data(b"Subject: hi\r\n\r\nHello\r\n")[0] == 250
            up.stop(signal.SIGINT)
            with pytest.raises(smtplib.SMTPServerDisconnected):
                client.noop()
        assert up.process.returncode == 0, up.said
        assert "Traceback" not in up.said
    finally:
        up.close()

    file = sqlite3.connect(tmp_path / "data" / "drip.db")
    assert file.execute("SELECT count(*) FROM mails").fetchone() == (1,)
    file.close()
