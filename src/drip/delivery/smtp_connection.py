"""One kept connection to a mail server, and one letter's dialogue over it.

What a dialogue came to is sorted by one question: had the final dot been sent? Before it, nothing
was taken, whatever went wrong. After it, only a reply tells (RFC 5321, 4.2.5 and 6.1).
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from drip.delivery.relay import Relay, Security
from drip.delivery.smtp_client import Client, TlsClient
from drip.delivery.smtp_replies import CLOSING, Said, Stage, plain_words, refusal
from drip.domain.deliveries import Result, Trouble
from drip.errors import DripError

_MOST_MESSAGES = 100
_MOST_IDLE = 60.0
_COMPLETED = 2
_TRY_LATER = 4
_FINAL = 5
_GO_AHEAD = 354
_STAGES = (Stage.MAIL, Stage.RCPT, Stage.DATA)

Reply = tuple[int, bytes]


class ConnectionFailedError(DripError):
    """The mail server could not be reached, or would not talk to us."""

    def __init__(self, message: str, trouble: Trouble) -> None:
        super().__init__(message)
        self.trouble = trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long to wait, in seconds: to connect, for each reply, and for the reply to the dot.

    A letter that is not ready for its dot after `before_dot` seconds is given up while that is
    still certain, so that a call ends well within a lease.
    """

    connect: float = 10.0
    reply: float = 10.0
    final: float = 30.0
    before_dot: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who a message is from and to, as the server is told. An empty sender is `<>`."""

    sender: str
    recipient: str

    @property
    def international(self) -> bool:
        """Whether the server must take addresses beyond ASCII (RFC 6531)."""
        return not (self.sender.isascii() and self.recipient.isascii())


class Connection:
    """An open connection, signed in.

    Raises:
        ConnectionFailedError: on making it, with a sentence for the operator.
    """

    def __init__(
        self,
        relay: Relay,
        timeouts: Timeouts,
        tls: ssl.SSLContext,
        steady: Callable[[], float],
    ) -> None:
        self._timeouts = timeouts
        self._steady = steady
        self._client = _connected(relay, timeouts, tls)
        self._pipelines = self._client.has_extn("pipelining")
        self._messages = 0
        self._last_used = steady()
        self._broken = False

    def usable(self) -> bool:
        """Whether the next message may go over this connection, without asking the server."""
        idle = self._steady() - self._last_used
        return not self._broken and self._messages < _MOST_MESSAGES and idle < _MOST_IDLE

    def alive(self) -> bool:
        """Whether the server still answers."""
        if not self.usable():
            return False
        try:
            return self._client.noop()[0] // 100 == _COMPLETED
        except (OSError, smtplib.SMTPException):
            self._broken = True
            return False

    def close(self) -> None:
        """Say goodbye if there is anybody to hear it."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if not self._broken:
                self._client.quit()
        self._client.close()
        self._broken = True

    def hand_over(self, envelope: Envelope, message: bytes) -> Said:
        """One letter's dialogue. `message` has CRLF line ends and no line begins with a dot."""
        began = self._steady()
        self._messages += 1
        try:
            if envelope.international and not self._client.has_extn("smtputf8"):
                words = "this mail server takes no addresses beyond ASCII"
                return Said(result=Result.REFUSED, permanent=True, words=words)
            said = self._up_to_data(envelope, len(message))
            if said is not None:
                return said
            if self._steady() - began > self._timeouts.before_dot:
                return self._lost("the mail server was too slow")
            self._client.send(message + b".\r\n")
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return self._lost(f"the connection was lost: {_named(error)}")
        return self._after_the_dot()

    def _up_to_data(self, envelope: Envelope, size: int) -> Said | None:
        """MAIL, RCPT and DATA; None when the server waits for the message."""
        commands = (*self._names(envelope, size), "DATA")
        replies = self._pipelined(commands) if self._pipelines else self._one_by_one(commands)
        for stage, (code, text) in zip(_STAGES[:2], replies, strict=False):
            if code // 100 != _COMPLETED:
                if replies[-1][0] == _GO_AHEAD:
                    self._command(".")
                return self._refused(stage, code, text)
        code, text = replies[-1]
        return None if code == _GO_AHEAD else self._refused(Stage.DATA, code, text)

    def _names(self, envelope: Envelope, size: int) -> tuple[str, str]:
        """MAIL and RCPT with what the server understands.

        A report of a refusal shall bring back the letter's headers alone (RFC 3461): what somebody
        is told about their back need not travel once more. Nobody hears of an answer's fate.
        """
        options, notify = "", ""
        if self._client.has_extn("size"):
            options += f" SIZE={size}"
        if envelope.international:
            options += " SMTPUTF8"
        if self._client.has_extn("dsn"):
            options += " RET=HDRS"
            notify = f" NOTIFY={'FAILURE' if envelope.sender else 'NEVER'}"
        return f"MAIL FROM:<{envelope.sender}>{options}", f"RCPT TO:<{envelope.recipient}>{notify}"

    def _pipelined(self, commands: tuple[str, ...]) -> list[Reply]:
        """All commands at once (RFC 2920). Who says 421 may say no more."""
        self._client.send("".join(f"{command}\r\n" for command in commands).encode())
        replies: list[Reply] = []
        for _ in commands:
            replies.append(self._client.getreply())
            if replies[-1][0] == CLOSING:
                break
        return replies

    def _one_by_one(self, commands: tuple[str, ...]) -> list[Reply]:
        """One command after the other, up to the first that is refused."""
        replies: list[Reply] = []
        for command in commands:
            replies.append(self._command(command))
            if replies[-1][0] // 100 not in {_COMPLETED, _GO_AHEAD // 100}:
                break
        return replies

    def _command(self, command: str) -> Reply:
        self._client.send(f"{command}\r\n".encode())
        return self._client.getreply()

    def _after_the_dot(self) -> Said:
        """From here on the server may have the letter; only its reply tells."""
        try:
            self._client.allow(self._timeouts.final)
            code, text = self._client.getreply()
            self._client.allow(self._timeouts.reply)
        except (OSError, smtplib.SMTPException) as error:
            self._broken = True
            return Said(result=Result.UNKNOWN, words=f"no reply to the message: {_named(error)}")
        self._last_used = self._steady()
        if code // 100 == _COMPLETED:
            return Said(result=Result.ACCEPTED, words=plain_words(text))
        if code // 100 not in {_TRY_LATER, _FINAL}:
            self._broken = True
            return Said(result=Result.UNKNOWN, words=f"an unexpected reply: {code}")
        return self._refused(Stage.DOT, code, text)

    def _refused(self, stage: Stage, code: int, text: bytes) -> Said:
        """A definite no. The dialogue begins afresh for the next letter."""
        if code // 100 not in {_TRY_LATER, _FINAL}:
            return self._lost(f"an unexpected reply: {code}")
        if code == CLOSING:
            self._broken = True
        else:
            self._reset()
        return refusal(stage, code, text)

    def _reset(self) -> None:
        try:
            self._broken = self._client.rset()[0] // 100 != _COMPLETED
        except (OSError, smtplib.SMTPException):
            self._broken = True
        self._last_used = self._steady()

    def _lost(self, words: str) -> Said:
        """The final dot was not sent: the letter was not taken."""
        self._broken = True
        self._client.close()
        return Said(result=Result.REFUSED, words=words)


