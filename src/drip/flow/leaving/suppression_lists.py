"""Suppression lists: ours and the provider's are kept in step, both ways, once a day.

What the provider knows of an address becomes ours, with its source. Who says goodbye here is told
there, so that nobody else who uses the account writes to them. Of goodbyes ours is the master: who
came back here is taken off their list.

A copied or restored database only reads: its list is not the clinic's, and after a restore theirs
knows of goodbyes that ours forgot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from drip.domain.people import SuppressionReason
from drip.engine.bounces import Verdict, judge
from drip.errors import DripError
from drip.flow.leaving.complaints import say_goodbye
from drip.flow.services import Services
from drip.inbound.provider_lists import Listed, ProviderLists, TheirList
from drip.links import fold_address
from drip.storage import heartbeat, home, subscribers, suppressions, switches, tasks
from drip.storage.suppressions import NewSuppression
from drip.storage.switches import Switch

log = structlog.get_logger()

_JOB = "lists in step"
#: Their clock may differ, and a run may take a while.
_OVERLAP = timedelta(hours=24)
#: Goodbyes that they are told of; a dead address they find out by themselves.
_TOLD = frozenset(
    {SuppressionReason.UNSUBSCRIBED, SuppressionReason.COMPLAINT, SuppressionReason.STAFF}
)
_REASONS = {
    TheirList.INVALID: SuppressionReason.DEAD,
    TheirList.SPAM_REPORTS: SuppressionReason.COMPLAINT,
    TheirList.UNSUBSCRIBES: SuppressionReason.UNSUBSCRIBED,
}


@dataclass(slots=True)
class Step:
    """What keeping in step came to, in numbers of addresses. Blocks are counted and left alone."""

    taken_over: int = 0
    left_alone: int = 0
    told: int = 0
    taken_back: int = 0


def keep_in_step(services: Services, now: datetime) -> Step:
    """Read their lists and tell them ours. A failure leaves a task; the next day tries again."""
    step = Step()
    lists = services.lists
    if lists is None:
        return step
    with services.database.read() as tx:
        last = heartbeat.last_slot(tx, _JOB)
        copied = any(one.switch is Switch.QUARANTINE for one in switches.held(tx))
        forgot_until = home.forgot_until(tx)
    since = None if last is None else last - _OVERLAP
    forgetful = forgot_until is not None and (last is None or last <= forgot_until)
    try:
        if copied or forgetful:
            _read(services, lists, since, step, now)
        if copied:
            return step
        # Ours first: who came back must not be sent away by what they still hold.
        _take_back(services, lists, since, step)
        _read(services, lists, since, step, now)
        _tell(services, lists, since, step)
    except DripError as error:
        _failed(services, lists, error, now)
        return step
    with services.database.write() as tx:
        heartbeat.claim_slot(tx, _JOB, now.isoformat(), worker=services.worker, now=now)
    log.info("lists in step", taken_over=step.taken_over, told=step.told, back=step.taken_back)
    return step


def _read(
    services: Services,
    lists: ProviderLists,
    since: datetime | None,
    step: Step,
    now: datetime,
) -> None:
    for which in TheirList:
        for page in lists.read(which, since):
            _take_over(services, which, page, step, now)


def _take_over(
    services: Services, which: TheirList, page: Sequence[Listed], step: Step, now: datetime
) -> None:
    wanted = {
        services.links.keyed_hash("address", fold_address(one.address)): (one, reason)
        for one in page
        if (reason := _reason(which, one)) is not None
    }
    source = f"sendgrid:{which.value}"
    with services.database.write() as tx:
        said = {key: one.at for key, (one, _) in wanted.items()}
        back = suppressions.came_back(tx, said)
        new = [
            NewSuppression(address_hash=key, reason=reason, source=source)
            for key, (_, reason) in wanted.items()
            if not (reason is SuppressionReason.UNSUBSCRIBED and key in back)
        ]
        fresh = suppressions.add_all(tx, new, now)
        people = subscribers.with_addresses(tx, [one.address_hash for one in fresh])
        for one in fresh:
            if one.address_hash in people:
                say_goodbye(
                    services,
                    tx,
                    address_hash=one.address_hash,
                    reason=one.reason,
                    source=one.source,
                    now=now,
                )
    step.taken_over += len(fresh)
    step.left_alone += len(page) - len(fresh)


def _reason(which: TheirList, one: Listed) -> SuppressionReason | None:
    """What a line of theirs says of an address; `None`: nothing."""
    if which is TheirList.BOUNCES:
        # Their own filter lets a refusal by policy through as a bounce now and then.
        excused = judge(one.status, diagnostic=one.reason) in {Verdict.SOFT, Verdict.POLICY}
        return None if excused else SuppressionReason.DEAD
    return _REASONS.get(which)


def _tell(services: Services, lists: ProviderLists, since: datetime | None, step: Step) -> None:
    with services.database.read() as tx:
        goodbyes = suppressions.addresses_since(tx, _TOLD, since, apart_from=(lists.name, "events"))
    if goodbyes:
        lists.unsubscribe(goodbyes)
    step.told = len(goodbyes)


def _take_back(
    services: Services, lists: ProviderLists, since: datetime | None, step: Step
) -> None:
    with services.database.read() as tx:
        back = suppressions.addresses_lifted_since(tx, since)
    for address in back:
        lists.take_back(address)
    step.taken_back = len(back)


def _failed(services: Services, lists: ProviderLists, error: DripError, now: datetime) -> None:
    log.error("lists not in step", reason=error.message)
    with services.database.write() as tx:
        tasks.add(
            tx,
            cause=f"lists:{lists.name}:{now:%Y-%m-%d}",
            title="The provider's list of blocked addresses could not be read",
            detail=f"{error.message} It is tried again tomorrow. Until then letters may go to "
            "addresses that the provider drops; nobody gets a letter after goodbye.",
            now=now,
        )
