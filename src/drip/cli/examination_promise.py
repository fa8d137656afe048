"""How the promise stands, as the doctor tells it: never twice, never after goodbye, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from drip.cli.finding import Finding
from drip.inbound.sendgrid_events import SOURCE
from drip.inbound.signed_posts import readable_key
from drip.settings import Settings
from drip.storage import counters, limits, posts
from drip.storage.database import Database

_LATELY = timedelta(days=1)
#: So many posts wait when the worker has fallen behind.
_MANY = 100


def promise(database: Database) -> Iterator[Finding]:
    """The counters of what must never happen, and of what nobody knows."""
    with database.read() as tx:
        now = counters.read(tx)
    broken = []
    if now.proven_duplicates:
        broken.append(f"{now.proven_duplicates} letters went twice")
    if now.after_goodbye:
        broken.append(f"{now.after_goodbye} letters went after goodbye")
    yield Finding(
        about="promise",
        said=", ".join(broken) or "nothing went twice, nothing after goodbye",
        fine=not broken,
        fix="This must not happen: please report it, with `drip why EMAIL`." if broken else "",
    )
    if now.unresolved or now.unknown or now.repeated:
        yield Finding(
            about="letters in doubt",
            said=f"{now.unknown} wait for evidence, {now.unresolved} stayed open, "
            f"{now.repeated} were repeated and may have come twice",
            fine=not now.unresolved,
            fix="Each is a task on the staff's list: ring, or send it again by hand."
            if now.unresolved
            else "",
        )
    if now.crossed_goodbye:
        said = f"{now.crossed_goodbye} were on their way when the person left"
        yield Finding(about="goodbye", said=said)


def reports(settings: Settings, database: Database, wall: datetime) -> Iterator[Finding]:
    """Whether signed reports can be read, were refused, or wait."""
    for number, key in enumerate(settings.events_keys, 1):
        if not readable_key(key):
            yield Finding(
                about="webhook",
                said=f"key {number} in DRIP_SENDGRID_EVENTS_KEY is no public key",
                fine=False,
                fix="Copy the verification key again from SendGrid's Event Webhook settings.",
            )
    with database.read() as tx:
        refused = limits.counted(tx, f"refused:{SOURCE}", wall - _LATELY)
        waiting = posts.waiting(tx, at_most=_MANY)
    if refused:
        yield Finding(
            about="webhook",
            said=f"{refused} posts of the last day were not signed by the key that is set",
            fine=False,
            fix="Compare the key with SendGrid's. If a proxy rewrites bodies, switch that off: "
            "the signature covers every byte.",
        )
    if waiting >= _MANY:
        said = f"{waiting} posts or more wait to be read"
        yield Finding(about="webhook", said=said, fine=False, fix="See the worker's log.")
