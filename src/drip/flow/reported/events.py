"""Events: what a provider reports. It may come twice, late and out of order; it moves things up.

A post is kept as it came and read later, a batch of its events at a time, each batch with all that
follows from it in one transaction. An event counts once, whatever comes of its post: reading a
post again changes nothing.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import structlog

from drip.domain.events import Event
from drip.flow.in_turn import in_turn
from drip.flow.reported import said_by_provider, settling
from drip.flow.reported.whose import Matched, whose
from drip.flow.services import Services
from drip.inbound import sendgrid_events
from drip.inbound.sendgrid_events import Read
from drip.storage import events as stored
from drip.storage import posts, tasks
from drip.storage.database import StorageError
from drip.storage.events import Told
from drip.storage.posts import Post

log = structlog.get_logger()

#: How many events one transaction takes, and how many posts and seconds one look.
BATCH = 250
POSTS = 500
_BREATH = 0.012

_READERS: Mapping[str, Callable[[bytes], Read]] = {
    sendgrid_events.SOURCE: sendgrid_events.read_events
}


def read_posts(services: Services, now: datetime, *, most: int = POSTS) -> int:
    """Read the posts that wait, the oldest first; answers how many were read."""
    return in_turn(
        services,
        lambda tx, after: posts.next_waiting(tx, after=after),
        lambda post: _read(services, post, now),
        most=most,
    )


def _read(services: Services, post: Post, now: datetime) -> None:
    read = _READERS[post.source](post.body)
    tally = Counter[str](unread=len(read.unread))
    for start in range(0, len(read.events), BATCH):
        batch = read.events[start : start + BATCH]
        tally.update(_safely(services, batch, post, now))
        if services.database.is_sqlite:
            # Who waits for SQLite's one writer only looks now and then whether it is free.
            time.sleep(_BREATH)
    with services.database.write() as tx:
        note = ", ".join(f"{number} {what}" for what, number in sorted(tally.items()) if number)
        posts.done(tx, post.id, note=note, now=now)
    log.info("post read", post=post.id, **tally)


def _safely(services: Services, batch: Sequence[Event], post: Post, now: datetime) -> Counter[str]:
    """Take a batch; where one event breaks it, each by itself, so that it costs no other."""
    try:
        return take(services, batch, post_id=post.id, now=now)
    except StorageError:
        raise
    except Exception:
        if len(batch) > 1:
            whole = Counter[str]()
            for one in batch:
                whole.update(_safely(services, [one], post, now))
            return whole
        log.exception("event not taken", post=post.id)
        with services.database.write() as tx:
            tasks.add(
                tx,
                cause=f"event:{post.id}",
                title="A report of the mail provider could not be worked off",
                detail=f"Post {post.id} is kept for 30 days; the log of the worker says why.",
                now=now,
            )
        return Counter[str](broken=1)


def take(
    services: Services, batch: Sequence[Event], *, post_id: int | None, now: datetime
) -> Counter[str]:
    """Take events and all that follows from them, in one transaction; answers how many were what.

    `taken` were new and ours, `again` were known, `not ours` are about nobody here.
    """
    with services.database.write() as tx:
        ours = whose(services, tx, batch)
        told = [Told(one.event, one.delivery.id if one.delivery else None) for one in ours]
        fresh = _first_of(ours, stored.keep(tx, told, post_id=post_id, now=now))
        told = [Told(one.event, one.delivery.id if one.delivery else None) for one in fresh]
        stored.note_instants(tx, told)
        stored.note_attempts(tx, told)
        settling.by_events(services, tx, fresh, now)
        for one in fresh:
            said_by_provider.follow(services, tx, one, now)
    return Counter[str](
        {
            "taken": len(fresh),
            "again": len(ours) - len(fresh),
            "not ours": len(batch) - len(ours),
        }
    )


def _first_of(ours: Sequence[Matched], new: set[str]) -> list[Matched]:
    """The events with these ids, each once: the same one may stand in a post twice."""
    found = {one.event.event_id: one for one in reversed(ours) if one.event.event_id in new}
    return [one for one in ours if found.get(one.event.event_id) is one]
