"""The transport that the settings choose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from drip.delivery.outbox import Outbox
from drip.delivery.smtp import Smtp
from drip.delivery.transport import Transport
from drip.settings import Settings, TransportKind


def transport(settings: Settings, wall: Callable[[], datetime]) -> Transport:
    """What hands letters over, ready to work. `wall` is real time."""
    if settings.transport is TransportKind.OUTBOX:
        return Outbox(settings.outbox_dir)
    if settings.transport is TransportKind.SENDGRID:
        from drip.delivery.sendgrid import Manner, SendGrid  # noqa: PLC0415 - loads slowly; few need it

        key = settings.sendgrid_api_key.get_secret_value()
        return SendGrid(
            key,
            wall=wall,
            host=settings.sendgrid_host,
            manner=Manner(
                at_once=settings.sendgrid_calls,
                substitute_reply_to=settings.sendgrid_substitute_reply_to,
            ),
        )
    relay = settings.smtp_url.get_secret_value()
    return Smtp(relay, connections=settings.smtp_connections)
