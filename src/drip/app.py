"""The composition root: settings in, working services out. Holds the one real clock."""

from __future__ import annotations

import hashlib
import logging
import multiprocessing
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from drip import logs
from drip.content.check import check
from drip.content.files import Texts, find_content, read_texts
from drip.content.revision import Revisions
from drip.content.safety import safety_concepts
from drip.delivery.chosen import transport as chosen
from drip.delivery.outbox import Outbox
from drip.delivery.pager import Pager
from drip.delivery.stoppable import Stoppable
from drip.delivery.transport import Transport
from drip.engine.calendar import at_wall, local_day, zone_of
from drip.errors import DripError
from drip.flow import offer, revisions
from drip.flow.agreement import Terms
from drip.flow.revisions import Published
from drip.flow.services import Services
from drip.inbound.chosen import provider_lists
from drip.links import Links, fold_address
from drip.settings import NO_FILE, Settings, TransportKind, load
from drip.simulation.clock import VirtualClock
from drip.simulation.demo import WEEKS, Demo
from drip.simulation.population import Population, PopulationError, live
from drip.simulation.postbox import Postbox
from drip.simulation.rehearsal import Part, Stage
from drip.simulation.rehearsal import rehearse as play
from drip.simulation.timeline import Timeline
from drip.storage import installation, migrate
from drip.storage.census import Census
from drip.storage.clock import DatabaseClock
from drip.storage.database import Database, StorageError, is_memory, normal_url

if TYPE_CHECKING:
    from flask import Flask

    from drip.web.demo import Controls

Clock = Callable[[], datetime]

#: What comes sooner after its letter, or opens many links within it, is a machine.
A_MOMENT = timedelta(seconds=10)


