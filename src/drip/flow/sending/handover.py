"""Hand over: intent, call, result. Two short transactions, and one outside call in none.

    1. intent  the database checks everything once more and records that a call is coming
    2. call    the transport takes the letters; not if the intent has grown old meanwhile
    3. result  what came of it, fenced by the claim, with the next letter planned beside it

A process that dies between 1 and 3 leaves rows in `handing_over`; their lease ends, they become
`unknown`, and `flow.recover` settles them by evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from drip.delivery.transport import NOT_CALLED
from drip.domain.circuits import Circuit
from drip.domain.deliveries import Delivery, Outcome, Purpose, Result, Trouble
from drip.domain.letters import Letter
from drip.engine.circuit import own_fault
from drip.engine.retry import next_try
from drip.errors import DripError
from drip.flow.answering.check_ins import open_check_ins
from drip.flow.holding_back import circuit, valves
from drip.flow.leaving import bounces
from drip.flow.letters.gate import Passed
from drip.flow.planning.plan import plan_ahead
from drip.flow.services import Services
from drip.storage import claims
from drip.storage.database import Transaction
from drip.storage.decisions import Kind, about, note_all
from drip.storage.intents import Claim, Intent, record_intent
from drip.storage.outcomes import (
    Retry,
    accept,
    doubt,
    end_attempts,
    fail,
    plan_again,
    still_ours,
)

#: A call is not made when its intent is older than this: the world may have moved on.
STALE_AFTER = 30.0
#: What becomes of a letter that a call was made for.
FATES = ("accepted", "unknown", "refused", "put back")


class CalledInTransactionError(DripError):
    """A transport was called inside a transaction; that would hold the database while it waits."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter, and the delivery it is for."""

    passed: Passed
    letter: Letter


def intend(services: Services, batch: Sequence[Ready], claim: Claim) -> list[Ready]:
    """Record the intent for a batch; answers the letters that the call may be made for.

    Those that may not go any more are given back: the next claim finds out why.
    """
    intents = [
        Intent(
            delivery=one.passed.delivery,
            day=one.passed.day,
            revision_id=one.passed.revision.id,
            letter_hash=one.letter.compiled.hash,
            prompts="token_book" in one.letter.compiled.tags,
        )
        for one in batch
    ]
    wanted = [valves.wanted(one.passed.delivery, one.letter.to_address) for one in batch]
    with services.database.write() as tx:
        admitted = valves.admit(services, tx, wanted, claim)
        passing = {one.delivery_id for one in admitted.passing}
        may_go = [one for one in intents if one.delivery.id in passing]
        going = record_intent(tx, may_go, claim)
        valves.handed(services, tx, admitted, going, claim.now)
        valves.put_off(tx, admitted, [one.delivery for one in intents], claim)
        held = {one.delivery.id for one in intents} - going - admitted.postponed.keys()
        claims.release(tx, token=claim.token, ids=held)
    return [_dated(one, claim.now) for one in batch if one.letter.delivery_id in going]


def _dated(one: Ready, now: datetime) -> Ready:
    """The letter with the instant of its first intent in it, as the ledger keeps it for the next.

    Stores that fold a repeated letter look at its Message-ID and its Date.
    """
    if one.passed.delivery.dated_at is not None or one.letter.date == now:
        return one
    return replace(one, letter=replace(one.letter, date=now))


def check_outside(services: Services) -> None:
    """See that this thread is in no transaction: a call would hold the database while it waits.

    Raises:
        CalledInTransactionError: it is in one.
    """
    if services.database.in_transaction:
        raise CalledInTransactionError


def call(services: Services, letters: Sequence[Letter], *, intended_at: float) -> list[Outcome]:
    """Hand letters to the transport, unless their intent has grown old."""
    check_outside(services)
    if services.steady() - intended_at > STALE_AFTER:
        return [
            Outcome(delivery_id=one.delivery_id, result=Result.REFUSED, detail=NOT_CALLED)
            for one in letters
        ]
    return services.transport.send(letters)


