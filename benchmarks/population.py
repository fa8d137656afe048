"""How fast does a whole population live, against a bare loop over as many letters?

    python benchmarks/population.py [--people 2000] [--weeks 8] [--processes 1]

`drip`: invented people with their personas live for some weeks on the real flow, in memory: they
join, get letters, answer, fall silent, pause and leave (`drip simulate --population`).

`bare`: what nobody can do without. For as many letters, one after another in 64s: insert the row,
mark it as called, join the message of a letter from its segments, mark it as accepted;
for as many answers: insert the row. The bare SQLite driver in memory, three transactions each.

Prints letters per second of both, CPU seconds, and the ratio drip to bare. The bare loop decides
nothing, plans nothing, and renders one letter for everybody: the ratio says what deciding costs,
and is to be compared with itself over time, not with 1.
"""

from __future__ import annotations

import argparse
import logging
import resource
import sqlite3
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from drip import rehearsals
from drip.content.check import check
from drip.content.files import find_content, read_files
from drip.content.personas import read_personas
from drip.delivery.mime import mime
from drip.domain.letters import Letter
from drip.flow.joining.intake import Agreement, Newcomer, take_in
from drip.simulation.population import Population
from drip.simulation.run import advance
from drip.storage.census import Census

START = datetime(2027, 2, 28, 22, tzinfo=UTC)  # a Monday, 09:00 in Melbourne
BATCH = 64


def one_letter(files: dict[str, str], population: Population) -> Letter:
    """A real letter of the sequence, as it went to the first person."""
    with rehearsals.stage(files, START) as stage:
        somebody = Newcomer(email="p@example.com", first_name="Sam", zone="Australia/Melbourne")
        agreement = Agreement(wording="Yes", actor="benchmark")
        take_in(stage.services, population.sequence, [somebody], agreement, START)
        advance(stage.services, stage.clock, START + timedelta(hours=1))
        return stage.postbox.read()[0]


def bare(letter: Letter, letters: int, answers: int) -> float:
    driver = sqlite3.connect(":memory:", isolation_level=None)
    driver.execute("create table letters (id integer primary key, slot text unique, state text)")
    driver.execute("create table answers (id integer primary key, question text, value text)")
    begin = time.process_time()
    for first in range(0, letters, BATCH):
        ids = [(number,) for number in range(first, min(first + BATCH, letters))]
        _run(driver, "insert into letters values (?, 'slot' || ?1, 'planned')", ids)
        _run(driver, "update letters set state = 'handing_over' where id = ?", ids)
        for _ in ids:
            mime(letter)
        _run(driver, "update letters set state = 'accepted' where id = ?", ids)
    for first in range(0, answers, BATCH):
        some = [("pain", "4")] * min(BATCH, answers - first)
        _run(driver, "insert into answers (question, value) values (?, ?)", some)
    return time.process_time() - begin


def _run(driver: sqlite3.Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    driver.execute("begin immediate")
    driver.executemany(statement, rows)
    driver.execute("commit")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--weeks", type=int, default=8)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    files = read_files(find_content())
    known = read_personas(files, check(files).sequences.values()).known
    population = Population(
        sequence="strengthening",
        people=options.people,
        weeks=options.weeks,
        seed=1,
        start=START,
        personas=tuple(one for one in known.values() if one.share),
    )
    begin, cpu = time.perf_counter(), _cpu()
    census: Census = rehearsals.populate(files, population, processes=options.processes)
    took, spent = time.perf_counter() - begin, _cpu() - cpu
    least = bare(one_letter(files, population), census.letters, census.answers)
    print(f"{census.people:,} people, {census.letters:,} letters, {census.answers:,} answers")
    print(
        f"drip: {census.letters / took:10,.0f} letters/s wall, {took:.1f} s, {spent:.1f} s of CPU"
    )
    print(f"bare: {census.letters / least:10,.0f} letters/s, {least:.1f} s of CPU")
    print(f"ratio: {least / spent:.3f} of the bare loop, by CPU time of all processes")


def _cpu() -> float:
    """CPU seconds of this process and of the children that have ended."""
    return sum(
        use.ru_utime + use.ru_stime
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        for use in [resource.getrusage(who)]
    )


if __name__ == "__main__":
    main()
