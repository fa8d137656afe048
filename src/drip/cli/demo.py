"""`drip demo`: everything at speed on invented people, then the site."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from drip.settings import Settings


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, help="The port of the site.")
def demo(port: int) -> None:
    """See it all: 40 invented people, eight weeks, then the site.

    Everything happens in a temporary folder, which is gone afterwards; no letter leaves.
    """
    from drip.cli.ports import free_port
    from drip.cli.stopping import told_to_stop

    free = free_port("127.0.0.1", port)
    if free != port:
        click.echo(f"Port {port} is taken; the demo is at {free} instead.")
    with (
        tempfile.TemporaryDirectory(prefix="drip-demo-") as folder,
        told_to_stop() as told,
        contextlib.suppress(_Stopped),
    ):
        _play(_settings(Path(folder), free), told)
    click.echo("The demo is over; its folder is gone.")


class _Stopped(Exception):  # noqa: N818 - it is no error that somebody has seen enough
    """Somebody ended the demo in the middle of the eight weeks."""


def _settings(folder: Path, port: int) -> Settings:
    """Settings that look at nobody's real data, whatever the environment says."""
    from drip.settings import NO_FILE, LogFormat, TransportKind, load

    return load(
        NO_FILE,
        database_url=f"sqlite:///{folder / 'drip.db'}",
        data_dir=folder,
        base_url=f"http://localhost:{port}",
        host="127.0.0.1",
        port=port,
        transport=TransportKind.OUTBOX,
        smtp_url="",
        secret_key="",
        proxy_hops=0,
        log_format=LogFormat.CONSOLE,
    )


def _play(settings: Settings, told: threading.Event) -> None:
    import logging

    from drip import logs
    from drip.app import build_site, demonstration

    logs.set_up(json=False, level=logging.WARNING)
    with demonstration(settings) as (services, demo):
        with _progress(demo.now(), told) as passed:
            sent = demo.live(passed)
        click.echo(f"Eight weeks passed: {sent:,} letters, all of them in the built-in outbox.")
        with demo:
            site = build_site(services, settings, controls=demo)
            _serve(site, settings, told)


@contextmanager
def _progress(begin: datetime, told: threading.Event) -> Iterator[Callable[[datetime], None]]:
    """A bar that fills while the weeks pass."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from drip.simulation.demo import WEEKS

    columns = (
        TextColumn("Eight weeks with 40 invented people"),
        BarColumn(),
        TextColumn("{task.fields[day]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns) as progress:
        bar = progress.add_task("", total=WEEKS.total_seconds(), day="")

        def passed(now: datetime) -> None:
            if told.is_set():
                raise _Stopped
            seconds = (now - begin).total_seconds()
            progress.update(bar, completed=seconds, day=f"{now:%d %b %Y}")

        yield passed


def _serve(site: Any, settings: Settings, told: threading.Event) -> None:
    import logging

    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(settings.listen_on, settings.port, site, threaded=True)
    serving = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    serving.start()
    click.echo(f"The site is up: {settings.site}/demo\nCtrl-C ends the demo.")
    told.wait()
    server.shutdown()
    server.server_close()
