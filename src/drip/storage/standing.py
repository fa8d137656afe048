"""Where people stand at one moment, read for a whole batch with a fixed number of questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, not_, select

from drip.domain.answers import Answer, Channel, CheckInState
from drip.domain.deliveries import Delivery
from drip.domain.enrolments import Enrolment
from drip.domain.people import ConsentPurpose, SubscriberState, SuppressionReason
from drip.domain.sequences import EffectKind
from drip.domain.standing import Facts, Standing
from drip.storage import bookings, cases
from drip.storage import enrolments as enrolments_of
from drip.storage.beside import outcomes
from drip.storage.database import Transaction
from drip.storage.tables import (
    answers,
    check_ins,
    consents,
    effects,
    subscribers,
    suppressions,
)

#: Effects that letters wait for while they are owed.
_HOLDING = (EffectKind.PAUSE, EffectKind.FINISH, EffectKind.SKIP)
# The order in which reasons weigh, the weightiest first.
_WEIGHT = (
    SuppressionReason.COMPLAINT,
    SuppressionReason.DEAD,
    SuppressionReason.UNSUBSCRIBED,
    SuppressionReason.STAFF,
)


def standings(tx: Transaction, rows: Sequence[Delivery]) -> dict[int, Standing]:
    """For each delivery the person as the gate sees them."""
    people = {row.subscriber_id for row in rows}
    enrolled = enrolments_of.get(tx, {r.enrolment_id for r in rows if r.enrolment_id is not None})
    said = _facts(tx, enrolled)
    refused = _refused(tx, people)
    reasons = _suppressions(tx, people)
    held = _held(tx, enrolled)
    urgent = cases.among(tx, people)
    asked = _open_asks(tx, enrolled)
    who = {
        row.id: row
        for row in tx.execute(
            select(
                subscribers.c.id,
                subscribers.c.state,
                subscribers.c.zone,
                subscribers.c.last_letter_at,
                subscribers.c.last_letter_id,
                subscribers.c.no_prompts,
            ).where(subscribers.c.id.in_(people))
        )
    }
    return {
        row.id: Standing(
            subscriber_state=SubscriberState(who[row.subscriber_id].state),
            suppression=reasons.get(row.subscriber_id),
            zone=who[row.subscriber_id].zone,
            programme_consent=row.subscriber_id not in refused,
            enrolment=enrolled.get(row.enrolment_id) if row.enrolment_id else None,
            last_letter_at=who[row.subscriber_id].last_letter_at,
            last_letter_id=who[row.subscriber_id].last_letter_id,
            facts=said.get(row.enrolment_id or 0, Facts()),
            held_until=held.get(row.enrolment_id or 0),
            in_a_case=row.subscriber_id in urgent,
            no_prompts=bool(who[row.subscriber_id].no_prompts),
            open_asks=tuple(asked.get(row.enrolment_id or 0, ())),
        )
        for row in rows
    }


def _held(tx: Transaction, enrolled: Collection[int]) -> dict[int, datetime]:
    """When the latest owed effect that holds letters back takes effect, by enrolment."""
    rows = tx.execute(
        select(effects.c.enrolment_id, effects.c.due_at).where(
            effects.c.enrolment_id.in_(enrolled),
            effects.c.state == "owed",
            effects.c.kind.in_([kind.value for kind in _HOLDING]),
        )
    )
    latest: dict[int, datetime] = {}
    for enrolment_id, due_at in rows:
        latest[enrolment_id] = max(due_at, latest.get(enrolment_id, due_at))
    return latest


def _open_asks(tx: Transaction, enrolled: Collection[int]) -> dict[int, list[tuple[str, datetime]]]:
    """The check-ins that wait for an answer, by enrolment."""
    rows = tx.execute(
        select(check_ins.c.enrolment_id, check_ins.c.step, check_ins.c.silent_at).where(
            check_ins.c.enrolment_id.in_(enrolled),
            check_ins.c.state == CheckInState.OPEN.value,
            check_ins.c.silent_at.is_not(None),
        )
    )
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for enrolment_id, step, silent_at in rows:
        found[enrolment_id].append((step, silent_at))
    return found


def _suppressions(tx: Transaction, people: Collection[int]) -> dict[int, SuppressionReason]:
    """The weightiest reason in force for each suppressed person."""
    rows = tx.execute(
        select(subscribers.c.id, suppressions.c.reason)
        .join(suppressions, suppressions.c.address_hash == subscribers.c.address_hash)
        .where(subscribers.c.id.in_(people), suppressions.c.lifted_at.is_(None))
    )
    found: dict[int, SuppressionReason] = {}
    for person, text in rows:
        reason = SuppressionReason(text)
        if person not in found or _WEIGHT.index(reason) < _WEIGHT.index(found[person]):
            found[person] = reason
    return found


def _refused(tx: Transaction, people: Collection[int]) -> set[int]:
    """Who has not agreed to the programme's letters, or took it back."""
    rows = tx.execute(
        select(consents.c.subscriber_id, consents.c.given)
        .where(
            consents.c.subscriber_id.in_(people),
            consents.c.purpose == ConsentPurpose.PROGRAMME.value,
        )
        .order_by(consents.c.id)
    )
    latest = {person: given for person, given in rows}  # noqa: C416 - a Result is no mapping
    return {person for person in people if not latest.get(person)}


