"""Running for real: `drip up`, `drip web`, `drip worker`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

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
    with running(settings) as services, sole_sender(services.database):
        _prepare(services, settings)
        with _site_beside(settings) as site:
            _greet(services, settings)
            _work(services, while_alive=site)


@click.command()
@port_option
@click.option("--beside-worker", is_flag=True, hidden=True)
def web(port: int | None, *, beside_worker: bool) -> None:
    """Run the site alone. A worker must run beside it."""
    from drip.app import build_site, running
    from drip.cli.site_server import SiteServer

    settings = _settings(port, exact=beside_worker)
    with running(settings) as services:
        site = build_site(services, settings)
        if not beside_worker:
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
    with running(settings) as services, sole_sender(services.database):
        _prepare(services, settings)
        click.echo("The worker is running. Ctrl-C ends it.")
        _work(services)


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


def _prepare(services: Services, settings: Settings) -> None:
    from drip.app import publish_first, refuse_sample

    if first := publish_first(services, settings):
        click.echo(f"Published for the first time: {', '.join(first.changed) or 'nothing'}.")
    refuse_sample(services, settings)


def _greet(services: Services, settings: Settings) -> None:
    from drip.flow.staff import first_link

    click.echo(f"Drip is at {settings.site}/  (staff: {settings.site}/staff/)")
    if link := first_link(services):
        click.echo(f"Nobody can sign in yet. Open this once to make your account:\n  {link}")
    click.echo("Ctrl-C stops it.")


@contextmanager
def _site_beside(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """The web half as a process of its own; it ends with this one, however this one ends."""
    arguments = ["web", "--port", str(settings.port), "--beside-worker"]
    site = subprocess.Popen([sys.executable, "-m", "drip", *arguments], stdin=subprocess.PIPE)  # noqa: S603 - our own command
    try:
        yield site
    finally:
        site.terminate()
        try:
            site.wait(_GRACE)
        except subprocess.TimeoutExpired:
            site.kill()
            site.wait()
        if site.stdin is not None:
            site.stdin.close()


def _work(services: Services, *, while_alive: subprocess.Popen[bytes] | None = None) -> None:
    """Tick until a signal comes or the process beside ends."""
    from drip.cli.stopping import told_to_stop
    from drip.scheduler import Clockwork

    clockwork = Clockwork(services)
    with told_to_stop() as told:
        clockwork.start()
        try:
            while not told.wait(0.2):
                if while_alive is not None and while_alive.poll() is not None:
                    raise SiteEndedError
        finally:
            clockwork.stop()