def record(
    services: Services,
    batch: Sequence[Delivery],
    outcomes: Sequence[Outcome],
    claim: Claim,
    now: datetime,
) -> dict[str, int]:
    """Write down what a call came to, open check-ins, and plan what comes next.

    A letter that the transport says nothing of is in doubt once its lease is over. A word on one
    of no part in the call, or decided by others meanwhile, is not heard: twice is as good as once.
    Answers how many letters ended how.
    """
    asked = {row.id for row in batch}
    outcomes = [one for one in outcomes if one.delivery_id in asked]
    with services.database.write() as tx:
        end_attempts(tx, [_ended(one) for one in outcomes], token=claim.token, now=now)
        ours = still_ours(tx, asked, token=claim.token)
        by = {r: [o for o in outcomes if o.result is r and o.delivery_id in ours] for r in Result}
        accepted_ids = {one.delivery_id for one in by[Result.ACCEPTED]}
        taken = [replace(row, handed_at=claim.now) for row in batch if row.id in accepted_ids]
        accepted = accept(tx, taken, token=claim.token, now=now)
        ids = [one.delivery_id for one in by[Result.UNKNOWN]]
        doubted = doubt(tx, ids, token=claim.token, reason="The transport's answer never came.")
        opened = circuit.listen(tx, claim, batch, outcomes, now)
        heard = _Heard(claim=claim, opened=opened, others_went=bool(accepted_ids), now=now)
        again, over = _refused(batch, by[Result.REFUSED], heard)
        # Their room before their days: an intent takes the two in this order as well.
        back = {one.delivery_id for one in again}
        valves.came_back(services, tx, [row for row in batch if row.id in back], claim.now)
        plan_again(tx, again, token=claim.token)
        failed = set_aside(tx, over, claim.token, now)
        settled(services, tx, accepted, failed, now)
        bounces.in_dialogue(services, tx, failed, outcomes, now)
    return {
        "accepted": len(accepted),
        "unknown": len(doubted),
        "refused": len(failed),
        "put back": len(again),
    }


def settled(
    services: Services,
    tx: Transaction,
    accepted: Sequence[Delivery],
    ended: Sequence[Delivery],
    now: datetime,
) -> None:
    """What follows when letters are known to have gone, or not to go any more."""
    open_check_ins(services, tx, accepted, now)
    steps = {
        row.enrolment_id
        for row in (*accepted, *ended)
        if row.purpose is Purpose.STEP and row.enrolment_id is not None
    }
    if steps:
        plan_ahead(services, tx, steps, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """What the refusals of a call are judged by: circuits it opened, and if it took other letters.

    `opened` goes by the recipient domain; the empty one is everybody's.
    """

    claim: Claim
    opened: Mapping[str, Circuit]
    others_went: bool
    now: datetime


def _refused(
    batch: Sequence[Delivery], refused: Sequence[Outcome], heard: _Heard
) -> tuple[list[Retry], dict[int, str]]:
    """Letters that wait for another try, and those that failed for good, with the reason."""
    rows = {row.id: row for row in batch}
    again: list[Retry] = []
    over: dict[int, str] = {}
    for one in refused:
        row = rows[one.delivery_id]
        retry = _again(one, row, heard)
        if retry is None:
            over[row.id] = f"Refused after {row.tries + 1} attempts: {one.detail}"
        else:
            again.append(retry)
    return again, over


def _again(one: Outcome, row: Delivery, heard: _Heard) -> Retry | None:
    """When a refused letter is tried again; `None`: never.

    What waits for everybody's circuit keeps its moment, and so its place among the others.
    """
    if one.detail == NOT_CALLED:
        return Retry(row.id, row.due_at, counted=False)
    if not own_fault(one, others_went=heard.others_went):
        due_at = heard.opened[one.domain].probe_at if one.domain else row.due_at
        return Retry(row.id, due_at, counted=False)
    for_good = one.permanent and one.trouble is Trouble.NONE
    later = None if for_good else next_try(row.tries + 1, heard.now)
    return None if later is None else Retry(row.id, later, counted=True)


def set_aside(
    tx: Transaction, reasons: dict[int, str], token: str, now: datetime
) -> list[Delivery]:
    """End letters that cannot go; staff see them with the reason, and everybody else is served."""
    failed = fail(tx, reasons, token=token, now=now)
    notes = [
        about(row, kind=Kind.SET_ASIDE, reason=reasons[row.id], actor="worker") for row in failed
    ]
    note_all(tx, notes, now)
    return failed


def _ended(outcome: Outcome) -> dict[str, object]:
    not_called = outcome.result is Result.REFUSED and outcome.detail == NOT_CALLED
    return {
        "b_id": outcome.delivery_id,
        "b_result": "not_called" if not_called else outcome.result.value,
        "b_detail": outcome.detail,
        "b_receipt": outcome.receipt,
    }
