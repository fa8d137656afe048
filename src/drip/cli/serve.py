"""Running for real: `drip up`, `drip web`, `drip worker`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

import click

from drip.cli.patience import wait_for_database
from drip.errors import DripError

if TYPE_CHECKING:
    from drip.flow.services import Services
    from drip.settings import Settings

#: Long enough for the request in hand; hosts kill after 10 to 30 s.
_GRACE = 12.0

port_option = click.option("--port", type=click.IntRange(1, 65_535), help="The port of the site.")


class SiteEndedError(DripError):
    """The web half ended by itself; its last words are above. Everything was stopped."""


@click.command()
@port_option
def up(port: int | None) -> None:
    """Run the site and the worker for one clinic."""
    from drip.app import running
    from drip.storage.sole_sender import sole_sender

    settings = _settings(port)
    wait_for_database(settings)
    _prepare_apart(settings)
    with running(settings) as services, sole_sender(services.database):
        _prepare(services, settings)
        with _site_beside(settings) as site:
            _greet(services, settings)
            _work(services, settings, beside=site)


@click.command()
@port_option
@click.option("--beside-worker", is_flag=True, hidden=True)
def web(port: int | None, *, beside_worker: bool) -> None:
    """Run the site alone. A worker must run beside it."""
    from drip.app import build_site, refuse_sample, running
    from drip.cli.site_server import SiteServer

    settings = _settings(port, exact=beside_worker)
    wait_for_database(settings)
    with running(settings) as services:
        site = build_site(services, settings)
        if not beside_worker:
            refuse_sample(services, settings)
            _greet(services, settings)
        # The workers are forked: they must not share the connections of this process.
        services.database.close()
        SiteServer(lambda: site, settings, watch_stdin=beside_worker).run()


@click.command()
def worker() -> None:
    """Run the worker alone: it sends what is due."""
    from drip.app import running
    from drip.storage.sole_sender import sole_sender

    settings = _settings(None, exact=True)
    wait_for_database(settings)
    with running(settings) as services, sole_sender(services.database):
        _prepare(services, settings)
        click.echo("The worker is running. Ctrl-C ends it.")
        _work(services, settings)


def _settings(port: int | None, *, exact: bool = False) -> Settings:
    from drip import logs
    from drip.cli.ports import free_port
    from drip.settings import LogFormat, load

    settings = load() if port is None else load(port=port)
    automatic = not sys.stderr.isatty()
    logs.set_up(
        json=settings.log_format is LogFormat.JSON
        or (settings.log_format is LogFormat.AUTO and automatic)
    )
    free = settings.port if exact else free_port(settings.listen_on, settings.port)
    if free != settings.port:
        click.echo(f"Port {settings.port} is taken; the site is at {free} instead.")
    return settings.model_copy(update={"port": free})


def _prepare_apart(settings: Settings) -> None:
    """Upgrade and publish in processes that end: this one would keep their memory for months.

    What fails there says nothing: the start here meets it again and ends with its sentence.
    """
    from drip.app import open_database
    from drip.storage import migrate, revisions

    database = open_database(settings)
    try:
        if migrate.steps_to_go(database):
            fresh = migrate.current(database) is None
            if _run_apart("upgrade").returncode == 0:
                where = database.path or "the tables in PostgreSQL"
                click.echo(f"Made {where}." if fresh else "The database was brought up to date.")
        with database.read() as tx:
            published = bool(migrate.steps_to_go(database)) or revisions.in_force(tx)
        if not published:
            _tell_published(_run_apart("publish", "--note", "first start", "--json").stdout)
    finally:
        database.close()


def _run_apart(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "drip", *arguments], check=False, capture_output=True, text=True
    )


def _tell_published(report: str) -> None:
    try:
        done = json.loads(report)
    except json.JSONDecodeError:
        return
    if done["changed"]:
        click.echo(f"Published {', '.join(done['changed'])}.")
    for key in done.get("refused", ()):
        click.echo(f"{key} has mistakes, so it is not offered yet: `drip check` shows them.")


def _prepare(services: Services, settings: Settings) -> None:
    from drip.app import publish_first, refuse_sample

    if first := publish_first(services, settings):
        changed = ", ".join(first.changed)
        click.echo(
            f"Published {changed}."
            if changed
            else "Nothing can be offered yet: `drip check` shows the mistakes, then `drip publish`."
        )
    refuse_sample(services, settings)
    _tell_holds(services, settings)


def _tell_holds(services: Services, settings: Settings) -> None:
    """Say aloud, before the first letter, what is held back."""
    from drip.flow.holding_back.home import guard
    from drip.flow.holding_back.sending_now import standing

    guard(services, settings).look()
    for hold in standing(services).holds:
        click.secho(f"{hold.title}. {hold.detail}", fg="yellow", bold=True, err=True)


def _greet(services: Services, settings: Settings) -> None:
    from drip.flow.front_desk.staff import first_link
    from drip.settings import TransportKind

    click.echo(f"Drip is at {settings.site}/  (staff: {settings.site}/staff/)")
    if settings.transport is TransportKind.OUTBOX:
        click.echo(f"Letters are kept in {settings.outbox_dir}; none leaves this machine.")
    if link := first_link(services):
        click.echo(f"Nobody can sign in yet. Open this once to make your account:\n  {link}")
    click.echo("Ctrl-C stops it.")


@contextmanager
def _site_beside(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """The web half as a process of its own; it ends with this one, however this one ends.

    It has a session of its own, so that Ctrl-C reaches it once, from here.
    """
    arguments = ["web", "--port", str(settings.port), "--beside-worker"]
    site = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "drip", *arguments], stdin=subprocess.PIPE, start_new_session=True
    )
    try:
        yield site
    except BaseException:
        site.terminate()
        raise
    finally:
        _wait_for(site)
        if site.stdin is not None:
            site.stdin.close()


def _wait_for(site: subprocess.Popen[bytes]) -> None:
    try:
        site.wait(_GRACE)
    except subprocess.TimeoutExpired:
        site.kill()
        site.wait()


def _listening(services: Services, settings: Settings) -> AbstractContextManager[None]:
    """The mail server, where it is set. Who does not listen does not carry its memory."""
    if settings.listen_at is None:
        return nullcontext()
    from drip.listeners.mail_server import listening

    return listening(services, settings.listen_at)


def _asking(services: Services, cliniko: str) -> AbstractContextManager[None]:
    """Ask the booking system that tells nobody by itself, where there is one."""
    if not cliniko:
        return nullcontext()
    from drip.listeners.cliniko import polling

    return polling(services, cliniko)


def _work(
    services: Services, settings: Settings, *, beside: subprocess.Popen[bytes] | None = None
) -> None:
    """Tick until a signal comes or the process beside ends."""
    from drip.cli.stopping import told_to_stop
    from drip.flow.holding_back.home import guard
    from drip.scheduler import Clockwork

    clockwork = Clockwork(services, home=guard(services, settings))
    cliniko = settings.cliniko_key.get_secret_value()
    with told_to_stop() as told, _listening(services, settings), _asking(services, cliniko):
        clockwork.start()
        try:
            while not told.wait(0.1):
                if beside is not None and beside.poll() is not None:
                    raise SiteEndedError
        finally:
            if beside is not None:
                beside.send_signal(told.by)
            clockwork.stop()
