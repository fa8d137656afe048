"""How fast do letters leave over SMTP, against the bare serial limit of the same run?

    python benchmarks/smtp.py [--letters 20000] [--rounds 3] [--flat 300000] [--delay 50]

`drip`    the pool: letters joined from segments and handed over, every reply looked at
`join`    the messages of the same letters, joined from their segments, alone
`socket`  the same messages over one plain socket, command by command, alone

The limit is the serial one: join and socket, one after the other. To `smtp-sink` (a sink in C) and
to a Postfix of our own that queues each message on disk; the issue asks for half of the limit.

`--delay` compares once more with every reply so many milliseconds late, with fewer letters.
`--flat` sends so many letters to the sink afterwards and watches the memory of this process.
`--connections` sets the pool. Both servers must be installed: apt-get install postfix.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drip.delivery.mime import mime
from drip.delivery.smtp import Smtp
from drip.domain.deliveries import Result
from drip.domain.letters import Letter
from tests.delivery.building import a_letter
from tests.delivery.mail_servers import LOOPBACK, plain
from tests.real import postfix

#: Windows of a flat run in which the memory is looked at.
WINDOWS = 10


@dataclass(frozen=True)
class Round:
    """Seconds a letter of each stage."""

    drip: float
    join: float
    socket: float

    @property
    def ratio(self) -> float:
        return (self.join + self.socket) / self.drip


def timed(work: Callable[[], object], count: int) -> float:
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) / count


def hand_over(smtp: Smtp, letters: Sequence[Letter]) -> None:
    """All letters, call by call; what a call gave back uncalled goes into a later one."""
    left = list(letters)
    while left:
        call, left = left[: smtp.batch], left[smtp.batch :]
        for letter, outcome in zip(call, smtp.send(call), strict=True):
            if outcome.result is not Result.ACCEPTED:
                assert outcome.detail == "not_called", outcome
                left.append(letter)


def plain_socket(port: int, letters: Sequence[Letter], messages: Sequence[bytes]) -> None:
    with (
        socket.create_connection((LOOPBACK, port)) as line,
        line.makefile("rb") as heard,
    ):
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        heard.readline()
        line.sendall(b"HELO bench.example\r\n")
        heard.readline()
        for letter, message in zip(letters, messages, strict=True):
            for part in (
                f"MAIL FROM:<{letter.from_address}>\r\n".encode(),
                f"RCPT TO:<{letter.to_address}>\r\n".encode(),
                b"DATA\r\n",
                message + b".\r\n",
            ):
                line.sendall(part)
                answer = heard.readline()
                assert answer[:1] in b"23", answer


def one_round(port: int, letters: Sequence[Letter], connections: int) -> Round:
    smtp = Smtp(plain(port), connections=connections)
    smtp.send(letters[:1])
    drip = timed(lambda: hand_over(smtp, letters), len(letters))
    smtp.close()
    messages: list[bytes] = []
    join = timed(lambda: messages.extend(map(mime, letters)), len(letters))
    wire = timed(lambda: plain_socket(port, letters, messages), len(letters))
    return Round(drip, join, wire)


def compare(where: str, port: int, letters: Sequence[Letter], options: argparse.Namespace) -> None:
    rounds = [one_round(port, letters, options.connections) for _ in range(options.rounds)]
    size = len(mime(letters[0]))
    print(
        f"to {where}: {len(letters):,} letters of {size:,} bytes, {options.connections} connections"
    )
    for stage in ("join", "socket", "drip"):
        each = statistics.median(getattr(one, stage) for one in rounds)
        print(f"  {stage:>7}: {1 / each:10,.0f} emails/s {each * 1e6:8.0f} us each")
    ratio = statistics.median(one.ratio for one in rounds)
    print(f"  ratio:   {ratio:.2f} of the bare serial limit (asked: 0.50)")


async def _pass_late(there: asyncio.StreamReader, back: asyncio.StreamWriter, delay: float) -> None:
    """Pass bytes on, each so many seconds after it came."""
    loop = asyncio.get_running_loop()
    while some := await there.read(65_536):
        loop.call_later(delay, back.write, some)
    loop.call_later(delay, back.close)


def _distance(port: int, listener: socket.socket, delay: float) -> None:
    async def serve() -> None:
        async def meet(there: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
            far, onward = await asyncio.open_connection(LOOPBACK, port)
            await asyncio.gather(_pass_late(there, onward, 0), _pass_late(far, back, delay))

        server = await asyncio.start_server(meet, sock=listener)
        await server.serve_forever()

    asyncio.run(serve())


@contextmanager
def far_away(port: int, delay: float) -> Iterator[int]:
    """A way to a server on which every answer is so many seconds late."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        process = multiprocessing.get_context("fork").Process(
            target=_distance, args=(port, listener, delay), daemon=True
        )
        process.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            process.terminate()
            process.join()


def many(count: int) -> Iterator[Letter]:
    for number in range(1, count + 1):
        yield a_letter(number)


def stay_flat(port: int, count: int, connections: int) -> None:
    """Letters made as they go; the memory at the end of each tenth."""
    smtp = Smtp(plain(port), connections=connections)
    window = count // WINDOWS
    seen = []
    begin = time.perf_counter()
    call: list[Letter] = []
    for number, letter in enumerate(many(count), 1):
        call.append(letter)
        if len(call) == smtp.batch or number == count:
            hand_over(smtp, call)
            call = []
        if number % window == 0:
            seen.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    took = time.perf_counter() - begin
    smtp.close()
    marks = " ".join(f"{one:.0f}" for one in seen)
    print(f"flat: {count:,} letters in {took:.0f} s; most memory after each tenth, MB: {marks}")
    print(f"  growth after the first tenth: {seen[-1] - seen[0]:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--flat", type=int, default=0)
    options = parser.parse_args()
    letters = list(many(options.letters))
    with postfix.sink() as port:
        compare("a sink in C", port, letters, options)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        with postfix.sink() as onward, postfix.running(folder, onward=onward) as relay:
            compare("Postfix", relay.port, letters[: max(1, options.letters // 10)], options)
    if options.delay:
        with postfix.sink() as port, far_away(port, options.delay / 1000) as late:
            where = f"the sink with answers {options.delay:.0f} ms late"
            compare(where, late, letters[: max(1, options.letters // 100)], options)
    if options.flat:
        with postfix.sink() as port:
            stay_flat(port, options.flat, options.connections)


if __name__ == "__main__":
    main()
