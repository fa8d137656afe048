"""SendGrid's stand-in and the real transport that talks to it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from drip.delivery.sendgrid import SendGrid
from drip.delivery.sendgrid_client import Patience
from drip.delivery.sendgrid_request import build, person
from drip.domain.letters import Letter
from drip.simulation.provider.server import serving
from drip.simulation.provider.service import Service
from tests.delivery.mail_servers import client_tls, server_tls

#: Long enough for a busy machine, short enough for a test that waits for it.
IMPATIENT = Patience(connect=5, reply=1.5, whole=2.5)
PRESENT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@contextmanager
def talking_to(
    service: Service,
    *,
    tls: bool = False,
    trust: ssl.SSLContext | None = None,
    key: str | None = None,
    **options: Any,
) -> Iterator[SendGrid]:
    """The transport, with the stand-in running behind it."""
    with serving(service, tls=server_tls() if tls else None) as url:
        transport = SendGrid(
            key or service.key,
            host=url,
            wall=lambda: PRESENT,
            patience=options.pop("patience", IMPATIENT),
            tls=trust or client_tls(),
            **options,
        )
        yield transport
        transport.close()


def request_for(letters: Sequence[Letter], **how: Any) -> dict[str, Any]:
    """The request that would carry these letters."""
    return build([person(one) for one in letters], **how)
