"""Does finding what is due cost the same in a large clinic as in a small one?

    python benchmarks/claim.py [--postgres URL] [--rounds 9]

Fills two fresh databases, one with 10,000 and one with 300,000 enrolments (each with its next
letter planned and two old ones), and measures in turn, round by round: a claim when nothing is due
(the idle tick's question), and a claim of 200 due letters. Prints medians and the ratio large to
small, which is to stay under 1.5. In a PostgreSQL URL, DB stands for the name of the database.
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, text

from drip.storage import claims
from drip.storage.database import Database
from drip.storage.tables import (
    deliveries,
    enrolments,
    metadata,
    revisions,
    sequences,
    subscribers,
)

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DUE = 200
CHUNK = 10_000


def fill(database: Database, size: int) -> None:
    metadata.create_all(database.engine)
    with database.write() as tx:
        for key in ("strengthening", "spasm"):
            revision_id = tx.execute(
                insert(revisions)
                .values(sequence=key, hash=key, files={}, author="bench", created_at=NOW)
                .returning(revisions.c.id)
            ).scalar_one()
            tx.execute(insert(sequences).values(key=key, revision_id=revision_id, published_at=NOW))
    for start in range(1, size + 1, CHUNK):
        ids = range(start, min(start + CHUNK, size + 1))
        with database.write() as tx:
            tx.execute(insert(subscribers), [person(n) for n in ids])
            tx.execute(insert(enrolments), [enrolment(n) for n in ids])
            tx.execute(insert(deliveries), [row for n in ids for row in letters(n)])
    with database.write() as tx:
        tx.exec_driver_sql("ANALYZE")


def person(n: int) -> dict[str, object]:
    return {
        "id": n,
        "ref": f"r{n}",
        "email": f"p{n}@example.com",
        "address_hash": f"{n:040x}",
        "first_name": "P",
        "zone": "Australia/Melbourne",
        "state": "active",
        "created_at": NOW,
    }


def enrolment(n: int) -> dict[str, object]:
    return {
        "id": n,
        "subscriber_id": n,
        "sequence": "strengthening",
        "state": "active",
        "confirmed_at": NOW,
        "skips": [],
        "created_at": NOW,
    }


def letters(n: int) -> list[dict[str, object]]:
    # Spread over four weeks, so that neighbours in time are strangers in the table.
    due = NOW + timedelta(days=1, minutes=(n * 7919) % 40_320)
    common = {
        "purpose": "step",
        "subscriber_id": n,
        "enrolment_id": n,
        "sequence": "strengthening",
        "planned_at": NOW,
        "due_at": due,
    }
    return [
        {
            **common,
            "ref": secrets.token_hex(12),
            "slot": f"step:{n}:{step}:1",
            "step": step,
            "state": state,
            "next_of": n if state == "planned" else None,
        }
        for step, state in (("a", "accepted"), ("b", "accepted"), ("c", "planned"))
    ]


def make_due(database: Database) -> None:
    with database.write() as tx:
        tx.execute(
            text(
                "UPDATE deliveries SET state = 'planned', due_at = :due, claim_token = NULL "
                "WHERE id IN (SELECT id FROM deliveries WHERE step = 'c' "
                "ORDER BY (enrolment_id * 7919) % 99991 LIMIT :n)"
            ),
            {"due": int((NOW - timedelta(minutes=1)).timestamp() * 1e6), "n": DUE},
        )


def undo(database: Database) -> None:
    with database.write() as tx:
        tx.execute(
            text(
                "UPDATE deliveries SET state = 'planned', due_at = :due, claim_token = NULL "
                "WHERE state = 'claimed'"
            ),
            {"due": int((NOW + timedelta(days=9)).timestamp() * 1e6)},
        )


def timed_claim(database: Database, expected: int) -> float:
    begin = time.perf_counter()
    with database.write() as tx:
        rows = claims.claim(
            tx, token="bench", now=NOW, lease_until=NOW + timedelta(minutes=2), limit=DUE
        )
    took = time.perf_counter() - begin
    assert len(rows) == expected, len(rows)
    return took


def idle(database: Database) -> float:
    return min(timed_claim(database, 0) for _ in range(20))


def full(database: Database) -> float:
    make_due(database)
    took = timed_claim(database, DUE)
    undo(database)
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", help="URL of an empty database; its tables are replaced")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes = (10_000, 300_000)
        opened = {}
        for size in sizes:
            url = f"sqlite:///{Path(folder) / f'{size}.db'}"
            if options.postgres:
                url = options.postgres.replace("DB", f"bench_{size}")
            opened[size] = Database(url)
            fill(opened[size], size)
        for what, measure in (("idle claim", idle), (f"claim of {DUE}", full)):
            taken: dict[int, list[float]] = {size: [] for size in sizes}
            for _ in range(options.rounds):
                for size in sizes:
                    taken[size].append(measure(opened[size]))
            small, large = (statistics.median(taken[size]) for size in sizes)
            ratios = [b / a for a, b in zip(taken[sizes[0]], taken[sizes[1]], strict=True)]
            print(
                f"{what:>14}: {small * 1e3:7.2f} ms at {sizes[0]:,}, {large * 1e3:7.2f} ms at "
                f"{sizes[1]:,}; ratio {statistics.median(ratios):.2f} (limit 1.5)"
            )


if __name__ == "__main__":
    main()
