"""What `drip doctor` looks at: each finding says what is wrong and how to put it right."""

from __future__ import annotations

import os
import shutil
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import timedelta
from time import monotonic

from drip import settings as setting
from drip.app import Clocks, build_services, content_texts, open_database, wall
from drip.cli import examination_mail, examination_promise
from drip.cli.finding import Finding
from drip.cli.signatures import signed_so_far
from drip.content.check import check
from drip.content.problems import Severity
from drip.content.review import HELD, OVERDUE
from drip.delivery.name_server import NameServer
from drip.errors import DripError
from drip.flow.in_force import offer
from drip.settings import Settings, TransportKind
from drip.storage import circuits, heartbeat, migrate, posts, switches
from drip.storage.clock import DatabaseClock
from drip.storage.database import Database
from drip.storage.switches import Switch

_ROOM = 500 * 1024 * 1024
_TICK_LIMIT = timedelta(minutes=2)
#: Seconds that two clocks may be apart.
_APART = 60.0


def examine() -> list[Finding]:
    """Look at everything; a look that fails is a finding, and the others go on."""
    try:
        settings = setting.load()
    except setting.SettingsError as error:
        mistakes = [
            Finding(about="settings", said=str(one), fine=False, fix="Correct it and look again.")
            for one in error.mistakes
        ]
        return [*mistakes, *(one for one in _names() if not one.fine)]
    findings = list(_names())
    for look in (_folders, _zones, _content, _database):
        findings += _careful(look, settings)
    return findings


def _careful(look: Callable[[Settings], Iterator[Finding]], settings: Settings) -> list[Finding]:
    about = look.__name__.removeprefix("_")
    try:
        return list(look(settings))
    except DripError as error:
        return [Finding(about=about, said=error.message, fine=False)]
    except OSError as error:
        return [Finding(about=about, said=str(error.strerror), fine=False)]


def _names() -> Iterator[Finding]:
    strays = setting.unknown_in_environment()
    for stray in strays:
        yield Finding(
            about="settings", said=str(stray), fine=False, fix="Correct the name, or remove it."
        )
    if not strays:
        yield Finding(about="settings", said="every name is known")


def _folders(settings: Settings) -> Iterator[Finding]:
    place = settings.data_dir
    while not place.exists() and place != place.parent:
        place = place.parent
    place = place.resolve()
    writable = os.access(place, os.W_OK)
    yield Finding(
        about="data folder",
        said=f"{settings.data_dir} {'can' if writable else 'cannot'} be written to",
        fine=writable,
        fix="" if writable else "Give this user the right to, or point DRIP_DATA_DIR elsewhere.",
    )
    free = shutil.disk_usage(place).free
    yield Finding(
        about="disk",
        said=f"{free // 1024**2:,} MB free",
        fine=free > _ROOM,
        fix="" if free > _ROOM else "Make room: below 500 MB the database may soon stop.",
    )


def _zones(_settings: Settings) -> Iterator[Finding]:
    names = zoneinfo.available_timezones()
    fine = "Australia/Melbourne" in names
    yield Finding(
        about="time zones",
        said=f"{len(names)} known",
        fine=fine,
        fix=""
        if fine
        else "Install the tzdata package again: pip install --force-reinstall tzdata",
    )


def _content(settings: Settings) -> Iterator[Finding]:
    read = content_texts(settings)
    checked = check(read.files, signed=signed_so_far(settings), today=wall().date())
    problems = (*read.problems, *checked.problems)
    errors = [one for one in problems if one.severity is Severity.ERROR]
    warnings = [one for one in checked.problems if one.severity is Severity.WARNING]
    yield Finding(
        about="content",
        said=f"{len(errors)} errors, {len(warnings)} warnings",
        fine=not errors,
        fix="Run `drip check` to see where." if errors else "",
    )
    held = [one.path.rpartition("/")[2] for one in errors if one.code == HELD]
    late = sum(one.code == OVERDUE for one in warnings)
    yield Finding(
        about="reviews",
        said=_reviews(held, late),
        fine=not held,
        fix="Read them again, then set reviewer and review_by." if held else "",
    )


def _reviews(held: list[str], late: int) -> str:
    if held:
        return f"held back because their review is long overdue: {', '.join(held)}"
    return f"{late} letters are due for a review" if late else "no letter is due for a review"


def _database(settings: Settings) -> Iterator[Finding]:
    database = open_database(settings)
    try:
        yield from _schema(database)
        if migrate.current(database) == migrate.newest():
            yield from _worker(database)
            yield from _clock(database)
            yield from _holds(database)
            yield from examination_promise.promise(database)
            yield from _clinic(settings, database)
            yield from _mail(settings, database)
    finally:
        database.close()


