"""The official `sendgrid` package behind one thin door, with what it lacks.

Out of the box the package waits for ever, follows redirects, cannot tell a connection that never
stood from one that broke, loads the machine's certificates anew for every call, and prints the key
and every letter at DEBUG. Here it keeps its own requests, headers and errors, and gets another
opener beneath.
"""

from __future__ import annotations

import json
import logging
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from io import BufferedReader
from socket import SHUT_RDWR, socket
from typing import Any
from urllib.error import URLError
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)

import python_http_client
from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

#: An answer is a few hundred bytes; no more than this is read of one.
_MOST_ANSWER = 262_144
_LOGGER = "python_http_client.client"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait, in seconds: to connect, for each part of the answer, for all of a call.

    Each of a name's addresses is tried for as long as `connect` says. `whole` begins when the
    connection stands and ends a call whatever trickles in, well within half a lease.
    """

    connect: float = 5.0
    reply: float = 20.0
    whole: float = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What SendGrid answered. Names of headers are found in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """No answer came. `connected` tells whether any of the request may have left."""

    connected: bool
    words: str


class NotConnectedError(OSError):
    """The connection, its tunnel or its TLS never came to stand: nothing was said over it."""


class Client:
    """One thread's client. `tls` is for servers with a certificate of their own."""

    def __init__(
        self, key: str, *, host: str, patience: Patience, tls: ssl.SSLContext | None = None
    ) -> None:
        keep_quiet()
        self._line = _Line(patience)
        api = SendGridAPIClient(key, host=host)
        headers = {
            **api.client.request_headers,
            "Authorization": _Key(api.auth),
            "Content-Type": "application/json; charset=utf-8",
        }
        api.client = _Package(
            host=api.host, request_headers=headers, version=3, timeout=patience.reply
        )
        api.client.opener = build_opener(
            _NoRedirects, _Http(self._line), _Https(self._line, tls or ssl.create_default_context())
        )
        self._api = api

    def post(self, message: Mapping[str, Any]) -> Answer | NoAnswer:
        """`POST /v3/mail/send`. Never raises for what the network or the server does."""
        try:
            said = self._api.client.mail.send.post(request_body=_Body(message))
            return Answer(status=said.status_code, headers=said.headers, body=said.body)
        except HTTPError as error:
            return Answer(
                status=error.status_code, headers=error.headers or {}, body=error.body or b""
            )
        except (OSError, HTTPException, ValueError) as error:
            return _no_answer(error)
        finally:
            self._line.closed()


def keep_quiet() -> None:
    """Let the package log nothing below a warning, whatever level somebody sets on it.

    At DEBUG it prints the key, and every letter with its addresses.
    """
    log = logging.getLogger(_LOGGER)
    log.setLevel(logging.WARNING)
    if _warnings not in log.filters:
        log.addFilter(_warnings)


def _warnings(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def _no_answer(error: Exception) -> NoAnswer:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, NotConnectedError):
        return NoAnswer(connected=False, words=_why(reason.__cause__))
    return NoAnswer(connected=True, words=f"the line broke ({type(reason).__name__})")


def _why(cause: BaseException | None) -> str:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({cause.verify_message})"
    if isinstance(cause, TimeoutError):
        return "no connection in time"
    return f"no connection ({type(cause).__name__})"


