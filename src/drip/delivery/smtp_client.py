"""smtplib's client with a limit for each whole reply.

A socket's time-out begins anew with every byte. A server that sends a line of an endless reply now
and then (RFC 5321, 4.2.1 allows any number of lines) would hold a worker for ever.
"""

from __future__ import annotations

import smtplib
import socket
import time

_BITE = 4096


class _Lines:
    """Lines of a socket, as smtplib reads them, all of a reply's before one moment."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._waiting = b""
        self.until = 0.0

    def readline(self, limit: int) -> bytes:
        """The next line, or as much of it; nothing when the server hung up. Raises TimeoutError."""
        while b"\n" not in self._waiting and len(self._waiting) < limit:
            left = self.until - time.monotonic()
            if left <= 0:
                raise TimeoutError("the reply has no end")
            self._sock.settimeout(left)
            bite = self._sock.recv(_BITE)
            if not bite:
                break
            self._waiting += bite
        end = self._waiting.find(b"\n") + 1
        size = min(end or len(self._waiting), limit)
        line, self._waiting = self._waiting[:size], self._waiting[size:]
        return line

    def close(self) -> None:
        """Nothing of its own: the socket is the client's."""


class Client(smtplib.SMTP):
    """Talks in plain, or in TLS after STARTTLS. `timeout` is the most that one reply may take."""

    def getreply(self) -> tuple[int, bytes]:
        """The next reply. Raises SMTPServerDisconnected also for one that takes too long."""
        if self.file is None and self.sock is not None:
            self.file = _Lines(self.sock)
        if isinstance(self.file, _Lines):
            self.file.until = time.monotonic() + self.timeout
        try:
            return super().getreply()
        finally:
            self.allow(self.timeout)

    def allow(self, seconds: float) -> None:
        """Let each reply, and each sending, take this long from now on."""
        self.timeout = seconds
        if self.sock is not None:
            self.sock.settimeout(seconds)


class TlsClient(Client, smtplib.SMTP_SSL):
    """Talks in TLS from the first byte."""
