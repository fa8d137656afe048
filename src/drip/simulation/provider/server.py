"""The provider's front door: HTTP or HTTPS on the loopback, with the line's own mishaps."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from drip.simulation.provider.plans import TAKEN, Mishap
from drip.simulation.provider.service import Reply, Service, refused_as
from drip.simulation.provider.suppressions import answer

_MAIL_SEND = "/v3/mail/send"
#: Seconds until a rate limit is lifted, as a 429 tells.
RESET = 2
#: Seconds that a slow answer takes, and that pass between two bytes of one that trickles.
SLOW = 0.3
TRICKLE = 0.05
#: What goes over the line in place of an answer, before it is dropped.
_RAW = {
    Mishap.TAKES_AND_HANGS_UP: b"",
    Mishap.GARBAGE: b"\x00\x01 202 fine, I think\n\n",
    Mishap.CUT_SHORT: b"HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{",
}


class _Server(ThreadingHTTPServer):
    """One provider's listener."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, service: Service, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.service = service
        self.stopping = threading.Event()
        if tls is not None:
            # The handshake is left to the thread that serves the line: one that never says
            # anything must not keep others out.
            self.socket = tls.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that breaks is what some callers do; anything else is a fault of ours."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


@contextmanager
def serving(service: Service, *, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve on a free port of the loopback; gives the address to use for the API's."""
    server = _Server(service, tls)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    port = server.server_address[1]
    try:
        yield f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}"
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server: _Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Mail, or an entry for a list."""
        if urlsplit(self.path).path == _MAIL_SEND:
            self._mail_send()
        else:
            self._lists()

    def do_GET(self) -> None:
        """A list."""
        self._lists()

    def do_DELETE(self) -> None:
        """An entry off a list."""
        self._lists()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Print nothing."""

    def _mail_send(self) -> None:
        service = self.server.service
        mishap = service.plan.draw()
        service.log.count(mishap.value if mishap else "fine")
        if mishap is Mishap.RESETS:
            self._reset()
            return
        raw = self._body()
        if mishap is Mishap.HANGS_UP:
            self.close_connection = True
            return
        if mishap in TAKEN or mishap in {None, Mishap.BAD_PERSON}:
            reply = self._checked(raw, mishap)
            taken = reply.status == 202  # noqa: PLR2004 - HTTP's accepted
            self._answer_taken(reply, mishap if taken else None)
        elif mishap is Mishap.BUSY:
            self._busy()
        elif mishap is Mishap.MOVED:
            self._say(Reply(status=302, headers={"Location": f"http://127.0.0.1:9{_MAIL_SEND}"}))
        else:
            self._say(refused_as(mishap))

    def _checked(self, raw: bytes, mishap: Mishap | None) -> Reply:
        if not self.server.service.known(self.headers.get("Authorization", "")):
            return refused_as(Mishap.KEY)
        return self.server.service.mail_send(raw, mishap)

    def _answer_taken(self, reply: Reply, mishap: Mishap | None) -> None:
        """Answer a request that was taken, as well as the mishap lets us."""
        if mishap in _RAW:
            self._raw(_RAW[mishap])
        elif mishap is Mishap.SILENT:
            self._wait_for_the_caller()
        elif mishap is Mishap.TRICKLES:
            self._trickle()
        elif mishap is Mishap.TAKES_AND_FAILS:
            self._say(refused_as(mishap))
        else:
            if mishap is Mishap.SLOW:
                self.server.stopping.wait(SLOW)
            self._say(replace(reply, status=200) if mishap is Mishap.ODD else reply)

    def _busy(self) -> None:
        service = self.server.service
        headers = {
            "Date": formatdate(service.clock(), usegmt=True),
            "X-RateLimit-Limit": "600",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": str(int(service.clock()) + RESET),
        }
        body = {"errors": [{"field": None, "message": "too many requests"}]}
        self._say(Reply(status=429, headers=headers, body=body))

    def _lists(self) -> None:
        service = self.server.service
        raw = self._body()
        if not service.known(self.headers.get("Authorization", "")):
            self._say(refused_as(Mishap.KEY))
            return
        url = urlsplit(self.path)
        try:
            body = json.loads(raw) if raw else None
            status, told = answer(
                service.lists,
                self.command,
                unquote(url.path).removeprefix("/v3/").casefold(),
                dict(parse_qsl(url.query)),
                body,
                now=service.clock(),
            )
        except ValueError:
            status, told = 400, {"errors": [{"field": None, "message": "Bad Request"}]}
        self._say(Reply(status=status, body=told))

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _say(self, reply: Reply) -> None:
        raw = b"" if reply.body is None else json.dumps(reply.body).encode()
        self.send_response_only(reply.status)
        headers = {"Server": "nginx", "Date": self.date_time_string(), **reply.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        if reply.status != 204:  # noqa: PLR2004 - HTTP's no content
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def _raw(self, data: bytes) -> None:
        self.wfile.write(data)
        self.close_connection = True

    def _reset(self) -> None:
        """Read the beginning of the body and cut the line, so that the caller hears of it."""
        self.rfile.read(min(64, int(self.headers.get("Content-Length", 0))))
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        # `finish` would say goodbye properly.
        self.connection.close()

    def _wait_for_the_caller(self) -> None:
        self.close_connection = True
        self.connection.settimeout(TRICKLE)
        while not self.server.stopping.is_set():
            with suppress(TimeoutError):
                if not self.connection.recv(1):
                    return

    def _trickle(self) -> None:
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 202 Accepted\r\nX-Filler: ")
        while not self.server.stopping.wait(TRICKLE):
            self.wfile.write(b"a")