class _Key(str):
    """A header's value that shows in no log."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'(key)'"


class _Letters(bytes):
    """A body that shows in no log."""

    __slots__ = ()

    def __format__(self, _: str) -> str:
        return "(letters)"

    def __repr__(self) -> str:
        return "(letters)"


class _Body:
    """A message as the package takes a body that it is not to write as JSON itself.

    Its own way is ASCII alone, half as large again, and it would print the letters to a log that
    nobody reads.
    """

    def __init__(self, message: Mapping[str, Any]) -> None:
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        self._raw = _Letters(text.encode("utf-8", "replace"))

    def encode(self, encoding: str) -> bytes:
        """The bytes, as the package asks for them."""
        del encoding
        return self._raw


class _Package(python_http_client.Client):  # type: ignore[misc] # the package has no types
    """The package's client, with another opener than the one it makes for every call."""

    opener: OpenerDirector

    def _build_client(self, name: str | None = None) -> _Package:
        child = _Package(
            host=self.host,
            version=self._version,
            request_headers=self.request_headers,
            url_path=[*self._url_path, name] if name else self._url_path,
            timeout=self.timeout,
        )
        child.opener = self.opener
        return child

    def _make_request(self, opener: Any, request: Request, timeout: float | None = None) -> Any:
        del opener
        return super()._make_request(self.opener, request, timeout=timeout)


class _NoRedirects(HTTPRedirectHandler):
    """A redirect is an answer like any other; nothing is ever posted a second time for it."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow none."""


class _Line:
    """One call's connection, cut when the whole of it takes too long, however busy it looks."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self._timer: threading.Timer | None = None

    def opened(self, line: socket) -> None:
        """A connection stands."""
        line.settimeout(self.patience.reply)
        self._timer = threading.Timer(self.patience.whole, _cut, [line])
        self._timer.daemon = True
        self._timer.start()

    def closed(self) -> None:
        """The call is over."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _cut(line: socket) -> None:
    # Not the TLS socket's own shutdown: that takes the session away from the thread that reads.
    with suppress(OSError):
        socket.shutdown(line, SHUT_RDWR)


class _Lines(BufferedReader):
    """Reads lines that are whole: headers that break off are not the headers that were sent."""

    def readline(self, size: int | None = -1, /) -> bytes:
        """One line with its end."""
        line = super().readline(-1 if size is None else size)
        if not line.endswith(b"\n"):
            raise ConnectionAbortedError
        return line


class _WholeResponse(HTTPResponse):
    """An answer that is whole or an error, and that is never read beyond a bound."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fp = _Lines(self.fp.detach())

    def read(self, amt: int | None = None) -> bytes:
        """The body. One that breaks off before its announced end is an error."""
        if amt is not None or (self.length is not None and self.length <= _MOST_ANSWER):
            return super().read(amt)
        try:
            return super().read(_MOST_ANSWER)
        finally:
            self.close()


class _Connection(HTTPConnection):
    """Tells what failed before a connection stood from what failed after."""

    response_class = _WholeResponse

    def __init__(self, host: str, *, line: _Line, **options: Any) -> None:
        super().__init__(host, **options)
        self._line = line

    def connect(self) -> None:
        """Connect, with a patience of its own.

        Raises:
            NotConnectedError: in place of any other error.
        """
        self.timeout = self._line.patience.connect
        try:
            super().connect()
        except (OSError, HTTPException, ValueError) as error:
            raise NotConnectedError from error
        self._line.opened(self.sock)

    def request(self, *given: Any, **named: Any) -> None:
        """Send the request. A server that hangs up on it may have answered already."""
        with suppress(ConnectionError):
            super().request(*given, **named)


class _TlsConnection(_Connection, HTTPSConnection):
    """The same over TLS."""


class _Http(HTTPHandler):
    """Opens `http:`, which only tests and gateways on the same machine have."""

    def __init__(self, line: _Line) -> None:
        super().__init__()
        self._line = line

    def http_open(self, req: Request) -> HTTPResponse:
        """One request over one connection."""
        return self.do_open(_Connection, req, line=self._line)  # type: ignore[arg-type] # the stub leaves keywords out


class _Https(HTTPSHandler):
    """Opens `https:` with one kept TLS context."""

    def __init__(self, line: _Line, tls: ssl.SSLContext) -> None:
        super().__init__()
        self._line = line
        self._tls = tls

    def https_open(self, req: Request) -> HTTPResponse:
        """One request over one connection."""
        return self.do_open(_TlsConnection, req, line=self._line, context=self._tls)  # type: ignore[arg-type] # the stub leaves keywords out