def _schema(database: Database) -> Iterator[Finding]:
    steps = migrate.steps_to_go(database)
    if not steps:
        yield Finding(about="database", said="up to date")
    elif migrate.current(database) is None:
        fix = "`drip up` makes everything; `drip publish` makes it and says what it takes over."
        yield Finding(about="database", said="not made yet", fine=False, fix=fix)
    else:
        said = f"reachable; {len(steps)} steps behind this version"
        yield Finding(about="database", said=said, fine=False, fix="Run `drip upgrade`.")


def _worker(database: Database) -> Iterator[Finding]:
    with database.read() as tx:
        last = heartbeat.last_tick(tx)
    young = last is not None and abs(wall() - last) < _TICK_LIMIT
    said = "no worker runs" if last is None else f"last tick {last:%Y-%m-%d %H:%M:%S} UTC"
    fix = "" if young else "Start `drip up`, or `drip worker` beside `drip web`; see its log."
    yield Finding(about="worker", said=said, fine=young, fix=fix)


def _holds(database: Database) -> Iterator[Finding]:
    """What keeps letters from leaving: switches, and circuits while a trouble lasts."""
    with database.read() as tx:
        held, cut_off = switches.held(tx), circuits.all_open(tx)
    for one in held:
        fix = "Run `drip adopt --help`." if one.switch is Switch.QUARANTINE else "`drip send on`."
        said = f"nothing leaves since {one.since:%Y-%m-%d %H:%M} UTC: {one.reason}"
        yield Finding(about="sending", said=said, fine=False, fix=f"When that is put right: {fix}")
    for each in cut_off:
        said = f"{each.name} waits since {each.opened_at:%Y-%m-%d %H:%M} UTC: {each.reason}"
        fix = "It tries again by itself; `drip send on` tries at once."
        yield Finding(about="sending", said=said, fine=False, fix=fix)
    if not held and not cut_off:
        yield Finding(about="sending", said="nothing holds letters back")


def _clock(database: Database) -> Iterator[Finding]:
    """Whether this machine's time agrees with the database's, and goes on from the last tick."""
    with database.read() as tx:
        last = heartbeat.last_tick(tx)
    ahead = timedelta() if last is None else last - wall()
    if ahead > _TICK_LIMIT:
        yield Finding(
            about="clock",
            said=f"the last tick was at {last:%Y-%m-%d %H:%M} UTC, which is in the future",
            fine=False,
            fix="Set this machine's clock by a time server (NTP), then `drip send on`.",
        )
    if database.is_sqlite:
        return
    apart = abs((DatabaseClock(database, monotonic)() - wall()).total_seconds())
    yield Finding(
        about="clock",
        said=f"{apart:.1f} s apart from the database's",
        fine=apart < _APART,
        fix="" if apart < _APART else "Set this machine's clock by a time server (NTP).",
    )


def _mail(settings: Settings, database: Database) -> Iterator[Finding]:
    """The sender's domain, the mail server and what comes back, where letters really leave."""
    if settings.transport is TransportKind.OUTBOX:
        return
    services = build_services(settings, database, clocks=Clocks())
    clinic = offer.clinic(services)
    services.transport.close()
    if clinic.sender:
        yield from examination_mail.sender_domain(settings, clinic, NameServer())
    if settings.transport is TransportKind.SMTP:
        yield from examination_mail.mail_server(settings)
    if settings.transport.value == examination_mail.SENDGRID:
        with database.read() as tx:
            heard_at = posts.last_received(tx, examination_mail.SENDGRID)
        yield from examination_mail.webhook(settings, heard_at, wall())
        yield from examination_promise.reports(settings, database, wall())


def _clinic(settings: Settings, database: Database) -> Iterator[Finding]:
    services = build_services(settings, database, clocks=Clocks())
    clinic = offer.clinic(services)
    services.transport.close()
    real = settings.transport is not TransportKind.OUTBOX
    if clinic is offer.NAMELESS:
        said, fine, fix = "nothing is published", False, "Run `drip publish`."
    elif clinic.sample:
        said, fine = f"still the sample's: {', '.join(clinic.sample)}", not real
        fix = "Write the clinic's own facts in sequences/_clinic.yaml, then run `drip publish`."
    else:
        said, fine, fix = "the clinic's facts are its own", True, ""
    yield Finding(about="clinic", said=said, fine=fine, fix=fix)