class SampleClinicError(DripError):
    """Real letters would carry the sample's facts instead of the clinic's."""

    def __init__(self, facts: tuple[str, ...]) -> None:
        self.facts = facts
        super().__init__(
            "No real letter may leave yet: in sequences/_clinic.yaml these facts are still the "
            f"sample's: {', '.join(facts)}. Write the clinic's own, then run `drip publish`. "
            "Until then, DRIP_TRANSPORT=outbox writes letters to a folder instead."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The clocks that services run by; the demo and the simulation bring their own `now`."""

    now: Clock | None = None
    steady: Callable[[], float] = monotonic


def wall() -> datetime:
    """Real time: the only place that asks the machine."""
    return datetime.now(UTC)  # noqa: TID251 - the composition root's own clock


def open_database(settings: Settings) -> Database:
    """Open the database that the settings name, and make the folder of a SQLite file.

    Raises:
        StorageError: the folder or the file cannot be used.
    """
    url = normal_url(settings.database)
    if url.get_backend_name() == "sqlite" and not is_memory(url):
        folder = Path(str(url.database)).parent
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StorageError(
                f"The data folder {folder} cannot be made: {error.strerror}. "
                "Point DRIP_DATA_DIR to a folder that this user may write to."
            ) from error
        if not os.access(folder, os.W_OK):
            raise StorageError(
                f"The data folder {folder} cannot be written to. Give this user the right to, "
                "or point DRIP_DATA_DIR elsewhere."
            )
    return Database(settings.database)


def refuse_missing(settings: Settings) -> None:
    """Make no database for somebody who only asks about people in it.

    Raises:
        StorageError: the SQLite file that the settings name is not there.
    """
    url = normal_url(settings.database)
    if url.get_backend_name() != "sqlite" or is_memory(url) or Path(str(url.database)).is_file():
        return
    raise StorageError(
        f"There is no database at {url.database}, so there are no people yet. Is this the right "
        "folder? `drip up` makes a database; DRIP_DATA_DIR and DATABASE_URL say where it is."
    )


@contextmanager
def running(
    settings: Settings, *, clocks: Clocks | None = None, demo: bool = False
) -> Iterator[Services]:
    """Services on an upgraded database; everything is closed at the end.

    Raises:
        StorageError: the database cannot be used, or is from a newer Drip.
    """
    database = open_database(settings)
    try:
        migrate.upgrade(database)
        services = build_services(settings, database, clocks=clocks or Clocks(), demo=demo)
        try:
            yield services
        finally:
            services.transport.close()
    finally:
        database.close()


@contextmanager
def demonstration(settings: Settings) -> Iterator[tuple[Services, Demo]]:
    """A demo on a fresh database, with the content published; its clock begins eight weeks ago."""
    clock = VirtualClock(wall() - WEEKS)
    postbox = Postbox(Outbox(settings.outbox_dir))
    database = open_database(settings)
    try:
        migrate.upgrade(database)
        clocks = Clocks(now=clock.now)
        services = build_services(settings, database, clocks=clocks, transport=postbox, demo=True)
        publish_first(services, settings)
        yield services, Demo(services, clock, postbox)
    finally:
        postbox.close()
        database.close()


def build_services(
    settings: Settings,
    database: Database,
    *,
    clocks: Clocks,
    transport: Transport | None = None,
    demo: bool = False,
) -> Services:
    """Put the doers together on an opened, upgraded database."""
    now = clocks.now or (wall if database.is_sqlite else DatabaseClock(database, clocks.steady))
    return Services(
        database=database,
        content=Revisions(settings.site),
        transport=Stoppable(transport or chosen(settings, wall)),
        links=Links(_secret(settings, database), settings.site),
        now=now,
        wall=wall,
        worker=f"{os.getpid()}-{secrets.token_hex(3)}",
        steady=clocks.steady,
        demo=demo,
        moment=timedelta() if clocks.now else A_MOMENT,
        sending=settings.sending if demo else settings.valves(settings.sending, fold_address),
        lists=None if transport else provider_lists(settings),
        concepts=cache(lambda: safety_concepts(content_files(settings))),
        pager=Pager(settings.alarm_url.get_secret_value()),
    )


def build_site(
    services: Services, settings: Settings, *, controls: Controls | None = None
) -> Flask:
    """The web application for these services. `controls` move the demo's clock."""
    from drip.web.config import WebConfig
    from drip.web.demo import control
    from drip.web.factory import create_app

    config = WebConfig(
        secret_key=_derived(_secret(settings, services.database), "web"),
        demo=services.demo,
        trusted_proxies=settings.proxy_hops,
        outbox_folder=settings.outbox_dir if settings.transport is TransportKind.OUTBOX else None,
        events_keys=settings.events_keys,
        calcom_secret=settings.calcom_secret.get_secret_value(),
        calendly_key=settings.calendly_key.get_secret_value(),
    )
    site = create_app(services, config=config)
    if controls is not None:
        control(site, controls)
    return site


def content_files(settings: Settings) -> dict[str, str]:
    """The sequences, letters and clinic's facts as they lie in the content folder."""
    return content_texts(settings).files


def content_texts(settings: Settings) -> Texts:
    """The same with what is wrong with them before they are texts, such as another encoding."""
    return read_texts(find_content(settings.content_dir))


def publish_first(services: Services, settings: Settings) -> Published | None:
    """Publish the content folder where nothing is in force yet: the very first start."""
    with services.database.read() as tx:
        if revisions.in_force(services, tx):
            return None
    texts = content_texts(settings)
    terms = Terms(unread=texts.problems)
    return revisions.publish(services, texts.files, author="first start", terms=terms)


def refuse_sample_files(files: Mapping[str, str], settings: Settings) -> None:
    """Let nobody put a made-up clinic in force where a real transport works.

    Raises:
        SampleClinicError: with the facts that are still the sample's.
    """
    clinic = check(files).clinic
    if settings.transport is not TransportKind.OUTBOX and clinic is not None and clinic.sample:
        raise SampleClinicError(clinic.sample)


def refuse_sample(services: Services, settings: Settings) -> None:
    """Let no real transport work with a made-up clinic.

    Raises:
        SampleClinicError: with the facts that are still the sample's.
    """
    facts = offer.clinic(services).sample
    if settings.transport is not TransportKind.OUTBOX and facts:
        raise SampleClinicError(facts)


def _secret(settings: Settings, database: Database) -> bytes:
    given = settings.secret_key.get_secret_value()
    if given:
        return _derived(given.encode(), "links")
    with database.write() as tx:
        return installation.ensure(tx, wall()).secret


def _derived(secret: bytes, use: str) -> bytes:
    return hashlib.blake2b(use.encode(), key=secret[:64], digest_size=32).digest()


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


def _visitor(services: Services, settings: Settings) -> Callable[[str, str], int]:
    """Opens links of the site, which is built when the first one is opened."""
    made: list[Flask] = []

    def fetch(method: str, url: str) -> int:
        if not made:
            made.append(build_site(services, settings))
        path = url.removeprefix(settings.site)
        return made[0].test_client(use_cookies=False).open(path, method=method).status_code

    return fetch


def morning(files: Mapping[str, str], start: date | None) -> datetime:
    """Nine in the morning of a day, today if none is given, where the clinic is."""
    return _morning(Part(sequence="", start=start), files)


def _morning(part: Part, files: Mapping[str, str]) -> datetime:
    """Nine in the morning of the day to start on, where the person is."""
    clinic = check(files).clinic
    zone = zone_of(part.zone or (clinic.zone if clinic else "UTC"))
    return at_wall(part.start or local_day(wall(), zone), time(9), zone)
