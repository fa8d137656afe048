"""Mail servers to send to: aiosmtpd for what goes well, a scripted one for what goes wrong."""

# ruff: noqa: ARG001, ARG002 - aiosmtpd calls its hooks with these arguments

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from drip.delivery.relay import Relay, Security

CERTIFICATES = Path(__file__).parent / "certificates"
LOOPBACK = "127.0.0.1"


@dataclass
class Mailroom:
    """What a server does with mail. `replies` maps a word in a recipient to what RCPT answers."""

    messages: list[bytes] = field(default_factory=list)
    senders: list[str | None] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    sessions: list[int] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    data_reply: str = "250 2.0.0 Ok: queued as 4XyZ for person@example.org"
    mail_reply: str = "250 OK"
    extensions: tuple[str, ...] = ()

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        extra = [f"250-{name}" for name in self.extensions]
        return [*responses[:-1], *extra, responses[-1]]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mail_reply.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.mail_reply

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        for word, reply in self.replies.items():
            if word in address:
                return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.data_reply.startswith("250"):
            self.messages.append(bytes(envelope.original_content or b""))
            self.senders.append(envelope.mail_from)
            self.recipients += envelope.rcpt_tos
            self.sessions.append(id(session))
        return self.data_reply


def server_tls() -> ssl.SSLContext:
    """A server's side, with a certificate for `localhost` alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "localhost.pem", CERTIFICATES / "localhost.key")
    return context


def client_tls() -> ssl.SSLContext:
    """A client's side that trusts the tests' authority, and nothing else."""
    return ssl.create_default_context(cafile=str(CERTIFICATES / "authority.pem"))


class _NoWait(Controller):
    """A controller on a free port."""

    def _trigger_server(self) -> None:
        """aiosmtpd says hello to itself at port 0; the port is known only now."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call] # aiosmtpd has no types here


@contextlib.contextmanager
def mail_server(mailroom: Mailroom, **options: Any) -> Iterator[int]:
    """A real server on a port of the loopback, a free one if none is given; gives the port."""
    controller = _NoWait(mailroom, hostname=LOOPBACK, **{"port": 0, **options})
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def password_is(password: str) -> Callable[..., AuthResult]:
    """An authenticator for aiosmtpd."""

    def check(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == password.encode()
        return AuthResult(success=good, handled=good)

    return check


def plain(port: int) -> Relay:
    """An unprotected server on this machine."""
    return Relay(host=LOOPBACK, port=port, security=Security.PLAIN)


@dataclass
class Script:
    """What a scripted server answers to each verb.

    `None` cuts the line; `...` says nothing; `250-...` begins a reply that has no end.
    """

    answers: dict[str, str | None] = field(default_factory=dict)
    greeting: str | None = "220 scripted"
    heard: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def answer(self, verb: str) -> str | None:
        usual = {"EHLO": "250 scripted", "DATA": "354 go on", ".": "250 taken", "QUIT": "221 bye"}
        return self.answers.get(verb, usual.get(verb, "250 fine"))


@contextlib.contextmanager
def scripted_server(script: Script) -> Iterator[int]:
    """A server that follows a script, on a free port of the loopback; gives the port."""
    listener = socket.create_server((LOOPBACK, 0))
    stop = threading.Event()
    thread = threading.Thread(target=_serve, args=(listener, script, stop))
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stop.set()
        with contextlib.suppress(OSError), socket.create_connection(listener.getsockname()):
            pass
        thread.join(5)
        listener.close()


def _serve(listener: socket.socket, script: Script, stop: threading.Event) -> None:
    talks: list[threading.Thread] = []
    while True:
        line, _ = listener.accept()
        if stop.is_set():
            line.close()
            break
        talk = threading.Thread(target=_talk, args=(line, script, stop))
        talk.start()
        talks.append(talk)
    for talk in talks:
        talk.join(5)


def _talk(line: socket.socket, script: Script, stop: threading.Event) -> None:
    with line, line.makefile("rb") as heard, contextlib.suppress(OSError):
        said: str | None = script.greeting
        in_data = False
        while said is not None:
            if said == "...":
                stop.wait(10)
                return
            while said.endswith("-...") and not stop.wait(0.1):
                line.sendall(f"{said}\r\n".encode())
            line.sendall(f"{said}\r\n".encode())
            in_data = said.startswith("354")
            told = _next(heard, in_data=in_data)
            if not told:
                return
            verb = told.split(" ")[0].upper()
            script.heard.append(verb)
            script.lines.append(told)
            said = script.answer(verb)


def _next(heard: Any, *, in_data: bool) -> str:
    """The next command; in a message, its final dot."""
    for raw in heard:
        text = raw.decode().rstrip("\r\n")
        if not in_data:
            return str(text)
        if text == ".":
            return "."
    return ""
