"""How fast are letters by SendGrid, against the bare serial limit of the same run?

    python benchmarks/by_sendgrid.py [--letters 20000] [--rounds 3] [--memory 300000]

`drip`: the real transport with the real `sendgrid` package under it: letters split into calls,
checked, put into requests of 1,000 people, posted to a sink in a process of its own.

`bare`: the sum of two stages, each alone and without product code for sending:
  join    the same letters, joined from their segments
  socket  bodies of the same size over one kept plain or TLS socket, one after the other

Prints letters per second of each over plain HTTP and TLS, with and without 50 ms of delay before
each answer, and the ratio drip to bare; 0.5 is asked. Then, over TLS, one letter a call (the
package as it is, and ours, which keeps its TLS context) against a thousand a call. Last, the
memory while many letters pass.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import socket
import ssl
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sendgrid

from drip.delivery.mime import mime
from drip.delivery.sendgrid import SendGrid
from drip.delivery.sendgrid_request import build, person
from drip.domain.deliveries import Result
from drip.domain.letters import Letter
from tests.delivery.building import COMPILED, a_letter

CERTIFICATES = Path(__file__).resolve().parents[1] / "tests/delivery/certificates"
PRESENT = datetime(2027, 2, 1, tzinfo=UTC)
DELAY = 0.05
ANSWER = b"HTTP/1.1 202 Accepted\r\nX-Message-Id: sink\r\nContent-Length: 0\r\n\r\n"


def sink(ports: Any, *, tls: bool, delay: float) -> None:
    """Takes every request and keeps nothing."""
    door = socket.create_server(("127.0.0.1", 0), backlog=128)
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATES / "localhost.pem", CERTIFICATES / "localhost.key")
    ports.put(door.getsockname()[1])
    while True:
        line, _ = door.accept()
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(line, context, delay), daemon=True).start()


def serve(line: socket.socket, context: ssl.SSLContext | None, delay: float) -> None:
    try:
        with context.wrap_socket(line, server_side=True) if context else line as talk:
            buffer = bytearray(1 << 20)
            while True:
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = talk.recv(65_536)
                    if not piece:
                        return
                    head += piece
                head, _, body = head.partition(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                left = length - len(body)
                while left:
                    left -= talk.recv_into(buffer, min(left, len(buffer)))
                if delay:
                    time.sleep(delay)
                talk.sendall(ANSWER)
    except OSError:
        pass


def started(*, tls: bool, delay: float) -> tuple[str, multiprocessing.Process]:
    ports: Any = multiprocessing.Queue()
    process = multiprocessing.Process(
        target=sink, args=(ports,), kwargs={"tls": tls, "delay": delay}, daemon=True
    )
    process.start()
    port = ports.get()
    return f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}", process


def letters(count: int, first: int = 0) -> list[Letter]:
    return [
        a_letter(
            number,
            values=dict.fromkeys(COMPILED.tags, f"{number:042d}") | {"first_name": "Margaret"},
        )
        for number in range(first, first + count)
    ]


def trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATES / "authority.pem"))


def drip(url: str, many: Sequence[Letter], *, one_by_one: bool = False) -> float:
    transport = SendGrid("SG.benchmark", host=url, wall=lambda: PRESENT, tls=trust())
    begin = time.perf_counter()
    calls = [[one] for one in many] if one_by_one else transport.calls(many)
    for call in calls:
        assert {one.result for one in transport.send(call)} == {Result.ACCEPTED}
    return time.perf_counter() - begin


def join(many: Sequence[Letter]) -> float:
    begin = time.perf_counter()
    for letter in many:
        mime(letter)
    return time.perf_counter() - begin


def bare_socket(url: str, bodies: Sequence[bytes]) -> float:
    host, _, port = url.rpartition("/")[2].partition(":")
    begin = time.perf_counter()
    line = socket.create_connection((host, int(port)))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with trust().wrap_socket(line, server_hostname=host) if "https" in url else line as talk:
        for body in bodies:
            talk.sendall(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body))
            talk.sendall(body)
            talk.recv(65_536)
    return time.perf_counter() - begin


def untouched_package(url: str, many: Sequence[Letter]) -> float:
    """The package as it comes: a new connection and a new TLS context for every letter."""
    api = sendgrid.SendGridAPIClient("SG.benchmark", host=url)
    requests = [build([person(one)]) for one in many]
    begin = time.perf_counter()
    for request in requests:
        assert api.send(request).status_code == 202
    return time.perf_counter() - begin


def compare(count: int, rounds: int) -> None:
    many = letters(count)
    calls = [many[start : start + 1_000] for start in range(0, count, 1_000)]
    bodies = [json.dumps(build([person(one) for one in call])).encode() for call in calls]
    print(f"{count:,} letters, {len(bodies)} requests of {len(bodies[0]) / 1e6:.2f} MB")
    for tls in (False, True):
        for delay in (0.0, DELAY):
            url, process = started(tls=tls, delay=delay)
            took = [(drip(url, many), join(many), bare_socket(url, bodies)) for _ in range(rounds)]
            process.terminate()
            ratio = statistics.median((one[1] + one[2]) / one[0] for one in took)
            ours, joined, sent = (statistics.median(one[n] for one in took) for n in range(3))
            name = f"{'TLS' if tls else 'plain'}, {delay * 1000:.0f} ms"
            print(
                f"{name:>12}: drip {count / ours:8,.0f}/s  join {count / joined:8,.0f}/s"
                f"  socket {count / sent:9,.0f}/s  ratio {ratio:.2f} (asked: 0.50)"
            )


def one_by_one(folder: Path) -> None:
    """The cost of a TLS context for every call, with the machine's own authorities in it."""
    bundle = folder / "authorities.pem"
    usual = Path(ssl.get_default_verify_paths().openssl_cafile)
    system = Path("/etc/ssl/certs/ca-certificates.crt")
    parts = [path.read_text() for path in (usual, system) if path.is_file()][-1:]
    bundle.write_text("\n".join([*parts, (CERTIFICATES / "authority.pem").read_text()]))
    os.environ["SSL_CERT_FILE"] = str(bundle)
    url, process = started(tls=True, delay=0.0)
    few, many = letters(100), letters(10_000)
    alone = len(few) / untouched_package(url, few)
    ours = len(few) / drip(url, few, one_by_one=True)
    batch = len(many) / drip(url, many)
    process.terminate()
    print(f"over TLS, the package as it is, one letter a call: {alone:10,.0f}/s")
    print(f"over TLS, with a kept TLS context, one letter a call: {ours:7,.0f}/s")
    print(f"over TLS, a thousand letters a call: {batch:24,.0f}/s ({batch / alone:,.0f} times)")


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def memory(count: int) -> None:
    url, process = started(tls=True, delay=0.0)
    transport = SendGrid("SG.benchmark", host=url, wall=lambda: PRESENT, tls=trust())
    marks = []
    for first in range(0, count, 1_000):
        for call in transport.calls(letters(1_000, first)):
            transport.send(call)
        if (first + 1_000) % max(count // 6, 1_000) == 0:
            marks.append(resident())
    process.terminate()
    shown = " ".join(f"{mark:.0f}" for mark in marks)
    print(f"memory while {count:,} letters pass, MB resident: {shown}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", type=int, default=300_000)
    options = parser.parse_args()
    compare(options.letters, options.rounds)
    with tempfile.TemporaryDirectory() as folder:
        one_by_one(Path(folder))
    memory(options.memory)


if __name__ == "__main__":
    main()
