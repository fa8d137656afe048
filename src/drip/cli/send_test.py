"""`drip send-test`: one letter through the whole last mile."""

from __future__ import annotations

import time
from pathlib import Path

import click

_PATIENCE = 60.0
_LOOK = 0.5
_NAMES = {"smtp": "the mail server", "sendgrid": "SendGrid"}


@click.command("send-test")
@click.argument("address")
def send_test(address: str) -> None:
    """Send one test letter to ADDRESS, and say what became of it.

    It goes the way of every letter: through the ledger, the valves and the transport that is set.
    """
    from drip.app import refuse_sample, running
    from drip.domain.deliveries import DeliveryState
    from drip.flow.holding_back.home import guard
    from drip.flow.rounds import send_test as road
    from drip.settings import TransportKind, load
    from drip.storage.sole_sender import sole_sender

    settings = load()
    with running(settings) as services:
        refuse_sample(services, settings)
        guard(services, settings).look()
        test = road.owe(services, address, services.now())
        _refuse_to_wait(test.waits)
        if not test.worker:
            with sole_sender(services.database):
                road.push(services)
        end = time.monotonic() + _PATIENCE
        delivery = road.fate(services, test)
        while not road.over(delivery) and time.monotonic() < end:
            if delivery.state is DeliveryState.PLANNED:
                _refuse_to_wait(road.held_back(services))
            time.sleep(_LOOK)
            delivery = road.fate(services, test)
    outbox = settings.outbox_dir if settings.transport is TransportKind.OUTBOX else None
    _tell(delivery.state.value, delivery.reason, settings.transport.value, outbox)


def _refuse_to_wait(held_by: str) -> None:
    if held_by:
        click.secho(f"It waits, as every letter does now: {held_by}", fg="red", err=True)
        raise SystemExit(1)


def _tell(state: str, reason: str, transport: str, outbox: Path | None) -> None:
    match state:
        case "accepted" if outbox is not None:
            click.echo(f"Written to {outbox}: no letter leaves this machine (DRIP_TRANSPORT).")
        case "accepted":
            named = _NAMES[transport]
            click.echo(f"Taken by {named}. Look in the mailbox, and in its folder for spam.")
        case "planned" | "claimed" | "handing_over":
            click.secho(f"Not sent within a minute: {reason or 'it waits'}.", fg="red", err=True)
            raise SystemExit(1)
        case _:
            click.secho(f"Not sent ({state}): {reason}", fg="red", err=True)
            raise SystemExit(1)
