"""The composition root: settings in, working services out. Holds the one real clock."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from drip.content.check import check
from drip.content.files import Texts, find_content, read_texts
from drip.content.revision import Revisions
from drip.content.safety import safety_concepts
from drip.delivery.chosen import transport as chosen
from drip.delivery.outbox import Outbox
from drip.delivery.pager import Pager
from drip.delivery.stoppable import Stoppable
from drip.delivery.transport import Transport
from drip.errors import DripError
from drip.flow.in_force import offer, revisions
from drip.flow.in_force.agreement import Terms
from drip.flow.in_force.revisions import Published
from drip.flow.services import Services
from drip.inbound.chosen import provider_lists
from drip.links import Links, fold_address
from drip.settings import Settings, TransportKind
from drip.simulation.clock import VirtualClock
from drip.simulation.demo import WEEKS, Demo
from drip.simulation.postbox import Postbox
from drip.storage import installation, migrate
from drip.storage.clock import DatabaseClock
from drip.storage.database import Database, StorageError, is_memory, normal_url

if TYPE_CHECKING:
    from flask import Flask

    from drip.web.demo import Controls

Clock = Callable[[], datetime]

#: What comes sooner after its letter, or opens many links within it, is a machine.
A_MOMENT = timedelta(seconds=10)
#: Databases that are restarted or fail over are back sooner.
_PATIENCE = timedelta(minutes=5)


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
        patience=_PATIENCE,
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
        inbound_keys=settings.inbound_keys,
        inbound_login=settings.sendgrid_inbound_login.get_secret_value(),
        inbound_path=settings.sendgrid_inbound_path.get_secret_value(),
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
