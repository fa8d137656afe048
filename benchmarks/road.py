"""How fast is the whole road, against the bare serial limit of the same run?

    python benchmarks/road.py [--people 3000] [--rounds 3] [--postgres URL]

`drip`: one tick that claims, gates, renders, hands over by SMTP to a sink in a process of its own,
records, opens check-ins and plans the next letter, for people who are all due at once.

`bare`: the sum of three stages, each alone and without product code:
  sql     the very statements that changed rows in the `drip` run (recorded as they were sent to the
          driver), replayed in the same transactions by the bare driver on a copy of the database
  join    the messages of the same letters, joined from their segments
  socket  the same messages over one plain socket, command by command (no pipelining)

Prints emails per second of each, and the ratio drip to bare; the issue asks for 0.4 now.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import shutil
import socket
import socketserver
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import structlog
from sqlalchemy import event, insert, select

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drip.content.files import find_content, read_files
from drip.content.revision import Revisions
from drip.delivery.mime import mime
from drip.delivery.relay import Relay, relay_from_url
from drip.delivery.smtp import Smtp
from drip.domain.deliveries import Outcome
from drip.domain.letters import Letter
from drip.flow.in_force import revisions
from drip.flow.planning.plan import plan_ahead
from drip.flow.rounds.tick import tick
from drip.flow.services import Services
from drip.links import Links
from drip.storage import enrolments
from drip.storage.database import Database
from drip.storage.enrolments import NewEnrolment
from drip.storage.tables import consents, metadata, subscribers

START = datetime(2027, 2, 1, 0, 0, tzinfo=UTC)  # a Monday, 11:00 in Melbourne


class Sink(socketserver.StreamRequestHandler):
    """Says yes to everything, and keeps nothing."""

    def handle(self) -> None:
        say = self.wfile.write
        say(b"220 sink\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                say(b"354 go\r\n")
                while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                    pass
                say(b"250 taken\r\n")
            elif verb == b"EHLO":
                say(b"250-sink\r\n250 8BITMIME\r\n")
            elif verb == b"QUIT":
                say(b"221 bye\r\n")
                return
            else:
                say(b"250 ok\r\n")


def sink(port: Any) -> None:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink)
    server.daemon_threads = True
    port.value = server.server_address[1]
    server.serve_forever()


class Keeping(Smtp):
    """The real transport, keeping the letters for the bare stages."""

    def __init__(self, relay: Relay) -> None:
        super().__init__(relay)
        self.kept: list[Letter] = []

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        self.kept += letters
        return super().send(letters)


def services(database: Database, transport: Any) -> Services:
    return Services(
        database=database,
        content=Revisions("https://drip.clinic.example"),
        transport=transport,
        links=Links(b"0123456789abcdef0123456789abcdef", "https://drip.clinic.example"),
        now=lambda: START,
        wall=lambda: START,
    )


def fill(made: Services, people: int) -> None:
    database = made.database
    metadata.drop_all(database.engine)
    metadata.create_all(database.engine)
    published = revisions.publish(made, read_files(find_content(None)), author="benchmark")
    assert not [p for p in published.problems if p.severity == "error"], published.problems
    with database.write() as tx:
        tx.execute(insert(subscribers), [person(n) for n in range(people)])
        ids = [row.id for row in tx.execute(select(subscribers.c.id))]
        tx.execute(insert(consents), [consent(one) for one in ids])
        enrolled = [
            enrolments.add(
                tx,
                NewEnrolment(subscriber_id=one, sequence="strengthening", confirmed_at=START),
                START,
            )
            for one in ids
        ]
        plan_ahead(made, tx, [one for one in enrolled if one], START)


def person(n: int) -> dict[str, object]:
    return {
        "ref": f"r{n}",
        "email": f"p{n}@example.com",
        "address_hash": f"{n:040x}",
        "first_name": "Kim",
        "zone": "Australia/Melbourne",
        "state": "active",
        "health_consent": True,
        "created_at": START,
    }


def consent(subscriber_id: int) -> dict[str, object]:
    return {
        "subscriber_id": subscriber_id,
        "purpose": "programme",
        "given": True,
        "wording": "Yes",
        "version": "1",
        "source": "benchmark",
        "asked_at": START,
        "at": START,
    }


class Tape:
    """What was sent to the driver, transaction by transaction."""

    def __init__(self, database: Database) -> None:
        self.transactions: list[list[tuple[str, Any, bool]]] = []
        self._now: list[tuple[str, Any, bool]] = []
        event.listen(database.engine, "before_cursor_execute", self._said)
        event.listen(database.engine, "commit", self._commit)

    def _said(self, _c: Any, _cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if (
            statement[:6].upper() in {"INSERT", "UPDATE", "DELETE"}
            or "UPDATE deliveries" in statement
        ):
            self._now.append((statement, parameters, rest[1] and isinstance(parameters, list)))

    def _commit(self, _connection: Any) -> None:
        if self._now:
            self.transactions.append(self._now)
        self._now = []


def replay_sqlite(path: Path, tape: Tape, people: int) -> float:
    driver = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        driver.execute(f"PRAGMA {pragma}")
    begin = time.perf_counter()
    for transaction in tape.transactions:
        driver.execute("BEGIN IMMEDIATE")
        for statement, parameters, many in transaction:
            if many:
                driver.executemany(statement, parameters)
            else:
                driver.execute(statement, parameters).fetchall()
        driver.execute("COMMIT")
    took = time.perf_counter() - begin
    (done,) = driver.execute("SELECT count(*) FROM deliveries WHERE state = 'accepted'").fetchone()
    driver.close()
    assert done == people, f"the replay did {done} letters"
    return took


def replay_postgres(url: str, tape: Tape) -> float:
    with psycopg.connect(url, autocommit=True, prepare_threshold=None) as driver:
        begin = time.perf_counter()
        for transaction in tape.transactions:
            with driver.transaction():
                for statement, parameters, many in transaction:
                    cursor = driver.cursor()
                    if many:
                        cursor.executemany(statement, parameters)
                    else:
                        cursor.execute(statement, parameters)
        return time.perf_counter() - begin


def join(letters: Sequence[Letter]) -> tuple[float, list[bytes]]:
    begin = time.perf_counter()
    messages = [mime(letter) for letter in letters]
    return time.perf_counter() - begin, messages


def plain_socket(port: int, letters: Sequence[Letter], messages: Sequence[bytes]) -> float:
    begin = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.recv(1000)
        for letter, message in zip(letters, messages, strict=True):
            for part in (
                f"MAIL FROM:<{letter.from_address}>\r\n".encode(),
                f"RCPT TO:<{letter.to_address}>\r\n".encode(),
                b"DATA\r\n",
                message + b"\r\n.\r\n",
            ):
                line.sendall(part)
                line.recv(1000)
    return time.perf_counter() - begin


def one_round(port: int, people: int, postgres: str | None, folder: Path) -> dict[str, float]:
    path = folder / "road.db"
    for old in folder.glob("road*.db*"):
        old.unlink()
    database = Database(postgres or f"sqlite:///{path}")
    transport = Keeping(relay_from_url(f"smtp+plain://127.0.0.1:{port}"))
    made = services(database, transport)
    fill(made, people)
    copy = folder / "road-copy.db"
    if not postgres:
        with database.write() as tx:
            tx.exec_driver_sql("SELECT 1")
        database.close()
        shutil.copy(path, copy)
    tape = Tape(database)
    begin = time.perf_counter()
    report = tick(made, limit=people)
    drip = time.perf_counter() - begin
    assert report.accepted == people, report
    database.close()
    if postgres:
        again = Database(postgres)
        fill(services(again, transport), people)
        again.close()
        sql = replay_postgres(postgres, tape)
    else:
        sql = replay_sqlite(copy, tape, people)
    joining, messages = join(transport.kept)
    wire = plain_socket(port, transport.kept, messages)
    return {"drip": drip, "sql": sql, "join": joining, "socket": wire}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgres", help="URL of an empty database; its tables are replaced")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    port = multiprocessing.Value("i", 0)
    server = multiprocessing.Process(target=sink, args=(port,), daemon=True)
    server.start()
    while not port.value:
        time.sleep(0.01)
    with tempfile.TemporaryDirectory() as folder:
        rounds = [
            one_round(port.value, options.people, options.postgres, Path(folder))
            for _ in range(options.rounds)
        ]
    server.terminate()
    for stage in ("sql", "join", "socket", "drip"):
        took = statistics.median(one[stage] for one in rounds)
        each = took / options.people
        print(f"{stage:>7}: {1 / each:10,.0f} emails/s {each * 1e6:8.0f} us each")
    ratios = [(one["sql"] + one["join"] + one["socket"]) / one["drip"] for one in rounds]
    print(f"  ratio: {statistics.median(ratios):.2f} of the bare serial limit (asked: 0.40)")


if __name__ == "__main__":
    main()