def _connected(relay: Relay, timeouts: Timeouts, tls: ssl.SSLContext) -> Client:
    """A client that is connected, protected and signed in."""
    client: Client | None = None
    try:
        if relay.security is Security.TLS:
            client = TlsClient(
                relay.host, relay.port, _own_name(), timeout=timeouts.connect, context=tls
            )
        else:
            client = Client(relay.host, relay.port, _own_name(), timeout=timeouts.connect)
        client.ehlo_or_helo_if_needed()
        if relay.security is Security.STARTTLS:
            client.starttls(context=tls)
            client.ehlo_or_helo_if_needed()
        if relay.username:
            client.login(relay.username, relay.password)
        client.allow(timeouts.reply)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        if client is not None:
            client.close()
        raise ConnectionFailedError(_why(relay, error), _whose(error)) from error
    return client


def _own_name() -> str:
    """How we introduce ourselves, without asking a name server (RFC 5321, 4.1.3)."""
    name = socket.gethostname()
    return name if "." in name else "[127.0.0.1]"


def _why(relay: Relay, error: Exception) -> str:
    """A sentence for the operator."""
    where = f"the mail server {relay.host}:{relay.port}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{where} has a certificate that is not trusted: {error.verify_message}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{where} refused the user name and password: {error.smtp_code}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"{where} {_not_offered(error)}"
    if isinstance(error, socket.gaierror):
        return f"{where} is not known to the name server"
    return f"{where} cannot be used: {_named(error)}"


def _not_offered(error: smtplib.SMTPNotSupportedError) -> str:
    if "STARTTLS" in str(error):
        return (
            "does not offer STARTTLS: write smtps:// if it takes TLS from the first byte,"
            " or smtp+plain:// without a password for one on this very machine"
        )
    return f"does not offer what is set: {error}"


def _whose(error: Exception) -> Trouble:
    """Whether the clinic's own set-up is refused, or nobody is there who could be trusted."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        final = error.smtp_code // 100 == _FINAL
        return Trouble.ACCOUNT if final else Trouble.UNREACHABLE
    cannot_sign_in = isinstance(error, smtplib.SMTPException) and "AUTH" in str(error).upper()
    return Trouble.ACCOUNT if cannot_sign_in else Trouble.UNREACHABLE


def _named(error: Exception) -> str:
    said = getattr(error, "strerror", None) or str(error)
    return plain_words(said.encode()) or type(error).__name__