def facts(tx: Transaction, enrolment_ids: Collection[int]) -> dict[int, Facts]:
    """What people said in these enrolments, and how long they have been silent.

    An enrolment begins with the answers that the person gave in earlier ones, since answers
    carry over between sequences under their names.
    """
    return _facts(tx, enrolments_of.get(tx, enrolment_ids))


def _facts(tx: Transaction, enrolled: Mapping[int, Enrolment]) -> dict[int, Facts]:
    if not enrolled:
        return {}
    people = {one.subscriber_id for one in enrolled.values()}
    series = _series(tx, people)
    silent = silences(tx, enrolled)
    ended = outcomes(tx, people)
    booked = bookings.of_people(tx, people)
    return {
        one.id: Facts(
            answers=series.get(one.subscriber_id, {}),
            silent=silent.get(one.id, 0),
            skips=one.skips,
            outcomes=ended.get(one.subscriber_id, frozenset()),
            booking=visits.standing if (visits := booked.get(one.subscriber_id)) else None,
            booked_at=visits.booked_at if visits else None,
            no_show=visits.no_show if visits else False,
        )
        for one in enrolled.values()
    }


def _series(tx: Transaction, people: Collection[int]) -> dict[int, dict[str, tuple[Answer, ...]]]:
    rows = tx.execute(
        select(
            answers.c.subscriber_id,
            answers.c.question,
            answers.c.value,
            answers.c.at,
            answers.c.channel,
            answers.c.check_in_id,
        )
        .where(answers.c.subscriber_id.in_(people), answers.c.sure == 1)
        .order_by(answers.c.id)
    )
    last: dict[int, dict[str, dict[int, Answer]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        # Within a check-in the last one counts; re-inserting keeps the order of first answers.
        last[row.subscriber_id][row.question][row.check_in_id] = Answer(
            question=row.question,
            value=row.value,
            at=row.at,
            channel=Channel(row.channel),
            check_in_id=row.check_in_id,
        )
    return {
        person: {question: tuple(by.values()) for question, by in questions.items()}
        for person, questions in last.items()
    }


def silences(tx: Transaction, enrolment_ids: Collection[int] | Select[Any]) -> dict[int, int]:
    """Check-ins in a row, the newest first, that ended in silence. Open ones are not counted."""
    rows = tx.execute(
        select(check_ins.c.enrolment_id, check_ins.c.first_answer_at.is_(None))
        .where(
            check_ins.c.enrolment_id.in_(enrolment_ids),
            check_ins.c.state != CheckInState.OPEN.value,
            # Closed before silence could be noted: the programme was paused meanwhile.
            not_(
                and_(
                    check_ins.c.state == CheckInState.CLOSED.value,
                    check_ins.c.silent_at.is_not(None),
                    check_ins.c.first_answer_at.is_(None),
                )
            ),
        )
        .order_by(check_ins.c.enrolment_id, check_ins.c.opened_at.desc(), check_ins.c.id.desc())
    )
    counted: dict[int, int] = {}
    ended: set[int] = set()
    for enrolment_id, silent in rows:
        if enrolment_id in ended:
            continue
        if silent:
            counted[enrolment_id] = counted.get(enrolment_id, 0) + 1
        else:
            ended.add(enrolment_id)
    return counted
