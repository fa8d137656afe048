"""Rehearsals: the whole of Drip in memory, on a clock of its own; nobody's data is touched."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from drip import logs
from drip.app import Clocks, build_services, build_site, wall
from drip.content.check import check
from drip.engine.calendar import at_wall, local_day, zone_of
from drip.flow.in_force import revisions
from drip.flow.services import Services
from drip.settings import NO_FILE, Settings, TransportKind, load
from drip.simulation.clock import VirtualClock
from drip.simulation.population import Population, PopulationError, live
from drip.simulation.postbox import Postbox
from drip.simulation.rehearsal import Part, Stage
from drip.simulation.rehearsal import rehearse as play
from drip.simulation.scanner import Fetch
from drip.simulation.timeline import Timeline
from drip.storage import migrate
from drip.storage.census import Census
from drip.storage.database import Database

if TYPE_CHECKING:
    from flask import Flask


def rehearse(files: Mapping[str, str], part: Part) -> Timeline:
    """One invented person's road through a sequence, in memory; nobody's data is touched.

    Raises:
        RehearsalError: the part does not fit the sequence.
        SequenceUnknownError: there is no such sequence among the files, or it has mistakes.
    """
    return rehearse_all(files, [part])[0]


def rehearse_all(files: Mapping[str, str], parts: Sequence[Part]) -> list[Timeline]:
    """Several people's roads side by side; all begin when the first part does.

    Raises:
        RehearsalError: a part does not fit its sequence.
        SequenceUnknownError: there is no such sequence among the files, or it has mistakes.
    """
    with stage(files, _morning(parts[0], files)) as made:
        return play(made, files, parts)


def populate(
    files: Mapping[str, str],
    population: Population,
    *,
    processes: int = 1,
    passed: Callable[[float], None] = lambda _: None,
) -> Census:
    """Let a population live, split among processes; `passed` hears of the share that is done.

    Raises:
        PopulationError: a process ended before its people had lived.
    """
    context = multiprocessing.get_context("spawn")
    groups = [range(first, population.people, processes) for first in range(processes)]
    waiting: dict[Connection, multiprocessing.process.BaseProcess] = {}
    for numbers in groups:
        here, there = context.Pipe(duplex=False)
        child = context.Process(
            target=_populate, args=(dict(files), population, numbers, there), daemon=True
        )
        child.start()
        there.close()
        waiting[here] = child
    return _gather(waiting, passed)


def _gather(
    waiting: dict[Connection, multiprocessing.process.BaseProcess],
    passed: Callable[[float], None],
) -> Census:
    whole = Census()
    shares = dict.fromkeys(waiting, 0.0)
    while waiting:
        for ready in wait(list(waiting)):
            if not isinstance(ready, Connection):
                continue
            try:
                said = ready.recv()
            except EOFError as error:
                raise PopulationError(
                    "A process ended before its people had lived; its words are above."
                ) from error
            if isinstance(said, Census):
                whole.add(said)
                waiting.pop(ready).join()
                said = 1.0
            shares[ready] = said
            passed(sum(shares.values()) / len(shares))
    return whole


def _populate(
    files: Mapping[str, str], population: Population, numbers: range, there: Connection
) -> None:
    """One process's part of a population, in a memory of its own."""
    logs.set_up(json=False, level=logging.WARNING)
    span = population.end - population.start
    with stage(files, population.start) as made:
        there.send(
            live(
                made,
                population,
                numbers,
                lambda now: there.send(min(1.0, (now - population.start) / span)),
            )
        )


@contextmanager
def stage(files: Mapping[str, str], start: datetime) -> Iterator[Stage]:
    """The whole of Drip in memory with these files published, on a clock that begins at `start`."""
    settings = load(
        NO_FILE, database_url="sqlite://", transport=TransportKind.OUTBOX, blast_radius=0
    )
    clock = VirtualClock(start)
    postbox = Postbox()
    database = Database(settings.database)
    try:
        migrate.upgrade(database)
        clocks = Clocks(now=clock.now)
        built = build_services(settings, database, clocks=clocks, transport=postbox)
        # What real time limits (signups an hour) is the rehearsal's time here.
        services = replace(built, wall=clock.now)
        revisions.publish(services, files, author="simulate", rehearsal=True)
        yield Stage(
            services=services,
            clock=clock,
            postbox=postbox,
            fetch=_visitor(services, settings),
        )
    finally:
        database.close()


def _visitor(services: Services, settings: Settings) -> Fetch:
    """Opens links of the site, which is built when the first one is opened."""
    made: list[Flask] = []

    def fetch(method: str, url: str, fields: Mapping[str, str]) -> str:
        if not made:
            made.append(build_site(services, settings))
        path = url.removeprefix(settings.site)
        client = made[0].test_client(use_cookies=False)
        data = fields if method == "POST" else None
        return client.open(path, method=method, data=data).get_data(as_text=True)

    return fetch


def morning(files: Mapping[str, str], start: date | None) -> datetime:
    """Nine in the morning of a day, today if none is given, where the clinic is."""
    return _morning(Part(sequence="", start=start), files)


def _morning(part: Part, files: Mapping[str, str]) -> datetime:
    """Nine in the morning of the day to start on, where the person is."""
    clinic = check(files).clinic
    zone = zone_of(part.zone or (clinic.zone if clinic else "UTC"))
    return at_wall(part.start or local_day(wall(), zone), time(9), zone)
