"""A letter that is tried again is the same letter, so that whoever has it twice can tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

from drip.delivery.smtp import Smtp
from drip.domain.sending import Sending
from drip.flow.rounds.tick import tick
from drip.storage.database import Database
from tests.delivery.mail_servers import Mailroom, mail_server, plain
from tests.road import Road


class Refusing(Mailroom):
    """Keeps every message, and refuses the first."""

    async def handle_DATA(self, *given: object) -> str:  # noqa: N802 - aiosmtpd's name
        self.data_reply = "250 fine"
        await super().handle_DATA(*given)  # type: ignore[arg-type] # passed on as it came
        return "451 4.3.0 not now" if len(self.messages) == 1 else "250 2.0.0 fine"


def hurrying(road: Road) -> Callable[[], datetime]:
    """A clock that has moved on by seconds whenever it is asked."""

    def now() -> datetime:
        road.present += timedelta(seconds=5)
        return road.present

    return now


def test_every_attempt_sends_the_same_bytes_from_its_own_address(
    database: Database, tmp_path: Path
) -> None:
    mailroom = Refusing()
    with mail_server(mailroom) as port:
        smtp = Smtp(plain(port))
        road = Road(database, tmp_path, transport=smtp)
        road.enrol(road.subscriber())
        services = replace(
            road.services,
            now=hurrying(road),
            sending=Sending(bounce_domain="bounce.clinic.example"),
        )
        tick(services)
        road.wait(minutes=30)
        tick(services)
        smtp.close()

    first, second = mailroom.messages
    assert message_from_bytes(first)["Date"] == message_from_bytes(second)["Date"]
    assert first == second
    assert len(set(mailroom.senders)) == 2
