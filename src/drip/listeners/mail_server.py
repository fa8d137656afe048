"""The mail server: takes mail for our own addresses, by LMTP (RFC 2033) or SMTP (RFC 5321).

It belongs behind a real mail server, on the loopback: it knows no spam filter and no TLS. Whoever
hands over a mail hears 250 only after it is stored and committed; while the database is away it
says 451, and the sender keeps the mail and tries again.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from drip.errors import DripError
from drip.flow.mail_in import mailroom
from drip.flow.mail_in.mailroom import Arrival
from drip.flow.services import Services
from drip.inbound import bounds
from drip.mail_settings import ListenAt

log = structlog.get_logger()

#: Bytes of one mail, as much as is read of one (SMTP tells it as SIZE, RFC 1870): photos of 25 MB
#: are a third larger on their way. Recipients of one mail, connections at once.
MOST_BYTES = bounds.MAIL
MOST_RECIPIENTS = 20
MOST_CONNECTIONS = 20
#: Seconds between two commands, and for the whole of a message.
PATIENCE = 120.0
#: The same command in one connection; whoever needs more comes again.
_MOST_COMMANDS = 1_000
_LINE = 256 * 1024
_OK = "250 2.0.0 kept"
_UNKNOWN = "550 5.1.1 no such address here"
_TOO_MANY = "452 4.5.3 too many recipients, send the others again"
_LATER = "451 4.3.0 cannot keep it now, try again later"
_FULL = "421 4.3.2 too many connections, try again later"


class MailServerError(DripError):
    """Mail cannot be listened for."""


class MailServer:
    """Listens in a thread of its own, from `start` to `stop`."""

    def __init__(self, services: Services, at: ListenAt, *, patience: float = PATIENCE) -> None:
        self._services = services
        self._at = at
        self._patience = patience
        self._controller: _Controller | None = None
        self._writers: ThreadPoolExecutor | None = None

    @property
    def port(self) -> int:
        """The port that it listens on, once it does."""
        return self._controller.port if self._controller else self._at.port

    def start(self) -> None:
        """Begin to listen.

        Raises:
            MailServerError: the address cannot be listened on.
        """
        # The library logs envelopes and whole messages; ours carry ids only.
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)
        listener = self._listener()
        self._writers = ThreadPoolExecutor(2, thread_name_prefix="drip-mail")
        desk = _Desk(self._services, self._writers, lmtp=self._at.lmtp)
        self._controller = _Controller(desk, listener, self._patience, lmtp=self._at.lmtp)
        self._controller.start()
        log.info("mail server", lmtp=self._at.lmtp, port=self.port)

    def stop(self) -> None:
        """Hang up, and wait for what is being stored. Who heard no 250 will try again."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None
        if self._writers is not None:
            self._writers.shutdown(wait=True)
            self._writers = None

    def _listener(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._at.host else socket.AF_INET
        try:
            return socket.create_server((self._at.host, self._at.port), family=family)
        except OSError as error:
            raise MailServerError(
                f"Mail cannot be listened for at {self._at.host}:{self._at.port}: "
                f"{error.strerror}. Is another worker running? DRIP_INBOUND_LISTEN names the "
                "address."
            ) from error


@contextmanager
def listening(services: Services, at: ListenAt) -> Iterator[None]:
    """Listen for mail as long as the block lasts.

    Raises:
        MailServerError: the address cannot be listened on.
    """
    server = MailServer(services, at)
    server.start()
    try:
        yield
    finally:
        server.stop()


class _Desk:
    """What the protocol asks us. The library calls these by their names."""

    def __init__(self, services: Services, writers: ThreadPoolExecutor, *, lmtp: bool) -> None:
        self._services = services
        self._writers = writers
        self._lmtp = lmtp

    async def handle_RCPT(  # noqa: N802 - the library's name and arguments
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take a recipient, if it is one of our addresses."""
        if not mailroom.is_ours(self._services, address):
            return _UNKNOWN
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return _TOO_MANY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail, then say so; LMTP wants a reply for each recipient."""
        arrival = Arrival(
            source="lmtp" if self._lmtp else "smtp",
            envelope_from=envelope.mail_from or "",
            envelope_to=tuple(envelope.rcpt_tos),
            raw=bytes(envelope.original_content or b""),
        )
        loop = asyncio.get_running_loop()
        reply = await loop.run_in_executor(self._writers, self._kept, arrival)
        return _each(reply, envelope) if self._lmtp else reply

    async def handle_exception(self, error: Exception) -> str:
        """Whatever goes wrong is ours; nobody's mail is refused for it."""
        log.error("mail server", error=type(error).__name__)
        return _LATER

    def _kept(self, arrival: Arrival) -> str:
        try:
            mailroom.keep(self._services, arrival)
        except Exception as error:  # noqa: BLE001 - whatever it is, the sender still has the mail
            log.error("mail not kept", error=type(error).__name__)  # noqa: TRY400 - a trace could hold it
            return _LATER
        return _OK


class _Limited(SMTP):
    """The protocol, with a limit on connections and room for long lines."""

    line_length_limit = _LINE

    def __init__(self, desk: _Desk, open_ones: set[object], **options: Any) -> None:
        super().__init__(desk, **options)
        self._open_ones = open_ones
        self._turned_away = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Talk to whom there is room for."""
        if len(self._open_ones) >= MOST_CONNECTIONS and isinstance(transport, asyncio.Transport):
            self._turned_away = True
            transport.write(f"{_FULL}\r\n".encode())
            transport.close()
            return
        self._open_ones.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Make room for the next."""
        if not self._turned_away:
            self._open_ones.discard(self)
            super().connection_lost(error)


class _Lmtp(_Limited, LMTP):
    """The same by LMTP. The library refuses a message once; each recipient wants to hear it."""

    async def push(self, status: Any) -> None:
        """Say something."""
        refused = isinstance(status, str) and status.startswith(("500 Line too", "552 Error: Too"))
        if refused and self.envelope is not None:
            status = _each(status, self.envelope)
        await super().push(status)


class _Controller(Controller):
    """Runs the protocol on an open socket."""

    def __init__(
        self, desk: _Desk, listener: socket.socket, patience: float, *, lmtp: bool
    ) -> None:
        host, port = listener.getsockname()[:2]
        super().__init__(desk, hostname=host, port=port)
        self._listener = listener
        self._open_ones: set[object] = set()
        self._desk = desk
        self._protocol: Callable[..., SMTP] = _Lmtp if lmtp else _Limited
        self._patience = patience

    def factory(self) -> SMTP:
        """The protocol of one connection."""
        return self._protocol(
            self._desk,
            self._open_ones,
            loop=self.loop,
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=True,
            timeout=self._patience,
            command_call_limit=_MOST_COMMANDS,
            hostname="drip",
            ident="ready",
        )

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        """Listen on the socket that is open already."""
        return self.loop.create_server(self._factory_invoker, sock=self._listener)


def _each(reply: str, envelope: Envelope) -> str:
    """The same reply for each recipient, a line each."""
    return "\r\n".join([reply] * max(1, len(envelope.rcpt_tos)))
