"""Nightly: forget what nobody needs any more. Evidence, ledger and decisions are never pruned."""

from __future__ import annotations

from datetime import timedelta

from drip.flow.booked.strangers import REMEMBERED_FOR
from drip.flow.joining.signup import forget_unproven
from drip.flow.services import Services
from drip.storage import heartbeat, limits, mails, posts, quotas, strangers

_LIMITS_KEPT = timedelta(days=7)
_SLOTS_KEPT = timedelta(days=90)
_POSTS_KEPT = timedelta(days=30)
_MAILS_KEPT = timedelta(days=30)
_QUOTAS_KEPT = timedelta(days=35)


def prune(services: Services) -> None:
    """Drop unconfirmed signups, old counters and slots of the clockwork, and what was long read."""
    forget_unproven(services, services.now())
    now = services.wall()
    with services.database.write() as tx:
        limits.prune(tx, now - _LIMITS_KEPT)
        heartbeat.forget_before(tx, now - _SLOTS_KEPT)
    with services.database.write() as tx:
        posts.prune(tx, services.now() - _POSTS_KEPT)
        mails.prune(tx, services.now() - _MAILS_KEPT)
        quotas.prune(tx, services.now() - _QUOTAS_KEPT)
        strangers.prune(tx, services.now() - REMEMBERED_FOR)
